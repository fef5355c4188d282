/* goregex_set.c: sets of code points as lists of ranges, and the growing texts of literals.
 *
 * Called by the parser and the tree of regular expressions. Knows nothing about their syntax and no Unicode data
 * beyond fold_next and fold_within. A set may be untidy (unsorted, overlapping) while it is built; runes_clean puts it
 * in order. */
#include "goregex_internal.h"

#include <stdlib.h>
#include <string.h>

static void reserve(struct arena *a, struct runes *r, size_t more)
{
	if (r->cap - r->n >= more && r->cap)
		return;
	size_t cap = r->n + more > 4 ? 2 * (r->n + more) : 8;
	uint32_t *p = ARENA_ARRAY(a, uint32_t, cap);

	if (r->n)
		memcpy(p, r->p, r->n * sizeof(*p));
	r->p = p;
	r->cap = cap;
}

void runes_append(struct arena *a, struct runes *r, const uint32_t *p, size_t n)
{
	if (!n)
		return;
	reserve(a, r, n);
	memcpy(r->p + r->n, p, n * sizeof(*p));
	r->n += n;
}

/* Joins the range with the last or the last but one where they touch: letters and their other case come in turns,
 * so two open ranges keep a set short while it is built. */
void runes_add(struct arena *a, struct runes *set, uint32_t from, uint32_t to)
{
	reserve(a, set, 2);
	for (size_t back = 2; back <= 4 && back <= set->n; back += 2) {
		uint32_t *range = set->p + set->n - back;

		if (from > range[1] + 1 || range[0] > to + 1)
			continue;
		if (from < range[0])
			range[0] = from;
		if (to > range[1])
			range[1] = to;
		return;
	}
	set->p[set->n++] = from;
	set->p[set->n++] = to;
}

void runes_add_folded(struct arena *a, struct runes *set, uint32_t from, uint32_t to)
{
	runes_add(a, set, from, to);
	for (uint32_t cp = from; fold_within(&cp, to); cp++) {
		for (uint32_t other = fold_next(cp); other != cp; other = fold_next(other))
			if (other < from || other > to)
				runes_add(a, set, other, other);
	}
}

void runes_add_set(struct arena *a, struct runes *set, const struct runes *more, bool folded)
{
	for (size_t i = 0; i < more->n; i += 2) {
		if (folded)
			runes_add_folded(a, set, more->p[i], more->p[i + 1]);
		else
			runes_add(a, set, more->p[i], more->p[i + 1]);
	}
}

/* By the first code point; a wider range comes before a narrower one that begins with it. */
static int range_cmp(const void *x, const void *y)
{
	const uint32_t *a = x, *b = y;

	if (a[0] != b[0])
		return a[0] < b[0] ? -1 : 1;
	return a[1] == b[1] ? 0 : a[1] > b[1] ? -1 : 1;
}

static bool is_clean(const struct runes *set)
{
	for (size_t i = 2; i < set->n; i += 2)
		if (set->p[i] <= set->p[i - 1] + 1)
			return false;
	return true;
}

void runes_clean(struct runes *set)
{
	if (is_clean(set))
		return;
	size_t kept = 2;

	qsort(set->p, set->n / 2, 2 * sizeof(*set->p), range_cmp);
	for (size_t i = 2; i < set->n; i += 2) {
		uint32_t from = set->p[i], to = set->p[i + 1];

		if (from <= set->p[kept - 1] + 1) {
			if (to > set->p[kept - 1])
				set->p[kept - 1] = to;
			continue;
		}
		set->p[kept++] = from;
		set->p[kept++] = to;
	}
	set->n = kept;
}

struct runes runes_complement(struct arena *a, const struct runes *set)
{
	struct runes rest = {.p = ARENA_ARRAY(a, uint32_t, set->n + 2), .cap = set->n + 2};
	uint32_t next = 0;

	for (size_t i = 0; i < set->n; i += 2) {
		if (next < set->p[i])
			runes_add(a, &rest, next, set->p[i] - 1);
		next = set->p[i + 1] + 1;
	}
	if (next <= MAX_CODE_POINT)
		runes_add(a, &rest, next, MAX_CODE_POINT);
	return rest;
}

bool runes_equal(const struct runes *x, const struct runes *y)
{
	return x->n == y->n && (!x->n || !memcmp(x->p, y->p, x->n * sizeof(*x->p)));
}
