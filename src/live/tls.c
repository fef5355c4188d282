/* tls.c: logs in over TLS, in a thread that waits by poll for the server or for its own end. Called by conn.c. The certificate is
 * judged as DM's driver judges it, by OpenSSL and not by libmariadb, before the password is sent. */
#include "src/live/tls.h"
#include "src/live/openssl.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

struct tls_login {
	struct tls_call call;
	struct openssl openssl;
	pthread_t thread;
	int over, cancel; /* eventfd */
	atomic_int
		socket; /* the same socket under another number, so that it can be shut whatever libmariadb does; -1: not yet */
	int hook; /* what OpenSSL calls begin_handshake by */
	atomic_bool is_over;
	bool greeted, in_handshake, handshake_done, name_refused, name_found;
	int verdict; /* of the certificate, when it is refused */
	MYSQL *connected;
};

/* libmariadb calls wait_io without an argument: this is that of the thread it runs in. */
static _Thread_local struct tls_login *mine;

static bool is_allowed(const struct tls *tls, const char *name)
{
	for (size_t i = 0; i < tls->n_names; i++) {
		if (str_eq_c(tls->names[i], name))
			return true;
	}
	return false;
}

/* Called for each certificate of a chain that is well, the server's own at last: as in DM one of them must have an allowed name; and for
 * what is not well. */
static int judge(int well, X509_STORE_CTX *chain)
{
	struct tls_login *t = mine;
	const struct openssl *o = &t->openssl;
	X509 *certificate = o->X509_STORE_CTX_get_current_cert(chain);
	char name[256] = "";

	if (!t->call.tls->texts[TEXT_CA].text) { /* any will do, for libmariadb, too, which looks at the verdict */
		o->X509_STORE_CTX_set_error(chain, X509_V_OK);
		return 1;
	}
	if (!well)
		t->verdict = o->X509_STORE_CTX_get_error(chain);
	if (!well || t->call.tls->n_names == 0 || !certificate)
		return well;
	if (o->X509_NAME_get_text_by_NID(o->X509_get_subject_name(certificate), NID_commonName, name, sizeof(name)) > 0)
		t->name_found = t->name_found || is_allowed(t->call.tls, name);
	if (o->X509_STORE_CTX_get_error_depth(chain) > 0 || t->name_found)
		return 1;
	t->name_refused = true;
	o->X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION);
	return 0;
}

/* OpenSSL calls this for every SSL that it makes: the one place before the handshake where libmariadb's is within reach. libmariadb has
 * made the socket blocking, so OpenSSL would wait by itself. */
static void begin_handshake(void *parent, void *value, CRYPTO_EX_DATA *data, int index, long argl, void *argp)
{
	struct tls_login *t = mine;
	SSL *ssl = parent;
	int fd;

	(void)value, (void)data, (void)index, (void)argl, (void)argp;
	if (!t || t->in_handshake)
		return;
	t->in_handshake = true;
	fd = (int)t->call.lib->mysql_get_socket(t->call.mysql);
	(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	atomic_store(&t->socket, fcntl(fd, F_DUPFD_CLOEXEC, 0));
	if (poll(&(struct pollfd){t->cancel, POLLIN, 0}, 1, 0) > 0) /* too late for whoever looked for the socket */
		(void)shutdown(fd, SHUT_RDWR);
	/* Who reads comes back with every record, also with one that says nothing. */
	(void)t->openssl.SSL_ctrl(ssl, SSL_CTRL_CLEAR_MODE, SSL_MODE_AUTO_RETRY, NULL);
	if (openssl_set_up(&t->openssl, ssl, t->call.tls, judge) < N_TEXTS)
		BUG("certificates that were fine a moment ago");
}

/* libmariadb has got through it when it waits with a handshake that is done. */
static void look_at_handshake(struct tls_login *t)
{
	const MARIADB_PVIO *pvio = t->call.mysql->net.pvio;

	if (t->in_handshake && pvio && pvio->ctls && t->openssl.SSL_is_init_finished(pvio->ctls->ssl))
		t->handshake_done = true;
}

/* false: errno tells why not. */
static bool is_connected(int fd)
{
	int error = 0;
	socklen_t n = sizeof(error);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &n) == 0)
		errno = error;
	return errno == 0;
}

/* false: the end has come first. */
static bool wait_for(struct tls_login *t, int fd, bool read)
{
	struct pollfd both[2] = {{fd, read ? POLLIN : POLLOUT, 0}, {t->cancel, POLLIN, 0}};

	while (poll(both, 2, -1) < 0 && errno == EINTR)
		;
	return !both[1].revents;
}

/* libmariadb waits for the socket through this. 1: it is ready, 0: give up, -1: errno tells. */
static int wait_io(my_socket fd, my_bool is_read, int timeout)
{
	struct tls_login *t = mine;
	bool read = is_read;
	enum look look;

	(void)timeout;
	look_at_handshake(t);
	for (;;) {
		if (!wait_for(t, fd, read))
			return 0;
		if (t->greeted)
			return 1;
		if (!read && !is_connected(fd))
			return -1;
		look = t->call.look(t->call.arg, fd);
		if (look == LOOK_FAILED)
			return 0;
		if (look == LOOK_WELL)
			break;
		read = true;
	}
	t->greeted = true;
	return 1;
}

static void *log_in(void *arg)
{
	struct tls_login *t = arg;
	const struct tls_call *c = &t->call;
	const uint64_t one = 1;

	mine = t;
	t->connected = c->lib->mysql_real_connect(c->mysql, c->address, c->user, NULL, NULL, c->port, NULL,
						  CLIENT_MULTI_STATEMENTS | CLIENT_REMEMBER_OPTIONS);
	atomic_store(&t->is_over, true);
	(void)!write(t->over, &one, sizeof(one));
	return NULL;
}

static void set_options(const struct tls_call *c)
{
	const my_bool on = 1;
	const unsigned seconds = 3600;
	const struct {
		enum mysql_option option;
		const void *value;
	} options[] = {
		{MYSQL_OPT_SSL_ENFORCE, &on},
		/* Else it would read the authorities of the system, which takes long and is of no use. */
		{MYSQL_OPT_SSL_CAPATH, "/dev/null"},
		/* Without one libmariadb would not call wait_io at all. */
		{MYSQL_OPT_READ_TIMEOUT, &seconds},
		{MYSQL_OPT_WRITE_TIMEOUT, &seconds},
		{MYSQL_OPT_CONNECT_TIMEOUT, &seconds},
	};

	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		(void)c->lib->mysql_optionsv(c->mysql, options[i].option, options[i].value);
	(void)c->lib->mysql_optionsv(c->mysql, MARIADB_OPT_IO_WAIT, wait_io);
}

/* Can the certificates be used? In the thread nobody could say why not. */
static bool try_texts(const struct openssl *o, struct arena *a, const struct tls *tls, struct str *ret_why)
{
	SSL_CTX *context = openssl_context(o);
	SSL *ssl = o->SSL_new(context);
	size_t refused;

	if (!ssl)
		out_of_memory();
	refused = openssl_set_up(o, ssl, tls, NULL);
	o->SSL_free(ssl);
	o->SSL_CTX_free(context);
	if (refused < N_TEXTS)
		*ret_why = openssl_refusal(a, tls, refused);
	return refused == N_TEXTS;
}

struct tls_login *tls_login_start(struct arena *a, const struct tls_call *call, struct str *ret_why)
{
	struct tls_login *t = ARENA_NEW(a, struct tls_login);
	sigset_t all, before;
	bool started;

	*ret_why = STR_LIT("no TLS on this system");
	t->call = *call;
	atomic_init(&t->socket, -1);
	atomic_init(&t->is_over, false);
	t->call.address = arena_str(a, str_from(call->address)).p;
	t->call.user = arena_str(a, str_from(call->user)).p;
	if (!openssl_load(&t->openssl) || !try_texts(&t->openssl, a, call->tls, ret_why))
		return NULL;
	set_options(&t->call);
	t->hook = t->openssl.CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL, 0, NULL, begin_handshake, NULL, NULL);
	if (t->hook < 0)
		return NULL;
	t->over = eventfd(0, EFD_CLOEXEC);
	t->cancel = eventfd(0, EFD_CLOEXEC);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(&t->thread, NULL, log_in, t) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (started)
		return t;
	close(t->over);
	close(t->cancel);
	return NULL;
}

int tls_login_fd(const struct tls_login *t)
{
	return t->over;
}

enum tls_result tls_login_end(struct tls_login *t, const char **ret_why)
{
	const uint64_t one = 1;
	int fd;

	(void)!write(t->cancel, &one, sizeof(one));
	fd = atomic_load(&t->socket);
	/* OpenSSL does not come back as long as records come that say nothing. */
	if (fd >= 0 && !atomic_load(&t->is_over))
		(void)shutdown(fd, SHUT_RDWR);
	pthread_join(t->thread, NULL);
	fd = atomic_load(&t->socket);
	if (fd >= 0)
		close(fd);
	(void)t->openssl.CRYPTO_free_ex_index(CRYPTO_EX_INDEX_SSL, t->hook);
	close(t->over);
	close(t->cancel);
	*ret_why = t->name_refused ? "its certificate has another common name"
		   : t->verdict    ? t->openssl.X509_verify_cert_error_string(t->verdict)
				   : NULL;
	if (t->name_refused || t->verdict == X509_V_ERR_HOSTNAME_MISMATCH ||
	    t->verdict == X509_V_ERR_IP_ADDRESS_MISMATCH)
		return TLS_NAME_REFUSED;
	if (!t->connected)
		return t->in_handshake && !t->handshake_done ? TLS_UNFINISHED : TLS_REFUSED;
	return TLS_CONNECTED;
}
