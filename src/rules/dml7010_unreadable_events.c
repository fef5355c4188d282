/* A source that writes events to its binlog which DM passes over:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'log_bin_compress';           -- ON (MariaDB)
 *     SHOW GLOBAL VARIABLES LIKE 'binlog_row_value_options';   -- PARTIAL_JSON (MySQL 8)
 *     SHOW GLOBAL VARIABLES LIKE 'binlog_alter_two_phase';     -- ON (MariaDB)
 */
#include "live_server.h"

static const char keep[] =
	" and the same in its configuration file; sessions that are open keep the old one until they end";

static void check_transactions(struct lint *l)
{
	struct diag *d;

	if (!fact_var_on(l->server, "binlog_transaction_compression"))
		return;
	if (dm_check_find("payload-events", l->dm)) {
		d = report_server(
			l,
			"binlog_transaction_compression is ON, DM reads such transactions in the time zone of its worker");
		report_severity(l, d, SEV_WARNING);
		help_statement(
			l, d,
			"let the DM-worker run in the time zone of the task, else values of TIMESTAMP columns move; or ",
			"SET GLOBAL binlog_transaction_compression = OFF;", keep);
		return;
	}
	d = report_server(
		l,
		"binlog_transaction_compression is ON, this DM skips such transactions without a word: their rows are lost");
	help_statement(l, d, "", "SET GLOBAL binlog_transaction_compression = OFF;", keep);
}

static void check_json(struct lint *l)
{
	struct str v = fact_var(l->server, "binlog_row_value_options");
	struct diag *d;

	if (!v.n || !str_eq_nocase(v, STR_LIT("PARTIAL_JSON")))
		return;
	d = report_server(
		l,
		"binlog_row_value_options is PARTIAL_JSON, DM skips such updates of JSON columns without a word: they are lost");
	help_statement(l, d, "", "SET GLOBAL binlog_row_value_options = '';", keep);
}

static void check_mariadb(struct lint *l)
{
	struct diag *d;

	if (!fact_var_on(l->server, "log_bin_compress"))
		return;
	d = report_server(
		l,
		"log_bin_compress is ON, DM skips row events that MariaDB has compressed without a word: they are lost");
	help_statement(l, d, "", "SET GLOBAL log_bin_compress = OFF;", " and the same in its configuration file");
}

static void check_alter(struct lint *l)
{
	struct diag *d;

	if (!fact_var_on(l->server, "binlog_alter_two_phase"))
		return;
	d = report_server(
		l,
		"binlog_alter_two_phase is ON, each ALTER TABLE is in its binlog twice, and DM stops at what the first one has changed");
	help_statement(l, d, "", "SET GLOBAL binlog_alter_two_phase = OFF;", keep);
}

static void check(struct lint *l)
{
	if (!replicates_binlog(l))
		return;
	check_transactions(l);
	check_json(l);
	check_mariadb(l);
	check_alter(l);
}

const struct rule rule_dml7010 = {
	.info = {.id = "DML7010",
		 .name = "unreadable-events",
		 .severity = SEV_ERROR,
		 .summary = "settings of the source that put events into its binlog which DM does not apply",
		 .why = "DM knows the plain row events. Compressed ones of MariaDB and partial updates of JSON fall through with "
			"a line in the log at most, so rows are missing and nothing stops; no check of DM's looks at it. "
			"Compressed transactions are read since 7.3, but not with the task's time zone. An ALTER TABLE in two phases is "
			"written when it begins and when it ends, with the same text: DM executes both.",
		 .remedy = "Switch the setting off in the source.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
