/* A route that is about nothing that the sources have:
 *
 *     routes:
 *       merge: {schema-pattern: "shop_*", table-pattern: "order_*", target-schema: shop, target-table: orders}   # but: shop_1.orders_1
 */
#include "dmlint/route.h"

#include "live.h"

/* Is there a schema or table for it at this source? All count: what the list leaves out may be let in later. */
static bool matches(const struct route_rule *r, const struct server_facts *f)
{
	const struct rows *rows = fact_rows(f, r->has_table ? FACT_TABLES : FACT_SCHEMAS);

	for (size_t i = 0; i < rows->n; i++) {
		if (route_rule_matches(r, rows_get(rows, i, "schema"), rows_get(rows, i, "table")))
			return true;
	}
	return false;
}

struct use {
	size_t n, n_known; /* instances that name the route, those whose source answered */
	bool matched;
};

static void count_uses(struct lint *l, const struct instance *in, struct strmap *uses)
{
	const struct server_facts *f = live_server_of(l, in);
	bool known = f && facts_have(f, FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_SCHEMAS));
	struct router router;

	router_build(l->arena, l->task, in, SEC_ROUTES, &router);
	for (size_t i = 0; i < router.n; i++) {
		const struct route_rule *r = &router.rules[i];
		struct use *u = strmap_get(uses, r->entry->name);

		if (!u) {
			u = ARENA_NEW(l->arena, struct use);
			strmap_put(uses, r->entry->name, u);
		}
		u->n++;
		u->n_known += known;
		u->matched = u->matched || (known && matches(r, f));
	}
	router_release(&router);
}

static void check(struct lint *l)
{
	const struct task *t = l->task;
	struct strmap uses = {.arena = l->arena};

	for (size_t i = 0; i < t->n_instances; i++)
		count_uses(l, &t->instances[i], &uses);
	for (size_t i = 0; i < t->n_entries[SEC_ROUTES]; i++) {
		const struct entry *e = &t->entries[SEC_ROUTES][i];
		const struct use *u = strmap_get(&uses, e->name);
		bool of_tables = !e->null && task_str(e->node, "table-pattern", "").n;
		struct diag *d;

		if (!u || u->matched || u->n_known < u->n)
			continue;
		d = report(l, e->node->key_span, "route \"%.*s\" matches no %s of any source that uses it",
			   STR_FMT(e->name), of_tables ? "table" : "schema");
		report_field(l, d, e->node);
	}
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
