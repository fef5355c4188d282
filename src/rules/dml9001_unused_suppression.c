/* A suppression that takes nothing away:
 *
 *     name: orders # dmlint: ignore[unknown-key] written by the old generator
 */
#include "internal.h"

static bool is_policy(const struct lint *l, struct str name)
{
	for (size_t i = 0; i < l->n_policies; i++) {
		if (str_eq(l->policies[i].name, name))
			return true;
	}
	return false;
}

/* The first name that is no rule and no policy; absent when all are. */
static struct str unknown_name(const struct lint *l, struct str names)
{
	struct str one;

	while (suppression_next_name(&names, &one)) {
		if (!rule_find(one) && !is_policy(l, one))
			return one;
	}
	return (struct str){NULL, 0};
}

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->n_suppressions; i++) {
		const struct suppression *s = &l->suppressions[i];
		struct str unknown = unknown_name(l, s->names);
		const struct rule *near = unknown.p ? rule_nearest(unknown) : NULL;

		if (near)
			report(l, s->at, "this suppression names \"%.*s\", did you mean \"%s\"?", STR_FMT(unknown),
			       near->info.name);
		else if (unknown.p)
			report(l, s->at, "this suppression names \"%.*s\", which is no rule", STR_FMT(unknown));
		else if (s->n_used == 0)
			report(l, s->at, "this suppression takes no finding away");
	}
}

const struct rule rule_dml9001 = {
	.info = {.id = "DML9001",
		 .name = "unused-suppression",
		 .severity = SEV_WARNING,
		 .summary = "a suppression comment without effect",
		 .why = "What it was written for is gone, or stands on another line, or the rule's name is wrong. Left where it is, it hides "
			"the next mistake at this place.",
		 .remedy =
			 "Remove the comment, or put it on the line of the finding or on a line of its own right above.",
		 .versions = "all",
		 .dm_errors = ""},
	.last = true,
	.check = check,
};
