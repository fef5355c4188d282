/* Tables that meet in one, with another character set, NULL or default. */
#include "live.h"

static struct str difference(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	if (!str_eq_nocase(a->collation, b->collation))
		return arena_fmt(l->arena, "collation %.*s against %.*s", STR_FMT(a->collation), STR_FMT(b->collation));
	for (size_t i = 0; i < a->n_columns; i++) {
		const struct live_column *x = &a->columns[i], *y = live_column_find(b, x->name, i);

		if (!y)
			continue;
		if (x->collation.n && y->collation.n && !str_eq_nocase(x->collation, y->collation))
			return arena_fmt(l->arena, "\"%.*s\" has the collation %.*s against %.*s", STR_FMT(x->name),
					 STR_FMT(x->collation), STR_FMT(y->collation));
		if (x->nullable != y->nullable)
			return arena_fmt(l->arena, "\"%.*s\" may be NULL in one of them only", STR_FMT(x->name));
		if ((x->def.p != NULL) != (y->def.p != NULL) || !str_eq(x->def, y->def))
			return arena_fmt(l->arena, "\"%.*s\" has another default", STR_FMT(x->name));
	}
	return (struct str){0};
}

static bool compare(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	struct str why = difference(l, a, b);

	if (why.p)
		(void)report(l, b->in->id_node->span,
			     "%.*s and %.*s, which go to one table, are not defined alike: %.*s",
			     STR_FMT(live_table_text(l, a)), STR_FMT(live_table_text(l, b)), STR_FMT(why));
	return why.p;
}

static void check(struct lint *l)
{
	live_compare_shards(l, compare);
}

const struct rule rule_dml7212 = {
	.info = {.id = "DML7212",
		 .name = "shard-definitions-differ",
		 .severity = SEV_WARNING,
		 .summary = "shards with another character set, NULL or default",
		 .why = "The target is made from one of the shards. Values of the others that do not fit (a NULL, "
			"a letter that its character set lacks) are refused or changed, a unique key compares "
			"them by another collation. DM does not compare any of this.",
		 .remedy = "Define the shards alike, or create the target table beforehand so that it takes the "
			   "values of all.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "schema_of_shard_tables",
	.check = check,
};
