/* The list of tables that DM 1.0 hands to mydumper in one argument, measured on the source's own tables. */
#include "dump_words.h"
#include "live.h"

#define WARN_FROM (DUMP_MAX_ARG / 2)

/* Does DM make the list for this instance? Not when its extra-args select tables. */
static bool is_made(struct lint *l)
{
	struct dump_uses all;

	dump_uses(l, &all);
	for (size_t k = 0; k < all.n; k++) {
		for (size_t i = 0; i < all.use[k].n_users; i++) {
			if (all.use[k].users[i] == l->source_of->index)
				return !all.use[k].args.lists_tables;
		}
	}
	return false;
}

static size_t measure(struct lint *l, size_t *ret_n)
{
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, ret_n);
	struct dump_name *names = ARENA_ARRAY(l->arena, struct dump_name, *ret_n + 1);

	for (size_t i = 0; i < *ret_n; i++)
		names[i] = (struct dump_name){t[i].schema, t[i].name};
	return dump_list_bytes(names, *ret_n);
}

static void check(struct lint *l)
{
	const struct entry *list = l->source_of->list && !l->source_of->list->null ? l->source_of->list : NULL;
	struct diag *d;
	size_t n, bytes;

	if (!dm_check_find("dump-list", l->dm)) {
		live_not_applicable(l, "this DM hands no list of tables to another program");
		return;
	}
	if (!task_dumps(l->task) || !is_made(l)) {
		live_not_applicable(l, "the task dumps nothing, or extra-args select the tables");
		return;
	}
	bytes = measure(l, &n);
	if (bytes < WARN_FROM)
		return;
	if (bytes >= DUMP_MAX_ARG) {
		d = report(
			l, l->home,
			"\"--tables-list\" of source \"%.*s\" would be %.*s bytes for %.*s tables, the limit is %.*s: the dump "
			"fails with code 32001",
			STR_FMT(l->source_of->source_id), STR_FMT(arena_grouped(l->arena, bytes)),
			STR_FMT(arena_grouped(l->arena, n)), STR_FMT(arena_grouped(l->arena, DUMP_MAX_ARG - 1)));
	} else {
		d = report(l, l->home,
			   "\"--tables-list\" of source \"%.*s\" will be %.*s of the %.*s bytes that Linux allows",
			   STR_FMT(l->source_of->source_id), STR_FMT(arena_grouped(l->arena, bytes)),
			   STR_FMT(arena_grouped(l->arena, DUMP_MAX_ARG - 1)));
		report_severity(l, d, SEV_WARNING);
	}
	dump_offer_regex(l, d, list);
}

const struct rule rule_dml6304 = {
	.info = {.id = "DML6304",
		 .name = "measured-tables-list",
		 .severity = SEV_ERROR,
		 .summary = "more tables on a source than fit into the argument that DM hands to mydumper",
		 .why = "DM 1.0 passes every selected table to mydumper in one argument, \"schema.table,schema.table\". Linux takes no "
			"argument of 131,072 bytes or more, and mydumper cannot be started (code 32001). Here the bytes are counted on "
			"the tables that the source has.",
		 .remedy = "Give mydumper a --regex in extra-args that selects the same tables; DM then makes no list.",
		 .versions = "1.0.2 to 1.0",
		 .dm_errors = "32001"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES),
	.check = check,
};
