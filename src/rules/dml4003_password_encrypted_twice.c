/* The ciphertext of a ciphertext. */
#include "passwords.h"

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->passwords.n; i++) {
		const struct password *p = &l->passwords.list[i];
		struct diag *d;

		if (p->verdict.status != CRYPT_TWICE)
			continue;
		d = report(l, secret_place(l, p->node), "the password was encrypted twice");
		report_help(l, d, "DM decrypts it once and logs in with a ciphertext; encrypt the password itself");
		password_field(l, d, p);
	}
}

const struct rule rule_dml4003 = {
	.info = {.id = "DML4003",
		 .name = "password-encrypted-twice",
		 .severity = SEV_ERROR,
		 .summary = "a password that was encrypted twice",
		 .why = "DM decrypts a password once before it connects. What comes out of this one is another "
			"ciphertext, and the login fails.",
		 .remedy = "Run the password itself, not a ciphertext, through \"dmlint encrypt\".",
		 .versions = "all",
		 .dm_errors = ""},
	.check = check,
};
