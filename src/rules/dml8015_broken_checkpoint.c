/* A table in the place of DM's checkpoints that is none:
 *
 *     CREATE TABLE dm_meta.orders_syncer_checkpoint (k INT PRIMARY KEY, v TEXT);
 */
#include "live_server.h"

#define UNKNOWN_COLUMN 1054

static void check(struct lint *l)
{
	const struct fact_answer *a = &l->server->facts[FACT_CHECKPOINT];
	struct diag *d;

	if (!task_loads(l->task) && !task_syncs(l->task)) {
		live_not_applicable(l, "the task does not write to the target");
		return;
	}
	if (a->state != FACT_FAILED || a->error_code != UNKNOWN_COLUMN)
		return;
	d = report_server(
		l,
		"a table with the name of one for this task's checkpoints lacks a column that DM reads: %.*s (error %u)",
		STR_FMT(server_said(l, a->error)), a->error_code);
	report_help(
		l, d,
		"look at \"%.*s_syncer_checkpoint\" and its like in schema \"%.*s\"; start-task --remove-meta drops them, another meta-schema leaves them alone",
		STR_FMT(l->task->name), STR_FMT(task_meta_schema(l->task)));
}

const struct rule rule_dml8015 = {
	.info = {.id = "DML8015",
		 .name = "broken-checkpoint",
		 .severity = SEV_ERROR,
		 .summary = "a table in the place of DM's checkpoints that is none",
		 .why = "DM creates the tables of its checkpoints only where no table has their name, and reads what is there. Without the columns that it "
			"knows, the task stops at its start (1054).",
		 .remedy = "Drop or rename the table, or give the task another meta-schema or name.",
		 .versions = "all",
		 .dm_errors = "10006"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.check = check,
};
