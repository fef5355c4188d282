/* A MariaDB that does not tell the account which server ids are taken:
 *
 *     GRANT SELECT, RELOAD, BINLOG MONITOR, REPLICATION SLAVE ON *.* TO `dm`@`%`
 */
#include "live_grants.h"

#define SINCE 10005002 /* MariaDB */

static void check(struct lint *l)
{
	uint64_t wanted = privileges_find("REPLICATION MASTER ADMIN");
	struct account acc;
	uint32_t version;
	struct diag *d;

	if (server_vendor(l->server, &version) != VENDOR_MARIADB || version < SINCE) {
		live_not_applicable(l, "the source is no MariaDB 10.5.2 or later");
		return;
	}
	if (!task_syncs(l->task)) {
		live_not_applicable(l, "the task does not replicate");
		return;
	}
	account_read(l, &acc);
	if (!grants_lacking(acc.grants, wanted, STR_LIT(""), STR_LIT(""), NULL))
		return;
	d = report_server(
		l,
		"account %.*s lacks REPLICATION MASTER ADMIN, so SHOW SLAVE HOSTS is refused when DM looks for a free server id",
		STR_FMT(acc.name));
	help_grant(l, d, &acc, "", grant_statement(l, &acc, wanted, STR_LIT(""), STR_LIT("")));
}

const struct rule rule_dml7106 = {
	.info = {.id = "DML7106",
		 .name = "replica-hosts-privilege",
		 .severity = SEV_WARNING,
		 .summary = "a MariaDB account that may not ask which server ids are taken",
		 .why = "Before it reads the binlog, DM asks SHOW SLAVE HOSTS for server ids that are in use. In MySQL and older MariaDB that needs "
			"REPLICATION SLAVE, in MariaDB since 10.5.2 REPLICATION MASTER ADMIN; where it is refused (error 1227), replication does "
			"not begin. DM's check does not look for it.",
		 .remedy = "Grant REPLICATION MASTER ADMIN on *.* as well.",
		 .versions = "all",
		 .dm_errors = "10001"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_GRANTS),
	.item = "replication_privilege",
	.check = check,
};
