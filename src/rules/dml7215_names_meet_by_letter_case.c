/* Two tables whose names differ by letter case only: one table to TiDB. */
#include "live.h"

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);

	for (size_t g = 0; g < all->n_groups; g++) {
		const struct live_group *group = &all->groups[g];
		const struct live_table *a = group->members[0];

		for (size_t i = 1; i < group->n; i++) {
			const struct live_table *b = group->members[i];
			struct diag *d;

			if (str_eq(a->target_schema, b->target_schema) && str_eq(a->target_table, b->target_table))
				continue;
			d = report(
				l, b->in->id_node->span,
				"%.*s and %.*s become one table: TiDB knows no letter case in names (%.*s.%.*s, %.*s.%.*s)",
				STR_FMT(live_table_text(l, a)), STR_FMT(live_table_text(l, b)),
				STR_FMT(a->target_schema), STR_FMT(a->target_table), STR_FMT(b->target_schema),
				STR_FMT(b->target_table));
			if (a->in != b->in)
				report_note(l, d, a->in->id_node->span, "the first of them comes from here");
			break;
		}
	}
}

const struct rule rule_dml7215 = {
	.info = {.id = "DML7215",
		 .name = "names-meet-by-letter-case",
		 .severity = SEV_ERROR,
		 .summary = "tables that meet in one by letter case",
		 .why = "DM from 6.0 on refuses the task (26001), and nothing can make it ignore that. Earlier "
			"versions start it, and the rows of both tables end in one.",
		 .remedy = "Send one of them to another name by a route, or let the list leave it out (case-sensitive"
			   ": true makes lists and routes tell letter case).",
		 .versions = "all",
		 .dm_errors = "26001"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES),
	.check = check,
};
