/* openssl.c: loads OpenSSL for connections with TLS. Called by tls.c, for logins, and by tls_stream.c, for components of DM. */
#include "src/live/openssl.h"

#include <openssl/x509v3.h>

#ifdef DMLINT_STATIC

bool openssl_load(struct openssl *ret)
{
	(void)ret;
	return false; /* a static program asks no servers */
}

#else

#include <dlfcn.h>

/* src/crypt starts OpenSSL without its tables, which cannot be made up for; the signatures of certificates need their digests. */
static void add_digests(const struct openssl *o)
{
	(void)o->EVP_add_digest(o->EVP_sha1());
	(void)o->EVP_add_digest(o->EVP_sha224());
	(void)o->EVP_add_digest(o->EVP_sha256());
	(void)o->EVP_add_digest(o->EVP_sha384());
	(void)o->EVP_add_digest(o->EVP_sha512());
}

bool openssl_load(struct openssl *ret)
{
	void *library = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);
	bool missing = !library;

	/* Symbols of libcrypto are found through libssl, which needs it. */
#define X(name)                                                              \
	{                                                                    \
		union {                                                      \
			void *object;                                        \
			__typeof__(ret->name) function;                      \
		} both = {.object = library ? dlsym(library, #name) : NULL}; \
		ret->name = both.function;                                   \
		missing = missing || !both.object;                           \
	}
	OPENSSL_FUNCTIONS(X)
#undef X
	if (!missing)
		add_digests(ret);
	return !missing;
}

#endif

/* A key with a passphrase is none for DM, and OpenSSL must not ask a terminal for it. */
static int no_passphrase(char *room, int size, int writing, void *arg)
{
	(void)room, (void)size, (void)writing, (void)arg;
	return -1;
}

struct set_up {
	const struct openssl *o;
	SSL *ssl;
	bool well;
};

static BIO *open_text(const struct openssl *o, struct str text)
{
	BIO *b = o->BIO_new_mem_buf(text.p, (int)text.n);

	if (!b)
		out_of_memory();
	return b;
}

static void use_authorities(struct str text, void *arg)
{
	struct set_up *s = arg;
	const struct openssl *o = s->o;
	BIO *b = open_text(o, text);
	X509_STORE *store = o->X509_STORE_new();
	X509 *one;

	if (!store)
		out_of_memory();
	while ((one = o->PEM_read_bio_X509(b, NULL, no_passphrase, NULL))) {
		s->well |= o->X509_STORE_add_cert(store, one) == 1;
		o->X509_free(one);
	}
	(void)o->SSL_ctrl(s->ssl, SSL_CTRL_SET_VERIFY_CERT_STORE, 1, store);
	o->X509_STORE_free(store);
	(void)o->BIO_free(b);
}

/* The first is the client's own, those behind it lead to its authority. */
static void use_certificates(struct str text, void *arg)
{
	struct set_up *s = arg;
	const struct openssl *o = s->o;
	BIO *b = open_text(o, text);
	X509 *one;

	while ((one = o->PEM_read_bio_X509(b, NULL, no_passphrase, NULL))) {
		if (s->well)
			(void)o->SSL_ctrl(s->ssl, SSL_CTRL_CHAIN_CERT, 1, one);
		else
			s->well = o->SSL_use_certificate(s->ssl, one) == 1;
		o->X509_free(one);
	}
	(void)o->BIO_free(b);
}

static void use_key(struct str text, void *arg)
{
	struct set_up *s = arg;
	const struct openssl *o = s->o;
	BIO *b = open_text(o, text);
	EVP_PKEY *key = o->PEM_read_bio_PrivateKey(b, NULL, no_passphrase, NULL);

	s->well = key && o->SSL_use_PrivateKey(s->ssl, key) == 1 && o->SSL_check_private_key(s->ssl) == 1;
	o->EVP_PKEY_free(key);
	(void)o->BIO_free(b);
}

/* In this order: a key is compared with its certificate. */
static void (*const uses[N_TEXTS])(struct str text, void *arg) = {use_authorities, use_certificates, use_key};

struct str openssl_refusal(struct arena *a, const struct tls *tls, size_t text)
{
	const char *what = text == TEXT_KEY ? "holds no private key that fits ssl-cert and needs no passphrase"
					    : "holds no certificate";

	return arena_fmt(a, "%.*s %s", STR_FMT(tls->texts[text].label), what);
}

SSL_CTX *openssl_context(const struct openssl *o)
{
	SSL_CTX *c = o->SSL_CTX_new(o->TLS_client_method());

	if (!c)
		out_of_memory();
	(void)o->SSL_CTX_ctrl(c, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, NULL);
	return c;
}

size_t openssl_set_up(const struct openssl *o, SSL *ssl, const struct tls *tls, SSL_verify_cb judge)
{
	X509_VERIFY_PARAM *how = o->SSL_get0_param(ssl);
	const char *host = tls->host;

	for (size_t i = 0; i < N_TEXTS; i++) {
		struct set_up s = {.o = o, .ssl = ssl};

		if (!tls->texts[i].text)
			continue;
		secret_with(tls->texts[i].text, uses[i], &s);
		o->ERR_clear_error();
		if (!s.well)
			return i;
	}
	(void)o->SSL_set_options(ssl, SSL_OP_NO_RENEGOTIATION);
	(void)o->X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN);
	o->X509_VERIFY_PARAM_set_hostflags(how, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	if (host && o->X509_VERIFY_PARAM_set1_ip_asc(how, host) != 1)
		(void)o->X509_VERIFY_PARAM_set1_host(how, host, 0);
	o->SSL_set_verify(ssl, tls->texts[TEXT_CA].text ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, judge);
	return N_TEXTS;
}
