/* queries.h: what is asked of servers, as data, and how an answer becomes the columns of a fact. */
#ifndef DMLINT_LIVE_QUERIES_H
#define DMLINT_LIVE_QUERIES_H

#include "dmlint/live.h"

/* Which statements a server understands. It goes by what the server is, not by what its version text says. */
enum dialect { SPEAKS_MYSQL = 1, SPEAKS_MARIADB = 2, SPEAKS_TIDB = 4, SPEAKS_ANY = 7 };

/* The tables of a server that a task is about. */
struct selection {
	bool *chosen;        /* by row of FACT_TABLES */
	struct strmap names; /* of the chosen: "schema NUL table" */
	size_t n_chosen;
};

/* Whom to ask, for statements that depend on it. */
struct asked {
	struct arena *arena;
	const struct live_server *server;
	struct server_facts *facts; /* what is known of it so far */
	unsigned dialect;
	uint32_t version; /* 1000000 * major + 1000 * minor + patch; 0: not known */
	unsigned statement_ms;
	struct selection *selection; /* selection_of makes it */
	bool cut;                    /* set by a query that leaves something out for its size */
};

/* Once FACT_TABLES is there. */
const struct selection *selection_of(struct asked *q);
bool selection_has(const struct selection *s, struct str schema, struct str table);

struct statement {
	struct str sql;
	struct str about
		[2]; /* what a row begins with that says how the statement failed (FACT_BINLOG_POSITION, FACT_SESSION) */
};
struct statements {
	struct arena *arena;
	struct statement *list;
	size_t n, cap;
};
struct statement *statements_add(struct statements *s, struct str sql);

struct query {
	enum fact fact; /* FACT_COUNT: it prepares the session */
	unsigned dialects;
	uint32_t from; /* the first version that has it */
	const char *sql;
	/* Instead of sql: adds statements, as many as are needed, or none. */
	void (*build)(struct asked *q, struct statements *ret);
};
extern const struct query queries[]; /* those of a fact in order of preference */
extern const size_t n_queries;

/* tables.c: facts of the selected tables, many tables a statement. */
void ask_columns(struct asked *q, struct statements *ret);
void ask_columns_mariadb(struct asked *q, struct statements *ret);
void ask_columns_old(struct asked *q, struct statements *ret); /* without generated columns */
void ask_indexes(struct asked *q, struct statements *ret);
void ask_indexes_mariadb(struct asked *q, struct statements *ret);
void ask_indexes_old(struct asked *q, struct statements *ret);
void ask_foreign_keys(struct asked *q, struct statements *ret);
void ask_partitions(struct asked *q, struct statements *ret);
void ask_readable(struct asked *q, struct statements *ret);
void ask_filled(struct asked *q, struct statements *ret);
/* session.c */
void try_session(struct asked *q, struct statements *ret);
void add_system_schemas(struct buf *b); /* " NOT IN ('mysql', ...)" */
void add_literal(struct buf *b, struct str s);
void add_name(struct buf *b, struct str s);
/* Takes the buffer's bytes and frees it. */
struct statement *add_statement(struct asked *q, struct statements *ret, struct buf *b);

/* What must be known before a fact is asked, for whom it is asked, and how many rows of it are read. */
struct fact_plan {
	uint32_t after; /* FACT_BITs */
	unsigned roles; /* 1 << enum server_role */
	size_t max_rows;
	unsigned sort_by; /* columns by which the rows are sorted, 1 << index; 0: as they come */
	bool chosen_only; /* rows of other tables are dropped */
	bool last;        /* asked when all others are answered */
};
extern const struct fact_plan fact_plans[FACT_COUNT];

/* The column of the fact that a column of an answer is, by its name; SIZE_MAX: none. */
size_t query_column(const struct str *columns, size_t n, struct str name);

#endif
