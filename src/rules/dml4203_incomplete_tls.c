/* A "security" with less in it than DM of this version needs:
 *
 *     target-database:
 *       security: {ssl-ca: /etc/dm/ca.pem}   # DM 5.4 wants ssl-cert and ssl-key, too
 */
#include "tls_section.h"

static void visit(struct lint *l, const struct node *db, const struct node *security)
{
	bool ca = tls_gives(l, security, TLS_CA), cert = tls_gives(l, security, TLS_CERT);
	bool key = tls_gives(l, security, TLS_KEY);
	bool needs_pair = dm_check_find("tls-needs-pair", l->dm), needs_ca = dm_check_find("tls-needs-ca", l->dm);
	bool lacks_pair = needs_pair && !(cert && key), lacks_ca = needs_ca && !ca;
	const char *lacking =
		lacks_pair ? lacks_ca ? "ssl-ca, ssl-cert and ssl-key" : "ssl-cert and ssl-key" : "ssl-ca";
	bool empty = !ca && !cert && !key;
	struct span at = node_key_or_value(security);
	struct diag *d;

	(void)db;
	if (lacks_pair || lacks_ca)
		d = report(l, at, "no connection comes about with \"security\": this DM wants %s in it", lacking);
	else if (empty && dm_check_find("tls-needs-any", l->dm))
		d = report(
			l, at,
			"no connection comes about with an empty \"security\": this DM asks its driver for TLS that it has not set up");
	else
		return;
	if (empty)
		report_help(l, d, "take \"security\" out, or write null: that is no TLS for this DM");
	else
		report_help(l, d,
			    lacks_pair ? "give a certificate and its key; where the server asks for none any will do"
				       : "give \"ssl-ca\", the certificate of the authority that signed the server's");
	report_field(l, d, security);
}

static void check(struct lint *l)
{
	each_tls_section(l, visit);
}

const struct rule rule_dml4203 = {
	.info = {.id = "DML4203",
		 .name = "incomplete-tls",
		 .severity = SEV_ERROR,
		 .summary = "a section \"security\" with too little in it",
		 .why = "From 5.3 to 6.0 DM makes a key pair of ssl-cert and ssl-key even where they are absent, and fails with 11112 on every connection. Up to "
			"6.1.2, and in 6.2, ssl-ca must be there, too. An empty section means no TLS from 6.4 on; before, from 6.1.3 on and in 6.3, the driver does not "
			"know the settings that were never made.",
		 .remedy = "Give what is missing, or take the section out.",
		 .versions = "5.3 to 6.3",
		 .dm_errors = "10001 11112"},
	.check = check,
};
