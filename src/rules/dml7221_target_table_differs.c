/* A table that exists on the target, in another shape. */
#include "live.h"
#include "live_server.h"

/* What a column of the source lacks there, or what the target wants and the source does not give. */
static struct str missing(struct lint *l, const struct live_table *from, const struct live_table *to)
{
	for (size_t i = 0; i < from->n_columns; i++) {
		const struct live_column *y = live_column_find(to, from->columns[i].name, i);

		if (!y)
			return arena_fmt(l->arena, "it has no column \"%.*s\"", STR_FMT(from->columns[i].name));
		if (y->generation.n && !from->columns[i].generation.n)
			return arena_fmt(l->arena, "it generates \"%.*s\" by itself and takes no values for it",
					 STR_FMT(y->name));
	}
	for (size_t i = 0; i < to->n_columns; i++) {
		const struct live_column *c = &to->columns[i];

		if (!c->nullable && !c->def.p && !c->extra.n && !c->generation.n && !live_column_find(from, c->name, i))
			return arena_fmt(l->arena, "it wants a value for \"%.*s\", which the source does not have",
					 STR_FMT(c->name));
	}
	return (struct str){0};
}

/* A dump tells the columns of the source; and so does the checkpoint of a table, once it has changed. */
static bool columns_known(struct lint *l, const struct live_table *from)
{
	const struct rows *r = fact_rows(live_tables(l)->target, FACT_CHECKPOINT);

	if (task_dumps(l->task) || task_loads(l->task))
		return true;
	for (size_t i = 0; i < r->n; i++) {
		if (str_eq(rows_get(r, i, "id"), from->in->source_id) &&
		    str_eq(rows_get(r, i, "schema"), from->schema) && str_eq(rows_get(r, i, "table_name"), from->name))
			return true;
	}
	return false;
}

/* Where they are not known, DM takes them from the target, and the values of the binlog are theirs in that order. */
static struct str other_columns(struct lint *l, const struct live_table *from, const struct live_table *to)
{
	bool all_modes = !dm_check_find("schema-tracker", l->dm);
	const char *who = all_modes ? "this DM" : "without a dump DM";

	if (!all_modes && columns_known(l, from))
		return (struct str){0};
	for (size_t i = 0; i < to->n_columns; i++) {
		if (!live_column_find(from, to->columns[i].name, i))
			return arena_fmt(
				l->arena,
				"it has \"%.*s\", which the source does not have, and %s wants as many columns on both sides",
				STR_FMT(to->columns[i].name), who);
	}
	for (size_t i = 0; i < to->n_columns && i < from->n_columns; i++) {
		if (!str_eq_nocase(to->columns[i].name, from->columns[i].name))
			return arena_fmt(
				l->arena,
				"its column %zu is \"%.*s\", that of the source \"%.*s\", and %s gives values to columns by their place",
				i + 1, STR_FMT(to->columns[i].name), STR_FMT(from->columns[i].name), who);
	}
	return (struct str){0};
}

/* Servers other than TiDB have defaults that nobody chose; and TiDB takes all of UTF-8 into latin1, too. */
static bool letters_lost(const struct lint *l, const struct live_column *x, const struct live_column *y)
{
	return !live_charset_holds(y->charset, x->charset) && !str_eq_nocase(y->charset, STR_LIT("latin1")) &&
	       !str_eq_nocase(y->charset, fact_var(server_target(l), "character_set_server"));
}

/* Both were chosen: then texts that differ at the source may be equal there, or the other way round. */
static bool compared_otherwise(const struct lint *l, const struct live_column *x, const struct live_column *y)
{
	return x->collation.n && y->collation.n && !str_eq_nocase(x->collation, y->collation) &&
	       !live_collation_default(x->collation) &&
	       !str_eq_nocase(y->collation, fact_var(server_target(l), "collation_server"));
}

static struct str narrower(struct lint *l, const struct live_table *from, const struct live_table *to)
{
	for (size_t i = 0; i < from->n_columns; i++) {
		const struct live_column *x = &from->columns[i], *y = live_column_find(to, x->name, i);

		if (!y)
			continue;
		if (!live_type_holds(y->type, x->type))
			return arena_fmt(l->arena, "\"%.*s\" is %.*s there, %.*s at the source", STR_FMT(x->name),
					 STR_FMT(y->type), STR_FMT(x->type));
		if (x->nullable && !y->nullable)
			return arena_fmt(l->arena, "\"%.*s\" may be NULL at the source only", STR_FMT(x->name));
		if (letters_lost(l, x, y))
			return arena_fmt(l->arena, "\"%.*s\" has the character set %.*s there, %.*s at the source",
					 STR_FMT(x->name), STR_FMT(y->charset), STR_FMT(x->charset));
		if (compared_otherwise(l, x, y))
			return arena_fmt(l->arena, "\"%.*s\" has the collation %.*s there, %.*s at the source",
					 STR_FMT(x->name), STR_FMT(y->collation), STR_FMT(x->collation));
	}
	return (struct str){0};
}

/* Was there a finding? */
static bool compare(struct lint *l, const struct live_table *from, const struct live_table *to)
{
	struct span home = node_get(l->root, "target-database")->key_span;
	struct str why;
	struct diag *d;

	if (!from->n_columns || !to->n_columns || live_extracts(from))
		return false;
	why = missing(l, from, to);
	if (!why.p)
		why = other_columns(l, from, to);
	if (why.p) {
		(void)report(l, home, "%.*s exists on the target, but does not fit %.*s: %.*s",
			     STR_FMT(live_table_text(l, to)), STR_FMT(live_table_text(l, from)), STR_FMT(why));
		return true;
	}
	why = narrower(l, from, to);
	if (!why.p)
		return false;
	d = report(l, home, "%.*s exists on the target in another shape than %.*s: %.*s",
		   STR_FMT(live_table_text(l, to)), STR_FMT(live_table_text(l, from)), STR_FMT(why));
	report_severity(l, d, SEV_WARNING);
	return true;
}

static void check_group(struct lint *l, const struct live_group *g)
{
	const char *other = live_no_table(g->target);

	if (other) {
		(void)report(l, node_get(l->root, "target-database")->key_span,
			     "%.*s is %s on the target, DM can neither create nor fill it",
			     STR_FMT(live_table_text(l, g->target)), other);
		return;
	}
	for (size_t i = 0; i < g->n && !compare(l, g->members[i], g->target); i++)
		;
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);

	if (!all->target_known || !node_get(l->root, "target-database")) {
		live_not_made(l, "the tables of the target are not known");
		return;
	}
	for (size_t g = 0; g < all->n_groups; g++) {
		if (all->groups[g].target)
			check_group(l, &all->groups[g]);
	}
}

const struct rule rule_dml7221 = {
	.info = {.id = "DML7221",
		 .name = "target-table-differs",
		 .severity = SEV_ERROR,
		 .summary = "a target table of another shape",
		 .why = "DM leaves a table that exists as it is and writes the columns of the source into it: one "
			"that is missing there stops the load (1054), as does one that must have a value and gets "
			"none (1364). Without a dump, and in DM 1.0 always, it even learns the columns from there: one too many stops it, "
			"too (36027), and in another order the values change places. DM from 6.5 on warns of it, earlier versions do not look.",
		 .remedy = "Bring the target table to the structure of the source, or drop it and let DM create it.",
		 .versions = "all; a warning when only values may not fit",
		 .dm_errors = "10006 26005 36027"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "table_schema",
	.check = check,
};
