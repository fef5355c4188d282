/* A time zone or session variable that a source does not know or take:
 *
 *     timezone: Asia/Shanghai   # and the time zone tables of the source are empty
 */
#include "live_server.h"
#include "live_session.h"

static const struct node *settings(const struct lint *l)
{
	const struct source *s = server_source(l);

	for (int f = SOURCE_HOST; s && f <= SOURCE_PASSWORD; f++) {
		if (s->at[f])
			return task_get(s->at[f]->parent, "session");
	}
	return NULL;
}

static void check(struct lint *l)
{
	check_session(l, settings(l), false);
}

const struct rule rule_dml7031 = {
	.info = {.id = "DML7031",
		 .name = "source-session",
		 .severity = SEV_ERROR,
		 .summary = "a time zone or session variable that a source refuses",
		 .why = "DM sets the variables of \"session\", and the timezone of the task, at the start of each connection. One that is refused ends the "
			"connection: no check is made and no task starts. dmlint has tried each in a session of its own.",
		 .remedy =
			 "Give the time zone as an offset, fill the time zone tables of the source, or correct \"session\" of its configuration.",
		 .versions = "all; timezone from 5.3.0 on",
		 .dm_errors = "10001 26002"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_SESSION),
	.check = check,
};
