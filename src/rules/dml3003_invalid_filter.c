/* A binlog event filter that DM cannot build:
 *
 *     filters:
 *       no-drop: {schema-pattern: user, sql-pattern: ["^DROP ("], action: Ignore}
 */
#include "internal.h"

struct filter {
	const struct node *node;
	const char *check;
	bool used;
};

static struct diag *report_filter(struct lint *l, const struct filter *f, struct span at, struct str message)
{
	const struct dm_check *c = dm_check_find(f->check, l->dm);
	struct diag *d;

	if (!c && f->used) {
		d = report(l, at, "%.*s", STR_FMT(message));
		report_help(l, d, "this version of DM notices only when the sync unit starts (code 36030)");
		return d;
	}
	d = report_if_used(l, f->used, f->check, at, "%.*s", STR_FMT(message));
	if (c && f->used && c->effect == DM_WARNS)
		report_help(l, d, "DM starts the task without this filter and only writes a line to its log");
	return d;
}

/* DM joins the expressions with "|" under one (?i): one broken part spoils all, unless the others complete it ("(a", "b)"). */
static void check_sql(struct lint *l, const struct filter *f)
{
	const struct node *list = task_get(f->node, "sql-pattern");
	struct go_regex_info info, part;
	struct buf joined = {0};
	bool reported;

	if (!list || list->kind != NODE_SEQ || !list->first)
		return;
	for (const struct node *n = list->first; n; n = n->next) {
		buf_str(&joined, joined.n ? STR_LIT("|") : STR_LIT("(?i)"));
		buf_str(&joined, value_str(n, STR_LIT("")));
	}
	reported = go_regex_parse((struct str){joined.p, joined.n}, pattern_dialect(l->dm), &info);
	for (const struct node *n = reported ? NULL : list->first; n; n = n->next) {
		struct str v = value_str(n, STR_LIT(""));

		if (n->kind != NODE_SCALAR || go_regex_parse(v, pattern_dialect(l->dm), &part))
			continue;
		report_field(l,
			     report_filter(l, f, n->span,
					   arena_fmt(l->arena, "\"%.*s\" is no regular expression: %s", STR_FMT(v),
						     part.text)),
			     n);
		reported = true;
	}
	if (!reported)
		report_field(l,
			     report_filter(l, f, node_key_or_value(list),
					   arena_fmt(l->arena,
						     "\"sql-pattern\", joined with \"|\", is no regular expression: %s",
						     info.text)),
			     list);
	buf_free(&joined);
}

static void check_pattern(struct lint *l, const struct filter *f, const char *key, bool required)
{
	const struct node *n = task_get(f->node, key);
	bool cs = value_bool(task_get(l->root, "case-sensitive"), false);
	struct pattern_mode mode = pattern_mode_filter(l->dm, cs);
	struct str v = value_str(n, STR_LIT(""));
	struct pattern_check r = pattern_check(l->arena, v, &mode);
	struct str message;

	if ((n && n->kind != NODE_SCALAR) || r.fault == PATTERN_OK || (r.fault == PATTERN_EMPTY && !required))
		return;
	if (r.fault == PATTERN_EMPTY)
		report_field(l,
			     report_filter(l, f, place_of_field(l, f->node, key),
					   arena_fmt(l->arena, "the filter has no \"%s\"", key)),
			     f->node);
	else {
		message = arena_fmt(l->arena, "\"%.*s\" %.*s", STR_FMT(v), STR_FMT(pattern_fault_text(l, &r)));
		report_field(l, report_filter(l, f, pattern_fault_place(l, n, &r), message), n);
	}
}

static void check_action(struct lint *l, const struct filter *f)
{
	const struct node *n = task_get(f->node, "action");
	const struct field *field = field_find(f->node->field, STR_LIT("action"), l->dm);
	struct str v = value_str(n, STR_LIT(""));

	if ((n && n->kind != NODE_SCALAR) || !field)
		return;
	for (size_t i = 0; i < field->n_enums; i++) {
		if (ranges_hold(field->enums[i].ranges, field->enums[i].n_ranges, l->dm) &&
		    str_eq_c(v, field->enums[i].value))
			return;
	}
	if (v.n)
		report_field(
			l,
			report_filter(l, f, n->span,
				      arena_fmt(l->arena,
						"\"%.*s\" is no action, DM knows \"Do\" and \"Ignore\", to the letter",
						STR_FMT(v))),
			n);
	else
		report_field(l,
			     report_filter(l, f, place_of_field(l, f->node, "action"),
					   STR_LIT("the filter has no \"action\"")),
			     f->node);
}

static void check_filter(struct lint *l, const struct filter *f)
{
	if (!has_body(f->node))
		return;
	check_sql(l, f);
	check_action(l, f);
	check_pattern(l, f, "schema-pattern", true);
	check_pattern(l, f, "table-pattern", false);
}

/* One selector for an instance or source takes each pair of patterns once. */
static void check_repeat(struct lint *l, struct strmap *seen, const struct filter *f)
{
	struct pattern_mode mode = pattern_mode_filter(l->dm, value_bool(task_get(l->root, "case-sensitive"), false));
	const struct node *first = strmap_put(seen, pattern_pair_key(l, f->node, &mode), (void *)f->node);
	struct diag *d;

	if (!first || task_str(f->node, "schema-pattern", "").n == 0)
		return;
	d = report_filter(l, f, place_of_map(l, f->node),
			  STR_LIT("two filters in use have the same patterns; DM takes a pair of patterns once"));
	report_note(l, d, place_of_map(l, first), "the other filter");
	report_field(l, d, f->node);
}

static void check_task(struct lint *l)
{
	const struct task *t = l->task;

	for (size_t i = 0; i < t->n_entries[SEC_FILTERS]; i++) {
		const struct entry *e = &t->entries[SEC_FILTERS][i];
		struct filter f = {e->node, "filters-invalid", e->user != SIZE_MAX};

		l->instance = f.used ? e->user : 0;
		check_filter(l, &f);
	}
	for (size_t i = 0; i < t->n_instances; i++) {
		struct strmap seen = {.arena = l->arena};

		l->instance = i;
		for (size_t k = 0; k < t->instances[i].n_refs; k++) {
			const struct ref *r = &t->instances[i].refs[k];
			struct filter f = {.check = "filters-invalid", .used = true};

			if (r->sec != SEC_FILTERS || !r->entry || r->entry->null || r->first)
				continue;
			f.node = r->entry->node;
			check_repeat(l, &seen, &f);
		}
	}
}

static void check(struct lint *l)
{
	const struct node *list = task_get(l->root, "filters");
	struct strmap seen = {.arena = l->arena};

	if (l->kind == CONFIG_TASK)
		check_task(l);
	for (const struct node *n = l->kind == CONFIG_SOURCE && list && list->kind == NODE_SEQ ? list->first : NULL; n;
	     n = n->next) {
		struct filter f = {n, "source-filter-invalid", true};

		if (!has_body(n))
			continue;
		check_filter(l, &f);
		check_repeat(l, &seen, &f);
	}
}

const struct rule rule_dml3003 = {
	.info = {.id = "DML3003",
		 .name = "invalid-filter",
		 .severity = SEV_ERROR,
		 .summary = "a binlog event filter that DM cannot build",
		 .why = "A filter needs a schema-pattern, an action and sql-patterns that Go can compile. Some releases refuse the task or source "
			"otherwise; the newest start it without the filter and say so only in a log, so that what should be skipped is "
			"replicated.",
		 .remedy = "Correct the filter.",
		 .versions = "all",
		 .dm_errors = "20037"},
	.check = check,
};
