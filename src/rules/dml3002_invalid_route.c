/* A route that DM cannot build:
 *
 *     routes:
 *       user-rule: {schema-pattern: "us*er", target-schema: user}
 */
#include "internal.h"

/* What building the routes depends on besides the route. */
struct building {
	struct pattern_mode mode;
	const char *check;
	bool used; /* the route at hand */
};

static void check_pattern(struct lint *l, const struct building *b, const struct entry *e, const char *key,
			  bool required)
{
	const struct node *n = task_get(e->node, key);
	struct str v = value_str(n, STR_LIT(""));
	struct pattern_check r = pattern_check(l->arena, v, &b->mode);
	struct diag *d;

	if ((n && n->kind != NODE_SCALAR) || r.fault == PATTERN_OK || (r.fault == PATTERN_EMPTY && !required))
		return;
	if (r.fault == PATTERN_EMPTY)
		d = report_if_used(l, b->used, b->check, place_of_field(l, e->node, key),
				   "route \"%.*s\" has no \"%s\"", STR_FMT(e->name), key);
	else
		d = report_if_used(l, b->used, b->check, pattern_fault_place(l, n, &r), "\"%.*s\" %.*s", STR_FMT(v),
				   STR_FMT(pattern_fault_text(l, &r)));
	report_field(l, d, n ? n : e->node);
}

static void check_extractor(struct lint *l, const struct building *b, const struct entry *e, const char *key,
			    const char *regexp_key)
{
	const struct node *map = task_get(e->node, key);
	const struct node *re = task_get(map, regexp_key);
	struct go_regex_info info;
	struct diag *d;

	if (node_is_null(map) || !has_body(map))
		return;
	if (task_str(map, "target-column", "").n == 0) {
		d = report_if_used(l, b->used, b->check, place_of_field(l, map, "target-column"),
				   "\"%s\" has no \"target-column\"", key);
		report_field(l, d, map);
	}
	if (re && re->kind == NODE_SCALAR &&
	    !go_regex_parse(value_str(re, STR_LIT("")), pattern_dialect(l->dm), &info)) {
		struct str v = value_str(re, STR_LIT(""));

		d = report_if_used(l, b->used, b->check, re->span, "\"%.*s\" is no regular expression: %s", STR_FMT(v),
				   info.text);
		report_field(l, d, re);
	}
}

static void check_route(struct lint *l, struct building *b, const struct entry *e)
{
	struct diag *d;

	if (e->null || !has_body(e->node))
		return;
	b->used = e->user != SIZE_MAX;
	l->instance = b->used ? e->user : 0;
	check_pattern(l, b, e, "schema-pattern", true);
	check_pattern(l, b, e, "table-pattern", false);
	if (task_str(e->node, "target-schema", "").n == 0) {
		const struct node *n = task_get(e->node, "target-schema");

		if (!n || n->kind == NODE_SCALAR) {
			d = report_if_used(l, b->used, b->check, place_of_field(l, e->node, "target-schema"),
					   "route \"%.*s\" has no \"target-schema\"", STR_FMT(e->name));
			report_field(l, d, e->node);
		}
	}
	check_extractor(l, b, e, "extract-table", "table-regexp");
	check_extractor(l, b, e, "extract-schema", "schema-regexp");
	check_extractor(l, b, e, "extract-source", "source-regexp");
}

/* Up to 6.0 one selector holds all routes of an instance and takes each pair of patterns once. */
static void check_repeats(struct lint *l, const struct building *b, const struct instance *in)
{
	struct strmap seen = {.arena = l->arena};

	for (size_t k = 0; k < in->n_refs; k++) {
		const struct ref *r = &in->refs[k];
		const struct entry *first;
		struct diag *d;

		if (r->sec != SEC_ROUTES || !r->entry || r->entry->null || r->first)
			continue;
		first = strmap_put(&seen, pattern_pair_key(l, r->entry->node, &b->mode), r->entry);
		if (!first)
			continue;
		d = report_check(l, b->check, r->entry->node->key_span,
				 "route \"%.*s\" has the same patterns as \"%.*s\"", STR_FMT(r->entry->name),
				 STR_FMT(first->name));
		report_note(l, d, first->node->key_span, "the other route");
		report_field(l, d, r->entry->node);
	}
}

static void check(struct lint *l)
{
	const struct task *t = l->task;
	struct building b = {pattern_mode_route(l->dm, t->case_sensitive), check_or_checker(l, "routes"), false};

	for (size_t i = 0; i < t->n_entries[SEC_ROUTES]; i++)
		check_route(l, &b, &t->entries[SEC_ROUTES][i]);
	if (!dm_check_find("route-repeats-rejected", l->dm))
		return;
	for (size_t i = 0; i < t->n_instances; i++) {
		l->instance = i;
		check_repeats(l, &b, &t->instances[i]);
	}
}

const struct rule rule_dml3002 = {
	.info = {.id = "DML3002",
		 .name = "invalid-route",
		 .severity = SEV_ERROR,
		 .summary = "a route that DM cannot build",
		 .why = "A route needs a schema-pattern and a target-schema. Its patterns are literal, or have \"?\", \"[...]\" or one "
			"\"*\" at the end; regular expressions after \"~\" only from 6.1 on. Up to 6.0 two routes of one instance may not "
			"have the same patterns.",
		 .remedy = "Complete the route or correct the pattern.",
		 .versions = "all",
		 .dm_errors = "20045 26003"},
	.kind = CONFIG_TASK,
	.check = check,
};
