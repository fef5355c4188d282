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
	if (!collation.n || (!always_said && live_plain_collation(collation)))
		return (struct str){0};
	return live_tidb_knows("collation", collation, version) ? (struct str){0} : collation;
}

/* When COLLATE is written although it is what the character set has anyway. */
struct writing {
	bool always;           /* by MariaDB, or because collation_compatible: strict has the dump add it */
	bool of_columns_apart; /* by MySQL 8, for a column in another character set or collation than its table's */
};

static struct writing writing_of(struct lint *l)
{
	uint32_t version = 0;
	enum server_vendor vendor = server_vendor(l->server, &version);

	return (struct writing){
		.always = (vendor == VENDOR_MARIADB && version >= 10003037) ||
			  str_eq_c(task_str(l->root, "collation_compatible", ""), "strict"),
		.of_columns_apart = vendor == VENDOR_MYSQL && version >= 8000000,
	};
}

static struct str refused_of_table(const struct live_table *t, uint32_t version, struct writing w)
{
	struct str what = refused(charset_of(t->collation), t->collation, version, w.always);

	for (size_t i = 0; i < t->n_columns && !what.p; i++) {
		const struct live_column *c = &t->columns[i];

		if (c->collation.n && !str_eq(c->collation, t->collation))
			what = refused(c->charset, c->collation, version, w.always || w.of_columns_apart);
	}
	return what;
}

static void report_schemas(struct lint *l, const struct live_names *missing, const struct live_names *there)
{
	struct diag *d;

	if (missing->n) {
		d = report(l, l->home,
			   "source \"%.*s\" has schemas in a character set or collation that TiDB does not know: %.*s",
			   STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, missing)));
		report_help(
			l, d,
			"CREATE DATABASE on the target beforehand, or give it another one upstream (ALTER DATABASE)");
	}
	if (there->n) {
		d = report(
			l, l->home,
			"source \"%.*s\" has schemas in a character set or collation that TiDB does not know, but that exist there "
			"already: %.*s",
			STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, there)));
		report_severity(l, d, SEV_WARNING);
		report_help(l, d, "a later ALTER DATABASE may fail");
	}
}

/* CREATE DATABASE has a character set, too. Of schemas from which a table is selected. */
static void check_schemas(struct lint *l, const struct live_table *t, size_t n, uint32_t version, struct writing w)
{
	const struct server_facts *target = live_tables(l)->target;
	const struct rows *r = fact_rows(l->server, FACT_SCHEMAS),
			  *targets = target ? fact_rows(target, FACT_SCHEMAS) : NULL;
	struct strmap selected = {.arena = l->arena}, known = {.arena = l->arena};
	struct live_names missing = {0}, there = {0};

	for (size_t i = 0; i < n; i++)
		strmap_put(&selected, t[i].schema, (void *)&t[i]);
	for (size_t i = 0; targets && i < targets->n; i++)
		strmap_put(&known, pattern_lower(l->arena, rows_get(targets, i, "schema")), l);
	for (size_t i = 0; i < r->n; i++) {
		struct str name = rows_get(r, i, "schema");
		const struct live_table *any = strmap_get(&selected, name);
		struct str what = refused(rows_get(r, i, "charset"), rows_get(r, i, "collation"), version, w.always);

		if (any && what.p)
			live_names_add_schema(
				l, strmap_get(&known, pattern_lower(l->arena, any->target_schema)) ? &there : &missing,
				name, what);
	}
	report_schemas(l, &missing, &there);
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	struct live_names missing = {0}, there = {0};
	struct writing w = writing_of(l);
	size_t n;
	const struct live_table *t = live_tables_of(all, l->source_of, &n);
	struct diag *d;

	if (!task_loads(l->task)) {
		live_not_applicable(l, "the task creates no tables");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct str what = refused_of_table(&t[i], all->target_version, w);

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
	check_schemas(l, t, n, all->target_version, w);
}

const struct rule rule_dml7206 = {
	.info = {.id = "DML7206",
		 .name = "unsupported-collation",
		 .severity = SEV_ERROR,
		 .summary = "a character set or collation unknown to TiDB",
		 .why = "TiDB refuses the CREATE TABLE or CREATE DATABASE (1115, 1273), and the load stops. DM only warns of "
			"tables, not of every collation, and not of schemas. Only what the statement says counts: MariaDB "
			"writes every collation, MySQL 8 those of columns in another character set, and "
			"collation_compatible: strict has the dump add them.",
		 .remedy =
			 "Convert it upstream (ALTER TABLE ... CONVERT TO CHARACTER SET utf8mb4), or let the list leave "
			 "it out. Where only the collation is unknown, or no changes are replicated, it is enough to create the table on the "
			 "target beforehand.",
		 .versions = "all; by the version of the target",
		 .dm_errors = "10006 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_SCHEMAS) | FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "table_schema",
	.check = check,
};
