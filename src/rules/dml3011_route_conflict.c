/* Two routes of one instance that both match a table:
 *
 *     a: {schema-pattern: "user_*", table-pattern: "t_*", target-schema: user, target-table: t}
 *     b: {schema-pattern: user_1, table-pattern: t_1, target-schema: other, target-table: t}
 */
#include "internal.h"

#define MAX_COMPARED 20000 /* pairs of one instance: keeps the cost of odd files bounded */

struct route {
	const struct ref *ref;
	struct pattern schema, table;
	bool has_table, literal;
};

static size_t collect(struct lint *l, const struct instance *in, struct route *out)
{
	struct pattern_mode mode = pattern_mode_route(l->dm, l->task->case_sensitive);
	size_t n = 0;

	for (size_t k = 0; k < in->n_refs; k++) {
		const struct ref *r = &in->refs[k];
		struct str table;
		struct route x = {.ref = r};

		if (r->sec != SEC_ROUTES || !r->entry || r->entry->null || r->first)
			continue;
		table = task_str(r->entry->node, "table-pattern", "");
		x.has_table = table.n > 0;
		if (!pattern_compile(l->arena, task_str(r->entry->node, "schema-pattern", ""), &mode, &x.schema))
			continue;
		if (x.has_table && !pattern_compile(l->arena, table, &mode, &x.table)) {
			pattern_release(&x.schema);
			continue;
		}
		x.literal =
			x.schema.literal && !x.schema.regex && (!x.has_table || (x.table.literal && !x.table.regex));
		out[n++] = x;
	}
	return n;
}

static void compare(struct lint *l, const struct route *a, const struct route *b)
{
	const struct entry *ea = a->ref->entry, *eb = b->ref->entry;
	struct diag *d;

	if (a->has_table != b->has_table || !pattern_match(&b->schema, a->schema.text))
		return;
	if (a->has_table && !pattern_match(&b->table, a->table.text))
		return;
	if (b->literal && ea->index > eb->index) /* two equal literals: said once */
		return;
	d = report(l, a->ref->node->span, "%s \"%.*s%s%.*s\" matches route \"%.*s\" and route \"%.*s\"",
		   a->has_table ? "table" : "schema", STR_FMT(a->schema.text), a->has_table ? "." : "",
		   STR_FMT(a->has_table ? a->table.text : STR_LIT("")), STR_FMT(ea->name), STR_FMT(eb->name));
	report_note(l, d, ea->node->key_span, "one route");
	report_note(l, d, eb->node->key_span, "the other route");
	report_help(l, d, "DM knows no \"most specific\" route: it stops when two of a kind match (code 11043)");
	report_field(l, d, a->ref->node);
}

static void check(struct lint *l)
{
	const struct task *t = l->task;

	for (size_t i = 0; i < t->n_instances; i++) {
		struct route *r = ARENA_ARRAY(l->arena, struct route, t->instances[i].n_refs + 1);
		size_t n = collect(l, &t->instances[i], r), budget = MAX_COMPARED;

		for (size_t a = 0; a < n; a++) {
			for (size_t b = 0; r[a].literal && b < n && budget; b++, budget--) {
				if (a != b)
					compare(l, &r[a], &r[b]);
			}
		}
		for (size_t a = 0; a < n; a++) {
			pattern_release(&r[a].schema);
			pattern_release(&r[a].table);
		}
	}
}

const struct rule rule_dml3011 = {
	.info = {.id = "DML3011",
		 .name = "route-conflict",
		 .severity = SEV_WARNING,
		 .summary = "a table or schema that two routes of one instance match",
		 .why = "A route with table-pattern beats one without, but among routes of one kind exactly one may match a table. DM stops with code "
			"11043 when it builds its table list, or later at the first event of a new table.",
		 .remedy =
			 "Narrow the wider pattern, for example with a regular expression or a set, so that the two do not overlap.",
		 .versions = "all",
		 .dm_errors = "11043"},
	.kind = CONFIG_TASK,
	.check = check,
};
