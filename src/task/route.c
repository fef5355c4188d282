/* route.c: DM's table router. Called by the table listing. Does not know lists. */
#include "dmlint/route.h"

static bool compile_rule(struct arena *a, const struct ref *ref, const struct pattern_mode *mode,
			 struct route_rule *ret)
{
	const struct node *body = ref->entry->node;
	struct str table = task_str(body, "table-pattern", "");

	*ret = (struct route_rule){
		.entry = ref->entry,
		.has_table = table.n > 0,
		.target_schema = task_str(body, "target-schema", ""),
		.target_table = task_str(body, "target-table", ""),
	};
	if (!pattern_compile(a, task_str(body, "schema-pattern", ""), mode, &ret->schema))
		return false;
	if (!ret->has_table || pattern_compile(a, table, mode, &ret->table))
		return true;
	pattern_release(&ret->schema);
	return false;
}

void router_build(struct arena *a, const struct task *t, const struct instance *in, enum section sec,
		  struct router *ret)
{
	struct pattern_mode mode = sec == SEC_ROUTES ? pattern_mode_route(t->dm, t->case_sensitive)
						     : pattern_mode_filter(t->dm, t->case_sensitive);

	*ret = (struct router){.rules = ARENA_ARRAY(a, struct route_rule, in->n_refs + 1)};
	for (size_t i = 0; i < in->n_refs; i++) {
		const struct ref *ref = &in->refs[i];

		if (ref->sec != sec || !ref->entry || ref->entry->null || ref->first)
			continue;
		if (compile_rule(a, ref, &mode, &ret->rules[ret->n]))
			ret->n++;
		else
			ret->invalid = true;
	}
}

void router_release(struct router *r)
{
	for (size_t i = 0; i < r->n; i++) {
		pattern_release(&r->rules[i].schema);
		pattern_release(&r->rules[i].table);
	}
}

bool route_rule_matches(const struct route_rule *rule, struct str schema, struct str table)
{
	return pattern_match(&rule->schema, schema) && (!rule->has_table || pattern_match(&rule->table, table));
}

void router_route(const struct router *r, struct str schema, struct str table, struct route_result *ret)
{
	const struct route_rule *found[2][2] = {{NULL, NULL},
						{NULL, NULL}}; /* of schema and table routes the first two */
	size_t n[2] = {0, 0};
	int kind;

	*ret = (struct route_result){.schema = schema, .table = table};
	for (size_t i = 0; i < r->n; i++) {
		const struct route_rule *rule = &r->rules[i];
		int k = rule->has_table;

		if (n[k] < 2 && !(k && table.n == 0) && route_rule_matches(rule, schema, table))
			found[k][n[k]++] = rule;
	}
	kind = n[1] > 0;
	ret->rule = found[kind][0];
	ret->other = found[kind][1];
	if (!ret->rule)
		return;
	if (ret->rule->target_schema.n)
		ret->schema = ret->rule->target_schema;
	if (ret->rule->target_table.n && table.n)
		ret->table = ret->rule->target_table;
}
