/* Tables with a FULLTEXT index. */
#include "live.h"

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	struct live_names names = {0};
	size_t n;
	const struct live_table *t = live_tables_of(all, l->source_of, &n);

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < t[i].n_indexes; k++) {
			const struct live_index *x = &t[i].indexes[k];

			if (!str_eq_nocase(x->type, STR_LIT("FULLTEXT")) ||
			    live_tidb_knows("index", x->type, all->target_version))
				continue;
			live_names_add(l, &names, &t[i], x->name);
			break;
		}
	}
	if (names.n)
		(void)report(l, l->home,
			     "source \"%.*s\" has tables with a FULLTEXT index, which TiDB leaves out: %.*s",
			     STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &names)));
}

const struct rule rule_dml7218 = {
	.info = {.id = "DML7218",
		 .name = "fulltext-index",
		 .severity = SEV_WARNING,
		 .summary = "tables with a FULLTEXT index",
		 .why = "TiDB takes the CREATE TABLE with a warning and makes no such index. Rows arrive complete, but MATCH "
			"... AGAINST fails on the target. DM says nothing of it.",
		 .remedy = "Know that searches in texts need another way there, such as LIKE or a search engine.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_INDEXES),
	.check = check,
};
