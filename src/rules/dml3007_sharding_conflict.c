/* is-sharding and shard-mode that contradict each other, or a strict mode without its base:
 *
 *     is-sharding: false
 *     shard-mode: pessimistic
 */
#include <string.h>

#include "internal.h"

/* dmctl looks for the words at the start of a line of the text, not for keys. */
static bool line_begins_with(struct str text, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = text.p, *end = text.p + text.n; p && p < end;) {
		if ((size_t)(end - p) >= n && memcmp(p, word, n) == 0)
			return true;
		p = memchr(p, '\n', (size_t)(end - p));
		p = p ? p + 1 : NULL;
	}
	return false;
}

static void check_pair(struct lint *l)
{
	const struct node *is = task_get(l->root, "is-sharding"), *mode = task_get(l->root, "shard-mode");
	bool sharding = value_bool(is, false);
	bool has_mode = value_str(mode, STR_LIT("")).n > 0;
	struct str text = l->doc->text->bytes;
	struct diag *d;

	if (!is || !mode)
		return;
	if (!sharding && has_mode && line_begins_with(text, "is-sharding"))
		d = report_check(l, "is-sharding-conflict", is->span,
				 "\"is-sharding\" is false, but \"shard-mode\" is set");
	else if (sharding && !has_mode && line_begins_with(text, "shard-mode"))
		d = report_check(l, "is-sharding-conflict", is->span,
				 "\"is-sharding\" is true, but \"shard-mode\" is empty");
	else
		return;
	report_note(l, d, mode->key_span, "shard-mode is here");
	report_help(l, d, "dmctl refuses the pair; keep \"shard-mode\" only");
	report_field(l, d, is);
}

static void check(struct lint *l)
{
	const struct node *strict = task_get(l->root, "strict-optimistic-shard-mode");
	struct diag *d;

	check_pair(l);
	if (!value_bool(strict, false) || str_eq_c(l->task->shard_mode, "optimistic"))
		return;
	d = report_check(l, "strict-optimistic", strict->span,
			 "\"strict-optimistic-shard-mode\" needs \"shard-mode: optimistic\"");
	report_field(l, d, strict);
}

const struct rule rule_dml3007 = {
	.info = {.id = "DML3007",
		 .name = "sharding-conflict",
		 .severity = SEV_ERROR,
		 .summary = "settings for sharding that contradict each other",
		 .why = "dmctl compares is-sharding and shard-mode when both stand on lines of their own and refuses a contradiction; the strict "
			"optimistic mode exists only on top of the optimistic one.",
		 .remedy = "Use shard-mode alone; is-sharding is its old form.",
		 .versions = "6.1.0 and later; strict-optimistic-shard-mode: 6.5.4, 7.1.2 and later",
		 .dm_errors = "20063 20066"},
	.kind = CONFIG_TASK,
	.check = check,
};
