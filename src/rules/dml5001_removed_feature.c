/* column-mappings, which DM no longer does:
 *
 *     column-mappings:
 *       id: {schema-pattern: user, target-column: id, expression: "partition id"}
 */
#include "internal.h"

/* Also names that lead nowhere: DM counts them when it makes the subtask. */
static void check_references(struct lint *l)
{
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct node *n = task_get(l->task->instances[i].node, "column-mapping-rules");
		struct diag *d;

		if (!n || n->kind != NODE_SEQ || !n->first)
			continue;
		l->instance = i;
		d = report_check(l, "column-mapping-rules-removed", n->key_span,
				 "\"column-mapping-rules\" is not supported any more");
		report_field(l, d, n);
	}
	l->instance = 0;
}

static void check(struct lint *l)
{
	const struct node *n = l->task->section[SEC_COLUMN_MAPPINGS];
	struct diag *d;

	check_references(l);
	if (!n || !n->first)
		return;
	d = report_check(l, "column-mappings-removed", n->key_span, "\"column-mappings\" is not supported any more");
	report_help(
		l, d,
		"merge shards with auto-increment keys by a composite key or without the key; extract-table and its kin add the origin of a row");
	report_field(l, d, n);
}

const struct rule rule_dml5001 = {
	.info = {.id = "DML5001",
		 .name = "removed-feature",
		 .severity = SEV_ERROR,
		 .summary = "a section that newer versions of DM refuse",
		 .why = "column-mappings was taken out of DM in 6.6.0. Its keys still decode, but a task with any member is refused.",
		 .remedy = "Remove the section and the references to it.",
		 .versions = "6.6.0 and later",
		 .dm_errors = "20064"},
	.kind = CONFIG_TASK,
	.check = check,
};
