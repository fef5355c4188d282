/* filter_pattern.c: the patterns of dumpling's --filter, read and matched as its library does. Called by parse.c and by rules. Files
 * of patterns ("@file") lie on the DM-worker and are not read. */
#include <string.h>

#include "internal.h"

/* One side of a pattern. */
struct matcher {
	struct str name;        /* a literal name, lower-cased where letter case does not count */
	struct go_regex *regex; /* NULL: literal, or everything */
	bool all;
};

struct filter_rule {
	struct matcher schema, table;
	bool exclude;
	struct filter_rule *next; /* later rules come first: the last that matches decides */
};

struct dump_filter {
	struct filter_rule *first;
	bool case_sensitive, imports;
	struct arena *arena;
};

struct reader {
	struct arena *arena;
	struct str s; /* the whole pattern */
	size_t at;
	enum go_regex_dialect dialect;
	bool case_sensitive;
	const char *why;
};

static bool fail(struct reader *r, size_t at, const char *why)
{
	r->at = at;
	r->why = why;
	return false;
}

static bool make_regex(struct reader *r, struct str re, size_t at, struct matcher *ret)
{
	struct go_regex_info info;

	ret->regex = go_regex_compile(r->arena, re, r->dialect, !r->case_sensitive, &info);
	if (!ret->regex)
		return fail(r, at, "has a regular expression that does not compile");
	return true;
}

static bool make_name(struct reader *r, struct str name, struct matcher *ret)
{
	name = arena_str(r->arena, name);
	ret->name = r->case_sensitive ? name : pattern_lower(r->arena, name);
	return true;
}

/* /re/; a backslash keeps the "/" behind it from ending it. */
static bool read_regex(struct reader *r, struct matcher *ret)
{
	size_t start = r->at, i = start + 1;

	while (i < r->s.n && r->s.p[i] != '/')
		i += r->s.p[i] == '\\' ? 2 : 1;
	if (i >= r->s.n || i == start + 1)
		return fail(r, start, "has an incomplete regular expression");
	r->at = i + 1;
	return make_regex(r, (struct str){r->s.p + start + 1, i - start - 1}, start, ret);
}

/* "name" or `name`; the quote is doubled inside. */
static bool read_quoted(struct reader *r, struct matcher *ret)
{
	char q = r->s.p[r->at];
	size_t start = r->at, i = start + 1, n = 0;
	char *name = arena_alloc(r->arena, r->s.n + 1);

	for (; i < r->s.n; i++) {
		if (r->s.p[i] == q && (i + 1 >= r->s.n || r->s.p[i + 1] != q))
			break;
		if (r->s.p[i] == q)
			i++;
		name[n++] = r->s.p[i];
	}
	if (i >= r->s.n || n == 0)
		return fail(r, start, "has an incomplete quoted name");
	r->at = i + 1;
	return make_name(r, (struct str){name, n}, ret);
}

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The end of "[...]" that begins at i, or 0: inside stands at least one character, and a backslash before a punctuation mark. */
static size_t range_end(struct str s, size_t i)
{
	size_t start = i + 1 + (i + 1 < s.n && s.p[i + 1] == '!'), k = start;

	while (k < s.n && s.p[k] != ']') {
		if (s.p[k] == '\\' && (k + 1 >= s.n || is_alnum(s.p[k + 1])))
			return 0;
		k += s.p[k] == '\\' ? 2 : 1;
	}
	if (k < s.n && k > start)
		return k + 1;
	/* "[!]" passes here, and is then no regular expression. */
	return k < s.n && k == start && start == i + 2 ? k + 1 : 0;
}

struct wildcard {
	struct buf literal, regex;
	bool is_literal;
};

static void put_range(struct wildcard *w, struct str s, size_t i, size_t end)
{
	if (s.p[i + 1] == '!')
		buf_c(&w->regex, "[^");
	else if (s.p[i + 1] == '^') /* no mark here, a character like any other */
		buf_c(&w->regex, "[\\^");
	else
		buf_add(&w->regex, s.p + i, 2);
	buf_add(&w->regex, s.p + i + 2, end - i - 2);
	w->is_literal = false;
}

static bool put_escaped(struct reader *r, struct wildcard *w)
{
	char c;

	if (r->at + 1 >= r->s.n)
		return fail(r, r->at, "ends with a backslash");
	c = r->s.p[r->at + 1];
	if (is_alnum(c))
		return fail(r, r->at, "has a backslash before a letter or digit");
	buf_char(&w->literal, c);
	if ((unsigned char)c < 0x80)
		buf_char(&w->regex, '\\');
	buf_char(&w->regex, c);
	r->at += 2;
	return true;
}

/* One character of a wildcard pattern. */
static bool put_char(struct reader *r, struct wildcard *w)
{
	char c = r->s.p[r->at];
	size_t end;

	switch (c) {
	case '\\':
		return put_escaped(r, w);
	case '*':
	case '?':
		buf_c(&w->regex, c == '*' ? ".*" : ".");
		w->is_literal = false;
		r->at++;
		return true;
	case '[':
		end = range_end(r->s, r->at);
		if (!end)
			return fail(r, r->at, "has an incomplete set of characters");
		put_range(w, r->s, r->at, end);
		r->at = end;
		return true;
	default:
		if (c != '$' && c != '_' && !is_alnum(c) && (unsigned char)c < 0x80)
			return fail(r, r->at,
				    "has a special character that must stand in quotes or behind a backslash");
		buf_char(&w->literal, c);
		buf_char(&w->regex, c);
		r->at++;
		return true;
	}
}

static bool read_wildcard(struct reader *r, struct matcher *ret)
{
	struct wildcard w = {.is_literal = true};
	size_t start = r->at;
	bool ok = true;

	buf_c(&w.regex, "(?s)^");
	while (ok && r->at < r->s.n && r->s.p[r->at] != '.')
		ok = put_char(r, &w);
	buf_char(&w.regex, '$');
	ret->all = !w.is_literal && str_eq_c((struct str){w.regex.p, w.regex.n}, "(?s)^.*$");
	if (ok && w.is_literal)
		ok = make_name(r, (struct str){w.literal.p ? w.literal.p : "", w.literal.n}, ret);
	else if (ok && !ret->all)
		ok = make_regex(r, (struct str){w.regex.p, w.regex.n}, start, ret);
	buf_free(&w.literal);
	buf_free(&w.regex);
	return ok;
}

static bool read_side(struct reader *r, struct matcher *ret)
{
	if (r->at >= r->s.n)
		return fail(r, r->at, "has no pattern for the table");
	switch (r->s.p[r->at]) {
	case '/':
		return read_regex(r, ret);
	case '"':
	case '`':
		return read_quoted(r, ret);
	default:
		return read_wildcard(r, ret);
	}
}

static bool read_rule(struct reader *r, struct filter_rule *rule)
{
	if (r->s.p[r->at] == '!') {
		rule->exclude = true;
		r->at++;
	}
	if (!read_side(r, &rule->schema))
		return false;
	if (r->at >= r->s.n)
		return fail(r, r->at, "has no pattern for the table");
	if (r->s.p[r->at] != '.')
		return fail(r, r->at, "has no dot between schema and table");
	r->at++;
	if (!read_side(r, &rule->table))
		return false;
	if (r->at < r->s.n)
		return fail(r, r->at, "goes on behind the table");
	return true;
}

static void release_rule(struct filter_rule *rule)
{
	go_regex_free(rule->schema.regex);
	go_regex_free(rule->table.regex);
}

struct dump_filter *dump_filter_add(struct arena *a, struct dump_filter *f, struct str pattern, uint32_t dm,
				    bool case_sensitive, const char **ret_why, size_t *ret_at)
{
	struct reader r = {.arena = a, .s = pattern, .dialect = pattern_dialect(dm), .case_sensitive = case_sensitive};
	struct filter_rule *rule;

	if (!f) {
		f = ARENA_NEW(a, struct dump_filter);
		f->case_sensitive = case_sensitive;
		f->arena = a;
	}
	if (pattern.n == 0 || pattern.p[0] == '#')
		return f;
	if (pattern.p[0] == '@') {
		f->imports = true;
		return f;
	}
	rule = ARENA_NEW(a, struct filter_rule);
	if (!read_rule(&r, rule)) {
		release_rule(rule);
		*ret_why = r.why;
		*ret_at = r.at;
		return NULL;
	}
	rule->next = f->first;
	f->first = rule;
	return f;
}

static bool matches(const struct matcher *m, struct str name)
{
	if (m->all)
		return true;
	if (m->regex)
		return go_regex_match(m->regex, name) == GO_REGEX_MATCH;
	return str_eq(m->name, name);
}

/* Go's strings.ToLower; in small as long as it is ASCII and fits. */
static struct str lower(const struct dump_filter *f, struct str s, char small[256])
{
	if (f->case_sensitive)
		return s;
	for (size_t i = 0; i < s.n; i++) {
		if (i == 256 || (unsigned char)s.p[i] >= 0x80)
			return pattern_lower(f->arena, s);
		small[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]);
	}
	return (struct str){small, s.n};
}

bool dump_filter_match(const struct dump_filter *f, struct str schema, struct str table)
{
	char small[2][256];

	schema = lower(f, schema, small[0]);
	table = lower(f, table, small[1]);
	for (const struct filter_rule *r = f->first; r; r = r->next) {
		if (matches(&r->schema, schema) && matches(&r->table, table))
			return !r->exclude;
	}
	return false;
}

bool dump_filter_known(const struct dump_filter *f)
{
	return !f->imports;
}

void dump_filter_release(struct dump_filter *f)
{
	for (struct filter_rule *r = f ? f->first : NULL; r; r = r->next)
		release_rule(r);
}
