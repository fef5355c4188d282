/* A definition that no instance uses:
 *
 *     routes:
 *       old-rule: {schema-pattern: old, target-schema: new}
 */
#include "internal.h"

static void report_unused(struct lint *l, enum section sec, const struct entry *e)
{
	const struct section_info *info = &section_infos[sec];
	struct span cut;
	struct diag *d;

	d = report_check(l, "unused", e->node->key_span, "no instance uses \"%.*s\" of \"%s\"", STR_FMT(e->name),
			 info->key);
	report_help(l, d, "name it in \"%s\" of an instance, or remove it", info->ref_key);
	if (node_removal_span(l->doc->text, e->node, &cut))
		report_fix(l, d, false, cut, STR_LIT(""), "remove \"%.*s\"", STR_FMT(e->name));
	report_field(l, d, e->node);
}

static void check(struct lint *l)
{
	const struct task *t = l->task;

	for (int s = 0; s < SEC_COUNT; s++) {
		/* Lists may lie unused, and where column-mappings is not supported any more their use is not counted. */
		if (s == SEC_BLOCK_ALLOW_LIST || s == SEC_BLACK_WHITE_LIST ||
		    (s == SEC_COLUMN_MAPPINGS && dm_check_find("column-mappings-removed", l->dm)))
			continue;
		for (size_t i = 0; i < t->n_entries[s]; i++) {
			if (t->entries[s][i].n_uses == 0)
				report_unused(l, (enum section)s, &t->entries[s][i]);
		}
	}
}

const struct rule rule_dml2003 = {
	.info = {.id = "DML2003",
		 .name = "unused-definition",
		 .severity = SEV_ERROR,
		 .summary = "a route, filter or unit that no instance uses",
		 .why = "From 2.0.2 on DM refuses a task with definitions that no instance refers to, so that a forgotten reference does "
			"not pass unnoticed. Lists of block-allow-list may stay unused.",
		 .remedy = "Refer to the definition from an instance, or remove it.",
		 .versions = "2.0.2 and later",
		 .dm_errors = "20038"},
	.kind = CONFIG_TASK,
	.check = check,
};
