/* Two routes whose targets differ in letter case only:
 *
 *     a: {schema-pattern: a, target-schema: User}
 *     b: {schema-pattern: b, target-schema: user}
 */
#include "internal.h"

struct target {
	const struct entry *entry;
	struct str schema, table;
};

static void check_route(struct lint *l, struct strmap *seen, const struct entry *e)
{
	struct target *t = ARENA_NEW(l->arena, struct target);
	const struct target *first;
	struct str key;
	const char *what = "target-schema";
	struct diag *d;

	t->entry = e;
	t->schema = task_str(e->node, "target-schema", "");
	t->table = task_str(e->node, "target-table", "");
	key = arena_fmt(l->arena, "%.*s.%.*s", STR_FMT(t->schema), STR_FMT(t->table));
	key = pattern_lower(l->arena, key);
	first = strmap_get(seen, key);
	if (!first) {
		strmap_put(seen, key, t);
		return;
	}
	if (str_eq(first->schema, t->schema) && str_eq(first->table, t->table))
		return;
	if (str_eq(first->schema, t->schema))
		what = "target-table";
	d = report(l, place_of_field(l, e->node, what),
		   "\"%.*s\" differs from the target of route \"%.*s\" in letter case only",
		   STR_FMT(task_str(e->node, what, "")), STR_FMT(first->entry->name));
	report_note(l, d, place_of_field(l, first->entry->node, what), "the other spelling");
	report_help(l, d, "TiDB does not tell the two names apart, and DM refuses to migrate to both (code 26001)");
	report_field(l, d, e->node);
}

static void check(struct lint *l)
{
	struct strmap seen = {.arena = l->arena};

	for (size_t i = 0; i < l->task->n_entries[SEC_ROUTES]; i++) {
		const struct entry *e = &l->task->entries[SEC_ROUTES][i];

		if (e->n_uses && !e->null && e->node->kind == NODE_MAP)
			check_route(l, &seen, e);
	}
}

const struct rule rule_dml3013 = {
	.info = {.id = "DML3013",
		 .name = "target-letter-case",
		 .severity = SEV_WARNING,
		 .summary = "route targets that differ in letter case only",
		 .why = "Names in TiDB are compared without letter case. DM's check refuses a task in which tables go to two such targets.",
		 .remedy = "Write the target the same way in every route.",
		 .versions = "all",
		 .dm_errors = "26001"},
	.kind = CONFIG_TASK,
	.check = check,
};
