/* gen_ranges.c: the versions syntax of schemas/ and sets of version spans. Called by the generator's readers. */
#include "gen.h"

#include <string.h>

/* "6", "6.5" or "6.5.4": fills the span of all versions it stands for. */
static bool version_span(struct str s, struct dm_range *ret)
{
	uint32_t part[3] = {0, 0, 0};
	int n = 0;

	do {
		if (n == 3 || !str_take_number(&s, 999, &part[n++]) || part[n - 1] > 99)
			return false;
	} while (s.n && *s.p == '.' && (s.p++, s.n--));
	if (s.n)
		return false;
	ret->from = DM_VERSION(part[0], part[1], part[2]);
	ret->to = n == 3 ? ret->from + 1 : n == 2 ? DM_VERSION(part[0], part[1] + 1, 0) : DM_VERSION(part[0] + 1, 0, 0);
	return true;
}

bool gen_version_parse(struct str s, uint32_t *ret)
{
	struct dm_range span;

	if (!version_span(s, &span))
		return false;
	*ret = span.from;
	return true;
}

static bool one_span(struct str s, struct dm_range *ret)
{
	struct dm_range lo = {0, 0}, hi = {0, UINT32_MAX};
	struct str left = s, right = s;
	size_t i = 0;

	while (i + 1 < s.n && (s.p[i] != '.' || s.p[i + 1] != '.'))
		i++;
	if (i + 1 < s.n) {
		left.n = i;
		right = (struct str){s.p + i + 2, s.n - i - 2};
	}
	if ((left.n && !version_span(left, &lo)) || (right.n && !version_span(right, &hi)) || (!left.n && !right.n))
		return false;
	*ret = (struct dm_range){lo.from, hi.to};
	return ret->from < ret->to;
}

struct gen_ranges gen_ranges_from(struct arena *a, uint32_t from, uint32_t to)
{
	struct gen_ranges r = {ARENA_NEW(a, struct dm_range), 1};

	r.at[0] = (struct dm_range){from, to};
	return r;
}

bool gen_ranges_parse(struct arena *a, struct str s, struct gen_ranges *ret)
{
	struct gen_ranges r = {ARENA_ARRAY(a, struct dm_range, s.n + 1), 0};

	if (str_eq_c(s, "*")) {
		*ret = gen_ranges_from(a, 0, UINT32_MAX);
		return true;
	}
	for (;;) {
		const char *comma = memchr(s.p, ',', s.n);
		struct str one = str_trim((struct str){s.p, comma ? (size_t)(comma - s.p) : s.n});

		if (!one_span(one, &r.at[r.n]) || (r.n && r.at[r.n].from < r.at[r.n - 1].to))
			return false;
		r.n++;
		if (!comma)
			break;
		s = (struct str){comma + 1, s.n - (size_t)(comma + 1 - s.p)};
	}
	*ret = r;
	return true;
}

struct gen_ranges gen_ranges_intersect(struct arena *a, struct gen_ranges x, struct gen_ranges y)
{
	struct gen_ranges r = {ARENA_ARRAY(a, struct dm_range, x.n + y.n + 1), 0};

	for (size_t i = 0, j = 0; i < x.n && j < y.n;) {
		uint32_t from = x.at[i].from > y.at[j].from ? x.at[i].from : y.at[j].from;
		uint32_t to = x.at[i].to < y.at[j].to ? x.at[i].to : y.at[j].to;

		if (from < to)
			r.at[r.n++] = (struct dm_range){from, to};
		if (x.at[i].to < y.at[j].to)
			i++;
		else
			j++;
	}
	return r;
}

struct gen_ranges gen_ranges_subtract(struct arena *a, struct gen_ranges x, struct gen_ranges y)
{
	struct gen_ranges rest = {ARENA_ARRAY(a, struct dm_range, y.n + 1), 0};
	uint32_t from = 0;

	for (size_t i = 0; i < y.n; i++) {
		if (from < y.at[i].from)
			rest.at[rest.n++] = (struct dm_range){from, y.at[i].from};
		from = y.at[i].to;
	}
	if (from < UINT32_MAX)
		rest.at[rest.n++] = (struct dm_range){from, UINT32_MAX};
	return gen_ranges_intersect(a, x, rest);
}
