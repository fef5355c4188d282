/* gen_emit.c: writes the rows as C tables in the types of dmlint/schema.h. The same input gives the same bytes. Called
 * by gen_schema.c. */
#include "gen.h"

#include <stdlib.h>

/* A set of version spans is written once, under the number of its first use. */
struct spans {
	struct strmap seen; /* text of the initialiser -> its number + 1 */
	uintptr_t n;
};

static void emit_string(struct buf *out, struct str s)
{
	if (!s.p) {
		buf_c(out, "NULL");
		return;
	}
	buf_char(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"' || c == '\\' || c == '?') /* no trigraphs */
			buf_fmt(out, "\\%c", c);
		else if (c < ' ' || c > '~')
			buf_fmt(out, "\\%03o", c);
		else
			buf_char(out, (char)c);
	}
	buf_char(out, '"');
}

static uintptr_t emit_spans(struct gen *g, struct spans *sp, struct buf *out, struct gen_ranges r)
{
	struct buf b = {0};
	struct str text;
	uintptr_t number;

	for (size_t i = 0; i < r.n; i++)
		buf_fmt(&b, "%s{%uu, %uu}", i ? ", " : "", r.at[i].from, r.at[i].to);
	text = arena_str(g->arena, (struct str){b.p, b.n});
	buf_free(&b);
	number = (uintptr_t)strmap_get(&sp->seen, text);
	if (number)
		return number - 1;
	buf_fmt(out, "static const struct dm_range ranges_%zu[] = {%.*s};\n", (size_t)sp->n, STR_FMT(text));
	strmap_put(&sp->seen, text, (void *)(sp->n + 1)); /* a number, never followed */
	return sp->n++;
}

static void emit_ranges_ref(struct gen *g, struct spans *sp, struct buf *out, struct gen_ranges r)
{
	buf_fmt(out, ".ranges = ranges_%zu, .n_ranges = %zu", (size_t)emit_spans(g, sp, NULL, r), r.n);
}

static void number_rows(struct gen_row *row, size_t *n)
{
	row->number = (*n)++;
	for (size_t i = 0; i < row->n_kids; i++)
		number_rows(row->kids[i], n);
}

static void emit_flag(struct buf *out, bool on, const char *name)
{
	if (on)
		buf_fmt(out, " .%s = true,", name);
}

/* Spans and value lists come before the rows that point at them. */
static void emit_before(struct gen *g, struct spans *sp, struct buf *out, const struct gen_row *row)
{
	emit_spans(g, sp, out, row->ranges);
	for (size_t i = 0; i < row->n_enums; i++)
		emit_spans(g, sp, out, row->enums[i].ranges);
	if (row->n_enums)
		buf_fmt(out, "static const struct enum_value enums_%zu[] = {\n", row->number);
	for (size_t i = 0; i < row->n_enums; i++) {
		buf_c(out, "\t{.value = ");
		emit_string(out, row->enums[i].value);
		buf_c(out, ", .text = ");
		emit_string(out, row->enums[i].text);
		buf_c(out, ",");
		emit_flag(out, row->enums[i].folds, "folds");
		buf_c(out, " ");
		emit_ranges_ref(g, sp, out, row->enums[i].ranges);
		buf_c(out, "},\n");
	}
	if (row->n_enums)
		buf_c(out, "};\n");
	if (row->n_kids)
		buf_fmt(out, "static const struct field *const kids_%zu[] = {", row->number);
	for (size_t i = 0; i < row->n_kids; i++)
		buf_fmt(out, "%s&rows[%zu]", i ? ", " : "", row->kids[i]->number);
	if (row->n_kids)
		buf_c(out, "};\n");
	for (size_t i = 0; i < row->n_kids; i++)
		emit_before(g, sp, out, row->kids[i]);
}

static void emit_text(struct buf *out, const char *name, struct str s)
{
	if (!s.p)
		return;
	buf_fmt(out, " .%s = ", name);
	emit_string(out, s);
	buf_char(out, ',');
}

static const char *type_name(enum go_type t)
{
	static const char *const names[] = {[GO_STRING] = "GO_STRING", [GO_BOOL] = "GO_BOOL",
					    [GO_INT] = "GO_INT",       [GO_UINT32] = "GO_UINT32",
					    [GO_UINT64] = "GO_UINT64", [GO_UINT8] = "GO_UINT8",
					    [GO_FLOAT] = "GO_FLOAT",   [GO_DURATION] = "GO_DURATION",
					    [GO_SIZE] = "GO_SIZE",     [GO_CHECKING_ITEM] = "GO_CHECKING_ITEM",
					    [GO_STRUCT] = "GO_STRUCT", [GO_MAP] = "GO_MAP",
					    [GO_LIST] = "GO_LIST",     [GO_ANY] = "GO_ANY"};

	return names[t];
}

static void emit_row(struct gen *g, struct spans *sp, struct buf *out, const struct gen_row *row, size_t index)
{
	buf_fmt(out, "\t[%zu] = {", row->number);
	emit_text(out, "name", row->name);
	emit_text(out, "path", row->path);
	emit_text(out, "in", row->in);
	if (row->parent)
		buf_fmt(out, " .parent = &rows[%zu],", row->parent->number);
	buf_fmt(out, " .type = %s, .name_n = %zu, .index = %zu,\n\t\t", type_name(row->type), row->name.n, index);
	emit_flag(out, row->nullable, "nullable");
	emit_flag(out, row->secret, "secret");
	emit_flag(out, row->required, "required");
	emit_flag(out, row->preset, "preset");
	emit_flag(out, row->enum_fold, "enum_fold");
	emit_flag(out, row->enum_empty, "enum_empty");
	buf_char(out, ' ');
	emit_ranges_ref(g, sp, out, row->ranges);
	buf_char(out, ',');
	if (row->deprecated)
		buf_fmt(out, " .deprecated = %u,", row->deprecated);
	if (row->max_bytes)
		buf_fmt(out, " .max_bytes = %u,", row->max_bytes);
	if (row->n_kids)
		buf_fmt(out, " .fields = kids_%zu, .n_fields = %zu,", row->number, row->n_kids);
	if (row->n_enums)
		buf_fmt(out, " .enums = enums_%zu, .n_enums = %zu,", row->number, row->n_enums);
	emit_text(out, "enum_check", row->enum_check);
	emit_text(out, "refers", row->refers);
	emit_text(out, "replaced_by", row->replaced_by);
	emit_text(out, "def", row->def);
	emit_text(out, "minimum", row->minimum);
	emit_text(out, "maximum", row->maximum);
	buf_c(out, "\n\t\t");
	emit_text(out, "text", row->text);
	buf_c(out, "},\n");
	for (size_t i = 0; i < row->n_kids; i++)
		emit_row(g, sp, out, row->kids[i], i);
}

static void collect(struct gen_row *row, struct gen_row **all, size_t *n)
{
	if (row->parent && !str_eq_c(row->name, "*") && !str_eq_c(row->name, "[]"))
		all[(*n)++] = row;
	for (size_t i = 0; i < row->n_kids; i++)
		collect(row->kids[i], all, n);
}

static unsigned depth_of(const struct gen_row *row)
{
	unsigned n = 0;

	while ((row = row->parent))
		n++;
	return n;
}

static int by_name_and_depth(const void *a, const void *b)
{
	const struct gen_row *x = *(struct gen_row *const *)a, *y = *(struct gen_row *const *)b;
	int order = str_cmp(x->name, y->name);

	if (order)
		return order;
	if (depth_of(x) != depth_of(y))
		return depth_of(x) < depth_of(y) ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* All named rows of a kind by name, for keys written in the wrong place. */
static void emit_names(struct gen *g, struct buf *out, size_t n_rows)
{
	size_t counts[GEN_KINDS] = {0};
	struct gen_row **all = ARENA_ARRAY(g->arena, struct gen_row *, n_rows);

	for (size_t k = CONFIG_TASK; k < GEN_KINDS; k++) {
		size_t n = 0;

		collect(g->roots[k], all, &n);
		qsort(all, n, sizeof(*all), by_name_and_depth);
		buf_fmt(out, "static const struct field *const names_%zu[] = {", k);
		for (size_t i = 0; i < n; i++)
			buf_fmt(out, "%s&rows[%zu]", i == 0 ? "" : i % 12 ? ", " : ",\n\t", all[i]->number);
		buf_c(out, "};\n");
		counts[k] = n;
	}
	buf_c(out, "const struct field *const *const schema_names[] = {NULL");
	for (size_t k = CONFIG_TASK; k < GEN_KINDS; k++)
		buf_fmt(out, ", names_%zu", k);
	buf_c(out, "};\nconst size_t schema_n_names[] = {0");
	for (size_t k = CONFIG_TASK; k < GEN_KINDS; k++)
		buf_fmt(out, ", %zu", counts[k]);
	buf_c(out, "};\nconst struct field *const schema_roots[] = {NULL");
	for (size_t k = CONFIG_TASK; k < GEN_KINDS; k++)
		buf_fmt(out, ", &rows[%zu]", g->roots[k]->number);
	buf_c(out, "};\n\n");
}

static void emit_checks(struct gen *g, struct spans *sp, struct buf *out)
{
	static const char *const effects[] = {"DM_REJECTS", "DM_PANICS", "DM_WARNS", "DM_HOLDS"};
	static const char *const phases[] = {"PHASE_DECODE", "PHASE_CTL",     "PHASE_TASK",    "PHASE_INSTANCE",
					     "PHASE_AFTER",  "PHASE_SUBTASK", "PHASE_CHECKER", "PHASE_SOURCE"};

	for (size_t i = 0; i < g->n_checks; i++)
		emit_spans(g, sp, out, g->checks[i].ranges);
	buf_c(out, "const struct dm_check dm_checks[] = {\n");
	for (size_t i = 0; i < g->n_checks; i++) {
		const struct gen_check *c = &g->checks[i];

		buf_c(out, "\t{.id = ");
		emit_string(out, c->id);
		buf_c(out, ", ");
		emit_ranges_ref(g, sp, out, c->ranges);
		buf_fmt(out, ", .code = %u, .effect = %s, .phase = %s, .step = %u,\n\t .about = ", c->code,
			effects[c->effect], phases[c->phase], c->step);
		emit_string(out, c->about);
		buf_c(out, "},\n");
	}
	buf_fmt(out, "};\nconst size_t dm_n_checks = %zu;\n\n", g->n_checks);
}

static void emit_releases(const struct gen *g, struct buf *out)
{
	buf_c(out, "const struct dm_release dm_releases[] = {\n");
	for (size_t i = 0; i < g->n_releases; i++) {
		buf_c(out, "\t{.name = ");
		emit_string(out, g->releases[i].name);
		buf_c(out, ", .full = ");
		emit_string(out, g->releases[i].full);
		buf_fmt(out, ", .version = %u},\n", g->releases[i].version);
	}
	buf_fmt(out, "};\nconst size_t dm_n_releases = %zu;\n", g->n_releases);
}

void gen_emit(struct gen *g, struct buf *out)
{
	struct spans sp = {.seen = {.arena = g->arena}};
	size_t n = 0;

	for (size_t k = CONFIG_TASK; k < GEN_KINDS; k++)
		number_rows(g->roots[k], &n);
	buf_c(out, "/* Made by gen_schema from schemas/; do not edit. */\n#include \"dmlint/schema.h\"\n\n");
	buf_fmt(out, "static const struct field rows[%zu];\n", n);
	for (size_t k = CONFIG_TASK; k < GEN_KINDS; k++)
		emit_before(g, &sp, out, g->roots[k]);
	buf_fmt(out, "\nstatic const struct field rows[%zu] = {\n", n);
	for (size_t k = CONFIG_TASK; k < GEN_KINDS; k++)
		emit_row(g, &sp, out, g->roots[k], 0);
	buf_c(out, "};\n\n");
	emit_names(g, out, n);
	emit_checks(g, &sp, out);
	emit_releases(g, out);
}
