/* More tables by name than fit into the one argument that DM 1.0 hands to mydumper:
 *
 *     black-white-list:
 *       shop: {do-tables: [{db-name: shop, tbl-name: orders_0001}, ...]}      # 131,072 bytes of "shop.orders_0001,..."
 */
#include "dump_list.h"

#define WARN_FROM (DUMP_MAX_ARG / 2)

static void check_list(struct lint *l, const struct entry *list, const struct listed *names)
{
	const char *least;
	struct str bytes;
	size_t n;
	struct diag *d;

	if (!list)
		return;
	n = dump_list_bytes(names->names, names->n);
	if (n < WARN_FROM)
		return;
	least = names->complete ? "" : "at least ";
	bytes = arena_grouped(l->arena, n);
	if (n >= DUMP_MAX_ARG) {
		d = report(l, node_key_or_value(list->node),
			   "\"--tables-list\" would be %s%.*s bytes, the limit is %.*s: the dump fails with code 32001",
			   least, STR_FMT(bytes), STR_FMT(arena_grouped(l->arena, DUMP_MAX_ARG - 1)));
	} else {
		d = report(l, node_key_or_value(list->node),
			   "\"--tables-list\" will be %s%.*s of the %.*s bytes that Linux allows", least,
			   STR_FMT(bytes), STR_FMT(arena_grouped(l->arena, DUMP_MAX_ARG - 1)));
		report_severity(l, d, SEV_WARNING);
	}
	report_field(l, d, list->node);
	dump_offer_regex(l, d, list);
}

static void check(struct lint *l)
{
	each_made_list(l, check_list);
}

const struct rule rule_dml6301 = {
	.info = {.id = "DML6301",
		 .name = "tables-list-too-long",
		 .severity = SEV_ERROR,
		 .summary = "more tables than fit into the argument that DM hands to mydumper",
		 .why = "DM 1.0 passes every selected table to mydumper in one argument, \"schema.table,schema.table\". Linux takes no argument "
			"of 131,072 bytes or more, whatever the limit for all of them is: mydumper cannot be started (\"argument list too "
			"long\", code 32001).",
		 .remedy = "Give mydumper a --regex in extra-args that selects the same tables; DM then makes no list.",
		 .versions = "1.0.2 to 1.0",
		 .dm_errors = "32001"},
	.kind = CONFIG_TASK,
	.check = check,
};
