/* tls.h: a login over TLS. libmariadb's non-blocking API waits inside of the handshake, so a connection with TLS is opened in a
 * thread, which touches nothing but that connection; statements go over the non-blocking API as always. */
#ifndef DMLINT_LIVE_TLS_H
#define DMLINT_LIVE_TLS_H

#include "src/live/internal.h"
#include "src/live/mariadb.h"

/* What has come of the first packet. */
enum look { LOOK_AGAIN, LOOK_WELL, LOOK_FAILED };

struct tls_call {
	const struct mariadb *lib;
	MYSQL *mysql;
	const struct tls *tls;
	const char *address, *user; /* copied */
	uint16_t port;
	enum look (*look)(void *arg, int fd); /* called in the thread when there is something to read of the greeting */
	void *arg;
};

struct tls_login;
/* The deadline of the run bounds it; NULL: the system gives no thread. */
struct tls_login *tls_login_start(struct arena *a, const struct tls_call *call);
int tls_login_fd(const struct tls_login *t); /* readable when it is over */
enum tls_result {
	TLS_CONNECTED,
	TLS_REFUSED,      /* libmariadb says why */
	TLS_NAME_REFUSED, /* by the names that the certificate must have */
	TLS_UNFINISHED    /* ended during the handshake */
};
/* Ends it if need be, and waits for the thread, which then has nothing to wait for. */
enum tls_result tls_login_end(struct tls_login *t);

#endif
