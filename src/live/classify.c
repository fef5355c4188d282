/* classify.c: what has become of a connection, by its socket or an error of libmariadb. Called by conn.c. */
#include "src/live/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* The number in "... (111)". */
int libmariadb_errno(const char *text)
{
	const char *p = strrchr(text, '(');
	long n = p ? strtol(p + 1, NULL, 10) : 0;

	return n > 0 && n < 4096 ? (int)n : 0;
}

enum connect_state libmariadb_failure(unsigned code, const char *text)
{
	switch (code) {
	case 2002: /* CR_CONNECTION_ERROR, CR_CONN_HOST_ERROR */
	case 2003:
	case 2004:
		switch (libmariadb_errno(text)) {
		case ECONNREFUSED:
			return CONNECT_REFUSED;
		case ETIMEDOUT:
			return CONNECT_TIMEOUT;
		case ECONNRESET:
			return CONNECT_CLOSED;
		default:
			return CONNECT_UNREACHABLE;
		}
	case 2006: /* CR_SERVER_GONE_ERROR */
	case 2013: /* CR_SERVER_LOST */
	case 2055: /* CR_SERVER_LOST_EXTENDED */
		return CONNECT_CLOSED;
	case 2026: /* CR_SSL_CONNECTION_ERROR */
		return CONNECT_TLS_FAILED;
	case 2049: /* CR_SECURE_AUTH */
	case 2058: /* CR_CANNOT_LOAD_PLUGIN */
	case 2059: /* CR_AUTH_PLUGIN_CANNOT_LOAD */
	case 2061: /* CR_AUTH_PLUGIN_ERR */
	case 5010: /* CR_PLUGIN_NOT_ALLOWED */
		return CONNECT_PLUGIN;
	case 3159: /* ER_SECURE_TRANSPORT_REQUIRED */
		return CONNECT_TLS_REQUIRED;
	default:
		return code >= 1000 && (code < 2000 || code >= 3000) ? CONNECT_LOGIN : CONNECT_NOT_MYSQL;
	}
}

bool socket_is_open(int fd)
{
	struct sockaddr_storage peer;
	socklen_t n = sizeof(peer);

	return getpeername(fd, (struct sockaddr *)&peer, &n) == 0;
}
