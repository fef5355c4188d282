/* A table that TiDB cannot have: a SEQUENCE of MariaDB, system versioning, compressed pages, too many columns. */
#include "live.h"

#define MAX_COLUMNS 1017 /* table-column-count-limit of TiDB as it comes */

/* The first option of "row_format=DYNAMIC `PAGE_COMPRESSED`='1'" that TiDB does not read; absent: none. */
static struct str option(struct str options)
{
	for (size_t from = 0, i = 0; i <= options.n; i++) {
		struct str word = {options.p + from, i - from};

		if (i < options.n && options.p[i] != ' ' && options.p[i] != '=' && options.p[i] != '`')
			continue;
		if (word.n && !live_tidb_knows("option", word, 0))
			return word;
		from = i + 1;
	}
	return (struct str){0};
}

static struct str refused(struct lint *l, const struct live_table *t)
{
	if (str_eq_nocase(t->type, STR_LIT("SEQUENCE")) || str_eq_nocase(t->type, STR_LIT("SYSTEM VERSIONED")))
		return t->type;
	if (t->n_columns > MAX_COLUMNS && !t->target)
		return arena_fmt(l->arena, "%zu columns, %d at most", t->n_columns, MAX_COLUMNS);
	if (!task_loads(l->task) || t->target)
		return (struct str){0};
	/* MariaDB writes PAGE_CHECKSUM for every table of this engine. */
	return str_eq_nocase(t->engine, STR_LIT("Aria")) ? STR_LIT("PAGE_CHECKSUM of Aria") : option(t->create_options);
}

static void check(struct lint *l)
{
	struct live_names names = {0};
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, &n);

	for (size_t i = 0; i < n; i++) {
		struct str what = refused(l, &t[i]);

		if (what.n)
			live_names_add(l, &names, &t[i], what);
	}
	if (names.n)
		(void)report(l, l->home,
			     "source \"%.*s\" has tables, or what DM takes for tables, that TiDB refuses: %.*s",
			     STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &names)));
}

const struct rule rule_dml7208 = {
	.info = {.id = "DML7208",
		 .name = "unsupported-table",
		 .severity = SEV_ERROR,
		 .summary = "a table of a kind that TiDB refuses",
		 .why = "DM lists everything that is not a view. MariaDB's sequences and system-versioned tables "
			"come along; their CREATE statements are MariaDB's own, as are those of compressed or encrypted pages "
			"and of the engine Aria, and TiDB refuses them (1064). It also refuses more than 1017 columns (1117).",
		 .remedy = "Put them into ignore-tables of the block-allow-list, or create the table on the target "
			   "beforehand; a sequence can be created in TiDB by hand (CREATE SEQUENCE).",
		 .versions = "all",
		 .dm_errors = "10006 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES),
	.item = "table_schema",
	.check = check,
};
