/* internal.h: what the files of src/crypt share. */
#ifndef DMLINT_CRYPT_INTERNAL_H
#define DMLINT_CRYPT_INTERNAL_H

#include <openssl/evp.h>

#include "dmlint/crypt.h"

#define IV_BYTES 16u
#define MARK_BYTES 1u /* the "@" behind the IV */
#define HEAD_BYTES (IV_BYTES + MARK_BYTES)

struct secret {
	size_t n;
	unsigned char bytes[];
};

struct crypt_key {
	unsigned char bytes[32];
};

/* What is used of OpenSSL. */
struct libcrypto {
	__typeof__(OPENSSL_init_crypto) *init;
	__typeof__(OpenSSL_version) *version;
	__typeof__(EVP_CIPHER_CTX_new) *ctx_new;
	__typeof__(EVP_CIPHER_CTX_free) *ctx_free;
	__typeof__(EVP_aes_256_cfb128) *cfb128;
	__typeof__(EVP_CipherInit_ex) *start;
	__typeof__(EVP_CipherUpdate) *update;
};

/* Loads the library, without its configuration file, or finds it loaded. Ends the process with exit code 2 where it
 * is absent. */
void libcrypto_load(struct libcrypto *ret);

/* Room for n bytes, zeroed, and a NUL behind them. */
struct secret *secret_new(size_t n);

/* Decodes into a secret with room for it, such as one as long as s. false: it is no base64. */
bool crypt_base64_into(struct str s, struct secret *to);
/* Decrypts what base64 gave; only for texts of at least HEAD_BYTES. */
struct secret *crypt_decrypt(const struct secret *raw, const struct crypt_key *key);

/* What happened to a ciphertext on its way into the file; see crypt_verdict.certain. key may be NULL. */
enum crypt_damage crypt_find_damage(struct str value, const struct crypt_key *key, bool *ret_certain);
bool crypt_decrypts_to_text(const struct secret *raw, const struct crypt_key *key);
/* "@" at its place, long enough. */
enum crypt_refusal crypt_form(const struct secret *raw);

#endif
