/* Tables bound by foreign keys. */
#include "live.h"

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	struct live_names names = {0};
	size_t n;
	const struct live_table *t = live_tables_of(all, l->source_of, &n);
	bool enforced = live_tidb_knows("feature", STR_LIT("foreign keys"), all->target_version);
	struct diag *d;

	for (size_t i = 0; i < n; i++) {
		if (t[i].foreign_key.p)
			live_names_add(l, &names, &t[i],
				       arena_fmt(l->arena, "%.*s to %.*s", STR_FMT(t[i].foreign_key),
						 STR_FMT(t[i].foreign_text)));
	}
	if (!names.n)
		return;
	d = report(l, l->home, "source \"%.*s\" has tables with foreign keys: %.*s", STR_FMT(l->source_of->source_id),
		   STR_FMT(live_names_text(l, &names)));
	if (enforced)
		report_help(
			l, d,
			"this TiDB enforces them, while DM writes the rows of several tables side by side and what CASCADE did "
			"upstream is in no binlog: keep foreign_key_checks off in the session of target-database, or create the "
			"target tables without them");
	else
		report_help(
			l, d,
			"this TiDB keeps them as a remark only: what CASCADE or SET NULL changed upstream is in no binlog, and "
			"does not reach it");
}

const struct rule rule_dml7204 = {
	.info = {.id = "DML7204",
		 .name = "foreign-key",
		 .severity = SEV_WARNING,
		 .summary = "tables with foreign keys",
		 .why = "Rows changed by ON DELETE CASCADE or ON UPDATE CASCADE are in no binlog: they change "
			"upstream only, unless TiDB does the same. TiDB enforces foreign keys since 6.6, earlier "
			"versions keep them without effect; the check of DM still says of all of them that they "
			"are ignored.",
		 .remedy = "Create the target tables without foreign keys, or keep foreign_key_checks off for DM and "
			   "let nobody rely on CASCADE.",
		 .versions = "all",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_FOREIGN_KEYS),
	.item = "table_schema",
	.check = check,
};
