/* An instance names a definition that is not there:
 *
 *     mysql-instances:
 *       - source-id: mysql-01
 *         route-rules: [user-rule]
 *     routes:
 *       users-rule: {schema-pattern: user, target-schema: user}
 */

#include "internal.h"

/* Text that a plain scalar can hold as it is. */
static bool is_plain_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		bool letter = (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z');

		if (!letter &&
		    (i == 0 || ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '-' && s.p[i] != '_' && s.p[i] != '.')))
			return false;
	}
	return s.n > 0;
}

static void check_ref(struct lint *l, const struct ref *r)
{
	const struct section_info *info = &section_infos[r->sec];
	struct str near = r->meant ? r->meant->name : (struct str){NULL, 0};
	struct str check;
	struct span at = r->node->span.hi > r->node->span.lo ? r->node->span : node_key_or_value(r->node);
	const struct node *section = task_get(l->task->root, info->key);
	struct diag *d;

	if (r->entry)
		return;
	check = arena_fmt(l->arena, "%s-unknown", info->check);
	if (near.n)
		d = report_check(l, check.p, at, "\"%.*s\" is not defined in \"%s\", did you mean \"%.*s\"?",
				 STR_FMT(r->name), info->key, STR_FMT(near));
	else
		d = report_check(l, check.p, at, "\"%.*s\" is not defined in \"%s\"", STR_FMT(r->name), info->key);
	if (is_plain_word(near) && !r->node->aliased && r->node->style == STYLE_PLAIN)
		report_fix(l, d, true, r->node->span, near, "write \"%.*s\"", STR_FMT(near));
	if (near.n && d)
		report_note(l, d, r->meant->node->key_span, "defined here");
	else if (section && node_is_null(section))
		report_note(l, d, node_key_or_value(section), "the section is empty");
	else if (!l->task->section[r->sec])
		report_help(l, d, "the task has no section \"%s\"", info->key);
	else
		report_note(l, d, node_key_or_value(l->task->section[r->sec]), "the definitions are here");
	report_field(l, d, r->node);
}

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];

		l->instance = i;
		for (size_t k = 0; k < in->n_refs; k++)
			check_ref(l, &in->refs[k]);
	}
}

const struct rule rule_dml2001 = {
	.info = {.id = "DML2001",
		 .name = "undefined-reference",
		 .severity = SEV_ERROR,
		 .summary = "a rule, list or unit is named that the task does not define",
		 .why = "Instances refer to routes, filters, lists and units by name, letter case included. DM refuses the task at the first "
			"name that it does not find.",
		 .remedy = "Correct the name or add the definition.",
		 .versions = "all",
		 .dm_errors = "20023 20024 20025 20026 20027 20029 20030 20040 20056"},
	.kind = CONFIG_TASK,
	.check = check,
};
