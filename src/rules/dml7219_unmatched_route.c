/* A route that is about nothing that the sources have:
 *
 *     routes:
 *       merge: {schema-pattern: "shop_*", table-pattern: "order_*", target-schema: shop, target-table: orders}   # but: shop_1.orders_1
 */
#include "live.h"

static void check(struct lint *l)
{
	live_report_unmatched(l, SEC_ROUTES, "route");
}

const struct rule rule_dml7219 = {
	.info = {.id = "DML7219",
		 .name = "unmatched-route",
		 .severity = SEV_WARNING,
		 .summary = "a route that matches no table of any source",
		 .why = "What a route does not match keeps its name: a misspelt pattern, or one in another letter case with "
			"case-sensitive: true, leaves the tables where nobody looks for them. DM says nothing of it.",
		 .remedy =
			 "Compare the patterns with the names on the servers (dmlint tables --live shows where each table goes); "
			 "for tables that are yet to come, suppress this.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_SCHEMAS),
	.check = check,
};
