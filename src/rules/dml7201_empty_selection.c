/* A source from which nothing will come: the list names other schemas than it has. */
#include "live.h"

static void check(struct lint *l)
{
	size_t n, n_tables = fact_rows(l->server, FACT_TABLES)->n;
	struct diag *d;

	(void)live_tables_of(live_tables(l), l->source_of, &n);
	if (n)
		return;
	if (live_may_be_hidden(l, l->server)) {
		live_not_applicable(l, "the account need not see the tables whose changes the task replicates");
		return;
	}
	d = report(l, l->home, "no table of source \"%.*s\" is selected: nothing will come from it",
		   STR_FMT(l->source_of->source_id));
	if (n_tables)
		report_help(l, d,
			    "the account sees %zu table%s there, and the list lets none through: compare the names, "
			    "also letter by letter, with SHOW DATABASES",
			    n_tables, n_tables == 1 ? "" : "s");
	else
		report_help(
			l, d,
			"the account sees no table at all there: is it the right server, and is SELECT granted on the "
			"tables");
}

const struct rule rule_dml7201 = {
	.info = {.id = "DML7201",
		 .name = "empty-selection",
		 .severity = SEV_WARNING,
		 .summary = "a source without any selected table",
		 .why = "DM starts such a task, shows it as running, and copies nothing. Its own check says "
			"nothing about it: with no table to check, everything passes.",
		 .remedy = "Compare the block-allow-list of the instance with the schemas that the source has and "
			   "that the account may see.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES),
	.check = check,
};
