/* An account that may not read the binlog:
 *
 *     GRANT SELECT, RELOAD, REPLICATION SLAVE ON *.* TO 'dm'@'%';
 */
#include "live_grants.h"

static void check(struct lint *l)
{
	uint64_t lacking;
	struct account acc;
	const struct node *item = NULL;
	struct diag *d;

	if (!task_syncs(l->task)) {
		live_not_applicable(l, "the task does not replicate");
		return;
	}
	account_read(l, &acc);
	lacking = grants_lacking(acc.grants, privileges_find("REPLICATION SLAVE, REPLICATION CLIENT"), STR_LIT(""),
				 STR_LIT(""), NULL);
	if (!lacking)
		return;
	if (lacking & privileges_find("REPLICATION CLIENT"))
		item = position_is_asked_anyhow(l);
	d = report_server(l, "account %.*s lacks %.*s, and DM cannot read the binlog", STR_FMT(acc.name),
			  STR_FMT(privileges_names(l->arena, lacking)));
	note_asked_anyhow(l, d, item);
	help_grant(l, d, &acc, "", grant_statement(l, &acc, lacking, STR_LIT(""), STR_LIT("")));
}

const struct rule rule_dml7103 = {
	.info = {.id = "DML7103",
		 .name = "replication-privilege",
		 .severity = SEV_ERROR,
		 .summary = "an account that may not read the binlog",
		 .why = "REPLICATION SLAVE lets DM read the binlog, REPLICATION CLIENT (BINLOG MONITOR in MariaDB since 10.5) tells it the position: "
			"without that the dump succeeds with an empty position, hours before the replication fails. Both exist on *.* only. DM "
			"1.0 takes ALL PRIVILEGES on any database for both; later versions count roles that are not in force.",
		 .remedy = "Grant both on *.* to the account that the message names.",
		 .versions = "all",
		 .dm_errors = "26005 10001"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_GRANTS),
	.item = "replication_privilege",
	.check = check,
};
