/* greeting.h: the first packets of a MySQL server, looked at before libmariadb gets them: hostile bytes never reach the library,
 * a server without TLS is known before a password is sent, and a refusal before the library frees its password. */
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

/* What a server says to a login. */
enum login_answer {
	ANSWER_GOES_ON, /* or is not yet known */
	ANSWER_LAST,    /* whatever comes now, the password is not needed again */
	ANSWER_PLUGIN   /* wants another plugin for authentication, and the password for that */
};

#define ANSWER_MAX 68 /* bytes of an answer that are looked at */

/* ret_plugin: the name, into bytes or static; set for ANSWER_PLUGIN only. */
enum login_answer login_answer_read(struct str bytes, struct str *ret_plugin);

#endif
