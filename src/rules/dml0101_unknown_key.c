/* A key that the DM version does not know, misspelt or not at its place:
 *
 *     mysql-instances:
 *       - sourceid: mysql-01
 */
#include "internal.h"

static void suggest_other_place(struct lint *l, struct diag *d, const struct node *n)
{
	const struct field *elsewhere = schema_find_elsewhere(l->kind, n->key);

	if (elsewhere)
		report_help(l, d, "\"%.*s\" belongs to \"%s\"", STR_FMT(n->key), elsewhere->path);
}

static void report_unknown(struct lint *l, const struct decode_issue *i)
{
	const struct node *n = i->node;
	struct str shown = text_key_for_display(n->key);
	struct diag *d;

	if (i->suggest) {
		d = report_check(l, "unknown-key", n->key_span, "unknown key \"%.*s\", did you mean \"%s\"?",
				 STR_FMT(shown), i->suggest->name);
		if (i->suggest_free && !n->aliased)
			report_fix(l, d, true, n->key_span, key_quoted_like(n, i->suggest->name, l->arena),
				   "rename it to \"%s\"", i->suggest->name);
	} else {
		d = report_check(l, "unknown-key", n->key_span, "unknown key \"%.*s\"", STR_FMT(shown));
		suggest_other_place(l, d, n);
	}
	report_field(l, d, n);
}

static void check(struct lint *l)
{
	for (size_t k = 0; k < l->decode->n_issues; k++) {
		const struct decode_issue *i = &l->decode->issues[k];

		/* Keys of other versions are the subject of the rule key-of-another-version. */
		if (i->fault == DECODE_UNKNOWN_KEY && !schema_find_any_version(i->field, i->node->key))
			report_unknown(l, i);
	}
}

const struct rule rule_dml0101 = {
	.info = {.id = "DML0101",
		 .name = "unknown-key",
		 .severity = SEV_ERROR,
		 .summary = "a key that DM does not know",
		 .why = "DM decodes its configurations strictly: a key that is not a field of the structure at that place, or "
			"is written in another letter case, makes it refuse the whole file.",
		 .remedy = "Correct the spelling, move the key to the section it belongs to, or remove it.",
		 .versions = "all",
		 .dm_errors = "20003 40004"},
	.partial = true,
	.check = check,
};
