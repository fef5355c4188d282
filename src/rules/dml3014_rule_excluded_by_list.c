/* A route or filter for a schema that the instance's list leaves out:
 *
 *     block-allow-list:
 *       instance: {do-dbs: [user]}
 *     routes:
 *       log: {schema-pattern: log, target-schema: log_archive}
 */
#include "internal.h"

static bool literal_name(struct lint *l, struct str v, bool route)
{
	struct pattern_mode mode = route ? pattern_mode_route(l->dm, l->task->case_sensitive)
					 : pattern_mode_filter(l->dm, l->task->case_sensitive);
	bool literal = v.n > 0 && pattern_is_literal(v, &mode);

	for (size_t i = 0; i < v.n && literal; i++)
		literal = (unsigned char)v.p[i] < 0x80; /* else the subject of non-ascii-pattern */
	return literal;
}

/* Only a rule for one schema or table can be said never to match. */
static bool is_candidate(struct lint *l, const struct ref *r)
{
	bool route = r->sec == SEC_ROUTES;
	struct str table;

	if ((!route && r->sec != SEC_FILTERS) || !r->entry || r->entry->null)
		return false;
	table = task_str(r->entry->node, "table-pattern", "");
	return literal_name(l, task_str(r->entry->node, "schema-pattern", ""), route) &&
	       (table.n == 0 || literal_name(l, table, route));
}

static void check_ref(struct lint *l, const struct instance *in, const struct ref *r)
{
	bool route = r->sec == SEC_ROUTES;
	struct str schema = task_str(r->entry->node, "schema-pattern", ""),
		   table = task_str(r->entry->node, "table-pattern", "");
	const struct table_filter *f =
		table.n ? list_filter(l, l->task->lists, in->list) : list_schemas(l, l->task->lists, in->list);
	struct diag *d;

	if (f->invalid || filter_match(f, schema, table, NULL) || list_filter(l, l->task->lists, in->list)->invalid)
		return;
	d = report(l, r->node->span, "%s \"%.*s\" can never match: list \"%.*s\" leaves out \"%.*s%s%.*s\"",
		   route ? "route" : "filter", STR_FMT(r->name), STR_FMT(in->list->name), STR_FMT(schema),
		   table.n ? "." : "", STR_FMT(table));
	report_note(l, d, r->entry->node->key_span, "defined here");
	report_note(l, d, in->list->node->key_span, "the list of this instance");
	report_field(l, d, r->node);
}

static void check_instance(struct lint *l, const struct instance *in)
{
	for (size_t k = 0; k < in->n_refs; k++) {
		if (is_candidate(l, &in->refs[k]))
			check_ref(l, in, &in->refs[k]);
	}
}

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];

		if (in->list && !in->list->null)
			check_instance(l, in);
	}
}

const struct rule rule_dml3014 = {
	.info = {.id = "DML3014",
		 .name = "rule-excluded-by-list",
		 .severity = SEV_WARNING,
		 .summary = "a route or filter that the block-allow-list keeps from ever matching",
		 .why = "The list decides first. A rule for a schema or table that it leaves out has no effect, which is often a sign that the list "
			"is too narrow.",
		 .remedy = "Add the schema or table to the list, or take the rule out of the instance.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
