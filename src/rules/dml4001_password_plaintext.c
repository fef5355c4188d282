/* A password that everybody who sees the file can read:
 *
 *     target-database: {host: tidb, port: 4000, user: root, password: hunter2}
 */
#include "passwords.h"

static void offer_ciphertext(struct lint *l, struct diag *d, const struct password *p)
{
	struct str with = arena_fmt(l->arena, "\"%.*s\"", STR_FMT(p->cipher));
	struct fix *f;

	if (!p->encryptable)
		return;
	f = report_fix(l, d, false, p->node->span, with, "replace it by what dmctl encrypt makes of it");
	if (!f)
		return;
	f->secret = true;
	/* Without --fix=unsafe nobody made a ciphertext: the fix is only announced. */
	if (!p->cipher.p)
		f->n_edits = 0;
}

static void visit(struct lint *l, const struct password *p)
{
	struct diag *d = report_undecryptable(
		l, p, "the password is plain text, and this DM takes nothing but what dmctl encrypted");

	if (d) {
		report_help(l, d, "\"dmlint encrypt\" asks for the password and prints what to write");
	} else if (dm_check_find("builtin-key", l->dm)) {
		d = report(l, secret_place(l, p->node), "the password is plain text");
		report_help(
			l, d,
			"\"dmlint encrypt\" prints what to write instead; it keeps the password from a passing glance, not from "
			"those who know DM's key, which is public");
	} else {
		d = report(l, secret_place(l, p->node), "the password is plain text");
		report_severity(l, d, SEV_NOTE);
		report_help(l, d,
			    p->has_key ? "\"dmlint encrypt --secret-key-file FILE\" prints what to write instead"
				       : "DM can decrypt passwords only when dm-master has a secret-key-path");
	}
	password_field(l, d, p);
	offer_ciphertext(l, d, p);
}

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->passwords.n; i++) {
		if (l->passwords.list[i].verdict.status == CRYPT_PLAIN)
			visit(l, &l->passwords.list[i]);
	}
}

const struct rule rule_dml4001 = {
	.info = {.id = "DML4001",
		 .name = "password-plaintext",
		 .severity = SEV_WARNING,
		 .summary = "a password that stands readable in the file",
		 .why = "Up to 1.0.5 DM refuses it with 20010, since it takes encrypted passwords only. Later "
			"versions use it as it is: whoever may read the file, or the repository with its history, "
			"has the password.",
		 .remedy = "Write what \"dmlint encrypt\" or \"dmctl encrypt\" prints. DM 8.0 and later decrypt it "
			   "only with a secret-key-path.",
		 .versions = "all: refused up to 1.0.5, a note from 8.0 on",
		 .dm_errors = "20010 11047 11048 11050"},
	.check = check,
};
