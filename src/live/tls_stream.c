/* tls_stream.c: TLS with a component of DM, between two buffers. Called by probe.c, which has the socket. The certificate is judged as
 * dmctl judges it. */
#include "src/live/tls_stream.h"
#include "src/live/openssl.h"

#include <limits.h>

struct tls_stream {
	struct openssl o;
	SSL_CTX *context;
	SSL *ssl;
	BIO *in, *out; /* belong to ssl */
	bool verifies; /* the certificate of the server */
	enum stream_state state;
	const char *error; /* a literal of OpenSSL's, or ours */
	bool name;
};

static bool begin(struct tls_stream *s, struct arena *a, const struct tls *tls, struct str *ret_why)
{
	static const unsigned char http2[] = {2, 'h', '2'};
	const struct openssl *o = &s->o;
	size_t refused;

	s->context = openssl_context(o);
	(void)o->SSL_CTX_set_alpn_protos(s->context, http2, sizeof(http2));
	s->ssl = o->SSL_new(s->context);
	s->in = o->BIO_new(o->BIO_s_mem());
	s->out = o->BIO_new(o->BIO_s_mem());
	if (!s->ssl || !s->in || !s->out)
		out_of_memory();
	o->SSL_set_bio(s->ssl, s->in, s->out);
	o->SSL_set_connect_state(s->ssl);
	s->verifies = tls->texts[TEXT_CA].text;
	refused = openssl_set_up(o, s->ssl, tls, NULL);
	if (refused < N_TEXTS) {
		*ret_why = openssl_refusal(a, tls, refused);
		return false;
	}
	if (tls->server_name)
		(void)o->SSL_ctrl(s->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
				  (void *)(uintptr_t)tls->server_name);
	return true;
}

struct tls_stream *tls_stream_open(struct arena *a, const struct tls *tls, struct str *ret_why)
{
	struct tls_stream *s = ARENA_NEW(a, struct tls_stream);
	bool well;

	if (!openssl_load(&s->o)) {
		*ret_why = STR_LIT("no TLS on this system");
		return NULL;
	}
	s->o.ERR_clear_error();
	well = begin(s, a, tls, ret_why);
	s->o.ERR_clear_error();
	if (well)
		return s;
	tls_stream_close(s);
	return NULL;
}

static void judge_error(struct tls_stream *s, int result)
{
	long verdict = s->verifies ? s->o.SSL_get_verify_result(s->ssl) : X509_V_OK;

	switch (s->o.SSL_get_error(s->ssl, result)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		return;
	case SSL_ERROR_ZERO_RETURN:
		s->state = STREAM_ENDED;
		return;
	default:
		break;
	}
	s->state = STREAM_FAILED;
	s->name = verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH;
	s->error = s->o.ERR_reason_error_string(s->o.ERR_peek_error());
	if (verdict != X509_V_OK)
		s->error = s->o.X509_verify_cert_error_string(verdict);
}

static int clip(size_t n)
{
	return n > INT_MAX ? INT_MAX : (int)n;
}

void tls_stream_take(struct tls_stream *s, const char *bytes, size_t n)
{
	if (s->o.BIO_write(s->in, bytes, clip(n)) != clip(n))
		out_of_memory();
}

size_t tls_stream_give(struct tls_stream *s, char *room, size_t n)
{
	int got = s->o.BIO_read(s->out, room, clip(n));

	return got > 0 ? (size_t)got : 0;
}

enum stream_state tls_stream_shake(struct tls_stream *s)
{
	int result;

	if (s->state != STREAM_HANDSHAKE)
		return s->state;
	s->o.ERR_clear_error();
	result = s->o.SSL_do_handshake(s->ssl);
	if (result == 1)
		s->state = STREAM_OPEN;
	else
		judge_error(s, result);
	s->o.ERR_clear_error();
	return s->state;
}

void tls_stream_write(struct tls_stream *s, const char *bytes, size_t n)
{
	int result;

	s->o.ERR_clear_error();
	result = s->o.SSL_write(s->ssl, bytes, clip(n));
	if (result <= 0)
		judge_error(s, result);
}

size_t tls_stream_read(struct tls_stream *s, char *room, size_t n)
{
	int result;

	if (s->state != STREAM_OPEN)
		return 0;
	s->o.ERR_clear_error();
	result = s->o.SSL_read(s->ssl, room, clip(n));
	if (result <= 0)
		judge_error(s, result);
	return result > 0 ? (size_t)result : 0;
}

enum stream_state tls_stream_state(const struct tls_stream *s)
{
	return s->state;
}

bool tls_stream_has_http2(const struct tls_stream *s)
{
	const unsigned char *name = NULL;
	unsigned n = 0;

	s->o.SSL_get0_alpn_selected(s->ssl, &name, &n);
	return n == 2 && name[0] == 'h' && name[1] == '2';
}

struct str tls_stream_error(const struct tls_stream *s, bool *ret_name)
{
	*ret_name = s->name;
	return str_from(s->error ? s->error : "the handshake breaks off");
}

void tls_stream_close(struct tls_stream *s)
{
	if (!s)
		return;
	if (s->ssl)
		s->o.SSL_free(s->ssl);
	if (s->context)
		s->o.SSL_CTX_free(s->context);
	s->ssl = NULL;
	s->context = NULL;
}
