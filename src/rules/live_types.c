/* live_types.c: does a column take every value of another one? By the types and character sets that two servers tell of them. Called
 * by the rules that compare tables with those of the target. Judges nothing. */
#include <string.h>

#include "live.h"

enum family { OTHER, INTEGER, DECIMAL, REAL, CHARS, BYTES, LIST, FRACTIONS };

struct kind {
	const char *name;
	enum family family;
	unsigned size; /* bytes of an integer, or the power of two of what a text may be long */
};

static const struct kind kinds[] = {
	{"tinyint", INTEGER, 1},     {"smallint", INTEGER, 2}, {"mediumint", INTEGER, 3}, {"int", INTEGER, 4},
	{"bigint", INTEGER, 8},      {"decimal", DECIMAL, 0},  {"float", REAL, 4},        {"double", REAL, 8},
	{"char", CHARS, 0},          {"varchar", CHARS, 0},    {"tinytext", CHARS, 8},    {"text", CHARS, 16},
	{"mediumtext", CHARS, 24},   {"longtext", CHARS, 32},  {"json", CHARS, 32},       {"binary", BYTES, 0},
	{"varbinary", BYTES, 0},     {"tinyblob", BYTES, 8},   {"blob", BYTES, 16},       {"mediumblob", BYTES, 24},
	{"longblob", BYTES, 32},     {"enum", LIST, 0},        {"set", LIST, 0},          {"datetime", FRACTIONS, 0},
	{"timestamp", FRACTIONS, 0}, {"time", FRACTIONS, 0},   {"bit", FRACTIONS, 0},
};

static const struct kind *kind_of(struct str type)
{
	struct str word = live_type_word(type);

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (str_eq_nocase(word, str_from(kinds[i].name)))
			return &kinds[i];
	}
	return NULL;
}

/* The numbers in brackets, "(10,2)"; those that are not there stay as they are. */
static void read_sizes(struct str type, uint64_t *a, uint64_t *b)
{
	size_t i = live_type_word(type).n;
	uint64_t *to = a;

	if (i == type.n || type.p[i] != '(')
		return;
	*a = 0;
	for (i++; i < type.n && type.p[i] != ')'; i++) {
		if (type.p[i] == ',' && to == a) {
			to = b;
			*b = 0;
		} else if (type.p[i] >= '0' && type.p[i] <= '9' && *to < UINT32_MAX) {
			*to = *to * 10 + (uint64_t)(type.p[i] - '0');
		}
	}
}

static bool is_unsigned(struct str type)
{
	return memmem(type.p, type.n, " unsigned", 9) != NULL;
}

static bool integer_holds(const struct kind *to, const struct kind *from, bool to_unsigned, bool from_unsigned)
{
	if (to_unsigned == from_unsigned)
		return to->size >= from->size;
	return !to_unsigned && to->size > from->size;
}

/* A text in letters: how many fit for sure. A letter has four bytes at most. */
static uint64_t room(const struct kind *k, struct str type)
{
	uint64_t n = 1, unused;

	if (k->size)
		return (((uint64_t)1 << k->size) - 1) / (k->family == CHARS ? 4 : 1);
	read_sizes(type, &n, &unused);
	return n;
}

/* MariaDB calls its JSON longtext. */
static bool is_json(struct str type)
{
	return str_eq_nocase(live_type_word(type), STR_LIT("json"));
}

static bool text_holds(const struct kind *to, struct str to_type, const struct kind *from, struct str from_type)
{
	/* What is padded there loses its end here. */
	if (!to->size && !from->size && to->name[0] != 'v' && from->name[0] == 'v')
		return false;
	if (is_json(to_type))
		return from->size == to->size;
	if (to->size && from->size)
		return to->size >= from->size;
	return room(to, to_type) >= room(from, from_type);
}

static bool sizes_hold(struct str to, struct str from)
{
	uint64_t to_all = 0, from_all = 0, to_part = 0, from_part = 0;

	read_sizes(to, &to_all, &to_part);
	read_sizes(from, &from_all, &from_part);
	return to_all >= from_all && to_part >= from_part && to_all - to_part >= from_all - from_part;
}

/* DM writes the place in the list: what comes behind does not matter. */
static bool list_holds(struct str to, struct str from)
{
	size_t n = from.n && from.p[from.n - 1] == ')' ? from.n - 1 : from.n;

	return to.n > n && memcmp(to.p, from.p, n) == 0 && (to.p[n] == ')' || to.p[n] == ',');
}

bool live_type_holds(struct str to, struct str from)
{
	const struct kind *x = kind_of(to), *y = kind_of(from);

	if (!x || !y || x->family != y->family)
		return str_eq_nocase(live_type_word(to), live_type_word(from));
	switch (x->family) {
	case INTEGER:
		return integer_holds(x, y, is_unsigned(to), is_unsigned(from));
	case REAL:
		return x->size >= y->size && (!is_unsigned(to) || is_unsigned(from));
	case CHARS:
	case BYTES:
		return text_holds(x, to, y, from);
	case LIST:
		return x == y && list_holds(to, from);
	case DECIMAL:
		return sizes_hold(to, from) && (!is_unsigned(to) || is_unsigned(from));
	case FRACTIONS:
		return x == y && sizes_hold(to, from);
	case OTHER:
		break;
	}
	return true;
}

bool live_charset_holds(struct str to, struct str from)
{
	static const char *const utf8[] = {"utf8", "utf8mb3"};
	static const char *const inside[] = {"utf8", "utf8mb3", "latin1", "ascii", "ucs2"};

	if (!to.n || !from.n || str_eq_nocase(to, from) || str_eq_nocase(to, STR_LIT("utf8mb4")) ||
	    str_eq_nocase(from, STR_LIT("ascii")))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(utf8); i++) {
		for (size_t k = 0; str_eq_nocase(to, str_from(utf8[i])) && k < ARRAY_LEN(inside); k++) {
			if (str_eq_nocase(from, str_from(inside[k])))
				return true;
		}
	}
	return false;
}
