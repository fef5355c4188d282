/* No dump program in a mode that dumps:
 *
 *     mydumpers:
 *       global: {mydumper-path: ""}
 */
#include "internal.h"

static void check(struct lint *l)
{
	const struct task *t = l->task;

	if (!task_dumps(t))
		return;
	for (size_t i = 0; i < t->n_instances; i++) {
		const struct node *body = t->instances[i].unit[SEC_MYDUMPERS];
		const struct node *path = task_get(body, "mydumper-path");
		struct diag *d;

		if (body && body->kind == NODE_SCALAR && has_body(body))
			path = body; /* a struct of zeroes instead of DM's defaults */
		else if (!path || path->kind != NODE_SCALAR || value_str(path, STR_LIT("")).n)
			continue;
		l->instance = i;
		d = report_check(l, "mydumper-path-empty", path->span.hi > path->span.lo ? path->span : path->key_span,
				 "\"mydumper-path\" is empty, but task-mode \"%.*s\" dumps", STR_FMT(t->mode));
		report_help(l, d, "remove the line: the default is ./bin/mydumper");
		report_field(l, d, path);
	}
}

const struct rule rule_dml2008 = {
	.info = {.id = "DML2008",
		 .name = "empty-mydumper-path",
		 .severity = SEV_ERROR,
		 .summary = "an empty mydumper-path in a task that dumps",
		 .why = "DM refuses an empty mydumper-path for tasks with a full dump, even from 2.0 on where the dump program is built in.",
		 .remedy = "Remove the key.",
		 .versions = "all",
		 .dm_errors = "20028"},
	.kind = CONFIG_TASK,
	.check = check,
};
