/* A selection whose length only the server knows, in a DM version that hands it to mydumper in one argument:
 *
 *     black-white-list:
 *       shop: {do-dbs: ["shop*"]}
 */
#include "dump_list.h"

/* A schema and a table of 20 bytes each. */
#define TYPICAL_NAME 42

/* The list, or the instance that has none. */
static struct span place(const struct lint *l, const struct entry *list)
{
	const struct instance *in = &l->task->instances[l->instance];

	if (list)
		return node_key_or_value(list->node);
	return in->id_node ? in->id_node->span : place_of_map(l, in->node);
}

static void check_list(struct lint *l, const struct entry *list, const struct listed *names)
{
	struct diag *d = l->out->last;

	if (names->invalid || names->complete || dump_list_bytes(names->names, names->n) >= DUMP_MAX_ARG)
		return;
	/* One finding for the task: the rest of the lists are its notes. */
	if (d && d->rule == &l->rule->info) {
		report_note(l, d, place(l, list), list ? "this list as well" : "this instance has no list at all");
		return;
	}
	d = report(
		l, place(l, list),
		"DM lists every selected table in one argument for mydumper; only the server knows how many there are");
	report_help(l, d, "the limit of %.*s bytes is reached by some %.*s tables; \"dmlint tables\" measures the list",
		    STR_FMT(arena_grouped(l->arena, DUMP_MAX_ARG - 1)),
		    STR_FMT(arena_grouped(l->arena, DUMP_MAX_ARG / TYPICAL_NAME / 10 * 10)));
}

static void check(struct lint *l)
{
	each_made_list(l, check_list);
}

const struct rule rule_dml6302 = {
	.info = {.id = "DML6302",
		 .name = "tables-list-of-unknown-length",
		 .severity = SEV_NOTE,
		 .summary = "a selection of tables whose length as an argument only the server knows",
		 .why = "DM 1.0 passes every selected table to mydumper in one argument, which Linux limits to 131,071 bytes. How long it gets is "
			"not to be seen where the list selects by pattern or by schema, or where there is no list.",
		 .remedy =
			 "Count the tables (dmlint tables), or give mydumper a --regex in extra-args, with which DM makes no list.",
		 .versions = "1.0.2 to 1.0",
		 .dm_errors = "32001"},
	.kind = CONFIG_TASK,
	.check = check,
};
