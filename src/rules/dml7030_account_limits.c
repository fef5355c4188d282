/* A source that allows the account only so much in an hour:
 *
 *     ALTER USER 'dm'@'%' WITH MAX_QUERIES_PER_HOUR 50;
 */
#include <string.h>

#include "dump_threads.h"

#define USED_UP 1226
/* The check, a dump and an hour of replication ask more than that, even of a single table. */
#define FEW_QUERIES 200
#define FEW_CONNECTIONS 2 /* of a task that does not dump */

/* The number behind a word in the server's texts about the account; 0: none. */
static uint64_t limit_in(const struct rows *r, const char *column, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i < r->n; i++) {
		struct str text = rows_get(r, i, column);
		const char *at = text.n ? memmem(text.p, text.n, word, n) : NULL;
		size_t behind = at ? (size_t)(at - text.p) + n : 0;

		if (at)
			return server_number((struct str){text.p + behind, text.n - behind});
	}
	return 0;
}

static uint64_t limit_of(const struct server_facts *s, const char *word)
{
	uint64_t n = limit_in(fact_rows(s, FACT_ACCOUNT_LIMITS), "create_user", word);

	return n ? n : limit_in(fact_rows(s, FACT_GRANTS), "grant", word);
}

static bool used_up(const struct server_facts *s)
{
	for (unsigned f = 0; f < FACT_COUNT; f++) {
		if (s->facts[f].error_code == USED_UP)
			return true;
	}
	return false;
}

static void report_limit(struct lint *l, const char *what, const char *word, uint64_t limit, uint64_t few)
{
	struct diag *d;

	if (limit == 0)
		return;
	d = report_server(l, "user \"%.*s\" may %s %llu times an hour, %s", STR_FMT(l->server->user), what,
			  (unsigned long long)limit,
			  limit < few ? "DM needs more than that to begin" : "and DM is refused when they are used up");
	if (limit >= few)
		report_severity(l, d, SEV_WARNING);
	help_limits(l, d, arena_fmt(l->arena, "%s 0", word).p);
}

static void check(struct lint *l)
{
	static const char queries[] = "MAX_QUERIES_PER_HOUR ", connections[] = "MAX_CONNECTIONS_PER_HOUR ";
	const struct server_facts *s = l->server;
	uint64_t n_queries = limit_of(s, queries), n_connections = limit_of(s, connections);
	struct diag *d;

	if (s->connect != CONNECT_OK) {
		live_not_applicable(l, "no connection");
		return;
	}
	report_limit(l, "ask", "MAX_QUERIES_PER_HOUR", n_queries, FEW_QUERIES);
	report_limit(l, "connect", "MAX_CONNECTIONS_PER_HOUR", n_connections,
		     task_dumps(l->task) ? dump_connections(l) : FEW_CONNECTIONS);
	if (!n_queries && !n_connections && used_up(s)) {
		d = report_server(l, "user \"%.*s\" has used up one of the limits of its account (error %d)",
				  STR_FMT(s->user), USED_UP);
		help_limits(l, d, "MAX_QUERIES_PER_HOUR 0 MAX_USER_CONNECTIONS 0");
	}
}

const struct rule rule_dml7030 = {
	.info = {.id = "DML7030",
		 .name = "account-limits",
		 .severity = SEV_ERROR,
		 .summary = "an account that may ask or connect only so often in an hour",
		 .why = "The server counts the statements and logins of such an account and refuses those over the limit with error 1226 until the hour "
			"is over. DM asks for each table in its check and in the dump, and at short intervals while it replicates. "
			"Nothing is checked.",
		 .remedy = "Take the limit off the account.",
		 .versions = "all",
		 .dm_errors = "10001 26002 26005 32001"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.check = check,
};
