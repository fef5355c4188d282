/* A number that decodes but makes no sense:
 *
 *     syncers:
 *       global: {worker-count: -1}
 */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static void check_node(struct lint *l, const struct node *n)
{
	const struct field *f = n->field;
	long long v, min, max;
	struct diag *d = NULL;

	if (!f || n->kind != NODE_SCALAR || (!f->minimum && !f->maximum) || node_is_null(n))
		return;
	if (strcmp(f->name, "port") == 0) /* unusable-address says more of it */
		return;
	if (f->type != GO_INT && f->type != GO_UINT32 && f->type != GO_UINT64)
		return;
	if (scalar_resolve(n).kind != SCALAR_INT)
		return;
	v = value_int(n, 0);
	min = f->minimum ? strtoll(f->minimum, NULL, 10) : v;
	max = f->maximum ? strtoll(f->maximum, NULL, 10) : v;
	if (v < min)
		d = report(l, n->span, "%lld is too small for \"%s\"", v, f->name);
	else if (v > max)
		d = report(l, n->span, "%lld is too large for \"%s\"", v, f->name);
	if (!d)
		return;
	if (f->minimum && f->maximum)
		report_help(l, d, "from %lld to %lld makes sense", min, max);
	else
		report_help(l, d, "%s %lld makes sense", f->minimum ? "at least" : "at most", f->minimum ? min : max);
	report_field(l, d, n);
}

static void check(struct lint *l)
{
	for (const struct node *n = l->root; n; n = node_next(n, l->root))
		check_node(l, n);
}

const struct rule rule_dml6007 = {
	.info = {.id = "DML6007",
		 .name = "odd-number",
		 .severity = SEV_WARNING,
		 .summary = "a number outside of what makes sense",
		 .why = "DM checks no range for most of its numbers. Zero or negative threads, batches and ports, or thousands of threads, show only "
			"when the task runs.",
		 .remedy = "Use a number in the range named in the message, or leave the key out for the default.",
		 .versions = "all",
		 .dm_errors = ""},
	.check = check,
};
