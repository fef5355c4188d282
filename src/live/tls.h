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
/* The texts of tls are open until its end. NULL: *ret_why tells why there is no TLS. */
struct tls_login *tls_login_start(struct arena *a, const struct tls_call *call, struct str *ret_why);
int tls_login_fd(const struct tls_login *t); /* readable when it is over */
enum tls_result {
	TLS_CONNECTED,
	TLS_REFUSED,
	TLS_NAME_REFUSED, /* by the names that the certificate must have */
	TLS_UNFINISHED    /* ended during the handshake */
};
/* Ends it if need be, and waits for the thread, which then has nothing to wait for. *ret_why: what is wrong with the certificate of
 * the server, a literal; NULL: libmariadb says what has become of it. */
enum tls_result tls_login_end(struct tls_login *t, const char **ret_why);

#endif
