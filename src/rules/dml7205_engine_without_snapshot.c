/* Tables of an engine without transactions, such as MyISAM. */
#include "live.h"

static void check(struct lint *l)
{
	struct live_names names = {0};
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, &n);

	if (!task_dumps(l->task)) {
		live_not_applicable(l, "the task dumps nothing");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (t[i].engine.n && !str_eq_nocase(t[i].type, STR_LIT("SEQUENCE")) &&
		    !live_tidb_knows("engine", t[i].engine, LIVE_TIDB_UNKNOWN))
			live_names_add(l, &names, &t[i], t[i].engine);
	}
	if (names.n)
		(void)report(l, l->home, "source \"%.*s\" has tables of an engine without transactions: %.*s",
			     STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &names)));
}

const struct rule rule_dml7205 = {
	.info = {.id = "DML7205",
		 .name = "engine-without-snapshot",
		 .severity = SEV_WARNING,
		 .summary = "tables of an engine without consistent snapshot",
		 .why = "The dump reads all tables as of one moment. An engine without transactions has no such "
			"moment: what is written while the dump runs is in it or not, and the binlog then brings "
			"it a second time or not at all.",
		 .remedy = "Convert the tables (ALTER TABLE ... ENGINE=InnoDB), stop writing to them during the "
			   "dump, or dump with --consistency lock, which keeps them locked to its end.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES),
	.check = check,
};
