/* govalue.c: durations, sizes and binlog file names as DM's Go libraries read them, and the helpers of the other
 * govalue_*.c files. Called by the decoder and by rules through govalue.h; reports nothing. */
#include "govalue_internal.h"

#include <string.h>

#define LIBRARY_TRAIT(trait, from, to) {trait, from, to},
static const struct {
	enum library_trait trait;
	uint32_t from, to;
} library_traits[] = {
#include "../../schemas/libraries.def"
};

bool library_has(enum library_trait trait, uint32_t dm)
{
	for (size_t i = 0; i < ARRAY_LEN(library_traits); i++)
		if (library_traits[i].trait == trait && dm >= library_traits[i].from && dm < library_traits[i].to)
			return true;
	return false;
}

bool str_split_next(struct str *rest, bool *done, char sep, struct str *ret_part)
{
	if (*done)
		return false;
	const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
	size_t n = at ? (size_t)(at - rest->p) : rest->n;
	*ret_part = str_from_to(*rest, 0, n);
	*done = !at;
	*rest = str_skip(*rest, at ? n + 1 : n);
	return true;
}

/* What unicode.IsSpace knows, in UTF-8. Every one of them is also found at the end of a text by its bytes alone. */
static const char *const white_space[] = {
	" ",
	"\t",
	"\n",
	"\v",
	"\f",
	"\r",
	"\xc2\x85",
	"\xc2\xa0",
	"\xe1\x9a\x80",
	"\xe2\x80\x80",
	"\xe2\x80\x81",
	"\xe2\x80\x82",
	"\xe2\x80\x83",
	"\xe2\x80\x84",
	"\xe2\x80\x85",
	"\xe2\x80\x86",
	"\xe2\x80\x87",
	"\xe2\x80\x88",
	"\xe2\x80\x89",
	"\xe2\x80\x8a",
	"\xe2\x80\xa8",
	"\xe2\x80\xa9",
	"\xe2\x80\xaf",
	"\xe2\x81\x9f",
	"\xe3\x80\x80",
};

struct str go_trim_space(struct str s)
{
	bool found;

	do {
		found = false;
		for (size_t i = 0; i < ARRAY_LEN(white_space); i++) {
			size_t n = strlen(white_space[i]);
			if (str_has_prefix(s, white_space[i])) {
				s = str_skip(s, n);
				found = true;
			}
			if (str_has_suffix(s, white_space[i])) {
				s = str_from_to(s, 0, s.n - n);
				found = true;
			}
		}
	} while (found);
	return s;
}

enum go_number go_parse_uint(struct str s, unsigned bits, uint64_t *ret)
{
	uint64_t max = bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1, v = 0;

	*ret = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (!go_digit(s.p[i]))
			return NUMBER_SYNTAX;
		uint64_t digit = (uint64_t)(s.p[i] - '0');
		if (v > (max - digit) / 10) {
			*ret = max; /* whatever follows, as in Go */
			return NUMBER_RANGE;
		}
		v = v * 10 + digit;
	}
	if (s.n == 0)
		return NUMBER_SYNTAX;
	*ret = v;
	return NUMBER_OK;
}

enum go_number go_parse_int(struct str s, int64_t *ret)
{
	bool neg = s.n && s.p[0] == '-';
	uint64_t v;

	if (neg || (s.n && s.p[0] == '+'))
		s = str_skip(s, 1);
	enum go_number r = go_parse_uint(s, 64, &v);
	uint64_t max = (uint64_t)INT64_MAX + neg;
	if (v > max) {
		v = max;
		r = NUMBER_RANGE;
	}
	*ret = neg ? -(int64_t)(v - (v > 0)) - (v > 0) : (int64_t)v;
	return r;
}

/* --- durations ------------------------------------------------------------------------------------------------ */

#define DURATION_MAX ((uint64_t)1 << 63) /* as a magnitude; only a negative one reaches it */

static const struct {
	const char *name;
	uint64_t ns;
} duration_units[] = {
	{"ns", 1},           {"us", 1000},      {"\xc2\xb5s", 1000}, /* U+00B5, micro sign */
	{"\xce\xbcs", 1000},                                         /* U+03BC, Greek mu */
	{"ms", 1000000},     {"s", 1000000000}, {"m", 60000000000},  {"h", 3600000000000},
};

static uint64_t duration_unit(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(duration_units); i++)
		if (str_eq_c(name, duration_units[i].name))
			return duration_units[i].ns;
	return 0;
}

/* Digits before the point; false when they exceed 2^63. */
static bool duration_whole(struct str *s, uint64_t *ret)
{
	uint64_t v = 0;
	size_t i = 0;

	for (; i < s->n && go_digit(s->p[i]); i++) {
		if (v > DURATION_MAX / 10)
			return false;
		v = v * 10 + (uint64_t)(s->p[i] - '0');
		if (v > DURATION_MAX)
			return false;
	}
	*s = str_skip(*s, i);
	*ret = v;
	return true;
}

/* Digits behind the point: *ret / *ret_scale. What does not fit is dropped. */
static void duration_fraction(struct str *s, uint64_t *ret, double *ret_scale)
{
	uint64_t v = 0;
	double scale = 1;
	bool full = false;
	size_t i = 0;

	for (; i < s->n && go_digit(s->p[i]); i++) {
		full = full || v > (DURATION_MAX - 1) / 10;
		uint64_t next = full ? v : v * 10 + (uint64_t)(s->p[i] - '0');
		full = full || next > DURATION_MAX;
		if (!full) {
			v = next;
			scale *= 10;
		}
	}
	*s = str_skip(*s, i);
	*ret = v;
	*ret_scale = scale;
}

static const char why_no_number[] = "a duration is a number with a unit, such as 30s or 1h30m";
static const char why_no_unit[] = "the number has no unit (ns, us, ms, s, m, h)";
static const char why_bad_unit[] = "the unit is none of ns, us, ms, s, m, h";
static const char why_too_long[] = "the duration does not fit (about 292 years)";

/* One number with its unit, off the front of *s, added to *sum. NULL, or why not. */
static const char *duration_part(struct str *s, uint64_t *sum)
{
	uint64_t whole, fraction = 0;
	double scale = 1;
	size_t before = s->n, digits, i = 0;

	if (!duration_whole(s, &whole))
		return why_too_long;
	digits = before - s->n;
	if (s->n && s->p[0] == '.') {
		*s = str_skip(*s, 1);
		before = s->n;
		duration_fraction(s, &fraction, &scale);
		digits += before - s->n;
	}
	if (digits == 0)
		return why_no_number;
	while (i < s->n && s->p[i] != '.' && !go_digit(s->p[i]))
		i++;
	if (i == 0)
		return why_no_unit;
	uint64_t unit = duration_unit(str_from_to(*s, 0, i));
	if (unit == 0)
		return why_bad_unit;
	*s = str_skip(*s, i);
	if (whole > DURATION_MAX / unit)
		return why_too_long;
	whole *= unit;
	if (fraction)
		whole += (uint64_t)((double)fraction * ((double)unit / scale));
	if (whole > DURATION_MAX || *sum + whole > DURATION_MAX)
		return why_too_long;
	*sum += whole;
	return NULL;
}

bool govalue_duration(struct str s, int64_t *ret_ns, const char **ret_why)
{
	uint64_t sum = 0;
	const char *why = NULL;
	bool neg = s.n && s.p[0] == '-';

	if (neg || (s.n && s.p[0] == '+'))
		s = str_skip(s, 1);
	if (!str_eq_c(s, "0")) {
		if (s.n == 0)
			why = why_no_number;
		while (!why && s.n)
			why = duration_part(&s, &sum);
		if (!why && !neg && sum > DURATION_MAX - 1)
			why = why_too_long;
	}
	if (why) {
		set_why(ret_why, why);
		return false;
	}
	if (ret_ns)
		*ret_ns = sum == DURATION_MAX ? INT64_MIN : neg ? -(int64_t)sum : (int64_t)sum;
	return true;
}

/* --- binlog file names ---------------------------------------------------------------------------------------- */

bool govalue_binlog_name(struct str s)
{
	struct str base, number, more;
	bool done = false;
	int64_t v;

	return str_split_next(&s, &done, '.', &base) && str_split_next(&s, &done, '.', &number) &&
	       !str_split_next(&s, &done, '.', &more) && go_parse_int(number, &v) == NUMBER_OK && v > 0;
}
