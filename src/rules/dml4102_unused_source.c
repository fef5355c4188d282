/* A source that no task of this run uses. Only when sources are given (--source) and tasks beside them. */
#include "internal.h"

static void check(struct lint *l)
{
	struct source *const *own;
	size_t n;

	if (!l->sources || l->sources->n_tasks == 0 || l->kind == CONFIG_TASK)
		return;
	own = sources_of_file(l->sources, l->doc->text->path, &n);
	for (size_t i = 0; i < n; i++) {
		if (own[i]->id.n && own[i]->n_uses == 0 && !own[i]->same[SAME_ID])
			report(l, own[i]->home, "no task uses the source \"%.*s\"", STR_FMT(own[i]->id));
	}
}

const struct rule rule_dml4102 = {
	.info = {.id = "DML4102",
		 .name = "unused-source",
		 .severity = SEV_NOTE,
		 .summary = "a source that none of the given tasks uses",
		 .why = "DM keeps a worker bound to it, and its relay log if it has one, for nothing; or a task "
			"names another source than it should.",
		 .remedy = "Check the source-id values of the tasks; stop the source when it is not needed.",
		 .versions = "all",
		 .dm_errors = ""},
	.check = check,
};
