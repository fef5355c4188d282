/* A source that throws its binlog away before DM may have read it:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'binlog_expire_logs_seconds';   -- 3600
 */
#include "live_server.h"

#define DAY 86400

/* Seconds; 0: for ever. */
static int64_t kept(const struct server_facts *s)
{
	int64_t seconds = fact_var_int(s, "binlog_expire_logs_seconds", 0);
	struct str purge = fact_var(s, "binlog_expire_logs_auto_purge");

	if (purge.p && !fact_var_on(s, "binlog_expire_logs_auto_purge"))
		return 0;
	return seconds > 0 ? seconds : fact_var_int(s, "expire_logs_days", 0) * DAY;
}

static void check(struct lint *l)
{
	int64_t seconds = kept(l->server);
	const char *during =
		task_dumps(l->task) ? "the dump and the load take longer" : "the task stands still for longer";
	struct diag *d;

	if (!replicates_binlog(l) || seconds <= 0 || seconds >= DAY)
		return;
	d = report_server(l, "it keeps its binlog for %lld minutes only, DM cannot go on when %s",
			  (long long)(seconds / 60), during);
	/* In days it is a day at least. */
	help_statement(l, d, "", "SET GLOBAL binlog_expire_logs_seconds = 604800;",
		       " and the same in its configuration file");
}

const struct rule rule_dml7013 = {
	.info = {.id = "DML7013",
		 .name = "binlog-retention",
		 .severity = SEV_WARNING,
		 .summary = "the source keeps its binlog for less than a day",
		 .why = "DM reads the binlog from where it stood when the dump began. When the server has thrown that part away "
			"before the load is through, or while a task is paused, the task ends with error 1236 and has to "
			"begin anew. DM's check does not look at it.",
		 .remedy = "Keep the binlog for longer than dump, load and the longest pause take, a week as a rule.",
		 .versions = "all",
		 .dm_errors = "30015 36069"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
