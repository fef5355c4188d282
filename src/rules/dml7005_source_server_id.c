/* A source without a number among servers:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'server_id';   -- 0
 */
#include "live_server.h"

static void check(struct lint *l)
{
	struct diag *d;

	if (!task_syncs(l->task)) {
		live_not_applicable(l, "the task does not replicate");
		return;
	}
	if (fact_var_int(l->server, "server_id", 1) != 0)
		return;
	d = report_server(l, "server_id is 0, the server refuses whoever wants its binlog");
	report_help(
		l, d,
		"SET GLOBAL server_id = ...; with a number that no other server has, and the same in its configuration file");
}

const struct rule rule_dml7005 = {
	.info = {.id = "DML7005",
		 .name = "source-server-id",
		 .severity = SEV_ERROR,
		 .summary = "server_id of the source is 0",
		 .why = "A MySQL with server_id 0 answers every reader of its binlog with error 1236 (misconfigured master). "
			"DM 6.4 and later only warn of it and then stop in the sync unit.",
		 .remedy = "Give the server a number of its own: SET GLOBAL server_id.",
		 .versions = "all",
		 .dm_errors = "26005 30015 36069"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.item = "server_id",
	.check = check,
};
