/* A table that two routes want to send somewhere:
 *
 *     routes:
 *       all: {schema-pattern: sh, table-pattern: "t_*", target-schema: sh, target-table: t}
 *       one: {schema-pattern: sh, table-pattern: "t_1", target-schema: sh, target-table: first}
 */
#include "live.h"

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	struct live_names names = {0};
	const struct live_table *first = NULL;
	size_t n;
	const struct live_table *t = live_tables_of(all, l->source_of, &n);
	struct diag *d;

	for (size_t i = 0; i < n; i++) {
		if (!t[i].other_route)
			continue;
		first = first ? first : &t[i];
		live_names_add(
			l, &names, &t[i],
			arena_fmt(l->arena, "%.*s, %.*s", STR_FMT(t[i].route->name), STR_FMT(t[i].other_route->name)));
	}
	if (!first)
		return;
	d = report(l, l->home, "source \"%.*s\" has tables that match two routes, and DM stops: %.*s",
		   STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &names)));
	report_note(l, d, first->route->node->key_span, "one of them");
	report_note(l, d, first->other_route->node->key_span, "the other");
}

const struct rule rule_dml7220 = {
	.info = {.id = "DML7220",
		 .name = "table-on-two-routes",
		 .severity = SEV_ERROR,
		 .summary = "a table that two routes match",
		 .why = "DM knows no order of routes and no most specific one: of those with table-pattern only one may match a table, "
			"and of those without only one a schema. Else the check and the dump stop (11043), and no "
			"ignore-checking-items helps.",
		 .remedy = "Narrow one of the patterns, or take one of the routes out of the instance.",
		 .versions = "all",
		 .dm_errors = "11043"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES),
	.check = check,
};
