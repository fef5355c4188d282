/* A character set or collation that TiDB does not know. */
#include "live.h"

/* The name of a collation begins with that of its character set. */
static struct str charset_of(struct str collation)
{
	size_t n = 0;

	while (n < collation.n && collation.p[n] != '_')
		n++;
	return (struct str){collation.p, n};
}

/* What TiDB refuses, or absent. Only what a CREATE TABLE says counts: MySQL leaves out a collation that the character set has anyway. */
static struct str refused(struct str charset, struct str collation, uint32_t version, bool always_said)
{
	if (charset.n && !live_tidb_knows("charset", charset, version))
		return charset;
	if (!collation.n || (!always_said && live_collation_default(collation)))
		return (struct str){0};
	return live_tidb_knows("collation", collation, version) ? (struct str){0} : collation;
}

static struct str refused_of_table(const struct live_table *t, uint32_t version, bool always_said)
{
	struct str what = refused(charset_of(t->collation), t->collation, version, always_said);

	for (size_t i = 0; i < t->n_columns && !what.p; i++) {
		const struct live_column *c = &t->columns[i];

		if (c->collation.n && !str_eq(c->collation, t->collation))
			what = refused(c->charset, c->collation, version, always_said);
	}
	return what;
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	struct live_names missing = {0}, there = {0};
	uint32_t source_version = 0;
	/* MariaDB writes COLLATE even where it is the default. */
	bool always_said = server_vendor(l->server, &source_version) == VENDOR_MARIADB && source_version >= 10003037;
	size_t n;
	const struct live_table *t = live_tables_of(all, l->source_of, &n);
	struct diag *d;

	if (!task_loads(l->task)) {
		live_not_applicable(l, "the task creates no tables");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct str what = refused_of_table(&t[i], all->target_version, always_said);

		if (what.p)
			live_names_add(l, t[i].target ? &there : &missing, &t[i], what);
	}
	if (missing.n)
		(void)report(l, l->home,
			     "source \"%.*s\" has tables in a character set or collation that TiDB does not know: %.*s",
			     STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &missing)));
	if (there.n) {
		d = report(
			l, l->home,
			"source \"%.*s\" has tables in a character set or collation that TiDB does not know, but that exist there "
			"already: %.*s",
			STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &there)));
		report_severity(l, d, SEV_WARNING);
		report_help(l, d, "later changes of their structure may fail");
	}
}

const struct rule rule_dml7206 = {
	.info = {.id = "DML7206",
		 .name = "unsupported-collation",
		 .severity = SEV_ERROR,
		 .summary = "a character set or collation unknown to TiDB",
		 .why = "TiDB refuses the CREATE TABLE (1115, 1273), and the load stops. DM only warns of it, and "
			"not of every collation.",
		 .remedy = "Create the table on the target beforehand in a character set that TiDB knows, convert it "
			   "upstream (ALTER TABLE ... CONVERT TO CHARACTER SET utf8mb4), or let the list leave it "
			   "out.",
		 .versions = "all; by the version of the target",
		 .dm_errors = "10006 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "table_schema",
	.check = check,
};
