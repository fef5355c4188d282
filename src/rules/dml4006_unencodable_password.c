/* A password that DM itself cannot pass on:
 *
 *     target-database: {host: tidb, port: 4000, user: root, password: "a\0b"}   # up to 6.0
 */
#include "passwords.h"

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->passwords.n; i++) {
		const struct password *p = &l->passwords.list[i];
		const char *broken = password_breaks_encoding(l, p);
		struct diag *d;

		/* Garbage is reported as what it is. */
		if (!broken || p->verdict.status == CRYPT_GARBAGE)
			continue;
		d = report_check(l, "subtask-transform", secret_place(l, p->node),
				 "the password %s, which does not survive the encoding of the subtask", broken);
		password_field(l, d, p);
	}
}

const struct rule rule_dml4006 = {
	.info = {.id = "DML4006",
		 .name = "unencodable-password",
		 .severity = SEV_ERROR,
		 .summary = "a password that does not survive DM's own encoding",
		 .why = "DM writes each subtask as TOML and reads it back. Up to 6.0 it cannot read a NUL, from 6.1 "
			"on nothing that is not UTF-8, and up to 8.1 no U+FFFD.",
		 .remedy = "Choose a password without these bytes.",
		 .versions = "all",
		 .dm_errors = "20002"},
	.kind = CONFIG_TASK,
	.check = check,
};
