/* A unit both by name and inline:
 *
 *     mydumper-config-name: global
 *     mydumper: {threads: 8}
 */
#include "internal.h"

static void check_unit(struct lint *l, const struct instance *in, enum section sec, const char *check)
{
	const struct section_info *info = &section_infos[sec];
	const struct node *by_name = task_get(in->node, info->ref_key);
	struct diag *d;

	if (!in->has_inline[sec] || value_str(by_name, STR_LIT("")).n == 0)
		return;
	d = report_check(l, check, by_name->key_span, "\"%s\" and \"%s\" exclude each other", info->ref_key,
			 info->inline_key);
	report_note(l, d, task_get(in->node, info->inline_key)->key_span, "given inline here");
	report_field(l, d, by_name);
}

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];

		l->instance = i;
		check_unit(l, in, SEC_MYDUMPERS, "mydumper-conflict");
		check_unit(l, in, SEC_LOADERS, "loader-conflict");
		check_unit(l, in, SEC_SYNCERS, "syncer-conflict");
	}
}

const struct rule rule_dml2005 = {
	.info = {.id = "DML2005",
		 .name = "unit-conflict",
		 .severity = SEV_ERROR,
		 .summary = "a unit given both by name and inline",
		 .why = "DM takes the settings of the dump, load and sync units either from a named definition or from the instance itself, "
			"never from both.",
		 .remedy = "Keep one of the two.",
		 .versions = "all",
		 .dm_errors = "20015 20016 20017"},
	.kind = CONFIG_TASK,
	.check = check,
};
