/* str.c: borrowed byte strings. ASCII rules only: nothing here depends on a locale. */
#include "dmlint/base.h"

#include <string.h>

struct str str_from(const char *cstr)
{
	return (struct str){.p = cstr, .n = cstr ? strlen(cstr) : 0};
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eq_c(struct str a, const char *cstr)
{
	return str_eq(a, str_from(cstr));
}

static unsigned char ascii_lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
			return false;
	return true;
}

/* Of the letters beyond ASCII only these become one of ASCII: each of the two ways knows one that the other does not. */
static uint32_t ascii_of(uint32_t cp, bool fold)
{
	if (cp < 0x80)
		return ascii_lower((char)cp);
	if (cp == 0x212a) /* KELVIN SIGN */
		return 'k';
	if (cp == 0x17f && fold) /* LATIN SMALL LETTER LONG S */
		return 's';
	if (cp == 0x130 && !fold) /* LATIN CAPITAL LETTER I WITH DOT ABOVE */
		return 'i';
	return cp;
}

static bool is_word(struct str s, struct str word, bool fold)
{
	size_t at = 0;

	for (size_t i = 0; i < word.n; i++) {
		uint32_t cp = 0;
		unsigned n = at < s.n ? utf8_decode(s.p + at, s.n - at, &cp) : 0;

		if (n == 0 || ascii_of(cp, fold) != ascii_lower(word.p[i]))
			return false;
		at += n;
	}
	return at == s.n;
}

bool str_lowers_to(struct str s, struct str word)
{
	return is_word(s, word, false);
}

bool str_folds_to(struct str s, struct str word)
{
	return is_word(s, word, true);
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	if (order)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

bool str_has_prefix(struct str s, const char *prefix)
{
	size_t n = strlen(prefix);

	return s.n >= n && (n == 0 || memcmp(s.p, prefix, n) == 0);
}

bool str_has_suffix(struct str s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n >= n && (n == 0 || memcmp(s.p + (s.n - n), suffix, n) == 0);
}

bool str_contains_nocase(struct str s, const char *word)
{
	struct str w = str_from(word);

	for (size_t i = 0; i + w.n <= s.n; i++)
		if (str_eq_nocase((struct str){s.p + i, w.n}, w))
			return true;
	return false;
}

bool str_take_number(struct str *s, uint32_t max, uint32_t *ret)
{
	uint64_t v = 0;
	size_t n = 0;

	for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9'; n++)
		if ((v = v * 10 + (uint64_t)(s->p[n] - '0')) > max)
			return false;
	if (n == 0)
		return false;
	s->p += n;
	s->n -= n;
	*ret = (uint32_t)v;
	return true;
}

int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
	while (s.n && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

uint64_t str_hash(struct str s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
	return h;
}

static unsigned min2(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

#define DISTANCE_MAX 8u
#define BAND (2u * DISTANCE_MAX + 3u) /* one sentinel on each side */

/* Only cells at most max off the diagonal can stay within max, so a row is a band of 2 max + 1 cells:
 * band[k] of row i stands for column i + k - max - 1. */
unsigned str_distance(struct str a, struct str b, unsigned max)
{
	if (max > DISTANCE_MAX)
		BUG("str_distance: max is over 8");
	if ((a.n > b.n ? a.n - b.n : b.n - a.n) > max)
		return max + 1;
	const unsigned far = max + 1, width = 2 * max + 1;
	unsigned rows[3][BAND + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2];

	for (size_t k = 0; k <= BAND; k++)
		before[k] = last[k] = now[k] = far;
	for (unsigned k = 0; k <= max; k++)
		last[max + 1 + k] = k;
	for (size_t i = 1; i <= a.n; i++) {
		unsigned best = far;
		for (unsigned k = 1; k <= width; k++) {
			now[k] = far;
			if (i + k < max + 1 || i + k - max - 1 > b.n)
				continue;
			size_t j = i + k - max - 1;
			unsigned d = min2(last[k + 1], now[k - 1]) + 1;
			if (j > 0)
				d = min2(d, last[k] + (a.p[i - 1] != b.p[j - 1]));
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
				d = min2(d, before[k] + 1);
			now[k] = min2(d, far);
			best = min2(best, now[k]);
		}
		if (best == far)
			return far;
		unsigned *t = before;
		before = last;
		last = now;
		now = t;
	}
	return last[b.n + max + 1 - a.n];
}
