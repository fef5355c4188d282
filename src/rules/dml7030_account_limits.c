/* A source that allows the account only so much in an hour:
 *
 *     ALTER USER 'dm'@'%' WITH MAX_QUERIES_PER_HOUR 50;
 */
#include "dump_threads.h"
#include "live_limits.h"

#define USED_UP 1226
/* The check, a dump and an hour of replication ask more than that, even of a single table. */
#define FEW_QUERIES 200
#define FEW_CONNECTIONS 2 /* of a task that does not dump */

static bool used_up(const struct server_facts *s)
{
	for (unsigned f = 0; f < FACT_COUNT; f++) {
		if (s->facts[f].error_code == USED_UP)
			return true;
	}
	return false;
}

static void report_limit(struct lint *l, const char *what, const char *lifted, uint64_t limit, uint64_t few)
{
	struct diag *d;

	if (limit == 0)
		return;
	d = report_server(l, "user \"%.*s\" may %s %llu times an hour, %s", STR_FMT(l->server->user), what,
			  (unsigned long long)limit,
			  limit < few ? "DM needs more than that to begin" : "and DM is refused when they are used up");
	if (limit >= few)
		report_severity(l, d, SEV_WARNING);
	help_limits(l, d, lifted);
}

static void check(struct lint *l)
{
	static const char queries[] = "MAX_QUERIES_PER_HOUR ", connections[] = "MAX_CONNECTIONS_PER_HOUR ";
	const struct server_facts *s = l->server;
	uint64_t n_queries = account_limit(s, queries), n_connections = account_limit(s, connections);
	struct diag *d;

	if (s->connect != CONNECT_OK) {
		live_not_applicable(l, "no connection");
		return;
	}
	report_limit(l, "ask", "MAX_QUERIES_PER_HOUR 0", n_queries, FEW_QUERIES);
	report_limit(l, "connect", "MAX_CONNECTIONS_PER_HOUR 0", n_connections,
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
