/* A source whose TLS and the "security" of its configuration do not go together:
 *
 *     # source.yaml, of a server without TLS
 *     from:
 *       security: {ssl-ca: /etc/dm/ca.pem}
 */
#include "live_connection.h"

const struct rule rule_dml7002 = {
	.info = {.id = "DML7002",
		 .name = "source-tls",
		 .severity = SEV_ERROR,
		 .summary =
			 "TLS is asked for and not to be had, or the other way round, or the certificate does not fit",
		 .why = "DM does not fall back to a connection in clear text. An account that wants TLS is refused with the "
			"same error 1045 as a wrong password, so DM's own message sends people after the password.",
		 .remedy =
			 "Make \"security\" of the source fit the server: ssl-ca, ssl-cert, ssl-key, cert-allowed-cn.",
		 .versions = "all",
		 .dm_errors = "10001 26002"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.check = check_tls,
};
