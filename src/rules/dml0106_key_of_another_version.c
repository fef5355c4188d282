/* A key that other DM versions know, but not this one:
 *
 *     shard-mode: pessimistic        # in a task for DM 1.0
 */
#include "internal.h"

static struct str since_text(struct lint *l, const struct field *f)
{
	uint32_t from = f->n_ranges ? f->ranges[0].from : 0;
	uint32_t to = f->n_ranges ? f->ranges[f->n_ranges - 1].to : UINT32_MAX;

	if (l->dm < from)
		return arena_fmt(l->arena, "DM knows it from %u.%u.%u on", from / 10000, from / 100 % 100, from % 100);
	if (l->dm >= to)
		return arena_fmt(l->arena, "DM dropped it in %u.%u.%u", to / 10000, to / 100 % 100, to % 100);
	return STR_LIT("only some releases between know it");
}

/* A successor of the same shape takes the value as it is. */
static void offer_successor(struct lint *l, struct diag *d, const struct decode_issue *i, const struct field *f)
{
	const struct node *n = i->node;
	const struct field *next = field_find(i->field, str_from(f->replaced_by), l->dm);

	if (next && next->type == f->type && node_editable(n) && !node_get(n->parent, f->replaced_by))
		report_fix(l, d, true, n->key_span, key_quoted_like(n, f->replaced_by, l->arena), "rename it to \"%s\"",
			   f->replaced_by);
}

static void check(struct lint *l)
{
	for (size_t k = 0; k < l->decode->n_issues; k++) {
		const struct decode_issue *i = &l->decode->issues[k];
		const struct field *f;
		struct diag *d;

		if (i->fault != DECODE_UNKNOWN_KEY)
			continue;
		f = schema_find_any_version(i->field, i->node->key);
		if (!f)
			continue;
		d = report_check(l, "unknown-key", i->node->key_span, "key \"%.*s\" is unknown to DM %.*s",
				 STR_FMT(i->node->key), STR_FMT(dm_version_name(l->dm, l->arena)));
		if (f->replaced_by)
			offer_successor(l, d, i, f);
		if (f->replaced_by)
			report_help(l, d, "%.*s; use \"%s\"", STR_FMT(since_text(l, f)), f->replaced_by);
		else
			report_help(l, d, "%.*s", STR_FMT(since_text(l, f)));
		report_field(l, d, i->node);
	}
}

const struct rule rule_dml0106 = {
	.info = {.id = "DML0106",
		 .name = "key-of-another-version",
		 .severity = SEV_ERROR,
		 .summary = "a key that this DM version does not know yet, or no more",
		 .why = "DM decodes strictly, so a field that came with a later release, or went with an earlier one, makes it refuse the "
			"whole file.",
		 .remedy =
			 "Remove the key, use what took its place, or choose the DM version that the file is for with --dm-version.",
		 .versions = "all",
		 .dm_errors = "20003"},
	.partial = true,
	.check = check,
};
