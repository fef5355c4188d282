/* Tables that meet in one, with other columns. */
#include <string.h>

#include "live.h"

/* Without the display width of integers, which says nothing about values: "int(11) unsigned" and "int unsigned" are one. */
static struct str plain_type(struct lint *l, struct str type)
{
	static const char *const integers[] = {"tinyint(", "smallint(", "mediumint(", "int(", "bigint("};
	const char *close = type.n ? memchr(type.p, ')', type.n) : NULL;

	for (size_t i = 0; close && i < ARRAY_LEN(integers); i++) {
		if (str_has_prefix(type, integers[i]))
			return arena_fmt(l->arena, "%.*s%.*s", (int)strlen(integers[i]) - 1, type.p,
					 (int)(type.p + type.n - close - 1), close + 1);
	}
	return type;
}

/* How b differs from a; absent: not at all. */
static struct str pessimistic(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	if (a->n_columns != b->n_columns)
		return arena_fmt(l->arena, "%zu columns against %zu", a->n_columns, b->n_columns);
	for (size_t i = 0; i < a->n_columns; i++) {
		const struct live_column *x = &a->columns[i], *y = &b->columns[i];

		if (!str_eq_nocase(x->name, y->name))
			return arena_fmt(l->arena, "column %zu is \"%.*s\" against \"%.*s\"", i + 1, STR_FMT(x->name),
					 STR_FMT(y->name));
		if (!str_eq_nocase(plain_type(l, x->type), plain_type(l, y->type)))
			return arena_fmt(l->arena, "\"%.*s\" is %.*s against %.*s", STR_FMT(x->name), STR_FMT(x->type),
					 STR_FMT(y->type));
	}
	return (struct str){0};
}

/* The joined table of optimistic sharding has every column: one that a shard lacks must have a value there by itself. */
static struct str optimistic(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	for (size_t i = 0; i < a->n_columns; i++) {
		const struct live_column *x = &a->columns[i], *y = live_column_find(b, x->name, i);

		if (!y && !x->nullable && !x->def.p && !x->extra.n)
			return arena_fmt(l->arena, "\"%.*s\", NOT NULL without a default, stands in %.*s only",
					 STR_FMT(x->name), STR_FMT(live_table_text(l, a)));
		if (y && !str_eq_nocase(live_type_word(x->type), live_type_word(y->type)))
			return arena_fmt(l->arena, "\"%.*s\" is %.*s against %.*s", STR_FMT(x->name), STR_FMT(x->type),
					 STR_FMT(y->type));
	}
	return (struct str){0};
}

static struct str difference(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	struct str why;

	if (str_eq_c(l->task->shard_mode, "pessimistic"))
		return pessimistic(l, a, b);
	why = optimistic(l, a, b);
	return why.p ? why : optimistic(l, b, a);
}

static bool compare(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	struct str why = a->n_columns && b->n_columns ? difference(l, a, b) : (struct str){0};
	struct diag *d;

	if (!why.p)
		return false;
	d = report(l, b->in->id_node->span, "%.*s and %.*s, which go to one table, differ: %.*s",
		   STR_FMT(live_table_text(l, a)), STR_FMT(live_table_text(l, b)), STR_FMT(why));
	if (a->in != b->in)
		report_note(l, d, a->in->id_node->span, "the first of them comes from here");
	return true;
}

static void check(struct lint *l)
{
	live_compare_shards(l, compare);
}

const struct rule rule_dml7210 = {
	.info = {.id = "DML7210",
		 .name = "shard-columns-differ",
		 .severity = SEV_ERROR,
		 .summary = "shards with different columns",
		 .why = "In pessimistic mode DM takes the structure of one shard for that of all: rows of the "
			"others are written into wrong columns or stop the task, also when only the order "
			"differs. In optimistic mode the structures must at least fit into one.",
		 .remedy = "Make the tables alike (ALTER TABLE ... MODIFY ... FIRST or AFTER puts columns in order), "
			   "or use shard-mode: optimistic where columns were only added.",
		 .versions = "all; by shard-mode",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "schema_of_shard_tables",
	.check = check,
};
