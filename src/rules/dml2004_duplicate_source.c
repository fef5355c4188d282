/* Two instances with one source-id:
 *
 *     mysql-instances:
 *       - source-id: mysql-01
 *       - source-id: mysql-01
 */
#include "internal.h"

static void check(struct lint *l)
{
	struct strmap seen = {.arena = l->arena};

	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];
		const struct node *first;
		struct diag *d;

		if (in->source_id.n == 0)
			continue;
		l->instance = i;
		first = strmap_get(&seen, in->source_id);
		if (!first) {
			strmap_put(&seen, in->source_id, (void *)in->id_node);
			continue;
		}
		d = report_check(l, "source-id-duplicate", in->id_node->span, "source \"%.*s\" is listed twice",
				 STR_FMT(in->source_id));
		report_note(l, d, first->span, "first here");
		report_field(l, d, in->id_node);
	}
}

const struct rule rule_dml2004 = {
	.info = {.id = "DML2004",
		 .name = "duplicate-source",
		 .severity = SEV_ERROR,
		 .summary = "one source-id in two instances",
		 .why = "A task has one subtask for each source, so DM refuses two instances with one source-id.",
		 .remedy = "Join the two instances, or correct the source-id of one.",
		 .versions = "all",
		 .dm_errors = "20014"},
	.kind = CONFIG_TASK,
	.check = check,
};
