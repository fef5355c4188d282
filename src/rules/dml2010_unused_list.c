/* A list that no instance uses:
 *
 *     block-allow-list:
 *       old: {do-dbs: [old]}
 */
#include "internal.h"

static void check(struct lint *l)
{
	static const enum section lists[] = {SEC_BLOCK_ALLOW_LIST, SEC_BLACK_WHITE_LIST};
	const struct task *t = l->task;

	for (size_t k = 0; k < ARRAY_LEN(lists); k++) {
		for (size_t i = 0; i < t->n_entries[lists[k]]; i++) {
			const struct entry *e = &t->entries[lists[k]][i];
			struct diag *d;

			if (e->n_uses)
				continue;
			d = report(l, e->node->key_span, "no instance uses list \"%.*s\"", STR_FMT(e->name));
			if (lists[k] != t->lists)
				report_help(l, d, "DM looks at \"%s\" only, since it is not empty",
					    section_infos[t->lists].key);
			else
				report_help(l, d, "an instance without a list migrates every table of its source");
			report_field(l, d, e->node);
		}
	}
}

const struct rule rule_dml2010 = {
	.info = {.id = "DML2010",
		 .name = "unused-list",
		 .severity = SEV_WARNING,
		 .summary = "a block-allow-list that no instance uses",
		 .why = "Unlike unused routes and filters DM says nothing about an unused list. An instance that was meant to name it migrates "
			"all its tables.",
		 .remedy = "Name the list in block-allow-list of the instance, or remove it.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
