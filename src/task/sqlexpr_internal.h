/* sqlexpr_internal.h: what the files of the SQL expression parser (src/task/sqlexpr*.c) share among themselves.
 *
 * sqlexpr_lex.c makes tokens, sqlexpr.c drives and reports, sqlexpr_expr.c knows expressions, sqlexpr_func.c functions
 * with a syntax of their own, sqlexpr_query.c queries and sqlexpr_table.c what stands behind FROM. The grammar functions
 * return nothing: the first failure is noted in the parser and puts a token in place that fits nowhere, so that all of
 * them come to their end without asking. */
#ifndef DMLINT_TASK_SQLEXPR_INTERNAL_H
#define DMLINT_TASK_SQLEXPR_INTERNAL_H

#include "dmlint/sqlexpr.h"

/* The parsers that DM was built with, in the order of the columns of schemas/sql-keywords.tsv. */
enum sql_dialect { SQL_DM_2_0, SQL_DM_5_4, SQL_DM_6_5, SQL_DM_7_5, SQL_DM_8_5, SQL_DIALECTS };

enum sql_keyword {
	SQL_NO_KEYWORD,
#define SQL_KEYWORD(word, kind, begins, call, unit) SQL_KW_##word,
#include "sql_keywords.def"
#undef SQL_KEYWORD
	SQL_KEYWORDS
};

/* The syntax of functions that do not just take a list of expressions. */
enum sql_call {
	SQL_CALL_NONE,
	SQL_CALL_LIST,            /* if(a, b, c), now(): any number of expressions */
	SQL_CALL_LIST_OR_LITERAL, /* the same, or date '2020-01-01' */
	SQL_CALL_NO_ARGS,         /* current_date, current_date() */
	SQL_CALL_PRECISION,       /* current_time, current_time(), current_time(3) */
	SQL_CALL_PRECISION_ARG,   /* curtime(), curtime(3) */
	SQL_CALL_EMPTY,           /* curdate() */
	SQL_CALL_NAME,            /* default(column) */
	SQL_CALL_CHAR,
	SQL_CALL_MOD,
	SQL_CALL_ADDDATE,
	SQL_CALL_DATE_ADD,
	SQL_CALL_EXTRACT,
	SQL_CALL_GET_FORMAT,
	SQL_CALL_POSITION,
	SQL_CALL_SUBSTRING,
	SQL_CALL_TIMESTAMPADD,
	SQL_CALL_TRIM,
	SQL_CALL_WEIGHT_STRING,
	SQL_CALL_TRANSLATE,
	SQL_CALL_SEQUENCE,
	SQL_CALL_SETVAL,
	SQL_CALL_CAST,
	SQL_CALL_CONVERT,
	SQL_CALL_AGGREGATE,      /* sum(distinct a) over (...) */
	SQL_CALL_AGGREGATE_BIT,  /* the same with nothing but ALL in front */
	SQL_CALL_AGGREGATE_LIST, /* several expressions, no OVER */
	SQL_CALL_COUNT,
	SQL_CALL_GROUP_CONCAT,
	SQL_CALL_JSON_OBJECTAGG,
	SQL_CALL_WINDOW, /* row_number() over (...) */
	SQL_CALL_NTILE,
	SQL_CALL_LEAD,
	SQL_CALL_FIRST_VALUE,
	SQL_CALL_NTH_VALUE,
};

enum sql_unit { SQL_UNIT_NONE, SQL_UNIT_SINGLE, SQL_UNIT_COMPOUND };

struct sql_word {
	const char *word;
	const char *kind, *begins; /* a letter a dialect, see the data */
	enum sql_call call;
	enum sql_unit unit;
};
const struct sql_word *sql_word(enum sql_keyword kw); /* kw is a real one */
enum sql_keyword sql_word_find(struct str s);         /* in any letter case; SQL_NO_KEYWORD when it is none */

/* Kinds of tokens: the characters of one-character operators stand for themselves. */
enum {
	TOK_END = 0,
	TOK_INVALID = 128, /* no grammar takes it; the token says why */
	TOK_NAME,
	TOK_KEYWORD,
	TOK_STRING,
	TOK_INT, /* at most 2^64 - 1 */
	TOK_DECIMAL,
	TOK_FLOAT,
	TOK_HEX,
	TOK_BIT,
	TOK_PARAM,       /* ? */
	TOK_USER_VAR,    /* @a */
	TOK_SYSTEM_VAR,  /* @@a */
	TOK_CHARSET,     /* _utf8 in front of a literal */
	TOK_BAD_CHARSET, /* the same for a character set that is refused there */
	TOK_HINT,
	TOK_OR_OR,
	TOK_AND_AND,
	TOK_AND_NOT,
	TOK_ASSIGN,
	TOK_EQ,
	TOK_NULL_EQ,
	TOK_GE,
	TOK_LE,
	TOK_NE,
	TOK_SHL,
	TOK_SHR,
	TOK_ARROW,
	TOK_LONG_ARROW,
};

struct sql_token {
	int kind;
	enum sql_keyword kw; /* of TOK_KEYWORD */
	bool call;           /* a name right before "(" that is a special function then */
	size_t off, len;
	const char *why; /* of TOK_INVALID: a message, or NULL for "unexpected" */
};

struct sql_lexer {
	struct str s;
	size_t pos;
	enum sql_dialect dialect;
	bool in_bang;                 /* inside of a comment whose text counts */
	bool after_dot;               /* the last name was followed by a dot: a digit begins a name, too */
	enum sql_keyword last, last2; /* keywords before, when the tokens before were some */
};

struct sql_token sql_lex(struct sql_lexer *lx);
/* The value of a string or a name, without quotes and escapes, as far as cap goes. Returns its whole length. */
size_t sql_token_value(const struct sql_lexer *lx, struct sql_token t, char *buf, size_t cap);

enum sql_name_use { SQL_NAME_CHARSET, SQL_NAME_COLLATION, SQL_NAME_FEATURE };
/* The letter of the data for that name in any letter case, '-' for unknown ones. */
char sql_name_letter(struct str name, enum sql_name_use use, enum sql_dialect d);

struct sql_parser {
	struct sql_lexer lx, lx_ahead; /* behind tok, behind ahead */
	struct sql_token tok, ahead;
	bool has_ahead;
	bool failed;
	bool have_operand;  /* the operand that the next sql_operand() would read has been read already */
	bool set_operation; /* the query that ended last was more than one SELECT, TABLE or VALUES */
	unsigned depth;
	struct sql_expr_error *err;
	struct sql_columns
		*columns; /* gets the columns that are met; NULL: nobody asks, or they are of a query inside */
};

/* sqlexpr.c */
bool sql_at(const struct sql_parser *p, int kind);
bool sql_at_kw(const struct sql_parser *p, enum sql_keyword kw);
bool sql_at_name(const struct sql_parser *p);            /* a name or a keyword that may be one */
const struct sql_token *sql_ahead(struct sql_parser *p); /* the token behind the current one */
bool sql_ahead_kw(struct sql_parser *p, enum sql_keyword kw);
void sql_advance(struct sql_parser *p);
bool sql_accept(struct sql_parser *p, int kind);
bool sql_accept_kw(struct sql_parser *p, enum sql_keyword kw);
void sql_need(struct sql_parser *p, int kind);
void sql_need_kw(struct sql_parser *p, enum sql_keyword kw);
void sql_need_name(struct sql_parser *p);
bool sql_accept_number(struct sql_parser *p);
void sql_fail(struct sql_parser *p); /* the current token is unexpected */
void sql_fail_at(struct sql_parser *p, struct sql_token t, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Gives up judging: what follows is only looked at for broken tokens. */
void sql_unsure(struct sql_parser *p);
bool sql_enter(struct sql_parser *p); /* false when nested too deeply; else pair with sql_leave() */
void sql_leave(struct sql_parser *p);

/* sqlexpr_expr.c */
void sql_expression(struct sql_parser *p);
void sql_expression_list(struct sql_parser *p);
void sql_bit_expression(struct sql_parser *p); /* without comparison and logic */
void sql_operand(struct sql_parser *p);        /* without binary operators */
/* A column, a column of a table, or a call by name; with star also t.*: then true. */
bool sql_column_or_call(struct sql_parser *p, bool star);
/* At "(": true when it held a query and not an expression, a row or a list. */
bool sql_parenthesis(struct sql_parser *p);
void sql_subquery(struct sql_parser *p);
void sql_interval_value(struct sql_parser *p); /* expression and unit */
bool sql_at_unit_interval(struct sql_parser *p);

/* sqlexpr_func.c */
bool sql_at_call(struct sql_parser *p);
void sql_call(struct sql_parser *p);
void sql_arguments(struct sql_parser *p);                /* from "(" to ")" */
void sql_time_unit(struct sql_parser *p, bool compound); /* compound: day_hour will do */
void sql_charset_name(struct sql_parser *p);
void sql_collation_name(struct sql_parser *p);

/* sqlexpr_query.c */
bool sql_at_query(struct sql_parser *p);    /* a word that begins one; not "(" */
void sql_query(struct sql_parser *p);       /* from its first word, or "(", to its end */
void sql_select_body(struct sql_parser *p); /* from behind SELECT */
void sql_query_rest(struct sql_parser *p, bool after_subquery);
bool sql_at_query_rest(const struct sql_parser *p);
void sql_order_by(struct sql_parser *p);
void sql_order_by_opt(struct sql_parser *p);
void sql_window_over(struct sql_parser *p);
void sql_window_over_opt(struct sql_parser *p);
void sql_window_list(struct sql_parser *p);

/* sqlexpr_table.c */
void sql_column_list(struct sql_parser *p); /* in brackets */
void sql_table_name(struct sql_parser *p);
void sql_table_refs(struct sql_parser *p);
void sql_into_outfile_opt(struct sql_parser *p);

#endif
