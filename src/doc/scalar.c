/* scalar.c: which type yaml.v2 sees in a scalar (its resolve function, the same in v2.2.8 of DM 1.0 and v2.4.0 of all
 * later ones). Called by schema for each scalar; what a field makes of the type is decided there. */
#include "dmlint/doc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct scalar of(enum scalar_kind kind)
{
	return (struct scalar){.kind = kind};
}

/* y, yes, on, true, ~, null, .inf and the like, each in three spellings of case. */
static bool resolve_word(struct str s, struct scalar *ret)
{
	static const struct {
		const char *lower;
		enum scalar_kind kind;
		double number; /* of a bool: 1 is true */
	} words[] = {
		{"", SCALAR_NULL, 0},
		{"~", SCALAR_NULL, 0},
		{"null", SCALAR_NULL, 0},
		{"y", SCALAR_BOOL, 1},
		{"yes", SCALAR_BOOL, 1},
		{"true", SCALAR_BOOL, 1},
		{"on", SCALAR_BOOL, 1},
		{"n", SCALAR_BOOL, 0},
		{"no", SCALAR_BOOL, 0},
		{"false", SCALAR_BOOL, 0},
		{"off", SCALAR_BOOL, 0},
		{".inf", SCALAR_FLOAT, HUGE_VAL},
		{"+.inf", SCALAR_FLOAT, HUGE_VAL},
		{"-.inf", SCALAR_FLOAT, -HUGE_VAL},
	};

	if (s.n > 5)
		return false;
	if (str_eq_c(s, ".nan") || str_eq_c(s, ".NaN") || str_eq_c(s, ".NAN")) {
		*ret = (struct scalar){.kind = SCALAR_FLOAT, .f = NAN};
		return true;
	}
	/* lower, Capital or UPPER: from the second letter on all have one case, small behind a small first one */
	size_t first = 0;
	while (first < s.n && strchr("+-.", s.p[first]))
		first++;
	for (size_t i = first + 1; i < s.n; i++) {
		bool small = s.p[i] >= 'a';
		if (small != (s.p[s.n - 1] >= 'a') || (!small && s.p[first] >= 'a'))
			return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!str_eq_nocase(s, str_from(words[i].lower)))
			continue;
		ret->kind = words[i].kind;
		if (ret->kind == SCALAR_FLOAT)
			ret->f = words[i].number;
		else
			ret->b = words[i].number > 0;
		return true;
	}
	return false;
}

/* An integer as Go's ParseInt and ParseUint read it with base 0, or with base 2 and no prefix. */
static bool parse_int(struct str s, bool binary, struct scalar *ret)
{
	bool negative = s.n && s.p[0] == '-', sign = negative || (s.n && s.p[0] == '+');
	size_t i = sign;
	unsigned base = binary ? 2 : 10;
	uint64_t v = 0;

	if (!binary && s.n > i && s.p[i] == '0') {
		char c = s.n >= i + 3 ? (char)(s.p[i + 1] | 0x20) : '\0';
		base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 8;
		i += c == 'x' || c == 'o' || c == 'b' ? 2 : s.n > i + 1 ? 1 : 0;
	}
	if (i == s.n)
		return false;
	for (; i < s.n; i++) {
		char c = s.p[i], low = (char)(c | 0x20);
		unsigned d = is_digit(c)                ? (unsigned)(c - '0')
			     : low >= 'a' && low <= 'f' ? (unsigned)(low - 'a') + 10
							: 99;
		if (d >= base || v > (UINT64_MAX - d) / base)
			return false;
		v = v * base + d;
	}
	if (v <= (uint64_t)INT64_MAX)
		*ret = (struct scalar){.kind = SCALAR_INT, .i = negative ? -(int64_t)v : (int64_t)v};
	else if (negative && v == (uint64_t)INT64_MAX + 1)
		*ret = (struct scalar){.kind = SCALAR_INT, .i = INT64_MIN};
	else if (!sign)
		*ret = (struct scalar){.kind = SCALAR_UINT, .u = v};
	else
		return false;
	return true;
}

/* [sign] digits with one point at most, optional exponent. */
static bool looks_like_float(struct str s)
{
	size_t i = 0, before = 0, after = 0;

	if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
		i++;
	for (; i < s.n && is_digit(s.p[i]); i++)
		before++;
	if (i < s.n && s.p[i] == '.')
		for (i++; i < s.n && is_digit(s.p[i]); i++)
			after++;
	if (before + after == 0)
		return false;
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i++;
		if (i < s.n && (s.p[i] == '-' || s.p[i] == '+'))
			i++;
		if (i == s.n)
			return false;
		while (i < s.n && is_digit(s.p[i]))
			i++;
	}
	return i == s.n;
}

/* Out of range is no float for yaml.v2: it stays text. s ends with a NUL. */
static bool parse_float(struct str s, struct scalar *ret)
{
	double v = strtod(s.p, NULL);

	if (isinf(v))
		return false;
	*ret = (struct scalar){.kind = SCALAR_FLOAT, .f = v};
	return true;
}

static bool resolve_number(struct str plain, struct scalar *ret)
{
	if (parse_int(plain, false, ret))
		return true;
	if (looks_like_float(plain) && parse_float(plain, ret))
		return true;
	/* a sign may stand behind this prefix too */
	return str_has_prefix(plain, "0b") && parse_int((struct str){plain.p + 2, plain.n - 2}, true, ret);
}

/* Numbers are short; what is longer than this goes through the heap. */
#define NUMBER_MAX 128

static struct scalar resolve_digits(struct str s, bool timestamps)
{
	struct scalar r = of(SCALAR_STR);
	char local[NUMBER_MAX];
	struct buf heap = {0};
	struct str plain = {.p = local, .n = 0};

	if (timestamps && scalar_is_timestamp(s))
		return of(SCALAR_TIMESTAMP);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '_')
			continue;
		/* no number has other characters */
		if (!is_digit(c) && !strchr("+-.xXoO", c) && !((c | 0x20) >= 'a' && (c | 0x20) <= 'f')) {
			buf_free(&heap);
			return r;
		}
		if (s.n < NUMBER_MAX)
			local[plain.n++] = c;
		else
			buf_char(&heap, c);
	}
	if (heap.p)
		plain = (struct str){.p = heap.p, .n = heap.n};
	else
		local[plain.n] = '\0';
	if (!resolve_number(plain, &r))
		r = of(SCALAR_STR);
	buf_free(&heap);
	return r;
}

static struct scalar resolve_plain(struct str s, bool timestamps)
{
	struct scalar r = of(SCALAR_STR);
	char c = s.n ? s.p[0] : '\0';

	if (s.n && !is_digit(c) && !strchr("+-.~yYnNtTfFoO", c))
		return r;
	if (resolve_word(s, &r))
		return r;
	/* Behind a leading point underscores must stand between digits; elsewhere they may stand anywhere. */
	for (size_t i = 0; c == '.' && i < s.n; i++)
		if (s.p[i] == '_' && (i + 1 == s.n || !is_digit(s.p[i - 1]) || !is_digit(s.p[i + 1])))
			return r;
	return is_digit(c) || strchr("+-.", c) ? resolve_digits(s, timestamps) : r;
}

/* Padded base64, line ends inside are skipped. */
static bool is_base64(struct str s)
{
	size_t n = 0, padding = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '/';
		if (c == '\r' || c == '\n')
			continue;
		if (c == '=')
			padding++;
		else if (!letter || padding)
			return false;
		n++;
	}
	return n % 4 == 0 && padding <= 2;
}

static struct scalar resolve(struct str s, enum node_style style, enum node_tag tag)
{
	struct scalar r;

	switch (tag) {
	case TAG_NONE:
		return style == STYLE_PLAIN ? resolve_plain(s, true) : of(SCALAR_STR);
	case TAG_BINARY:
		return of(is_base64(s) ? SCALAR_BINARY : SCALAR_ERROR);
	case TAG_INT:
		r = resolve_plain(s, false);
		return r.kind == SCALAR_INT || r.kind == SCALAR_UINT ? r : of(SCALAR_ERROR);
	case TAG_FLOAT:
		r = resolve_plain(s, false);
		if (r.kind == SCALAR_INT)
			return (struct scalar){.kind = SCALAR_FLOAT, .f = (double)r.i};
		return r.kind == SCALAR_FLOAT ? r : of(SCALAR_ERROR);
	case TAG_BOOL:
		r = resolve_plain(s, false);
		return r.kind == SCALAR_BOOL ? r : of(SCALAR_ERROR);
	case TAG_NULL:
		r = resolve_plain(s, false);
		return r.kind == SCALAR_NULL ? r : of(SCALAR_ERROR);
	case TAG_TIMESTAMP:
		r = resolve_plain(s, true);
		return r.kind == SCALAR_TIMESTAMP ? r : of(SCALAR_ERROR);
	case TAG_BANG:
	case TAG_STR:
	case TAG_MERGE:
	case TAG_SEQ:
	case TAG_MAP:
	case TAG_OTHER:
		break;
	}
	return of(SCALAR_STR);
}

struct scalar scalar_resolve(const struct node *n)
{
	return resolve(n->text, (enum node_style)n->style, (enum node_tag)n->tag);
}

struct scalar scalar_resolve_key(const struct node *n)
{
	return resolve(n->key, (enum node_style)n->key_style, (enum node_tag)n->key_tag);
}
