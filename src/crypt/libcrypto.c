/* libcrypto.c: OpenSSL's libcrypto, loaded when the first ciphertext needs it. Linked as usual it would take a
 * third of the time of a run on a small file, and most files hold no ciphertext. Called by dmctl.c only. */
#include "internal.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#define LIBRARY "libcrypto.so.3"

static void *symbol(void *library, const char *name)
{
	void *p = library ? dlsym(library, name) : NULL;

	if (!p) {
		fprintf(stderr, "dmlint: %s is needed for encrypted passwords, but cannot be loaded\n", LIBRARY);
		exit(2);
	}
	return p;
}

/* POSIX lets a pointer from dlsym become a function pointer; C does not know the cast, hence the union. */
#define TAKE(member, name)                                  \
	do {                                                \
		union {                                     \
			void *object;                       \
			__typeof__(ret->member) function;   \
		} both = {.object = symbol(library, name)}; \
		ret->member = both.function;                \
	} while (0)

void libcrypto_load(struct libcrypto *ret)
{
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	TAKE(init, "OPENSSL_init_crypto");
	TAKE(ctx_new, "EVP_CIPHER_CTX_new");
	TAKE(ctx_free, "EVP_CIPHER_CTX_free");
	TAKE(cfb128, "EVP_aes_256_cfb128");
	TAKE(start, "EVP_CipherInit_ex");
	TAKE(update, "EVP_CipherUpdate");
	(void)ret->init(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS |
				OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS,
			NULL);
}
