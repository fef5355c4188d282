/* libcrypto.c: OpenSSL's libcrypto, loaded when the first ciphertext needs it. Linked as usual it would take a
 * third of the time of a run on a small file, and most files hold no ciphertext. A static program, which can load
 * nothing, has it linked. Called by dmctl.c, and for --version. */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>

#define LIBRARY "libcrypto.so.3"

#ifdef DMLINT_STATIC

#define TAKE(member, name) (ret->member = (name))

#else

#include <dlfcn.h>

/* POSIX lets a pointer from dlsym become a function pointer; C does not know the cast, hence the union. */
#define TAKE(member, name)                                                   \
	do {                                                                 \
		union {                                                      \
			void *object;                                        \
			__typeof__(ret->member) function;                    \
		} both = {.object = library ? dlsym(library, #name) : NULL}; \
		ret->member = both.function;                                 \
	} while (0)

#endif

static bool take(struct libcrypto *ret)
{
#ifndef DMLINT_STATIC
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
#endif
	TAKE(init, OPENSSL_init_crypto);
	TAKE(version, OpenSSL_version);
	TAKE(ctx_new, EVP_CIPHER_CTX_new);
	TAKE(ctx_free, EVP_CIPHER_CTX_free);
	TAKE(cfb128, EVP_aes_256_cfb128);
	TAKE(start, EVP_CipherInit_ex);
	TAKE(update, EVP_CipherUpdate);
	return ret->init && ret->version && ret->ctx_new && ret->ctx_free && ret->cfb128 && ret->start && ret->update;
}

void libcrypto_load(struct libcrypto *ret)
{
	if (!take(ret)) {
		fprintf(stderr, "dmlint: %s is needed for encrypted passwords, but cannot be loaded\n", LIBRARY);
		exit(2);
	}
	(void)ret->init(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
				OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS,
			NULL);
}

const char *crypt_library_version(void)
{
	struct libcrypto lib;

	return take(&lib) ? lib.version(OPENSSL_VERSION) : NULL;
}
