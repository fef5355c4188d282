/* select.c: which tables of a server matter to the tasks that ask it: of a source what the lists let through, of a target what the
 * routes can lead to. Called by queries.c, once the tables are known. Sends nothing. */
#include "dmlint/match.h"
#include "dmlint/route.h"

#include "src/live/queries.h"

#include <string.h>

/* One task, at one source or for all of them. */
struct chooser {
	struct table_filter filter;
	struct router router;
};

static bool may_be_target(const struct router *r, struct str schema, struct str table)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct route_rule *rule = &r->rules[i];

		if (rule->target_schema.n && str_eq_nocase(rule->target_schema, schema) &&
		    (rule->target_table.n == 0 || str_eq_nocase(rule->target_table, table)))
			return true;
	}
	return false;
}

/* What no route changes keeps its name. */
static bool stays(const struct chooser *c, struct str schema, struct str table)
{
	struct route_result to;

	if (!c->filter.invalid && !filter_match(&c->filter, schema, table, NULL))
		return false;
	router_route(&c->router, schema, table, &to);
	return !to.rule;
}

static bool wanted(const struct chooser *c, enum server_role role, struct str schema, struct str table)
{
	if (role == ROLE_SOURCE)
		return c->filter.invalid || filter_match(&c->filter, schema, table, NULL);
	return may_be_target(&c->router, schema, table) || stays(c, schema, table);
}

static void choose_by(struct asked *q, const struct task *t, const struct instance *in, const struct rows *tables)
{
	struct selection *s = q->selection;
	struct chooser c;

	filter_build(q->arena, t, in->list, &c.filter);
	router_build(q->arena, t, in, SEC_ROUTES, &c.router);
	for (size_t i = 0; i < tables->n; i++) {
		if (!s->chosen[i])
			s->chosen[i] = wanted(&c, q->server->role, rows_get(tables, i, "schema"),
					      rows_get(tables, i, "table"));
	}
	filter_release(&c.filter);
	router_release(&c.router);
}

static struct str key_of(char *buffer, size_t size, struct str schema, struct str table)
{
	if (schema.n + table.n + 1 > size)
		return (struct str){NULL, 0};
	memcpy(buffer, schema.p, schema.n);
	buffer[schema.n] = '\0';
	memcpy(buffer + schema.n + 1, table.p, table.n);
	return (struct str){buffer, schema.n + table.n + 1};
}

static void remember_names(struct asked *q, const struct rows *tables)
{
	struct selection *s = q->selection;
	char buffer[1024];

	s->names = (struct strmap){.arena = q->arena};
	for (size_t i = 0; i < tables->n; i++) {
		struct str key =
			key_of(buffer, sizeof(buffer), rows_get(tables, i, "schema"), rows_get(tables, i, "table"));

		if (s->chosen[i] && key.p) {
			strmap_put(&s->names, arena_str(q->arena, key), s);
			s->n_chosen++;
		}
	}
}

const struct selection *selection_of(struct asked *q)
{
	const struct rows *tables = &q->facts->facts[FACT_TABLES].rows;

	if (q->selection)
		return q->selection;
	q->selection = ARENA_NEW(q->arena, struct selection);
	q->selection->chosen = ARENA_ARRAY(q->arena, bool, tables->n + 1);
	for (size_t i = 0; i < tables->n; i++)
		q->selection->chosen[i] = q->server->n_wants == 0;
	for (size_t i = 0; i < q->server->n_wants; i++) {
		const struct live_want *w = &q->server->wants[i];

		for (size_t k = 0; k < w->task->n_instances; k++) {
			const struct instance *in = &w->task->instances[k];

			if (!w->instance || w->instance == in)
				choose_by(q, w->task, in, tables);
		}
	}
	remember_names(q, tables);
	return q->selection;
}

bool selection_has(const struct selection *s, struct str schema, struct str table)
{
	char buffer[1024];
	struct str key = key_of(buffer, sizeof(buffer), schema, table);

	return key.p && strmap_get(&s->names, key);
}
