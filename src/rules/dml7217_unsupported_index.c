/* An index that TiDB refuses, and the CREATE TABLE with it:
 *
 *     CREATE TABLE app.t (id INT PRIMARY KEY, d DATE, KEY by_year ((YEAR(d))));
 */
#include "live.h"

/* MariaDB guards uniqueness of whole texts by a hash, which it shows as an index of that kind. */
static bool is_long_unique(const struct live_table *t, const struct live_index *x)
{
	return x->unique && !x->prefix && str_eq_nocase(x->type, STR_LIT("HASH")) &&
	       !str_eq_nocase(t->engine, STR_LIT("MEMORY")) && !str_eq_nocase(t->engine, STR_LIT("ndbcluster"));
}

static struct str refused(struct lint *l, const struct live_table *t, const struct live_index *x, uint32_t version)
{
	struct str word = x->expression.n ? live_unknown_call(x->expression, "function", version) : (struct str){0};

	if (word.n)
		return arena_fmt(l->arena, "%.*s on %.*s()", STR_FMT(x->name), STR_FMT(word));
	if (is_long_unique(t, x))
		return arena_fmt(l->arena, "%.*s on a text of any length", STR_FMT(x->name));
	if (x->type.n && !str_eq_nocase(x->type, STR_LIT("FULLTEXT")) && !live_tidb_knows("index", x->type, version))
		return arena_fmt(l->arena, "%.*s is %.*s", STR_FMT(x->name), STR_FMT(x->type));
	return (struct str){0};
}

/* An AUTO_INCREMENT column that begins no index, which engines without transactions allow. */
static struct str counter_inside(struct lint *l, const struct live_table *t)
{
	for (size_t i = 0; i < t->n_columns && t->n_indexes; i++) {
		const struct live_column *c = &t->columns[i];
		bool first = false;

		if (!str_contains_nocase(c->extra, "auto_increment"))
			continue;
		for (size_t k = 0; k < t->n_indexes; k++)
			first |= str_eq_nocase(t->indexes[k].columns[0], c->name);
		return first ? (struct str){0}
			     : arena_fmt(l->arena, "AUTO_INCREMENT \"%.*s\" begins none", STR_FMT(c->name));
	}
	return (struct str){0};
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	struct live_names names = {0};
	size_t n;
	const struct live_table *t = live_tables_of(all, l->source_of, &n);

	if (!task_loads(l->task)) {
		live_not_applicable(l, "the task creates no tables");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		struct str what = t[i].target ? (struct str){0} : counter_inside(l, &t[i]);

		for (size_t k = 0; k < t[i].n_indexes && !what.n && !t[i].target; k++)
			what = refused(l, &t[i], &t[i].indexes[k], all->target_version);
		if (what.n)
			live_names_add(l, &names, &t[i], what);
	}
	if (names.n)
		(void)report(l, l->home, "source \"%.*s\" has tables with an index that TiDB refuses: %.*s",
			     STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &names)));
}

const struct rule rule_dml7217 = {
	.info = {.id = "DML7217",
		 .name = "unsupported-index",
		 .severity = SEV_ERROR,
		 .summary = "an index that TiDB refuses",
		 .why = "TiDB refuses the CREATE TABLE, and the load stops: an expression index may use few functions only "
			"(8200, unless allow-expression-index is set), AUTO_INCREMENT must begin an index (1075), a text "
			"needs a length in it (1170), and IGNORED and SPATIAL are unknown (1064).",
		 .remedy =
			 "Create the table on the target beforehand without that index, or drop it upstream: DM needs "
			 "only primary and unique keys.",
		 .versions = "all; by the version of the target",
		 .dm_errors = "10006 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS) | FACT_BIT(FACT_INDEXES),
	.item = "table_schema",
	.check = check,
};
