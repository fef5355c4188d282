/* A start position in a task that dumps:
 *
 *     task-mode: all
 *     mysql-instances:
 *       - source-id: mysql-01
 *         meta: {binlog-name: mysql-bin.000001, binlog-pos: 4}
 */
#include "internal.h"

static void check(struct lint *l)
{
	const struct task *t = l->task;

	if (!task_dumps(t))
		return;
	for (size_t i = 0; i < t->n_instances; i++) {
		const struct node *meta = t->instances[i].meta;
		struct diag *d;

		l->instance = i;
		if (!meta || !meta->first)
			continue;
		d = report_check(l, "meta-ignored", meta->key_span, "\"meta\" has no effect with task-mode \"%.*s\"",
				 STR_FMT(t->mode));
		report_help(l, d, "replication goes on from the position of the dump");
		report_field(l, d, meta);
	}
}

const struct rule rule_dml0109 = {
	.info = {.id = "DML0109",
		 .name = "ignored-meta",
		 .severity = SEV_WARNING,
		 .summary = "a start position that the task-mode does not use",
		 .why = "A task that dumps takes its position from the dump. DM ignores meta and says so only in its log.",
		 .remedy = "Remove meta, or use task-mode: incremental when the data is in the target already.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
