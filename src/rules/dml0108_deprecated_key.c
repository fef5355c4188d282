/* A key that still decodes but is on its way out, or does nothing any more:
 *
 *     remove-meta: true
 */
#include <string.h>

#include "internal.h"

/* A key at its default asks for nothing. */
static bool is_default(const struct node *n)
{
	struct str v = value_str(n, STR_LIT(""));

	if (n->kind != NODE_SCALAR)
		return false;
	if (n->field->type == GO_BOOL)
		return value_bool(n, false) == (n->field->def && strcmp(n->field->def, "true") == 0);
	return n->field->def && str_eq_c(v, n->field->def);
}

/* A successor of the same shape takes the value as it is; online-ddl is a switch where its predecessor named a tool. */
static void offer_successor(struct lint *l, struct diag *d, const struct node *n)
{
	const struct field *f = n->field;
	const struct field *next =
		n->parent && n->parent->field ? field_find(n->parent->field, str_from(f->replaced_by), l->dm) : NULL;
	bool dead;

	if (!next && n->parent == l->root)
		next = field_find(schema_root(l->kind), str_from(f->replaced_by), l->dm);
	if (!next || n->aliased || task_get(n->parent, f->replaced_by))
		return;
	/* Where DM fills in the successor before it decodes, the old key has had no effect: under the new name it gets one. */
	dead = n->parent->field->preset && next->def;
	if (next->type == f->type)
		report_fix(l, d, !dead, n->key_span, key_quoted_like(n, f->replaced_by, l->arena),
			   dead ? "rename it to \"%s\", which brings it into force" : "rename it to \"%s\"",
			   f->replaced_by);
	else if (next->type == GO_BOOL && n->kind == NODE_SCALAR)
		report_fix(l, d, true, (struct span){n->key_span.lo, n->span.hi},
			   arena_fmt(l->arena, "%s: true", f->replaced_by), "write \"%s: true\"", f->replaced_by);
}

static void check_node(struct lint *l, const struct node *n)
{
	const struct field *f = n->field;
	uint32_t v = f->deprecated;
	struct diag *d;

	if (l->dm < v || n->key_span.hi == n->key_span.lo || n->merged || node_is_null(n) || is_default(n))
		return;
	if (n->kind != NODE_SCALAR && !n->first)
		return;
	d = report(l, n->key_span, "\"%s\" is deprecated since DM %u.%u.%u", f->name, v / 10000, v / 100 % 100,
		   v % 100);
	if (f->replaced_by)
		offer_successor(l, d, n);
	if (f->replaced_by)
		report_help(l, d, "use \"%s\" instead", f->replaced_by);
	else
		report_help(l, d, "remove it");
	report_field(l, d, n);
}

static void check(struct lint *l)
{
	/* A section that DM refuses altogether is the subject of removed-feature. */
	bool refused = dm_check_find("column-mappings-removed", l->dm) != NULL;

	for (const struct node *n = l->root; n; n = node_next(n, l->root)) {
		if (!n->field || !n->field->deprecated)
			continue;
		if (refused && (str_eq_c(n->key, "column-mappings") || str_eq_c(n->key, "column-mapping-rules")))
			continue;
		check_node(l, n);
	}
}

const struct rule rule_dml0108 = {
	.info = {.id = "DML0108",
		 .name = "deprecated-key",
		 .severity = SEV_NOTE,
		 .summary = "a key that DM has replaced or ignores",
		 .why = "The key still decodes, but it has a successor, or DM ignores it from this version on. A later release may refuse it.",
		 .remedy = "Write the successor, or remove the key.",
		 .versions = "each key from its own version on",
		 .dm_errors = ""},
	.check = check,
};
