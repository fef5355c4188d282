/* sqlexpr_query.c: queries as the expression of an expression filter begins one and subqueries are ones: SELECT, TABLE,
 * VALUES, WITH, their clauses and set operators, and windows. Part of the expression parser (src/task/sqlexpr.c). */
#include "src/task/sqlexpr_internal.h"

/* --- windows ---------------------------------------------------------------------------------------------------- */

/* One end of a frame; FOLLOWING only where a frame has two. */
static void frame_bound(struct sql_parser *p, bool following)
{
	if (sql_accept_kw(p, SQL_KW_CURRENT)) {
		sql_need_kw(p, SQL_KW_ROW);
		return;
	}
	if (sql_at_kw(p, SQL_KW_INTERVAL))
		sql_interval_value(p);
	else if (!sql_accept_kw(p, SQL_KW_UNBOUNDED) && !sql_accept_number(p))
		sql_need(p, TOK_PARAM);
	if (!following || !sql_accept_kw(p, SQL_KW_FOLLOWING))
		sql_need_kw(p, SQL_KW_PRECEDING);
}

static void by_list(struct sql_parser *p)
{
	sql_need_kw(p, SQL_KW_BY);
	do {
		sql_expression(p);
		if (!sql_accept_kw(p, SQL_KW_ASC))
			(void)sql_accept_kw(p, SQL_KW_DESC);
	} while (sql_accept(p, ','));
}

void sql_order_by_opt(struct sql_parser *p)
{
	if (sql_accept_kw(p, SQL_KW_ORDER))
		by_list(p);
}

static void window_spec(struct sql_parser *p)
{
	sql_need(p, '(');
	if (sql_at_name(p))
		sql_advance(p);
	if (sql_accept_kw(p, SQL_KW_PARTITION))
		by_list(p);
	sql_order_by_opt(p);
	if (sql_accept_kw(p, SQL_KW_ROWS) || sql_accept_kw(p, SQL_KW_RANGE) || sql_accept_kw(p, SQL_KW_GROUPS)) {
		if (sql_accept_kw(p, SQL_KW_BETWEEN)) {
			frame_bound(p, true);
			sql_need_kw(p, SQL_KW_AND);
			frame_bound(p, true);
		} else {
			frame_bound(p, false);
		}
	}
	sql_need(p, ')');
}

void sql_window_over(struct sql_parser *p)
{
	sql_need_kw(p, SQL_KW_OVER);
	if (sql_at(p, '('))
		window_spec(p);
	else
		sql_need_name(p);
}

void sql_window_over_opt(struct sql_parser *p)
{
	if (sql_at_kw(p, SQL_KW_OVER))
		sql_window_over(p);
}

static void window_clause_opt(struct sql_parser *p)
{
	if (!sql_accept_kw(p, SQL_KW_WINDOW))
		return;
	do {
		sql_need_name(p);
		sql_need_kw(p, SQL_KW_AS);
		window_spec(p);
	} while (sql_accept(p, ','));
}

/* --- clauses ---------------------------------------------------------------------------------------------------- */

static void limit_value(struct sql_parser *p)
{
	if (!sql_accept(p, TOK_INT))
		sql_need(p, TOK_PARAM);
}

static void limit_opt(struct sql_parser *p)
{
	if (sql_accept_kw(p, SQL_KW_LIMIT)) {
		limit_value(p);
		if (sql_accept(p, ',') || sql_accept_kw(p, SQL_KW_OFFSET))
			limit_value(p);
	} else if (sql_accept_kw(p, SQL_KW_FETCH)) {
		if (!sql_accept_kw(p, SQL_KW_FIRST))
			sql_need_kw(p, SQL_KW_NEXT);
		if (!sql_accept(p, TOK_INT))
			(void)sql_accept(p, TOK_PARAM);
		if (!sql_accept_kw(p, SQL_KW_ROW))
			sql_need_kw(p, SQL_KW_ROWS);
		sql_need_kw(p, SQL_KW_ONLY);
	}
}

static void lock_opt(struct sql_parser *p)
{
	if (sql_accept_kw(p, SQL_KW_LOCK)) {
		sql_need_kw(p, SQL_KW_IN);
		sql_need_kw(p, SQL_KW_SHARE);
		sql_need_kw(p, SQL_KW_MODE);
		return;
	}
	if (!sql_accept_kw(p, SQL_KW_FOR))
		return;
	bool update = sql_accept_kw(p, SQL_KW_UPDATE);
	if (!update)
		sql_need_kw(p, SQL_KW_SHARE);
	if (p->lx.dialect >= SQL_DM_5_4 && sql_accept_kw(p, SQL_KW_OF)) {
		do
			sql_table_name(p);
		while (sql_accept(p, ','));
	}
	if (sql_accept_kw(p, SQL_KW_SKIP))
		sql_need_kw(p, SQL_KW_LOCKED);
	else if (update && sql_accept_kw(p, SQL_KW_WAIT))
		sql_need(p, TOK_INT);
	else
		(void)sql_accept_kw(p, SQL_KW_NOWAIT);
}

static void tail(struct sql_parser *p)
{
	sql_order_by_opt(p);
	limit_opt(p);
	lock_opt(p);
	sql_into_outfile_opt(p);
}

static void group_by_opt(struct sql_parser *p)
{
	if (!sql_accept_kw(p, SQL_KW_GROUP))
		return;
	by_list(p);
	if (p->lx.dialect >= SQL_DM_7_5 && sql_accept_kw(p, SQL_KW_WITH))
		sql_need_kw(p, SQL_KW_ROLLUP);
}

static void where_opt(struct sql_parser *p)
{
	if (sql_accept_kw(p, SQL_KW_WHERE))
		sql_expression(p);
}

static void having_opt(struct sql_parser *p)
{
	if (sql_accept_kw(p, SQL_KW_HAVING))
		sql_expression(p);
}

/* --- queries ---------------------------------------------------------------------------------------------------- */

static bool accept_option(struct sql_parser *p)
{
	static const enum sql_keyword options[] = {
		SQL_KW_LOW_PRIORITY,   SQL_KW_HIGH_PRIORITY, SQL_KW_DELAYED,           SQL_KW_SQL_SMALL_RESULT,
		SQL_KW_SQL_BIG_RESULT, SQL_KW_SQL_CACHE,     SQL_KW_SQL_BUFFER_RESULT, SQL_KW_SQL_CALC_FOUND_ROWS,
		SQL_KW_SQL_NO_CACHE,   SQL_KW_STRAIGHT_JOIN,
	};
	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (sql_accept_kw(p, options[i]))
			return true;
	return sql_accept(p, TOK_HINT);
}

/* What may stand between SELECT and the fields, any number of times. */
static void select_options(struct sql_parser *p)
{
	bool distinct = false, all = false;
	for (;;) {
		struct sql_token t = p->tok;
		if (sql_accept_kw(p, SQL_KW_DISTINCT) || sql_accept_kw(p, SQL_KW_DISTINCTROW))
			distinct = true;
		else if (sql_accept_kw(p, SQL_KW_ALL))
			all = true;
		else if (!accept_option(p))
			return;
		if (distinct && all)
			sql_fail_at(p, t, "ALL and DISTINCT exclude each other");
	}
}

static void field(struct sql_parser *p)
{
	if (sql_accept(p, '*'))
		return;
	if (sql_at_name(p) && sql_ahead(p)->kind == '.') {
		if (sql_column_or_call(p, true))
			return;
		p->have_operand = true;
	}
	sql_expression(p);
	bool as = sql_accept_kw(p, SQL_KW_AS);
	if (sql_accept(p, TOK_STRING))
		return;
	if (as || sql_at_name(p))
		sql_need_name(p);
}

void sql_select_body(struct sql_parser *p)
{
	select_options(p);
	do {
		field(p);
		p->columns = NULL; /* DM evaluates the first field alone */
	} while (sql_accept(p, ','));
	if (p->lx.dialect >= SQL_DM_6_5)
		having_opt(p);
	if (!sql_at_kw(p, SQL_KW_FROM)) {
		where_opt(p);
		group_by_opt(p);
	} else if (sql_ahead_kw(p, SQL_KW_DUAL)) {
		sql_advance(p);
		sql_advance(p);
		where_opt(p);
		group_by_opt(p);
	} else {
		sql_advance(p);
		sql_table_refs(p);
		where_opt(p);
		group_by_opt(p);
		having_opt(p);
		window_clause_opt(p);
	}
	tail(p);
}

/* values row(1, default), row(2) */
static void values(struct sql_parser *p)
{
	do {
		sql_need_kw(p, SQL_KW_ROW);
		sql_need(p, '(');
		if (sql_accept(p, ')'))
			continue;
		do {
			if (sql_at_kw(p, SQL_KW_DEFAULT) && sql_ahead(p)->kind != '(')
				sql_advance(p);
			else
				sql_expression(p);
		} while (sql_accept(p, ','));
		sql_need(p, ')');
	} while (sql_accept(p, ','));
	tail(p);
}

/* One operand of a set operator. Returns true when it was a query in parentheses. */
static bool query_operand(struct sql_parser *p)
{
	if (sql_at(p, '(')) {
		sql_subquery(p);
		return true;
	}
	if (sql_accept_kw(p, SQL_KW_TABLE)) {
		sql_table_name(p);
		tail(p);
	} else if (sql_accept_kw(p, SQL_KW_VALUES)) {
		values(p);
	} else {
		sql_need_kw(p, SQL_KW_SELECT);
		sql_select_body(p);
	}
	return false;
}

static bool at_set_operator(const struct sql_parser *p)
{
	return sql_at_kw(p, SQL_KW_UNION) || sql_at_kw(p, SQL_KW_EXCEPT) || sql_at_kw(p, SQL_KW_INTERSECT);
}

bool sql_at_query_rest(const struct sql_parser *p)
{
	return at_set_operator(p) || sql_at_kw(p, SQL_KW_ORDER) || sql_at_kw(p, SQL_KW_LIMIT) ||
	       sql_at_kw(p, SQL_KW_FETCH);
}

void sql_query_rest(struct sql_parser *p, bool after_subquery)
{
	p->set_operation = sql_at_query_rest(p) || (after_subquery && p->set_operation);
	while (at_set_operator(p)) {
		sql_advance(p);
		if (!sql_accept_kw(p, SQL_KW_ALL) && !sql_accept_kw(p, SQL_KW_DISTINCT))
			(void)sql_accept_kw(p, SQL_KW_DISTINCTROW);
		after_subquery = query_operand(p);
		p->set_operation = true;
	}
	if (after_subquery) {
		sql_order_by_opt(p);
		limit_opt(p);
	}
}

static void with_clause(struct sql_parser *p)
{
	(void)sql_accept_kw(p, SQL_KW_RECURSIVE);
	do {
		sql_need_name(p);
		if (sql_accept(p, '(')) {
			do
				sql_need_name(p);
			while (sql_accept(p, ','));
			sql_need(p, ')');
		}
		sql_need_kw(p, SQL_KW_AS);
		sql_subquery(p);
	} while (sql_accept(p, ','));
}

bool sql_at_query(struct sql_parser *p)
{
	return sql_at_kw(p, SQL_KW_SELECT) || sql_at_kw(p, SQL_KW_TABLE) || sql_at_kw(p, SQL_KW_WITH) ||
	       (sql_at_kw(p, SQL_KW_VALUES) && sql_ahead(p)->kind != '(');
}

void sql_query(struct sql_parser *p)
{
	struct sql_token start = p->tok;
	struct sql_columns *outer = p->columns;
	p->columns = NULL;
	bool with = sql_accept_kw(p, SQL_KW_WITH);
	if (with) {
		with_clause(p);
		/* As a statement of its own a WITH clause may go on with what is not a query. */
		if (p->depth == 0 && (sql_at_kw(p, SQL_KW_UPDATE) || sql_at_kw(p, SQL_KW_DELETE))) {
			sql_unsure(p);
			return;
		}
	}
	bool subquery = query_operand(p);
	bool alone = subquery && !sql_at_query_rest(p);
	sql_query_rest(p, subquery);
	/* The parsers up to 6.5 take what stands in the parentheses for a plain SELECT, without looking. */
	if (with && alone && p->set_operation && p->lx.dialect <= SQL_DM_6_5 &&
	    (sql_at(p, ')') || sql_at(p, ';') || sql_at(p, TOK_END))) {
		sql_fail_at(p, start, "DM crashes on WITH in front of a set operation in parentheses");
		p->err->crashes = true;
	}
	p->columns = outer;
}
