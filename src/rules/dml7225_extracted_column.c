/* A route that adds a column for which there is no room:
 *
 *     routes:
 *       r: {..., extract-table: {table-regexp: "(.*)", target-column: c_table}}   # and the target table has no c_table
 */
#include "live.h"

/* "extract-table" and its kin */
static void look_at(struct lint *l, const struct live_tables *all, const struct live_table *t, const char *key)
{
	const struct node *extractor = task_get(t->route->node, key), *at;
	struct str column = task_str(extractor, "target-column", "");
	struct diag *d = NULL;

	at = task_get(extractor, "target-column");
	if (column.n == 0 || !at || !t->n_columns)
		return;
	if (live_column_find(t, column, SIZE_MAX))
		d = report(l, at->span, "%.*s has a column \"%.*s\" already, and \"%s\" would fill it anew",
			   STR_FMT(live_table_text(l, t)), STR_FMT(column), key);
	else if (all->target_known && !t->target)
		d = report(
			l, at->span,
			"%.*s.%.*s is not there yet, and DM would create it without \"%.*s\", which \"%s\" wants to fill",
			STR_FMT(t->target_schema), STR_FMT(t->target_table), STR_FMT(column), key);
	else if (t->target && t->target->n_columns && !live_column_find(t->target, column, SIZE_MAX))
		d = report(l, at->span, "%.*s of the target has no column \"%.*s\", which \"%s\" wants to fill",
			   STR_FMT(live_table_text(l, t->target)), STR_FMT(column), key);
	if (d)
		d->key = column;
}

static void check(struct lint *l)
{
	static const char *const keys[] = {"extract-table", "extract-schema", "extract-source"};
	const struct live_tables *all = live_tables(l);
	bool any = false;

	for (size_t i = 0; i < all->n; i++) {
		for (size_t k = 0; all->list[i].route && k < ARRAY_LEN(keys); k++) {
			any |= task_get(all->list[i].route->node, keys[k]) != NULL;
			look_at(l, all, &all->list[i], keys[k]);
		}
	}
	if (!any)
		live_not_applicable(l, "no route adds a column");
}

const struct rule rule_dml7225 = {
	.info = {.id = "DML7225",
		 .name = "extracted-column",
		 .severity = SEV_ERROR,
		 .summary = "a column that a route adds, and that the target does not have or the source has already",
		 .why = "extract-table, extract-schema and extract-source write where a row came from into a column of the target. DM does not create that "
			"column: the table must be there with it before the task starts, and no table of the source may have one of the name. DM from 6.5 on "
			"fails in its check.",
		 .remedy = "Create the target table with the column beforehand, or name another column.",
		 .versions = "5.4.0 and later",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "table_schema",
	.check = check,
};
