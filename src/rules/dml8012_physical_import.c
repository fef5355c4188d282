/* A target that physical import cannot write to:
 *
 *     loaders:
 *       global: {import-mode: physical}
 *
 *     GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, INDEX, ALTER ON *.* TO 'dm'@'%';
 */
#include "live_grants.h"

static void check(struct lint *l)
{
	uint64_t of_tidb = privileges_find("SELECT, UPDATE"), super = privileges_find("SUPER");
	struct str none = STR_LIT(""), schema = STR_LIT("mysql"), table = STR_LIT("tidb");
	struct account acc;
	uint32_t version;
	struct diag *d;

	if (!task_loads(l->task) || !uses_physical_import(l)) {
		live_not_applicable(l, "the task does not import physically");
		return;
	}
	if (server_vendor(l->server, &version) != VENDOR_TIDB) {
		d = report_server(l, "it is no TiDB, so there is no TiKV for import-mode \"physical\" to write to");
		report_help(l, d, "leave import-mode out, or give the address of TiDB");
		return;
	}
	account_read(l, &acc);
	if (!grants_lacking(acc.grants, super, none, none, NULL) ||
	    !grants_lacking(acc.grants, of_tidb, schema, table, NULL))
		return;
	d = report_server(
		l,
		"account %.*s lacks SELECT, UPDATE on mysql.tidb, with which physical import keeps the garbage collection back",
		STR_FMT(acc.name));
	report_severity(l, d, SEV_WARNING);
	help_grant(l, d, &acc, "", grant_statement(l, &acc, of_tidb, schema, table));
}

const struct rule rule_dml8012 = {
	.info = {.id = "DML8012",
		 .name = "physical-import",
		 .severity = SEV_ERROR,
		 .summary = "a target that import-mode \"physical\" cannot write to",
		 .why = "Physical import writes files into TiKV and asks PD, which dmlint does not reach: regions, free space and running changefeeds are for "
			"DM's own check. Some of what it needs can be seen by SQL: a TiDB, and privileges beyond those of the logical import.",
		 .remedy = "Import logically, or give the account what is lacking.",
		 .versions = "6.0.0 and later",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.needs = FACT_BIT(FACT_GRANTS),
	.check = check,
};
