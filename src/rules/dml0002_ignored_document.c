/* More than one document in the file:
 *
 *     name: test
 *     ---
 *     task-mode: all
 */
#include "internal.h"

static void check(struct lint *l)
{
	struct diag *d;

	if (l->kind == CONFIG_DMLINT || !l->doc->more_documents || l->doc->problem.kind != DOC_OK)
		return;
	d = report(l, l->doc->rest, "DM reads only the first document of a file and ignores everything from here on");
	report_help(l, d, "a line that is indented less than the first key, or \"---\", ends the document");
}

const struct rule rule_dml0002 = {
	.info = {.id = "DML0002",
		 .name = "ignored-document",
		 .severity = SEV_WARNING,
		 .summary = "something after the first YAML document",
		 .why = "yaml.v2 decodes the first document only. What follows, be it a second document or lines cut off by a wrong "
			"indentation, has no effect and is not even checked.",
		 .remedy = "Use one file for each configuration, or mend the indentation of the first key.",
		 .versions = "all",
		 .dm_errors = ""},
	.check = check,
};
