/* A value in .dmlint.yaml that dmlint cannot use:
 *
 *     rules: {unknown-kye: warning}
 */
#include "internal.h"

#include "dmlint/config.h"

static void check_rule_name(struct lint *l, const struct config_rule *r)
{
	const struct rule *near = rule_nearest(r->name);
	struct diag *d;

	if (rule_find(r->name))
		return;
	if (near) {
		d = report(l, r->at->key_span, "no rule is called \"%.*s\", did you mean \"%s\"?", STR_FMT(r->name),
			   near->info.name);
		report_fix(l, d, true, r->at->key_span, str_from(near->info.name), "write \"%s\"", near->info.name);
	} else {
		d = report(l, r->at->key_span, "no rule is called \"%.*s\"", STR_FMT(r->name));
		report_help(l, d, "dmlint rules lists them");
	}
	report_field(l, d, r->at);
}

static void check(struct lint *l)
{
	struct config c;

	config_read(l->arena, l->doc, &c);
	for (size_t i = 0; i < c.n_issues; i++) {
		const struct config_issue *issue = &c.issues[i];
		struct diag *d = report(l, issue->place, "%.*s", STR_FMT(issue->message));

		if (issue->help.n)
			report_help(l, d, "%.*s", STR_FMT(issue->help));
		report_field(l, d, issue->at);
	}
	for (size_t i = 0; i < c.n_rules; i++)
		check_rule_name(l, &c.rules[i]);
	for (size_t i = 0; i < c.n_policies; i++) {
		if (rule_find(c.policies[i].name))
			report(l, node_get(c.policies[i].at, "name")->span,
			       "\"%.*s\" is a rule already, and suppressions could not tell them apart",
			       STR_FMT(c.policies[i].name));
	}
}

const struct rule rule_dml9003 = {
	.info = {.id = "DML9003",
		 .name = "invalid-setting",
		 .severity = SEV_ERROR,
		 .summary = "a value in .dmlint.yaml that dmlint cannot use",
		 .why = "A setting that is not understood would be one that nobody notices is missing: dmlint checks nothing with such a "
			"configuration and ends with exit code 2.",
		 .remedy =
			 "Correct the value; dmlint.yaml(5) describes them all, and dmlint --print-config shows what holds.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_DMLINT,
	.check = check,
};
