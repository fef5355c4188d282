/* probe.c: is there gRPC at a port of a DM component? Speaks the first words of HTTP/2 and waits for the server's. Called by collect.c,
 * which waits. Sends nothing that a component would act on. */
#include "src/live/internal.h"

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

struct probe {
	int fd;
	enum conn_phase phase;
	enum connect_state failure;
	int error;
	unsigned char head[FRAME_HEAD];
	size_t n_head;
};

static void fail(struct probe *p, enum connect_state why, int error)
{
	p->phase = CONN_FAILED;
	p->failure = why;
	p->error = error;
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

struct probe *probe_start(struct arena *a, const char *address, uint16_t port)
{
	struct probe *p = ARENA_NEW(a, struct probe);
	struct sockaddr_storage to;
	socklen_t n = make_address(address, port, &to);

	p->fd = socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->fd < 0 || (connect(p->fd, (struct sockaddr *)&to, n) != 0 && errno != EINPROGRESS))
		fail_to_connect(p, errno);
	return p;
}

enum conn_phase probe_phase(const struct probe *p)
{
	return p->phase;
}

struct conn_wants probe_wants(const struct probe *p)
{
	return (struct conn_wants){
		.fd = p->fd, .read = p->phase == CONN_GREETING, .write = p->phase == CONN_OPENING, .now = false};
}

static void say_hello(struct probe *p)
{
	int error = 0;
	socklen_t n = sizeof(error);

	if (getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &error, &n) != 0)
		error = errno;
	if (error)
		fail_to_connect(p, error);
	else if (send(p->fd, hello, sizeof(hello) - 1, MSG_NOSIGNAL) != (ssize_t)sizeof(hello) - 1)
		fail(p, CONNECT_CLOSED, errno);
	else
		p->phase = CONN_GREETING;
}

/* A server begins with SETTINGS, and its frame is short. */
static void judge(struct probe *p)
{
	if (p->n_head < FRAME_HEAD)
		return;
	if (p->head[3] == FRAME_SETTINGS && p->head[0] == 0 && p->head[1] < 0x40)
		p->phase = CONN_READY;
	else
		fail(p, CONNECT_NOT_GRPC, 0);
}

static void listen_to(struct probe *p)
{
	ssize_t n = recv(p->fd, p->head + p->n_head, FRAME_HEAD - p->n_head, 0);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n < 0)
		fail(p, CONNECT_CLOSED, errno);
	else if (n == 0)
		fail(p, p->n_head ? CONNECT_NOT_GRPC : CONNECT_CLOSED, 0);
	else
		p->n_head += (size_t)n;
	if (p->phase == CONN_GREETING)
		judge(p);
}

enum conn_phase probe_resume(struct probe *p, bool readable, bool writable)
{
	if (p->phase == CONN_OPENING && writable)
		say_hello(p);
	else if (p->phase == CONN_GREETING && readable)
		listen_to(p);
	return p->phase;
}

enum connect_state probe_failure(const struct probe *p, struct str *ret_error)
{
	*ret_error = p->error ? str_from(strerrordesc_np(p->error)) : (struct str){NULL, 0};
	if (p->phase == CONN_FAILED)
		return p->failure;
	if (p->phase == CONN_OPENING)
		return CONNECT_TIMEOUT;
	return p->n_head ? CONNECT_NOT_GRPC : CONNECT_SILENT;
}

void probe_close(struct probe *p)
{
	if (p && p->fd >= 0)
		close(p->fd);
	if (p)
		p->fd = -1;
}
