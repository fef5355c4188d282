/* security.c: what DM makes of a "security" section: is there TLS, and what must the certificate of the server be. Called by collect.c
 * before it connects. Opens no file but to see whether it can be read, and has the text of a configuration as files for a login. */
#include "src/live/internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const kinds[] = {"ssl-ca", "ssl-cert", "ssl-key"};

/* Whoever opens a pipe or a terminal may wait for it forever. */
static void check_file(struct arena *a, const char *path, size_t kind, struct tls *ret)
{
	const char *why = NULL;
	struct stat st;

	if (access(path, R_OK) != 0 || stat(path, &st) != 0)
		why = strerror(errno);
	else if (!S_ISREG(st.st_mode))
		why = "not a regular file";
	if (why && !ret->trouble)
		ret->trouble = arena_fmt(a, "%s \"%s\": %s", kinds[kind], path, why).p;
}

static const char *file_of(struct arena *a, const struct node *security, size_t kind, struct tls *ret)
{
	struct str path = task_str(security, kinds[kind], "");

	if (path.n == 0)
		return NULL;
	path = arena_str(a, path);
	check_file(a, path.p, kind, ret);
	return path.p;
}

/* The text of one of them in the configuration, which goes before its file. A list of bytes goes before both. */
static const struct node *content_of(struct arena *a, const struct node *security, size_t kind, struct tls *ret)
{
	const struct node *bytes = task_get(security, arena_fmt(a, "%s-bytes", kinds[kind]).p);
	const struct node *base64 = task_get(security, arena_fmt(a, "%s-base64", kinds[kind]).p);
	const char *what = NULL;

	if (bytes && bytes->kind == NODE_SEQ && bytes->first)
		return bytes;
	if (!base64 || base64->kind != NODE_SCALAR || schema_secret_text(base64).n == 0)
		return NULL;
	switch (crypt_pem_state(schema_secret_text(base64), kind == 2)) {
	case PEM_NO_BASE64:
		what = "is no base64";
		break;
	case PEM_ABSENT:
	case PEM_SWAPPED:
		what = kind == 2 ? "holds no private key" : "holds no certificate";
		break;
	case PEM_LOCKED:
		what = "holds a private key behind a passphrase";
		break;
	case PEM_WELL:
		break;
	}
	if (what && !ret->trouble)
		ret->trouble = arena_fmt(a, "%s-base64 %s", kinds[kind], what).p;
	return base64;
}

static void hold(struct str bytes, void *arg)
{
	struct secret_file **ret = arg;

	*ret = secret_file_new(bytes);
}

static unsigned char byte_of(struct str number)
{
	char digits[8] = "";

	memcpy(digits, number.p, number.n < sizeof(digits) ? number.n : sizeof(digits) - 1);
	return (unsigned char)strtoul(digits, NULL, 0);
}

/* A list of bytes is meant for DM itself; its numbers stand readable in the file. */
static struct secret_file *hold_list(const struct node *list)
{
	size_t n = node_count(list), at = 0;
	unsigned char *bytes = malloc(n);
	struct secret_file *file;

	if (!bytes)
		out_of_memory();
	for (const struct node *i = list->first; i; i = i->next)
		bytes[at++] = byte_of(schema_secret_text(i));
	file = secret_file_new((struct str){(const char *)bytes, n});
	explicit_bzero(bytes, n);
	free(bytes);
	return file;
}

void security_open(struct tls *tls)
{
	const char **paths[] = {&tls->ca, &tls->cert, &tls->key};

	for (size_t i = 0; i < ARRAY_LEN(paths) && !tls->trouble; i++) {
		const struct node *n = tls->content[i];
		struct secret *raw;

		if (!n)
			continue;
		if (n->kind == NODE_SEQ) {
			tls->files[i] = hold_list(n);
		} else {
			raw = crypt_base64_decode(schema_secret_text(n));
			secret_with(raw, hold, &tls->files[i]);
			secret_free(raw);
		}
		if (tls->files[i])
			*paths[i] = secret_file_path(tls->files[i]);
		else
			tls->trouble = "this system has no files in memory for certificates";
	}
}

void security_close(struct tls *tls)
{
	for (size_t i = 0; i < ARRAY_LEN(tls->files); i++) {
		secret_file_free(tls->files[i]);
		tls->files[i] = NULL;
	}
}

static void read_names(struct arena *a, const struct node *list, struct tls *ret)
{
	if (!list || list->kind != NODE_SEQ)
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
static void read_files(struct arena *a, const struct live_files *f, const char *host, uint32_t dm, struct tls *ret)
{
	const char *const files[] = {f->ssl_ca, f->ssl_cert, f->ssl_key};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		if (files[i])
			check_file(a, files[i], i, ret);
	}
	ret->wanted = f->ssl_ca || (dm_check_find("ctl-tls-without-ca", dm) && (f->ssl_cert || f->ssl_key));
	ret->ca = f->ssl_ca;
	ret->cert = f->ssl_key ? f->ssl_cert : NULL;
	ret->key = f->ssl_cert ? f->ssl_key : NULL;
	ret->server_name = is_number(host) ? NULL : host;
	if (dm_check_find("ctl-host-name", dm))
		ret->host = host;
	ret->must_agree = dm_check_find("ctl-agrees-to-http2", dm);
}

/* The certificate of a client goes with its key, and one without the other is left out. */
static void read_pair(struct tls *ret)
{
	bool both = (ret->cert || ret->content[1]) && (ret->key || ret->content[2]);

	if (both)
		return;
	ret->cert = ret->key = NULL;
	ret->content[1] = ret->content[2] = NULL;
}

/* Where DM takes any certificate. */
static bool is_unverified(const struct tls *t, const char *host, uint32_t dm)
{
	return (dm_check_find("tls-loopback-unverified", dm) && strcmp(host, "127.0.0.1") == 0) ||
	       (dm_check_find("tls-unverified-without-pair", dm) && !t->cert && !t->content[1]);
}

/* Which certificate it takes. */
static void read_demands(struct arena *a, const struct node *security, const char *host, uint32_t dm, struct tls *ret)
{
	if (is_unverified(ret, host, dm)) {
		ret->ca = NULL;
		ret->content[0] = NULL;
	}
	if (!ret->ca && !ret->content[0])
		return;
	if (dm_check_find("tls-common-names", dm) && !dm_check_find("tls-common-names-fail", dm))
		read_names(a, task_get(security, "cert-allowed-cn"), ret);
	if (dm_check_find("tls-host-name", dm) || (ret->n_names && dm_check_find("tls-common-names-host", dm)))
		ret->host = host;
}

void security_read(struct arena *a, const struct live_server *s, struct tls *ret)
{
	uint32_t dm = s->dm ? s->dm : UINT32_MAX - 1; /* the newest */
	const char *host = arena_str(a, s->host).p;

	*ret = (struct tls){0};
	if (s->role == ROLE_MASTER && dm_check_find("tls", dm))
		read_files(a, &s->files, host, dm, ret);
	if (!s->security || s->security->kind != NODE_MAP || !dm_check_find("tls", dm))
		return;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		ret->content[i] = content_of(a, s->security, i, ret);
	ret->ca = ret->content[0] ? NULL : file_of(a, s->security, 0, ret);
	ret->cert = ret->content[1] ? NULL : file_of(a, s->security, 1, ret);
	ret->key = ret->content[2] ? NULL : file_of(a, s->security, 2, ret);
	ret->wanted = ret->ca || ret->content[0];
	if (dm_check_find("tls-without-ca", dm))
		ret->wanted = ret->wanted || ret->cert || ret->key || ret->content[1] || ret->content[2];
	read_pair(ret);
	read_demands(a, s->security, host, dm, ret);
}
