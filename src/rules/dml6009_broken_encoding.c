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

/* What breaks text in this version. */
struct breaks {
	bool nul, not_utf8, fffd;
};

/* Only !!binary can bring bytes that are not UTF-8; decoded, it is text with a tag. */
static const char *text_fault(const struct breaks *b, const struct node *n)
{
	struct str s = n->text;

	if (s.n == 0)
		return NULL;
	if (b->nul && memchr(s.p, '\0', s.n))
		return "a NUL in the text does not survive the encoding of the subtask";
	if (b->not_utf8 && n->tag == TAG_STR && (crypt_look_at(s) & BYTES_NOT_UTF8))
		return "text that is not UTF-8 does not survive the encoding of the subtask";
	if (b->fffd && memchr(s.p, '\xef', s.n) && memmem(s.p, s.n, "\xef\xbf\xbd", 3))
		return "the character U+FFFD does not survive the encoding of the subtask";
	return NULL;
}

static void check_scalar(struct lint *l, const struct node *n, const struct breaks *b)
{
	const char *fault;
	struct scalar s;
	int64_t bytes = 0;

	if (n->kind != NODE_SCALAR || !n->field)
		return;
	fault = n->field->type == GO_STRING ? text_fault(b, n) : NULL;
	if (fault)
		complain(l, n, fault);
	if (n->field->type == GO_UINT64) {
		s = scalar_resolve(n);
		if (s.kind == SCALAR_UINT || (s.kind == SCALAR_FLOAT && s.f >= 9223372036854775808.0))
			complain(l, n,
				 "a number above 9223372036854775807 does not survive the encoding of the subtask");
	}
	if (n->field->type == GO_SIZE && govalue_size(n->text, l->dm, &bytes, NULL) && bytes < 0)
		complain(l, n, "this size overflows 64 bits and does not survive the encoding of the subtask");
}

static void check_body(struct lint *l, const struct node *body, const struct breaks *b)
{
	for (const struct node *n = body; n; n = node_next(n, body))
		check_scalar(l, n, b);
}

static void check(struct lint *l)
{
	const struct task *t = l->task;
	const struct breaks b = {
		.nul = dm_check_find("nul-breaks-encoding", l->dm) != NULL,
		.not_utf8 = dm_check_find("utf8-breaks-encoding", l->dm) != NULL,
		.fffd = dm_check_find("fffd-breaks-encoding", l->dm) != NULL,
	};

	if (t->n_instances == 0)
		return;
	for (const struct node *n = t->root->first; n; n = n->next)
		check_scalar(l, n, &b);
	check_body(l, task_get(t->root, "target-database"), &b);
	for (size_t i = 0; i < t->n_instances; i++) {
		const struct instance *in = &t->instances[i];

		l->instance = i;
		if (in->id_node)
			check_scalar(l, in->id_node, &b);
		check_body(l, in->meta, &b);
		for (size_t k = 0; k < in->n_refs; k++) {
			if (in->refs[k].entry && in->refs[k].entry->user == i)
				check_body(l, in->refs[k].entry->node, &b);
		}
		for (int s = SEC_MYDUMPERS; s <= SEC_VALIDATORS; s++) {
			if (in->has_inline[s])
				check_body(l, task_get(in->node, section_infos[s].inline_key), &b);
		}
	}
}

const struct rule rule_dml6009 = {
	.info = {.id = "DML6009",
		 .name = "broken-encoding",
		 .severity = SEV_ERROR,
		 .summary = "a value that does not survive DM's own encoding",
		 .why = "DM writes each subtask as TOML and reads it back. Unsigned numbers above 2^63-1 and sizes "
			"that overflow get lost on the way; so does text with a NUL up to 6.0, text that is no UTF-8 "
			"from 6.1 on, and U+FFFD from 6.1 to 8.1.",
		 .remedy = "Use a smaller number, or text without these characters.",
		 .versions = "all",
		 .dm_errors = "20002"},
	.kind = CONFIG_TASK,
	.check = check,
};
