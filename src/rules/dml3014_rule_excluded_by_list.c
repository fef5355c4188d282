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
	struct pattern p;
	bool literal;

	if (v.n == 0 || !pattern_compile(l->arena, v, &mode, &p))
		return false;
	literal = p.literal && !p.regex;
	for (size_t i = 0; i < v.n && literal; i++)
		literal = (unsigned char)v.p[i] < 0x80; /* else the subject of non-ascii-pattern */
	pattern_release(&p);
	return literal;
}

static void check_ref(struct lint *l, const struct instance *in, const struct table_filter *f, const struct ref *r)
{
	bool route = r->sec == SEC_ROUTES;
	struct str schema = task_str(r->entry->node, "schema-pattern", ""), table = task_str(r->entry->node, "table-pattern", "");
	struct diag *d;

	if (!literal_name(l, schema, route) || (table.n && !literal_name(l, table, route)))
		return;
	if (filter_match(f, schema, table, NULL))
		return;
	d = report(l, r->node->span, "%s \"%.*s\" can never match: list \"%.*s\" leaves out \"%.*s%s%.*s\"", route ? "route" : "filter",
		   STR_FMT(r->name), STR_FMT(in->list->name), STR_FMT(schema), table.n ? "." : "", STR_FMT(table));
	report_note(l, d, r->entry->node->key_span, "defined here");
	report_note(l, d, in->list->node->key_span, "the list of this instance");
	report_field(l, d, r->node);
}

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];
		struct table_filter f;

		if (!in->list || in->list->null)
			continue;
		filter_build(l->arena, l->task, in->list, &f);
		for (size_t k = 0; k < in->n_refs && !f.invalid; k++) {
			const struct ref *r = &in->refs[k];

			if ((r->sec == SEC_ROUTES || r->sec == SEC_FILTERS) && r->entry && !r->entry->null)
				check_ref(l, in, &f, r);
		}
		filter_release(&f);
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
