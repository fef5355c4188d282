/* A position set by hand without safe-mode:
 *
 *     task-mode: incremental
 *     mysql-instances:
 *       - source-id: mysql-01
 *         meta: {binlog-name: mysql-bin.000001, binlog-pos: 4}
 */
#include "internal.h"

static void check(struct lint *l)
{
	const struct task *t = l->task;

	if (!str_eq_c(t->mode, "incremental"))
		return;
	for (size_t i = 0; i < t->n_instances; i++) {
		const struct instance *in = &t->instances[i];
		const struct node *safe = task_get(in->unit[SEC_SYNCERS], "safe-mode");
		struct diag *d;

		if (!in->meta ||
		    (task_str(in->meta, "binlog-name", "").n == 0 && task_str(in->meta, "binlog-gtid", "").n == 0) ||
		    value_bool(safe, false))
			continue;
		d = report(l, in->meta->key_span, "replication begins at a position set by hand, with safe-mode off");
		report_help(
			l, d,
			"if the target may hold rows from after that position, start with \"safe-mode: true\" in the syncers entry and take it back later");
		report_field(l, d, in->meta);
	}
}

const struct rule rule_dml2011 = {
	.info = {.id = "DML2011",
		 .name = "risky-start-position",
		 .severity = SEV_NOTE,
		 .summary = "an incremental task from a manual position without safe-mode",
		 .why = "When the full data in the target is newer than the position, rows arrive twice and an INSERT fails with a duplicate key. "
			"safe-mode turns INSERT into REPLACE until the point of consistency has passed.",
		 .remedy =
			 "Use safe-mode for the first stretch, or make sure that the position is the one of the full data.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
