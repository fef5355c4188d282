/* A source that cannot be talked to:
 *
 *     # source.yaml: from: {host: db1.nosuch.invalid, port: 3306}
 *     mysql-instances:
 *       - source-id: mysql-01
 */
#include "live_connection.h"

const struct rule rule_dml7001 = {
	.info = {.id = "DML7001",
		 .name = "source-unreachable",
		 .severity = SEV_ERROR,
		 .summary = "a source whose host, port or protocol is wrong, or that does not answer",
		 .why = "DM opens every connection before it checks anything, so one source that is not there hides all that is "
			"wrong with the others.",
		 .remedy =
			 "Correct host and port of the source, or start it; the way that counts is the one from DM's machines.",
		 .versions = "all",
		 .dm_errors = "10001 10002 10003 26002"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.check = check_reachable,
};
