/* A folder for the dump that DM cannot use:
 *
 *     loaders:
 *       global: {dir: "s3://bucket/%zz"}
 */
#include <string.h>

#include "dmlint/govalue.h"

#include "internal.h"

/* A colon in the first part of a relative path makes a URL of it; with "./" in front it is the same folder, and a path. */
static void offer_dot(struct lint *l, struct diag *d, const struct node *n, struct str v)
{
	uint32_t quote = n->style == STYLE_SINGLE || n->style == STYLE_DOUBLE;
	const char *why;
	bool s3;

	if (!node_editable(n) || n->style == STYLE_LITERAL || n->style == STYLE_FOLDED || v.p[0] == '/' ||
	    memmem(v.p, v.n, "://", 3) || !govalue_dir(arena_fmt(l->arena, "./%.*s", STR_FMT(v)), l->dm, &s3, &why))
		return;
	report_fix(l, d, true, (struct span){n->span.lo + quote, n->span.lo + quote}, STR_LIT("./"),
		   "put ./ in front of it");
}

static void check_instance(struct lint *l, const struct instance *in, struct strmap *seen)
{
	const struct node *body = in->unit[SEC_LOADERS], *n = task_get(body, "dir");
	struct str mode = task_str(body, "import-mode", "");
	struct str v = value_str(n, STR_LIT(""));
	const char *why = NULL;
	bool s3 = false;
	struct diag *d;

	if (!n || n->kind != NODE_SCALAR || v.n == 0 || !first_time(l, seen, body))
		return;
	l->instance = in->index;
	if (!govalue_dir(v, l->dm, &s3, &why)) {
		d = report_check(l, "loader-dir", n->span, "\"dir\" cannot be read as a path or URL: %s", why);
		offer_dot(l, d, n, v);
	} else if (s3 && str_eq_c(mode, "loader")) {
		d = report_check(l, "loader-dir-s3", n->span,
				 "a dump in s3 cannot be loaded with import-mode \"loader\"");
		report_note(l, d, task_get(body, "import-mode")->span, "import-mode is here");
	} else {
		return;
	}
	report_field(l, d, n);
}

static void check(struct lint *l)
{
	struct strmap seen = {.arena = l->arena};

	if (!task_loads(l->task) || str_eq_c(l->task->mode, "load&sync"))
		return;
	for (size_t i = 0; i < l->task->n_instances; i++)
		check_instance(l, &l->task->instances[i], &seen);
}

const struct rule rule_dml6006 = {
	.info = {.id = "DML6006",
		 .name = "invalid-dump-dir",
		 .severity = SEV_ERROR,
		 .summary = "a loaders dir that DM refuses",
		 .why = "From 6.0 on dir is read as a URL, so that a colon in the first part, a bad percent sign or a bad host make DM refuse it, for "
			"plain folders too. The old loader cannot read from s3.",
		 .remedy = "Use a folder, or a URL such as s3://bucket/path.",
		 .versions = "6.0.0 and later",
		 .dm_errors = "20058 20059"},
	.kind = CONFIG_TASK,
	.check = check,
};
