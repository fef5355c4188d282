/* gen_read.c: turns the YAML files of schemas/ into rows, one for each place and shape of a key.
 * Structs are expanded wherever they are used, so that every row knows its path. Called by gen_schema.c. */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 12 /* a struct that contains itself ends here */

struct gen_struct {
	const struct gen_file *file;
	const struct node *map;
	bool used;
};

static void expand(struct gen *g, const struct gen_shape *s, struct gen_row *row, struct str name, unsigned depth);

static struct gen_row *new_row(struct gen *g, const struct gen_shape *s, struct gen_row *parent)
{
	struct gen_row *row = ARENA_NEW(g->arena, struct gen_row);

	row->parent = parent;
	row->at = s->was ? s->was : s->base;
	row->file = s->file;
	row->in = STR_LIT("");
	if (!parent)
		return row;
	if (parent->n_kids == parent->cap_kids) {
		size_t cap = parent->cap_kids ? parent->cap_kids * 2 : 1;
		struct gen_row **kids = ARENA_ARRAY(g->arena, struct gen_row *, cap);

		if (parent->n_kids)
			memcpy(kids, parent->kids, parent->n_kids * sizeof(*kids));
		parent->kids = kids;
		parent->cap_kids = cap;
	}
	parent->kids[parent->n_kids++] = row;
	return row;
}

static bool strip(struct str *s, const char *prefix)
{
	size_t n = strlen(prefix);

	if (!str_has_prefix(*s, prefix))
		return false;
	*s = (struct str){s->p + n, s->n - n};
	return true;
}

static enum go_type scalar_type(const struct gen_shape *s, struct str name)
{
	static const struct {
		const char *name;
		enum go_type type;
	} types[] = {{"string", GO_STRING},
		     {"bool", GO_BOOL},
		     {"int", GO_INT},
		     {"uint32", GO_UINT32},
		     {"uint64", GO_UINT64},
		     {"uint8", GO_UINT8},
		     {"float", GO_FLOAT},
		     {"size", GO_SIZE},
		     {"duration", GO_DURATION},
		     {"any", GO_ANY},
		     {"checking-item", GO_CHECKING_ITEM}};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (str_eq_c(name, types[i].name))
			return types[i].type;
	gen_fail_at(s->file, gen_attr(s, "type"), "unknown type \"%.*s\"", STR_FMT(name));
}

static struct gen_row *read_element(struct gen *g, const struct gen_shape *s, struct gen_row *row, const char *name)
{
	struct gen_row *kid = new_row(g, s, row);

	kid->name = str_from(name);
	kid->path = arena_fmt(g->arena, "%.*s%s%s", STR_FMT(row->path), row->type == GO_MAP ? "." : "", name);
	kid->ranges = row->ranges;
	kid->secret = row->secret;
	kid->text = gen_attr_str(s, "member");
	if (!kid->text.p)
		gen_fail_at(s->file, s->base, "a list or map needs \"member\"");
	return kid;
}

static void read_type(struct gen *g, const struct gen_shape *s, struct gen_row *row, struct str type, unsigned depth)
{
	row->nullable = strip(&type, "nullable ");
	if (strip(&type, "list of ")) {
		row->type = GO_LIST;
		row->nullable = true;
		read_type(g, s, read_element(g, s, row, "[]"), type, depth);
		return;
	}
	if (strip(&type, "map of ")) {
		row->type = GO_MAP;
		row->nullable = true;
		read_type(g, s, read_element(g, s, row, "*"), type, depth);
		return;
	}
	if (strip(&type, "struct ")) {
		row->type = GO_STRUCT;
		row->preset = gen_attr_bool(s, "preset");
		expand(g, s, row, type, depth);
	} else {
		row->type = scalar_type(s, type);
	}
	gen_attr_leaf(g, s, row);
}

static void read_shape(struct gen *g, const struct gen_shape *s, struct gen_row *parent, struct gen_ranges span,
		       struct str in, unsigned depth)
{
	struct gen_ranges ranges = gen_ranges_intersect(g->arena, span, parent->ranges);
	struct gen_row *row;

	gen_attr_names(s);
	if (ranges.n == 0)
		return;
	row = new_row(g, s, parent);
	row->name = s->base->key;
	row->path = parent->path.n ? arena_fmt(g->arena, "%.*s.%.*s", STR_FMT(parent->path), STR_FMT(row->name))
				   : row->name;
	row->in = in;
	row->ranges = ranges;
	row->required = gen_attr_bool(s, "required");
	row->secret = gen_attr_bool(s, "secret");
	row->deprecated = gen_attr_version(s, "deprecated");
	row->replaced_by = gen_attr_str(s, "replaced-by");
	row->def = gen_attr_str(s, "default");
	row->text = gen_attr_str(s, "text");
	if (!row->text.n || !gen_attr(s, "type"))
		gen_fail_at(s->file, s->base, "\"%.*s\" needs type and text", STR_FMT(row->path));
	read_type(g, s, row, gen_attr_str(s, "type"), depth);
}

static void read_field(struct gen *g, const struct gen_file *f, const struct node *n, struct gen_row *parent,
		       struct str in, unsigned depth)
{
	struct gen_shape s = {.file = f, .base = n};
	const struct node *was = node_get(n, "was");
	struct gen_ranges span;

	gen_attr_names(&s);
	span = gen_attr_span(g, f, n);
	if (was && was->kind != NODE_SEQ)
		gen_fail_at(f, was, "\"was\" is a list");
	for (const struct node *w = was ? was->first : NULL; w; w = w->next) {
		struct gen_ranges then;

		s.was = w;
		gen_attr_names(&s);
		if (!node_get(w, "versions"))
			gen_fail_at(f, w, "an earlier shape needs \"versions\"");
		then = gen_ranges_intersect(g->arena, span, gen_attr_span(g, f, w));
		if (then.n == 0)
			gen_fail_at(f, w, "no version of \"%.*s\" is left for this shape", STR_FMT(n->key));
		span = gen_ranges_subtract(g->arena, span, then);
		read_shape(g, &s, parent, then, in, depth);
	}
	s.was = NULL;
	if (span.n == 0)
		gen_fail_at(f, n, "\"%.*s\" is in no version", STR_FMT(n->key));
	read_shape(g, &s, parent, span, in, depth);
}

static int by_name_and_version(const void *a, const void *b)
{
	const struct gen_row *x = *(struct gen_row *const *)a, *y = *(struct gen_row *const *)b;
	int order = str_cmp(x->name, y->name);

	if (order)
		return order;
	return (x->ranges.at[0].from > y->ranges.at[0].from) - (x->ranges.at[0].from < y->ranges.at[0].from);
}

static void expand(struct gen *g, const struct gen_shape *s, struct gen_row *row, struct str name, unsigned depth)
{
	struct gen_struct *st = strmap_get(&g->structs, name);

	if (!st)
		gen_fail_at(s->file, s->base, "there is no struct \"%.*s\"", STR_FMT(name));
	if (depth == DEPTH_MAX)
		gen_fail_at(s->file, s->base, "struct \"%.*s\" is nested too deep", STR_FMT(name));
	st->used = true;
	for (const struct node *n = st->map->first; n; n = n->next) {
		for (const struct node *m = st->map->first; m != n; m = m->next)
			if (str_eq(m->key, n->key))
				gen_fail_at(st->file, n, "\"%.*s\" is here twice", STR_FMT(n->key));
		read_field(g, st->file, n, row, name, depth + 1);
	}
	if (row->n_kids > SCHEMA_MAX_FIELDS)
		gen_fail_at(st->file, st->map, "struct \"%.*s\" has over %d fields", STR_FMT(name), SCHEMA_MAX_FIELDS);
	if (row->n_kids)
		qsort(row->kids, row->n_kids, sizeof(*row->kids), by_name_and_version);
}

static void read_structs(struct gen *g, struct gen_file *f)
{
	if (f->doc.problem.kind != DOC_OK)
		gen_fail(f->path, text_pos(f->doc.text, f->doc.problem.at.lo).line, "%.*s",
			 STR_FMT(f->doc.problem.message));
	if (!f->doc.root || f->doc.root->kind != NODE_MAP)
		gen_fail(f->path, 1, "want a map of structs");
	for (const struct node *n = f->doc.root->first; n; n = n->next) {
		struct gen_struct *st;

		if (n->kind == NODE_SCALAR && (str_eq_c(n->key, "versions") || str_eq_c(n->key, "text")))
			continue;
		if (n->kind != NODE_MAP)
			gen_fail_at(f, n, "want a struct: a map of fields");
		st = ARENA_NEW(g->arena, struct gen_struct);
		*st = (struct gen_struct){.file = f, .map = n};
		if (strmap_put(&g->structs, n->key, st))
			gen_fail_at(f, n, "struct \"%.*s\" is here twice", STR_FMT(n->key));
	}
}

static void read_root(struct gen *g, enum config_kind kind, const char *name)
{
	const struct gen_file *f = &g->files[kind];
	struct gen_shape s = {.file = f, .base = f->doc.root};
	struct gen_row *row = new_row(g, &s, NULL);

	row->name = row->path = STR_LIT("");
	row->type = GO_STRUCT;
	row->ranges = gen_attr_span(g, f, f->doc.root);
	row->text = gen_attr_str(&s, "text");
	if (!row->text.n)
		gen_fail(f->path, 1, "the file needs a \"text\"");
	g->roots[kind] = row;
	expand(g, &s, row, str_from(name), 0);
}

static void check_refers(const struct gen *g, const struct gen_row *row)
{
	const struct gen_row *task = g->roots[CONFIG_TASK];
	size_t i = 0;

	if (row->refers.p) {
		while (i < task->n_kids && !str_eq(task->kids[i]->name, row->refers))
			i++;
		if (i == task->n_kids)
			gen_fail_at(row->file, row->at, "\"refers\" names no section of a task");
	}
	for (i = 0; i < row->n_kids; i++)
		check_refers(g, row->kids[i]);
}

void gen_read_fields(struct gen *g)
{
	static const char *const roots[GEN_KINDS] = {NULL, "task", "source", "worker", "config"};

	for (size_t k = CONFIG_TASK; k < GEN_KINDS; k++)
		read_structs(g, &g->files[k]);
	for (size_t k = CONFIG_TASK; k < GEN_KINDS; k++)
		read_root(g, (enum config_kind)k, roots[k]);
	for (size_t k = CONFIG_TASK; k < GEN_KINDS; k++) {
		check_refers(g, g->roots[k]);
		for (const struct node *n = g->files[k].doc.root->first; n; n = n->next) {
			const struct gen_struct *st = strmap_get(&g->structs, n->key);

			if (n->kind == NODE_MAP && !st->used)
				gen_fail_at(&g->files[k], n, "struct \"%.*s\" is not used", STR_FMT(n->key));
		}
	}
}
