/* privileges.c: the table of privileges, their synonyms and what gives what, from schemas/privileges.tsv. Called by the grants
 * reader and by rules. */
#include "grants_parts.h"

enum privilege_level { LEVEL_SERVER, LEVEL_DATABASE, LEVEL_TABLE, LEVEL_COLUMN, LEVEL_ROUTINE };

struct privilege {
	const char *name;
	enum privilege_level level;
	const char *same_as, *gives; /* "" for none */
	bool readable;
};

static const struct privilege privileges[] = {
#define PRIVILEGE(name_, level_, same_as_, gives_, readable_) \
	{.name = name_, .level = LEVEL_##level_, .same_as = same_as_, .gives = gives_, .readable = readable_},
#include "privileges.def"
#undef PRIVILEGE
};

_Static_assert(ARRAY_LEN(privileges) < 64, "a set has 64 members");

static const struct privilege *find(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(privileges); i++) {
		if (str_eq_nocase(name, str_from(privileges[i].name)))
			return &privileges[i];
	}
	return NULL;
}

uint64_t privilege_find(struct str name)
{
	const struct privilege *p = find(name);

	if (p && p->same_as[0])
		p = find(str_from(p->same_as));
	return p ? (uint64_t)1 << (p - privileges) : 0;
}

bool privilege_readable(struct str name)
{
	const struct privilege *p = find(name);

	return !p || p->readable;
}

uint64_t privileges_find(const char *list)
{
	struct str rest = str_from(list);
	uint64_t set = 0;

	while (rest.n) {
		size_t n = 0;

		while (n < rest.n && rest.p[n] != ',')
			n++;
		set |= privilege_find(str_trim((struct str){rest.p, n}));
		n += n < rest.n;
		rest = (struct str){rest.p + n, rest.n - n};
	}
	return set;
}

struct str privileges_names(struct arena *a, uint64_t set)
{
	struct str names = STR_LIT("");

	for (size_t i = 0; i < ARRAY_LEN(privileges); i++) {
		if (set >> i & 1)
			names = arena_fmt(a, "%.*s%s%s", STR_FMT(names), names.n ? ", " : "", privileges[i].name);
	}
	return names;
}

uint64_t privileges_of_scope(enum grant_scope scope)
{
	uint64_t all = 0;

	for (size_t i = 0; i < ARRAY_LEN(privileges); i++) {
		enum privilege_level level = privileges[i].level;
		bool of_table = level == LEVEL_TABLE || level == LEVEL_COLUMN;

		if (of_table || scope == SCOPE_SERVER || (scope == SCOPE_DATABASE && level != LEVEL_SERVER))
			all |= (uint64_t)1 << i;
	}
	return all;
}

uint64_t privileges_with_given(uint64_t set)
{
	uint64_t all = set;

	for (size_t i = 0; i < ARRAY_LEN(privileges); i++) {
		if (set >> i & 1 && privileges[i].gives[0])
			all |= privileges_find(privileges[i].gives);
	}
	return all;
}
