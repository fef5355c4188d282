/* A value that is none of those the field knows:
 *
 *     task-mode: increment
 */
#include <string.h>

#include "internal.h"

static bool is_value(const struct field *f, const struct enum_value *e, struct str v)
{
	struct str value = str_from(e->value);

	return !f->enum_fold ? str_eq(v, value) : e->folds ? str_folds_to(v, value) : str_lowers_to(v, value);
}

static bool allowed(const struct field *f, struct str v, uint32_t dm)
{
	if (v.n == 0)
		return f->enum_empty;
	for (size_t i = 0; i < f->n_enums; i++) {
		if (ranges_hold(f->enums[i].ranges, f->enums[i].n_ranges, dm) && is_value(f, &f->enums[i], v))
			return true;
	}
	return false;
}

static struct str list_values(struct lint *l, const struct field *f)
{
	struct buf b = {0};
	struct str out;

	for (size_t i = 0; i < f->n_enums; i++) {
		if (ranges_hold(f->enums[i].ranges, f->enums[i].n_ranges, l->dm))
			buf_fmt(&b, "%s%s", b.n ? ", " : "", f->enums[i].value);
	}
	out = arena_str(l->arena, (struct str){b.p, b.n});
	buf_free(&b);
	return out;
}

/* The only value within two edits, letter case aside. */
static const char *nearest_value(const struct field *f, struct str v, uint32_t dm)
{
	const char *best = NULL;
	unsigned best_distance = 3;
	bool tie = false;

	for (size_t i = 0; i < f->n_enums && v.n > 1; i++) {
		struct str e = str_from(f->enums[i].value);
		unsigned d = str_eq_nocase(v, e) ? 0 : str_distance(v, e, 2);

		if (!ranges_hold(f->enums[i].ranges, f->enums[i].n_ranges, dm) || d > 2 || d >= e.n)
			continue;
		tie = d == best_distance;
		if (d < best_distance || tie) {
			best = e.p;
			best_distance = d;
		}
	}
	return tie ? NULL : best;
}

static void report_value(struct lint *l, const char *check, const struct field *f, const struct node *n, struct span at,
			 struct str v)
{
	const char *near = nearest_value(f, v, l->dm);
	const char *name = f->name[0] == '[' ? n->parent->field->name : f->name;
	struct str values = list_values(l, f);
	struct diag *d;

	if (v.n == 0)
		d = report_check(l, check, at, "\"%s\" must be one of: %.*s", name, STR_FMT(values));
	else if (near)
		d = report_check(l, check, at, "\"%.*s\" is no value of \"%s\", did you mean \"%s\"?", STR_FMT(v), name,
				 near);
	else
		d = report_check(l, check, at, "\"%.*s\" is no value of \"%s\"", STR_FMT(v), name);
	if (v.n)
		report_help(l, d, "one of: %.*s", STR_FMT(values));
	if (near && n && !n->aliased &&
	    (n->style == STYLE_PLAIN || n->style == STYLE_SINGLE || n->style == STYLE_DOUBLE) && v.n)
		report_fix(l, d, true, n->span, str_from(near), "write \"%s\"", near);
	report_field(l, d, n);
}

/* Checks of the loader run twice in DM: on every member of loaders, and on the loader of each instance. */
static const char *check_for(struct lint *l, const struct node *n, const struct field *f)
{
	size_t inst = set_instance_of(l, n);
	struct str name;

	if (inst == SIZE_MAX || strcmp(f->enum_check, "checking-item") == 0)
		return f->enum_check;
	name = arena_fmt(l->arena, "%s-inline", f->enum_check);
	return name.p;
}

static void check_node(struct lint *l, const struct node *n)
{
	const struct field *f = n->field;
	struct str v;

	/* Actions, events and expressions are part of what makes a filter or mapping valid: other rules judge those whole. */
	if (!f || !f->enum_check || n->kind != NODE_SCALAR || str_has_suffix(str_from(f->enum_check), "-invalid") ||
	    strcmp(f->enum_check, "filter-event") == 0)
		return;
	v = value_str(n, STR_LIT(""));
	if (allowed(f, v, l->dm))
		return;
	report_value(l, check_for(l, n, f), f, n, n->span.hi > n->span.lo ? n->span : node_key_or_value(n), v);
	l->instance = 0;
}

static void check(struct lint *l)
{
	const struct node *root = l->task->root;
	const struct field *mode = field_find(schema_root(CONFIG_TASK), STR_LIT("task-mode"), l->dm);

	for (const struct node *n = root; n; n = node_next(n, root))
		check_node(l, n);
	if (!task_get(root, "task-mode") && mode && l->doc->problem.kind == DOC_OK && (root || !l->doc->root))
		report_value(l, mode->enum_check, mode, NULL, place_of_map(l, root), STR_LIT(""));
}

const struct rule rule_dml0105 = {
	.info = {.id = "DML0105",
		 .name = "bad-enum-value",
		 .severity = SEV_ERROR,
		 .summary = "a value that is none of those its field knows",
		 .why = "DM compares such values to a fixed list, for most fields letter by letter, and refuses the task for any other. "
			"The lists have grown with the versions.",
		 .remedy = "Use one of the values listed.",
		 .versions = "all",
		 .dm_errors = "20001 20007 20020 20033 20052 20053 20054 20055 20062 20063 20065"},
	.kind = CONFIG_TASK,
	.check = check,
};
