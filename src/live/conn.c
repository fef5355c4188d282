/* conn.c: one connection to a MySQL server over libmariadb's non-blocking API: opens, looks at the greeting, logs in, sends
 * statements and hands on what comes back. Called by collect.c, which alone waits. Knows nothing of facts. */
#include "src/live/internal.h"
#include "src/live/mariadb.h"
#include "src/live/tls.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* A real row is far smaller; the longest text of a server is the set of all GTIDs it has executed. */
#define MAX_PACKET (16u << 20)
#define MAX_COLUMNS 256u
/* What one call of libmariadb may read: of columns and all else that comes before rows, and of a row. It would read on, and keep all of
 * it, as long as a server sends faster than it reads. */
#define MAX_ANSWER (1u << 20)
#define MAX_ROW (MAX_PACKET + MAX_ANSWER)
/* Rows that one call may hand on before others have their turn. */
#define ROWS_AT_ONCE 500u
/* What DM's driver has, and ed25519, so that an account with it can be told from others. Those that send the password as it is,
 * or ask the user, are left out. */
#define PLUGINS "mysql_native_password,caching_sha2_password,sha256_password,client_ed25519"

/* The call of libmariadb that is under way. */
enum call { CALL_NONE, CALL_CONNECT, CALL_QUERY, CALL_FETCH, CALL_NEXT };

struct conn {
	const struct mariadb *lib;
	struct arena *arena;
	MYSQL *mysql;
	enum conn_phase phase;
	enum call call;
	int waits; /* MYSQL_WAIT_... of the call; 0: it is done */
	int held;  /* in CONN_GREETING: what libmariadb waited for and has got, but is not told yet */
	MYSQL *connected;
	int code; /* what the call returned */
	MYSQL_RES *result;
	MYSQL_ROW row;
	struct conn_sink sink;
	struct greeting greeting;
	char hello[GREETING_MAX];
	char plugin[64];         /* that the server asked for */
	char answer[ANSWER_MAX]; /* to what libmariadb has sent last */
	size_t n_answer;
	enum connect_state failure;
	unsigned error_code;
	char error[512];
	size_t n_read;            /* in the call that is under way */
	const struct tls *tls;    /* NULL: none */
	struct tls_login *thread; /* it has the connection, until it is over; NULL: none */
};

/* The connection that libmariadb works on in this thread. */
static _Thread_local struct conn *current;

/* n: 0: the end. When libmariadb reads a refusal it frees its copies of the password as they are. */
static void look_at_answer(struct conn *c, const uchar *bytes, size_t n)
{
	const size_t room = sizeof(c->answer) - c->n_answer;
	struct str plugin;
	enum login_answer answer;

	memcpy(c->answer + c->n_answer, bytes, n < room ? n : room);
	c->n_answer += n < room ? n : room;
	answer = login_answer_read((struct str){c->answer, c->n_answer}, &plugin);
	if (n == 0 || answer == ANSWER_LAST)
		mariadb_forget_password(c->mysql);
	else if (answer == ANSWER_PLUGIN)
		snprintf(c->plugin, sizeof(c->plugin), "%.*s", STR_FMT(plugin));
}

/* libmariadb has sent something. The answer may have come before it: then it is in here, and nothing will be read. */
static void begin_answer_to_login(struct conn *c)
{
	const MARIADB_PVIO *io = c->mysql->net.pvio;
	const uchar *end = io->cache + io->cache_size;

	c->n_answer = 0;
	if (io->cache && io->cache_pos < end)
		look_at_answer(c, io->cache_pos, (size_t)(end - io->cache_pos));
}

/* libmariadb has read (mode 0) and not yet looked at it, or it sends. */
static void listen_in(int mode, MYSQL *mysql, const uchar *bytes, size_t n)
{
	struct conn *c = current;

	if (!c || c->mysql != mysql)
		return;
	n = n > SIZE_MAX / 2 ? 0 : n; /* an error */
	if (c->call == CALL_CONNECT && mode == 0)
		look_at_answer(c, bytes, n);
	else if (c->call == CALL_CONNECT)
		begin_answer_to_login(c);
	c->n_read += mode == 0 ? n : 0;
	/* To libmariadb this is the end of what the server says. */
	if (c->n_read > (c->call == CALL_FETCH ? MAX_ROW : MAX_ANSWER))
		(void)shutdown((int)c->lib->mysql_get_socket(mysql), SHUT_RDWR);
}

void conn_guard(const struct mariadb *lib)
{
	(void)lib->ma_pvio_register_callback(0, listen_in);
	(void)lib->ma_pvio_register_callback(1, listen_in);
}

static void fail(struct conn *c, enum connect_state why, unsigned code, struct str text)
{
	c->phase = CONN_FAILED;
	c->failure = why;
	c->error_code = code;
	snprintf(c->error, sizeof(c->error), "%.*s", STR_FMT(text));
}

static void set_option(struct conn *c, enum mysql_option option, const void *value)
{
	(void)c->lib->mysql_optionsv(c->mysql, option, value);
}

static void set_nonblocking(struct conn *c)
{
	const size_t stack = 256u << 10;

	set_option(c, MYSQL_OPT_NONBLOCK, &stack);
}

static void set_options(struct conn *c)
{
	const unsigned off = 0, tcp = MYSQL_PROTOCOL_TCP;
	const unsigned long max_packet = MAX_PACKET;

	set_option(c, MYSQL_OPT_PROTOCOL, &tcp);
	set_option(c, MYSQL_OPT_LOCAL_INFILE, &off);
	set_option(c, MYSQL_OPT_MAX_ALLOWED_PACKET, &max_packet);
	set_option(c, MARIADB_OPT_RESTRICTED_AUTH, PLUGINS);
	set_option(c, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	(void)c->lib->mysql_optionsv(c->mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "dmlint");
}

/* The server's default plugin may be one that neither DM's driver nor we have; the account may still use another. */
static void choose_plugin(struct conn *c)
{
	struct str plugin = c->greeting.plugin;

	if (plugin.n && !memmem(PLUGINS, sizeof(PLUGINS), plugin.p, plugin.n)) {
		c->greeting.plugin = STR_LIT("mysql_native_password");
		set_option(c, MYSQL_DEFAULT_AUTH, c->greeting.plugin.p);
	}
}

static bool judge_greeting(struct conn *c, int fd)
{
	const struct greeting *g = &c->greeting;
	/* The socket is readable again when all of it is there. */
	int need = g->kind == GREETING_PART ? (int)g->need : 1;

	(void)setsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &need, sizeof(need));
	if (g->kind == GREETING_ALIEN)
		fail(c, CONNECT_NOT_MYSQL, 0, STR_LIT(""));
	else if (g->kind == GREETING_ERROR)
		fail(c, CONNECT_LOGIN, g->error_code, g->error);
	else if (g->kind == GREETING_MYSQL && c->tls && !g->has_tls)
		fail(c, CONNECT_TLS_ABSENT, 0, STR_LIT(""));
	else if (g->kind == GREETING_MYSQL)
		choose_plugin(c);
	return g->kind == GREETING_MYSQL && c->phase != CONN_FAILED;
}

/* The server's first packet is left in the socket: only a whole and sane one is for libmariadb. */
static bool look_at_greeting(struct conn *c, int fd)
{
	ssize_t n = recv(fd, c->hello, sizeof(c->hello), MSG_PEEK | MSG_DONTWAIT);
	size_t had = c->greeting.need;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n < 0) {
		fail(c, CONNECT_CLOSED, 0, str_from(strerror(errno)));
		return false;
	}
	greeting_read((struct str){c->hello, (size_t)n}, &c->greeting);
	if (c->greeting.kind == GREETING_PART && (n == 0 || c->greeting.need <= had)) {
		/* Readable with fewer bytes than were waited for: the end. */
		fail(c, CONNECT_CLOSED, 0, STR_LIT("it closed the connection before a login"));
		return false;
	}
	return judge_greeting(c, fd);
}

static enum look look_for_thread(void *arg, int fd)
{
	struct conn *c = arg;

	current = c;
	c->phase = CONN_GREETING;
	if (look_at_greeting(c, fd))
		c->phase = CONN_LOGIN;
	return c->phase == CONN_FAILED ? LOOK_FAILED : c->phase == CONN_LOGIN ? LOOK_WELL : LOOK_AGAIN;
}

static void log_in_with_tls(struct conn *c, const struct conn_target *t)
{
	struct tls_call call = {c->lib, c->mysql, c->tls, t->address, t->user, t->port, look_for_thread, c};
	struct str why = str_from(c->tls->trouble);

	if (!c->tls->trouble)
		c->thread = tls_login_start(c->arena, &call, &why);
	if (!c->thread)
		fail(c, CONNECT_TLS_FAILED, 0, why);
}

struct login {
	struct conn *conn;
	const struct conn_target *target;
};

/* libmariadb reads the password only when the server has greeted, so it gets a copy of its own here. */
static void log_in(struct str password, void *arg)
{
	const struct login *l = arg;
	struct conn *c = l->conn;

	set_option(c, MARIADB_OPT_PASSWORD, password.p);
	c->call = CALL_CONNECT;
	current = c;
	if (c->tls) {
		log_in_with_tls(c, l->target);
		return;
	}
	set_nonblocking(c);
	c->waits = c->lib->mysql_real_connect_start(&c->connected, c->mysql, l->target->address, l->target->user, NULL,
						    NULL, l->target->port, NULL,
						    CLIENT_MULTI_STATEMENTS | CLIENT_REMEMBER_OPTIONS);
}

struct conn *conn_start(const struct mariadb *lib, struct arena *a, const struct conn_target *t)
{
	struct conn *c = ARENA_NEW(a, struct conn);
	struct login login = {c, t};

	c->lib = lib;
	c->arena = a;
	c->tls = t->tls;
	c->mysql = lib->mysql_init(NULL);
	if (!c->mysql)
		out_of_memory();
	set_options(c);
	if (t->password)
		secret_with(t->password, log_in, &login);
	else
		log_in(STR_LIT(""), &login);
	if (!c->thread)
		conn_resume(c, false, false);
	return c;
}

enum conn_phase conn_phase(const struct conn *c)
{
	return c->thread ? CONN_LOGIN : c->phase;
}

const struct greeting *conn_greeting(const struct conn *c)
{
	return &c->greeting;
}

/* The thread gives the connection back. */
static enum tls_result end_thread(struct conn *c, const char **ret_why)
{
	enum tls_result result;

	if (!c->thread)
		return TLS_CONNECTED;
	result = tls_login_end(c->thread, ret_why);
	c->thread = NULL;
	set_nonblocking(c);
	return result;
}

struct str conn_plugin(const struct conn *c)
{
	return c->plugin[0] ? arena_str(c->arena, str_from(c->plugin)) : c->greeting.plugin;
}

struct conn_wants conn_wants(const struct conn *c)
{
	struct conn_wants w = {.fd = -1};

	if (c->thread) {
		w.fd = tls_login_fd(c->thread);
		w.read = true;
		return w;
	}
	if (c->phase == CONN_FAILED || c->phase == CONN_READY)
		return w;
	w.fd = (int)c->lib->mysql_get_socket(c->mysql);
	w.read = c->phase == CONN_GREETING || c->waits & MYSQL_WAIT_READ;
	w.write = c->phase != CONN_GREETING && c->waits & MYSQL_WAIT_WRITE;
	w.now = c->waits == 0;
	return w;
}

enum connect_state conn_failure(struct conn *c, unsigned *ret_code, struct str *ret_error)
{
	const char *why = NULL;
	bool handshake = end_thread(c, &why) == TLS_UNFINISHED;

	*ret_code = c->error_code;
	*ret_error = str_from(c->error);
	if (c->phase == CONN_FAILED)
		return c->failure;
	if (c->phase == CONN_OPENING)
		return CONNECT_TIMEOUT;
	if (c->phase == CONN_LOGIN)
		*ret_error = handshake ? STR_LIT("the handshake gets no answer") : STR_LIT("no answer to the login");
	return handshake ? CONNECT_TLS_FAILED : CONNECT_SILENT;
}

bool conn_encrypted(const struct conn *c)
{
	return c->mysql->net.pvio && c->mysql->net.pvio->ctls;
}

/* --- connecting --- */

/* Tells libmariadb what has happened. */
static void continue_call(struct conn *c, int ready)
{
	switch (c->call) {
	case CALL_CONNECT:
		c->waits = c->lib->mysql_real_connect_cont(&c->connected, c->mysql, ready);
		break;
	case CALL_QUERY:
		c->waits = c->lib->mysql_real_query_cont(&c->code, c->mysql, ready);
		break;
	case CALL_FETCH:
		c->waits = c->lib->mysql_fetch_row_cont(&c->row, c->result, ready);
		break;
	case CALL_NEXT:
		c->waits = c->lib->mysql_next_result_cont(&c->code, c->mysql, ready);
		break;
	case CALL_NONE:
		break;
	}
}

static void begin_session(struct conn *c)
{
	c->phase = CONN_READY;
	/* On loopback the greeting may be there at once, and libmariadb has read it. */
	if (c->greeting.kind != GREETING_MYSQL) {
		c->greeting.kind = GREETING_MYSQL;
		c->greeting.version = arena_str(c->arena, str_from(c->mysql->server_version));
		c->greeting.mariadb = !(c->mysql->server_capabilities & CLIENT_MYSQL);
		c->greeting.many_statements = c->mysql->server_capabilities & CLIENT_MULTI_STATEMENTS;
		c->greeting.has_tls = c->mysql->server_capabilities & CLIENT_SSL;
	}
}

static void connect_failed(struct conn *c)
{
	unsigned code = c->lib->mysql_errno(c->mysql);
	const char *text = c->lib->mysql_error(c->mysql);
	enum connect_state why = libmariadb_failure(code, text);

	if (code == 2002 || code == 2003)
		text = strerrordesc_np(libmariadb_errno(text));
	/* Codes of the library are nothing of MySQL's. */
	fail(c, why, code < 2000 || code >= 3000 ? code : 0, str_from(text));
}

static void end_connect(struct conn *c)
{
	mariadb_forget_password(c->mysql);
	c->call = CALL_NONE;
	if (c->connected)
		begin_session(c);
	else
		connect_failed(c);
}

/* libmariadb would read the greeting as soon as it hears that the socket is open. false: nothing to tell it yet. */
static bool hold_back(struct conn *c, int *ready)
{
	if (c->phase == CONN_OPENING && (*ready || c->waits & MYSQL_WAIT_READ) &&
	    socket_is_open((int)c->lib->mysql_get_socket(c->mysql))) {
		c->phase = CONN_GREETING;
		c->held = c->waits;
	}
	if (c->phase != CONN_GREETING)
		return *ready != 0;
	if (!look_at_greeting(c, (int)c->lib->mysql_get_socket(c->mysql)))
		return false;
	c->phase = CONN_LOGIN;
	*ready = c->held & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE);
	return true;
}

static void continue_connect(struct conn *c, int ready)
{
	if (c->waits) {
		if (!hold_back(c, &ready))
			return;
		continue_call(c, ready);
	}
	if (c->waits == 0)
		end_connect(c);
}

/* --- statements --- */

static void end_statement(struct conn *c)
{
	unsigned code = c->lib->mysql_errno(c->mysql);

	if (code)
		c->sink.end(c->sink.arg, code, str_from(c->lib->mysql_error(c->mysql)));
	else
		c->sink.end(c->sink.arg, 0, STR_LIT(""));
	/* Errors of the client's side are about the connection. */
	if (code >= 2000 && code < 3000)
		fail(c, CONNECT_CLOSED, code, str_from(c->lib->mysql_error(c->mysql)));
}

void conn_send(struct conn *c, struct str sql, const struct conn_sink *sink)
{
	c->sink = *sink;
	c->phase = CONN_ASKING;
	c->call = CALL_QUERY;
	c->n_read = 0;
	current = c;
	c->waits = c->lib->mysql_real_query_start(&c->code, c->mysql, sql.p, sql.n);
}

static void fetch(struct conn *c)
{
	c->call = CALL_FETCH;
	c->n_read = 0;
	c->waits = c->lib->mysql_fetch_row_start(&c->row, c->result);
}

static void next_statement(struct conn *c)
{
	if (c->phase == CONN_FAILED)
		return;
	if (c->lib->mysql_more_results(c->mysql)) {
		c->call = CALL_NEXT;
		c->n_read = 0;
		c->waits = c->lib->mysql_next_result_start(&c->code, c->mysql);
	} else {
		c->call = CALL_NONE;
		c->phase = CONN_READY;
	}
}

static void tell_columns(struct conn *c)
{
	const MYSQL_FIELD *fields = c->lib->mysql_fetch_fields(c->result);
	struct str names[MAX_COLUMNS];
	size_t n = c->lib->mysql_num_fields(c->result);

	for (size_t i = 0; i < n && i < MAX_COLUMNS; i++)
		names[i] = (struct str){fields[i].name, fields[i].name ? fields[i].name_length : 0};
	c->sink.columns(c->sink.arg, names, n < MAX_COLUMNS ? n : MAX_COLUMNS);
}

/* The answer to a statement has begun. */
static void begin_answer(struct conn *c)
{
	if (c->code != 0) {
		end_statement(c);
		if (c->phase != CONN_FAILED) {
			c->call = CALL_NONE;
			c->phase = CONN_READY;
		}
		return;
	}
	c->result = c->lib->mysql_use_result(c->mysql);
	if (c->result) {
		tell_columns(c);
		fetch(c);
	} else {
		end_statement(c);
		next_statement(c);
	}
}

static bool tell_row(struct conn *c)
{
	const unsigned long *lengths = c->lib->mysql_fetch_lengths(c->result);
	struct str cells[MAX_COLUMNS];
	size_t n = c->lib->mysql_num_fields(c->result);

	for (size_t i = 0; i < n && i < MAX_COLUMNS; i++)
		cells[i] = (struct str){c->row[i], c->row[i] ? lengths[i] : 0};
	return c->sink.row(c->sink.arg, cells, n < MAX_COLUMNS ? n : MAX_COLUMNS);
}

/* Whatever the server would still send is not read. */
static void free_result(struct conn *c)
{
	c->mysql->status = MYSQL_STATUS_READY;
	c->lib->mysql_free_result(c->result);
	c->result = NULL;
}

static void take_row(struct conn *c)
{
	if (!c->row) {
		end_statement(c);
		free_result(c);
		next_statement(c);
	} else if (tell_row(c)) {
		fetch(c);
	} else {
		c->sink.end(c->sink.arg, 0, STR_LIT(""));
		fail(c, CONNECT_CLOSED, 0, STR_LIT("more rows than are read"));
	}
}

static void end_call(struct conn *c)
{
	switch (c->call) {
	case CALL_CONNECT:
		end_connect(c);
		break;
	case CALL_QUERY:
		begin_answer(c);
		break;
	case CALL_NEXT:
		if (c->code < 0)
			next_statement(c);
		else
			begin_answer(c);
		break;
	case CALL_FETCH:
		take_row(c);
		break;
	case CALL_NONE:
		break;
	}
}

/* The thread is over. */
static void end_tls(struct conn *c)
{
	const char *why = NULL;
	enum tls_result result = end_thread(c, &why);

	if (c->phase == CONN_FAILED)
		return;
	c->connected = result == TLS_CONNECTED ? c->mysql : NULL;
	end_connect(c);
	if (why)
		fail(c, result == TLS_NAME_REFUSED ? CONNECT_TLS_NAME : CONNECT_TLS_FAILED, 0, str_from(why));
	else if (c->connected && !conn_encrypted(c))
		fail(c, CONNECT_TLS_ABSENT, 0, STR_LIT(""));
}

enum conn_phase conn_resume(struct conn *c, bool readable, bool writable)
{
	int ready = (readable ? MYSQL_WAIT_READ : 0) | (writable ? MYSQL_WAIT_WRITE : 0);
	size_t steps = 0;

	current = c;
	if (c->thread) {
		if (readable)
			end_tls(c);
		return conn_phase(c);
	}
	if (c->call == CALL_CONNECT && c->phase != CONN_FAILED)
		continue_connect(c, ready & c->waits);
	else if (c->waits & ready)
		continue_call(c, ready & c->waits);
	while (c->phase == CONN_ASKING && c->waits == 0 && steps++ < ROWS_AT_ONCE)
		end_call(c);
	return c->phase;
}

/* --- the end --- */

void conn_close(struct conn *c)
{
	const char *why;

	if (!c || !c->mysql)
		return;
	(void)end_thread(c, &why);
	mariadb_forget_password(c->mysql);
	/* A suspended call ends with an error when it is told that its time is over. */
	while (c->waits)
		continue_call(c, MYSQL_WAIT_TIMEOUT);
	if (c->result)
		free_result(c);
	mariadb_forget_password(c->mysql);
	for (int waits = c->lib->mysql_close_start(c->mysql); waits;)
		waits = c->lib->mysql_close_cont(c->mysql, MYSQL_WAIT_TIMEOUT);
	c->mysql = NULL;
}
