/* A ciphertext for a DM that may have no key to decrypt it:
 *
 *     # DM 8.5
 *     target-database: {host: tidb, port: 4000, user: root, password: ZCmiYjRhzFxRDC4UYDaNhUBflTgsyD/dRcHquw==}
 */
#include "passwords.h"

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->passwords.n; i++) {
		const struct password *p = &l->passwords.list[i];
		struct diag *d;

		if (p->verdict.status != CRYPT_LOCKED)
			continue;
		d = report(l, secret_place(l, p->node),
			   "the password is a ciphertext, and DM has no key built in from 8.0 on");
		report_help(
			l, d,
			p->verdict.builtin
				? "it was made by a DM up to 7.6: without a secret-key-path in dm-master this very text is the password"
				: "without a secret-key-path in dm-master this very text is the password; if there is one, name its file "
				  "with --secret-key-file");
		password_field(l, d, p);
	}
}

const struct rule rule_dml4005 = {
	.info = {.id = "DML4005",
		 .name = "password-without-key",
		 .severity = SEV_WARNING,
		 .summary = "a ciphertext, and no key that decrypts it is known",
		 .why = "DM 8.0 gave up its built-in key. Where dm-master has no secret-key-path, passwords are "
			"taken literally, and a ciphertext of an older DM fails to log in with \"Access denied\".",
		 .remedy = "Give dm-master a secret-key-path and encrypt with that key (dmlint: --secret-key-file), "
			   "or write the password itself.",
		 .versions = "8.0 and later",
		 .dm_errors = ""},
	.check = check,
};
