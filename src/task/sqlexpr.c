/* sqlexpr.c: says whether TiDB's SQL parser takes "select <expr>", as DM asks of expression filters. This file holds the
 * entry point, the list of statements, the current token and the one error; the grammar is in its sisters. Called by
 * the rules that check a task. It makes no tree and resolves no name. */
#include "src/task/sqlexpr_internal.h"

#include <stdio.h>

/* Far more than anyone writes, and far less than the stack holds. */
#define DEPTH_MAX 400

/* The most that a message quotes of the user's text. */
#define QUOTE_MAX 40

bool sql_at(const struct sql_parser *p, int kind)
{
	return p->tok.kind == kind && !p->failed;
}

bool sql_at_kw(const struct sql_parser *p, enum sql_keyword kw)
{
	return sql_at(p, TOK_KEYWORD) && p->tok.kw == kw && !p->tok.call;
}

bool sql_at_name(const struct sql_parser *p)
{
	if (sql_at(p, TOK_NAME))
		return true;
	return sql_at(p, TOK_KEYWORD) && !p->tok.call && sql_word(p->tok.kw)->kind[p->lx.dialect] != 'r';
}

const struct sql_token *sql_ahead(struct sql_parser *p)
{
	if (!p->has_ahead) {
		p->lx_ahead = p->lx;
		p->ahead = sql_lex(&p->lx_ahead);
		p->has_ahead = true;
	}
	return &p->ahead;
}

bool sql_ahead_kw(struct sql_parser *p, enum sql_keyword kw)
{
	const struct sql_token *t = sql_ahead(p);
	return t->kind == TOK_KEYWORD && t->kw == kw && !t->call;
}

void sql_advance(struct sql_parser *p)
{
	if (p->failed)
		return;
	p->tok = *sql_ahead(p);
	p->lx = p->lx_ahead;
	p->has_ahead = false;
}

bool sql_accept(struct sql_parser *p, int kind)
{
	if (!sql_at(p, kind))
		return false;
	sql_advance(p);
	return true;
}

bool sql_accept_kw(struct sql_parser *p, enum sql_keyword kw)
{
	if (!sql_at_kw(p, kw))
		return false;
	sql_advance(p);
	return true;
}

void sql_need(struct sql_parser *p, int kind)
{
	if (!sql_accept(p, kind))
		sql_fail(p);
}

void sql_need_kw(struct sql_parser *p, enum sql_keyword kw)
{
	if (!sql_accept_kw(p, kw))
		sql_fail(p);
}

void sql_need_name(struct sql_parser *p)
{
	struct str s = {p->lx.s.p + p->tok.off, p->tok.len};
	if (sql_at_name(p))
		sql_advance(p);
	else if (sql_at(p, TOK_KEYWORD) && !p->tok.call)
		sql_fail_at(p, p->tok, "unexpected \"%.*s\", a reserved word: as a name it needs backquotes",
			    STR_FMT(s));
	else
		sql_fail(p);
}

bool sql_accept_number(struct sql_parser *p)
{
	return sql_accept(p, TOK_INT) || sql_accept(p, TOK_DECIMAL) || sql_accept(p, TOK_FLOAT);
}

void sql_fail_at(struct sql_parser *p, struct sql_token t, const char *fmt, ...)
{
	if (p->failed)
		return;
	p->failed = true;
	p->err->off = t.off;
	p->err->len = t.len;
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(p->err->msg, sizeof(p->err->msg), fmt, ap);
	va_end(ap);
}

/* The start of a token that can be shown as it is: valid UTF-8 without control characters. */
static struct str showable(const struct sql_parser *p, struct sql_token t)
{
	struct str s = {p->lx.s.p + t.off, 0};
	while (s.n < t.len) {
		uint32_t cp;
		unsigned n = utf8_decode(s.p + s.n, t.len - s.n, &cp);
		if (n == 0 || cp < 0x20 || cp == 0x7f || s.n + n > QUOTE_MAX)
			break;
		s.n += n;
	}
	return s;
}

void sql_fail(struct sql_parser *p)
{
	struct sql_token t = p->tok;
	struct str s = showable(p, t);
	if (t.kind == TOK_INVALID && t.why)
		sql_fail_at(p, t, "%s", t.why);
	else if (t.kind == TOK_END)
		sql_fail_at(p, t, "unexpected end of the expression");
	else if (s.n == 0)
		sql_fail_at(p, t, "unexpected character");
	else
		sql_fail_at(p, t, "unexpected \"%.*s\"%s", STR_FMT(s), s.n < t.len ? "..." : "");
}

void sql_unsure(struct sql_parser *p)
{
	struct sql_token start = p->tok;
	while (!p->failed && !sql_at(p, TOK_END)) {
		if (sql_at(p, TOK_INVALID))
			sql_fail(p);
		sql_advance(p);
	}
	if (p->failed)
		return;
	sql_fail_at(p, start, "not judged from here on");
	p->err->len = p->lx.s.n - start.off;
	p->err->unsure = true;
}

bool sql_enter(struct sql_parser *p)
{
	if (p->depth >= DEPTH_MAX)
		sql_unsure(p);
	if (p->failed)
		return false;
	p->depth++;
	return true;
}

void sql_leave(struct sql_parser *p)
{
	p->depth--;
}

/* What may stand behind a ";": nothing, a query, or another statement, of which only the first word is known. */
static void statement(struct sql_parser *p)
{
	if (sql_at(p, TOK_END) || sql_at(p, ';'))
		return;
	if (sql_at_query(p) || sql_at_kw(p, SQL_KW_VALUES) || sql_at(p, '('))
		sql_query(p);
	else if (sql_at(p, TOK_KEYWORD) && !p->tok.call && sql_word(p->tok.kw)->begins[p->lx.dialect] == 'y')
		sql_unsure(p);
	else
		sql_fail(p);
}

static enum sql_dialect dialect_of(uint32_t dm_version)
{
	/* The first release of DM whose parser is closest to each of the five: measured on expressions of all kinds. */
	static const uint32_t first[SQL_DIALECTS] = {0, 50400, 60500, 70100, 80100};
	enum sql_dialect d = SQL_DM_2_0;
	while (d + 1 < SQL_DIALECTS && dm_version >= first[d + 1])
		d++;
	return d;
}

static bool parse(struct str expr, uint32_t dm_version, struct sql_expr_error *ret, struct sql_columns *columns)
{
	*ret = (struct sql_expr_error){0};
	struct sql_parser p = {
		.lx = {.s = expr, .dialect = dialect_of(dm_version), .last = SQL_KW_SELECT},
		.err = ret,
		.columns = columns,
	};
	sql_advance(&p);
	sql_select_body(&p);
	sql_query_rest(&p, false);
	while (sql_accept(&p, ';'))
		statement(&p);
	if (!p.failed && !sql_at(&p, TOK_END))
		sql_fail(&p);
	return !p.failed || ret->unsure;
}

bool sql_expr_parse(struct str expr, uint32_t dm_version, struct sql_expr_error *ret)
{
	return parse(expr, dm_version, ret, NULL);
}

bool sql_expr_columns(struct arena *a, struct str expr, uint32_t dm_version, struct sql_columns *ret)
{
	struct sql_expr_error err;

	*ret = (struct sql_columns){.arena = a};
	return parse(expr, dm_version, &err, ret);
}
