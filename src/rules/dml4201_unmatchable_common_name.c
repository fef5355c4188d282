/* Names that DM of this version finds in no certificate:
 *
 *     target-database:
 *       security: {ssl-ca: /etc/dm/ca.pem, cert-allowed-cn: [tidb]}
 */
#include "tls_section.h"

/* Why DM looks for the names in nothing; NULL: it looks at the certificates. */
static const char *why_in_vain(struct lint *l, const struct node *db, const struct node *security)
{
	bool pair = tls_gives(l, security, TLS_CERT) && tls_gives(l, security, TLS_KEY);

	if (dm_check_find("tls-common-names-fail", l->dm))
		return "this DM verifies certificates on its own, and then compares the names with an empty list";
	if (!dm_check_find("tls-common-names", l->dm))
		return NULL;
	if (dm_check_find("tls-loopback-unverified", l->dm) && str_eq_c(task_str(db, "host", ""), "127.0.0.1"))
		return "at 127.0.0.1 this DM verifies no certificate, and compares the names with an empty list";
	if (dm_check_find("tls-unverified-without-pair", l->dm) && !pair)
		return "without ssl-cert and ssl-key this DM verifies no certificate, and compares the names with an empty list";
	return NULL;
}

static void visit(struct lint *l, const struct node *db, const struct node *security)
{
	const struct node *names = task_get(security, "cert-allowed-cn");
	const char *why = why_in_vain(l, db, security);
	struct diag *d;

	if (!why || !names || names->kind != NODE_SEQ || !names->first)
		return;
	if (!tls_gives(l, security, TLS_CA) && !tls_gives(l, security, TLS_CERT) && !tls_gives(l, security, TLS_KEY))
		return; /* then there is no TLS */
	d = report(l, names->span, "no connection comes about with \"cert-allowed-cn\": %s", why);
	report_help(
		l, d,
		"take \"cert-allowed-cn\" out; a server is then known by \"ssl-ca\" alone, as far as this DM verifies that");
	report_field(l, d, names);
}

static void check(struct lint *l)
{
	each_tls_section(l, visit);
}

const struct rule rule_dml4201 = {
	.info = {.id = "DML4201",
		 .name = "unmatchable-common-name",
		 .severity = SEV_ERROR,
		 .summary = "allowed common names that no certificate can have",
		 .why = "DM compares cert-allowed-cn with the chains that Go has verified. From 6.1.3 on DM verifies certificates by itself, so Go hands over "
			"none, and every handshake ends with \"The Common Name from the client certificate [] was not found\". Fixed in 7.5.2 and in 8.2.0; there "
			"the certificate must be for the host, too. From 5.3 to 6.1.2, and in 6.2, the same happens at the host 127.0.0.1, and from 6.1.0 on "
			"without ssl-cert and ssl-key. dmctl and DM's components, which compare names in another way, are not affected.",
		 .remedy = "Leave cert-allowed-cn out, or run a DM that compares it.",
		 .versions = "5.3 to 7.5.1, 7.6 to 8.1",
		 .dm_errors = "10001"},
	.check = check,
};
