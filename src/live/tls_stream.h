/* tls_stream.h: the client's end of a TLS connection, over bytes that somebody else receives and sends: it never waits, and does no
 * more in one call than the bytes it was given ask for. */
#ifndef DMLINT_LIVE_TLS_STREAM_H
#define DMLINT_LIVE_TLS_STREAM_H

#include "src/live/internal.h"

struct tls_stream;
/* Offers HTTP/2. NULL: *ret_why tells what cannot be used, in the arena. */
struct tls_stream *tls_stream_open(struct arena *a, const struct tls *tls, struct str *ret_why);
/* Bytes that came from the server. */
void tls_stream_take(struct tls_stream *s, const char *bytes, size_t n);
/* Bytes for the server; 0: none for now. */
size_t tls_stream_give(struct tls_stream *s, char *room, size_t n);

enum stream_state { STREAM_HANDSHAKE, STREAM_OPEN, STREAM_FAILED, STREAM_ENDED };
/* Goes on with the handshake, as far as the bytes taken go. */
enum stream_state tls_stream_shake(struct tls_stream *s);
/* When it is open: to be encrypted, and what was decrypted (0: nothing for now). */
void tls_stream_write(struct tls_stream *s, const char *bytes, size_t n);
size_t tls_stream_read(struct tls_stream *s, char *room, size_t n);
enum stream_state tls_stream_state(const struct tls_stream *s);

bool tls_stream_has_http2(const struct tls_stream *s); /* both sides have agreed on it */
/* Of STREAM_FAILED: why, and whether the certificate is for another name. */
struct str tls_stream_error(const struct tls_stream *s, bool *ret_name);
void tls_stream_close(struct tls_stream *s); /* NULL is fine */

#endif
