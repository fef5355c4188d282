/* Tables are routed to another schema, but their schema is not:
 *
 *     routes:
 *       user: {schema-pattern: "user_*", table-pattern: "t_*", target-schema: user, target-table: t}
 */
#include "internal.h"

static struct str route_schema_key(struct lint *l, const struct entry *e)
{
	struct pattern_mode mode = pattern_mode_route(l->dm, l->task->case_sensitive);

	return pattern_key(l->arena, task_str(e->node, "schema-pattern", ""), &mode);
}

static bool covered(const struct strmap *schemas, const struct pattern *wild, size_t n_wild, struct str key)
{
	if (strmap_get(schemas, key))
		return true;
	for (size_t i = 0; i < n_wild; i++) {
		if (pattern_match(&wild[i], key))
			return true;
	}
	return false;
}

static void check_instance(struct lint *l, const struct instance *in, struct strmap *reported)
{
	struct pattern_mode mode = pattern_mode_route(l->dm, l->task->case_sensitive);
	struct strmap schemas = {.arena = l->arena};
	struct pattern *wild = ARENA_ARRAY(l->arena, struct pattern, in->n_refs + 1);
	size_t n_wild = 0;

	for (size_t k = 0; k < in->n_refs; k++) {
		const struct entry *e = in->refs[k].entry;

		if (in->refs[k].sec != SEC_ROUTES || !e || e->null || task_str(e->node, "table-pattern", "").n)
			continue;
		strmap_put(&schemas, route_schema_key(l, e), (void *)e);
		if (n_wild < 64 &&
		    pattern_compile(l->arena, task_str(e->node, "schema-pattern", ""), &mode, &wild[n_wild]) &&
		    !wild[n_wild].literal)
			n_wild++;
	}
	for (size_t k = 0; k < in->n_refs; k++) {
		const struct entry *e = in->refs[k].entry;
		struct str schema, target;
		struct diag *d;

		if (in->refs[k].sec != SEC_ROUTES || !e || e->null || task_str(e->node, "table-pattern", "").n == 0)
			continue;
		schema = route_schema_key(l, e);
		target = task_str(e->node, "target-schema", "");
		if (schema.n == 0 || target.n == 0 || str_eq_nocase(schema, target) ||
		    covered(&schemas, wild, n_wild, schema))
			continue;
		if (strmap_put(reported, schema, (void *)e)) /* one route for the schema is the cure of all */
			continue;
		d = report(l, place_of_field(l, e->node, "schema-pattern"),
			   "tables of \"%.*s\" go to \"%.*s\", but the schema itself is not routed",
			   STR_FMT(task_str(e->node, "schema-pattern", "")), STR_FMT(target));
		report_help(l, d,
			    "add a route without table-pattern: {schema-pattern: \"%.*s\", target-schema: \"%.*s\"}",
			    STR_FMT(task_str(e->node, "schema-pattern", "")), STR_FMT(target));
		report_field(l, d, e->node);
	}
	for (size_t i = 0; i < n_wild; i++)
		pattern_release(&wild[i]);
}

static void check(struct lint *l)
{
	struct strmap reported = {.arena = l->arena};

	for (size_t i = 0; i < l->task->n_instances; i++)
		check_instance(l, &l->task->instances[i], &reported);
}

const struct rule rule_dml3012 = {
	.info = {.id = "DML3012",
		 .name = "missing-schema-route",
		 .severity = SEV_NOTE,
		 .summary = "a route for tables without one for their schema",
		 .why = "CREATE DATABASE and other statements on a schema follow only routes without table-pattern. Without one the source's schema "
			"name is created in the target, and the target schema of the tables is not.",
		 .remedy = "Add a route for the schema beside the one for its tables.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
