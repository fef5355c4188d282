/* A table that is none: a SEQUENCE of MariaDB, a table with system versioning. */
#include "live.h"

static void check(struct lint *l)
{
	struct live_names names = {0};
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, &n);

	for (size_t i = 0; i < n; i++) {
		if (str_eq_nocase(t[i].type, STR_LIT("SEQUENCE")) ||
		    str_eq_nocase(t[i].type, STR_LIT("SYSTEM VERSIONED")))
			live_names_add(l, &names, &t[i], t[i].type);
	}
	if (names.n)
		(void)report(l, l->home, "source \"%.*s\" has objects that DM takes for tables, and TiDB refuses: %.*s",
			     STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &names)));
}

const struct rule rule_dml7208 = {
	.info = {.id = "DML7208",
		 .name = "unsupported-table",
		 .severity = SEV_ERROR,
		 .summary = "a sequence or system-versioned table among the tables",
		 .why = "DM lists everything that is not a view. MariaDB's sequences and system-versioned tables "
			"come along, their CREATE statements are MariaDB's own, and TiDB refuses them (1064).",
		 .remedy = "Put them into ignore-tables of the block-allow-list; a sequence can be created in TiDB "
			   "by hand (CREATE SEQUENCE).",
		 .versions = "all",
		 .dm_errors = "10006 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES),
	.item = "table_schema",
	.check = check,
};
