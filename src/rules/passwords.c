/* passwords.c: what the rules on passwords share. They see states, never a value. */
#include "passwords.h"

struct span secret_place(const struct lint *l, const struct node *n)
{
	struct str s = l->doc->text->bytes;
	uint32_t cp;
	unsigned one = n->span.lo < n->span.hi ? utf8_decode(s.p + n->span.lo, s.n - n->span.lo, &cp) : 0;

	return (struct span){n->span.lo, n->span.lo + one};
}

void password_field(struct lint *l, struct diag *d, const struct password *p)
{
	report_field(l, d, p->node);
}

const char *password_breaks_encoding(const struct lint *l, const struct password *p)
{
	bool early = dm_check_find("password-decrypted-early", l->dm) != NULL;
	unsigned bytes = early ? p->verdict.used : p->verdict.raw;

	if (l->kind != CONFIG_TASK || l->task->n_instances == 0)
		return NULL;
	if ((bytes & BYTES_NUL) && dm_check_find("nul-breaks-encoding", l->dm))
		return "holds a NUL";
	if ((bytes & BYTES_NOT_UTF8) && dm_check_find("utf8-breaks-encoding", l->dm))
		return "is not UTF-8";
	if ((bytes & BYTES_FFFD) && dm_check_find("fffd-breaks-encoding", l->dm))
		return "holds the character U+FFFD";
	return NULL;
}

struct diag *report_undecryptable(struct lint *l, const struct password *p, const char *what)
{
	const char *check = "password-cipher";
	struct diag *d;

	if (l->kind == CONFIG_SOURCE || (l->kind == CONFIG_TASK && l->task->n_instances == 0))
		return NULL;
	if (l->kind == CONFIG_WORKER && p->verdict.refusal == CRYPT_SHORT)
		check = "worker-password-short";
	else if (l->kind == CONFIG_WORKER)
		check = p->verdict.refusal == CRYPT_NO_MARK ? "worker-password-mark" : "worker-password-base64";
	d = report_check(l, check, secret_place(l, p->node), "%s", what);
	report_severity(l, d, SEV_ERROR);
	return d;
}
