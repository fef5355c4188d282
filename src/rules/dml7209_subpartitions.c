/* Tables with subpartitions. */
#include "live.h"

static void check(struct lint *l)
{
	struct live_names names = {0};
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, &n);

	for (size_t i = 0; i < n; i++) {
		if (t[i].subpartitions)
			live_names_add(l, &names, &t[i], (struct str){0});
	}
	if (names.n)
		(void)report(l, l->home, "source \"%.*s\" has tables with subpartitions, which TiDB leaves out: %.*s",
			     STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &names)));
}

const struct rule rule_dml7209 = {
	.info = {.id = "DML7209",
		 .name = "subpartitions",
		 .severity = SEV_WARNING,
		 .summary = "tables with subpartitions",
		 .why = "TiDB takes the CREATE TABLE with a warning and makes the partitions without their "
			"subpartitions. Statements about a subpartition (ALTER TABLE ... PARTITION) then fail on "
			"the target. DM says nothing of it.",
		 .remedy = "Know that the target is laid out in another way, or create the table there beforehand as "
			   "it should be.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_PARTITIONS),
	.check = check,
};
