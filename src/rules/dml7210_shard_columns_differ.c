/* Tables that meet in one, with other columns. */
#include <string.h>

#include "live.h"

/* Without the display width of integers, which says nothing about values: "int(11) unsigned" and "int unsigned" are one. */
static struct str plain_type(struct lint *l, struct str type)
{
	static const char *const integers[] = {"tinyint(", "smallint(", "mediumint(", "int(", "bigint(", "year("};
	const char *close = type.n ? memchr(type.p, ')', type.n) : NULL;

	for (size_t i = 0; close && i < ARRAY_LEN(integers); i++) {
		if (str_has_prefix(type, integers[i]))
			return arena_fmt(l->arena, "%.*s%.*s", (int)strlen(integers[i]) - 1, type.p,
					 (int)(type.p + type.n - close - 1), close + 1);
	}
	return type;
}

/* As DM's parser completes it: "int unsigned" is "int(11) unsigned" to it, whatever an older server shows. */
static struct str shown_type(struct lint *l, struct str type)
{
	static const struct {
		const char *word;
		int width;
	} widths[] = {{"tinyint", 4}, {"smallint", 6}, {"mediumint", 9}, {"int", 11}, {"bigint", 20}};
	struct str word = live_type_word(type);

	for (size_t i = 0; i < ARRAY_LEN(widths); i++) {
		if (str_eq_nocase(word, str_from(widths[i].word)) && (word.n == type.n || type.p[word.n] != '('))
			return arena_fmt(l->arena, "%s(%d)%.*s", widths[i].word, widths[i].width,
					 (int)(type.n - word.n), type.p + word.n);
	}
	return type;
}

/* What SHOW CREATE TABLE says behind the type, and DM's check compares: the character set of a column that is not as its table. */
static struct str said_charset(const struct live_table *t, const struct live_column *c)
{
	return c->collation.n && t->collation.n && !live_same_charset(c->collation, t->collation) ? c->charset
												  : (struct str){0};
}

/* A generated column takes no values, and another one gives some. */
static bool one_generated(const struct live_column *x, const struct live_column *y)
{
	return str_contains_nocase(x->extra, " GENERATED") != str_contains_nocase(y->extra, " GENERATED");
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
		if (!live_same_charset(said_charset(a, x), said_charset(b, y)))
			return arena_fmt(l->arena, "\"%.*s\" is in %.*s against %.*s", STR_FMT(x->name),
					 STR_FMT(x->collation), STR_FMT(y->collation));
	}
	return (struct str){0};
}

static struct str difference(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	return str_eq_c(l->task->shard_mode, "pessimistic") ? pessimistic(l, a, b) : live_cannot_join(l, a, b);
}

/* A column that only one of them generates stops the rows of the other, in every mode. */
static struct str generation(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	for (size_t i = 0; i < a->n_columns; i++) {
		const struct live_column *x = &a->columns[i], *y = live_column_find(b, x->name, i);

		if (y && one_generated(x, y))
			return arena_fmt(l->arena, "\"%.*s\" is generated in one of them only", STR_FMT(x->name));
	}
	return (struct str){0};
}

/* Types that differ in the text only: the width of integers and YEAR, which MySQL 8 does not show any more. DM's check fails at them. */
static bool compare_texts(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	if (!str_eq_c(l->task->shard_mode, "pessimistic") || !task_dumps(l->task))
		return false;
	for (size_t i = 0; i < a->n_columns; i++) {
		const struct live_column *x = &a->columns[i], *y = &b->columns[i];
		struct diag *d;

		if (str_eq_nocase(shown_type(l, x->type), shown_type(l, y->type)))
			continue;
		d = report(
			l, b->in->id_node->span,
			"%.*s and %.*s, which go to one table, are alike, but DM's check fails: \"%.*s\" is %.*s against %.*s",
			STR_FMT(live_table_text(l, a)), STR_FMT(live_table_text(l, b)), STR_FMT(x->name),
			STR_FMT(x->type), STR_FMT(y->type));
		report_severity(l, d, SEV_WARNING);
		report_help(l, d, "ignore-checking-items: [\"schema_of_shard_tables\"] lets the task start");
		return true;
	}
	return false;
}

/* Shards that optimistic mode joins, and that DM's check compares all the same. */
static bool compare_strictly(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	struct str why;
	struct diag *d;

	if (!str_eq_c(l->task->shard_mode, "optimistic") || !dm_check_find("shards-compared-strictly", l->dm))
		return false;
	why = pessimistic(l, a, b);
	if (!why.p)
		return false;
	d = report(l, b->in->id_node->span,
		   "%.*s and %.*s, which go to one table, can be joined, but this DM's check fails: %.*s",
		   STR_FMT(live_table_text(l, a)), STR_FMT(live_table_text(l, b)), STR_FMT(why));
	report_severity(l, d, SEV_WARNING);
	report_help(l, d, "ignore-checking-items: [\"schema_of_shard_tables\"] lets the task start");
	return true;
}

static bool compare(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	bool known = a->n_columns && b->n_columns;
	struct str why = known ? difference(l, a, b) : (struct str){0};
	struct diag *d;

	if (known && !why.p)
		why = generation(l, a, b);
	if (!why.p)
		return known && (compare_texts(l, a, b) || compare_strictly(l, a, b));
	d = report(l, b->in->id_node->span, "%.*s and %.*s, which go to one table, differ: %.*s",
		   STR_FMT(live_table_text(l, a)), STR_FMT(live_table_text(l, b)), STR_FMT(why));
	if (str_eq_c(l->task->shard_mode, "optimistic"))
		report_help(
			l, d,
			"DM joins the shards into one structure and cannot join these: make their columns alike (ALTER TABLE ... MODIFY) "
			"before the task starts");
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
			"differs. In optimistic mode DM joins the structures: types, lists of ENUM and SET, collations, defaults, ON "
			"UPDATE and expressions must fit into one table, or its check (6.0 and later) fails, and the first DDL statement stops.",
		 .remedy = "Make the tables alike (ALTER TABLE ... MODIFY ... FIRST or AFTER puts columns in order), "
			   "or use shard-mode: optimistic where columns were only added.",
		 .versions =
			 "all; by shard-mode; a warning where only the width of integers differs, and up to 5.4 where optimistic mode "
			 "joins the shards",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "schema_of_shard_tables",
	.check = check,
};
