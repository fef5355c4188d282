/* A target that is no TiDB:
 *
 *     target-database: {host: mysql-8.example.com, port: 3306, user: dm}
 */
#include "live_server.h"

static void check(struct lint *l)
{
	uint32_t version;
	struct diag *d;

	if (l->server->connect != CONNECT_OK || !l->server->version.n ||
	    server_vendor(l->server, &version) == VENDOR_TIDB)
		return;
	d = report_server(l, "version \"%.*s\" is no TiDB", STR_FMT(server_said(l, l->server->version)));
	report_help(l, d, "compare host and port with those of TiDB (4000 as a rule)");
}

const struct rule rule_dml8004 = {
	.info = {.id = "DML8004",
		 .name = "target-not-tidb",
		 .severity = SEV_WARNING,
		 .summary = "a target that is not TiDB",
		 .why = "DM is made for TiDB and tested with nothing else, and its checks do not look what the target is. A MySQL or MariaDB takes most "
			"of it, until a statement comes that only TiDB knows; more often it is the wrong address.",
		 .remedy = "Give the address of TiDB.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.check = check,
};
