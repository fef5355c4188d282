/* Letter case counts for the source, and the task was written for the other way:
 *
 *     # source.yaml: case-sensitive: true
 *     case-sensitive: false
 *     block-allow-list: {orders: {do-dbs: [Orders]}}
 */
#include "internal.h"

/* Patterns that only one of the two settings touches. */
static bool has_patterns(const struct task *t)
{
	return t->n_entries[t->lists] || t->n_entries[SEC_ROUTES] || t->n_entries[SEC_FILTERS];
}

static void report_mismatch(struct lint *l, const struct instance *in, const struct source *s)
{
	bool task = l->task->case_sensitive;
	struct diag *d;

	d = report(l, in->id_node->span,
		   "\"case-sensitive\" is %s for the source and %s for the task: DM takes true for both",
		   task ? "false" : "true", task ? "true" : "false");
	report_help(
		l, d,
		task ? "letter case will count in the filters of the source, too"
		     : "lists, routes and filters of the task match names only in exactly this spelling then; say so with "
		       "case-sensitive: true");
	report_note_in(l, d, s->text, source_place(s, SOURCE_CASE_SENSITIVE), "the source");
	report_field(l, d, in->id_node);
}

static void check(struct lint *l)
{
	if (!l->sources || !dm_check_find("source-case-sensitive", l->dm))
		return;
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];
		const struct source *s = sources_find(l->sources, in->source_id);

		if (!s || s->kind != CONFIG_SOURCE ||
		    value_bool(s->at[SOURCE_CASE_SENSITIVE], false) == l->task->case_sensitive)
			continue;
		if (l->task->case_sensitive ? s->filters : has_patterns(l->task))
			report_mismatch(l, in, s);
	}
}

const struct rule rule_dml4107 = {
	.info = {.id = "DML4107",
		 .name = "case-sensitive-mismatch",
		 .severity = SEV_WARNING,
		 .summary = "case-sensitive differs between a task and its source",
		 .why = "The worker takes true when either says so, and leaves no more than a line in its log; the "
			"checks before the start still go by the task alone. Tables that were selected without "
			"regard to letter case are left out without a word.",
		 .remedy = "Write the same value in both.",
		 .versions = "2.0.2 and later",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
