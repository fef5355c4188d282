/* Several tables go to one, and the task knows nothing of shards. */
#include "live.h"

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);

	if (l->task->shard_mode.n) {
		live_not_applicable(l, "the task merges shards, and says so");
		return;
	}
	for (size_t g = 0; g < all->n_groups; g++) {
		const struct live_group *group = &all->groups[g];
		struct live_names names = {0};
		struct diag *d;

		for (size_t i = 0; i < group->n; i++) {
			/* Names that only letter case brings together are another rule's. */
			if (str_eq(group->members[i]->target_schema, group->members[0]->target_schema) &&
			    str_eq(group->members[i]->target_table, group->members[0]->target_table))
				live_names_add(l, &names, group->members[i], group->members[i]->in->source_id);
		}
		if (names.n < 2)
			continue;
		d = report(l, group->members[1]->in->id_node->span,
			   "%zu tables go to %.*s.%.*s, but the task has no \"shard-mode\": %.*s", names.n,
			   STR_FMT(group->members[0]->target_schema), STR_FMT(group->members[0]->target_table),
			   STR_FMT(live_names_text(l, &names)));
		if (!task_syncs(l->task))
			report_severity(l, d, SEV_WARNING);
	}
}

const struct rule rule_dml7214 = {
	.info = {.id = "DML7214",
		 .name = "merge-without-sharding",
		 .severity = SEV_ERROR,
		 .summary = "several tables go to one, without shard-mode",
		 .why = "Without a shard-mode every table is on its own: the same DDL statement comes once from "
			"each of them, and the second one stops the task; two snapshots are loaded into one "
			"table. DM does not look at what meets in one table unless shard-mode is set.",
		 .remedy = "Set shard-mode: \"pessimistic\" or \"optimistic\" (DM 1.0: is-sharding: true), or send the "
			   "tables to different targets.",
		 .versions = "all; a warning when the task replicates no changes",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES),
	.check = check,
};
