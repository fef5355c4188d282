/* rx_pattern.c: one pattern of a list (a name, wildcards, or Go's regular expression behind "~") as PCRE reads it. Called by
 * regex_list.c. Where the two might differ, it says no: a table too many is filtered later, a table too few is lost. */
#include <string.h>

#include "internal.h"

struct scan {
	struct str s;
	size_t i;
	struct buf *out;
	unsigned depth;            /* groups open */
	bool starts, ends, choice; /* anchored; "|" outside of groups */
	bool fold;
	bool no_dot;
};

/* Any character, or any but the dot that ends a schema. */
static const char *any(bool no_dot)
{
	return no_dot ? "[^.]" : ".";
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char peek(const struct scan *p, size_t ahead)
{
	return p->i + ahead < p->s.n ? p->s.p[p->i + ahead] : '\0';
}

/* Go takes a character here, PCRE a byte: the same only when it repeats without bound. */
static bool repeats_freely(const struct scan *p)
{
	return peek(p, 0) == '*' || peek(p, 0) == '+';
}

static bool scan_escape(struct scan *p, bool in_set)
{
	char c = peek(p, 1);

	if (c == '\0' || (unsigned char)c >= 0x80)
		return false;
	p->i += 2;
	if (c == 'd' || c == 'w') {
		buf_char(p->out, '\\');
		buf_char(p->out, c);
	} else if (is_alnum(c)) {
		return false;
	} else if (in_set) {
		rx_put_set_char(p->out, (unsigned char)c);
	} else {
		rx_put_char(p->out, (unsigned char)c);
	}
	return true;
}

static bool scan_set(struct scan *p)
{
	bool negated = peek(p, 1) == '^';
	size_t start;

	buf_c(p->out, negated ? p->no_dot ? "[^." : "[^" : "[");
	p->i += negated ? 2 : 1;
	for (start = p->i; p->i < p->s.n; p->i++) {
		char c = p->s.p[p->i];

		if (c == ']' && p->i > start)
			break;
		if ((unsigned char)c >= 0x80 || c == '[' || c == ']')
			return false;
		if (c == '\\') {
			if (!scan_escape(p, true))
				return false;
			p->i--;
		} else if (c == '-' && p->i > start && peek(p, 1) != ']') {
			buf_char(p->out, '-');
		} else {
			rx_put_set_char(p->out, (unsigned char)c);
		}
	}
	if (p->i >= p->s.n)
		return false;
	buf_char(p->out, ']');
	p->i++;
	return !negated || repeats_freely(p);
}

/* "{2}", "{2,}", "{2,5}". */
static bool scan_count(struct scan *p)
{
	size_t start = p->i++;

	while (is_digit(peek(p, 0)) || peek(p, 0) == ',')
		p->i++;
	if (peek(p, 0) != '}' || !is_digit(p->s.p[start + 1]))
		return false;
	p->i++;
	buf_add(p->out, p->s.p + start, p->i - start);
	return true;
}

static bool scan_rune(struct scan *p)
{
	uint32_t c;
	unsigned n = utf8_decode(p->s.p + p->i, p->s.n - p->i, &c);

	/* Scripts with upper and lower case end before this. */
	if (n == 0 || (p->fold && c < 0x2E80))
		return false;
	buf_c(p->out, "(?:");
	rx_put_text(p->out, (struct str){p->s.p + p->i, n});
	buf_char(p->out, ')');
	p->i += n;
	return true;
}

static bool scan_group(struct scan *p)
{
	if (peek(p, 1) == '?' && peek(p, 2) != ':')
		return false;
	p->i += peek(p, 1) == '?' ? 3 : 1;
	buf_c(p->out, "(?:");
	p->depth++;
	return true;
}

static bool scan_one(struct scan *p)
{
	char c = peek(p, 0);

	switch (c) {
	case '^':
	case '$':
		p->starts |= c == '^' && p->i == 0;
		p->ends |= c == '$' && p->i + 1 == p->s.n;
		p->i++;
		return (c == '^' && p->i == 1) || (c == '$' && p->i == p->s.n);
	case '\\':
		return scan_escape(p, false);
	case '[':
		return scan_set(p);
	case '{':
		return scan_count(p);
	case '(':
		return scan_group(p);
	case '.':
		p->i++;
		buf_c(p->out, any(p->no_dot));
		return repeats_freely(p);
	case ')':
	case '|':
	case '*':
	case '+':
	case '?':
		p->depth -= c == ')';
		p->choice |= c == '|' && p->depth == 0;
		p->i++;
		buf_char(p->out, c);
		return true;
	default:
		if ((unsigned char)c >= 0x80)
			return scan_rune(p);
		p->i++;
		rx_put_char(p->out, (unsigned char)c);
		return true;
	}
}

/* The pattern has compiled as Go's, so parentheses match. */
static bool from_regex(struct arena *a, struct str re, bool fold, bool no_dot, struct rx_pattern *ret)
{
	struct buf body = {0};
	struct scan p = {.s = re, .out = &body, .fold = fold, .no_dot = no_dot};
	bool ok = true;

	while (ok && p.i < re.n)
		ok = scan_one(&p);
	if (ok && p.choice && (p.starts || p.ends))
		ok = false;
	if (ok) {
		struct str text = {body.p ? body.p : "", body.n};
		struct str before = p.starts ? (struct str){"", 0} : arena_fmt(a, "%s*", any(no_dot));

		ret->open = !p.ends;
		ret->all = (text.n == 0 && !(p.starts && p.ends)) || str_eq_c(text, no_dot ? "[^.]*" : ".*");
		if (ret->all)
			ret->text = (struct str){"", 0};
		else if (p.choice)
			ret->text = arena_fmt(a, "%.*s(?:%.*s)", STR_FMT(before), STR_FMT(text));
		else
			ret->text = arena_fmt(a, "%.*s%.*s", STR_FMT(before), STR_FMT(text));
		ret->open |= ret->all;
	}
	buf_free(&body);
	return ok;
}

/* The "]" of a set that begins at i, or 0: then "[" is a character like any other. */
static size_t set_end(struct str s, size_t i)
{
	const char *end = memchr(s.p + i, ']', s.n - i);

	return end ? (size_t)(end - s.p) : 0;
}

static void put_wildcard_set(struct buf *b, struct str s, size_t i, size_t end, bool no_dot)
{
	bool negated = s.p[i + 1] == '!' && i + 2 < end;

	if (end == i + 1) { /* "[]" is a set of nothing */
		buf_c(b, "(?!)");
		return;
	}
	buf_c(b, negated ? no_dot ? "[^." : "[^" : "[");
	for (i += negated ? 2 : 1; i < end; i++) {
		rx_put_set_char(b, (unsigned char)s.p[i]);
		if (s.p[i + 1] == '-' && i + 2 < end) {
			buf_char(b, '-');
			rx_put_set_char(b, (unsigned char)s.p[i + 2]);
			i += 2;
		}
	}
	buf_char(b, ']');
}

static void from_wildcard(struct arena *a, const struct pattern *p, bool no_dot, struct rx_pattern *ret)
{
	struct str s = p->text;
	struct buf b = {0};

	for (size_t i = 0; i < s.n; i++) {
		size_t end = p->mode.brackets && s.p[i] == '[' ? set_end(s, i) : 0;

		if (s.p[i] == '*') {
			ret->open = true;
			ret->all = i == 0;
		} else if (end) {
			put_wildcard_set(&b, s, i, end, no_dot);
			i = end;
		} else if (s.p[i] == '?') {
			buf_c(&b, any(no_dot));
		} else {
			/* A byte outside ASCII: the selector never finds it (see the rule on such patterns). */
			ret->never |= (unsigned char)s.p[i] >= 0x80;
			rx_put_char(&b, (unsigned char)s.p[i]);
		}
	}
	ret->text = arena_str(a, (struct str){b.p ? b.p : "", b.n});
	buf_free(&b);
}

static bool matches_system(struct arena *a, const struct pattern *p)
{
	struct rx_name *system;
	size_t n = dump_system_names(a, p->mode.dm, &system);

	for (size_t i = 0; i < n; i++) {
		if (pattern_match(p, (struct str){system[i].text.p, system[i].text.n - 1}))
			return true;
	}
	return false;
}

bool rx_pattern_read(struct arena *a, struct str pattern, const struct pattern_mode *mode, bool no_dot,
		     struct rx_pattern *ret)
{
	struct pattern p;
	bool ok = true;

	*ret = (struct rx_pattern){0};
	if (!pattern_compile(a, pattern, mode, &p))
		return false;
	if (p.regex) {
		ok = from_regex(a, (struct str){p.text.p + 1, p.text.n - 1}, !mode->case_sensitive, no_dot, ret);
	} else if (!mode->wildcards) {
		ret->literal = true;
		ret->text = p.text;
	} else if (p.literal) {
		ret->literal = true;
		ret->text = p.text;
		for (size_t i = 0; i < p.text.n; i++)
			ret->never |= (unsigned char)p.text.p[i] >= 0x80;
	} else {
		from_wildcard(a, &p, no_dot, ret);
	}
	ret->system = !ret->literal && matches_system(a, &p);
	pattern_release(&p);
	return ok;
}
