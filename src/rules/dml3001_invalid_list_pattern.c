/* A pattern in a block-allow-list that DM cannot use:
 *
 *     block-allow-list:
 *       instance:
 *         do-dbs: ["user*db"]
 */
#include <string.h>

#include "internal.h"

struct context {
	struct lint *l;
	struct pattern_mode mode;
	const char *check;
	bool used;
};

static void check_part(struct context *c, const char *key, const struct node *item, const struct node *n,
		       const char *name)
{
	struct str v = value_str(n, STR_LIT("")), why;
	struct pattern_check r = pattern_check(c->l->arena, v, &c->mode);
	struct diag *d;

	if (r.fault == PATTERN_OK || (n && n->kind != NODE_SCALAR))
		return;
	why = pattern_fault_text(c->l, &r);
	if (!n)
		d = report_if_used(c->l, c->used, c->check, place_of_map(c->l, item),
				   "this entry of \"%s\" has no \"%s\"", key, name);
	else if (r.fault == PATTERN_EMPTY)
		d = report_if_used(c->l, c->used, c->check,
				   node_is_null(n) && n->span.hi == n->span.lo ? node_key_or_value(n) : n->span,
				   "an empty %s in \"%s\"", name ? name : "name", key);
	else
		d = report_if_used(c->l, c->used, c->check, pattern_fault_place(c->l, n, &r), "\"%.*s\" %.*s",
				   STR_FMT(v), STR_FMT(why));
	if (r.fault == PATTERN_BAD_REGEX)
		report_help(c->l, d,
			    "behind \"~\" stands one of Go's regular expressions (RE2), which know no "
			    "lookaround and no backreferences");
	report_field(c->l, d, n ? n : item);
}

static void check_item(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
		       const struct node *tbl)
{
	struct context *c = arg;
	struct diag *d;

	if (!part->tables) {
		check_part(c, part->key, item, db, NULL);
	} else if (node_is_null(item)) {
		d = report_if_used(c->l, c->used, "subtask-transform", item->span, "an empty entry in \"%s\"",
				   part->key);
		report_field(c->l, d, item);
	} else if (has_body(item)) {
		check_part(c, part->key, item, db, "db-name");
		check_part(c, part->key, item, tbl, "tbl-name");
	}
}

static void check(struct lint *l)
{
	const struct task *t = l->task;
	struct context c = {l, pattern_mode_list(l->dm, t->case_sensitive), check_or_checker(l, "lists"), false};
	static const enum section lists[] = {SEC_BLOCK_ALLOW_LIST, SEC_BLACK_WHITE_LIST};

	for (size_t k = 0; k < ARRAY_LEN(lists); k++) {
		for (size_t i = 0; i < t->n_entries[lists[k]]; i++) {
			const struct entry *e = &t->entries[lists[k]][i];
			size_t user = e->user;

			c.used = user != SIZE_MAX;
			l->instance = c.used ? user : 0;
			filter_each(e, check_item, &c);
		}
	}
}

const struct rule rule_dml3001 = {
	.info = {.id = "DML3001",
		 .name = "invalid-list-pattern",
		 .severity = SEV_ERROR,
		 .summary = "a name or pattern in a block-allow-list that DM cannot use",
		 .why = "A list entry is a literal name, a pattern with \"?\", \"[...]\" or one \"*\" at its end, or a regular expression of "
			"Go after \"~\". DM refuses anything else, and empty names, when it builds the filter of a subtask.",
		 .remedy = "Move the \"*\" to the end, or write the pattern as a regular expression: \"~^user.*db$\".",
		 .versions = "all; \"*\", \"?\" and \"[...]\" from 1.0.5 on",
		 .dm_errors = "20044 26006 20002"},
	.kind = CONFIG_TASK,
	.check = check,
};
