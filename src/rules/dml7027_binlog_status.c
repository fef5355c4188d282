/* A MySQL that no longer knows the statements with which this DM asks for its position:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'version';   -- 8.4.3
 *     SHOW MASTER STATUS;                     -- error 1064
 */
#include "live_server.h"

#define WITHOUT 8004000 /* MySQL: SHOW BINARY LOG STATUS and SHOW REPLICAS only */

static void check(struct lint *l)
{
	bool patched = dm_check_find("master-status-patched", l->dm) != NULL;
	uint32_t version;
	struct diag *d;

	if (server_vendor(l->server, &version) != VENDOR_MYSQL || version < WITHOUT) {
		live_not_applicable(l, "the source is no MySQL 8.4 or later");
		return;
	}
	if (!task_syncs(l->task)) {
		live_not_applicable(l, "the task does not replicate");
		return;
	}
	if (!dm_check_find("master-status", l->dm) && !patched)
		return;
	d = report_server(
		l,
		"%s asks it SHOW MASTER STATUS and SHOW SLAVE HOSTS, which MySQL 8.4 and later do not know: replication does not begin",
		patched ? "this DM before its patch 8.5.6" : "this DM");
	if (patched) {
		report_severity(l, d, SEV_NOTE);
		report_help(l, d, "have the latest patch of this version, which asks in the new way");
	} else {
		report_help(l, d, "use DM 8.5.6 or later, or replicate from a MySQL 8.0");
	}
}

const struct rule rule_dml7027 = {
	.info = {.id = "DML7027",
		 .name = "binlog-status",
		 .severity = SEV_ERROR,
		 .summary = "a MySQL 8.4 or later with a DM that asks in words it no longer knows",
		 .why = "MySQL 8.4 took SHOW MASTER STATUS and SHOW SLAVE HOSTS away. DM before 8.5.6 asks both before it reads the binlog, gets "
			"error 1064, and replication does not begin; the check of binlog_db (6.0 and later) meets it first. Earlier versions "
			"check nothing of it, and start with a dump.",
		 .remedy = "Use DM 8.5.6 or later, or a source up to MySQL 8.0.",
		 .versions = "up to 8.5.5",
		 .dm_errors = "10001 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.item = "binlog_db",
	.check = check,
};
