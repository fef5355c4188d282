/* A target that takes no table without a primary key:
 *
 *     SET GLOBAL sql_require_primary_key = ON;
 */
#include "live.h"
#include "live_online.h"
#include "live_server.h"

/* The task may switch it off for its own sessions. */
static bool switched_off(const struct lint *l)
{
	const struct node *session = task_get(task_get(l->root, "target-database"), "session");

	for (const struct node *n = session && session->kind == NODE_MAP ? session->first : NULL; n; n = n->next) {
		if (str_eq_nocase(n->key, STR_LIT("sql_require_primary_key")))
			return str_eq_nocase(n->text, STR_LIT("OFF")) || str_eq_c(n->text, "0") ||
			       str_eq_nocase(n->text, STR_LIT("FALSE"));
	}
	return false;
}

/* DM's checkpoints of the replication have a unique key only. */
static bool has_checkpoints(const struct lint *l)
{
	const struct rows *rows = fact_rows(l->server, FACT_CHECKPOINT);
	struct str table = arena_fmt(l->arena, "%.*s_syncer_checkpoint", STR_FMT(l->task->name));

	for (size_t i = 0; i < rows->n; i++) {
		if (str_eq_nocase(rows_get(rows, i, "table"), table))
			return true;
	}
	return false;
}

/* The table that DM's check creates has a unique key only, too. */
static bool has_online(const struct lint *l)
{
	const struct rows *rows = fact_rows(l->server, FACT_TABLES);
	struct str schema = task_meta_schema(l->task);
	struct str table = arena_fmt(l->arena, "%.*s_onlineddl", STR_FMT(l->task->name));

	for (size_t i = 0; i < rows->n; i++) {
		if (str_eq_nocase(rows_get(rows, i, "schema"), schema) &&
		    str_eq_nocase(rows_get(rows, i, "table"), table))
			return true;
	}
	return false;
}

/* Tables that the load creates there. */
static struct str without_key(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	struct live_names names = {0};

	for (size_t g = 0; g < all->n_groups; g++) {
		const struct live_table *t = all->groups[g].members[0];
		bool has = all->groups[g].target || !t->n_columns;

		for (size_t i = 0; i < t->n_indexes && !has; i++)
			has = t->indexes[i].primary;
		if (!has)
			live_names_add(l, &names, t, (struct str){0});
	}
	return names.n ? live_names_text(l, &names) : (struct str){0};
}

static void check(struct lint *l)
{
	struct str tables;
	struct diag *d;

	if (!task_loads(l->task) && !task_syncs(l->task) && !online_check_writes(l)) {
		live_not_applicable(l, "the task does not write to the target");
		return;
	}
	if (!fact_var_on(l->server, "sql_require_primary_key") || switched_off(l))
		return;
	tables = task_loads(l->task) ? without_key(l) : (struct str){0};
	if (tables.p)
		d = report_server(l, "sql_require_primary_key is ON, and tables of the task have no primary key: %.*s",
				  STR_FMT(tables));
	else if (task_syncs(l->task) && !has_checkpoints(l))
		d = report_server(
			l, "sql_require_primary_key is ON, and the table for DM's checkpoints has no primary key");
	else if (online_check_writes(l) && !has_online(l))
		d = report_server(
			l,
			"sql_require_primary_key is ON, and the table that DM's check creates for online-ddl has no primary key");
	else
		return;
	help_statement(l, d, "", "SET GLOBAL sql_require_primary_key = OFF;",
		       " or, for this task alone, sql_require_primary_key: \"OFF\" in \"session\" of target-database");
}

const struct rule rule_dml8013 = {
	.info = {.id = "DML8013",
		 .name = "required-primary-key",
		 .severity = SEV_ERROR,
		 .summary = "a target that takes no table without a primary key",
		 .why = "With sql_require_primary_key a CREATE TABLE without PRIMARY KEY is refused (3750). The table in which DM keeps the checkpoints of "
			"the replication has only a unique key, so the task ends before the first row, and tables of the source without a key cannot be "
			"created either.",
		 .remedy = "Switch sql_require_primary_key off, for everybody or in the session of target-database.",
		 .versions = "all",
		 .dm_errors = "10006"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
