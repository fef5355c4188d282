/* fuzz_lint.c: the fuzz target that finds most: any bytes through the whole pipeline and every reporter. The first byte
 * chooses the options, the rest is the file. Entered by libFuzzer or by replay_main.c. */
#include "dmlint/run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void render_all(const struct run_report *report, struct arena *arena, bool color)
{
	struct report_options options = {.color = color, .arena = arena};
	for (size_t i = 0; i < n_reporters; i++) {
		struct buf out = {0};
		reporters[i].render(&out, report, &options);
		buf_free(&out);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum config_kind kinds[] = {CONFIG_UNKNOWN, CONFIG_TASK, CONFIG_SOURCE, CONFIG_DMLINT};
	if (size == 0)
		return 0;
	unsigned version = data[0] & 7, kind = (data[0] >> 3) & 3;
	struct run_options options = {
		.dm = version < dm_n_releases ? dm_releases[version].version : 0,
		.kind = kinds[kind],
		.compat = data[0] & 0x20,
		.topology = true,
		.fail_on = SEV_ERROR,
	};
	struct arena *arena = arena_new();
	struct file_report file;
	struct str bytes = arena_str(arena, (struct str){.p = (const char *)data + 1, .n = size - 1});
	struct str name = STR_LIT("fuzz.yaml");
	if (data[0] & 0x80) {
		options.kind = kind == 3 ? CONFIG_UNKNOWN : options.kind; /* settings have one syntax */
		name = kind & 1 ? STR_LIT("fuzz.ini") : STR_LIT("fuzz.toml");
	}
	run_lint_bytes(arena, name, bytes, &options, &file);
	struct run_report report = {.files = &file, .n_files = 1};
	render_all(&report, arena, data[0] & 0x40);
	arena_free(arena);
	return 0;
}
