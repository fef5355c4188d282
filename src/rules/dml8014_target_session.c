/* A session variable that the target does not know or take:
 *
 *     target-database: {session: {sql_mode: NO_SUCH_MODE}}
 */
#include "internal.h"

#include "live_session.h"

static void check(struct lint *l)
{
	check_session(l, task_get(task_get(l->root, "target-database"), "session"), true);
}

const struct rule rule_dml8014 = {
	.info = {.id = "DML8014",
		 .name = "target-session",
		 .severity = SEV_ERROR,
		 .summary = "a session variable that the target refuses",
		 .why = "DM sets the variables of \"session\", and the timezone of the task, at the start of each connection. One that is refused ends the "
			"connection: no check is made and no task starts. dmlint has tried each in a session of its own.",
		 .remedy = "Correct the name or value in \"session\" of target-database, or take it out.",
		 .versions = "all; timezone from 5.3.0 on",
		 .dm_errors = "10001 26002"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.needs = FACT_BIT(FACT_SESSION),
	.check = check,
};
