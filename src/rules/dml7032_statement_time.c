/* A source that ends the statements of the dump after a while:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'max_execution_time';   -- 1000
 */
#include "live_limits.h"

#define ENOUGH 3600 /* seconds, for a part of a table that the dump reads at once */

static struct diag *report_time(struct lint *l, struct str what)
{
	return report_server(l, "%.*s, and the dump reads tables, or large parts of them, with one statement each",
			     STR_FMT(what));
}

static void check(struct lint *l)
{
	const struct server_facts *s = l->server;
	uint64_t ms = (uint64_t)fact_var_int(s, "max_execution_time", 0);
	uint64_t seconds = server_number(fact_var(s, "max_statement_time")), own;

	if (!task_dumps(l->task)) {
		live_not_applicable(l, "the task does not dump");
		return;
	}
	own = account_limit(s, "MAX_STATEMENT_TIME ");
	if (ms && ms < ENOUGH * 1000)
		help_statement(
			l,
			report_time(l, arena_fmt(l->arena,
						 "max_execution_time ends every SELECT after %llu ms (error 3024)",
						 (unsigned long long)ms)),
			"", "SET GLOBAL max_execution_time = 0;", " until the dump is through");
	else if (own && own < ENOUGH)
		help_limits(
			l,
			report_time(l, arena_fmt(l->arena,
						 "the statements of user \"%.*s\" are ended after %llu s (error 1969)",
						 STR_FMT(s->user), (unsigned long long)own)),
			"MAX_STATEMENT_TIME 0");
	else if (!own && seconds && seconds < ENOUGH)
		help_statement(
			l,
			report_time(l, arena_fmt(l->arena,
						 "max_statement_time ends every statement after %llu s (error 1969)",
						 (unsigned long long)seconds)),
			"", "SET GLOBAL max_statement_time = 0;", " until the dump is through");
}

const struct rule rule_dml7032 = {
	.info = {.id = "DML7032",
		 .name = "statement-time",
		 .severity = SEV_WARNING,
		 .summary = "a source that ends statements which take as long as those of a dump may",
		 .why = "The dump reads a table in parts of 200000 rows, or as a whole where it has no number to part it by, and takes the time limits "
			"of the server as they are. A part that takes longer is ended with error 3024 (MySQL) or 1969 (MariaDB), and the dump "
			"with it. No check of DM's looks at it.",
		 .remedy = "Lift the limit until the dump is through, for all or for DM's account alone.",
		 .versions = "all",
		 .dm_errors = "32001"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
