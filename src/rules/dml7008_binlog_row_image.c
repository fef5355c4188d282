/* A source that writes only parts of the rows:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'binlog_row_image';   -- MINIMAL
 */
#include "live_server.h"

static void check(struct lint *l)
{
	struct str v = fact_var(l->server, "binlog_row_image");
	struct diag *d;

	if (!replicates_binlog(l) || !v.p || str_eq_nocase(v, STR_LIT("FULL")))
		return;
	d = report_server(l, "binlog_row_image is \"%.*s\", DM takes a column that is left out for NULL",
			  STR_FMT(server_said(l, v)));
	help_statement(
		l, d, "", "SET GLOBAL binlog_row_image = 'FULL';",
		" and the same in its configuration file; sessions that are open keep the old one until they end");
}

const struct rule rule_dml7008 = {
	.info = {.id = "DML7008",
		 .name = "binlog-row-image",
		 .severity = SEV_ERROR,
		 .summary = "binlog_row_image of the source is not FULL",
		 .why = "With MINIMAL and NOBLOB the server leaves columns out of the binlog that did not change or do not "
			"identify the row. DM needs all of them: it stops, or writes NULL where a value should stay.",
		 .remedy = "SET GLOBAL binlog_row_image = 'FULL', and let the clients connect anew.",
		 .versions = "all",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.item = "binlog_row_image",
	.check = check,
};
