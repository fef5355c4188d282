/* A target that takes no writes:
 *
 *     SET GLOBAL read_only = 1;   -- or tidb_restricted_read_only
 */
#include "live_grants.h"
#include "live_online.h"

#define SUPER_NO_MORE 10011000 /* MariaDB where SUPER does not go with READ_ONLY ADMIN */
#define OFF "SET GLOBAL read_only = OFF;"

struct read_only {
	enum server_vendor vendor;
	const char *variable;
	const char *exempt; /* privileges, each of which is enough to write nevertheless */
	uint32_t to;        /* below this version */
	const char *off;    /* what switches it off */
};

static const struct read_only read_onlys[] = {
	/* It has switched the other one on, which stays so without it. */
	{VENDOR_TIDB, "tidb_restricted_read_only", "RESTRICTED_REPLICA_WRITER_ADMIN", UINT32_MAX,
	 "SET GLOBAL tidb_restricted_read_only = OFF; SET GLOBAL tidb_super_read_only = OFF;"},
	{VENDOR_TIDB, "tidb_super_read_only", "RESTRICTED_REPLICA_WRITER_ADMIN", UINT32_MAX,
	 "SET GLOBAL tidb_super_read_only = OFF;"},
	/* TiDB itself only pretends to have it: where it is ON, something else calls itself TiDB. */
	{VENDOR_TIDB, "read_only", "SUPER, READ_ONLY ADMIN", UINT32_MAX, OFF},
	/* That takes super_read_only along, the other way around read_only would stay. */
	{VENDOR_MYSQL, "super_read_only", "", UINT32_MAX, OFF},
	/* What each session begins with, whatever the account may do. */
	{VENDOR_MYSQL, "transaction_read_only", "", UINT32_MAX, "SET GLOBAL transaction_read_only = OFF;"},
	{VENDOR_MYSQL, "tx_read_only", "", UINT32_MAX, "SET GLOBAL tx_read_only = OFF;"},
	{VENDOR_MARIADB, "tx_read_only", "", UINT32_MAX, "SET GLOBAL tx_read_only = OFF;"},
	{VENDOR_MYSQL, "read_only", "SUPER, CONNECTION_ADMIN", UINT32_MAX, OFF},
	{VENDOR_MARIADB, "read_only", "SUPER, READ_ONLY ADMIN", SUPER_NO_MORE, OFF},
	{VENDOR_MARIADB, "read_only", "READ_ONLY ADMIN", UINT32_MAX, OFF},
};

static void check(struct lint *l)
{
	uint32_t version;
	enum server_vendor vendor = server_vendor(l->server, &version);
	struct account acc;

	if (!task_loads(l->task) && !task_syncs(l->task) && !online_check_writes(l)) {
		live_not_applicable(l, "the task does not write to the target");
		return;
	}
	account_read(l, &acc);
	for (size_t i = 0; i < ARRAY_LEN(read_onlys); i++) {
		const struct read_only *r = &read_onlys[i];
		uint64_t exempt = privileges_find(r->exempt);
		struct diag *d;

		if (r->vendor != vendor || version >= r->to || !fact_var(l->server, r->variable).p)
			continue;
		if (fact_var_on(l->server, r->variable) &&
		    (!exempt || grants_lacking(acc.grants, exempt, STR_LIT(""), STR_LIT(""), NULL) == exempt)) {
			d = report_server(l, "%s is ON, and account %.*s may not write in spite of it", r->variable,
					  STR_FMT(acc.name));
			help_statement(l, d, "", r->off,
				       vendor == VENDOR_TIDB ? "" : " and the same in its configuration file");
			return;
		}
		if (r->to != UINT32_MAX)
			return;
	}
}

const struct rule rule_dml8008 = {
	.info = {.id = "DML8008",
		 .name = "target-read-only",
		 .severity = SEV_ERROR,
		 .summary = "a target that takes no writes",
		 .why = "DM creates its meta schema before anything else, so already check-task ends with error 1290 or 1836, and all results of its checks "
			"are lost. Versions without a target check notice it when the load begins.",
		 .remedy = "Switch the read-only mode off, or use the address of the server that takes writes.",
		 .versions = "all",
		 .dm_errors = "10006"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_GRANTS),
	.check = check,
};
