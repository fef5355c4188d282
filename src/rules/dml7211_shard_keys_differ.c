/* Tables that meet in one, with other keys. */
#include "live.h"

static const struct live_index *primary(const struct live_table *t)
{
	for (size_t i = 0; i < t->n_indexes; i++) {
		if (t->indexes[i].primary)
			return &t->indexes[i];
	}
	return NULL;
}

/* An index of a that b lacks. */
static const struct live_index *lacking(const struct live_table *a, const struct live_table *b)
{
	for (size_t i = 0; i < a->n_indexes; i++) {
		if (!live_index_find(b, &a->indexes[i]))
			return &a->indexes[i];
	}
	return NULL;
}

static bool has_column(const struct live_index *x, struct str column)
{
	for (size_t i = 0; i < x->n_columns; i++) {
		if (str_eq_nocase(x->columns[i], column))
			return true;
	}
	return false;
}

/* Are the columns of this key unique in t, too, in whatever order? */
static bool are_unique(const struct live_table *t, const struct live_index *key)
{
	for (size_t i = 0; i < t->n_indexes; i++) {
		const struct live_index *x = &t->indexes[i];
		size_t k = 0;

		if (!x->unique || x->nullable || x->prefix != key->prefix || x->n_columns != key->n_columns)
			continue;
		while (k < x->n_columns && has_column(key, x->columns[k]))
			k++;
		if (k == x->n_columns)
			return true;
	}
	return false;
}

static bool compare(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	const struct live_index *x = primary(a), *y = primary(b), *odd;
	struct diag *d;

	if ((x != NULL) != (y != NULL) || (x && !live_index_same(x, y))) {
		bool harmless = (!x || are_unique(b, x)) && (!y || are_unique(a, y));

		d = report(l, b->in->id_node->span,
			   "%.*s and %.*s, which go to one table, have different primary keys%s",
			   STR_FMT(live_table_text(l, a)), STR_FMT(live_table_text(l, b)),
			   harmless ? ", though of columns that are unique in both" : "");
		if (harmless)
			report_severity(l, d, SEV_WARNING);
		return true;
	}
	odd = lacking(a, b);
	if (!odd)
		odd = lacking(b, a);
	if (!odd)
		return false;
	d = report(l, b->in->id_node->span, "%.*s and %.*s, which go to one table, do not both have the %s \"%.*s\"",
		   STR_FMT(live_table_text(l, a)), STR_FMT(live_table_text(l, b)), odd->unique ? "unique key" : "key",
		   STR_FMT(odd->name));
	report_severity(l, d, SEV_WARNING);
	return true;
}

static void check(struct lint *l)
{
	live_compare_shards(l, compare);
}

const struct rule rule_dml7211 = {
	.info = {.id = "DML7211",
		 .name = "shard-keys-differ",
		 .severity = SEV_ERROR,
		 .summary = "shards with different keys",
		 .why = "The merged table has one primary key. Where another shard has another one, its rows "
			"overwrite each other or are refused as duplicates, unless its columns are unique in both shards (a warning). "
			"DM compares only columns, not keys. A "
			"secondary key that only some shards have is a warning: the target has it or not, by "
			"chance of which shard came first.",
		 .remedy = "Give all shards the same primary key, and the same keys beside it.",
		 .versions =
			 "all; a warning for other keys than the primary one, and where the columns of both primary keys are unique in either",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_INDEXES),
	.item = "schema_of_shard_tables",
	.check = check,
};
