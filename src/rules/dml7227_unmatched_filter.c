/* A binlog event filter that is about nothing that the sources have:
 *
 *     filters:
 *       keep: {schema-pattern: "shop", table-pattern: "order", events: [delete], action: Ignore}   # but: shop.orders
 */
#include "live.h"

static void check(struct lint *l)
{
	if (task_syncs(l->task))
		live_report_unmatched(l, SEC_FILTERS, "filter");
	else
		live_not_applicable(l, "the task replicates no changes");
}

const struct rule rule_dml7227 = {
	.info = {.id = "DML7227",
		 .name = "unmatched-filter",
		 .severity = SEV_WARNING,
		 .summary = "a binlog event filter that matches no table of any source",
		 .why = "What should be left out comes through, and DM says nothing of it.",
		 .remedy =
			 "Compare the names with those on the servers; for tables that are yet to come, suppress this.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_SCHEMAS),
	.check = check,
};
