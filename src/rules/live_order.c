/* live_order.c: where DM tells the columns of a change by those of the target. Called by the rules that compare the two. */
#include "live.h"

static bool always(const struct lint *l)
{
	return !dm_check_find("schema-tracker", l->dm);
}

bool live_reads_by_target(struct lint *l, const struct live_table *from)
{
	return always(l) || (!task_dumps(l->task) && !task_loads(l->task) && !from->has_checkpoint);
}

struct str live_displaced(struct lint *l, const struct live_table *from, const struct live_table *to)
{
	const char *who = always(l) ? "this DM" : "without a dump DM";

	if (!live_reads_by_target(l, from))
		return (struct str){0};
	for (size_t i = 0; i < to->n_columns; i++) {
		if (!live_column_find(from, to->columns[i].name, i))
			return arena_fmt(
				l->arena,
				"it has \"%.*s\", which the source does not have, and %s wants as many columns on both sides",
				STR_FMT(to->columns[i].name), who);
	}
	for (size_t i = 0; i < from->n_columns && i < to->n_columns; i++) {
		if (!str_eq_nocase(from->columns[i].name, to->columns[i].name))
			return arena_fmt(
				l->arena,
				"its column %zu is \"%.*s\", that of the source is \"%.*s\", and %s tells columns by their place",
				i + 1, STR_FMT(to->columns[i].name), STR_FMT(from->columns[i].name), who);
	}
	return (struct str){0};
}
