/* An event that the DM version does not know:
 *
 *     filters:
 *       no-drop: {schema-pattern: user, events: ["drop tables"], action: Ignore}
 */
#include <string.h>

#include "internal.h"

static const char *nearest_event(const struct field *f, struct str v, uint32_t dm)
{
	const char *best = NULL;
	unsigned best_distance = 3;

	for (size_t i = 0; i < f->n_enums && v.n > 3; i++) {
		unsigned d = str_distance(v, str_from(f->enums[i].value), 2);

		if (d < best_distance && ranges_hold(f->enums[i].ranges, f->enums[i].n_ranges, dm)) {
			best = f->enums[i].value;
			best_distance = d;
		}
	}
	return best;
}

static const struct enum_value *find_event(const struct field *f, struct str v)
{
	for (size_t i = 0; i < f->n_enums; i++) {
		if (str_lowers_to(v, str_from(f->enums[i].value)))
			return &f->enums[i];
	}
	return NULL;
}

static void check_node(struct lint *l, const struct node *n)
{
	const struct field *f = n->field;
	struct str v = value_str(n, STR_LIT(""));
	const struct enum_value *e = find_event(f, v);
	const char *near;
	struct diag *d;

	if (e && ranges_hold(e->ranges, e->n_ranges, l->dm))
		return;
	near = nearest_event(f, v, l->dm);
	if (dm_check_find("filter-event", l->dm))
		d = report_check(l, "filter-event", n->span, "event \"%.*s\" is unknown to this version of DM",
				 STR_FMT(v));
	else if (dm_check_find("filter-event-drops-rule", l->dm))
		d = report(l, n->span,
			   "event \"%.*s\" is unknown to this version of DM, which then drops the whole filter",
			   STR_FMT(v));
	else
		d = report(l, n->span, "event \"%.*s\" is unknown to this version of DM and never matches", STR_FMT(v));
	if (!d->dm_rejects && d->severity > SEV_WARNING)
		d->severity = SEV_WARNING;
	if (e)
		report_help(l, d, "other releases of DM know it");
	else if (near)
		report_help(l, d, "did you mean \"%s\"?", near);
	report_field(l, d, n);
}

static void check(struct lint *l)
{
	for (const struct node *n = l->root; n; n = node_next(n, l->root)) {
		if (n->kind == NODE_SCALAR && n->field && n->field->enum_check &&
		    strcmp(n->field->enum_check, "filter-event") == 0)
			check_node(l, n);
	}
}

const struct rule rule_dml3017 = {
	.info = {.id = "DML3017",
		 .name = "unknown-event",
		 .severity = SEV_ERROR,
		 .summary = "a binlog event that the DM version does not know",
		 .why = "Early versions keep an unknown event and never match it; 6.2 to 6.5.6 and some later releases refuse the task; the newest "
			"drop the whole filter with one line in a log, so that what should be skipped is replicated.",
		 .remedy =
			 "Correct the name; docs list the events of each version, and \"dmlint explain filters.*.events\" those of yours.",
		 .versions = "all",
		 .dm_errors = "20037"},
	.check = check,
};
