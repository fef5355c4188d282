/* arrange.c: the order of rows. Servers give information_schema in any order, and on some a table twice whose name another has in other
 * letter case; facts are the same for the same tables. Called by plan.c. */
#include "src/live/internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct order {
	unsigned sort_by;
	size_t n_columns;
};

static bool is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!isdigit((unsigned char)s.p[i]))
			return false;
	}
	return s.n > 0;
}

static int compare_cells(struct str a, struct str b)
{
	if (a.n != b.n && is_number(a) && is_number(b))
		return a.n < b.n ? -1 : 1;
	return str_cmp(a, b);
}

static int compare_rows(const void *a, const void *b, void *arg)
{
	const struct order *o = arg;
	const struct str *x = a, *y = b;
	int c = 0;

	for (size_t i = 0; i < o->n_columns && c == 0; i++) {
		if (o->sort_by & 1u << i)
			c = compare_cells(x[i], y[i]);
	}
	return c;
}

static bool same(const struct str *a, const struct str *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(a[i], b[i]))
			return false;
	}
	return true;
}

void rows_arrange(struct rows *r, unsigned sort_by)
{
	struct order o = {sort_by, r->n_columns};
	size_t n = 0;

	if (sort_by == 0 || r->n < 2)
		return;
	qsort_r(r->cells, r->n, r->n_columns * sizeof(struct str), compare_rows, &o);
	for (size_t i = 0; i < r->n; i++) {
		if (n && same(&r->cells[(n - 1) * r->n_columns], &r->cells[i * r->n_columns], r->n_columns))
			continue;
		memmove(&r->cells[n * r->n_columns], &r->cells[i * r->n_columns], r->n_columns * sizeof(struct str));
		n++;
	}
	r->n = n;
}
