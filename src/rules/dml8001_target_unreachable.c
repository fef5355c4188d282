/* A target that cannot be talked to:
 *
 *     target-database: {host: tidb.nosuch.invalid, port: 4000, user: dm}
 */
#include "live_connection.h"

const struct rule rule_dml8001 = {
	.info = {.id = "DML8001",
		 .name = "target-unreachable",
		 .severity = SEV_ERROR,
		 .summary = "a target whose host, port or protocol is wrong, or that does not answer",
		 .why = "DM connects to the target before it checks anything; without it no check is made and no source is looked at.",
		 .remedy =
			 "Correct host and port of target-database, or start the server; the way that counts is the one from DM's machines.",
		 .versions = "all",
		 .dm_errors = "10001 10002 10003 26002"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.check = check_reachable,
};
