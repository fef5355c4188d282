/* A source that allows the account fewer connections than DM opens:
 *
 *     ALTER USER 'dm'@'%' WITH MAX_USER_CONNECTIONS 1;
 */
#include "dump_threads.h"

#define SYNC_CONNECTIONS 2 /* the binlog, and one to ask about tables and variables */

static void check(struct lint *l)
{
	const struct rows *r = fact_rows(l->server, FACT_CONNECTIONS);
	uint64_t limit = server_number(rows_get(r, 0, "max_user_connections"));
	uint64_t need = task_dumps(l->task) ? dump_connections(l) : SYNC_CONNECTIONS;
	/* The account's own limit wins over that of the server, and 0 is none. */
	bool everybody = fact_var_int(l->server, "max_user_connections", 0) > 0;
	struct diag *d;

	if (limit == 0 || limit >= need)
		return;
	d = report_server(l, "user \"%.*s\" may have no more than %llu connections at once, DM opens %llu",
			  STR_FMT(l->server->user), (unsigned long long)limit, (unsigned long long)need);
	help_limits(l, d,
		    arena_fmt(l->arena, "MAX_USER_CONNECTIONS %llu", everybody ? (unsigned long long)need + 10 : 0).p);
}

const struct rule rule_dml7021 = {
	.info = {.id = "DML7021",
		 .name = "account-connections",
		 .severity = SEV_ERROR,
		 .summary = "a limit of the account that is lower than the connections DM opens",
		 .why = "DM dumps with several connections, and asks with others while it replicates. The server refuses those over "
			"the limit with error 1226; DM's check repeats it for each item that meets it, and once it is over the "
			"dump meets it, too.",
		 .remedy = "Take the limit off the account, or raise it.",
		 .versions = "all",
		 .dm_errors = "10001 26005 32001"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_CONNECTIONS),
	.check = check,
};
