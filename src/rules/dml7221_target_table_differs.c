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

		if (!c->nullable && !c->def.p && !c->extra.n && !live_column_find(from, c->name, i))
			return arena_fmt(l->arena, "it wants a value for \"%.*s\", which the source does not have",
					 STR_FMT(c->name));
	}
	return (struct str){0};
}

static bool one_is(struct str x, struct str y, const char *what)
{
	return x.n && y.n && str_contains_nocase(x, what) != str_contains_nocase(y, what);
}

/* By another type or character set the same bytes are other values. */
static bool misread(struct lint *l, const struct live_table *from, const struct live_column *x,
		    const struct live_column *y)
{
	return (one_is(x->type, y->type, " unsigned") ||
		((one_is(x->charset, y->charset, "latin1") || one_is(x->charset, y->charset, "gbk")) &&
		 (!str_eq_c(x->charset, "utf8mb4") ||
		  !str_eq_nocase(y->charset, fact_var(server_target(l), "character_set_server"))))) &&
	       live_reads_by_target(l, from);
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
	       live_tidb_knows("charset", x->charset, LIVE_TIDB_UNKNOWN) && !live_plain_collation(x->collation) &&
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
		if (misread(l, from, x, y))
			return arena_fmt(l->arena, "\"%.*s\" is %.*s%s%.*s there, %.*s%s%.*s at the source",
					 STR_FMT(x->name), STR_FMT(y->type), y->charset.n ? " " : "",
					 STR_FMT(y->charset), STR_FMT(x->type), x->charset.n ? " " : "",
					 STR_FMT(x->charset));
		if (compared_otherwise(l, x, y))
			return arena_fmt(l->arena, "\"%.*s\" has the collation %.*s there, %.*s at the source",
					 STR_FMT(x->name), STR_FMT(y->collation), STR_FMT(x->collation));
	}
	return (struct str){0};
}

static void help_without_dump(struct lint *l, struct diag *d)
{
	if (d && !task_loads(l->task))
		report_help(
			l, d,
			"DM reads the changes by the columns of the target: give it those of the source, in their order and of their types");
}

struct found {
	struct live_found others, misfits, narrow;
};

/* Was there a finding? */
static bool compare(struct lint *l, struct found *f, const struct live_table *from, const struct live_table *to)
{
	struct str why;

	if (!from->n_columns || !to->n_columns || live_extracts(from))
		return false;
	why = missing(l, from, to);
	if (!why.p)
		why = live_displaced(l, from, to);
	if (why.p) {
		live_found_add(l, &f->misfits, to, why, "%.*s exists on the target, but does not fit %.*s: %.*s",
			       STR_FMT(live_table_text(l, to)), STR_FMT(live_table_text(l, from)), STR_FMT(why));
		return true;
	}
	why = narrower(l, from, to);
	if (why.p)
		live_found_add(l, &f->narrow, to, why, "%.*s exists on the target in another shape than %.*s: %.*s",
			       STR_FMT(live_table_text(l, to)), STR_FMT(live_table_text(l, from)), STR_FMT(why));
	return why.p;
}

static void check_group(struct lint *l, struct found *f, const struct live_group *g)
{
	const char *other = live_no_table(g->target);

	if (other) {
		live_found_add(l, &f->others, g->target, str_from(other),
			       "%.*s is %s on the target, DM can neither create nor fill it",
			       STR_FMT(live_table_text(l, g->target)), other);
		return;
	}
	for (size_t i = 0; i < g->n && !compare(l, f, g->members[i], g->target); i++)
		;
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	const struct node *home = node_get(l->root, "target-database");
	struct found f = {0};
	struct diag *d;

	if (!all->target_known || !home) {
		live_not_made(l, "the tables of the target are not known");
		return;
	}
	for (size_t g = 0; g < all->n_groups; g++) {
		if (all->groups[g].target)
			check_group(l, &f, &all->groups[g]);
	}
	(void)live_found_report(l, &f.others, home->key_span,
				"tables are something else on the target, DM can neither create nor fill them");
	help_without_dump(l, live_found_report(l, &f.misfits, home->key_span,
					       "tables exist on the target, but do not fit what goes there"));
	d = live_found_report(l, &f.narrow, home->key_span,
			      "tables exist on the target in another shape than what goes there");
	if (d)
		report_severity(l, d, SEV_WARNING);
	help_without_dump(l, d);
}

const struct rule rule_dml7221 = {
	.info = {.id = "DML7221",
		 .name = "target-table-differs",
		 .severity = SEV_ERROR,
		 .summary = "a target table of another shape",
		 .why = "DM leaves a table that exists as it is and writes the columns of the source into it: one "
			"that is missing there stops the load (1054), as does one that must have a value and gets "
			"none (1364). Without a dump, and in DM 1.0 always, it even learns the columns from there: one too many stops it, "
			"too (36027), and in another order the values end in the wrong columns. DM from 6.5 on warns of it, earlier versions do not look.",
		 .remedy = "Bring the target table to the structure of the source, or drop it and let DM create it.",
		 .versions = "all; a warning when only values may not fit",
		 .dm_errors = "10006 26005 36027"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "table_schema",
	.check = check,
};
