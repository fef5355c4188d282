/* fuzz_lint.c: the fuzz target that finds most: any bytes through the whole pipeline and every reporter. The first byte
 * chooses the options, the rest is the file; or a task, what its servers answered, and a source, with lines "===" between
 * them. Entered by libFuzzer or by replay_main.c. */
#include "dmlint/run.h"

#include <string.h>

#define ANSWERED 7 /* as the version of DM: 8.5, with answers of servers */

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

/* What stands before the next line "===", which is left out of *rest. */
static struct str part(struct str *rest)
{
	struct str line = STR_LIT("\n===\n"), first = *rest;
	const char *end = memmem(first.p, first.n, line.p, line.n);

	*rest = (struct str){first.p + first.n, 0};
	if (end) {
		size_t n = (size_t)(end - first.p) + 1;
		*rest = (struct str){first.p + n + line.n - 1, first.n - n - (line.n - 1)};
		first.n = n;
	}
	return first;
}

static void load_source(struct arena *arena, struct str bytes, uint32_t dm, struct sources *sources)
{
	struct doc *doc = ARENA_NEW(arena, struct doc);
	struct decode_result decode;
	doc_load(arena, text_new(arena, STR_LIT("source.yaml"), bytes), doc);
	schema_annotate(arena, doc, CONFIG_SOURCE, dm, &decode);
	sources_add(sources, doc, CONFIG_SOURCE);
}

/* The examples of the policies in dmlint's own settings. */
static void test_policies(struct arena *arena, struct str bytes, uint32_t dm)
{
	struct doc *doc = ARENA_NEW(arena, struct doc);
	struct decode_result decode;
	struct config config;
	struct policy_test *tests;
	doc_load(arena, text_new(arena, STR_LIT(CONFIG_NAME), bytes), doc);
	schema_annotate(arena, doc, CONFIG_DMLINT, dm, &decode);
	config_read(arena, doc, &config);
	(void)run_test_policies(arena, &config, dm, &tests);
}

/* What is loaded is written, and what was written is written again byte for byte. */
static void write_twice(struct arena *arena, const struct facts *facts)
{
	struct buf once = {0}, again = {0};
	struct facts read;
	struct err e;
	facts_write(facts, &once);
	if (!facts_load(arena, STR_LIT("again.yaml"), (struct str){once.p, once.n}, &read, &e))
		BUG("facts that were written cannot be read");
	facts_write(&read, &again);
	if (once.n != again.n || memcmp(once.p, again.p, once.n) != 0)
		BUG("facts that were read are written in another way");
	buf_free(&once);
	buf_free(&again);
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
	struct facts facts;
	struct sources sources = {.arena = arena};
	struct str bytes = arena_str(arena, (struct str){.p = (const char *)data + 1, .n = size - 1});
	struct str name = STR_LIT("fuzz.yaml"), rest = bytes;
	struct err e;
	if (version == ANSWERED) {
		bytes = part(&rest);
		options.dm = dm_releases[dm_n_releases - 1].version;
		if (facts_load(arena, STR_LIT("facts.yaml"), part(&rest), &facts, &e)) {
			write_twice(arena, &facts);
			options.facts = &facts;
		}
		load_source(arena, rest, options.dm, &sources);
		options.known_sources = &sources;
	} else if (data[0] & 0x80) {
		options.kind = kind == 3 ? CONFIG_UNKNOWN : options.kind; /* settings have one syntax */
		name = kind & 1 ? STR_LIT("fuzz.ini") : STR_LIT("fuzz.toml");
	}
	if (options.kind == CONFIG_DMLINT)
		test_policies(arena, bytes, options.dm);
	run_lint_bytes(arena, name, bytes, &options, &file);
	struct run_report report = {.files = &file, .n_files = 1};
	render_all(&report, arena, data[0] & 0x40);
	arena_free(arena);
	return 0;
}
