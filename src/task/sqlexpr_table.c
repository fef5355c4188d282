/* sqlexpr_table.c: what stands behind FROM and INTO in a query: tables, joins, index hints, samples, files. Part of the
 * expression parser (src/task/sqlexpr.c). Expression filters have no table to select from; DM's parser takes all of it
 * nevertheless. */
#include "src/task/sqlexpr_internal.h"

/* --- tables ----------------------------------------------------------------------------------------------------- */

void sql_table_name(struct sql_parser *p)
{
	if (p->lx.dialect >= SQL_DM_8_5 && sql_accept(p, '*')) {
		sql_need(p, '.');
		sql_need_name(p);
		return;
	}
	struct sql_token first = p->tok;
	sql_need_name(p);
	if (!sql_accept(p, '.'))
		return;
	const char *name = p->lx.s.p + first.off;
	if (p->lx.dialect >= SQL_DM_8_5 && name[0] == '`' && (first.len == 2 || name[first.len - 2] == ' '))
		sql_fail_at(p, first, "the name of a database is not empty and does not end with a blank");
	sql_need_name(p);
}

static void name_list(struct sql_parser *p)
{
	sql_need(p, '(');
	do
		sql_need_name(p);
	while (sql_accept(p, ','));
	sql_need(p, ')');
}

void sql_column_list(struct sql_parser *p)
{
	sql_need(p, '(');
	do {
		sql_need_name(p);
		for (int parts = 1; parts < 3 && sql_accept(p, '.'); parts++)
			sql_need_name(p);
	} while (sql_accept(p, ','));
	sql_need(p, ')');
}

static void alias_opt(struct sql_parser *p)
{
	/* AS OF is not an alias. */
	if (sql_at_kw(p, SQL_KW_AS) && sql_ahead_kw(p, SQL_KW_OF))
		return;
	if (sql_accept_kw(p, SQL_KW_AS) || sql_at_name(p))
		sql_need_name(p);
}

static bool accept_index_hint(struct sql_parser *p)
{
	return sql_accept_kw(p, SQL_KW_USE) || sql_accept_kw(p, SQL_KW_IGNORE) || sql_accept_kw(p, SQL_KW_FORCE);
}

/* use index for join (a, primary) */
static void index_hints_opt(struct sql_parser *p)
{
	while (accept_index_hint(p)) {
		if (!sql_accept_kw(p, SQL_KW_INDEX))
			sql_need_kw(p, SQL_KW_KEY);
		if (sql_accept_kw(p, SQL_KW_FOR) && !sql_accept_kw(p, SQL_KW_JOIN)) {
			if (!sql_accept_kw(p, SQL_KW_ORDER))
				sql_need_kw(p, SQL_KW_GROUP);
			sql_need_kw(p, SQL_KW_BY);
		}
		sql_need(p, '(');
		bool empty = sql_at(p, ')') || sql_at(p, ',');
		while (!empty || sql_accept(p, ',')) {
			empty = true;
			if (!sql_accept_kw(p, SQL_KW_PRIMARY))
				sql_need_name(p);
		}
		sql_need(p, ')');
	}
}

static void sample_opt(struct sql_parser *p)
{
	if (!sql_accept_kw(p, SQL_KW_TABLESAMPLE))
		return;
	if (!sql_accept_kw(p, SQL_KW_SYSTEM) && !sql_accept_kw(p, SQL_KW_BERNOULLI))
		(void)sql_accept_kw(p, SQL_KW_REGIONS);
	sql_need(p, '(');
	if (!sql_at(p, ')')) {
		sql_expression(p);
		if (!sql_accept_kw(p, SQL_KW_ROWS))
			(void)sql_accept_kw(p, SQL_KW_PERCENT);
	}
	sql_need(p, ')');
	if (sql_accept_kw(p, SQL_KW_REPEATABLE)) {
		sql_need(p, '(');
		sql_expression(p);
		sql_need(p, ')');
	}
}

static void table(struct sql_parser *p)
{
	sql_table_name(p);
	if (sql_accept_kw(p, SQL_KW_PARTITION))
		name_list(p);
	alias_opt(p);
	if (sql_accept_kw(p, SQL_KW_AS)) {
		sql_need_kw(p, SQL_KW_OF);
		sql_need_kw(p, SQL_KW_TIMESTAMP);
		sql_expression(p);
	}
	index_hints_opt(p);
	sample_opt(p);
}

/* --- joins ------------------------------------------------------------------------------------------------------ */

static void joined_tables(struct sql_parser *p, bool first_read);

static void table_ref(struct sql_parser *p)
{
	if (sql_accept(p, '{')) {
		sql_need_name(p);
		joined_tables(p, false);
		sql_need(p, '}');
	} else {
		joined_tables(p, false);
	}
}

/* From "(": a query or tables. Returns true for a query that ends the parentheses, which may have an alias then. */
static bool table_parenthesis(struct sql_parser *p)
{
	bool query = false, first_read = false;
	sql_need(p, '(');
	if (!sql_enter(p))
		return false;
	if (sql_at_query(p)) {
		sql_query(p);
		query = true;
	} else if (sql_at(p, '(')) {
		first_read = true;
		if (table_parenthesis(p)) {
			query = sql_at_query_rest(p) || (sql_at(p, ')') && p->lx.dialect != SQL_DM_2_0);
			if (sql_at_query_rest(p))
				sql_query_rest(p, true);
			else if (!query)
				alias_opt(p);
		}
	}
	if (first_read && !query)
		joined_tables(p, true);
	else if (!query)
		table_ref(p);
	while (!query && sql_accept(p, ','))
		table_ref(p);
	sql_need(p, ')');
	sql_leave(p);
	return query;
}

static void table_factor(struct sql_parser *p)
{
	if (!sql_at(p, '(')) {
		table(p);
	} else if (table_parenthesis(p)) {
		alias_opt(p);
	}
}

static bool accept_side(struct sql_parser *p)
{
	return sql_accept_kw(p, SQL_KW_LEFT) || sql_accept_kw(p, SQL_KW_RIGHT);
}

/* How a join goes on: to its right a table, or all the joins up to its condition. */
struct join {
	bool takes_joins;
	enum { JOIN_BARE, JOIN_MAY_USE_ON, JOIN_MAY_HAVE_CONDITION, JOIN_NEEDS_CONDITION } condition;
};

static bool accept_join(struct sql_parser *p, struct join *ret)
{
	*ret = (struct join){.takes_joins = true, .condition = JOIN_MAY_HAVE_CONDITION};
	if (accept_side(p)) {
		ret->condition = JOIN_NEEDS_CONDITION;
		(void)sql_accept_kw(p, SQL_KW_OUTER);
		sql_need_kw(p, SQL_KW_JOIN);
	} else if (sql_accept_kw(p, SQL_KW_NATURAL)) {
		*ret = (struct join){.takes_joins = false, .condition = JOIN_BARE};
		if (accept_side(p))
			(void)sql_accept_kw(p, SQL_KW_OUTER);
		sql_need_kw(p, SQL_KW_JOIN);
	} else if (sql_accept_kw(p, SQL_KW_CROSS) || sql_accept_kw(p, SQL_KW_INNER)) {
		sql_need_kw(p, SQL_KW_JOIN);
	} else if (sql_accept_kw(p, SQL_KW_STRAIGHT_JOIN)) {
		ret->takes_joins = false;
		if (p->lx.dialect < SQL_DM_8_5)
			ret->condition = JOIN_MAY_USE_ON;
	} else {
		return sql_accept_kw(p, SQL_KW_JOIN);
	}
	return true;
}

static void joined_tables(struct sql_parser *p, bool first_read)
{
	if (!sql_enter(p))
		return;
	if (!first_read)
		table_factor(p);
	struct join j;
	while (accept_join(p, &j)) {
		if (j.takes_joins)
			joined_tables(p, false);
		else
			table_factor(p);
		if (j.condition != JOIN_BARE && sql_accept_kw(p, SQL_KW_ON))
			sql_expression(p);
		else if (j.condition >= JOIN_MAY_HAVE_CONDITION && sql_accept_kw(p, SQL_KW_USING))
			sql_column_list(p);
		else if (j.condition == JOIN_NEEDS_CONDITION)
			sql_fail(p);
	}
	sql_leave(p);
}

void sql_table_refs(struct sql_parser *p)
{
	do
		table_ref(p);
	while (sql_accept(p, ','));
}

/* --- files ------------------------------------------------------------------------------------------------------ */

/* The text that ends or surrounds a field; at most one byte where single is set. */
static void terminator(struct sql_parser *p, bool single)
{
	struct sql_token t = p->tok;
	size_t n = 0;
	if (sql_at(p, TOK_STRING)) {
		n = sql_token_value(&p->lx, t, NULL, 0);
	} else if (sql_at(p, TOK_HEX) || sql_at(p, TOK_BIT)) {
		bool quoted = p->lx.s.p[t.off] != '0';
		size_t digits = t.len - (quoted ? 3 : 2), a_byte = sql_at(p, TOK_HEX) ? 2 : 8;
		n = (digits + a_byte - 1) / a_byte;
	} else {
		sql_fail(p);
	}
	if (single && n > 1)
		sql_fail_at(p, t, "fields are enclosed and escaped by one byte at most");
	sql_advance(p);
}

/* What is left of: optionally enclosed by. False when it is none of them. */
static bool accept_field_item(struct sql_parser *p)
{
	if (sql_accept_kw(p, SQL_KW_DEFINED)) {
		sql_need_kw(p, SQL_KW_NULL);
		sql_need_kw(p, SQL_KW_BY);
		terminator(p, false);
		/* With a BY behind it the next item begins here. */
		if (sql_at_kw(p, SQL_KW_OPTIONALLY)) {
			struct sql_parser before = *p;
			sql_advance(p);
			sql_need_kw(p, SQL_KW_ENCLOSED);
			if (sql_at_kw(p, SQL_KW_BY))
				*p = before;
		}
		return true;
	}
	bool ends = sql_accept_kw(p, SQL_KW_TERMINATED);
	if (!ends && sql_accept_kw(p, SQL_KW_OPTIONALLY))
		sql_need_kw(p, SQL_KW_ENCLOSED);
	else if (!ends && !sql_accept_kw(p, SQL_KW_ENCLOSED) && !sql_accept_kw(p, SQL_KW_ESCAPED))
		return false;
	sql_need_kw(p, SQL_KW_BY);
	terminator(p, !ends);
	return true;
}

static void line_item_opt(struct sql_parser *p, enum sql_keyword kw)
{
	if (!sql_accept_kw(p, kw))
		return;
	sql_need_kw(p, SQL_KW_BY);
	if (p->lx.dialect == SQL_DM_2_0 && !sql_at(p, TOK_STRING))
		sql_fail(p);
	terminator(p, false);
}

void sql_into_outfile_opt(struct sql_parser *p)
{
	if (!sql_accept_kw(p, SQL_KW_INTO))
		return;
	sql_need_kw(p, SQL_KW_OUTFILE);
	sql_need(p, TOK_STRING);
	if (sql_accept_kw(p, SQL_KW_FIELDS) || sql_accept_kw(p, SQL_KW_COLUMNS)) {
		if (!accept_field_item(p))
			sql_fail(p);
		while (accept_field_item(p))
			;
	}
	if (sql_accept_kw(p, SQL_KW_LINES)) {
		line_item_opt(p, SQL_KW_STARTING);
		line_item_opt(p, SQL_KW_TERMINATED);
	}
}
