/* greeting.h: the first packet of a MySQL server, looked at before libmariadb gets it: hostile bytes never reach the library,
 * and a server without TLS is known before a password is sent. */
#ifndef DMLINT_LIVE_GREETING_H
#define DMLINT_LIVE_GREETING_H

#include "dmlint/base.h"

enum greeting_kind {
	GREETING_PART, /* more bytes are needed */
	GREETING_MYSQL,
	GREETING_ERROR, /* the server turns everybody away, or this address */
	GREETING_ALIEN  /* another protocol, or garbage */
};

#define GREETING_MAX 4096 /* the longest that is taken for one; real ones have a hundred bytes */

struct greeting {
	enum greeting_kind kind;
	size_t need;        /* of GREETING_PART: bytes in all, as far as is known */
	struct str version; /* without the "5.5.5-" that MariaDB puts in front */
	struct str plugin;  /* the server's default for authentication; may be absent */
	bool has_tls;
	bool many_statements; /* takes several statements at once */
	bool mariadb;         /* whatever the version text says */
	unsigned error_code;  /* of GREETING_ERROR */
	struct str error;
};

/* Strings point into bytes. */
void greeting_read(struct str bytes, struct greeting *ret);

#endif
