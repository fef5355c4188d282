/* gen_checks.c: reads the tab separated tables, schemas/versions.tsv and schemas/checks.tsv, for the generator. */
#include "gen.h"

#include <stdlib.h>
#include <string.h>

#define COLUMNS_MAX 8

struct tsv {
	struct str path, rest;
	unsigned line;
	struct str cell[COLUMNS_MAX];
	size_t n;
};

/* The next line that is no comment, split into cells. */
static bool tsv_next(struct tsv *t)
{
	while (t->rest.n) {
		const char *end = memchr(t->rest.p, '\n', t->rest.n);
		struct str l = {t->rest.p, end ? (size_t)(end - t->rest.p) : t->rest.n};

		t->rest = end ? (struct str){end + 1, t->rest.n - l.n - 1} : (struct str){NULL, 0};
		t->line++;
		if (l.n == 0 || *l.p == '#')
			continue;
		for (t->n = 0;; t->n++) {
			const char *tab = memchr(l.p, '\t', l.n);

			if (t->n == COLUMNS_MAX)
				gen_fail(t->path, t->line, "too many columns");
			t->cell[t->n] = (struct str){l.p, tab ? (size_t)(tab - l.p) : l.n};
			if (!tab)
				break;
			l = (struct str){tab + 1, l.n - (size_t)(tab + 1 - l.p)};
		}
		t->n++;
		return true;
	}
	return false;
}

static void want_columns(const struct tsv *t, size_t n)
{
	if (t->n != n)
		gen_fail(t->path, t->line, "%zu columns, want %zu separated by tabs", t->n, n);
}

static size_t count_lines(struct str s)
{
	size_t n = 1;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

void gen_read_releases(struct gen *g, const char *dir)
{
	struct tsv t = {.path = gen_path(g, dir, "versions.tsv")};

	t.rest = gen_read(g, t.path);
	g->releases = ARENA_ARRAY(g->arena, struct gen_release, count_lines(t.rest));
	while (tsv_next(&t)) {
		struct gen_release *r = &g->releases[g->n_releases++];

		want_columns(&t, 2);
		r->name = t.cell[0];
		r->full = arena_fmt(g->arena, "v%.*s", STR_FMT(t.cell[1]));
		if (!gen_version_parse(t.cell[1], &r->version))
			gen_fail(t.path, t.line, "\"%.*s\" is no version", STR_FMT(t.cell[1]));
		if (g->n_releases > 1 && r[-1].version >= r->version)
			gen_fail(t.path, t.line, "the oldest release comes first");
	}
	if (g->n_releases == 0)
		gen_fail(t.path, 1, "no release");
}

static unsigned word_index(const struct tsv *t, struct str s, const char *const *words, unsigned n, const char *what)
{
	for (unsigned i = 0; i < n; i++)
		if (str_eq_c(s, words[i]))
			return i;
	gen_fail(t->path, t->line, "unknown %s \"%.*s\"", what, STR_FMT(s));
}

static unsigned count_of(const struct tsv *t, struct str s, const char *what)
{
	unsigned v = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || v > 99999)
			gen_fail(t->path, t->line, "%s \"%.*s\" is no number", what, STR_FMT(s));
		v = v * 10 + (unsigned)(s.p[i] - '0');
	}
	if (s.n == 0)
		gen_fail(t->path, t->line, "empty %s", what);
	return v;
}

static int by_id_and_version(const void *a, const void *b)
{
	const struct gen_check *x = a, *y = b;
	int order = str_cmp(x->id, y->id);

	if (order)
		return order;
	return (x->ranges.at[0].from > y->ranges.at[0].from) - (x->ranges.at[0].from < y->ranges.at[0].from);
}

static void read_check(struct gen *g, const struct tsv *t, struct gen_check *c)
{
	static const char *const effects[] = {"reject", "panic", "warn", "holds"};
	static const char *const phases[] = {"decode", "ctl",     "task",    "instance",
					     "after",  "subtask", "checker", "source"};

	want_columns(t, 7);
	c->line = t->line;
	c->id = t->cell[0];
	if (!gen_ranges_parse(g->arena, t->cell[1], &c->ranges))
		gen_fail(t->path, t->line, "bad versions \"%.*s\"", STR_FMT(t->cell[1]));
	c->code = count_of(t, t->cell[2], "code");
	c->effect = (enum dm_effect)word_index(t, t->cell[3], effects, ARRAY_LEN(effects), "effect");
	c->phase = (enum dm_phase)word_index(t, t->cell[4], phases, ARRAY_LEN(phases), "phase");
	c->step = count_of(t, t->cell[5], "step");
	if (c->step > UINT16_MAX)
		gen_fail(t->path, t->line, "step over 65535");
	c->about = t->cell[6];
	if (c->id.n == 0 || c->about.n == 0)
		gen_fail(t->path, t->line, "empty id or about");
}

void gen_read_checks(struct gen *g, const char *dir)
{
	struct tsv t = {.path = gen_path(g, dir, "checks.tsv")};

	t.rest = gen_read(g, t.path);
	g->checks = ARENA_ARRAY(g->arena, struct gen_check, count_lines(t.rest));
	while (tsv_next(&t))
		read_check(g, &t, &g->checks[g->n_checks++]);
	qsort(g->checks, g->n_checks, sizeof(*g->checks), by_id_and_version);
	for (size_t i = 1; i < g->n_checks; i++) {
		struct gen_check *x = &g->checks[i - 1], *y = &g->checks[i];

		if (str_eq(x->id, y->id) && gen_ranges_intersect(g->arena, x->ranges, y->ranges).n)
			gen_fail(t.path, x->line > y->line ? x->line : y->line, "two rows of \"%.*s\" for one version",
				 STR_FMT(x->id));
	}
}
