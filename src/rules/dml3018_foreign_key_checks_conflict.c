/* Foreign keys checked while rows are merged on their way:
 *
 *     target-database: {session: {foreign_key_checks: "ON"}}
 *     syncers:
 *       global: {compact: true}
 */
#include "internal.h"

static bool is_on(struct str v)
{
	while (v.n >= 2 && (v.p[0] == '\'' || v.p[0] == '"') && v.p[v.n - 1] == v.p[0])
		v = (struct str){v.p + 1, v.n - 2};
	return str_eq_c(v, "1") || str_eq_nocase(v, STR_LIT("ON"));
}

static const struct node *find_session(const struct lint *l)
{
	const struct node *session = task_get(task_get(l->root, "target-database"), "session");

	for (const struct node *n = session && session->kind == NODE_MAP ? session->first : NULL; n; n = n->next) {
		if (str_eq_nocase(n->key, STR_LIT("foreign_key_checks")) && is_on(value_str(n, STR_LIT(""))))
			return n;
	}
	return NULL;
}

static void check(struct lint *l)
{
	const struct node *session = find_session(l);
	struct strmap seen = {.arena = l->arena};

	for (size_t i = 0; session && i < l->task->n_instances; i++) {
		const struct node *body = l->task->instances[i].unit[SEC_SYNCERS];
		const struct node *n = task_get(body, "compact");
		struct diag *d;

		if (!value_bool(n, false))
			n = task_get(body, "multiple-rows");
		if (!value_bool(n, false) || !first_time(l, &seen, body))
			continue;
		l->instance = i;
		d = report_check(l, "foreign-key-checks", n->span,
				 "\"%s\" excludes \"foreign_key_checks\" in the session", n->field->name);
		report_note(l, d, session->key_span, "switched on here");
		report_field(l, d, n);
	}
}

const struct rule rule_dml3018 = {
	.info = {.id = "DML3018",
		 .name = "foreign-key-checks-conflict",
		 .severity = SEV_ERROR,
		 .summary = "foreign_key_checks together with compact or multiple-rows",
		 .why = "compact and multiple-rows change the order and the form of row changes, which foreign keys in the target do not "
			"bear. From 8.5.7 on DM refuses the pair.",
		 .remedy = "Take foreign_key_checks out of the session, or switch compact and multiple-rows off.",
		 .versions = "8.5.7 and later",
		 .dm_errors = "20070"},
	.kind = CONFIG_TASK,
	.check = check,
};
