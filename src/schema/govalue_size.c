/* govalue_size.c: sizes such as "64MiB" as docker/go-units reads them, in its older form (a regular expression) and
 * its newer one (Go's ParseFloat on what stands before the unit). Called through govalue.h. */
#include "govalue_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char why_no_size[] = "a size is a number, and maybe a unit such as KiB, MB or G behind it";
static const char why_bad_number[] = "the text before the unit is not a number";
static const char why_too_large[] = "the number is too large";
static const char why_negative[] = "a size cannot be negative";
static const char why_bad_unit[] = "the unit is none of B, K, M, G, T, P, with or without B or iB behind it";

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* "_" may stand between digits only, or between the base prefix and a digit (strconv's rule). */
static bool underscores_fine(struct str s)
{
	char saw = '^';
	bool hex = false;
	size_t i = 0;

	if (s.n && (s.p[0] == '-' || s.p[0] == '+'))
		s = str_skip(s, 1);
	if (s.n >= 2 && s.p[0] == '0' && memchr("box", lower(s.p[1]), 3)) {
		hex = lower(s.p[1]) == 'x';
		saw = '0';
		i = 2;
	}
	for (; i < s.n; i++) {
		char c = s.p[i];
		if (go_digit(c) || (hex && go_hex(c) >= 0)) {
			saw = '0';
		} else if (c == '_') {
			if (saw != '0')
				return false;
			saw = '_';
		} else {
			if (saw == '_')
				return false;
			saw = '!';
		}
	}
	return saw != '_';
}

/* Is the whole text a finite number for strconv.ParseFloat, "inf" and "nan" aside? */
static bool float_syntax(struct str s)
{
	size_t i = s.n && (s.p[0] == '+' || s.p[0] == '-');
	bool hex = i + 2 < s.n && s.p[i] == '0' && lower(s.p[i + 1]) == 'x';
	bool dot = false, digits = false, underscores = false;

	if (hex)
		i += 2;
	for (; i < s.n; i++) {
		char c = s.p[i];
		if (c == '_')
			underscores = true;
		else if (go_digit(c) || (hex && go_hex(c) >= 0))
			digits = true;
		else if (c == '.' && !dot)
			dot = true;
		else
			break;
	}
	if (!digits)
		return false;
	if (i < s.n && lower(s.p[i]) == (hex ? 'p' : 'e')) {
		i++;
		if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
			i++;
		if (i >= s.n || !go_digit(s.p[i]))
			return false;
		for (; i < s.n && (go_digit(s.p[i]) || s.p[i] == '_'); i++)
			underscores = underscores || s.p[i] == '_';
	} else if (hex) {
		return false;
	}
	return i == s.n && (!underscores || underscores_fine(s));
}

/* The value of a text that passed float_syntax, rounded as strconv does. */
static double float_value(struct str s)
{
	char small[64];
	struct arena *a = s.n < sizeof(small) ? NULL : arena_new();
	char *text = a ? arena_alloc(a, s.n + 1) : small;
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '_')
			text[n++] = s.p[i];
	text[n] = '\0';
	double v = strtod(text, NULL);
	arena_free(a);
	return v;
}

/* strconv.ParseFloat(s, 64): NULL, or why not. */
static const char *parse_float(struct str s, double *ret)
{
	bool neg = s.n && s.p[0] == '-', sign = neg || (s.n && s.p[0] == '+');
	struct str word = str_skip(s, sign);

	if (str_eq_nocase(word, STR_LIT("inf")) || str_eq_nocase(word, STR_LIT("infinity"))) {
		*ret = neg ? -INFINITY : INFINITY;
		return NULL;
	}
	if (str_eq_nocase(s, STR_LIT("nan"))) {
		*ret = NAN;
		return NULL;
	}
	if (!float_syntax(s))
		return why_bad_number;
	*ret = float_value(s);
	return isinf(*ret) ? why_too_large : NULL;
}

/* The factor of the unit's letter, 0 when it is none. */
static double unit_factor(char c)
{
	static const char letters[] = "kmgtp";
	const char *at = memchr(letters, lower(c), sizeof(letters) - 1);

	return at ? ldexp(1, 10 * (int)(at - letters + 1)) : 0;
}

/* Go on amd64: what does not fit becomes the least number. */
static int64_t to_int64(double v)
{
	return v >= -0x1p63 && v < 0x1p63 ? (int64_t)v : INT64_MIN;
}

/* go-units 0.4: digits, groups of "." and digits, a blank, a letter, "i", "b", each but the first may be missing. */
static const char *size_by_regexp(struct str s, double *ret)
{
	size_t i = 0;
	double factor = 1;

	while (i < s.n && go_digit(s.p[i]))
		i++;
	if (i == 0)
		return why_no_size;
	while (i + 1 < s.n && s.p[i] == '.' && go_digit(s.p[i + 1]))
		for (i++; i < s.n && go_digit(s.p[i]);)
			i++;
	const char *why = parse_float(str_from_to(s, 0, i), ret);
	if (i < s.n && s.p[i] == ' ')
		i++;
	if (i < s.n && unit_factor(s.p[i]) > 0)
		factor = unit_factor(s.p[i++]);
	if (i < s.n && lower(s.p[i]) == 'i')
		i++;
	if (i < s.n && lower(s.p[i]) == 'b')
		i++;
	if (i < s.n)
		return why_bad_unit;
	*ret *= factor;
	return why;
}

/* Does text of at most two bytes get longer when Go lower-cases it? Two letters do, and what is not UTF-8. */
static bool grows_in_lower_case(struct str s)
{
	uint32_t cp = 0;

	for (size_t i = 0, n = 0; i < s.n; i += n) {
		n = utf8_decode(s.p + i, s.n - i, &cp);
		if (n == 0 || cp == 0x23a || cp == 0x23e)
			return true;
	}
	return false;
}

/* The unit of go-units 0.5: 1 for "b", 0 for none of the known. It is measured, lower-cased and measured again: U+212A
 * becomes a k, and what got longer than "kib" by it is not looked at any more. */
static double suffix_factor(struct str s)
{
	if (str_eq_c(s, "\xe2\x84\xaa"))
		return 1024;
	if (s.n == 0 || str_eq_nocase(s, STR_LIT("b")))
		return 1;
	if (s.n > 3)
		return 0;
	struct str rest = str_skip(s, 1);
	bool known = rest.n == 0 || str_eq_nocase(rest, STR_LIT("b")) || str_eq_nocase(rest, STR_LIT("ib")) ||
		     grows_in_lower_case(rest);
	return known ? unit_factor(s.p[0]) : 0;
}

/* go-units 0.5: the last digit, dot or blank ends the number. */
static const char *size_by_float(struct str s, double *ret)
{
	size_t end = s.n;

	while (end && !go_digit(s.p[end - 1]) && s.p[end - 1] != '.' && s.p[end - 1] != ' ')
		end--;
	if (end == 0)
		return why_no_size;
	const char *why = parse_float(str_from_to(s, 0, end - (s.p[end - 1] == ' ')), ret);
	if (why)
		return why;
	if (*ret < 0)
		return why_negative;
	double factor = suffix_factor(str_skip(s, end));
	*ret *= factor;
	return factor > 0 ? NULL : why_bad_unit;
}

bool govalue_size(struct str s, uint32_t dm, int64_t *ret_bytes, const char **ret_why)
{
	double v = 0;
	const char *why = library_has(SIZE_BY_REGEXP, dm) ? size_by_regexp(s, &v) : size_by_float(s, &v);

	if (why) {
		set_why(ret_why, why);
		return false;
	}
	if (ret_bytes)
		*ret_bytes = to_int64(v);
	return true;
}

bool govalue_chunk_filesize(struct str s, uint32_t dm, uint64_t *ret_bytes, const char **ret_why)
{
	uint64_t v = 0;
	int64_t bytes;

	if (s.n == 0 || go_parse_uint(s, 64, &v) == NUMBER_OK) {
		v *= 1024 * 1024;
	} else {
		if (!govalue_size(s, dm, &bytes, ret_why))
			return false;
		v = (uint64_t)bytes;
	}
	if (ret_bytes)
		*ret_bytes = v;
	return true;
}
