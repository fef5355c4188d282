/* A value that DM itself cannot encode when it makes the subtask:
 *
 *     mydumpers:
 *       global: {rows: 18446744073709551615}
 */
#include <string.h>

#include "dmlint/govalue.h"

#include "internal.h"

static void complain_at(struct lint *l, const struct node *n, struct span at, const char *what)
{
	report_field(l, report_check(l, "subtask-transform", at, "%s", what), n);
}

static void complain(struct lint *l, const struct node *n, const char *what)
{
	complain_at(l, n, n->span.hi > n->span.lo ? n->span : node_key_or_value(n), what);
}

/* What breaks text in this version; the time zones that are replaced before cannot. */
struct breaks {
	bool nul, not_utf8, fffd, keys, utc, zone_replaced;
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

/* A timezone, or a time_zone in session, that DM replaces. */
static bool is_replaced(const struct breaks *b, const struct node *n)
{
	if (n->parent && n->parent->field && n->parent->field->type == GO_MAP)
		return b->zone_replaced && str_eq_nocase(n->key, STR_LIT("time_zone"));
	return b->utc && str_eq_c(str_from(n->field->name), "timezone");
}

static void check_scalar(struct lint *l, const struct node *n, const struct breaks *b)
{
	const char *fault;
	struct scalar s;
	int64_t bytes = 0;

	if (n->kind != NODE_SCALAR || !n->field)
		return;
	if (is_replaced(b, n))
		return;
	fault = n->field->type == GO_STRING ? text_fault(b, n) : NULL;
	if (fault)
		complain(l, n, fault);
	if (n->field->type == GO_UINT64) {
		s = scalar_resolve(n);
		/* Negative floats turn into large numbers: -1.5 into 2^64-1. */
		if (s.kind == SCALAR_UINT || (s.kind == SCALAR_FLOAT && (s.f >= 0x1p63 || s.f <= -1)))
			complain(
				l, n,
				s.kind == SCALAR_FLOAT && s.f < 0
					? "below zero this number becomes one above 9223372036854775807, which does not "
					  "survive the encoding of the subtask"
					: "a number above 9223372036854775807 does not survive the encoding of the "
					  "subtask");
	}
	if (n->field->type == GO_SIZE && govalue_size(n->text, l->dm, &bytes, NULL) && bytes < 0)
		complain(l, n, "this size overflows 64 bits and does not survive the encoding of the subtask");
}

static bool is_hex(struct str s, size_t at, size_t n)
{
	if (s.n - at < n)
		return false;
	for (size_t i = at; i < at + n; i++)
		if (!memchr("0123456789abcdefABCDEF", s.p[i], 22))
			return false;
	return true;
}

/* A key in quotes whose backslashes are not escaped: is each one, read back, an escape of TOML? */
static bool reads_back(struct str key)
{
	for (size_t i = 0; i < key.n; i++) {
		if (key.p[i] == '\n' || key.p[i] == '\r')
			return false;
		if (key.p[i] != '\\')
			continue;
		if (++i == key.n || !memchr("btnfr\\uU", key.p[i], 8))
			return false;
		if ((key.p[i] == 'u' && !is_hex(key, i + 1, 4)) || (key.p[i] == 'U' && !is_hex(key, i + 1, 8)))
			return false;
	}
	return true;
}

/* Names of session variables are the only keys that are encoded. */
static void check_session(struct lint *l, const struct node *session, const struct breaks *b)
{
	if (!session || session->kind != NODE_MAP)
		return;
	for (const struct node *n = session->first; n; n = n->next) {
		struct node key = {.text = n->key};
		bool null = scalar_resolve_key(n).kind == SCALAR_NULL;
		const char *fault = null ? NULL : text_fault(b, &key);

		if (fault)
			complain_at(l, n, node_key_or_value(n), fault);
		else if (b->keys && (null || n->key.n == 0 || !reads_back(n->key)))
			complain_at(l, n, node_key_or_value(n),
				    "this name does not survive the encoding of the subtask");
	}
}

static void check_body(struct lint *l, const struct node *body, const struct breaks *b)
{
	for (const struct node *n = body; n; n = node_next(n, body))
		check_scalar(l, n, b);
}

static void check(struct lint *l)
{
	const struct task *t = l->task;
	const struct node *target;
	const bool utc = dm_check_find("time-zones-replaced", l->dm) != NULL;
	const struct breaks b = {
		.nul = dm_check_find("nul-breaks-encoding", l->dm) != NULL,
		.not_utf8 = dm_check_find("utf8-breaks-encoding", l->dm) != NULL,
		.fffd = dm_check_find("fffd-breaks-encoding", l->dm) != NULL,
		.keys = dm_check_find("names-break-encoding", l->dm) != NULL,
		.utc = utc,
		.zone_replaced = utc || (dm_check_find("session-time-zone-replaced", l->dm) &&
					 task_str(t->root, "timezone", "").n > 0),
	};

	if (t->n_instances == 0)
		return;
	for (const struct node *n = t->root->first; n; n = n->next)
		check_scalar(l, n, &b);
	target = task_get(t->root, "target-database");
	check_body(l, target, &b);
	check_session(l, task_get(target, "session"), &b);
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
		 .why = "DM writes each subtask as TOML and reads it back. Unsigned numbers above 2^63-1 (and negative ones, "
			"which become such) and sizes that overflow get lost on the way; so does text with a NUL up to "
			"6.0, text that is no UTF-8 from 6.1 on, and U+FFFD from 6.1 to 8.1. Up to 6.0 the names of session "
			"variables may be neither empty nor have line ends or backslashes.",
		 .remedy = "Use a smaller number, or text without these characters.",
		 .versions = "all",
		 .dm_errors = "20002"},
	.kind = CONFIG_TASK,
	.check = check,
};
