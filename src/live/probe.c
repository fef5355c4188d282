/* probe.c: is there gRPC at a port of a DM component? Speaks the first words of HTTP/2, over TLS where that is configured, and waits for
 * the server's. Called by collect.c, which waits. Sends nothing that a component would act on. */
#include "src/live/internal.h"
#include "src/live/tls_stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The preface of a client, and SETTINGS without any. */
static const char hello[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
			    "\0\0\0\4\0\0\0\0\0";
#define FRAME_HEAD 9u
#define FRAME_SETTINGS 4

#define TLS_RECORD_HEAD 2u
/* Far more than any certificates need: who sends more before the first frame never ends. */
#define MAX_INPUT (256u << 10)
#define AT_ONCE (16u << 10)

struct probe {
	int fd;
	enum conn_phase phase;
	enum connect_state failure;
	int error;
	struct str text; /* why, where no errno tells it */
	const struct tls *tls;
	bool only_look; /* whether TLS is spoken */
	bool says_tls;  /* it has sent the beginning of a record */
	bool asked;     /* the first words of HTTP/2 are on their way */
	struct tls_stream *stream;
	size_t n_input;
	char output[4096]; /* what the socket has not taken yet */
	size_t n_output;
	unsigned char head[FRAME_HEAD];
	size_t n_head;
};

static void fail(struct probe *p, enum connect_state why, int error)
{
	p->phase = CONN_FAILED;
	p->failure = why;
	p->error = error;
}

static void fail_saying(struct probe *p, enum connect_state why, struct str text)
{
	fail(p, why, 0);
	p->text = text;
}

static void fail_to_connect(struct probe *p, int error)
{
	switch (error) {
	case ECONNREFUSED:
		fail(p, CONNECT_REFUSED, error);
		break;
	case ETIMEDOUT:
		fail(p, CONNECT_TIMEOUT, error);
		break;
	case ECONNRESET:
		fail(p, CONNECT_CLOSED, error);
		break;
	default:
		fail(p, CONNECT_UNREACHABLE, error);
		break;
	}
}

static socklen_t make_address(const char *text, uint16_t port, struct sockaddr_storage *ret)
{
	struct sockaddr_in *four = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)ret;

	memset(ret, 0, sizeof(*ret));
	if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
		four->sin_family = AF_INET;
		four->sin_port = htons(port);
		return sizeof(*four);
	}
	(void)inet_pton(AF_INET6, text, &six->sin6_addr);
	six->sin6_family = AF_INET6;
	six->sin6_port = htons(port);
	return sizeof(*six);
}

struct probe *probe_start(struct arena *a, const char *address, uint16_t port, const struct tls *tls, bool only_look)
{
	struct probe *p = ARENA_NEW(a, struct probe);
	struct sockaddr_storage to;
	socklen_t n = make_address(address, port, &to);

	p->only_look = only_look;
	p->tls = tls->wanted ? tls : NULL;
	p->fd = socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->fd < 0 || (connect(p->fd, (struct sockaddr *)&to, n) != 0 && errno != EINPROGRESS)) {
		fail_to_connect(p, errno);
	} else if (p->tls) {
		if (tls->trouble)
			p->text = str_from(tls->trouble);
		else
			p->stream = tls_stream_open(a, tls, &p->text);
		if (!p->stream)
			fail(p, CONNECT_TLS_FAILED, 0);
	}
	return p;
}

enum conn_phase probe_phase(const struct probe *p)
{
	return p->phase;
}

struct conn_wants probe_wants(const struct probe *p)
{
	return (struct conn_wants){
		.fd = p->fd, .read = p->phase == CONN_GREETING, .write = p->phase == CONN_OPENING || p->n_output > 0};
}

/* As much as the socket takes. */
static void send_output(struct probe *p)
{
	for (;;) {
		ssize_t n;

		if (p->stream)
			p->n_output +=
				tls_stream_give(p->stream, p->output + p->n_output, sizeof(p->output) - p->n_output);
		if (p->n_output == 0)
			return;
		n = send(p->fd, p->output, p->n_output, MSG_NOSIGNAL);
		if (n < 0 && errno != EAGAIN && errno != EINTR && p->phase != CONN_FAILED)
			fail(p, CONNECT_CLOSED, errno);
		if (n <= 0)
			return;
		p->n_output -= (size_t)n;
		memmove(p->output, p->output + n, p->n_output);
	}
}

static void say_hello(struct probe *p)
{
	p->asked = true;
	if (p->stream) {
		tls_stream_write(p->stream, hello, sizeof(hello) - 1);
		return;
	}
	memcpy(p->output, hello, sizeof(hello) - 1);
	p->n_output = sizeof(hello) - 1;
}

static void stream_failed(struct probe *p)
{
	bool name;
	struct str why = tls_stream_error(p->stream, &name);

	if (tls_stream_state(p->stream) == STREAM_ENDED)
		fail(p, CONNECT_CLOSED, 0);
	else
		fail_saying(p, name ? CONNECT_TLS_NAME : CONNECT_TLS_FAILED, why);
}

/* TCP is there. */
static void begin(struct probe *p)
{
	int error = 0;
	socklen_t n = sizeof(error);

	if (getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &error, &n) != 0)
		error = errno;
	if (error) {
		fail_to_connect(p, error);
		return;
	}
	p->phase = CONN_GREETING;
	if (!p->stream)
		say_hello(p);
	else if (tls_stream_shake(p->stream) == STREAM_FAILED)
		stream_failed(p);
	send_output(p);
}

static bool is_tls_record(const struct probe *p)
{
	return p->head[0] >= 0x14 && p->head[0] <= 0x17 && p->head[1] == 3;
}

/* A server begins with SETTINGS, and its frame is short. */
static bool is_settings(const struct probe *p)
{
	return p->head[3] == FRAME_SETTINGS && p->head[0] == 0 && p->head[1] < 0x40;
}

static void keep_head(struct probe *p, const char *bytes, size_t n)
{
	if (n > FRAME_HEAD - p->n_head)
		n = FRAME_HEAD - p->n_head;
	memcpy(p->head + p->n_head, bytes, n);
	p->n_head += n;
}

/* The first bytes of all where it was greeted without TLS. */
static void judge_plain(struct probe *p)
{
	if (p->n_head >= TLS_RECORD_HEAD && is_tls_record(p))
		fail(p, CONNECT_TLS_REQUIRED, 0); /* an alert: it has met no TLS */
	else if (p->n_head == FRAME_HEAD && is_settings(p))
		p->phase = CONN_READY;
	else if (p->n_head == FRAME_HEAD)
		fail(p, CONNECT_NOT_GRPC, 0);
}

static void read_stream(struct probe *p)
{
	char frame[FRAME_HEAD];

	if (tls_stream_shake(p->stream) == STREAM_OPEN && !p->asked) {
		if (p->tls->must_agree && !tls_stream_has_http2(p->stream))
			fail_saying(p, CONNECT_TLS_FAILED, STR_LIT("it does not agree to HTTP/2 (ALPN)"));
		else
			say_hello(p);
	}
	if (p->phase != CONN_FAILED)
		keep_head(p, frame, tls_stream_read(p->stream, frame, FRAME_HEAD - p->n_head));
	send_output(p); /* an alert, where it comes to that */
	if (p->phase == CONN_FAILED)
		return;
	if (p->n_head == FRAME_HEAD && is_settings(p))
		p->phase = CONN_READY;
	else if (p->n_head == FRAME_HEAD)
		fail(p, CONNECT_NOT_GRPC, 0);
	else if (tls_stream_state(p->stream) == STREAM_FAILED || tls_stream_state(p->stream) == STREAM_ENDED)
		stream_failed(p);
}

/* Is TLS what answers? What has been read before that is clear goes to the stream with the rest. */
static void look_for_tls(struct probe *p, const char *bytes, size_t n)
{
	char first[FRAME_HEAD];
	size_t had = p->n_head;

	memcpy(first, p->head, had);
	keep_head(p, bytes, n);
	if (p->n_head >= TLS_RECORD_HEAD && is_tls_record(p)) {
		p->says_tls = true;
		p->n_head = 0;
		tls_stream_take(p->stream, first, had);
		if (p->only_look)
			p->phase = CONN_READY;
	} else if (p->n_head == FRAME_HEAD) {
		fail(p, is_settings(p) ? CONNECT_TLS_ABSENT : CONNECT_NOT_GRPC, 0);
	}
}

static void take_bytes(struct probe *p, const char *bytes, size_t n)
{
	p->n_input += n;
	if (!p->stream) {
		keep_head(p, bytes, n);
		judge_plain(p);
		return;
	}
	if (!p->says_tls)
		look_for_tls(p, bytes, n);
	if (!p->says_tls || p->phase != CONN_GREETING)
		return;
	tls_stream_take(p->stream, bytes, n);
	read_stream(p);
	if (p->phase == CONN_GREETING && p->n_input > MAX_INPUT)
		fail(p, CONNECT_NOT_GRPC, 0);
}

static void listen_to(struct probe *p)
{
	char bytes[AT_ONCE];
	ssize_t n = recv(p->fd, bytes, sizeof(bytes), 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		take_bytes(p, bytes, (size_t)n);
	else if (n < 0)
		fail(p, CONNECT_CLOSED, errno);
	else if (p->says_tls && !p->asked)
		fail_saying(p, CONNECT_TLS_FAILED, STR_LIT("it ends the handshake without a word"));
	else
		fail(p, p->n_head ? CONNECT_NOT_GRPC : CONNECT_CLOSED, 0);
}

enum conn_phase probe_resume(struct probe *p, bool readable, bool writable)
{
	if (p->phase == CONN_OPENING && writable)
		begin(p);
	else if (p->phase == CONN_GREETING && writable)
		send_output(p);
	if (p->phase == CONN_GREETING && readable)
		listen_to(p);
	return p->phase;
}

enum connect_state probe_failure(const struct probe *p, struct str *ret_error)
{
	*ret_error = p->error ? str_from(strerrordesc_np(p->error)) : p->text;
	if (p->phase == CONN_FAILED)
		return p->failure;
	if (p->phase == CONN_OPENING)
		return CONNECT_TIMEOUT;
	if (p->stream && !p->asked && (p->says_tls || p->n_head == 0)) {
		*ret_error = STR_LIT("the handshake gets no answer");
		return CONNECT_TLS_FAILED;
	}
	return p->n_head ? CONNECT_NOT_GRPC : CONNECT_SILENT;
}

void probe_close(struct probe *p)
{
	if (!p)
		return;
	tls_stream_close(p->stream);
	p->stream = NULL;
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}
