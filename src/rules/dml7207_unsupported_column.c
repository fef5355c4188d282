/* A column that TiDB cannot have: spatial types, UUID, INVISIBLE, COMPRESSED, a name of its own. */
#include "live.h"

static struct str refused(const struct live_column *c, uint32_t version)
{
	struct str word = live_type_word(c->type);

	if (!live_tidb_knows("type", word, version))
		return word;
	if (str_contains_nocase(c->extra, "INVISIBLE"))
		return STR_LIT("INVISIBLE");
	if (str_eq_nocase(c->name, STR_LIT("_tidb_rowid")))
		return STR_LIT("as TiDB calls its own");
	return str_contains_nocase(c->type, "COMPRESSED") || str_contains_nocase(c->extra, "COMPRESSED")
		       ? STR_LIT("COMPRESSED")
		       : (struct str){0};
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	struct live_names names = {0};
	size_t n;
	const struct live_table *t = live_tables_of(all, l->source_of, &n);

	if (!task_loads(l->task) && !task_syncs(l->task)) {
		live_not_applicable(l, "the task writes to no tables");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < t[i].n_columns; k++) {
			const struct live_column *c = &t[i].columns[k];
			struct str what = refused(c, all->target_version);

			if (what.p) {
				live_names_add(l, &names, &t[i],
					       arena_fmt(l->arena, "%.*s %.*s", STR_FMT(c->name), STR_FMT(what)));
				break;
			}
		}
	}
	if (names.n)
		(void)report(l, l->home, "source \"%.*s\" has tables with a column that TiDB cannot have: %.*s",
			     STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &names)));
}

const struct rule rule_dml7207 = {
	.info = {.id = "DML7207",
		 .name = "unsupported-column",
		 .severity = SEV_ERROR,
		 .summary = "a column of a kind that TiDB does not have",
		 .why = "TiDB does not understand the CREATE TABLE (1064), nor does the part of DM that follows "
			"the structure of the tables, and the task stops. DM's check only warns of it.",
		 .remedy = "Let the list leave the table out, or change the column upstream (a spatial value into "
			   "WKT text or BLOB, a UUID into BINARY(16), INVISIBLE and COMPRESSED away).",
		 .versions = "all; by the version of the target",
		 .dm_errors = "10006 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "table_schema",
	.check = check,
};
