/* A regular expression whose meaning changes when DM lower-cases it:
 *
 *     do-dbs: ["~^\\D+$"]
 */
#include <string.h>

#include "internal.h"

static void complain(struct lint *l, const struct node *n, const struct pattern_mode *mode)
{
	struct str v = value_str(n, STR_LIT(""));
	struct pattern_check r;
	struct diag *d;

	if (!n || n->kind != NODE_SCALAR || v.n == 0 || v.p[0] != '~')
		return;
	r = pattern_check(l->arena, v, mode);
	if (r.fault != PATTERN_OK || !r.lowered)
		return;
	d = report(l, n->span,
		   "DM lower-cases this regular expression before it compiles it, which changes its meaning");
	report_help(
		l, d,
		"without case-sensitive \"\\D\" becomes \"\\d\": write [^0-9], [^a-z0-9_] and the like, or set case-sensitive");
	report_field(l, d, n);
}

static void check_item(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
		       const struct node *tbl)
{
	struct lint *l = arg;
	struct pattern_mode mode = pattern_mode_list(l->dm, l->task->case_sensitive);

	(void)part;
	(void)item;
	complain(l, db, &mode);
	complain(l, tbl, &mode);
}

static void check(struct lint *l)
{
	const struct task *t = l->task;
	struct str text = l->doc->text->bytes;
	struct pattern_mode route = pattern_mode_route(l->dm, t->case_sensitive);

	if (t->case_sensitive || !dm_check_find("list-wildcards", l->dm) || !memchr(text.p ? text.p : "", '~', text.n))
		return;
	for (size_t i = 0; i < t->n_entries[t->lists]; i++)
		filter_each(&t->entries[t->lists][i], check_item, l);
	for (size_t i = 0; i < t->n_entries[SEC_ROUTES] && route.regexps; i++) {
		complain(l, task_get(t->entries[SEC_ROUTES][i].node, "schema-pattern"), &route);
		complain(l, task_get(t->entries[SEC_ROUTES][i].node, "table-pattern"), &route);
	}
}

const struct rule rule_dml3016 = {
	.info = {.id = "DML3016",
		 .name = "lowered-regexp",
		 .severity = SEV_WARNING,
		 .summary = "a regular expression that DM changes by lower-casing it",
		 .why = "With case-sensitive: false DM lower-cases the whole text of a rule, so that \\D, \\W, \\S, \\B and named classes turn into "
			"their opposites or break.",
		 .remedy = "Write the set out, or use case-sensitive: true.",
		 .versions = "1.0.5 and later",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
