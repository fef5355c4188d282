/* grants_parse.c: one line of SHOW GRANTS into its parts. A tokenizer and a walk over the few forms there are, no SQL parser: words
 * that mean nothing here are skipped. Called by grants.c. */
#include <string.h>

#include "grants_parts.h"

enum token_kind {
	TOKEN_END,
	TOKEN_WORD, /* outside quotes */
	TOKEN_NAME, /* inside quotes of any of the three kinds, without them */
	TOKEN_CHAR  /* one of , ( ) . * @ ; */
};
struct token {
	enum token_kind kind;
	struct str text;
};

struct parser {
	struct arena *arena;
	struct str rest;
	struct token t; /* the one looked at */
	struct grant_line *line;
	size_t cap_roles;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_quote(char c)
{
	return c == '\'' || c == '"' || c == '`';
}

static bool is_special(char c)
{
	return c != '\0' && strchr(",().*@;", c) != NULL;
}

/* In quotes, a doubled quote is one. A quote that nothing closes reaches to the end. */
static struct str take_quoted(struct parser *p)
{
	char quote = p->rest.p[0];
	char *out = arena_alloc(p->arena, p->rest.n);
	size_t i = 1, n = 0;

	while (i < p->rest.n) {
		if (p->rest.p[i] == quote) {
			if (i + 1 >= p->rest.n || p->rest.p[i + 1] != quote)
				break;
			i++;
		}
		out[n++] = p->rest.p[i++];
	}
	i += i < p->rest.n;
	p->rest = (struct str){p->rest.p + i, p->rest.n - i};
	return (struct str){out, n};
}

static void next(struct parser *p)
{
	size_t n = 1;

	while (p->rest.n && is_blank(p->rest.p[0]))
		p->rest = (struct str){p->rest.p + 1, p->rest.n - 1};
	if (p->rest.n == 0) {
		p->t = (struct token){TOKEN_END, {NULL, 0}};
		return;
	}
	if (is_quote(p->rest.p[0])) {
		p->t.kind = TOKEN_NAME;
		p->t.text = take_quoted(p);
		return;
	}
	p->t.kind = is_special(p->rest.p[0]) ? TOKEN_CHAR : TOKEN_WORD;
	while (p->t.kind == TOKEN_WORD && n < p->rest.n && !is_blank(p->rest.p[n]) && !is_quote(p->rest.p[n]) &&
	       !is_special(p->rest.p[n]))
		n++;
	p->t.text = (struct str){p->rest.p, n};
	p->rest = (struct str){p->rest.p + n, p->rest.n - n};
}

static bool at_word(const struct parser *p, const char *word)
{
	return p->t.kind == TOKEN_WORD && str_eq_nocase(p->t.text, str_from(word));
}

static bool at_char(const struct parser *p, char c)
{
	return p->t.kind == TOKEN_CHAR && p->t.text.p[0] == c;
}

static bool take_char(struct parser *p, char c)
{
	if (!at_char(p, c))
		return false;
	next(p);
	return true;
}

static bool take_word(struct parser *p, const char *word)
{
	if (!at_word(p, word))
		return false;
	next(p);
	return true;
}

/* A name with or without quotes. */
static bool take_name(struct parser *p, struct str *ret)
{
	if (p->t.kind != TOKEN_WORD && p->t.kind != TOKEN_NAME)
		return false;
	*ret = p->t.text;
	next(p);
	return true;
}

/* `user`@`host`, or a role without a host. An address without quotes ends at its first dot: nobody asks for it. */
static bool take_account(struct parser *p, struct str *ret_user, struct str *ret_host)
{
	if (!take_name(p, ret_user))
		return false;
	return !take_char(p, '@') || take_name(p, ret_host);
}

static void skip_columns(struct parser *p)
{
	while (p->t.kind != TOKEN_END && !at_char(p, ')'))
		next(p);
	take_char(p, ')');
}

/* What stands between two commas: the words of a privilege, or a role. */
struct item {
	char words[64]; /* joined by single blanks */
	size_t n;
	bool too_long; /* no privilege has so many letters */
	struct str role;
	bool columns;
};

static void item_add(struct item *it, struct str word)
{
	it->too_long |= it->n + 1 + word.n > sizeof(it->words);
	if (it->too_long)
		return;
	if (it->n)
		it->words[it->n++] = ' ';
	memcpy(it->words + it->n, word.p, word.n);
	it->n += word.n;
}

static void add_role(struct parser *p, struct str role)
{
	struct grant_line *l = p->line;

	if (l->n_roles == p->cap_roles) {
		size_t cap = p->cap_roles ? 2 * p->cap_roles : 4;
		struct str *grown = ARENA_ARRAY(p->arena, struct str, cap);

		if (l->n_roles)
			memcpy(grown, l->roles, l->n_roles * sizeof(*grown));
		p->cap_roles = cap;
		l->roles = grown;
	}
	l->roles[l->n_roles++] = role;
}

static void take_item(struct parser *p, struct item *it)
{
	*it = (struct item){.n = 0};
	while (p->t.kind != TOKEN_END && !at_char(p, ',') && !at_word(p, "ON") && !at_word(p, "TO")) {
		if (take_char(p, '(')) {
			it->columns = true;
			skip_columns(p);
			continue;
		}
		if (p->t.kind == TOKEN_NAME)
			it->role = p->t.text;
		else if (p->t.kind == TOKEN_WORD)
			item_add(it, p->t.text);
		next(p);
		if (take_char(p, '@') && p->t.kind != TOKEN_END)
			next(p);
	}
}

static void read_privilege(struct parser *p, const struct item *it)
{
	struct grant_line *l = p->line;
	struct str name = {it->words, it->too_long ? 0 : it->n};

	if (str_eq_nocase(name, STR_LIT("PROXY")))
		l->kind = GRANT_PROXY;
	else if (str_eq_nocase(name, STR_LIT("ALL PRIVILEGES")) || str_eq_nocase(name, STR_LIT("ALL")))
		l->all = true;
	else if (it->columns)
		l->columns |= privilege_find(name);
	else
		l->whole |= privilege_find(name);
	if (!l->unreadable.p && !privilege_readable(name))
		l->unreadable = arena_str(p->arena, name);
}

static void take_items(struct parser *p)
{
	struct item it;

	do {
		take_item(p, &it);
		if (it.role.p)
			add_role(p, it.role);
		else if (at_word(p, "TO"))
			add_role(p, arena_str(p->arena, (struct str){it.words, it.n})); /* a role without quotes */
		else
			read_privilege(p, &it);
	} while (take_char(p, ','));
}

/* What follows ON. false: it makes no sense. */
static bool take_level(struct parser *p)
{
	static const char *const routines[] = {"FUNCTION", "PROCEDURE", "PACKAGE"};
	struct grant_line *l = p->line;
	bool routine = false;

	for (size_t i = 0; i < ARRAY_LEN(routines); i++)
		routine |= at_word(p, routines[i]);
	if (take_char(p, '*')) {
		l->scope = SCOPE_SERVER;
		return take_char(p, '.') && take_char(p, '*');
	}
	/* Words before the name, such as TABLE, are passed over. */
	while (take_name(p, &l->schema) && !at_char(p, '.'))
		;
	if (!l->schema.p || !take_char(p, '.'))
		return false;
	if (take_char(p, '*')) {
		l->scope = SCOPE_DATABASE;
		return true;
	}
	l->scope = routine ? SCOPE_ROUTINE : SCOPE_TABLE;
	return take_name(p, &l->table);
}

/* IDENTIFIED ..., REQUIRE ..., WITH ... */
static void take_rest(struct parser *p)
{
	while (p->t.kind != TOKEN_END) {
		if (take_word(p, "IDENTIFIED") && at_word(p, "VIA") && !p->line->unreadable.p)
			p->line->unreadable = STR_LIT("IDENTIFIED VIA");
		next(p);
	}
}

static bool parse(struct parser *p)
{
	struct grant_line *l = p->line;
	bool revoke = at_word(p, "REVOKE");

	next(p);
	l->kind = revoke ? GRANT_REVOKE : GRANT_PRIVILEGES;
	take_items(p);
	if (l->kind == GRANT_PROXY)
		return true;
	if (!take_word(p, "ON"))
		l->kind = GRANT_ROLES;
	else if (!take_level(p))
		return false;
	if (!take_word(p, revoke ? "FROM" : "TO") || !take_account(p, &l->user, &l->host))
		return false;
	if (l->all)
		l->whole = privileges_of_scope(l->scope);
	take_rest(p);
	return true;
}

void grant_parse(struct arena *a, struct str line, struct grant_line *ret)
{
	struct parser p = {.arena = a, .rest = line, .line = ret};

	*ret = (struct grant_line){.kind = GRANT_UNREAD};
	next(&p);
	if (take_word(&p, "SET"))
		ret->kind = at_word(&p, "DEFAULT") ? GRANT_DEFAULT_ROLE : GRANT_UNREAD;
	else if ((at_word(&p, "GRANT") || at_word(&p, "REVOKE")) && !parse(&p))
		*ret = (struct grant_line){.kind = GRANT_UNREAD};
}
