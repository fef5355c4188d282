/* explaining.c: the task and the sources whose names `dmlint explain` fills into its commands. Called by src/cli. Looks for no
 * findings, but for those that tell the version of DM when none is given. */
#include "internal.h"

static bool read_bytes(struct arena *a, struct str path, struct str *ret, struct err *e)
{
	bool too_big;

	return file_read(a, path.p, (size_t)TEXT_MAX_BYTES + 1, ret, &too_big, e);
}

static bool read_sources(struct arena *a, const struct run_options *o, uint32_t dm, struct sources *s, struct err *e)
{
	s->arena = a;
	for (size_t i = 0; i < o->n_sources; i++) {
		const struct run_input *in = &o->sources[i];
		struct doc *doc = ARENA_NEW(a, struct doc);
		struct decode_result decode;
		enum config_kind kind;
		struct str bytes;

		if (!read_bytes(a, in->path, &bytes, e))
			return false;
		kind = run_load(a, text_new(a, in->path, bytes), in->named ? CONFIG_SOURCE : CONFIG_UNKNOWN, doc);
		if (kind == CONFIG_UNKNOWN || kind == CONFIG_TASK)
			continue;
		run_decode(a, doc, kind, run_newest(kind, dm), &decode);
		sources_add(s, doc, kind);
	}
	return true;
}

bool run_explain_task(struct arena *a, struct str path, const struct run_options *o, struct explain_task *ret,
		      struct err *e)
{
	struct doc *doc = ARENA_NEW(a, struct doc);
	struct sources *s = ARENA_NEW(a, struct sources);
	struct decode_result decode;
	struct str bytes;
	uint32_t dm = o->dm;

	if (!read_bytes(a, path, &bytes, e))
		return false;
	if (run_load(a, text_new(a, path, bytes), CONFIG_TASK, doc) != CONFIG_TASK || !doc->root ||
	    doc->root->kind != NODE_MAP) {
		err_set(e, "%.*s is no task of DM", STR_FMT(path));
		return false;
	}
	if (!dm) {
		struct file_report report;
		struct run_options as_task = {.kind = CONFIG_TASK};

		run_lint_bytes(a, path, bytes, &as_task, &report);
		if (!dm_version_parse(report.dm_version, &dm))
			BUG("a report without a version");
	}
	if (!read_sources(a, o, dm, s, e))
		return false;
	run_decode(a, doc, CONFIG_TASK, dm, &decode);
	*ret = (struct explain_task){
		.task = task_resolve(a, doc, dm),
		.path = path,
		.sources = o->n_sources ? s : NULL,
	};
	return true;
}
