/* live_unmatched.c: routes and filters whose patterns match nothing that the sources have. Called by a rule for each of the two. */
#include "dmlint/route.h"

#include "live.h"

/* The instances that name an entry, and what their sources have for it. */
struct use {
	size_t n, n_known; /* instances that name it, those whose source answered */
	bool matched;
};

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

static void count_uses(struct lint *l, const struct instance *in, enum section sec, struct strmap *uses)
{
	const struct server_facts *f = live_server_of(l, in);
	bool known = f && facts_have(f, FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_SCHEMAS));
	struct router router;

	router_build(l->arena, l->task, in, sec, &router);
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

void live_report_unmatched(struct lint *l, enum section sec, const char *what)
{
	const struct task *t = l->task;
	struct strmap uses = {.arena = l->arena};

	for (size_t i = 0; i < t->n_instances; i++)
		count_uses(l, &t->instances[i], sec, &uses);
	for (size_t i = 0; i < t->n_entries[sec]; i++) {
		const struct entry *e = &t->entries[sec][i];
		const struct use *u = strmap_get(&uses, e->name);
		bool of_tables = !e->null && task_str(e->node, "table-pattern", "").n;
		struct diag *d;

		if (!u || u->matched || u->n_known < u->n)
			continue;
		d = report(l, e->node->key_span, "%s \"%.*s\" matches no %s of any source that uses it", what,
			   STR_FMT(e->name), of_tables ? "table" : "schema");
		report_field(l, d, e->node);
	}
}
