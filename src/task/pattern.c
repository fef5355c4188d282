/* pattern.c: DM's table selector patterns and the regular expressions behind "~". Called by filter.c, route.c and the rules
 * that judge patterns. Knows nothing of lists and routes as a whole. */
#include <stdlib.h>
#include <string.h>

#include "dmlint/pattern.h"

enum go_regex_dialect pattern_dialect(uint32_t dm)
{
	return dm_check_find("regexp-go-1.25", dm) ? GO_REGEX_1_25 : GO_REGEX_1_21;
}

struct pattern_mode pattern_mode_list(uint32_t dm, bool case_sensitive)
{
	bool wild = dm_check_find("list-wildcards", dm) != NULL;

	return (struct pattern_mode){dm, case_sensitive, wild, wild, true};
}

struct pattern_mode pattern_mode_route(uint32_t dm, bool case_sensitive)
{
	return (struct pattern_mode){dm, case_sensitive, true, dm_check_find("selector-brackets", dm) != NULL,
				     dm_check_find("route-regexps", dm) != NULL};
}

struct pattern_mode pattern_mode_filter(uint32_t dm, bool case_sensitive)
{
	return (struct pattern_mode){dm, case_sensitive, true, dm_check_find("selector-brackets", dm) != NULL, false};
}

/* The simple pairs of Latin-1, Greek and Cyrillic; other scripts of table names have no letter case. */
static uint32_t lower_cp(uint32_t c)
{
	if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
		return c + 32;
	if (c >= 0x400 && c <= 0x40F)
		return c + 80;
	return c;
}

struct str pattern_lower(struct arena *a, struct str s)
{
	char *out;
	bool same = true;

	for (size_t i = 0; i < s.n && same; i++)
		same = (s.p[i] < 'A' || s.p[i] > 'Z') && (unsigned char)s.p[i] < 0x80;
	if (same)
		return s;
	out = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = 0;
		unsigned n = utf8_decode(s.p + i, s.n - i, &cp);

		if (n == 1)
			out[i] = (char)(cp >= 'A' && cp <= 'Z' ? cp + 32 : cp);
		else if (n == 2)
			utf8_put(lower_cp(cp), out + i);
		else
			memcpy(out + i, s.p + i, n ? n : 1);
		i += n ? n : 1;
	}
	return (struct str){out, s.n};
}

static bool is_regex(struct str p, const struct pattern_mode *mode)
{
	return mode->regexps && p.n > 0 && p.p[0] == '~';
}

/* The "]" that ends the set which begins at s[at], or 0: then "[" is a character like any other. */
static size_t set_end(struct str s, size_t at)
{
	const char *close = memchr(s.p + at, ']', s.n - at);

	return close ? (size_t)(close - s.p) : 0;
}

/* Capital letters that mean something in a regular expression: \D is not \d. */
static bool has_capital_escape(struct str s)
{
	for (size_t i = 0; i + 1 < s.n; i++) {
		if (s.p[i] == '\\') {
			if (s.p[i + 1] >= 'A' && s.p[i + 1] <= 'Z')
				return true;
			i++;
		} else if (s.p[i] == '[' && s.p[i + 1] == ':' && i + 2 < s.n && s.p[i + 2] >= 'A' &&
			   s.p[i + 2] <= 'Z') {
			return true;
		}
	}
	return false;
}

static struct pattern_check check_regex(struct arena *a, struct str p, const struct pattern_mode *mode)
{
	struct pattern_check c = {.fault = PATTERN_OK};
	struct str body = {p.p + 1, p.n - 1};
	struct go_regex_info info;
	struct str text = body;
	size_t prefix = 0;

	if (!mode->case_sensitive) {
		text = arena_fmt(a, "(?i)%.*s", STR_FMT(pattern_lower(a, body)));
		text.n = body.n + 4;
		prefix = 4;
		c.lowered = has_capital_escape(body);
	}
	if (go_regex_parse(text, pattern_dialect(mode->dm), &info))
		return c;
	c.fault = PATTERN_BAD_REGEX;
	c.message = str_from(info.text);
	c.at = 1 + (info.offset > prefix ? info.offset - prefix : 0);
	if (c.at > p.n)
		c.at = p.n;
	c.len = info.length < p.n - c.at ? info.length : p.n - c.at;
	if (c.lowered) /* the same text might well compile as written */
		c.lowered = go_regex_parse(body, pattern_dialect(mode->dm), &info);
	return c;
}

struct pattern_check pattern_check(struct arena *a, struct str p, const struct pattern_mode *mode)
{
	struct pattern_check c = {.fault = PATTERN_OK};

	if (p.n == 0) {
		c.fault = mode->wildcards ? PATTERN_EMPTY : PATTERN_OK;
		return c;
	}
	if (is_regex(p, mode))
		return check_regex(a, p, mode);
	if (!mode->wildcards || !memchr(p.p, '*', p.n))
		return c;
	for (size_t i = 0; i < p.n; i++) {
		if (p.p[i] == '[' && mode->brackets && set_end(p, i))
			i = set_end(p, i);
		else if (p.p[i] == '*' && i + 1 < p.n) {
			c = (struct pattern_check){.fault = PATTERN_STAR_NOT_LAST, .at = i, .len = 1};
			return c;
		}
	}
	return c;
}

struct range {
	unsigned char lo, hi;
};

/* The ranges of a set in the order and with the quirks of DM's selector: "a-" at its end is two characters. */
static size_t read_set(struct str s, size_t at, size_t end, struct range *out, bool *ret_not)
{
	size_t n = 0, i = at + 1;

	*ret_not = i < end && s.p[i] == '!';
	if (*ret_not)
		i++;
	for (; i < end; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (s.p[i + 1] == '-' && i + 2 < end) {
			out[n++] = (struct range){c, (unsigned char)s.p[i + 2]};
			i += 2;
		} else {
			out[n++] = (struct range){c, c};
		}
	}
	if (n == 0 && *ret_not) {
		*ret_not = false;
		out[n++] = (struct range){'!', '!'};
	}
	return n;
}

static int cmp_range(const void *x, const void *y)
{
	const struct range *a = x, *b = y;

	return a->lo != b->lo ? a->lo - b->lo : b->hi - a->hi;
}

static void add_set_key(struct arena *a, struct buf *b, struct str s, size_t at, size_t end)
{
	struct range *r = ARENA_ARRAY(a, struct range, end - at + 1);
	bool negated;
	size_t n = read_set(s, at, end, r, &negated);
	int hi = -1;

	qsort(r, n, sizeof(*r), cmp_range);
	buf_char(b, '\1');
	buf_char(b, negated ? '!' : '[');
	for (size_t i = 0; i < n; i++) {
		if (r[i].hi <= hi) /* inside an earlier range */
			continue;
		hi = r[i].hi;
		buf_char(b, (char)r[i].lo);
		buf_char(b, (char)r[i].hi);
	}
	buf_char(b, '\1');
}

struct str pattern_key(struct arena *a, struct str p, const struct pattern_mode *mode)
{
	struct str s = mode->case_sensitive ? p : pattern_lower(a, p);
	struct buf b = {0};
	struct str key;

	if (!mode->brackets || is_regex(p, mode) || !memchr(s.p ? s.p : "", '[', s.n))
		return s;
	for (size_t i = 0; i < s.n; i++) {
		size_t end = s.p[i] == '[' ? set_end(s, i) : 0;

		if (end) {
			add_set_key(a, &b, s, i, end);
			i = end;
		} else {
			buf_char(&b, s.p[i]);
		}
	}
	key = arena_str(a, (struct str){b.p, b.n});
	buf_free(&b);
	return key;
}

bool pattern_is_literal(struct str p, const struct pattern_mode *mode)
{
	if (is_regex(p, mode))
		return false;
	if (!mode->wildcards)
		return true;
	return p.n && !memchr(p.p, '*', p.n) && !memchr(p.p, '?', p.n) && !(mode->brackets && memchr(p.p, '[', p.n));
}

bool pattern_compile(struct arena *a, struct str p, const struct pattern_mode *mode, struct pattern *ret)
{
	struct pattern r = {.mode = *mode};

	if (pattern_check(a, p, mode).fault != PATTERN_OK)
		return false;
	r.text = mode->case_sensitive ? p : pattern_lower(a, p);
	if (is_regex(p, mode)) {
		struct str body = {r.text.p + 1, r.text.n - 1};

		r.regex = go_regex_compile(a, body, pattern_dialect(mode->dm), !mode->case_sensitive, NULL);
		if (!r.regex)
			return false;
	}
	r.literal = pattern_is_literal(p, mode);
	*ret = r;
	return true;
}

static bool set_has(struct str s, size_t at, size_t end, unsigned char c)
{
	bool negated = at + 1 < end && s.p[at + 1] == '!';
	size_t i = at + 1 + (negated ? 1 : 0);

	if (i == end && negated) /* "[!]" is the character itself */
		return c == '!';
	for (; i < end; i++) {
		unsigned char lo = (unsigned char)s.p[i], hi = lo;

		if (s.p[i + 1] == '-' && i + 2 < end) {
			hi = (unsigned char)s.p[i + 2];
			i += 2;
		}
		if (lo <= c && c <= hi)
			return !negated;
	}
	return negated;
}

static size_t rune_width(struct str s, size_t at)
{
	uint32_t cp;
	unsigned n = utf8_decode(s.p + at, s.n - at, &cp);

	return n ? n : 1;
}

/* The selector keeps a pattern byte by byte, but after a literal it goes on to the name's next character, after "?" or a set to
 * the next byte. So a literal outside ASCII never meets its own name, while "???" meets one Chinese character. */
static bool wildcard_match(const struct pattern *p, struct str name)
{
	struct str s = p->text;
	size_t k = 0;

	for (size_t i = 0; i < s.n; i++) {
		size_t end = 0;

		if (s.p[i] == '*')
			return true;
		if (k >= name.n)
			return false;
		if (p->mode.brackets && s.p[i] == '[')
			end = set_end(s, i);
		if (end) {
			if (!set_has(s, i, end, (unsigned char)name.p[k++]))
				return false;
			i = end;
		} else if (s.p[i] == '?') {
			k++;
		} else if (s.p[i] != name.p[k]) {
			return false;
		} else {
			k += rune_width(name, k);
		}
	}
	return k == name.n;
}

bool pattern_match(const struct pattern *p, struct str name)
{
	char small[256];
	struct str n = name;

	if (p->regex)
		return go_regex_match(p->regex, name) == GO_REGEX_MATCH;
	if (!p->mode.case_sensitive && name.n <= sizeof(small)) {
		for (size_t i = 0; i < name.n; i++)
			small[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] + 32 : name.p[i]);
		n.p = small;
	}
	if (!p->mode.wildcards)
		return str_eq(p->text, n);
	return wildcard_match(p, n);
}

void pattern_release(struct pattern *p)
{
	go_regex_free(p->regex);
	p->regex = NULL;
}
