/* glob.c: matches paths with the globs of a configuration. Called by read.c and by whoever asks config.h. All states of a match
 * are followed at once, so that no pattern takes more than its length times that of the path. */
#include "dmlint/config.h"

#include <string.h>

#define GLOB_MAX 1024 /* bytes of a pattern */

enum token_kind {
	TOKEN_CHAR,
	TOKEN_ANY,   /* ? */
	TOKEN_CLASS, /* [...] */
	TOKEN_STAR,  /* any number of characters of one name */
	TOKEN_DEEP,  /* "**" and "/": any number of folders */
	TOKEN_REST   /* "**" at the end */
};

struct token {
	enum token_kind kind;
	size_t length;
	uint32_t cp; /* of TOKEN_CHAR */
};

/* Bytes that are no UTF-8 stand for themselves. */
static size_t decode(struct str s, size_t at, uint32_t *ret)
{
	unsigned n = utf8_decode(s.p + at, s.n - at, ret);

	if (n)
		return n;
	*ret = 0x110000u + (unsigned char)s.p[at];
	return 1;
}

/* The length of "[...]" at the front of s; 0 when it has no end. A "]" right behind the bracket is a member. */
static size_t class_length(struct str s)
{
	size_t i = 1;

	if (i < s.n && (s.p[i] == '!' || s.p[i] == '^'))
		i++;
	for (size_t first = i; i < s.n; i++) {
		if (s.p[i] == ']' && i > first)
			return i + 1;
		if (s.p[i] == '\\')
			i++;
	}
	return 0;
}

static struct token token_at(struct str p, size_t i)
{
	struct str rest = {p.p + i, p.n - i};
	bool front = i == 0 || p.p[i - 1] == '/';
	struct token t = {.kind = TOKEN_CHAR};

	if (front && str_has_prefix(rest, "**/"))
		return (struct token){.kind = TOKEN_DEEP, .length = 3};
	if (front && str_eq_c(rest, "**"))
		return (struct token){.kind = TOKEN_REST, .length = 2};
	switch (rest.p[0]) {
	case '*':
		return (struct token){.kind = TOKEN_STAR, .length = 1};
	case '?':
		return (struct token){.kind = TOKEN_ANY, .length = 1};
	case '[':
		return (struct token){.kind = TOKEN_CLASS, .length = class_length(rest)};
	case '\\':
		t.length = 1 + decode(p, i + 1, &t.cp);
		return t;
	default:
		t.length = decode(p, i, &t.cp);
		return t;
	}
}

static uint32_t class_member(struct str s, size_t *i)
{
	uint32_t cp;

	*i += s.p[*i] == '\\' && *i + 1 < s.n;
	*i += decode(s, *i, &cp);
	return cp;
}

/* s: what stands between the brackets. */
static bool in_class(struct str s, uint32_t cp)
{
	bool negated = s.n && (s.p[0] == '!' || s.p[0] == '^'), found = false;

	for (size_t i = negated; i < s.n;) {
		uint32_t from = class_member(s, &i), to = from;

		if (i + 1 < s.n && s.p[i] == '-') {
			i++;
			to = class_member(s, &i);
		}
		found |= from <= cp && cp <= to;
	}
	return found != negated;
}

/* What can be skipped without a character. front: at the beginning of a name. */
static void skip(const struct glob *g, bool *states, bool front)
{
	for (size_t i = 0; i < g->pattern.n; i++) {
		struct token t;

		if (!states[i])
			continue;
		t = token_at(g->pattern, i);
		if (t.kind == TOKEN_STAR || (t.kind == TOKEN_DEEP && front))
			states[i + t.length] = true;
	}
}

static void step(const struct glob *g, const bool *now, bool *next, uint32_t cp)
{
	memset(next, 0, g->pattern.n + 1);
	for (size_t i = 0; i < g->pattern.n; i++) {
		struct token t;

		if (!now[i])
			continue;
		t = token_at(g->pattern, i);
		switch (t.kind) {
		case TOKEN_CHAR:
			next[i + t.length] |= cp == t.cp;
			break;
		case TOKEN_ANY:
			next[i + t.length] |= cp != '/';
			break;
		case TOKEN_CLASS:
			next[i + t.length] |=
				cp != '/' && in_class((struct str){g->pattern.p + i + 1, t.length - 2}, cp);
			break;
		case TOKEN_STAR:
			next[i] |= cp != '/';
			break;
		case TOKEN_DEEP:
			next[i] = true;
			break;
		case TOKEN_REST:
			next[i] = next[i + t.length] = true;
			break;
		}
	}
}

bool glob_match(const struct glob *g, struct str path)
{
	bool sets[2][GLOB_MAX + 1] = {{true}};
	bool *now = sets[0], *next = sets[1], *other;
	uint32_t cp;

	skip(g, now, true);
	for (size_t i = 0; i < path.n;) {
		i += decode(path, i, &cp);
		if (cp == '/' && now[g->pattern.n])
			return true; /* a folder around it */
		step(g, now, next, cp);
		skip(g, next, cp == '/');
		other = now;
		now = next;
		next = other;
	}
	return now[g->pattern.n] && !g->folders;
}

const char *glob_parse(struct arena *a, struct str s, struct glob *ret)
{
	struct glob g = {.folders = str_has_suffix(s, "/")};
	bool anchored;

	if (s.n && s.p[0] == '!')
		return "a leading \"!\" takes nothing back here; \"\\!\" is the character";
	s.n -= g.folders;
	anchored = s.n && memchr(s.p, '/', s.n);
	if (s.n && s.p[0] == '/')
		s = (struct str){s.p + 1, s.n - 1};
	if (s.n == 0)
		return "it is empty";
	if (s.n > GLOB_MAX - 3)
		return "it is too long";
	g.pattern = arena_fmt(a, "%s%.*s", anchored ? "" : "**/", STR_FMT(s));
	for (size_t i = 0; i < g.pattern.n;) {
		struct str rest = {g.pattern.p + i, g.pattern.n - i};

		if (rest.p[0] == '[' && !class_length(rest))
			return "missing closing ]";
		if (str_eq_c(rest, "\\"))
			return "it ends with a lone backslash";
		i += token_at(g.pattern, i).length;
	}
	*ret = g;
	return NULL;
}
