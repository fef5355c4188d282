/* A target whose TLS does not fit "security":
 *
 *     target-database:
 *       security: {ssl-ca: /etc/dm/ca.pem}   # signed by another authority
 */
#include "live_connection.h"

const struct rule rule_dml8002 = {
	.info = {.id = "DML8002",
		 .name = "target-tls",
		 .severity = SEV_ERROR,
		 .summary = "TLS with the target fails, is required, or is not offered",
		 .why = "DM uses TLS with the target exactly when security names files, and then insists on it. The files are read on DM's machines, which dmlint does not see: it has tried the ones that it could read.",
		 .remedy = "Compare the files of security with the certificate of the server.",
		 .versions = "all",
		 .dm_errors = "10001 26002"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.check = check_tls,
};
