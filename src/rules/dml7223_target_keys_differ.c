/* A table that exists on the target, with other keys. */
#include "live.h"

/* Is what the target wants to be unique so at the source, too? Then a key there consists of a part of its columns. */
static bool is_inside(const struct live_index *part, const struct live_index *of)
{
	for (size_t i = 0; i < part->n_columns; i++) {
		size_t k = 0;

		while (k < of->n_columns && !str_eq_nocase(of->columns[k], part->columns[i]))
			k++;
		if (k == of->n_columns)
			return false;
	}
	return !of->prefix || part->prefix;
}

static bool is_implied(const struct live_index *x, const struct live_table *by)
{
	for (size_t i = 0; i < by->n_indexes; i++) {
		if (by->indexes[i].unique && is_inside(&by->indexes[i], x))
			return true;
	}
	return false;
}

/* Does a unique key there have all columns of this one? Then it still tells the rows of the source apart. */
static bool is_part(const struct live_index *x, const struct live_table *of)
{
	for (size_t i = 0; i < of->n_indexes; i++) {
		if (of->indexes[i].unique && is_inside(x, &of->indexes[i]))
			return true;
	}
	return false;
}

static bool has_expression(const struct live_index *x)
{
	for (size_t i = 0; i < x->n_columns; i++) {
		if (!x->columns[i].p)
			return true;
	}
	return false;
}

/* What the source does not fill is NULL, counted or computed there. */
static bool has_own_column(const struct live_index *x, const struct live_table *from)
{
	for (size_t i = 0; i < x->n_columns; i++) {
		if (!live_column_find(from, x->columns[i], SIZE_MAX))
			return true;
	}
	return false;
}

/* A unique key of the target that makes rows equal which are not so at the source. */
static const struct live_index *one_too_many(const struct live_table *from, const struct live_table *to)
{
	for (size_t i = 0; i < to->n_indexes; i++) {
		const struct live_index *x = &to->indexes[i];

		if (x->unique && !has_own_column(x, from) && !is_implied(x, from))
			return x;
	}
	return NULL;
}

/* A unique key of the source that the target lacks; some_left: another one is there, so rows still have an identity. */
static const struct live_index *lacking(const struct live_table *from, const struct live_table *to, bool *some_left)
{
	const struct live_index *found = NULL;

	*some_left = false;
	for (size_t i = 0; i < from->n_indexes; i++) {
		const struct live_index *x = &from->indexes[i];
		bool there = is_implied(x, to) || is_part(x, to);

		if (!x->unique || has_expression(x))
			continue;
		*some_left |= there && !x->nullable;
		if (!there && !found)
			found = x;
	}
	return found;
}

static struct str key_text(struct lint *l, const struct live_index *x)
{
	struct str s = x->columns[0];

	for (size_t i = 1; i < x->n_columns; i++)
		s = arena_fmt(l->arena, "%.*s, %.*s", STR_FMT(s), STR_FMT(x->columns[i]));
	return arena_fmt(l->arena, "%s (%.*s)", x->primary ? "primary key" : "unique key", STR_FMT(s));
}

struct found {
	struct live_found primary, unique, lacking;
};

/* Was there one? */
static bool find_one_too_many(struct lint *l, struct found *f, const struct live_table *from,
			      const struct live_table *to)
{
	const struct live_index *x = one_too_many(from, to);

	if (!x)
		return false;
	live_found_add(
		l, x->primary ? &f->primary : &f->unique, to, key_text(l, x),
		"%.*s exists on the target with a %.*s that %.*s does not have: rows %soverwrite each other there",
		STR_FMT(live_table_text(l, to)), STR_FMT(key_text(l, x)), STR_FMT(live_table_text(l, from)),
		x->primary ? "" : "that are equal by it ");
	return true;
}

static void compare(struct lint *l, struct found *f, const struct live_group *g)
{
	const struct live_table *from = g->members[0], *to = g->target;
	const struct live_index *x;
	bool some_left;

	for (size_t i = 0; i < g->n; i++) {
		if (find_one_too_many(l, f, g->members[i], to))
			return;
	}
	/* Where shards meet, their own keys need not hold. */
	x = g->n == 1 ? lacking(from, to, &some_left) : NULL;
	if (x)
		live_found_add(
			l, &f->lacking, to, key_text(l, x), "%.*s exists on the target without the %.*s of %.*s: %s",
			STR_FMT(live_table_text(l, to)), STR_FMT(key_text(l, x)), STR_FMT(live_table_text(l, from)),
			some_left ? "nothing there keeps its values apart"
				  : "what DM writes twice, after a restart, may be there twice");
}

static void report_found(struct lint *l, const struct found *f, struct span at)
{
	static const char *const cure = "drop that key, or give the source one of the same columns";
	struct diag *d = live_found_report(
		l, &f->primary, at,
		"tables exist on the target with a primary key that their sources do not have: rows overwrite each other there");

	report_help(l, d, "%s", cure);
	/* Rows of the source may still happen to differ by a key that is none of its own. */
	d = live_found_report(
		l, &f->unique, at,
		"tables exist on the target with a unique key that their sources do not have: rows that are equal by it overwrite each other there");
	if (d)
		report_severity(l, d, SEV_WARNING);
	report_help(l, d, "%s", cure);
	d = live_found_report(l, &f->lacking, at,
			      "tables exist on the target without a key of their sources: rows may be there twice");
	if (d)
		report_severity(l, d, SEV_WARNING);
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	const struct node *home = node_get(l->root, "target-database");
	struct found f = {0};

	if (!all->target_known || !home || !facts_have(all->target, FACT_BIT(FACT_INDEXES))) {
		live_not_made(l, "the tables of the target are not known");
		return;
	}
	for (size_t g = 0; g < all->n_groups; g++) {
		const struct live_group *group = &all->groups[g];

		if (group->target && group->target->n_columns && group->members[0]->n_columns &&
		    !live_no_table(group->target))
			compare(l, &f, group);
	}
	report_found(l, &f, home->key_span);
}

const struct rule rule_dml7223 = {
	.info = {.id = "DML7223",
		 .name = "target-keys-differ",
		 .severity = SEV_ERROR,
		 .summary = "a target table with other unique keys",
		 .why = "DM replaces rows by their keys. Two rows that differ at the source and are equal by a unique key of the target overwrite each "
			"other without a word. A key that is lacking there loses nothing, but rows that DM writes again after a restart can be doubled. "
			"DM from 6.5 on warns of both.",
		 .remedy = "Give the target table the primary and unique keys of the source.",
		 .versions = "all; a warning for keys other than the primary one",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS) | FACT_BIT(FACT_INDEXES),
	.item = "table_schema",
	.check = check,
};
