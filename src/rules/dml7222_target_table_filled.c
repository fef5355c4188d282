/* A table of the target that has rows before the first load. */
#include "live.h"

static void say(struct lint *l, struct span at, struct str names, bool refused, bool goes_on)
{
	struct diag *d;

	if (goes_on) {
		d = report(l, at,
			   "tables that the task has loaded have rows, and DM's check fails at them nevertheless: %.*s",
			   STR_FMT(names));
		report_help(
			l, d,
			"where the task is to go on from its checkpoint, ignore-checking-items: [\"downstream_table_empty\"]");
		return;
	}
	d = report(l, at, "tables that the task will load have rows already: %.*s", STR_FMT(names));
	if (refused) {
		report_severity(l, d, SEV_ERROR);
		report_help(l, d, "empty them, or import logically: DM refuses physical import into tables with rows");
	}
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	const struct node *home = node_get(l->root, "target-database");
	bool refused = uses_physical_import(l) && dm_check_find("physical-import-empty", l->dm);
	struct live_names names = {0};

	if (!task_loads(l->task)) {
		live_not_applicable(l, "the task loads nothing");
		return;
	}
	if (!all->target || !home || !facts_have(all->target, FACT_BIT(FACT_FILLED))) {
		live_not_made(l, "the tables of the target are not known");
		return;
	}
	if (live_goes_on(l) && (!refused || l->ignored)) {
		live_not_applicable(l, "a checkpoint is there: the task goes on where it was");
		return;
	}
	for (size_t g = 0; g < all->n_groups; g++) {
		if (all->groups[g].filled && all->groups[g].target)
			live_names_add(l, &names, all->groups[g].target, (struct str){0});
	}
	if (names.n)
		say(l, home->key_span, live_names_text(l, &names), refused, live_goes_on(l));
}

const struct rule rule_dml7222 = {
	.info = {.id = "DML7222",
		 .name = "target-table-filled",
		 .severity = SEV_WARNING,
		 .summary = "a target table with rows before the load",
		 .why = "The load writes every row of the dump. Rows that are there already are replaced, kept or "
			"make the load fail, by on-duplicate-logical and the version of DM; rows that only the "
			"target has stay. DM looks at it only for physical import, from 8.2 on, and refuses the task, "
			"even one that has loaded them itself and goes on from its checkpoint.",
		 .remedy = "Empty the tables or drop them, or be sure that the rows belong there.",
		 .versions = "all; an error for physical import from 8.2.0 on",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_FILLED),
	.item = "downstream_table_empty",
	.check = check,
};
