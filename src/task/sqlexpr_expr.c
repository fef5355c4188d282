/* sqlexpr_expr.c: the grammar of SQL expressions, from logic down to operands. Part of the expression parser (src/task/
 * sqlexpr.c). Precedence matters only where it decides what may stand next to what, since no tree is made.
 *
 * TiDB's own grammar is an LALR one. A "(" may begin a query or an expression, which shows only behind the innermost
 * of a row of them; what was read then goes on as the first operand (have_operand). */
#include "src/task/sqlexpr_internal.h"

#include <string.h>

/* match (a, b) against ('text' in boolean mode) */
static void match_against(struct sql_parser *p)
{
	sql_advance(p);
	sql_column_list(p);
	sql_need_kw(p, SQL_KW_AGAINST);
	sql_need(p, '(');
	sql_bit_expression(p);
	bool natural = false;
	if (sql_accept_kw(p, SQL_KW_IN)) {
		natural = sql_accept_kw(p, SQL_KW_NATURAL);
		sql_need_kw(p, natural ? SQL_KW_LANGUAGE : SQL_KW_BOOLEAN);
		sql_need_kw(p, SQL_KW_MODE);
		if (!natural) {
			sql_need(p, ')');
			return;
		}
	}
	if (sql_accept_kw(p, SQL_KW_WITH)) {
		sql_need_kw(p, SQL_KW_QUERY);
		sql_need_kw(p, SQL_KW_EXPANSION);
	}
	sql_need(p, ')');
}

static void like_pattern(struct sql_parser *p)
{
	sql_operand(p);
	if (!sql_accept_kw(p, SQL_KW_ESCAPE))
		return;
	if (sql_at(p, TOK_STRING) && sql_token_value(&p->lx, p->tok, NULL, 0) > 1)
		sql_fail_at(p, p->tok, "ESCAPE takes one character of one byte at most");
	sql_need(p, TOK_STRING);
}

/* IN, BETWEEN, LIKE and their like: they do not chain, but what stands behind the AND of BETWEEN may be one again. */
static void predicate(struct sql_parser *p)
{
	bool again = true;
	while (again) {
		again = false;
		sql_bit_expression(p);
		bool not = sql_accept_kw(p, SQL_KW_NOT);
		if (sql_accept_kw(p, SQL_KW_IN)) {
			(void)sql_parenthesis(p);
		} else if (sql_accept_kw(p, SQL_KW_BETWEEN)) {
			sql_bit_expression(p);
			again = sql_accept_kw(p, SQL_KW_AND);
			if (!again)
				sql_fail(p);
		} else if (sql_accept_kw(p, SQL_KW_LIKE) || sql_accept_kw(p, SQL_KW_ILIKE)) {
			like_pattern(p);
		} else if (sql_accept_kw(p, SQL_KW_REGEXP) || sql_accept_kw(p, SQL_KW_RLIKE)) {
			sql_operand(p);
		} else if (not ) {
			sql_fail(p);
		} else if (sql_at_kw(p, SQL_KW_MEMBER) && sql_ahead_kw(p, SQL_KW_OF)) {
			sql_advance(p);
			sql_advance(p);
			sql_need(p, '(');
			sql_operand(p);
			sql_need(p, ')');
		}
	}
}

static bool at_comparison(const struct sql_parser *p)
{
	static const int kinds[] = {TOK_EQ, TOK_NE, '<', '>', TOK_LE, TOK_GE, TOK_NULL_EQ};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (sql_at(p, kinds[i]))
			return true;
	return false;
}

static bool accept_assignment(struct sql_parser *p)
{
	if (!sql_at(p, TOK_USER_VAR) || sql_ahead(p)->kind != TOK_ASSIGN)
		return false;
	sql_advance(p);
	sql_advance(p);
	return true;
}

/* Behind a comparison: ANY and SOME are names unless a "(" follows. */
static bool accept_quantifier(struct sql_parser *p)
{
	if (sql_accept_kw(p, SQL_KW_ALL))
		return true;
	if ((sql_at_kw(p, SQL_KW_ANY) || sql_at_kw(p, SQL_KW_SOME)) && sql_ahead(p)->kind == '(') {
		sql_advance(p);
		return true;
	}
	return false;
}

/* Comparisons and IS NULL chain; IS TRUE and its like end the chain. */
static void comparison(struct sql_parser *p)
{
	predicate(p);
	for (;;) {
		if (sql_accept_kw(p, SQL_KW_IS)) {
			(void)sql_accept_kw(p, SQL_KW_NOT);
			if (sql_accept_kw(p, SQL_KW_NULL))
				continue;
			if (!sql_accept_kw(p, SQL_KW_TRUE) && !sql_accept_kw(p, SQL_KW_FALSE))
				sql_need_kw(p, SQL_KW_UNKNOWN);
			return;
		}
		if (!at_comparison(p))
			return;
		sql_advance(p);
		if (accept_quantifier(p)) {
			sql_subquery(p);
		} else {
			(void)accept_assignment(p);
			predicate(p);
		}
	}
}

static bool accept_logic(struct sql_parser *p)
{
	return sql_accept_kw(p, SQL_KW_AND) || sql_accept(p, TOK_AND_AND) || sql_accept_kw(p, SQL_KW_OR) ||
	       sql_accept(p, TOK_OR_OR) || sql_accept_kw(p, SQL_KW_XOR);
}

void sql_expression(struct sql_parser *p)
{
	if (!sql_enter(p))
		return;
	do {
		while (!p->have_operand && (sql_accept_kw(p, SQL_KW_NOT) || accept_assignment(p)))
			;
		if (!p->have_operand && sql_at_kw(p, SQL_KW_MATCH))
			match_against(p);
		else
			comparison(p);
	} while (accept_logic(p));
	sql_leave(p);
}

void sql_expression_list(struct sql_parser *p)
{
	do
		sql_expression(p);
	while (sql_accept(p, ','));
}

static bool accept_binary(struct sql_parser *p)
{
	static const int kinds[] = {'+', '-', '*', '/', '%', '|', '&', '^', TOK_SHL, TOK_SHR};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (sql_accept(p, kinds[i]))
			return true;
	return sql_accept_kw(p, SQL_KW_DIV) || sql_accept_kw(p, SQL_KW_MOD);
}

/* INTERVAL is a function of that name when "(" follows; the oldest dialect takes it for a unit form even then. */
bool sql_at_unit_interval(struct sql_parser *p)
{
	return sql_at_kw(p, SQL_KW_INTERVAL) && (p->lx.dialect == SQL_DM_2_0 || sql_ahead(p)->kind != '(');
}

void sql_interval_value(struct sql_parser *p)
{
	sql_need_kw(p, SQL_KW_INTERVAL);
	sql_expression(p);
	sql_time_unit(p, true);
}

void sql_bit_expression(struct sql_parser *p)
{
	bool again = true;
	while (again) {
		/* interval 1 day + a: nothing but a plus may follow. */
		if (!p->have_operand && p->lx.dialect >= SQL_DM_6_5 && sql_at_unit_interval(p)) {
			sql_interval_value(p);
			sql_need(p, '+');
			continue;
		}
		sql_operand(p);
		bool additive = sql_at(p, '+') || sql_at(p, '-');
		again = accept_binary(p);
		while (again && additive && sql_at_unit_interval(p)) {
			sql_interval_value(p);
			additive = sql_at(p, '+') || sql_at(p, '-');
			again = accept_binary(p);
		}
	}
}

/* Queries in parentheses in front of a set operator, or with an order or a limit of their own. */
static bool query_goes_on(struct sql_parser *p)
{
	if (!sql_at_query_rest(p))
		return false;
	sql_query_rest(p, true);
	return true;
}

/* From "(" on. must_query: nothing but a query will do. Returns true for a query. */
static bool parenthesis(struct sql_parser *p, bool must_query)
{
	bool query = false;
	sql_need(p, '(');
	if (!sql_enter(p))
		return false;
	if (sql_at_query(p)) {
		sql_query(p);
		query = true;
	} else if (sql_at(p, '(')) {
		/* Two pairs around a query are still one where only a query will do (not in the oldest dialect);
		 * everywhere else they make an expression of it. */
		if (parenthesis(p, must_query))
			query = query_goes_on(p) || (must_query && sql_at(p, ')') && p->lx.dialect != SQL_DM_2_0);
		p->have_operand = !query;
	}
	if (!query && must_query)
		sql_fail(p);
	if (!query)
		sql_expression_list(p);
	sql_need(p, ')');
	sql_leave(p);
	return query;
}

bool sql_parenthesis(struct sql_parser *p)
{
	return parenthesis(p, false);
}

void sql_subquery(struct sql_parser *p)
{
	(void)parenthesis(p, true);
}

static void case_expression(struct sql_parser *p)
{
	sql_advance(p);
	if (!sql_at_kw(p, SQL_KW_WHEN))
		sql_expression(p);
	do {
		sql_need_kw(p, SQL_KW_WHEN);
		sql_expression(p);
		sql_need_kw(p, SQL_KW_THEN);
		sql_expression(p);
	} while (sql_at_kw(p, SQL_KW_WHEN));
	if (sql_accept_kw(p, SQL_KW_ELSE))
		sql_expression(p);
	sql_need_kw(p, SQL_KW_END);
}

/* row(a, b): at least two. */
static void row(struct sql_parser *p)
{
	sql_advance(p);
	sql_need(p, '(');
	sql_expression(p);
	sql_need(p, ',');
	sql_expression_list(p);
	sql_need(p, ')');
}

/* Its last part is the column, in front of it stand table and schema. */
static void note_column(const struct sql_parser *p, const struct sql_token *parts, size_t n)
{
	struct sql_columns *to = p->columns;
	if ((to->n & (to->n - 1)) == 0) { /* full: 0, 1, 2, 4, ... */
		struct sql_column *more = ARENA_ARRAY(to->arena, struct sql_column, to->n ? to->n * 2 : 1);
		if (to->n)
			memcpy(more, to->list, to->n * sizeof(*more));
		to->list = more;
	}
	struct sql_column *c = &to->list[to->n++];
	struct str *names[] = {&c->schema, &c->table, &c->name};
	c->off = parts[0].off;
	c->len = parts[n - 1].off + parts[n - 1].len - c->off;
	for (size_t i = 0; i < n; i++) {
		struct str *name = names[ARRAY_LEN(names) - n + i];
		char *buf = arena_alloc(to->arena, parts[i].len + 1);
		*name = (struct str){buf, sql_token_value(&p->lx, parts[i], buf, parts[i].len)};
	}
}

bool sql_column_or_call(struct sql_parser *p, bool star)
{
	bool plain = sql_at(p, TOK_NAME);
	struct sql_token names[3] = {p->tok};
	size_t parts = 1;
	sql_need_name(p);
	while (parts < 3 && sql_accept(p, '.')) {
		names[parts++] = p->tok;
		if (star && sql_accept(p, '*'))
			return true;
		sql_need_name(p);
	}
	bool call = sql_at(p, '(') && (parts == 2 || (parts == 1 && plain));
	if (p->columns && !p->failed && !call)
		note_column(p, names, parts);
	if (call)
		sql_arguments(p);
	else if (sql_accept(p, TOK_ARROW) || sql_accept(p, TOK_LONG_ARROW))
		sql_need(p, TOK_STRING);
	return false;
}

static void keyword_operand(struct sql_parser *p)
{
	if (sql_at_call(p)) {
		sql_call(p);
	} else if (sql_at_kw(p, SQL_KW_NULL) || sql_at_kw(p, SQL_KW_TRUE) || sql_at_kw(p, SQL_KW_FALSE)) {
		sql_advance(p);
	} else if (sql_at_kw(p, SQL_KW_CASE)) {
		case_expression(p);
	} else if (sql_at_kw(p, SQL_KW_ROW)) {
		row(p);
	} else if (sql_accept_kw(p, SQL_KW_EXISTS)) {
		sql_subquery(p);
	} else if (sql_at_kw(p, SQL_KW_NEXT) && sql_ahead_kw(p, SQL_KW_VALUE)) {
		sql_advance(p);
		sql_advance(p);
		sql_need_kw(p, SQL_KW_FOR);
		sql_table_name(p);
	} else {
		(void)sql_column_or_call(p, false);
	}
}

static void charset_literal(struct sql_parser *p)
{
	struct sql_token charset = p->tok;
	sql_advance(p);
	if (!sql_accept(p, TOK_STRING) && !sql_accept(p, TOK_HEX) && !sql_accept(p, TOK_BIT))
		sql_fail(p);
	if (charset.kind == TOK_BAD_CHARSET)
		sql_fail_at(p, charset, "this character set cannot stand in front of a literal");
}

static void primary(struct sql_parser *p)
{
	static const int literals[] = {TOK_INT, TOK_DECIMAL, TOK_FLOAT,    TOK_HEX,
				       TOK_BIT, TOK_PARAM,   TOK_USER_VAR, TOK_SYSTEM_VAR};
	for (size_t i = 0; i < ARRAY_LEN(literals); i++)
		if (sql_accept(p, literals[i]))
			return;
	if (sql_at(p, '(')) {
		(void)parenthesis(p, false);
	} else if (sql_at(p, TOK_STRING)) {
		while (sql_accept(p, TOK_STRING))
			;
	} else if (sql_at(p, TOK_CHARSET) || sql_at(p, TOK_BAD_CHARSET)) {
		charset_literal(p);
	} else if (sql_accept(p, '{')) {
		sql_need_name(p);
		sql_expression(p);
		sql_need(p, '}');
	} else if (sql_at(p, TOK_KEYWORD)) {
		keyword_operand(p);
	} else {
		(void)sql_column_or_call(p, false);
	}
}

void sql_operand(struct sql_parser *p)
{
	if (p->have_operand) {
		p->have_operand = false;
	} else {
		while (sql_accept(p, '-') || sql_accept(p, '+') || sql_accept(p, '!') || sql_accept(p, '~') ||
		       sql_accept_kw(p, SQL_KW_BINARY))
			;
		primary(p);
	}
	while (sql_accept_kw(p, SQL_KW_COLLATE))
		sql_collation_name(p);
}
