/* Tables that meet in one, with another character set, NULL, default, AUTO_INCREMENT or partitions. */
#include "live.h"

static bool is_partitioned(const struct live_table *t)
{
	return str_contains_nocase(t->create_options, "partitioned");
}

/* MariaDB writes defaults in another way than MySQL does. */
static bool write_alike(const struct lint *l, const struct live_table *a, const struct live_table *b)
{
	uint32_t version;

	return server_vendor(live_server_of(l, a->in), &version) == server_vendor(live_server_of(l, b->in), &version);
}

static struct str difference(struct lint *l, const struct live_table *a, const struct live_table *b)
{
	bool alike = write_alike(l, a, b);

	if (!live_same_charset(a->collation, b->collation))
		return arena_fmt(l->arena, "collation %.*s against %.*s", STR_FMT(a->collation), STR_FMT(b->collation));
	for (size_t i = 0; i < a->n_columns; i++) {
		const struct live_column *x = &a->columns[i], *y = live_column_find(b, x->name, i);

		if (!y)
			continue;
		if (x->collation.n && y->collation.n && !live_same_charset(x->collation, y->collation))
			return arena_fmt(l->arena, "\"%.*s\" has the collation %.*s against %.*s", STR_FMT(x->name),
					 STR_FMT(x->collation), STR_FMT(y->collation));
		if (str_contains_nocase(x->extra, "auto_increment") != str_contains_nocase(y->extra, "auto_increment"))
			return arena_fmt(l->arena, "\"%.*s\" has AUTO_INCREMENT in one of them only", STR_FMT(x->name));
		if (x->nullable != y->nullable)
			return arena_fmt(l->arena, "\"%.*s\" may be NULL in one of them only", STR_FMT(x->name));
		if ((x->def.p != NULL) != (y->def.p != NULL) || (alike && !str_eq(x->def, y->def)))
			return arena_fmt(l->arena, "\"%.*s\" has another default", STR_FMT(x->name));
	}
	if (is_partitioned(a) != is_partitioned(b))
		return STR_LIT("only one of them has partitions");
	if (a->partitioned.n && b->partitioned.n && !str_eq_nocase(a->partitioned, b->partitioned))
		return arena_fmt(l->arena, "partitions by %.*s against %.*s", STR_FMT(a->partitioned),
				 STR_FMT(b->partitioned));
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
		 .summary = "shards with another character set, NULL, default, AUTO_INCREMENT or partitions",
		 .why = "The target is made from one of the shards. Values of the others that do not fit (a NULL, "
			"a letter that its character set lacks) are refused or changed, a unique key compares "
			"them by another collation; numbers that one shard counts and another is given may meet; partitions of one may have no "
			"place for rows of another. DM does not compare any of this.",
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
