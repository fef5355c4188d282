/* A table whose rows cannot be told apart: no primary key, no unique key without NULL. */
#include "live.h"

/* The best that the table has. */
enum key { KEY_NONE, KEY_NULLABLE, KEY_GOOD };

/* The beginning of a column is unique only where the whole is. An expression is no column that DM could name. */
static bool has_expression(const struct live_index *x)
{
	for (size_t i = 0; i < x->n_columns; i++) {
		if (!x->columns[i].p)
			return true;
	}
	return false;
}

static enum key best_key(const struct live_table *t)
{
	enum key best = KEY_NONE;

	for (size_t i = 0; i < t->n_indexes; i++) {
		const struct live_index *x = &t->indexes[i];

		if (!x->unique)
			continue;
		if (!x->nullable && !has_expression(x))
			return KEY_GOOD;
		best = KEY_NULLABLE;
	}
	return best;
}

static void check(struct lint *l)
{
	struct live_names none = {0}, nullable = {0};
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, &n);
	struct diag *d;

	for (size_t i = 0; i < n; i++) {
		enum key best = best_key(&t[i]);

		if (best == KEY_NONE && !str_eq_nocase(t[i].type, STR_LIT("SEQUENCE")))
			live_names_add(l, &none, &t[i], (struct str){0});
		else if (best == KEY_NULLABLE)
			live_names_add(l, &nullable, &t[i], (struct str){0});
	}
	if (none.n) {
		d = report(l, l->home, "source \"%.*s\" has tables without primary or unique key: %.*s",
			   STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &none)));
		if (dm_check_find("live-key-required", l->dm))
			report_severity(l, d, SEV_ERROR);
	}
	if (nullable.n)
		(void)report(
			l, l->home,
			"source \"%.*s\" has tables whose only unique keys allow NULL, or are on an expression: %.*s",
			STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &nullable)));
}

const struct rule rule_dml7203 = {
	.info = {.id = "DML7203",
		 .name = "no-unique-key",
		 .severity = SEV_WARNING,
		 .summary = "tables whose rows cannot be told apart",
		 .why = "DM replays some changes twice after every restart and finds the row to change by its "
			"key. Without one it changes any row that looks the same, and inserts rows again. A "
			"unique key that allows NULL is no identity, although the check of DM is content with it. "
			"Up to DM 6.3 that check refuses tables without any key.",
		 .remedy = "Give the tables a primary key, or let the list leave them out. Where doubled rows do no "
			   "harm, ignore-checking-items: [\"table_schema\"] lets the task start.",
		 .versions = "all; an error from 2.0 to 6.3 when there is no key at all",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_INDEXES),
	.item = "table_schema",
	.check = check,
};
