/* A value that DM itself cannot encode when it makes the subtask:
 *
 *     mydumpers:
 *       global: {rows: 18446744073709551615}
 */
#include <string.h>

#include "dmlint/govalue.h"

#include "internal.h"

static void complain(struct lint *l, const struct node *n, const char *what)
{
	struct diag *d = report_check(l, "subtask-transform", n->span.hi > n->span.lo ? n->span : node_key_or_value(n),
				      "%s", what);

	report_field(l, d, n);
}

static void check_scalar(struct lint *l, const struct node *n, bool nul_breaks)
{
	struct scalar s;
	int64_t bytes = 0;

	if (n->kind != NODE_SCALAR || !n->field)
		return;
	if (n->field->type == GO_STRING && nul_breaks && n->text.n && memchr(n->text.p, '\0', n->text.n))
		complain(l, n, "a NUL in the text does not survive the encoding of the subtask");
	if (n->field->type == GO_UINT64) {
		s = scalar_resolve(n);
		if (s.kind == SCALAR_UINT || (s.kind == SCALAR_FLOAT && s.f >= 9223372036854775808.0))
			complain(l, n,
				 "a number above 9223372036854775807 does not survive the encoding of the subtask");
	}
	if (n->field->type == GO_SIZE && govalue_size(n->text, l->dm, &bytes, NULL) && bytes < 0)
		complain(l, n, "this size overflows 64 bits and does not survive the encoding of the subtask");
}

static void check_body(struct lint *l, const struct node *body, bool nul_breaks)
{
	for (const struct node *n = body; n; n = node_next(n, body))
		check_scalar(l, n, nul_breaks);
}

static void check(struct lint *l)
{
	const struct task *t = l->task;
	bool nul_breaks = dm_check_find("nul-breaks-encoding", l->dm) != NULL;

	if (t->n_instances == 0)
		return;
	for (const struct node *n = t->root->first; n; n = n->next)
		check_scalar(l, n, nul_breaks);
	check_body(l, task_get(t->root, "target-database"), nul_breaks);
	for (size_t i = 0; i < t->n_instances; i++) {
		const struct instance *in = &t->instances[i];

		l->instance = i;
		if (in->id_node)
			check_scalar(l, in->id_node, nul_breaks);
		for (size_t k = 0; k < in->n_refs; k++) {
			if (in->refs[k].entry && in->refs[k].entry->user == i)
				check_body(l, in->refs[k].entry->node, nul_breaks);
		}
		for (int s = SEC_MYDUMPERS; s <= SEC_VALIDATORS; s++) {
			if (in->has_inline[s])
				check_body(l, task_get(in->node, section_infos[s].inline_key), nul_breaks);
		}
	}
}

const struct rule rule_dml6009 = {
	.info = {.id = "DML6009",
		 .name = "broken-encoding",
		 .severity = SEV_ERROR,
		 .summary = "a value that does not survive DM's own encoding",
		 .why = "DM writes each subtask as TOML and reads it back. Unsigned numbers above 2^63-1, sizes that overflow and, up to 5.4, a NUL "
			"in text get lost on the way, and DM refuses the task.",
		 .remedy = "Use a smaller number, and no NUL.",
		 .versions = "all",
		 .dm_errors = "20002"},
	.kind = CONFIG_TASK,
	.check = check,
};
