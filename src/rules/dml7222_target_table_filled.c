/* A table of the target that has rows before the first load. */
#include "live.h"

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	const struct node *home = node_get(l->root, "target-database");
	struct live_names names = {0};
	struct diag *d;

	if (!task_loads(l->task)) {
		live_not_applicable(l, "the task loads nothing");
		return;
	}
	if (!all->target || !home || !facts_have(all->target, FACT_BIT(FACT_FILLED))) {
		live_not_made(l, "the tables of the target are not known");
		return;
	}
	if (fact_rows(all->target, FACT_CHECKPOINT)->n) {
		live_not_applicable(l, "a checkpoint is there: the task goes on where it was");
		return;
	}
	for (size_t g = 0; g < all->n_groups; g++) {
		if (all->groups[g].filled && all->groups[g].target)
			live_names_add(l, &names, all->groups[g].target, (struct str){0});
	}
	if (names.n == 0)
		return;
	d = report(l, home->key_span, "tables that the task will load have rows already: %.*s",
		   STR_FMT(live_names_text(l, &names)));
	if (uses_physical_import(l) && dm_check_find("physical-import-empty", l->dm)) {
		report_severity(l, d, SEV_ERROR);
		report_help(l, d, "empty them, or import logically: DM refuses physical import into tables with rows");
	}
}

const struct rule rule_dml7222 = {
	.info = {.id = "DML7222",
		 .name = "target-table-filled",
		 .severity = SEV_WARNING,
		 .summary = "a target table with rows before the load",
		 .why = "The load writes every row of the dump. Rows that are there already are replaced, kept or "
			"make the load fail, by on-duplicate-logical and the version of DM; rows that only the "
			"target has stay. DM looks at it only for physical import, from 8.2 on, and refuses the task.",
		 .remedy = "Empty the tables or drop them, or be sure that the rows belong there.",
		 .versions = "all; an error for physical import from 8.2.0 on",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_FILLED),
	.item = "downstream_table_empty",
	.check = check,
};
