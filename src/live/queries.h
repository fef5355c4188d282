/* queries.h: what is asked of servers, as data, and how an answer becomes the columns of a fact. */
#ifndef DMLINT_LIVE_QUERIES_H
#define DMLINT_LIVE_QUERIES_H

#include "dmlint/live.h"

/* Which statements a server understands. It goes by what the server is, not by what its version text says. */
enum dialect { SPEAKS_MYSQL = 1, SPEAKS_MARIADB = 2, SPEAKS_TIDB = 4, SPEAKS_ANY = 7 };

/* Whom to ask, for statements that depend on it. */
struct asked {
	struct arena *arena;
	const struct live_server *server;
	struct server_facts *facts; /* what is known of it so far */
	unsigned dialect;
	uint32_t version; /* 1000000 * major + 1000 * minor + patch; 0: not known */
	unsigned statement_ms;
};

struct statements;

struct query {
	enum fact fact; /* FACT_COUNT: it prepares the session */
	unsigned dialects;
	uint32_t from; /* the first version that has it */
	const char *sql;
	/* Instead of sql: adds statements, as many as are needed. */
	void (*build)(struct asked *q, struct statements *ret);
};
extern const struct query queries[]; /* those of a fact in order of preference */
extern const size_t n_queries;

/* Statements of one query. */
struct statements {
	struct arena *arena;
	struct str *list;
	size_t n, cap;
};
void statements_add(struct statements *s, struct str sql);

/* What must be known before a fact is asked, for whom it is asked, and how many rows of it are read. */
struct fact_plan {
	uint32_t after; /* FACT_BITs */
	unsigned roles; /* 1 << enum server_role */
	size_t max_rows;
};
extern const struct fact_plan fact_plans[FACT_COUNT];

/* The column of the fact that a column of an answer is, by its name; SIZE_MAX: none. */
size_t query_column(const struct str *columns, size_t n, struct str name);

#endif
