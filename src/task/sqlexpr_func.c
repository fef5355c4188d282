/* sqlexpr_func.c: the functions of SQL that have a syntax of their own, and types and names inside of them. Part of the
 * expression parser (src/task/sqlexpr.c). Which word has which syntax says schemas/sql-keywords.tsv. */
#include "src/task/sqlexpr_internal.h"

/* The name of a character set or collation: a string, a name or BINARY, to be found in the data. */
static struct sql_token named(struct sql_parser *p, enum sql_name_use use, char *ret_letter)
{
	char buf[64];
	struct sql_token t = p->tok;
	*ret_letter = 'y';
	if (sql_accept_kw(p, SQL_KW_BINARY) || p->failed)
		return t;
	if (!sql_at(p, TOK_STRING) && !sql_at_name(p)) {
		sql_fail(p);
		return t;
	}
	size_t n = sql_token_value(&p->lx, t, buf, sizeof(buf));
	*ret_letter = n <= sizeof(buf) ? sql_name_letter((struct str){buf, n}, use, p->lx.dialect) : '-';
	sql_advance(p);
	return t;
}

void sql_charset_name(struct sql_parser *p)
{
	char letter;
	struct sql_token t = named(p, SQL_NAME_CHARSET, &letter);
	if (letter != 'y' && letter != 'u')
		sql_fail_at(p, t, "this character set is not known");
}

void sql_collation_name(struct sql_parser *p)
{
	char letter;
	struct sql_token t = named(p, SQL_NAME_COLLATION, &letter);
	if (letter != 'y')
		sql_fail_at(p, t, "this collation is not known");
}

void sql_arguments(struct sql_parser *p)
{
	sql_need(p, '(');
	if (!sql_at(p, ')'))
		sql_expression_list(p);
	sql_need(p, ')');
}

static void comma_expression(struct sql_parser *p)
{
	sql_need(p, ',');
	sql_expression(p);
}

/* --- types ------------------------------------------------------------------------------------------------------ */

/* (length) or, where two is set, (length, decimals). */
static void length_opt(struct sql_parser *p, bool two)
{
	if (!sql_accept(p, '('))
		return;
	sql_need(p, TOK_INT);
	if (two && sql_accept(p, ','))
		sql_need(p, TOK_INT);
	sql_need(p, ')');
}

static bool accept_charset_word(struct sql_parser *p)
{
	if (sql_accept_kw(p, SQL_KW_CHARSET))
		return true;
	if (!sql_accept_kw(p, SQL_KW_CHARACTER) && !sql_accept_kw(p, SQL_KW_CHAR))
		return false;
	sql_need_kw(p, SQL_KW_SET);
	return true;
}

static void char_type(struct sql_parser *p)
{
	length_opt(p, false);
	bool binary = sql_accept_kw(p, SQL_KW_BINARY);
	if (!accept_charset_word(p))
		return;
	sql_charset_name(p);
	if (!binary)
		(void)sql_accept_kw(p, SQL_KW_BINARY);
}

/* FLOAT(54) and more is refused, but not from 2^63 on, where TiDB's length is negative. */
static void float_type(struct sql_parser *p)
{
	if (sql_at(p, '(') && sql_ahead(p)->kind == TOK_INT) {
		struct sql_token t = *sql_ahead(p);
		uint64_t bits = 0;
		for (size_t i = 0; i < t.len; i++)
			bits = bits * 10 + (uint64_t)(p->lx.s.p[t.off + i] - '0');
		if (bits >= 54 && bits <= INT64_MAX)
			sql_fail_at(p, t, "FLOAT takes at most 53 bits");
	}
	length_opt(p, true);
}

static void vector_type(struct sql_parser *p)
{
	if (sql_accept(p, '<')) {
		if (sql_at_kw(p, SQL_KW_DOUBLE))
			sql_fail_at(p, p->tok, "a vector has elements of type FLOAT");
		sql_need_kw(p, SQL_KW_FLOAT);
		sql_need(p, '>');
	}
	length_opt(p, false);
}

/* The types of CAST and CONVERT. */
static void cast_type(struct sql_parser *p)
{
	if (sql_accept_kw(p, SQL_KW_BINARY) || sql_accept_kw(p, SQL_KW_DATETIME) || sql_accept_kw(p, SQL_KW_TIME)) {
		length_opt(p, false);
	} else if (sql_accept_kw(p, SQL_KW_CHAR) || sql_accept_kw(p, SQL_KW_CHARACTER)) {
		char_type(p);
	} else if (sql_accept_kw(p, SQL_KW_DECIMAL) || sql_accept_kw(p, SQL_KW_DEC)) {
		length_opt(p, true);
	} else if (sql_accept_kw(p, SQL_KW_SIGNED) || sql_accept_kw(p, SQL_KW_UNSIGNED)) {
		if (!sql_accept_kw(p, SQL_KW_INTEGER))
			(void)sql_accept_kw(p, SQL_KW_INT);
	} else if (sql_accept_kw(p, SQL_KW_FLOAT)) {
		float_type(p);
	} else if (sql_accept_kw(p, SQL_KW_VECTOR)) {
		vector_type(p);
	} else if (!sql_accept_kw(p, SQL_KW_DATE) && !sql_accept_kw(p, SQL_KW_YEAR) && !sql_accept_kw(p, SQL_KW_JSON) &&
		   !sql_accept_kw(p, SQL_KW_DOUBLE)) {
		sql_need_kw(p, SQL_KW_REAL);
	}
}

static void cast(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression(p);
	sql_need_kw(p, SQL_KW_AS);
	cast_type(p);
	(void)sql_accept_kw(p, SQL_KW_ARRAY);
	sql_need(p, ')');
}

static void convert(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression(p);
	if (sql_accept_kw(p, SQL_KW_USING)) {
		sql_charset_name(p);
	} else {
		sql_need(p, ',');
		cast_type(p);
	}
	sql_need(p, ')');
}

/* --- dates ------------------------------------------------------------------------------------------------------ */

void sql_time_unit(struct sql_parser *p, bool compound)
{
	enum sql_unit u = sql_at(p, TOK_KEYWORD) && !p->tok.call ? sql_word(p->tok.kw)->unit : SQL_UNIT_NONE;
	if (u == SQL_UNIT_NONE || (u == SQL_UNIT_COMPOUND && !compound))
		sql_fail(p);
	sql_advance(p);
}

static void date_add(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression(p);
	sql_need(p, ',');
	sql_interval_value(p);
	sql_need(p, ')');
}

/* The same, or a number of days, which may be: interval 1 day + a. */
static void adddate(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression(p);
	sql_need(p, ',');
	bool interval = sql_at_unit_interval(p);
	if (interval)
		sql_interval_value(p);
	p->have_operand = interval && p->lx.dialect >= SQL_DM_6_5 && sql_at(p, '+');
	if (!interval || p->have_operand)
		sql_expression(p);
	sql_need(p, ')');
}

static void timestampadd(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_time_unit(p, false);
	comma_expression(p);
	comma_expression(p);
	sql_need(p, ')');
}

static void extract(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_time_unit(p, true);
	sql_need_kw(p, SQL_KW_FROM);
	sql_expression(p);
	sql_need(p, ')');
}

static void get_format(struct sql_parser *p)
{
	sql_need(p, '(');
	if (!sql_accept_kw(p, SQL_KW_DATE) && !sql_accept_kw(p, SQL_KW_DATETIME) && !sql_accept_kw(p, SQL_KW_TIME))
		sql_need_kw(p, SQL_KW_TIMESTAMP);
	comma_expression(p);
	sql_need(p, ')');
}

/* --- strings ---------------------------------------------------------------------------------------------------- */

static void char_function(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression_list(p);
	if (sql_accept_kw(p, SQL_KW_USING))
		sql_charset_name(p);
	sql_need(p, ')');
}

static void position(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_bit_expression(p);
	sql_need_kw(p, SQL_KW_IN);
	sql_expression(p);
	sql_need(p, ')');
}

static void substring(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression(p);
	bool from = sql_accept_kw(p, SQL_KW_FROM);
	if (!from)
		sql_need(p, ',');
	sql_expression(p);
	if (from ? sql_accept_kw(p, SQL_KW_FOR) : sql_accept(p, ','))
		sql_expression(p);
	sql_need(p, ')');
}

static void trim(struct sql_parser *p)
{
	sql_need(p, '(');
	bool side =
		sql_accept_kw(p, SQL_KW_BOTH) || sql_accept_kw(p, SQL_KW_LEADING) || sql_accept_kw(p, SQL_KW_TRAILING);
	if (!side || !sql_at_kw(p, SQL_KW_FROM))
		sql_expression(p);
	if (side && !sql_at_kw(p, SQL_KW_FROM))
		sql_fail(p);
	if (sql_accept_kw(p, SQL_KW_FROM))
		sql_expression(p);
	sql_need(p, ')');
}

static void weight_string(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression(p);
	if (sql_accept_kw(p, SQL_KW_AS)) {
		if (!sql_accept_kw(p, SQL_KW_CHAR) && !sql_accept_kw(p, SQL_KW_CHARACTER))
			sql_need_kw(p, SQL_KW_BINARY);
		if (!sql_at(p, '('))
			sql_fail(p);
		length_opt(p, false);
	}
	sql_need(p, ')');
}

/* --- aggregates and windows ------------------------------------------------------------------------------------- */

static bool accept_distinct(struct sql_parser *p)
{
	return sql_accept_kw(p, SQL_KW_DISTINCT) || sql_accept_kw(p, SQL_KW_DISTINCTROW);
}

/* ALL, DISTINCT, and also DISTINCT ALL. */
static void distinct_opt(struct sql_parser *p)
{
	(void)accept_distinct(p);
	(void)sql_accept_kw(p, SQL_KW_ALL);
}

static void aggregate(struct sql_parser *p)
{
	sql_need(p, '(');
	distinct_opt(p);
	sql_expression(p);
	sql_need(p, ')');
	sql_window_over_opt(p);
}

static void aggregate_bit(struct sql_parser *p)
{
	sql_need(p, '(');
	(void)sql_accept_kw(p, SQL_KW_ALL);
	sql_expression(p);
	sql_need(p, ')');
	sql_window_over_opt(p);
}

static void aggregate_list(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression_list(p);
	sql_need(p, ')');
}

static void count(struct sql_parser *p)
{
	sql_need(p, '(');
	bool distinct = accept_distinct(p);
	if (distinct) {
		sql_expression_list(p);
	} else if (!sql_accept(p, '*')) {
		(void)sql_accept_kw(p, SQL_KW_ALL);
		sql_expression(p);
	}
	sql_need(p, ')');
	if (!distinct)
		sql_window_over_opt(p);
}

static void group_concat(struct sql_parser *p)
{
	sql_need(p, '(');
	distinct_opt(p);
	sql_expression_list(p);
	sql_order_by_opt(p);
	if (sql_accept_kw(p, SQL_KW_SEPARATOR))
		sql_need(p, TOK_STRING);
	sql_need(p, ')');
	sql_window_over_opt(p);
}

static void json_objectagg(struct sql_parser *p)
{
	sql_need(p, '(');
	(void)sql_accept_kw(p, SQL_KW_ALL);
	sql_expression(p);
	sql_need(p, ',');
	(void)sql_accept_kw(p, SQL_KW_ALL);
	sql_expression(p);
	sql_need(p, ')');
	sql_window_over_opt(p);
}

static void window(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_need(p, ')');
	sql_window_over(p);
}

static void ntile(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_operand(p);
	sql_need(p, ')');
	sql_window_over(p);
}

static void over_with_nulls(struct sql_parser *p)
{
	if (sql_accept_kw(p, SQL_KW_RESPECT) || sql_accept_kw(p, SQL_KW_IGNORE))
		sql_need_kw(p, SQL_KW_NULLS);
	sql_window_over(p);
}

static void first_value(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression(p);
	sql_need(p, ')');
	over_with_nulls(p);
}

static void lead(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression(p);
	if (sql_accept(p, ',')) {
		if (!sql_accept_number(p))
			sql_need(p, TOK_PARAM);
		if (sql_accept(p, ','))
			sql_expression(p);
	}
	sql_need(p, ')');
	over_with_nulls(p);
}

static void nth_value(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression(p);
	sql_need(p, ',');
	sql_operand(p);
	sql_need(p, ')');
	if (sql_accept_kw(p, SQL_KW_FROM) && !sql_accept_kw(p, SQL_KW_FIRST))
		sql_need_kw(p, SQL_KW_LAST);
	over_with_nulls(p);
}

/* --- the rest --------------------------------------------------------------------------------------------------- */

/* A number that fits into 64 bits with its sign. */
static void signed_number(struct sql_parser *p)
{
	bool minus = sql_accept(p, '-');
	if (!minus)
		(void)sql_accept(p, '+');
	struct str s = {p->lx.s.p + p->tok.off, sql_at(p, TOK_INT) ? p->tok.len : 0};
	while (s.n && *s.p == '0') {
		s.p++;
		s.n--;
	}
	struct str max = minus ? STR_LIT("9223372036854775808") : STR_LIT("9223372036854775807");
	if (s.n > max.n || (s.n == max.n && str_cmp(s, max) > 0))
		sql_fail_at(p, p->tok, "this number does not fit into 64 bits");
	sql_need(p, TOK_INT);
}

static void sequence(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_table_name(p);
	sql_need(p, ')');
}

static void setval(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_table_name(p);
	sql_need(p, ',');
	signed_number(p);
	sql_need(p, ')');
}

static void empty_arguments(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_need(p, ')');
}

static void empty_arguments_opt(struct sql_parser *p)
{
	if (sql_at(p, '('))
		empty_arguments(p);
}

static void precision(struct sql_parser *p)
{
	sql_need(p, '(');
	(void)sql_accept(p, TOK_INT);
	sql_need(p, ')');
}

static void precision_opt(struct sql_parser *p)
{
	if (sql_at(p, '('))
		precision(p);
}

static void list_or_literal(struct sql_parser *p)
{
	if (!sql_accept(p, TOK_STRING))
		sql_arguments(p);
}

static void mod(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_bit_expression(p);
	sql_need(p, ',');
	sql_bit_expression(p);
	sql_need(p, ')');
}

/* default(column), values(column) */
static void column_argument(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_need_name(p);
	for (int parts = 1; parts < 3 && sql_accept(p, '.'); parts++)
		sql_need_name(p);
	sql_need(p, ')');
}

static void translate(struct sql_parser *p)
{
	sql_need(p, '(');
	sql_expression(p);
	comma_expression(p);
	comma_expression(p);
	sql_need(p, ')');
}

bool sql_at_call(struct sql_parser *p)
{
	if (!sql_at(p, TOK_KEYWORD))
		return false;
	const struct sql_word *w = sql_word(p->tok.kw);
	char kind = w->kind[p->lx.dialect];
	if (w->call == SQL_CALL_NONE || p->tok.call || kind == 'b' || kind == 'c')
		return p->tok.call;
	if (w->call == SQL_CALL_NO_ARGS || w->call == SQL_CALL_PRECISION)
		return true;
	int next = sql_ahead(p)->kind;
	return next == '(' || (w->call == SQL_CALL_LIST_OR_LITERAL && next == TOK_STRING);
}

static void (*const calls[])(struct sql_parser *p) = {
	[SQL_CALL_LIST] = sql_arguments,
	[SQL_CALL_LIST_OR_LITERAL] = list_or_literal,
	[SQL_CALL_NO_ARGS] = empty_arguments_opt,
	[SQL_CALL_PRECISION] = precision_opt,
	[SQL_CALL_PRECISION_ARG] = precision,
	[SQL_CALL_EMPTY] = empty_arguments,
	[SQL_CALL_NAME] = column_argument,
	[SQL_CALL_CHAR] = char_function,
	[SQL_CALL_MOD] = mod,
	[SQL_CALL_ADDDATE] = adddate,
	[SQL_CALL_DATE_ADD] = date_add,
	[SQL_CALL_EXTRACT] = extract,
	[SQL_CALL_GET_FORMAT] = get_format,
	[SQL_CALL_POSITION] = position,
	[SQL_CALL_SUBSTRING] = substring,
	[SQL_CALL_TIMESTAMPADD] = timestampadd,
	[SQL_CALL_TRIM] = trim,
	[SQL_CALL_WEIGHT_STRING] = weight_string,
	[SQL_CALL_TRANSLATE] = translate,
	[SQL_CALL_SEQUENCE] = sequence,
	[SQL_CALL_SETVAL] = setval,
	[SQL_CALL_CAST] = cast,
	[SQL_CALL_CONVERT] = convert,
	[SQL_CALL_AGGREGATE] = aggregate,
	[SQL_CALL_AGGREGATE_BIT] = aggregate_bit,
	[SQL_CALL_AGGREGATE_LIST] = aggregate_list,
	[SQL_CALL_COUNT] = count,
	[SQL_CALL_GROUP_CONCAT] = group_concat,
	[SQL_CALL_JSON_OBJECTAGG] = json_objectagg,
	[SQL_CALL_WINDOW] = window,
	[SQL_CALL_NTILE] = ntile,
	[SQL_CALL_LEAD] = lead,
	[SQL_CALL_FIRST_VALUE] = first_value,
	[SQL_CALL_NTH_VALUE] = nth_value,
};

void sql_call(struct sql_parser *p)
{
	enum sql_call call = sql_word(p->tok.kw)->call;
	sql_advance(p);
	calls[call](p);
}
