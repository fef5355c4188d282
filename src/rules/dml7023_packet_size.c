/* A source that lets rows through which the target does not take:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'max_allowed_packet';   -- source 1073741824, target 67108864
 */
#include "live_server.h"

#define OF_LOAD (1024 * 1024) /* statements of the load are up to about as long */

static void check(struct lint *l)
{
	const struct server_facts *t = server_target(l);
	int64_t here = fact_var_int(l->server, "max_allowed_packet", 0),
		there = fact_var_int(t, "max_allowed_packet", 0);
	struct str statement;
	struct diag *d;

	if (!facts_have(t, FACT_BIT(FACT_VARIABLES))) {
		live_not_applicable(l, "the target was not asked");
		return;
	}
	if (there <= 0)
		return;
	if (there < OF_LOAD && task_loads(l->task)) {
		d = report_server(
			l, "max_allowed_packet of the target is %lld, the load sends statements of up to %d bytes",
			(long long)there, OF_LOAD);
		report_severity(l, d, SEV_WARNING);
		statement = server_statement(l, d, t, "SET GLOBAL max_allowed_packet = 67108864;");
		report_help(l, d, "%.*s at the target", STR_FMT(statement));
		return;
	}
	if (here <= there)
		return;
	d = report_server(
		l, "max_allowed_packet is %lld here and %lld at the target, a row larger than that stops the task",
		(long long)here, (long long)there);
	statement = server_statement(l, d, t, "SET GLOBAL max_allowed_packet = %lld;", (long long)here);
	report_help(l, d, "%.*s at the target, if there are such rows", STR_FMT(statement));
}

const struct rule rule_dml7023 = {
	.info = {.id = "DML7023",
		 .name = "packet-size",
		 .severity = SEV_NOTE,
		 .summary = "max_allowed_packet of the target is smaller than that of the source",
		 .why = "A statement larger than max_allowed_packet of the target ends the connection, and DM reports \"invalid "
			"connection\" (10003) without saying why. It takes a row or a statement of that size: TiDB's 64 MB are "
			"enough for most.",
		 .remedy = "Raise max_allowed_packet of the target, or lower statement-size of the dump.",
		 .versions = "all; a warning below what the load sends",
		 .dm_errors = "10003 10006"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
