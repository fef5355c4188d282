/* A source that does not let DM in:
 *
 *     CREATE USER 'dm'@'%' IDENTIFIED BY '...' ACCOUNT LOCK;
 */
#include "live_connection.h"
#include "live_server.h"

static void check(struct lint *l)
{
	const struct source *s = server_source(l);

	check_login(l, s ? s->at[SOURCE_PASSWORD] : NULL);
}

const struct rule rule_dml7003 = {
	.info = {.id = "DML7003",
		 .name = "source-login",
		 .severity = SEV_ERROR,
		 .summary = "the source refuses the login, or wants a plugin that DM's driver lacks",
		 .why = "Error 1045 is the same for a wrong password, an unknown account and a missing certificate. DM itself is "
			"a frequent cause: what it cannot decrypt it sends as it stands, ciphertext and all. Its Go driver knows "
			"mysql_native_password, sha256_password and caching_sha2_password, no other plugin.",
		 .remedy = "Correct the password or the account as the message says.",
		 .versions = "all",
		 .dm_errors = "10001 26002"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.check = check,
};
