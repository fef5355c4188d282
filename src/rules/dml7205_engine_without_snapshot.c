/* Tables of an engine without transactions, such as MyISAM. */
#include "live.h"
#include "live_grants.h"

static void check(struct lint *l)
{
	struct live_names names = {0};
	struct diag *d;
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, &n);

	if (!task_dumps(l->task)) {
		live_not_applicable(l, "the task dumps nothing");
		return;
	}
	if (dump_locks_to_end(l))
		return;
	for (size_t i = 0; i < n; i++) {
		if (t[i].engine.n && !str_eq_nocase(t[i].type, STR_LIT("SEQUENCE")) &&
		    !live_tidb_knows("engine", t[i].engine, LIVE_TIDB_UNKNOWN))
			live_names_add(l, &names, &t[i], t[i].engine);
	}
	if (!names.n)
		return;
	d = report(l, l->home, "source \"%.*s\" has tables of an engine without transactions: %.*s",
		   STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &names)));
	if (dm_check_find("dump-mydumper", l->dm))
		report_help(
			l, d,
			"convert the tables (ALTER TABLE ... ENGINE=InnoDB), or dump without --no-locks and --trx-consistency-only: "
			"mydumper then keeps its lock until it has them");
}

const struct rule rule_dml7205 = {
	.info = {.id = "DML7205",
		 .name = "engine-without-snapshot",
		 .severity = SEV_WARNING,
		 .summary = "tables of an engine without consistent snapshot",
		 .why = "The dump reads all tables as of one moment. An engine without transactions has no such "
			"moment: what is written while the dump runs is in it or not, and the binlog then brings "
			"it a second time or not at all. Up to DM 1.0 mydumper keeps its lock until it has these tables; dumpling gives "
			"the lock back as soon as its transactions have begun.",
		 .remedy =
			 "Convert the tables (ALTER TABLE ... ENGINE=InnoDB), stop writing to them during the "
			 "dump, or dump with --consistency lock --transactional-consistency=false, which keeps all tables "
			 "locked to its end.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES),
	.check = check,
};
