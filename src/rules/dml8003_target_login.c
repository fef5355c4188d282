/* A target that does not let DM in:
 *
 *     target-database: {host: tidb, port: 4000, user: dm, password: "old"}
 */
#include "live_connection.h"
#include "live_server.h"

static void check(struct lint *l)
{
	check_login(l, task_get(task_get(l->root, "target-database"), "password"));
}

const struct rule rule_dml8003 = {
	.info = {.id = "DML8003",
		 .name = "target-login",
		 .severity = SEV_ERROR,
		 .summary = "the target refuses the login, or wants a plugin that DM's driver lacks",
		 .why = "A password that DM cannot decrypt is sent as it stands, ciphertext and all, so error 1045 may mean another key as well as "
			"another password. DM ends there, before any check.",
		 .remedy = "Correct user and password of target-database as the message says.",
		 .versions = "all",
		 .dm_errors = "10001 26002"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.check = check,
};
