/* Something that every task needs is not there:
 *
 *     name: test
 *     task-mode: all
 *     mysql-instances: []
 */
#include "internal.h"

static void require(struct lint *l, const char *check, const struct node *map, const char *name, const char *what)
{
	struct diag *d = report_check(l, check, place_of_field(l, map, name), "%s", what);

	report_field(l, d, map);
}

static void check_instance(struct lint *l, const struct instance *in)
{
	struct diag *d;

	l->instance = in->index;
	if (node_is_null(in->node)) {
		d = report_check(l, "instance-null", in->node->span, "this item of \"mysql-instances\" is empty");
		report_field(l, d, in->node);
	} else if (has_body(in->node) && in->source_id.n == 0 && (!in->id_node || in->id_node->kind == NODE_SCALAR)) {
		require(l, "source-id-empty", in->node, "source-id", "the instance has no \"source-id\"");
	}
}

static void check(struct lint *l)
{
	const struct task *t = l->task;
	const struct node *name = task_get(t->root, "name");
	const struct node *list = task_get(t->root, "mysql-instances");

	if (l->doc->problem.kind != DOC_OK || (l->doc->root && !t->root && !node_is_null(l->doc->root)))
		return;
	if (t->name.n == 0 && (!name || name->kind == NODE_SCALAR))
		require(l, "name-empty", t->root, "name", "the task has no \"name\"");
	if (node_is_null(task_get(t->root, "target-database")))
		require(l, "target-missing", t->root, "target-database", "there is no \"target-database\"");
	if (node_is_null(list) || (list->kind == NODE_SEQ && !list->first))
		require(l, "instances-empty", t->root, "mysql-instances", "\"mysql-instances\" lists no source");
	for (size_t i = 0; i < t->n_instances; i++)
		check_instance(l, &t->instances[i]);
}

const struct rule rule_dml0104 = {
	.info = {.id = "DML0104",
		 .name = "missing-required",
		 .severity = SEV_ERROR,
		 .summary = "a task without name, target, sources or source-id",
		 .why = "A task needs a name, a target-database and at least one member of mysql-instances with a source-id. DM reports "
			"the first that is missing and stops.",
		 .remedy = "Add what is missing.",
		 .versions = "all",
		 .dm_errors = "20005 20012 20013 20019 20021"},
	.kind = CONFIG_TASK,
	.check = check,
};
