/* gen_attr.c: reads and checks the attributes that schemas/ gives a field. Called by gen_read.c. */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

static const char *const known[] = {"type",        "since",  "removed",   "versions",   "was",       "required",
				    "default",     "preset", "enum",      "enum-check", "fold-case", "empty-ok",
				    "refers",      "secret", "max-bytes", "min",        "max",       "deprecated",
				    "replaced-by", "text",   "member"};

static void check_names(const struct gen_file *f, const struct node *map, bool was)
{
	if (map->kind != NODE_MAP)
		gen_fail_at(f, map, "want a map of attributes");
	for (const struct node *n = map->first; n; n = n->next) {
		size_t i = 0;

		while (i < ARRAY_LEN(known) && !str_eq_c(n->key, known[i]))
			i++;
		if (i == ARRAY_LEN(known))
			gen_fail_at(f, n, "unknown attribute \"%.*s\"", STR_FMT(n->key));
		for (const struct node *m = map->first; m != n; m = m->next)
			if (str_eq(m->key, n->key))
				gen_fail_at(f, n, "\"%.*s\" is here twice", STR_FMT(n->key));
		if (was && (str_eq_c(n->key, "since") || str_eq_c(n->key, "removed") || str_eq_c(n->key, "was")))
			gen_fail_at(f, n, "an earlier shape has only \"versions\"");
	}
}

void gen_attr_names(const struct gen_shape *s)
{
	check_names(s->file, s->base, false);
	if (s->was)
		check_names(s->file, s->was, true);
}

static bool cleared(const struct node *n)
{
	return n->kind == NODE_SCALAR && n->style == STYLE_PLAIN && str_eq_c(n->text, "null");
}

const struct node *gen_attr(const struct gen_shape *s, const char *name)
{
	const struct node *n = s->was ? node_get(s->was, name) : NULL;

	if (!n)
		n = node_get(s->base, name);
	return n && !cleared(n) ? n : NULL;
}

struct str gen_attr_str(const struct gen_shape *s, const char *name)
{
	const struct node *n = gen_attr(s, name);

	if (!n)
		return (struct str){NULL, 0};
	if (n->kind != NODE_SCALAR)
		gen_fail_at(s->file, n, "want a text");
	return n->text.p ? n->text : STR_LIT("");
}

bool gen_attr_bool(const struct gen_shape *s, const char *name)
{
	const struct node *n = gen_attr(s, name);

	if (n && !str_eq_c(n->text, "true") && !str_eq_c(n->text, "false"))
		gen_fail_at(s->file, n, "want true or false");
	return n && str_eq_c(n->text, "true");
}

uint32_t gen_attr_version(const struct gen_shape *s, const char *name)
{
	const struct node *n = gen_attr(s, name);
	uint32_t v = 0;

	if (n && !gen_version_parse(n->text, &v))
		gen_fail_at(s->file, n, "\"%.*s\" is no version", STR_FMT(n->text));
	return v;
}

struct gen_ranges gen_attr_span(struct gen *g, const struct gen_file *f, const struct node *map)
{
	struct gen_shape s = {.file = f, .base = map};
	const struct node *versions = gen_attr(&s, "versions");
	uint32_t since = gen_attr_version(&s, "since"), removed = gen_attr_version(&s, "removed");
	struct gen_ranges r;

	if (!versions)
		return gen_ranges_from(g->arena, since, removed ? removed : UINT32_MAX);
	if (since || removed)
		gen_fail_at(f, versions, "\"versions\" goes without \"since\" and \"removed\"");
	if (!gen_ranges_parse(g->arena, versions->text, &r))
		gen_fail_at(f, versions, "\"%.*s\" are no versions", STR_FMT(versions->text));
	return r;
}

static void read_enum(struct gen *g, const struct gen_file *f, const struct node *n, struct gen_enum *e)
{
	e->ranges = gen_ranges_from(g->arena, 0, UINT32_MAX);
	if (n->key.p == NULL) {
		e->value = n->text;
		return;
	}
	e->value = n->key;
	if (n->kind != NODE_MAP)
		gen_fail_at(f, n, "want a map with since, removed, versions, folds or text");
	for (const struct node *m = n->first; m; m = m->next)
		if (!str_eq_c(m->key, "since") && !str_eq_c(m->key, "removed") && !str_eq_c(m->key, "versions") &&
		    !str_eq_c(m->key, "folds") && !str_eq_c(m->key, "text"))
			gen_fail_at(f, m, "unknown attribute \"%.*s\" of a value", STR_FMT(m->key));
	e->ranges = gen_attr_span(g, f, n);
	e->text = gen_attr_str(&(struct gen_shape){.file = f, .base = n}, "text");
	e->folds = gen_attr_bool(&(struct gen_shape){.file = f, .base = n}, "folds");
}

void gen_attr_enums(struct gen *g, const struct gen_shape *s, struct gen_row *row)
{
	const struct node *values = gen_attr(s, "enum");

	if (!values)
		return;
	if (values->kind == NODE_SCALAR || !values->first)
		gen_fail_at(s->file, values, "want a list or map of values");
	row->enums = ARENA_ARRAY(g->arena, struct gen_enum, node_count(values));
	for (const struct node *n = values->first; n; n = n->next)
		read_enum(g, s->file, n, &row->enums[row->n_enums++]);
}

static struct str attr_number(const struct gen_shape *s, const char *name)
{
	struct str v = gen_attr_str(s, name);
	size_t i = v.n && *v.p == '-';

	for (; i < v.n; i++)
		if (v.p[i] < '0' || v.p[i] > '9')
			gen_fail_at(s->file, gen_attr(s, name), "want a whole number");
	return v;
}

static bool has_check(const struct gen *g, struct str id)
{
	for (size_t i = 0; i < g->n_checks; i++)
		if (str_eq(g->checks[i].id, id))
			return true;
	return false;
}

/* What concerns a value: it stands at the innermost row of a list or map. */
struct gen_row *gen_attr_leaf(struct gen *g, const struct gen_shape *s, struct gen_row *row)
{
	gen_attr_enums(g, s, row);
	row->enum_check = gen_attr_str(s, "enum-check");
	row->enum_fold = gen_attr_bool(s, "fold-case");
	row->enum_empty = gen_attr_bool(s, "empty-ok");
	row->refers = gen_attr_str(s, "refers");
	row->minimum = attr_number(s, "min");
	row->maximum = attr_number(s, "max");
	if (gen_attr(s, "max-bytes"))
		row->max_bytes = (uint32_t)strtoul(attr_number(s, "max-bytes").p, NULL, 10);
	if (row->enum_check.p && !has_check(g, row->enum_check))
		gen_fail_at(s->file, gen_attr(s, "enum-check"), "checks.tsv has no \"%.*s\"", STR_FMT(row->enum_check));
	if (row->type == GO_STRUCT && (row->n_enums || row->refers.p || row->minimum.p || row->maximum.p))
		gen_fail_at(s->file, s->base, "a struct has no values");
	return row;
}
