/* A target with the checkpoints of a task of this name:
 *
 *     SELECT * FROM dm_meta.orders_syncer_checkpoint;   -- mysql-bin.000017, 4711
 */
#include "live_server.h"

/* The position of a source as a whole; absent: none. */
static struct str position(struct lint *l, const struct rows *rows, struct str source_id)
{
	for (size_t i = 0; i < rows->n; i++) {
		struct str file = rows_get(rows, i, "binlog_name"), global = rows_get(rows, i, "is_global");

		if (file.n && str_eq(rows_get(rows, i, "id"), source_id) && str_eq_c(global, "1"))
			return arena_fmt(l->arena, "%.*s, %.*s", STR_FMT(server_said(l, file)),
					 STR_FMT(server_said(l, rows_get(rows, i, "binlog_pos"))));
	}
	return (struct str){NULL, 0};
}

static bool has_rows(const struct rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		if (rows_get(rows, i, "id").p)
			return true;
	}
	return false;
}

static void check(struct lint *l)
{
	const struct rows *rows = fact_rows(l->server, FACT_CHECKPOINT);
	struct str first = {NULL, 0};
	struct diag *d;

	if (!task_dumps(l->task) || !task_loads(l->task)) {
		live_not_applicable(l, "the task does not dump and load");
		return;
	}
	if (!has_rows(rows))
		return;
	for (size_t i = 0; i < l->task->n_instances && !first.p; i++)
		first = position(l, rows, l->task->instances[i].source_id);
	if (task_forgets(l->task)) {
		d = report_server(l, "checkpoints of a task named \"%.*s\" are there, and \"remove-meta\" deletes them",
				  STR_FMT(l->task->name));
		report_help(l, d, "the task begins anew; its target tables keep their rows");
		return;
	}
	d = report_server(l, "checkpoints of a task named \"%.*s\" are there%s%.*s: this one goes on from them",
			  STR_FMT(l->task->name), first.p ? " at " : "", STR_FMT(first.p ? first : STR_LIT("")));
	report_help(
		l, d,
		"what was dumped and loaded is not done again; to begin anew, start the task with --remove-meta (1.0: remove-meta: true)");
}

const struct rule rule_dml8010 = {
	.info = {.id = "DML8010",
		 .name = "former-checkpoint",
		 .severity = SEV_NOTE,
		 .summary = "checkpoints of a task of this name in the target",
		 .why = "DM knows a task by its name alone. One that was started before, or another one that had the name, is gone on with: nothing is dumped "
			"again, and replication begins where the other ended, in a binlog that may be gone or another server's.",
		 .remedy =
			 "Nothing, if that is meant; else another name, or start-task with --remove-meta (DM 1.0: remove-meta: true).",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.needs = FACT_BIT(FACT_CHECKPOINT),
	.check = check,
};
