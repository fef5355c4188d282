/* Instances that load in different ways:
 *
 *     loaders:
 *       a: {import-mode: logical}
 *       b: {import-mode: physical}
 */
#include "internal.h"

/* sql and loader are old names of logical, and so is nothing at all. */
static bool is_physical(const struct node *body)
{
	return str_lowers_to(task_str(body, "import-mode", ""), STR_LIT("physical"));
}

static void check(struct lint *l)
{
	const struct task *t = l->task;

	for (size_t i = 1; i < t->n_instances; i++) {
		const struct node *first = t->instances[0].unit[SEC_LOADERS], *body = t->instances[i].unit[SEC_LOADERS];
		const struct node *at;
		struct diag *d;

		if (is_physical(body) == is_physical(first))
			continue;
		at = is_physical(body) ? task_get(body, "import-mode") : task_get(first, "import-mode");
		l->instance = i;
		d = report_check(l, "import-mode-mixed", at->span,
				 "source \"%.*s\" and source \"%.*s\" have different import modes",
				 STR_FMT(t->instances[0].source_id), STR_FMT(t->instances[i].source_id));
		report_help(l, d, "all instances of a task must load in one mode");
		report_field(l, d, at);
		return;
	}
}

const struct rule rule_dml2009 = {
	.info = {.id = "DML2009",
		 .name = "mixed-import-modes",
		 .severity = SEV_ERROR,
		 .summary = "instances of one task with different import modes",
		 .why = "Physical import needs the target for itself, so DM refuses a task in which one source loads physically and another "
			"logically.",
		 .remedy = "Give all loaders one import-mode, or split the task.",
		 .versions = "6.6.0 and later",
		 .dm_errors = "20053"},
	.kind = CONFIG_TASK,
	.check = check,
};
