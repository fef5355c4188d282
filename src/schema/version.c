/* version.c: DM versions as numbers and as text. */
#include "internal.h"

#define LATEST_PATCH 99u

/* Reads a number below 100 off the front of *s. */
static bool number(struct str *s, uint32_t *ret)
{
	uint32_t v = 0;
	size_t n = 0;

	for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9'; n++)
		if ((v = v * 10 + (uint32_t)(s->p[n] - '0')) > 99)
			return false;
	if (n == 0)
		return false;
	s->p += n;
	s->n -= n;
	*ret = v;
	return true;
}

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
	if (!number(&rest, &major) || !dot(&rest) || !number(&rest, &minor))
		return false;
	if (rest.n == 0)
		for (size_t i = 0; i < dm_n_releases; i++)
			if (dm_releases[i].version / 100 == DM_VERSION(major, minor, 0) / 100)
				patch = dm_releases[i].version % 100;
	if (rest.n && (!dot(&rest) || !number(&rest, &patch) || rest.n))
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
