/* A binlog event filter that is about nothing that the sources have:
 *
 *     filters:
 *       keep: {schema-pattern: "shop", table-pattern: "order", events: [delete], action: Ignore}   # but: shop.orders
 */
#include "dmlint/route.h"

#include "live.h"

/* The instances that name a filter, and what their sources have for it. */
struct use {
	size_t n, n_known;
	bool matched;
};

static struct use *use_of(struct lint *l, struct strmap *uses, const struct entry *e, bool known)
{
	struct use *u = strmap_get(uses, e->name);

	if (!u) {
		u = ARENA_NEW(l->arena, struct use);
		strmap_put(uses, e->name, u);
	}
	u->n++;
	u->n_known += known;
	return u;
}

static bool matches(const struct route_rule *r, const struct server_facts *f)
{
	const struct rows *rows = fact_rows(f, r->has_table ? FACT_TABLES : FACT_SCHEMAS);

	for (size_t i = 0; i < rows->n; i++) {
		if (route_rule_matches(r, rows_get(rows, i, "schema"), rows_get(rows, i, "table")))
			return true;
	}
	return false;
}

static void look_up_events(struct lint *l, const struct instance *in, const struct server_facts *f, struct strmap *uses)
{
	struct router router;

	router_build(l->arena, l->task, in, SEC_FILTERS, &router);
	for (size_t i = 0; i < router.n; i++) {
		struct use *u = use_of(l, uses, router.rules[i].entry, f != NULL);

		u->matched = u->matched || (f && matches(&router.rules[i], f));
	}
	router_release(&router);
}

static void report_unmatched(struct lint *l, const struct entry *e, const struct use *u)
{
	struct diag *d;

	if (!u || u->matched || u->n_known < u->n)
		return;
	d = report(l, e->node->key_span, "filter \"%.*s\" matches no %s of any source that uses it", STR_FMT(e->name),
		   task_str(e->node, "table-pattern", "").n ? "table" : "schema");
	report_field(l, d, e->node);
}

static void check(struct lint *l)
{
	struct strmap uses = {.arena = l->arena};

	if (!task_syncs(l->task)) {
		live_not_applicable(l, "the task replicates no changes");
		return;
	}
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];
		const struct server_facts *f = live_server_of(l, in);
		bool known = f && facts_have(f, FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_SCHEMAS));

		look_up_events(l, in, known ? f : NULL, &uses);
	}
	for (size_t i = 0; i < l->task->n_entries[SEC_FILTERS]; i++) {
		const struct entry *e = &l->task->entries[SEC_FILTERS][i];

		report_unmatched(l, e, strmap_get(&uses, e->name));
	}
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
