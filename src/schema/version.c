/* version.c: DM versions as numbers and as text. */
#include "internal.h"

#define LATEST_PATCH 99u

static bool dot(struct str *s)
{
	if (s->n == 0 || *s->p != '.')
		return false;
	s->p++;
	s->n--;
	return true;
}

bool dm_version_parse(struct str s, uint32_t *ret)
{
	struct str rest = s;
	uint32_t major, minor, patch = LATEST_PATCH;

	if (rest.n && *rest.p == 'v') {
		rest.p++;
		rest.n--;
	}
	if (!str_take_number(&rest, 99, &major) || !dot(&rest) || !str_take_number(&rest, 99, &minor))
		return false;
	if (rest.n == 0)
		for (size_t i = 0; i < dm_n_releases; i++)
			if (dm_releases[i].version / 100 == DM_VERSION(major, minor, 0) / 100)
				patch = dm_releases[i].version % 100;
	if (rest.n && (!dot(&rest) || !str_take_number(&rest, 99, &patch) || rest.n))
		return false;
	*ret = DM_VERSION(major, minor, patch);
	return true;
}

struct str dm_version_name(uint32_t v, struct arena *a)
{
	for (size_t i = 0; i < dm_n_releases; i++)
		if (dm_releases[i].version == v)
			return str_from(dm_releases[i].name);
	if (v % 100 == LATEST_PATCH)
		return arena_fmt(a, "%u.%u", v / 10000, v / 100 % 100);
	return arena_fmt(a, "%u.%u.%u", v / 10000, v / 100 % 100, v % 100);
}
