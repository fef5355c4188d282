/* A task without a load, and a target without its tables:
 *
 *     task-mode: incremental
 *
 *     SHOW TABLES IN app;   -- in the target: nothing, and the CREATE TABLE was long before the start
 */
#include "live.h"

/* Of one instance. From a position of its own or its checkpoint the binlog may still bring the CREATE TABLE; the current end of it does
 * not. */
static void check_instance(struct lint *l, const struct instance *in)
{
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), in, &n);
	bool from_end = !in->meta && !live_goes_on(l);
	struct live_names names = {0};
	struct diag *d;

	for (size_t i = 0; i < n; i++) {
		if (!t[i].target)
			live_names_add(l, &names, &t[i], (struct str){0});
	}
	if (names.n == 0)
		return;
	d = report(l, in->id_node->span,
		   "the task loads nothing, and the target lacks tables of source \"%.*s\": %.*s; %s",
		   STR_FMT(in->source_id), STR_FMT(live_names_text(l, &names)),
		   from_end ? "from the current end of the binlog on nothing creates them"
			    : "what the binlog does not create stops DM at its first change");
	if (!from_end)
		report_severity(l, d, SEV_NOTE);
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);

	if (!task_syncs(l->task) || task_loads(l->task)) {
		live_not_applicable(l, task_loads(l->task) ? "the task creates its tables"
							   : "the task does not replicate");
		return;
	}
	if (!all->target_known) {
		live_not_made(l, "the tables of the target are not known");
		return;
	}
	for (size_t i = 0; i < l->task->n_instances; i++) {
		if (live_server_of(l, &l->task->instances[i]))
			check_instance(l, &l->task->instances[i]);
	}
}

const struct rule rule_dml7230 = {
	.info = {.id = "DML7230",
		 .name = "target-table-missing",
		 .severity = SEV_WARNING,
		 .summary = "a task without a load, and a target without its tables",
		 .why = "Without a dump DM takes the columns of a table from the target when it meets the first change of it, and stops where there is "
			"none (44007), unless the binlog has created it before that. No check of DM looks for it.",
		 .remedy = "Create the tables in the target and load what they hold, or begin with task-mode \"all\".",
		 .versions = "all; a note when the task begins at a position of its own",
		 .dm_errors = "44007"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES),
	.check = check,
};
