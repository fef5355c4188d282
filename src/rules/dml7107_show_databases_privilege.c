/* An account that may not list the databases:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'skip_show_database';   -- ON
 *     GRANT SELECT, RELOAD, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'dm'@'%';
 */
#include "live_grants.h"

static void check(struct lint *l)
{
	uint64_t wanted = privileges_find("SHOW DATABASES");
	struct account acc;
	struct diag *d;

	if (!fact_var_on(l->server, "skip_show_database")) {
		live_not_applicable(l, "skip_show_database is not on");
		return;
	}
	account_read(l, &acc);
	if (!grants_lacking(acc.grants, wanted, STR_LIT(""), STR_LIT(""), NULL))
		return;
	d = report_server(
		l,
		"skip_show_database is ON and account %.*s lacks SHOW DATABASES: check and dump end at SHOW DATABASES (error 1227)",
		STR_FMT(acc.name));
	help_grant(l, d, &acc, "", grant_statement(l, &acc, wanted, STR_LIT(""), STR_LIT("")));
}

const struct rule rule_dml7107 = {
	.info = {.id = "DML7107",
		 .name = "show-databases-privilege",
		 .severity = SEV_ERROR,
		 .summary = "a server with skip_show_database whose databases the account may not list",
		 .why = "As a rule everybody may ask SHOW DATABASES and gets to see what is granted to him. With skip_show_database the server "
			"refuses it to accounts without the privilege of that name, SELECT on everything notwithstanding. DM lists the "
			"databases before anything else, and so does the dump.",
		 .remedy = "Grant SHOW DATABASES on *.*, or start the server without skip-show-database.",
		 .versions = "all",
		 .dm_errors = "10001 26002 32001"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_GRANTS),
	.check = check,
};
