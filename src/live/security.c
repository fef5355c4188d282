/* security.c: what DM makes of a "security" section: is there TLS, and what must the certificate of the server be. Called by collect.c
 * before it connects. Opens no file but to see whether it can be read. */
#include "src/live/internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static const char *file_of(struct arena *a, const struct node *security, const char *field, struct tls *ret)
{
	struct str path = task_str(security, field, "");

	if (path.n == 0)
		return NULL;
	path = arena_str(a, path);
	if (!ret->trouble && access(path.p, R_OK) != 0)
		ret->trouble = arena_fmt(a, "%s \"%s\": %s", field, path.p, strerror(errno)).p;
	return path.p;
}

static bool has_content(const struct node *security)
{
	static const char *const fields[] = {"ssl-ca-bytes",  "ssl-cert-bytes",  "ssl-key-bytes",
					     "ssl-ca-base64", "ssl-cert-base64", "ssl-key-base64"};

	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		const struct node *n = task_get(security, fields[i]);

		if (n && (n->first || schema_secret_text(n).n))
			return true;
	}
	return false;
}

static void read_names(struct arena *a, const struct node *list, struct tls *ret)
{
	if (!list || list->kind != NODE_SEQ || !ret->ca)
		return;
	ret->names = ARENA_ARRAY(a, struct str, node_count(list));
	for (const struct node *n = list->first; n; n = n->next)
		ret->names[ret->n_names++] = str_trim(n->text);
}

static bool is_number(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, address) == 1 || inet_pton(AF_INET6, host, address) == 1;
}

/* dmctl uses certificate and key as a pair, and without an authority it takes any certificate, or no TLS at all. */
static void read_files(const struct live_files *f, const char *host, uint32_t dm, struct tls *ret)
{
	ret->wanted = f->ssl_ca || (dm_check_find("ctl-tls-without-ca", dm) && (f->ssl_cert || f->ssl_key));
	ret->ca = f->ssl_ca;
	ret->cert = f->ssl_key ? f->ssl_cert : NULL;
	ret->key = f->ssl_cert ? f->ssl_key : NULL;
	ret->server_name = is_number(host) ? NULL : host;
	if (dm_check_find("ctl-host-name", dm))
		ret->host = host;
	ret->must_agree = dm_check_find("ctl-agrees-to-http2", dm);
}

void security_read(struct arena *a, const struct live_server *s, struct tls *ret)
{
	uint32_t dm = s->dm ? s->dm : UINT32_MAX - 1; /* the newest */
	struct str host = arena_str(a, s->host);

	*ret = (struct tls){0};
	if (s->role == ROLE_MASTER && dm_check_find("tls", dm))
		read_files(&s->files, host.p, dm, ret);
	if (!s->security || s->security->kind != NODE_MAP || !dm_check_find("tls", dm))
		return;
	ret->ca = file_of(a, s->security, "ssl-ca", ret);
	ret->cert = file_of(a, s->security, "ssl-cert", ret);
	ret->key = file_of(a, s->security, "ssl-key", ret);
	ret->wanted = ret->ca || (dm_check_find("tls-without-ca", dm) && (ret->cert || ret->key));
	if (has_content(s->security)) {
		ret->wanted = true;
		ret->trouble = "certificates are read from files only, not from the text of the configuration";
	}
	if (dm_check_find("tls-host-name", dm) && ret->ca &&
	    !(dm_check_find("tls-loopback-any-name", dm) && str_eq_c(host, "127.0.0.1")))
		ret->host = host.p;
	if (dm_check_find("tls-common-names", dm))
		read_names(a, task_get(s->security, "cert-allowed-cn"), ret);
}
