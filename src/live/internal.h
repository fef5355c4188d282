/* internal.h: what the files of src/live share: names to addresses, one connection, and what is asked over it. */
#ifndef DMLINT_LIVE_INTERNAL_H
#define DMLINT_LIVE_INTERNAL_H

#include "dmlint/live.h"

#include "src/live/greeting.h"

/* --- resolve.c: names to numeric addresses, all at once, in threads that touch only their own slot. */
#define MAX_ADDRESSES 8
struct addresses {
	char text[MAX_ADDRESSES][64];
	size_t n;
};
enum resolve_state { RESOLVE_BUSY, RESOLVE_OK, RESOLVE_FAILED };

struct resolver;
struct resolver *resolver_new(struct arena *a, size_t max);
/* The number by which to ask for it; a name that was added before gives the same one. */
size_t resolver_add(struct resolver *r, struct str host);
void resolver_start(struct resolver *r);
int resolver_fd(const struct resolver *r); /* readable whenever a name is done */
void resolver_drain(struct resolver *r);
/* ret_error: why it failed, a literal. */
enum resolve_state resolver_look(struct resolver *r, size_t i, struct addresses *ret, const char **ret_error);
void resolver_release(struct resolver *r); /* threads that still wait for a name server end later, by themselves */

/* --- conn.c: one connection over libmariadb's non-blocking API. */
struct mariadb; /* the library, loaded */
struct conn;

/* What comes back. Strings are lent for the time of the call. */
struct conn_sink {
	void *arg;
	void (*columns)(void *arg, const struct str *names, size_t n);
	bool (*row)(void *arg, const struct str *cells, size_t n); /* false: that is too much, give up the connection */
	/* A statement has ended. error_code 0: well. Behind an error the rest of the batch has not been run. */
	void (*end)(void *arg, unsigned error_code, struct str error);
};

/* A certificate or key in PEM form. */
enum { TEXT_CA, TEXT_CERT, TEXT_KEY, N_TEXTS };
struct tls_text {
	const char *path;           /* of a file; NULL: none */
	const struct node *content; /* in the configuration instead: base64, or a list of bytes */
	struct str label;           /* what messages call it; absent where there is neither */
	struct secret *text;        /* while it is open */
};

/* What DM makes of a "security" section, and dmctl of its options. */
struct tls {
	bool wanted;
	struct tls_text texts[N_TEXTS];
	const char *host;        /* that the certificate must be for; NULL: any */
	const char *server_name; /* to be named in the handshake of a component of DM; NULL: none */
	bool must_agree;         /* a component must agree to HTTP/2 there */
	struct str *names;       /* one of them must be a common name in the chain; none: any */
	size_t n_names;
	const char *trouble; /* why it cannot be tried here; NULL: it can */
};
void security_read(struct arena *a, const struct live_server *s, struct tls *ret);
/* The texts are there from one to the other: for the time of a login. */
void security_open(struct arena *a, struct tls *tls);
void security_close(struct tls *tls);

struct conn_target {
	const char *address; /* numeric */
	uint16_t port;
	const char *user;
	const struct secret *password; /* lent until conn_start returns; NULL: none */
	const struct tls *tls;         /* NULL: none */
};

enum conn_phase {
	CONN_OPENING,  /* TCP */
	CONN_GREETING, /* the server has not said who it is */
	CONN_LOGIN,
	CONN_READY, /* nothing under way */
	CONN_ASKING,
	CONN_FAILED /* conn_failure tells why */
};

/* Once, before the first: bounds what one step of a connection reads. */
void conn_guard(const struct mariadb *lib);
struct conn *conn_start(const struct mariadb *lib, struct arena *a, const struct conn_target *t);
enum conn_phase conn_phase(const struct conn *c);
/* What to wait for. now: nothing, there is more to do at once. */
struct conn_wants {
	int fd;
	bool read, write, now;
};
struct conn_wants conn_wants(const struct conn *c);
enum conn_phase conn_resume(struct conn *c, bool readable, bool writable);
/* Sends n statements as one. */
void conn_send(struct conn *c, struct str sql, const struct conn_sink *sink);
const struct greeting *conn_greeting(const struct conn *c);
bool conn_encrypted(const struct conn *c);
struct str conn_plugin(const struct conn *c); /* the authentication plugin in use */
/* Of CONN_FAILED; else what it would be if nothing more came. */
enum connect_state conn_failure(struct conn *c, unsigned *ret_code, struct str *ret_error);
void conn_close(struct conn *c); /* never waits; NULL is fine */

/* --- classify.c: what has become of a connection, by libmariadb's code and text. */
enum connect_state libmariadb_failure(unsigned code, const char *text);
int libmariadb_errno(const char *text); /* the errno in it; 0: none */
bool socket_is_open(int fd);            /* TCP is there */

/* --- probe.c: the same of a DM component: CONN_READY when gRPC is spoken there. */
struct probe;
/* only_look: CONN_READY, too, as soon as TLS is spoken there at all, whatever its certificate. */
struct probe *probe_start(struct arena *a, const char *address, uint16_t port, const struct tls *tls, bool only_look);
enum conn_phase probe_phase(const struct probe *p);
struct conn_wants probe_wants(const struct probe *p);
enum conn_phase probe_resume(struct probe *p, bool readable, bool writable);
enum connect_state probe_failure(const struct probe *p, struct str *ret_error);
void probe_close(struct probe *p); /* NULL is fine */

MUST_CHECK bool mariadb_load(struct arena *a, const struct mariadb **ret, struct err *e);

/* --- plan.c: which statements a server gets, and what their answers become. */
struct plan;
struct plan *plan_new(struct arena *a, const struct live_server *s, const struct greeting *g, unsigned timeout_ms,
		      struct server_facts *out);
/* The next statements, as many as may go together; false: nothing is left to ask. */
bool plan_next(struct plan *p, struct str *ret_sql);
struct conn_sink plan_sink(struct plan *p);
bool plan_answered(const struct plan *p);        /* the server has begun one at least, and no error */
void plan_stop(struct plan *p, const char *why); /* what has no answer now gets none */

/* --- arrange.c: sorts by the columns of a set (1 << index), numbers as such, and drops repetitions. */
void rows_arrange(struct rows *r, unsigned sort_by);

#endif
