/* security.c: what DM makes of a "security" section: is there TLS, and what must the certificate of the server be. Called by collect.c
 * before it connects, and for the texts of certificates and keys, which it has for the time of a login only. */
#include "src/live/internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE (1u << 20)

static const char *const names[N_TEXTS] = {"ssl-ca", "ssl-cert", "ssl-key"};

static void use_file(struct arena *a, struct tls_text *t, size_t i, struct str path)
{
	if (path.n == 0)
		return;
	path = arena_str(a, path);
	t->path = path.p;
	t->label = arena_fmt(a, "%s \"%.*s\"", names[i], STR_FMT(path));
}

/* A text of the configuration goes before a file, and a list of bytes before both. */
static void find_text(struct arena *a, const struct node *security, size_t i, struct tls_text *ret)
{
	const struct node *bytes = task_get(security, arena_fmt(a, "%s-bytes", names[i]).p);
	const struct node *base64 = task_get(security, arena_fmt(a, "%s-base64", names[i]).p);

	if (bytes && bytes->kind == NODE_SEQ && bytes->first) {
		ret->content = bytes;
		ret->label = arena_fmt(a, "%s-bytes", names[i]);
	} else if (base64 && base64->kind == NODE_SCALAR && schema_secret_text(base64).n) {
		ret->content = base64;
		ret->label = arena_fmt(a, "%s-base64", names[i]);
	} else {
		use_file(a, ret, i, task_str(security, names[i], ""));
	}
}

static unsigned char byte_of(struct str number)
{
	char digits[8] = "";

	memcpy(digits, number.p, number.n < sizeof(digits) ? number.n : sizeof(digits) - 1);
	return (unsigned char)strtoul(digits, NULL, 0);
}

/* Its numbers stand readable in the file. */
static struct secret *read_list(const struct node *list)
{
	size_t n = node_count(list), at = 0;
	unsigned char *bytes = malloc(n);
	struct secret *s;

	if (!bytes)
		out_of_memory();
	for (const struct node *i = list->first; i; i = i->next)
		bytes[at++] = byte_of(schema_secret_text(i));
	s = secret_from((struct str){(const char *)bytes, n});
	explicit_bzero(bytes, n);
	free(bytes);
	return s;
}

/* Never waits: a pipe or a terminal is none of the files that can be read. NULL: e tells why. */
static struct secret *read_file(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct secret *s = NULL;
	struct stat st;
	bool read = false;

	if (fd < 0 || fstat(fd, &st) != 0)
		err_set(e, "%s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		err_set(e, "not a regular file");
	else if (st.st_size > MAX_FILE)
		err_set(e, "too large for a certificate");
	else
		read = secret_read(fd, (size_t)st.st_size, false, &s, e);
	if (fd >= 0)
		close(fd);
	return read ? s : NULL;
}

void security_open(struct arena *a, struct tls *tls)
{
	for (size_t i = 0; i < N_TEXTS && !tls->trouble; i++) {
		struct tls_text *t = &tls->texts[i];
		struct err e = {"no base64"};

		if (t->content && t->content->kind == NODE_SEQ)
			t->text = read_list(t->content);
		else if (t->content)
			t->text = crypt_base64_decode(schema_secret_text(t->content));
		else if (t->path)
			t->text = read_file(t->path, &e);
		if (t->label.p && !t->text)
			tls->trouble = arena_fmt(a, "%.*s: %s", STR_FMT(t->label), e.msg).p;
	}
}

void security_close(struct tls *tls)
{
	for (size_t i = 0; i < N_TEXTS; i++) {
		secret_free(tls->texts[i].text);
		tls->texts[i].text = NULL;
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

static bool gives(const struct tls *t, size_t i)
{
	return t->texts[i].path || t->texts[i].content;
}

/* The certificate of a client goes with its key, and one without the other is left out. */
static void keep_pair(struct tls *t)
{
	if (!gives(t, TEXT_CERT) || !gives(t, TEXT_KEY))
		t->texts[TEXT_CERT] = t->texts[TEXT_KEY] = (struct tls_text){0};
}

/* Without an authority dmctl takes any certificate, or no TLS at all. */
static void read_options(struct arena *a, const struct live_server *s, uint32_t dm, struct tls *ret)
{
	const char *const files[N_TEXTS] = {s->files.ssl_ca, s->files.ssl_cert, s->files.ssl_key};
	const char *host = arena_str(a, s->host).p;

	for (size_t i = 0; i < N_TEXTS; i++)
		use_file(a, &ret->texts[i], i, str_from(files[i]));
	ret->wanted =
		files[TEXT_CA] || (dm_check_find("ctl-tls-without-ca", dm) && (files[TEXT_CERT] || files[TEXT_KEY]));
	keep_pair(ret);
	ret->server_name = is_number(host) ? NULL : host;
	if (dm_check_find("ctl-host-name", dm))
		ret->host = host;
	ret->must_agree = dm_check_find("ctl-agrees-to-http2", dm);
}

/* Where DM takes any certificate. */
static bool is_unverified(const struct tls *t, const char *host, uint32_t dm)
{
	return (dm_check_find("tls-loopback-unverified", dm) && strcmp(host, "127.0.0.1") == 0) ||
	       (dm_check_find("tls-unverified-without-pair", dm) && !gives(t, TEXT_CERT));
}

/* Which certificate it takes. */
static void read_demands(struct arena *a, const struct node *security, const char *host, uint32_t dm, struct tls *ret)
{
	if (is_unverified(ret, host, dm))
		ret->texts[TEXT_CA] = (struct tls_text){0};
	if (!gives(ret, TEXT_CA))
		return;
	if (dm_check_find("tls-common-names", dm) && !dm_check_find("tls-common-names-fail", dm))
		read_names(a, task_get(security, "cert-allowed-cn"), ret);
	if (dm_check_find("tls-host-name", dm) || (ret->n_names && dm_check_find("tls-common-names-host", dm)))
		ret->host = host;
}

void security_read(struct arena *a, const struct live_server *s, struct tls *ret)
{
	uint32_t dm = s->dm ? s->dm : UINT32_MAX - 1; /* the newest */

	*ret = (struct tls){0};
	if (!dm_check_find("tls", dm))
		return;
	if (s->role == ROLE_MASTER)
		read_options(a, s, dm, ret);
	if (!s->security || s->security->kind != NODE_MAP)
		return;
	for (size_t i = 0; i < N_TEXTS; i++)
		find_text(a, s->security, i, &ret->texts[i]);
	ret->wanted = gives(ret, TEXT_CA) ||
		      (dm_check_find("tls-without-ca", dm) && (gives(ret, TEXT_CERT) || gives(ret, TEXT_KEY)));
	keep_pair(ret);
	read_demands(a, s->security, arena_str(a, s->host).p, dm, ret);
}
