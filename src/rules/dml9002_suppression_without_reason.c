/* A suppression that does not say why:
 *
 *     name: orders # dmlint: ignore[unusable-task-name]
 */
#include "internal.h"

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->n_suppressions; i++) {
		if (l->suppressions[i].reason.n == 0)
			report(l, l->suppressions[i].at, "this suppression gives no reason");
	}
}

const struct rule rule_dml9002 = {
	.info = {.id = "DML9002",
		 .name = "suppression-without-reason",
		 .severity = SEV_NOTE,
		 .summary = "a suppression comment that does not say why",
		 .why = "Whoever meets the comment next cannot tell whether it still holds.",
		 .remedy = "Write the reason behind the bracket, as in \"# dmlint: ignore[rule] reason\".",
		 .versions = "all",
		 .dm_errors = ""},
	.last = true,
	.check = check,
};
