/* A DM-master that cannot be talked to:
 *
 *     dmlint --live --master-addr dm-master-1:8262 task.yaml   # 8262 is another program
 */
#include "live_server.h"

#include <string.h>

struct trouble {
	enum connect_state state;
	const char *what, *help;
	bool quotes_error; /* what is followed by the words of the library */
};

static const struct trouble troubles[] = {
	{CONNECT_NO_NAME, "the name does not resolve",
	 "correct the name, or add it to the DNS that the machine of dmctl uses", false},
	{CONNECT_REFUSED, "nothing listens there, the connection is refused",
	 "start DM-master, or correct the port (8261 unless master-addr says otherwise)", false},
	{CONNECT_UNREACHABLE, "the network has no way to it", "ask again from the machine on which dmctl runs", false},
	{CONNECT_TIMEOUT, "it does not answer in time, as behind a firewall that drops packets",
	 "open the port of DM-master for this machine", false},
	{CONNECT_SILENT, "it opens the connection and then says nothing",
	 "look for a proxy without a server behind it, or a DM-master that hangs", false},
	{CONNECT_CLOSED, "it opens the connection and closes it",
	 "a DM-master with TLS does that to a client without: give --ssl-ca, --ssl-cert and --ssl-key as for dmctl",
	 false},
	{CONNECT_NOT_GRPC, "it does not speak gRPC, so it is no DM-master",
	 "give the client port of DM-master: 8261 as a rule, not its peer port 8291 nor 8262 of DM-worker", false},
	{CONNECT_NOT_MYSQL, "it does not speak gRPC, so it is no DM-master",
	 "give the client port of DM-master, 8261 as a rule", false},
	{CONNECT_TLS_ABSENT, "it has no TLS, and --ssl-ca, --ssl-cert or --ssl-key ask for it",
	 "leave them out, for dmctl too, or give ssl-ca, ssl-cert and ssl-key to DM-master", false},
	{CONNECT_TLS_FAILED, "the TLS handshake fails",
	 "compare the files of both sides: ssl-ca of each with the authority that signed the other's ssl-cert", true},
	{CONNECT_TLS_NAME, "its certificate is for another host, which dmctl of this version takes for a failure",
	 "give it by a name or address that its certificate lists, or have one signed for this host", true},
	{CONNECT_TLS_REQUIRED, "it takes TLS only, and none was tried",
	 "give --ssl-ca, --ssl-cert and --ssl-key as for dmctl", false},
};

/* What is known better, by the words of OpenSSL. */
static const struct {
	const char *words, *help;
} handshakes[] = {
	{"certificate required",
	 "it wants a certificate of its clients: give --ssl-cert and --ssl-key, signed by the authority in its ssl-ca"},
	{"handshake failure",
	 "it may want a certificate of its clients: give --ssl-cert and --ssl-key, signed by the authority in its ssl-ca"},
	{"alert unknown ca", "--ssl-cert is signed by another authority than the one in its ssl-ca"},
	{"bad certificate",
	 "it refuses --ssl-cert: its common name must be in cert-allowed-cn, and its authority in ssl-ca"},
	{"has expired", "its certificate has run out: sign a new one, and restart it with that"},
	{"not yet valid", "its certificate holds from a later time on: compare the clocks of both machines"},
	{"issuer", "another authority signed its certificate: give that one's certificate as --ssl-ca"},
	{"self-signed", "another authority signed its certificate: give that one's certificate as --ssl-ca"},
	{"ALPN", "a proxy that ends TLS in front of it must offer h2, or pass TLS on as it is"},
	{"gets no answer", "look for a proxy without a server behind it, or a DM-master that hangs"},
	{"ssl-", "correct the file; dmctl fails on it, too"},
};

static const char *help_for(const struct trouble *t, struct str error)
{
	for (size_t i = 0; i < ARRAY_LEN(handshakes) && t->state == CONNECT_TLS_FAILED; i++) {
		if (error.n && memmem(error.p, error.n, handshakes[i].words, strlen(handshakes[i].words)))
			return handshakes[i].help;
	}
	return t->help;
}

static void check(struct lint *l)
{
	const struct server_facts *s = l->server;

	for (size_t i = 0; i < ARRAY_LEN(troubles); i++) {
		const struct trouble *t = &troubles[i];
		struct diag *d;

		if (t->state != s->connect)
			continue;
		d = report_server(l, "%s%s%.*s", t->what, t->quotes_error && s->error.n ? ": " : "",
				  STR_FMT(server_said(l, t->quotes_error ? s->error : STR_LIT(""))));
		report_help(l, d, "%s", help_for(t, s->error));
		return;
	}
}

const struct rule rule_dml8201 = {
	.info = {.id = "DML8201",
		 .name = "master-unreachable",
		 .severity = SEV_ERROR,
		 .summary = "a DM-master that does not answer as one",
		 .why = "dmctl speaks gRPC with DM-master. Whatever goes wrong on the way, a wrong port, a proxy, TLS on one side only, comes out of it as the "
			"same error 38008 or as \"context deadline exceeded\".",
		 .remedy =
			 "Give the address of a running DM-master, with the files that dmctl gets where it has TLS: \"authentication handshake failed\" and \"x509\" "
			 "in the error mean that TLS is on one side only, or that the certificates do not fit.",
		 .versions = "all",
		 .dm_errors = "38008"},
	.kind = CONFIG_TASK,
	.role = ROLE_MASTER,
	.check = check,
};
