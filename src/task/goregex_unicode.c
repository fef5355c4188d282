/* goregex_unicode.c: the Unicode data behind \p{...} and (?i): sets of code points by name, and case folding.
 *
 * Called by goregex_class.c and goregex_set.c. The data itself is in schemas/unicode-*.def, which say what their
 * lines mean; this file turns them into constant tables. Not here: display width, and any letter case but Go's simple
 * folding. */
#include "goregex_internal.h"

#include <string.h>

/* Every step-th code point from first to last. */
struct run {
	uint32_t first, last, step;
};

#define RANGE(from, to) {0x##from, 0x##to, 1},
#define ONE(cp) {0x##cp, 0x##cp, 1},
#define EVERY2(from, to) {0x##from, 0x##to, 2},

#define UNICODE_CATEGORY(name, runs) static const struct run runs_##name[] = {runs};
#define UNICODE_SCRIPT(name, runs) static const struct run runs_##name[] = {runs};
#define UNICODE_UNION(dialects, name, members)
#define UNICODE_UNION_UNFOLDED(dialects, name, members)
#define UNICODE_REST(dialects, name, members)
#define UNICODE_ALIAS(name, of)
#include "../../schemas/unicode-categories.def"
#include "../../schemas/unicode-scripts.def"
static const struct run runs_any[] = {{0, MAX_CODE_POINT, 1}};
static const struct run runs_ascii[] = {{0, 0x7f, 1}};
#undef UNICODE_CATEGORY
#undef UNICODE_SCRIPT
#undef UNICODE_UNION
#undef UNICODE_UNION_UNFOLDED
#undef UNICODE_REST
#undef UNICODE_ALIAS

enum { GO_1_21 = 1 << GO_REGEX_1_21, GO_1_25 = 1 << GO_REGEX_1_25, BOTH = GO_1_21 | GO_1_25 };

enum class_kind {
	CLASS_CATEGORY,
	CLASS_RUNS,     /* any other set with runs of its own */
	CLASS_UNION,    /* of all categories whose names begin with a member */
	CLASS_UNFOLDED, /* the same, and letter case never matters */
	CLASS_REST,     /* what is in none of these */
	CLASS_ALIAS,    /* of the set that members names */
};

struct unicode_class {
	const char *name;
	enum class_kind kind;
	unsigned dialects;
	const struct run *runs;
	size_t n_runs;
	const char *members;
};

#define UNICODE_CATEGORY(name, runs) {#name, CLASS_CATEGORY, BOTH, runs_##name, ARRAY_LEN(runs_##name), NULL},
#define UNICODE_SCRIPT(name, runs) {#name, CLASS_RUNS, BOTH, runs_##name, ARRAY_LEN(runs_##name), NULL},
#define UNICODE_UNION(dialects, name, members) {#name, CLASS_UNION, dialects, NULL, 0, members},
#define UNICODE_UNION_UNFOLDED(dialects, name, members) {#name, CLASS_UNFOLDED, dialects, NULL, 0, members},
#define UNICODE_REST(dialects, name, members) {#name, CLASS_REST, dialects, NULL, 0, members},
#define UNICODE_ALIAS(name, of) {#name, CLASS_ALIAS, GO_1_25, NULL, 0, #of},
static const struct unicode_class classes[] = {
	{"Any", CLASS_RUNS, BOTH, runs_any, ARRAY_LEN(runs_any), NULL},
	{"Ascii", CLASS_RUNS, GO_1_25, runs_ascii, ARRAY_LEN(runs_ascii), NULL},
#include "../../schemas/unicode-categories.def"
#include "../../schemas/unicode-scripts.def"
};

struct fold {
	uint32_t first, last;
	int32_t distance; /* 0: pairs */
};

#define FOLD(from, to, distance) {0x##from, 0x##to, distance},
#define FOLD_PAIRS(from, to) {0x##from, 0x##to, 0},
static const struct fold folds[] = {
#include "../../schemas/unicode-folds.def"
};

/* The first entry that ends at or after cp; ARRAY_LEN(folds) when there is none. */
static size_t fold_find(uint32_t cp)
{
	size_t from = 0, to = ARRAY_LEN(folds);

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (folds[middle].last < cp)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

bool fold_within(uint32_t *cp, uint32_t last)
{
	size_t i = fold_find(*cp);

	if (*cp > last || i == ARRAY_LEN(folds) || folds[i].first > last)
		return false;
	if (*cp < folds[i].first)
		*cp = folds[i].first;
	return true;
}

uint32_t fold_next(uint32_t cp)
{
	size_t i = fold_find(cp);

	if (i == ARRAY_LEN(folds) || cp < folds[i].first)
		return cp;
	if (folds[i].distance)
		return (uint32_t)((int32_t)cp + folds[i].distance);
	return (cp - folds[i].first) % 2 ? cp - 1 : cp + 1;
}

uint32_t fold_least(uint32_t cp)
{
	uint32_t least = cp;

	for (uint32_t other = fold_next(cp); other != cp; other = fold_next(other))
		if (other < least)
			least = other;
	return least;
}

/* Go 1.25 and later look a name up in this spelling: first letter upper case, the others lower case, separators
 * dropped. A table's key that is not spelled so itself is never found. false: longer than any name. */
static bool canonical_name(struct str name, char *out, size_t cap, struct str *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (c == '_' || c == '-' || c == ' ')
			continue;
		if (n == cap)
			return false;
		if (!n && c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		else if (n && c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		out[n++] = c;
	}
	*ret = (struct str){.p = out, .n = n};
	return true;
}

static int find_exact(struct str name, enum go_regex_dialect dialect)
{
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (classes[i].dialects & 1u << dialect && str_eq_c(name, classes[i].name))
			return (int)i;
	return -1;
}

int unicode_class_find(struct str name, enum go_regex_dialect dialect)
{
	char spelled[64];

	if (dialect == GO_REGEX_1_25 && !canonical_name(name, spelled, sizeof(spelled), &name))
		return -1;
	int class = find_exact(name, dialect);

	if (class >= 0 && classes[class].kind == CLASS_ALIAS)
		class = find_exact(str_from(classes[class].members), dialect);
	return class;
}

unsigned unicode_class_count(void)
{
	return ARRAY_LEN(classes);
}

bool unicode_class_folds(int class)
{
	return classes[class].kind != CLASS_UNFOLDED;
}

/* members is a list of prefixes with blanks between them. */
static bool is_member(const char *category, const char *members)
{
	while (*members) {
		size_t n = strcspn(members, " ");

		if (!strncmp(category, members, n))
			return true;
		members += n;
		members += strspn(members, " ");
	}
	return false;
}

static void add_runs(struct arena *a, struct runes *set, const struct unicode_class *class)
{
	for (size_t i = 0; i < class->n_runs; i++) {
		const struct run *run = &class->runs[i];

		if (run->step == 1) {
			runes_add(a, set, run->first, run->last);
			continue;
		}
		for (uint32_t cp = run->first; cp <= run->last; cp += run->step)
			runes_add(a, set, cp, cp);
	}
}

struct runes unicode_class_members(struct arena *a, int class)
{
	const struct unicode_class *wanted = &classes[class];
	struct runes set = {0};

	if (wanted->runs) {
		add_runs(a, &set, wanted);
		return set;
	}
	for (size_t i = 0; i < ARRAY_LEN(classes); i++)
		if (classes[i].kind == CLASS_CATEGORY && is_member(classes[i].name, wanted->members))
			add_runs(a, &set, &classes[i]);
	runes_clean(&set);
	return wanted->kind == CLASS_REST ? runes_complement(a, &set) : set;
}
