/* Several instances that dump into one folder of their own choice:
 *
 *     loaders:
 *       global: {dir: /data/dump}
 */
#include "internal.h"

/* s3 paths get the source-id as suffix, relative ones lie under each worker's own folder. */
static void check(struct lint *l)
{
	const struct task *t = l->task;
	struct strmap first = {.arena = l->arena};
	struct strmap reported = {.arena = l->arena};

	if (!task_dumps(t))
		return;
	for (size_t i = 0; i < t->n_instances; i++) {
		const struct node *n = task_get(t->instances[i].unit[SEC_LOADERS], "dir");
		struct str v = value_str(n, STR_LIT(""));
		const struct instance *other;
		struct diag *d;

		if (v.n == 0 || v.p[0] != '/')
			continue;
		other = strmap_get(&first, v);
		if (!other) {
			strmap_put(&first, v, (void *)&t->instances[i]);
			continue;
		}
		if (strmap_put(&reported, v, (void *)n))
			continue;
		d = report(l, n->span, "sources \"%.*s\" and \"%.*s\" dump into one folder", STR_FMT(other->source_id),
			   STR_FMT(t->instances[i].source_id));
		report_help(
			l, d,
			"harmless while their workers run on different hosts; on one host the dumps overwrite each other");
		report_field(l, d, n);
	}
}

const struct rule rule_dml6008 = {
	.info = {.id = "DML6008",
		 .name = "shared-dump-dir",
		 .severity = SEV_NOTE,
		 .summary = "an absolute dump folder used by several instances",
		 .why = "DM adds the task's name to a local dir, not the source's. Two workers on one host then write their dumps of one task into one "
			"folder.",
		 .remedy = "Give each instance a loaders entry with a folder of its own, or use a relative dir.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
