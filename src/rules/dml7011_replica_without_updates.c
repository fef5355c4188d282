/* A replica as source that does not log what it replicates:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'log_slave_updates';   -- OFF
 */
#include "live_server.h"

static bool logs_updates(const struct server_facts *s)
{
	const char *names[] = {"log_replica_updates", "log_slave_updates"};
	bool known = false;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (fact_var_on(s, names[i]))
			return true;
		known |= fact_var(s, names[i]).p != NULL;
	}
	return !known;
}

static void check(struct lint *l)
{
	const struct rows *r = fact_rows(l->server, FACT_REPLICA);
	bool cluster = fact_var_on(l->server, "wsrep_on");
	struct diag *d;

	if (!replicates_binlog(l))
		return;
	if (r->n == 0 && !cluster) {
		live_not_applicable(l, "the source is no replica");
		return;
	}
	if (logs_updates(l->server))
		return;
	if (cluster)
		d = report_server(
			l,
			"it is a node of a Galera cluster with log_slave_updates off, changes from the other nodes never reach its binlog");
	else
		d = report_server(
			l,
			"it replicates from \"%.*s\" with log_slave_updates off, what comes from there never reaches its binlog",
			STR_FMT(server_said(l, rows_get(r, 0, "source_host"))));
	report_help(
		l, d,
		"set log_slave_updates = ON in its configuration file and restart it, or replicate from its own source");
}

const struct rule rule_dml7011 = {
	.info = {.id = "DML7011",
		 .name = "replica-without-updates",
		 .severity = SEV_ERROR,
		 .summary = "a replica as source whose binlog lacks what it replicates",
		 .why = "Without log_slave_updates a replica writes only its own clients' changes to its binlog. DM sees the dump "
			"and then nothing more, and takes that for a quiet server. No check of DM's looks at it.",
		 .remedy = "Switch log_slave_updates (log_replica_updates) on, or replicate from another server.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_REPLICA),
	.check = check,
};
