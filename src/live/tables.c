/* tables.c: statements about the selected tables: many tables in each, so that their number hardly grows with the tables. Called by
 * plan.c through queries.c. information_schema of MySQL up to 5.7 is fast only where a schema or a table is compared with one
 * constant: lists, joins and patterns make it open every table of the server. */
#include "dmlint/grants.h"

#include "src/live/queries.h"

#include <string.h>

/* Parts of one statement, each about a schema or a table. */
#define PARTS 32u
/* Of 20,000 tables of a target it is enough to know the first ones. */
#define MAX_FILLED 5000u
#define FILLED_AT_ONCE 64u

/* System schemas as a list of literals in lower case. */
void add_system_schemas(struct buf *b)
{
	static const char *const names[] = {
#define SYSTEM_SCHEMA(name, from, to, dumped) name,
#include "system_schemas.def"
#undef SYSTEM_SCHEMA
	};

	buf_c(b, " NOT IN (");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		buf_fmt(b, "%s'%s'", i ? ", " : "", names[i]);
	buf_c(b, ")");
}

/* The session has an empty sql_mode: a backslash escapes. */
void add_literal(struct buf *b, struct str s)
{
	buf_char(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'' || s.p[i] == '\\')
			buf_char(b, '\\');
		if (s.p[i] == '\0')
			buf_c(b, "\\0");
		else
			buf_char(b, s.p[i]);
	}
	buf_char(b, '\'');
}

void add_name(struct buf *b, struct str s)
{
	buf_char(b, '`');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '`')
			buf_char(b, '`');
		buf_char(b, s.p[i]);
	}
	buf_char(b, '`');
}

/* A statement in the making: "SELECT ... WHERE schema = 'a' UNION ALL SELECT ... WHERE schema = 'b' AND ...". */
struct maker {
	struct asked *q;
	struct statements *ret;
	const char *select, *condition; /* condition: "" or " AND ..." */
	struct buf sql;
	size_t n;
};

static void flush(struct maker *m)
{
	if (m->n)
		(void)add_statement(m->q, m->ret, &m->sql);
	m->n = 0;
}

static void add_part(struct maker *m, struct str schema, struct str table)
{
	if (m->n == PARTS)
		flush(m);
	if (m->n++)
		buf_c(&m->sql, " UNION ALL ");
	buf_fmt(&m->sql, "%s WHERE TABLE_SCHEMA = ", m->select);
	add_literal(&m->sql, schema);
	if (table.n) {
		buf_c(&m->sql, " AND TABLE_NAME = ");
		add_literal(&m->sql, table);
	}
	buf_c(&m->sql, m->condition);
}

static void add_all(struct maker *m)
{
	buf_fmt(&m->sql, "%s WHERE LOWER(TABLE_SCHEMA)", m->select);
	add_system_schemas(&m->sql);
	buf_c(&m->sql, m->condition);
	m->n = 1;
	flush(m);
}

/* Rows from one to the other are tables of one schema, k of them are wanted. */
static void add_schema(struct maker *m, const struct rows *tables, const bool *wanted, size_t from, size_t to, size_t k)
{
	struct str schema = rows_get(tables, from, "schema");

	/* A statement about a schema costs about what its tables cost, whichever are wanted. */
	if (k * 4 > to - from) {
		add_part(m, schema, (struct str){NULL, 0});
		return;
	}
	for (size_t i = from; i < to; i++) {
		if (wanted[i])
			add_part(m, schema, rows_get(tables, i, "table"));
	}
}

/* The rows of FACT_TABLES are sorted by schema. */
static void ask_about(struct asked *q, struct statements *ret, const bool *wanted, const char *select,
		      const char *condition)
{
	const struct rows *tables = &q->facts->facts[FACT_TABLES].rows;
	struct maker m = {.q = q, .ret = ret, .select = select, .condition = condition};
	size_t n = 0, to;

	for (size_t i = 0; i < tables->n; i++)
		n += wanted[i];
	if (n > PARTS && n * 2 > tables->n) {
		add_all(&m);
		return;
	}
	for (size_t from = 0; n && from < tables->n; from = to) {
		size_t k = 0;

		for (to = from;
		     to < tables->n && str_eq(rows_get(tables, to, "schema"), rows_get(tables, from, "schema")); to++)
			k += wanted[to];
		if (k)
			add_schema(&m, tables, wanted, from, to, k);
	}
	flush(&m);
}

#define COLUMNS(def, generation)                                                                                     \
	"SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION, COLUMN_TYPE, IS_NULLABLE, " def ", EXTRA, " \
	"CHARACTER_SET_NAME, COLLATION_NAME, " generation " FROM information_schema.COLUMNS"

void ask_columns(struct asked *q, struct statements *ret)
{
	ask_about(q, ret, selection_of(q)->chosen, COLUMNS("COLUMN_DEFAULT", "GENERATION_EXPRESSION"), "");
}

/* A default is an expression there, and none is the word NULL. */
void ask_columns_mariadb(struct asked *q, struct statements *ret)
{
	ask_about(q, ret, selection_of(q)->chosen, COLUMNS("NULLIF(COLUMN_DEFAULT, 'NULL')", "GENERATION_EXPRESSION"),
		  "");
}

void ask_columns_old(struct asked *q, struct statements *ret)
{
	ask_about(q, ret, selection_of(q)->chosen, COLUMNS("COLUMN_DEFAULT", "NULL"), "");
}

#define INDEXES(type, expression)                                                                                           \
	"SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, 1 - NON_UNIQUE, SEQ_IN_INDEX, COLUMN_NAME, SUB_PART, NULLABLE, " type \
	", " expression " FROM information_schema.STATISTICS"

void ask_indexes(struct asked *q, struct statements *ret)
{
	ask_about(q, ret, selection_of(q)->chosen, INDEXES("INDEX_TYPE", "EXPRESSION"), "");
}

/* An index that the optimizer does not see is called IGNORED there. */
void ask_indexes_mariadb(struct asked *q, struct statements *ret)
{
	ask_about(q, ret, selection_of(q)->chosen, INDEXES("IF(IGNORED = 'YES', 'IGNORED', INDEX_TYPE)", "NULL"), "");
}

void ask_indexes_old(struct asked *q, struct statements *ret)
{
	ask_about(q, ret, selection_of(q)->chosen, INDEXES("INDEX_TYPE", "NULL"), "");
}

/* MariaDB opens every table for them: not those of engines that have none. */
void ask_foreign_keys(struct asked *q, struct statements *ret)
{
	static const char *const without[] = {"MyISAM", "Aria", "MEMORY", "ARCHIVE", "CSV", "MRG_MyISAM", "BLACKHOLE"};
	const struct rows *tables = &q->facts->facts[FACT_TABLES].rows;
	const struct selection *s = selection_of(q);
	bool *wanted = ARENA_ARRAY(q->arena, bool, tables->n + 1);

	for (size_t i = 0; i < tables->n; i++) {
		wanted[i] = s->chosen[i];
		for (size_t k = 0; k < ARRAY_LEN(without); k++)
			wanted[i] = wanted[i] && !str_eq_nocase(rows_get(tables, i, "engine"), str_from(without[k]));
	}
	ask_about(
		q, ret, wanted,
		"SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, "
		"REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE",
		" AND REFERENCED_TABLE_NAME IS NOT NULL");
}

/* Only of those that have partitions, which FACT_TABLES tells. */
void ask_partitions(struct asked *q, struct statements *ret)
{
	const struct rows *tables = &q->facts->facts[FACT_TABLES].rows;
	const struct selection *s = selection_of(q);
	bool *wanted = ARENA_ARRAY(q->arena, bool, tables->n + 1);

	for (size_t i = 0; i < tables->n; i++) {
		struct str options = rows_get(tables, i, "create_options");

		wanted[i] = s->chosen[i] && memmem(options.p, options.n, "partitioned", 11);
	}
	ask_about(q, ret, wanted,
		  "SELECT DISTINCT TABLE_SCHEMA, TABLE_NAME, PARTITION_METHOD, SUBPARTITION_METHOD "
		  "FROM information_schema.PARTITIONS",
		  " AND PARTITION_METHOD IS NOT NULL");
}

/* What is granted to the same user for another host counts, and SHOW GRANTS does not show it, nor which of several grants that are
 * equally specific counts; the server tells column by column what it comes to. Of tables that are readable by SHOW GRANTS there is
 * nothing to ask. */
void ask_readable(struct asked *q, struct statements *ret)
{
	const struct rows *tables = &q->facts->facts[FACT_TABLES].rows;
	const struct selection *s = selection_of(q);
	bool *wanted = ARENA_ARRAY(q->arena, bool, tables->n + 1);
	struct grants *grants = grants_read(q->arena, q->facts);
	uint64_t select = privileges_find("SELECT");

	if (q->facts->facts[FACT_GRANTS].state != FACT_OK)
		return;
	for (size_t i = 0; i < tables->n; i++) {
		struct str schema = rows_get(tables, i, "schema"), table = rows_get(tables, i, "table");

		wanted[i] = s->chosen[i] && (grants_lacking(grants, select, schema, table, NULL) ||
					     grants_untold(grants, select, schema, table));
	}
	ask_about(q, ret, wanted,
		  "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, FIND_IN_SET('select', PRIVILEGES) > 0 "
		  "FROM information_schema.COLUMNS",
		  "");
}

void ask_filled(struct asked *q, struct statements *ret)
{
	const struct rows *tables = &q->facts->facts[FACT_TABLES].rows;
	const struct selection *s = selection_of(q);
	struct buf b = {0};
	size_t n = 0;

	for (size_t i = 0; i < tables->n && n < MAX_FILLED; i++) {
		struct str schema = rows_get(tables, i, "schema"), table = rows_get(tables, i, "table");

		if (!s->chosen[i] || str_eq_c(rows_get(tables, i, "type"), "SEQUENCE") ||
		    str_eq_c(rows_get(tables, i, "type"), "VIEW"))
			continue;
		buf_c(&b, n++ % FILLED_AT_ONCE ? " UNION ALL SELECT " : "SELECT ");
		add_literal(&b, schema);
		buf_c(&b, ", ");
		add_literal(&b, table);
		buf_c(&b, " FROM DUAL WHERE EXISTS (SELECT 1 FROM ");
		add_name(&b, schema);
		buf_c(&b, ".");
		add_name(&b, table);
		buf_c(&b, " LIMIT 1)");
		if (n % FILLED_AT_ONCE == 0)
			(void)add_statement(q, ret, &b);
	}
	if (b.n)
		(void)add_statement(q, ret, &b);
	q->cut = s->n_chosen > MAX_FILLED;
}
