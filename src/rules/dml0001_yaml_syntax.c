/* A file that DM's YAML decoder cannot read at all:
 *
 *     name: "test
 *     task-mode: all
 */
#include <string.h>

#include "internal.h"

/* "key: {{ value }}" reads as a map whose key is a map. */
static bool is_template(const struct lint *l, struct span at)
{
	struct str t = l->doc->text->bytes;
	size_t from = at.lo > 2 ? at.lo - 2 : 0, to = at.lo + 3 < t.n ? at.lo + 3 : t.n;

	return from < to && memmem(t.p + from, to - from, "{{", 2) != NULL;
}

static void check(struct lint *l)
{
	const struct doc_problem *p = &l->doc->problem;
	struct diag *d;

	if (p->kind == DOC_OK)
		return;
	d = report_check(l, "decode", p->at, "%.*s", STR_FMT(p->message));
	if (is_template(l, p->at))
		report_help(l, d,
			    "this looks like an unfilled template: \"{{ ... }}\" is no YAML, fill it in or quote it");
	else if (d && p->help.n)
		report_help(l, d, "%.*s", STR_FMT(p->help));
	if (p->related.hi > p->related.lo)
		report_note(l, d, p->related, "it began here");
}

const struct rule rule_dml0001 = {
	.info = {.id = "DML0001",
		 .name = "yaml-syntax",
		 .severity = SEV_ERROR,
		 .summary = "the file is not YAML that DM can read",
		 .why = "DM reads its configurations with Go's yaml.v2. What that decoder cannot parse ends the check at once, and "
			"every other mistake in the file stays hidden until it is mended.",
		 .remedy =
			 "Mend the place shown. Blanks indent, tabs do not; text with \": \", \" #\", a leading \"*\", \"&\", "
			 "\"%\", \"@\" or \"`\" needs quotes.",
		 .versions = "all",
		 .dm_errors = "20003 40003"},
	.partial = true,
	.check = check,
};
