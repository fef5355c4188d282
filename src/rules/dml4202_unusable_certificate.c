/* A certificate or key in the configuration that is none:
 *
 *     target-database:
 *       security: {ssl-ca-base64: /etc/dm/ca.pem}   # the name of a file, not its content
 */
#include "passwords.h"
#include "tls_section.h"

static struct diag *report_state(struct lint *l, const struct node *n, bool key, enum pem_state state)
{
	bool is_secret = key || state == PEM_SWAPPED;
	struct span at = is_secret ? secret_place(l, n) : n->span;
	const char *name = n->field->name;

	if (state == PEM_NO_BASE64)
		return report(l, at, "\"%s\" is no base64, DM refuses it when it is given the file", name);
	if (state == PEM_LOCKED)
		return report(
			l, at,
			"\"%s\" is a private key behind a passphrase, for which DM has none: no connection comes about",
			name);
	if (state == PEM_SWAPPED)
		return report(l, at, "\"%s\" is a private key, not a certificate: no connection comes about", name);
	return report(l, at, "\"%s\" is base64, but not of a PEM file with a %s: no connection comes about", name,
		      key ? "private key" : "certificate");
}

static void visit(struct lint *l, const struct node *db, const struct node *security)
{
	(void)db;
	for (enum tls_part part = TLS_CA; part < TLS_PARTS; part++) {
		const struct node *n = tls_base64(l, security, part);
		bool key = part == TLS_KEY;
		enum pem_state state = n ? crypt_pem_state(schema_secret_text(n), key) : PEM_WELL;
		struct diag *d;

		if (state == PEM_WELL)
			continue;
		d = report_state(l, n, key, state);
		if (state == PEM_LOCKED)
			report_help(
				l, d,
				"\"openssl pkey -in FILE -out PLAIN\" takes the passphrase off; then \"base64 -w0 PLAIN\"");
		else
			report_help(
				l, d,
				"write what \"base64 -w0 FILE\" prints of the whole PEM file; for the name of a file there is \"%s\"",
				tls_part_name(part));
		report_field(l, d, n);
	}
}

static void check(struct lint *l)
{
	each_tls_section(l, visit);
}

const struct rule rule_dml4202 = {
	.info = {.id = "DML4202",
		 .name = "unusable-certificate",
		 .severity = SEV_ERROR,
		 .summary = "a certificate or key in the configuration that cannot be read",
		 .why = "DM decodes ssl-ca-base64, ssl-cert-base64 and ssl-key-base64 when dmctl reads a task or source, and refuses with 48003 what is no base64. "
			"What is inside it finds out at the first connection, which then fails with 11112.",
		 .remedy = "Write the base64 of the PEM file, all of it.",
		 .versions = "6.3 and later, which have these fields",
		 .dm_errors = "11112 48003"},
	.check = check,
};
