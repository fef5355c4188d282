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

void openssl_judge_as_go(const struct openssl *o, SSL *ssl, const char *host)
{
	X509_VERIFY_PARAM *how = o->SSL_get0_param(ssl);

	(void)o->X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_PARTIAL_CHAIN);
	o->X509_VERIFY_PARAM_set_hostflags(how, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	if (host && o->X509_VERIFY_PARAM_set1_ip_asc(how, host) != 1)
		(void)o->X509_VERIFY_PARAM_set1_host(how, host, 0);
}
