/* A rule for ghost or trash tables that is no regular expression with exactly one group:
 *
 *     shadow-table-rules: ["^_.+_new$"]
 */
#include "internal.h"

static void check_rule(struct lint *l, const struct node *n, const char *key)
{
	struct str v = value_str(n, STR_LIT(""));
	struct str full = arena_fmt(l->arena, "%s%.*s%s", str_has_prefix(v, "^") ? "" : "^", STR_FMT(v),
				    str_has_suffix(v, "$") ? "" : "$");
	struct go_regex_info info;
	struct diag *d;
	struct span at = n->span.hi > n->span.lo ? n->span : node_key_or_value(n);

	if (n->kind != NODE_SCALAR)
		return;
	if (!go_regex_parse(full, pattern_dialect(l->dm), &info)) {
		d = report_check(l, "online-ddl-rule", at, "\"%.*s\" is no regular expression: %s", STR_FMT(v),
				 info.text);
	} else if (info.n_groups != 1) {
		d = report_check(l, "online-ddl-rule", at,
				 "\"%.*s\" in \"%s\" has %u groups, DM needs exactly one: the name of the real table",
				 STR_FMT(v), key, info.n_groups);
		report_help(l, d, "put the part that is the real table's name in ( ), and write other groups as (?: )");
	} else {
		return;
	}
	report_field(l, d, n);
}

static void check(struct lint *l)
{
	static const char *const keys[] = {"shadow-table-rules", "trash-table-rules"};

	for (size_t k = 0; k < ARRAY_LEN(keys) && l->task->n_instances; k++) {
		const struct node *list = task_get(l->root, keys[k]);

		for (const struct node *n = list && list->kind == NODE_SEQ ? list->first : NULL; n; n = n->next)
			check_rule(l, n, keys[k]);
	}
}

const struct rule rule_dml3005 = {
	.info = {.id = "DML3005",
		 .name = "invalid-online-ddl-rule",
		 .severity = SEV_ERROR,
		 .summary = "a shadow-table or trash-table rule that DM refuses",
		 .why = "DM finds the tables of gh-ost and pt-osc by these regular expressions of Go. It adds ^ and $ and takes the only group as the "
			"name of the real table; none or several groups are refused.",
		 .remedy = "Write a regular expression with one capturing group, for example \"^_(.+)_(?:new|gho)$\".",
		 .versions = "2.0.7 and later",
		 .dm_errors = "20048"},
	.kind = CONFIG_TASK,
	.check = check,
};
