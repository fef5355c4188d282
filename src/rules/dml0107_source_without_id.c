/* A source configuration without an id:
 *
 *     from: {host: 127.0.0.1, port: 3306, user: root}
 */
#include "internal.h"

static void check(struct lint *l)
{
	const struct node *n = task_get(l->root, "source-id");
	struct diag *d;

	if (value_str(n, STR_LIT("")).n || (n && n->kind != NODE_SCALAR) || l->doc->problem.kind != DOC_OK)
		return;
	d = report_check(l, "source-id-missing", place_of_field(l, l->root, "source-id"),
			 "the source has no \"source-id\"");
	report_field(l, d, n ? n : l->root);
}

const struct rule rule_dml0107 = {
	.info = {.id = "DML0107",
		 .name = "source-without-id",
		 .severity = SEV_ERROR,
		 .summary = "a source configuration without source-id",
		 .why = "Tasks name their sources by source-id; DM refuses a source without one.",
		 .remedy = "Add source-id: a name of at most 32 bytes, unique in the cluster.",
		 .versions = "all",
		 .dm_errors = "40005"},
	.kind = CONFIG_SOURCE,
	.check = check,
};
