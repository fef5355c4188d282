/* One name twice in a list of references:
 *
 *     route-rules: [user-rule, user-rule]
 */
#include "internal.h"

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];

		for (size_t k = 0; k < in->n_refs; k++) {
			const struct ref *r = &in->refs[k];
			struct str check;
			struct span cut;
			struct diag *d;

			if (!r->first)
				continue;
			check = arena_fmt(l->arena, "%s-twice", section_infos[r->sec].check);
			d = report_check(l, check.p, r->node->span, "\"%.*s\" is named twice in \"%s\"",
					 STR_FMT(r->name), section_infos[r->sec].ref_key);
			report_note(l, d, r->first->node->span, "first here");
			if (node_removal_span(l->doc->text, r->node, &cut))
				report_fix(l, d, true, cut, STR_LIT(""), "remove the second \"%.*s\"",
					   STR_FMT(r->name));
			report_field(l, d, r->node);
		}
	}
}

const struct rule rule_dml2002 = {
	.info = {.id = "DML2002",
		 .name = "duplicate-reference",
		 .severity = SEV_ERROR,
		 .summary = "one rule named twice by an instance",
		 .why = "DM refuses a task in which an instance lists one route, filter, column mapping or expression filter twice.",
		 .remedy = "Remove one of the two.",
		 .versions = "1.0.3 and later",
		 .dm_errors = "20032"},
	.kind = CONFIG_TASK,
	.check = check,
};
