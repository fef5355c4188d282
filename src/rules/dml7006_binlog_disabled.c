/* A source that keeps no binlog:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'log_bin';   -- OFF
 */
#include "live_server.h"

static void check(struct lint *l)
{
	struct str v = fact_var(l->server, "log_bin");
	const struct node *item;
	struct diag *d;

	if (!task_syncs(l->task)) {
		live_not_applicable(l, "the task does not replicate");
		return;
	}
	if (!v.p || fact_var_on(l->server, "log_bin"))
		return;
	item = position_is_asked_anyhow(l);
	d = report_server(l, "log_bin is \"%.*s\", there is no binlog to replicate from", STR_FMT(server_said(l, v)));
	note_asked_anyhow(l, d, item);
	report_help(l, d, "set log-bin and binlog_format=ROW in the server's configuration file, and restart it");
}

const struct rule rule_dml7006 = {
	.info = {.id = "DML7006",
		 .name = "binlog-disabled",
		 .severity = SEV_ERROR,
		 .summary = "the source writes no binlog",
		 .why = "What changes after the dump is nowhere to be read. MySQL up to 5.7 and MariaDB write a binlog only "
			"when told to. The other settings of the binlog, such as a format of STATEMENT, are not "
			"reported on top: they are the defaults of a server without one.",
		 .remedy = "Switch log-bin on and restart the server, or use task-mode full.",
		 .versions = "all",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.item = "binlog_enable",
	.check = check,
};
