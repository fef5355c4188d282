/* values.c: what GLib (mydumper) and pflag (dumpling) take as the value of a flag. Called by parse.c. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* A digit of base, or -1. */
static int digit(char c, int base)
{
	int v = c >= '0' && c <= '9'   ? c - '0'
		: c >= 'a' && c <= 'f' ? c - 'a' + 10
		: c >= 'A' && c <= 'F' ? c - 'A' + 10
				       : 99;

	return v < base ? v : -1;
}

/* Takes "0x", "0o", "0b" or "0" off the front. A zero on its own stays. */
static int take_base(struct str *s)
{
	char c = s->n > 1 ? (char)tolower((unsigned char)s->p[1]) : '\0';
	int base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
	size_t off = base ? 2 : 1;

	if (s->n < 2 || s->p[0] != '0')
		return 10;
	s->p += off;
	s->n -= off;
	return base ? base : 8;
}

/* Go's strconv.ParseInt and ParseUint with base 0 and 64 bits; max is the largest that fits. */
static const char *go_integer(struct str s, bool is_signed)
{
	bool negative = is_signed && s.n && s.p[0] == '-';
	uint64_t v = 0, max = is_signed ? (uint64_t)INT64_MAX + negative : UINT64_MAX;
	bool prefixed, after_digit;
	int base;

	if (is_signed && s.n && (s.p[0] == '-' || s.p[0] == '+')) {
		s.p++;
		s.n--;
	}
	prefixed = s.n > 1 && s.p[0] == '0';
	base = take_base(&s);
	after_digit = prefixed; /* an underscore may follow the base's prefix */
	if (s.n == 0)
		return "is no number";
	for (size_t i = 0; i < s.n; i++) {
		int d = digit(s.p[i], base);

		if (s.p[i] == '_' && after_digit && i + 1 < s.n) {
			after_digit = false;
			continue;
		}
		if (d < 0)
			return s.p[i] == '-' && i == 0 ? "is negative" : "is no number";
		if (v > (max - (uint64_t)d) / (uint64_t)base)
			return "is too large";
		v = v * (uint64_t)base + (uint64_t)d;
		after_digit = true;
	}
	return NULL;
}

/* GLib's parse_int: C's strtol with base 0, all of the text, and the result fits an int. */
static const char *glib_int(struct str s)
{
	bool negative = s.n && s.p[0] == '-';
	long long v = 0;
	int base;

	if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
		s.p++;
		s.n--;
	}
	if (s.n > 1 && s.p[0] == '0' && tolower((unsigned char)s.p[1]) != 'x')
		base = 8;
	else
		base = take_base(&s);
	if (s.n == 0)
		return "is no number";
	for (size_t i = 0; i < s.n; i++) {
		int d = digit(s.p[i], base);

		if (d < 0)
			return "is no number";
		v = v * base + d;
		if (v > (long long)INT32_MAX + negative)
			return "is too large";
	}
	return NULL;
}

static bool go_bool(struct str s)
{
	static const char *const words[] = {"1", "t", "T", "TRUE",  "true",  "True",
					    "0", "f", "F", "FALSE", "false", "False"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (str_eq_c(s, words[i]))
			return true;
	}
	return false;
}

static bool is_choice(const char *choices, struct str s)
{
	struct str all = str_from(choices);

	for (size_t start = 0, i = 0; i <= all.n; i++) {
		if (i < all.n && all.p[i] != ' ')
			continue;
		if (str_eq(s, (struct str){all.p + start, i - start}))
			return true;
		start = i + 1;
	}
	return false;
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	}
	return true;
}

/* A field in quotes, which are doubled inside, from the byte behind the opening one; *at ends behind the closing one. */
static bool quoted_field(struct str v, size_t *at, char *text, size_t *ret_n)
{
	size_t i = *at, n = 0;

	for (; i < v.n; i++) {
		if (v.p[i] == '"' && (i + 1 == v.n || v.p[i + 1] != '"')) {
			*at = i + 1;
			*ret_n = n;
			return *at == v.n || v.p[*at] == ',';
		}
		if (v.p[i] == '"')
			i++;
		text[n++] = v.p[i];
	}
	return false;
}

bool dump_list_split(struct arena *a, struct str v, struct str **ret, size_t *ret_n)
{
	char *room = arena_alloc(a, v.n + 1);
	size_t n = 1;

	for (size_t k = 0; k < v.n; k++)
		n += v.p[k] == ',';
	*ret = ARENA_ARRAY(a, struct str, n);
	*ret_n = 0;
	for (size_t i = 0; v.n; i++) {
		size_t len = 0;

		if (i < v.n && v.p[i] == '"') {
			i++;
			if (!quoted_field(v, &i, room, &len))
				return false;
		} else {
			for (; i < v.n && v.p[i] != ','; i++) {
				if (v.p[i] == '"')
					return false;
				room[len++] = v.p[i];
			}
		}
		(*ret)[(*ret_n)++] = (struct str){room, len};
		room += len;
		if (i >= v.n)
			break;
	}
	return true;
}

static const char *wrong(struct dump_args *args, const struct dump_arg *g)
{
	struct str *items;
	size_t n;

	switch (g->flag->type) {
	case DUMP_INT:
		return args->dumper == DUMPER_MYDUMPER ? glib_int(g->value) : go_integer(g->value, true);
	case DUMP_UINT:
		return go_integer(g->value, false);
	case DUMP_BOOL:
		return go_bool(g->value) ? NULL : "is neither true nor false";
	case DUMP_LIST:
		return dump_list_split(args->arena, g->value, &items, &n) ? NULL : "has a quote at a wrong place";
	case DUMP_SWITCH:
	case DUMP_TEXT:
	case DUMP_SECRET:
	case DUMP_PATH:
	case DUMP_SIZE:
	case DUMP_PATTERNS:
	case DUMP_CHOICE:
		break;
	}
	return NULL;
}

static bool is_glib_text(const struct dump_args *args, const struct dump_arg *g)
{
	return args->dumper == DUMPER_MYDUMPER && (g->flag->type == DUMP_TEXT || g->flag->type == DUMP_SECRET);
}

void dump_check_value(struct dump_args *args, struct dump_arg *g)
{
	g->why = wrong(args, g);
	if (g->why)
		g->fault = DUMP_BAD_VALUE;
	else if (is_glib_text(args, g) && !is_ascii(g->value))
		g->fault = DUMP_NOT_ASCII;
	else if (g->flag->type == DUMP_CHOICE && !is_choice(g->flag->choices, g->value))
		g->fault = DUMP_BAD_CHOICE;
}
