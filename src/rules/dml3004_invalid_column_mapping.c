/* A column mapping that DM cannot build:
 *
 *     column-mappings:
 *       id: {schema-pattern: user, expression: "add prefix", arguments: []}
 */
#include "internal.h"

struct mapping {
	const struct entry *entry;
	const char *check;
	bool used;
};

static struct diag *complain(struct lint *l, const struct mapping *m, const char *key, struct str message)
{
	const struct node *n = task_get(m->entry->node, key);
	struct diag *d =
		report_if_used(l, m->used, m->check, place_of_field(l, m->entry->node, key), "%.*s", STR_FMT(message));

	report_field(l, d, n ? n : m->entry->node);
	return d;
}

static void check_arguments(struct lint *l, const struct mapping *m, struct str expression)
{
	const struct node *list = task_get(m->entry->node, "arguments");
	size_t n = list && list->kind == NODE_SEQ ? node_count(list) : 0;
	struct diag *d = NULL;

	if (list && list->kind != NODE_SEQ && !node_is_null(list))
		return;
	if (str_has_prefix(expression, "add ") && n != 1)
		d = complain(l, m, "arguments",
			     arena_fmt(l->arena, "\"%.*s\" takes exactly one argument, here are %zu",
				       STR_FMT(expression), n));
	if (str_eq_c(expression, "partition id") && n != 3 && n != 4)
		d = complain(l, m, "arguments",
			     arena_fmt(l->arena, "\"partition id\" takes three or four arguments, here are %zu", n));
	if (d)
		report_note(l, d, place_of_field(l, m->entry->node, "expression"), "the expression is here");
}

static void check_pattern(struct lint *l, const struct mapping *m, const char *key, bool required)
{
	const struct node *n = task_get(m->entry->node, key);
	struct pattern_mode mode = pattern_mode_filter(l->dm, l->task->case_sensitive);
	struct str v = value_str(n, STR_LIT(""));
	struct pattern_check r = pattern_check(l->arena, v, &mode);

	if (r.fault == PATTERN_EMPTY && required)
		complain(l, m, key, arena_fmt(l->arena, "the mapping has no \"%s\"", key));
	else if (r.fault != PATTERN_OK && r.fault != PATTERN_EMPTY)
		complain(l, m, key,
			 arena_fmt(l->arena, "\"%.*s\" %.*s", STR_FMT(v), STR_FMT(pattern_fault_text(l, &r))));
}

static void check_mapping(struct lint *l, const struct mapping *m)
{
	struct str e = task_str(m->entry->node, "expression", "");

	if (!str_eq_c(e, "add prefix") && !str_eq_c(e, "add suffix") && !str_eq_c(e, "partition id"))
		complain(l, m, "expression",
			 arena_fmt(l->arena,
				   "\"%.*s\" is no expression, DM knows: add prefix, add suffix, partition id",
				   STR_FMT(e)));
	else
		check_arguments(l, m, e);
	if (task_str(m->entry->node, "target-column", "").n == 0)
		complain(l, m, "target-column", STR_LIT("the mapping has no \"target-column\""));
	check_pattern(l, m, "schema-pattern", true);
	check_pattern(l, m, "table-pattern", false);
}

/* One selector holds all mappings of an instance and takes each pair of patterns once; naming one mapping twice counts. */
static void check_repeats(struct lint *l, const struct instance *in, const char *check)
{
	struct pattern_mode mode = pattern_mode_filter(l->dm, l->task->case_sensitive);
	struct strmap seen = {.arena = l->arena};

	l->instance = in->index;
	for (size_t k = 0; k < in->n_refs; k++) {
		const struct ref *r = &in->refs[k], *first;
		struct diag *d;

		if (r->sec != SEC_COLUMN_MAPPINGS || !r->entry || r->entry->null)
			continue;
		first = strmap_put(&seen, pattern_pair_key(l, r->entry->node, &mode), (void *)r);
		if (!first)
			continue;
		d = report_check(l, check, r->node->span, "column mapping \"%.*s\" has the same patterns as \"%.*s\"",
				 STR_FMT(r->name), STR_FMT(first->name));
		report_note(l, d, first->node->span, "first here");
		report_field(l, d, r->node);
	}
}

static void check(struct lint *l)
{
	const struct task *t = l->task;
	const char *check = check_or_checker(l, "column-mappings");

	if (!dm_check_find(check, l->dm))
		return;
	for (size_t i = 0; i < t->n_entries[SEC_COLUMN_MAPPINGS]; i++) {
		const struct entry *e = &t->entries[SEC_COLUMN_MAPPINGS][i];
		struct mapping m = {e, check, e->user != SIZE_MAX};

		l->instance = m.used ? e->user : 0;
		if (!e->null && has_body(e->node))
			check_mapping(l, &m);
	}
	for (size_t i = 0; i < t->n_instances; i++)
		check_repeats(l, &t->instances[i], check);
}

const struct rule rule_dml3004 = {
	.info = {.id = "DML3004",
		 .name = "invalid-column-mapping",
		 .severity = SEV_ERROR,
		 .summary = "a column mapping that DM cannot build",
		 .why = "A column mapping needs patterns, a target-column and one of three expressions with the right number of arguments; the "
			"mappings of one instance may not share their patterns.",
		 .remedy =
			 "Correct the mapping. For DM 6.6 and later plan to do without: column-mappings is gone there.",
		 .versions = "up to 6.5",
		 .dm_errors = "20046 26004"},
	.kind = CONFIG_TASK,
	.check = check,
};
