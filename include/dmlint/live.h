/* live.h: the only part of dmlint that opens sockets. It reports nothing: it fills facts. */
#ifndef DMLINT_LIVE_H
#define DMLINT_LIVE_H

#include "dmlint/crypt.h"
#include "dmlint/facts.h"
#include "dmlint/task.h"

/* A task that a server is asked about: what it selects decides which tables are looked at. */
struct live_want {
	const struct task *task;
	const struct instance *instance; /* of a source; NULL for a target */
};

/* What dmctl is given by options of these names; NULL: nothing. */
struct live_files {
	const char *ssl_ca, *ssl_cert, *ssl_key;
};

/* A server to ask. Strings are borrowed; the password stays where the configuration holds it until the connection needs it. */
struct live_server {
	enum server_role role;
	struct str id, host, user;
	uint16_t port;
	const struct node *password; /* annotated scalar, or NULL: none */
	const struct node
		*security; /* the map with ssl-ca, ssl-cert, ssl-key, cert-allowed-cn (by field), or NULL: no TLS */
	struct live_files files;     /* of a component of DM, instead; none: no TLS */
	const struct node *session;  /* the map of session variables in a source configuration, or NULL */
	uint32_t dm;                 /* the version that is to get along with it; 0: the newest */
	const struct crypt_key *key; /* what this DM decrypts with; NULL: it takes the text literally */
	bool by_gtid;                /* a source with enable-gtid */
	struct live_want *wants;     /* none: every table matters */
	size_t n_wants;
	uint32_t needs; /* FACT_BITs; the engine adds what those need */
};

struct live_options {
	unsigned timeout_ms;         /* of the whole run */
	unsigned connect_timeout_ms; /* of each connection, up to the login */
	unsigned jobs;               /* connections at once; 0: no limit */
	const volatile int *cancel;  /* not 0: end now; NULL: never */
	/* Called now and then while waiting, with what is still missing; NULL: silent. */
	void (*progress)(void *arg, const struct live_server *servers, const bool *done, size_t n);
	void *progress_arg;
};

/* Asks all servers at once and fills one struct server_facts for each, in their order. Always returns by the deadline. */
void live_collect(struct arena *a, const struct live_server *servers, size_t n, const struct live_options *o,
		  struct facts *ret);

/* "3.3.20": what libmariadb says of itself; NULL where it cannot be loaded. */
const char *live_library_version(struct arena *a);

#endif
