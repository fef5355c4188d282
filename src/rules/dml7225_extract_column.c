/* A route writes where a row came from into a column that is not ready for it:
 *
 *     routes:
 *       r: {schema-pattern: "sh", table-pattern: "t_*", target-schema: sh, target-table: t,
 *           extract-table: {table-regexp: "t_(.*)", target-column: c_table}}     # sh.t has no column c_table
 */
#include "live.h"

/* What is wrong with a column for a table that takes the route; absent: nothing. */
static struct str fault(struct lint *l, const struct live_table *t, bool target_known, struct str column)
{
	if (t->n_columns && live_column_find(t, column, SIZE_MAX))
		return arena_fmt(l->arena, "%.*s has that column itself", STR_FMT(live_table_text(l, t)));
	if (!target_known || (t->target && t->target->n_columns == 0))
		return (struct str){0};
	if (!t->target)
		return arena_fmt(l->arena, "%.*s.%.*s does not exist on the target, and DM does not make the column",
				 STR_FMT(t->target_schema), STR_FMT(t->target_table));
	return live_column_find(t->target, column, SIZE_MAX)
		       ? (struct str){0}
		       : arena_fmt(l->arena, "%.*s on the target lacks it", STR_FMT(live_table_text(l, t->target)));
}

/* One finding for each column of a route is enough. */
static void judge(struct lint *l, const struct live_table *t, const struct node *route, struct strmap *seen)
{
	static const char *const keys[] = {"extract-table", "extract-schema", "extract-source"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct node *body = task_get(route, keys[i]);
		struct str column = body ? task_str(body, "target-column", "") : (struct str){0};
		struct str why = column.n ? fault(l, t, live_tables(l)->target_known, column) : (struct str){0};
		struct diag *d;

		if (!why.p || !first_time(l, seen, body))
			continue;
		d = report(l, body->span, "\"%s\" fills the column \"%.*s\", but %.*s", keys[i], STR_FMT(column),
			   STR_FMT(why));
		report_field(l, d, body);
	}
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	struct strmap seen = {.arena = l->arena};
	bool any = false;

	for (size_t i = 0; i < all->n; i++) {
		any |= live_extracts(&all->list[i]);
		if (all->list[i].route)
			judge(l, &all->list[i], all->list[i].route->node, &seen);
	}
	if (!any)
		live_not_applicable(l, "no route adds a column");
}

const struct rule rule_dml7225 = {
	.info = {.id = "DML7225",
		 .name = "extract-column",
		 .severity = SEV_ERROR,
		 .summary = "a column that extract-* fills is not ready for it",
		 .why = "extract-table, extract-schema and extract-source write into a column that the target table must have and "
			"the source must not. DM does not make it: from 6.5 on its check fails, earlier the load stops.",
		 .remedy =
			 "Create the target table beforehand, with the columns of the source and those that extract-* "
			 "fills; take another name where the source has that column.",
		 .versions = "5.4.0 and later",
		 .dm_errors = "10006 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "table_schema",
	.check = check,
};
