/* One key twice in a map:
 *
 *     name: test
 *     name: test2
 */
#include "internal.h"

static struct str raw(const struct lint *l, const struct node *n)
{
	return (struct str){l->doc->text->bytes.p + n->span.lo, n->span.hi - n->span.lo};
}

/* Written a second time with the same value, the key can go. */
static void offer_removal(struct lint *l, struct diag *d, const struct node *n, const struct node *first)
{
	struct span cut;

	if (node_editable(first) && n->tag == first->tag && !n->anchored && str_eq(raw(l, n), raw(l, first)) &&
	    node_removal_span(l->doc->text, n, &cut))
		report_fix(l, d, true, cut, STR_LIT(""), "remove the second one, which says the same");
}

static void check(struct lint *l)
{
	for (size_t k = 0; k < l->decode->n_issues; k++) {
		const struct decode_issue *i = &l->decode->issues[k];
		struct diag *d;

		if (i->fault != DECODE_DUPLICATE_KEY)
			continue;
		d = report_check(l, "decode", i->node->key_span, "key \"%.*s\" is there twice", STR_FMT(i->node->key));
		if (i->other) {
			report_note(l, d, i->other->key_span, "first here");
			offer_removal(l, d, i->node, i->other);
		}
		report_field(l, d, i->node);
	}
}

const struct rule rule_dml0102 = {
	.info = {.id = "DML0102",
		 .name = "duplicate-key",
		 .severity = SEV_ERROR,
		 .summary = "a key twice in one map",
		 .why = "DM decodes strictly and refuses a map that sets a key twice. In the sections of named definitions a key "
			"brought by a merge (<<) counts as well.",
		 .remedy = "Keep one of the two.",
		 .versions = "all",
		 .dm_errors = "20003"},
	.partial = true,
	.check = check,
};
