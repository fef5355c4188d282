/* A ciphertext of dmctl that lost or gained something on its way into the file:
 *
 *     target-database: {host: tidb, port: 4000, user: root, password: " ZCmiYjRhzFxRDC4UYDaNhUBflTgsyD/dRcHquw=="}
 */
#include "passwords.h"

static void visit(struct lint *l, const struct password *p)
{
	const char *what = arena_fmt(l->arena, "the password looks like a damaged ciphertext of dmctl: %s",
				     crypt_damage_text(p->verdict.damage))
				   .p;
	struct diag *d = report_undecryptable(l, p, what);

	if (!d) {
		d = report(l, secret_place(l, p->node), "%s", what);
		if (!p->verdict.certain)
			report_severity(l, d, SEV_WARNING);
		report_help(l, d, "DM cannot decrypt it and logs in with this very text; encrypt the password anew");
	}
	password_field(l, d, p);
}

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->passwords.n; i++) {
		if (l->passwords.list[i].verdict.status == CRYPT_DAMAGED)
			visit(l, &l->passwords.list[i]);
	}
}

const struct rule rule_dml4002 = {
	.info = {.id = "DML4002",
		 .name = "password-damaged-ciphertext",
		 .severity = SEV_ERROR,
		 .summary = "a ciphertext that was cut, wrapped or rewritten",
		 .why = "What DM cannot decrypt it takes for the password itself, without a word: the login fails "
			"with \"Access denied\" (10001, 1045). Up to 1.0.5 it reports 20010.",
		 .remedy =
			 "Copy the ciphertext again, whole and without anything around it, or make a new one with \"dmlint encrypt\".",
		 .versions = "all",
		 .dm_errors = "20010 11047 11048 11050"},
	.check = check,
};
