/* diff.c: a unified diff of two texts, by Myers' greedy algorithm over lines. Called by src/cli for --diff. */
#include <stdlib.h>
#include <string.h>

#include "dmlint/fix.h"

#define CONTEXT 3
#define MAX_EDITS 1000 /* beyond it the middle is shown as replaced: the memory of the search grows with its square */

struct differ {
	struct arena *arena;
	const struct text *a, *b;
	size_t prefix; /* equal lines at the start */
	bool *deleted, *inserted;
};

/* Line i from 0, with its end. */
static struct str raw_line(const struct text *t, size_t i)
{
	uint32_t from = t->line_starts[i];
	size_t to = i + 1 < t->n_lines ? t->line_starts[i + 1] : t->bytes.n;

	return (struct str){t->bytes.p + from, to - from};
}

static bool same_line(const struct differ *d, size_t i, size_t j)
{
	return str_eq(raw_line(d->a, i), raw_line(d->b, j));
}

/* A last line without an end is no line when it is empty. */
static size_t count_lines(const struct text *t)
{
	return t->n_lines && raw_line(t, t->n_lines - 1).n == 0 ? t->n_lines - 1 : t->n_lines;
}

static void mark_all(struct differ *d, size_t n_a, size_t n_b)
{
	memset(d->deleted + d->prefix, 1, n_a);
	memset(d->inserted + d->prefix, 1, n_b);
}

/* Walks the saved frontiers back from the end and marks what each step deletes or inserts. */
static void trace_back(struct differ *d, int **trace, int edits, int x, int y)
{
	for (int e = edits; e > 0; e--) {
		const int *v = trace[e - 1] + MAX_EDITS + 1;
		int k = x - y;
		bool down = k == -e || (k != e && v[k - 1] < v[k + 1]);
		int before = down ? k + 1 : k - 1;

		if (down)
			d->inserted[d->prefix + (size_t)(v[before] - before)] = true;
		else
			d->deleted[d->prefix + (size_t)v[before]] = true;
		x = v[before];
		y = x - before;
	}
}

static void compare(struct differ *d, int n, int m)
{
	int *trace[MAX_EDITS + 1];
	size_t size = 2 * MAX_EDITS + 3;
	int *v = ARENA_ARRAY(d->arena, int, size);
	int *center = v + MAX_EDITS + 1;

	for (int e = 0; e <= MAX_EDITS; e++) {
		for (int k = -e; k <= e; k += 2) {
			int x = k == -e || (k != e && center[k - 1] < center[k + 1]) ? center[k + 1]
										     : center[k - 1] + 1;

			while (x < n && x - k < m && same_line(d, d->prefix + (size_t)x, d->prefix + (size_t)(x - k)))
				x++;
			center[k] = x;
			if (x >= n && x - k >= m) {
				trace_back(d, trace, e, x, x - k);
				return;
			}
		}
		trace[e] = ARENA_ARRAY(d->arena, int, size);
		memcpy(trace[e], v, size * sizeof(*v));
	}
	mark_all(d, (size_t)n, (size_t)m);
}

static void add_line(struct differ *d, struct buf *out, char mark, const struct text *t, size_t i)
{
	struct str raw = raw_line(t, i);

	buf_char(out, mark);
	buf_str(out, text_line_for_display(t, (uint32_t)i + 1, d->arena));
	buf_char(out, '\n');
	if (raw.n == 0 || (raw.p[raw.n - 1] != '\n' && raw.p[raw.n - 1] != '\r'))
		buf_c(out, "\\ No newline at end of file\n");
}

/* One hunk from line i of a and j of b on: up to where more than twice the context is equal. */
static void add_hunk(struct differ *d, struct buf *out, size_t *i, size_t *j)
{
	size_t n_a = count_lines(d->a), n_b = count_lines(d->b);
	size_t from_a = *i > CONTEXT ? *i - CONTEXT : 0, from_b = *j - (*i - from_a);
	size_t a = *i, b = *j, equal = 0, end_a, end_b;

	while (equal <= 2 * CONTEXT && (a < n_a || b < n_b)) {
		bool del = a < n_a && d->deleted[a], ins = b < n_b && d->inserted[b];

		equal = del || ins ? 0 : equal + 1;
		a += del || (!del && !ins);
		b += !del;
	}
	equal = equal > CONTEXT ? equal - CONTEXT : 0;
	end_a = a - equal;
	end_b = b - equal;
	buf_fmt(out, "@@ -%zu,%zu +%zu,%zu @@\n", from_a + (end_a > from_a), end_a - from_a, from_b + (end_b > from_b),
		end_b - from_b);
	for (a = from_a, b = from_b; a < end_a || b < end_b;) {
		if (a < end_a && d->deleted[a])
			add_line(d, out, '-', d->a, a++);
		else if (b < end_b && d->inserted[b])
			add_line(d, out, '+', d->b, b++);
		else {
			add_line(d, out, ' ', d->a, a++);
			b++;
		}
	}
	*i = end_a;
	*j = end_b;
}

static struct str render(struct differ *d)
{
	size_t n_a = count_lines(d->a), n_b = count_lines(d->b);
	struct buf out = {0};
	struct str s;

	buf_fmt(&out, "--- %.*s\n+++ %.*s\n", STR_FMT(d->a->path), STR_FMT(d->b->path));
	for (size_t i = 0, j = 0; i < n_a || j < n_b;) {
		if ((i < n_a && d->deleted[i]) || (j < n_b && d->inserted[j])) {
			add_hunk(d, &out, &i, &j);
		} else {
			i++;
			j++;
		}
	}
	s = arena_str(d->arena, (struct str){out.p, out.n});
	buf_free(&out);
	return s;
}

struct str fix_diff(struct arena *a, const struct text *before, const struct text *after)
{
	struct differ d = {.arena = a, .a = before, .b = after};
	size_t n = count_lines(before), m = count_lines(after);

	if (str_eq(before->bytes, after->bytes))
		return (struct str){NULL, 0};
	d.deleted = ARENA_ARRAY(a, bool, n + 1);
	d.inserted = ARENA_ARRAY(a, bool, m + 1);
	while (d.prefix < n && d.prefix < m && same_line(&d, d.prefix, d.prefix))
		d.prefix++;
	while (n > d.prefix && m > d.prefix && same_line(&d, n - 1, m - 1)) {
		n--;
		m--;
	}
	if (n - d.prefix > INT32_MAX / 4 || m - d.prefix > INT32_MAX / 4)
		mark_all(&d, n - d.prefix, m - d.prefix);
	else
		compare(&d, (int)(n - d.prefix), (int)(m - d.prefix));
	return render(&d);
}
