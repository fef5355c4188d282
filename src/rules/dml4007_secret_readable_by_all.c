/* A file with a readable password that every user of the machine may open. */
#include <string.h>

#include "internal.h"
#include "passwords.h"

/* Passwords by their state; other secrets (keys of TLS) are always readable. */
static bool is_readable_secret(const struct lint *l, const struct node *n, size_t *next)
{
	if (*next < l->passwords.n && l->passwords.list[*next].node == n)
		return l->passwords.list[(*next)++].verdict.status == CRYPT_PLAIN;
	return n->kind == NODE_SCALAR && n->field && n->field->secret && n->field->type == GO_STRING &&
	       strcmp(n->field->name, "password") != 0 && n->span.hi > n->span.lo + 2;
}

static void check(struct lint *l)
{
	size_t next = 0;

	if (!l->readable_by_all)
		return;
	for (const struct node *n = l->root; n; n = node_next(n, l->root)) {
		if (!is_readable_secret(l, n, &next))
			continue;
		report_field(l,
			     report(l, secret_place(l, n),
				    "the secret is plain text in a file that everybody on this machine may read"),
			     n);
		return;
	}
}

const struct rule rule_dml4007 = {
	.info = {.id = "DML4007",
		 .name = "secret-readable-by-all",
		 .severity = SEV_NOTE,
		 .summary = "a file with a readable secret, open to every user of the machine",
		 .why = "dmctl and dm-worker need no more than their own user's right to read the file.",
		 .remedy = "chmod 600 (or 640 with a group of its own), and a ciphertext instead of the password.",
		 .versions = "all",
		 .dm_errors = ""},
	.check = check,
};
