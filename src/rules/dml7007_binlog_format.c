/* A source that writes statements instead of rows:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'binlog_format';   -- MIXED
 */
#include "live_server.h"

static void check(struct lint *l)
{
	struct str v = fact_var(l->server, "binlog_format");
	struct diag *d;

	if (!replicates_binlog(l) || !v.p || str_eq_nocase(v, STR_LIT("ROW")))
		return;
	d = report_server(l, "binlog_format is \"%.*s\", DM stops at the first change that is written as a statement",
			  STR_FMT(server_said(l, v)));
	help_statement(
		l, d, "", "SET GLOBAL binlog_format = 'ROW';",
		" and the same in its configuration file; sessions that are open keep the old one until they end");
}

const struct rule rule_dml7007 = {
	.info = {.id = "DML7007",
		 .name = "binlog-format",
		 .severity = SEV_ERROR,
		 .summary = "binlog_format of the source is not ROW",
		 .why = "DM replays rows. An INSERT, UPDATE or DELETE as text stops the task (36014); with MIXED it depends on "
			"the statement, so it may come after weeks. A session can still set a format of its own, which no "
			"check sees.",
		 .remedy = "SET GLOBAL binlog_format = 'ROW', and let the clients connect anew.",
		 .versions = "all",
		 .dm_errors = "26005 36014"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.item = "binlog_format",
	.check = check,
};
