/* A ciphertext that the key of this DM turns into bytes that nobody typed:
 *
 *     target-database: {host: tidb, port: 4000, user: root, password: eYb9MNVRiDthb4iLHmL9XUBA1mxIPX6uGMEdTAPN3EIk}
 */
#include "passwords.h"

static void visit(struct lint *l, const struct password *p)
{
	const char *broken = password_breaks_encoding(l, p);
	struct diag *d;

	if (broken)
		d = report_check(l, "subtask-transform", secret_place(l, p->node),
				 "the password was not encrypted with the key of this DM: what DM makes of it %s",
				 broken);
	else
		d = report(
			l, secret_place(l, p->node),
			"the password was not encrypted with the key of this DM: it decrypts to bytes that are no text");
	if (p->verdict.builtin)
		report_help(l, d, "it was encrypted by a DM up to 7.6; encrypt the password with the new key");
	else
		report_help(
			l, d,
			"encrypt it with this DM's key; if it is no ciphertext but the password itself, encrypt it too, "
			"for DM cannot tell");
	password_field(l, d, p);
}

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->passwords.n; i++) {
		if (l->passwords.list[i].verdict.status == CRYPT_GARBAGE)
			visit(l, &l->passwords.list[i]);
	}
}

const struct rule rule_dml4004 = {
	.info = {.id = "DML4004",
		 .name = "password-of-another-key",
		 .severity = SEV_ERROR,
		 .summary = "a ciphertext that the key of this DM does not decrypt",
		 .why = "DM notices no wrong key: it decrypts to garbage and logs in with it. From 6.1 on it mostly "
			"fails before, with 20002, since the garbage cannot be encoded. A plain password in base64 "
			"that happens to look like a ciphertext meets the same fate.",
		 .remedy = "Encrypt the password with the key of this DM: \"dmlint encrypt\".",
		 .versions = "all",
		 .dm_errors = "20002"},
	.check = check,
};
