/* A source with fewer connections than the dump opens:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'max_connections';   -- 4
 */
#include "dump_threads.h"

static void check(struct lint *l)
{
	int64_t max = fact_var_int(l->server, "max_connections", 0);
	const struct rows *r = fact_rows(l->server, FACT_CONNECTIONS);
	uint64_t used = server_number(rows_get(r, 0, "used")), need, limit;
	struct str statement;
	struct diag *d;

	if (!task_dumps(l->task)) {
		live_not_applicable(l, "the task does not dump");
		return;
	}
	need = dump_connections(l);
	if (max <= 0)
		return;
	limit = (uint64_t)max;
	if (need > limit) {
		d = report_server(l, "max_connections is %llu, the dump opens %llu", (unsigned long long)limit,
				  (unsigned long long)need);
	} else if (used + need > limit) {
		d = report_server(l, "%llu of %llu connections are in use now, the dump opens %llu more",
				  (unsigned long long)used, (unsigned long long)limit, (unsigned long long)need);
		report_severity(l, d, SEV_WARNING);
	} else {
		return;
	}
	statement = server_statement(l, d, l->server, "SET GLOBAL max_connections = %llu;",
				     (unsigned long long)(used + need + 10));
	report_help(l, d, "%.*s and the same in its configuration file, or fewer \"threads\" in \"mydumpers\"",
		    STR_FMT(statement));
}

const struct rule rule_dml7020 = {
	.info = {.id = "DML7020",
		 .name = "connections-left",
		 .severity = SEV_ERROR,
		 .summary = "fewer connections at the source than the dump opens",
		 .why = "The dump opens a connection for each of its threads and two more. When the server has none left it answers "
			"with error 1040, which DM repeats for each check that meets it, in an order that changes.",
		 .remedy = "Raise max_connections of the server, or lower threads of the dump.",
		 .versions = "all",
		 .dm_errors = "10001 26005 32001"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_CONNECTIONS),
	.item = "conn_number",
	.check = check,
};
