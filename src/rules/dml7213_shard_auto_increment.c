/* Shards that number their rows on their own, in one table. */
#include <stdlib.h>

#include "live.h"

static const struct live_column *counter(const struct live_table *t)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		if (str_eq_nocase(t->columns[i].extra, STR_LIT("auto_increment")))
			return &t->columns[i];
	}
	return NULL;
}

/* Is the column alone a unique key? Together with another one its numbers may come twice. */
static bool alone_unique(const struct live_table *t, struct str column)
{
	for (size_t i = 0; i < t->n_indexes; i++) {
		const struct live_index *x = &t->indexes[i];

		if (x->unique && x->n_columns == 1 && str_eq_nocase(x->columns[0], column))
			return true;
	}
	return false;
}

/* Does a column mapping "partition id" rewrite it? */
static bool rewritten(struct lint *l, const struct live_table *t, struct str column)
{
	struct pattern_mode mode = pattern_mode_filter(l->dm, l->task->case_sensitive);

	for (size_t i = 0; i < t->in->n_refs; i++) {
		const struct ref *ref = &t->in->refs[i];
		const struct node *n = ref->entry ? ref->entry->node : NULL;
		struct pattern schema, table;
		bool match;

		if (ref->sec != SEC_COLUMN_MAPPINGS || !n || !str_eq_c(task_str(n, "expression", ""), "partition id") ||
		    !str_eq_nocase(task_str(n, "target-column", ""), column) ||
		    !pattern_compile(l->arena, task_str(n, "schema-pattern", ""), &mode, &schema))
			continue;
		match = pattern_match(&schema, t->schema);
		pattern_release(&schema);
		if (!match || !pattern_compile(l->arena, task_str(n, "table-pattern", ""), &mode, &table))
			continue;
		match = pattern_match(&table, t->name);
		pattern_release(&table);
		if (match)
			return true;
	}
	return false;
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Servers set up for it count in steps, each from its own start. */
static bool interleaved(struct lint *l, const struct live_group *g)
{
	int64_t *starts = ARENA_ARRAY(l->arena, int64_t, g->n);

	for (size_t i = 0; i < g->n; i++) {
		const struct server_facts *f = live_server_of(l, g->members[i]->in);

		if (fact_var_int(f, "auto_increment_increment", 1) < (int64_t)g->n)
			return false;
		starts[i] = fact_var_int(f, "auto_increment_offset", 1);
	}
	qsort(starts, g->n, sizeof(*starts), by_value);
	for (size_t i = 1; i < g->n; i++) {
		if (starts[i] == starts[i - 1])
			return false;
	}
	return true;
}

/* What "partition id" makes of a number needs 64 bits. */
static bool too_narrow(struct lint *l, const struct live_table *t, const struct live_column *c)
{
	if (!rewritten(l, t, c->name) || str_eq_nocase(live_type_word(c->type), STR_LIT("bigint")))
		return false;
	report_help(l,
		    report(l, t->in->id_node->span,
			   "a column mapping rewrites \"%.*s\" of %.*s into a number of 64 bits, but it is %.*s",
			   STR_FMT(c->name), STR_FMT(live_table_text(l, t)), STR_FMT(c->type)),
		    "ALTER TABLE ... MODIFY it to BIGINT in every shard: DM's check fails otherwise");
	return true;
}

static void judge(struct lint *l, const struct live_group *g)
{
	const struct node *item = item_ignored(l, "auto_increment_ID");
	const struct live_table *first = NULL;

	for (size_t i = 0; i < g->n; i++) {
		struct diag *d;
		const struct live_table *t = g->members[i];
		const struct live_column *c = counter(t);

		if (c && too_narrow(l, t, c))
			return;
		if (!c || !alone_unique(t, c->name) || rewritten(l, t, c->name) ||
		    (t->target && !alone_unique(t->target, c->name)))
			continue;
		if (first) {
			d = report(l, t->in->id_node->span,
				   "%.*s and %.*s, which go to one table, both number \"%.*s\" by AUTO_INCREMENT",
				   STR_FMT(live_table_text(l, first)), STR_FMT(live_table_text(l, t)),
				   STR_FMT(c->name));
			if (item && !l->ignored)
				report_note(l, d, item->span, "this DM takes \"%.*s\" and leaves nothing out by it",
					    STR_FMT(item->text));
			return;
		}
		first = t;
	}
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);

	if (!l->ignored && dm_check_find("shard-numbers-item", l->dm))
		l->ignored = item_ignored(l, "auto_increment_ID");
	for (size_t g = 0; g < all->n_groups; g++) {
		if (all->groups[g].n > 1 && !interleaved(l, &all->groups[g]))
			judge(l, &all->groups[g]);
	}
}

const struct rule rule_dml7213 = {
	.info = {.id = "DML7213",
		 .name = "shard-auto-increment",
		 .severity = SEV_ERROR,
		 .summary = "shards that number their rows on their own",
		 .why = "Each shard begins at 1. In the merged table the numbers meet: rows of one shard "
			"overwrite those of another, and no error is seen. DM from 6.0 on only warns, whatever "
			"the keys are.",
		 .remedy =
			 "Create the target table beforehand with a key in which the number is not alone (with the "
			 "name of the shard, by extract-table and extract-schema of the route, or without a unique "
			 "key on it); up to DM 1.0 the column mapping \"partition id\" rewrites the numbers, of BIGINT. Servers "
			 "with auto_increment_increment and different auto_increment_offset are fine.",
		 .versions = "all",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS) | FACT_BIT(FACT_INDEXES) | FACT_BIT(FACT_VARIABLES),
	.item = "schema_of_shard_tables",
	.check = check,
};
