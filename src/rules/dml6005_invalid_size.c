/* A size that DM cannot read:
 *
 *     mydumpers:
 *       global: {chunk-filesize: 64 megabytes}
 */
#include "dmlint/govalue.h"

#include "internal.h"

static void check_chunk(struct lint *l, const struct node *body, bool used)
{
	const struct node *n = task_get(body, "chunk-filesize");
	struct str v = value_str(n, STR_LIT(""));
	const char *why = NULL;
	struct diag *d;

	if (!n || n->kind != NODE_SCALAR || n->field->type != GO_STRING || v.n == 0 ||
	    govalue_chunk_filesize(v, l->dm, NULL, &why))
		return;
	d = report_if_used(l, used, "chunk-filesize", n->span, "\"%.*s\" is no size for \"chunk-filesize\": %s",
			   STR_FMT(v), why);
	report_help(l, d, "a number of MiB such as 64, or a size with its unit such as \"64MB\"");
	report_field(l, d, n);
}

static void check_validator(struct lint *l, const struct entry *e)
{
	const struct node *n = task_get(e->node, "max-pending-row-size");
	struct str v = value_str(n, STR_LIT(""));
	const char *why = NULL;
	struct diag *d;

	if (!n || n->kind != NODE_SCALAR || v.n == 0 || govalue_size(v, l->dm, NULL, &why))
		return;
	d = report_check(l, "validator-size", n->span, "\"%.*s\" is no size: %s", STR_FMT(v), why);
	report_help(l, d, "a number with its unit, such as \"500m\"");
	report_field(l, d, n);
}

static void check(struct lint *l)
{
	const struct task *t = l->task;

	for (size_t i = 0; i < t->n_entries[SEC_VALIDATORS]; i++)
		check_validator(l, &t->entries[SEC_VALIDATORS][i]);
	for (size_t i = 0; i < t->n_entries[SEC_MYDUMPERS]; i++) {
		const struct entry *e = &t->entries[SEC_MYDUMPERS][i];

		l->instance = e->user != SIZE_MAX ? e->user : 0;
		check_chunk(l, e->node, e->user != SIZE_MAX);
	}
	for (size_t i = 0; i < t->n_instances; i++) {
		l->instance = i;
		if (t->instances[i].has_inline[SEC_MYDUMPERS])
			check_chunk(l, task_get(t->instances[i].node, "mydumper"), true);
	}
}

const struct rule rule_dml6005 = {
	.info = {.id = "DML6005",
		 .name = "invalid-size",
		 .severity = SEV_ERROR,
		 .summary = "a size that DM cannot read",
		 .why = "chunk-filesize takes a number of MiB or a size with a unit, max-pending-row-size a size with a unit. Which spellings pass has "
			"changed between the versions.",
		 .remedy =
			 "Write the number and one of the units B, KB, MB, GB, KiB, MiB, GiB; each is a power of 1024.",
		 .versions = "2.0.5 and later",
		 .dm_errors = "20047"},
	.kind = CONFIG_TASK,
	.check = check,
};
