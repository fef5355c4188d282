/* A safe-mode-duration that DM cannot read, or one of zero beside safe-mode:
 *
 *     syncers:
 *       global: {safe-mode: true, safe-mode-duration: "0s"}
 */
#include "dmlint/govalue.h"

#include "internal.h"

#define LONGEST INT64_C(9223372036) /* s; no duration of Go is longer */

static void report_zero(struct lint *l, const struct node *n, const struct node *safe)
{
	struct diag *d =
		report_check(l, "safe-mode-duration-zero", n->span, "\"safe-mode\" is on, but its duration is zero");

	report_note(l, d, safe->key_span, "safe-mode is here");
	report_field(l, d, n);
}

/* For an empty duration DM takes twice the interval between checkpoints, and lets it overflow. */
static void check_default(struct lint *l, const struct node *body)
{
	const struct node *n = task_get(body, "checkpoint-flush-interval"), *safe = task_get(body, "safe-mode");
	int64_t s = (int64_t)(2 * (uint64_t)value_int(n, 0));
	struct diag *d;

	if (value_int(n, 0) == 0)
		return;
	if (s == 0 && value_bool(safe, false)) {
		report_zero(l, n, safe);
	} else if (s > LONGEST || s < -LONGEST) {
		d = report_check(l, "safe-mode-duration", n->span,
				 "\"safe-mode-duration\" is empty, and twice this interval is no duration");
		report_help(l, d, "a smaller interval, or a duration such as \"60s\"");
		report_field(l, d, n);
	}
}

/* Said once for each entry, at the first instance that uses it. */
static void check_instance(struct lint *l, const struct instance *in, struct strmap *seen)
{
	const struct node *body = in->unit[SEC_SYNCERS];
	const struct node *n = task_get(body, "safe-mode-duration"), *safe = task_get(body, "safe-mode");
	struct str v = value_str(n, STR_LIT(""));
	const char *why = NULL;
	int64_t ns = 0;
	struct diag *d;

	if (!n || n->kind != NODE_SCALAR || !first_time(l, seen, body))
		return;
	l->instance = in->index;
	if (v.n == 0) {
		check_default(l, body);
		return;
	}
	if (!govalue_duration(v, &ns, &why)) {
		d = report_check(l, "safe-mode-duration", n->span, "\"%.*s\" is no duration: %s", STR_FMT(v), why);
		report_help(l, d, "a number with a unit, such as \"60s\" or \"1h30m\"");
		report_field(l, d, n);
	} else if (ns == 0 && value_bool(safe, false)) {
		report_zero(l, n, safe);
	}
}

static void check(struct lint *l)
{
	struct strmap seen = {.arena = l->arena};

	for (size_t i = 0; i < l->task->n_instances; i++)
		check_instance(l, &l->task->instances[i], &seen);
}

const struct rule rule_dml6004 = {
	.info = {.id = "DML6004",
		 .name = "safe-mode-duration",
		 .severity = SEV_ERROR,
		 .summary = "a safe-mode-duration that DM refuses",
		 .why = "The duration is read with Go's rules: numbers with units, no bare number but 0. Zero means no safe mode at the start, which "
			"contradicts safe-mode: true.",
		 .remedy = "Write a duration such as \"60s\", or leave the key out.",
		 .versions = "6.3.0 and later",
		 .dm_errors = "20060 20061"},
	.kind = CONFIG_TASK,
	.check = check,
};
