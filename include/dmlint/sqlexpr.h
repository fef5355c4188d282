/* sqlexpr.h: would DM take a text as the expression of an expression-filter?
 *
 * DM (from 2.0.5 on) puts "select " in front of the expression, gives the whole to TiDB's SQL parser with its default
 * SQL mode (no ANSI_QUOTES whatever the task says) and refuses the task with error 20041 when that reports an error.
 * Nothing is resolved: any column and any function name will do, so will several fields, a FROM clause, a second
 * statement after ";" and a comment. */
#ifndef DMLINT_SQLEXPR_H
#define DMLINT_SQLEXPR_H

#include "dmlint/base.h"

struct sql_expr_error {
	size_t off, len; /* bytes of the expression that the message is about; off may be its end, then len is 0 */
	char msg[128];   /* a fact without a full stop, such as: unexpected ")"; valid UTF-8 */
	bool crashes;    /* with false: DM does not refuse it but panics (up to 6.5, on some queries with WITH) */
	bool unsure;     /* not judged: the rest, from off on, is outside of what this grammar covers */
};

/* True when DM of that version (major * 10000 + minor * 100 + patch) takes the expression; versions before 2.0.5 have
 * no expression filters and are judged as 2.0.5. An empty expression is refused: DM does not look at one, the caller
 * must not either. *ret is always written: on false it says where and why, on true all of it is zero unless unsure is
 * set, which happens behind a ";" for statements other than queries and for nesting deeper than 400. */
bool sql_expr_parse(struct str expr, uint32_t dm_version, struct sql_expr_error *ret);

/* A column that an expression names: o.id has a table and no schema (absent). */
struct sql_column {
	struct str schema, table, name; /* without quotes */
	size_t off, len;                /* where it stands in the expression */
};
struct sql_columns {
	struct arena *arena;
	struct sql_column *list;
	size_t n;
};
/* The columns that DM looks up when it evaluates the expression, in their order, each as often as it is named: those of
 * its first field, without those of a query inside. false: DM does not take the expression, see sql_expr_parse. */
bool sql_expr_columns(struct arena *a, struct str expr, uint32_t dm_version, struct sql_columns *ret);

#endif
