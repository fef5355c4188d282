/* openssl.h: what is used of libssl and libcrypto, loaded when the first connection with TLS is opened. */
#ifndef DMLINT_LIVE_OPENSSL_H
#define DMLINT_LIVE_OPENSSL_H

#include "src/live/internal.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#define OPENSSL_FUNCTIONS(X)               \
	X(TLS_client_method)               \
	X(SSL_CTX_new)                     \
	X(SSL_CTX_free)                    \
	X(SSL_CTX_ctrl)                    \
	X(SSL_CTX_set_alpn_protos)         \
	X(SSL_use_certificate)             \
	X(SSL_use_PrivateKey)              \
	X(SSL_check_private_key)           \
	X(SSL_new)                         \
	X(SSL_free)                        \
	X(SSL_ctrl)                        \
	X(SSL_set_bio)                     \
	X(SSL_set_options)                 \
	X(SSL_set_connect_state)           \
	X(SSL_do_handshake)                \
	X(SSL_read)                        \
	X(SSL_write)                       \
	X(SSL_get_error)                   \
	X(SSL_get_verify_result)           \
	X(SSL_get0_alpn_selected)          \
	X(SSL_set_verify)                  \
	X(SSL_get0_param)                  \
	X(SSL_is_init_finished)            \
	X(BIO_new_mem_buf)                 \
	X(BIO_free)                        \
	X(PEM_read_bio_X509)               \
	X(PEM_read_bio_PrivateKey)         \
	X(X509_free)                       \
	X(EVP_PKEY_free)                   \
	X(X509_STORE_new)                  \
	X(X509_STORE_free)                 \
	X(X509_STORE_add_cert)             \
	X(X509_STORE_CTX_get_error)        \
	X(BIO_new)                         \
	X(BIO_s_mem)                       \
	X(BIO_read)                        \
	X(BIO_write)                       \
	X(ERR_clear_error)                 \
	X(ERR_peek_error)                  \
	X(ERR_reason_error_string)         \
	X(CRYPTO_get_ex_new_index)         \
	X(CRYPTO_free_ex_index)            \
	X(X509_verify_cert_error_string)   \
	X(X509_VERIFY_PARAM_set_flags)     \
	X(X509_VERIFY_PARAM_set_hostflags) \
	X(X509_VERIFY_PARAM_set1_host)     \
	X(X509_VERIFY_PARAM_set1_ip_asc)   \
	X(X509_STORE_CTX_get_current_cert) \
	X(X509_STORE_CTX_get_error_depth)  \
	X(X509_STORE_CTX_set_error)        \
	X(X509_get_subject_name)           \
	X(X509_NAME_get_text_by_NID)       \
	X(EVP_add_digest)                  \
	X(EVP_sha1)                        \
	X(EVP_sha224)                      \
	X(EVP_sha256)                      \
	X(EVP_sha384)                      \
	X(EVP_sha512)

struct openssl {
#define X(name) __typeof__(name) *name;
	OPENSSL_FUNCTIONS(X)
#undef X
};

/* false: it is not there. */
MUST_CHECK bool openssl_load(struct openssl *ret);
/* What tls says of a connection that is about to shake hands; its texts are open. The certificate of the server is judged as Go
 * does it: whatever stands in ssl-ca is trusted, also when another signed it, and a name is looked for in the list of names only.
 * judge: see SSL_set_verify; may be NULL. The result is the text that cannot be used; N_TEXTS: all is well. */
MUST_CHECK size_t openssl_set_up(const struct openssl *o, SSL *ssl, const struct tls *tls, SSL_verify_cb judge);
struct str openssl_refusal(struct arena *a, const struct tls *tls, size_t text);
/* A context for one connection. */
SSL_CTX *openssl_context(const struct openssl *o);

#endif
