/* test_live.c: what src/live makes of bytes and error codes of servers, and the order it brings rows into. */
#include <string.h>

#include "dmlint/doc.h"
#include "src/live/greeting.h"
#include "src/live/internal.h"
#include "src/live/queries.h"
#include "tests/unit/unit.h"

/* A packet of its own bytes; n: without the NUL at the end. */
#define BYTES(text) ((struct str){text, sizeof(text) - 1})

/* length 3, number 1; protocol 10, version NUL, thread 4, salt 8 NUL, capabilities 2, charset, status 2, capabilities 2, length, filler 10,
 * salt 12 NUL, plugin NUL */
#define HELLO(length, version, low, high, plugin)                                                               \
	BYTES(length "\0\0\0\x0a" version "\0\1\0\0\0abcdefgh\0" low "\x2d\2\0" high "\x15\0\0\0\0\0\0\0\0\0\0" \
		     "abcdefghijkl\0" plugin "\0")

static struct greeting greeting_of(struct str bytes)
{
	struct greeting g;

	greeting_read(bytes, &g);
	return g;
}

static void test_greetings(struct unit *u)
{
	struct greeting g = greeting_of(HELLO("\x49", "8.4.3", "\xff\xff", "\xff\xdf", "caching_sha2_password"));

	CHECK_NUM(u, g.kind, GREETING_MYSQL);
	CHECK_STR(u, g.version, "8.4.3");
	CHECK_STR(u, g.plugin, "caching_sha2_password");
	CHECK(u, g.has_tls && g.many_statements && !g.mariadb);
	/* no TLS, no several statements, a MariaDB (CLIENT_MYSQL is off) behind its prefix */
	g = greeting_of(HELLO("\x59", "5.5.5-10.11.6-MariaDB", "\xfe\xf7", "\xfe\x81", "mysql_native_password"));
	CHECK_NUM(u, g.kind, GREETING_MYSQL);
	CHECK_STR(u, g.version, "10.11.6-MariaDB");
	CHECK_STR(u, g.plugin, "mysql_native_password");
	CHECK(u, !g.has_tls && !g.many_statements && g.mariadb);
	/* a part of it */
	g = greeting_of(BYTES("\x49\0\0\0\x0a"
			      "8.4"));
	CHECK_NUM(u, g.kind, GREETING_PART);
	CHECK_NUM(u, g.need, 4 + 0x49);
	/* the first packet of an answer has the number 0 */
	CHECK_NUM(u,
		  greeting_of(BYTES("\x49\0\0\1\x0a"
				    "8.4"))
			  .kind,
		  GREETING_ALIEN);
	CHECK_NUM(u, greeting_of(BYTES("HTTP/1.1 400 Bad Request\r\n")).kind, GREETING_ALIEN);
	/* turned away, with an SQLSTATE and, as before a login, without */
	g = greeting_of(BYTES("\x12\0\0\0\xff\x10\x04#08004too many"));
	CHECK_NUM(u, g.kind, GREETING_PART);
	g = greeting_of(BYTES("\x11\0\0\0\xff\x10\x04#08004too many"));
	CHECK_NUM(u, g.kind, GREETING_ERROR);
	CHECK_NUM(u, g.error_code, 1040);
	CHECK_STR(u, g.error, "too many");
	g = greeting_of(BYTES("\x0b\0\0\0\xff\x6a\x04too many"));
	CHECK_NUM(u, g.error_code, 1130);
	CHECK_STR(u, g.error, "too many");
}

static void test_logins(struct unit *u)
{
	struct str plugin = STR_LIT("");

	CHECK_NUM(u, login_answer_read(BYTES("\7\0\0\2\0\0\0\2\0\0\0"), &plugin), ANSWER_LAST);
	CHECK_NUM(u, login_answer_read(BYTES("\x48\0\0\2\xff\x15\x04#28000"), &plugin), ANSWER_LAST);
	CHECK_NUM(u, login_answer_read(BYTES("\2\0\0\2\1\3"), &plugin), ANSWER_LAST);    /* it knows the password */
	CHECK_NUM(u, login_answer_read(BYTES("\2\0\0\2\1\4"), &plugin), ANSWER_GOES_ON); /* it wants all of it */
	CHECK_NUM(u, login_answer_read(BYTES("\2\0\0"), &plugin), ANSWER_GOES_ON);
	CHECK_NUM(u,
		  login_answer_read(BYTES("\x2c\0\0\2\xfe"
					  "client_ed25519\0abc"),
				    &plugin),
		  ANSWER_PLUGIN);
	CHECK_STR(u, plugin, "client_ed25519");
	/* the oldest one is not named */
	CHECK_NUM(u, login_answer_read(BYTES("\1\0\0\2\xfe"), &plugin), ANSWER_PLUGIN);
	CHECK_STR(u, plugin, "mysql_old_password");
}

/* What libmariadb says of a connection that did not come about, and what servers do. */
static void test_failures(struct unit *u)
{
	static const struct {
		unsigned code;
		const char *text;
		enum connect_state state;
	} failures[] = {
		{2002, "Can't connect to server on '127.0.0.1' (111)", CONNECT_REFUSED},
		{2003, "Can't connect to server on '127.0.0.1' (110)", CONNECT_TIMEOUT},
		{2002, "Can't connect to server on '127.0.0.1' (104)", CONNECT_CLOSED},
		{2002, "Can't connect to server on '127.0.0.1' (113)", CONNECT_UNREACHABLE},
		{2006, "Server has gone away", CONNECT_CLOSED},
		{2013, "Lost connection to server", CONNECT_CLOSED},
		{2026, "TLS/SSL error", CONNECT_TLS_FAILED},
		{2049, "Connection using old (pre 4.1.1) authentication protocol refused", CONNECT_PLUGIN},
		{2059, "Authentication plugin 'dialog' cannot be loaded", CONNECT_PLUGIN},
		{2061, "Authentication plugin 'x' reported error", CONNECT_PLUGIN},
		{5010, "plugin not allowed", CONNECT_PLUGIN},
		{1045, "Access denied", CONNECT_LOGIN},
		{3118, "Account is locked", CONNECT_LOGIN},
		{4151, "Account is locked", CONNECT_LOGIN},
		{3159, "Connections using insecure transport are prohibited", CONNECT_TLS_REQUIRED},
		{2027, "Malformed packet", CONNECT_NOT_MYSQL},
	};

	for (size_t i = 0; i < ARRAY_LEN(failures); i++)
		CHECK_NUM(u, libmariadb_failure(failures[i].code, failures[i].text), failures[i].state);
}

/* Numbers by their size, texts byte by byte; a row that comes twice is one. */
static void test_rows(struct unit *u)
{
	struct str cells[] = {
		STR_LIT("b"), STR_LIT("1"), STR_LIT("a"), STR_LIT("10"), STR_LIT("a"),
		STR_LIT("9"), STR_LIT("b"), STR_LIT("1"), STR_LIT("B"),  STR_LIT("2"),
	};
	struct rows r = {.cells = cells, .n = 5, .n_columns = 2};

	rows_arrange(&r, 1 | 2);
	CHECK_NUM(u, r.n, 4);
	CHECK_STR(u, cells[0], "B");
	CHECK_STR(u, cells[3], "9");
	CHECK_STR(u, cells[5], "10");
	CHECK_STR(u, cells[6], "b");
}

/* The root of a task of DM 8.5. */
static const struct node *tree(struct arena *a, const char *yaml)
{
	struct doc doc;
	struct decode_result decode;

	doc_load(a, text_new(a, STR_LIT("task.yaml"), str_from(yaml)), &doc);
	schema_annotate(a, &doc, CONFIG_TASK, dm_releases[dm_n_releases - 1].version, &decode);
	return doc.root;
}

/* Of what a configuration sets in a session only names go into a statement, and values as literals. */
static void test_session(struct unit *u, struct arena *a)
{
	const struct task task = {
		.root = tree(
			a,
			"target-database:\n  session:\n    sql_mode: \"a'b\"\n    \"sql_mode = '', GLOBAL x\": \"1\"\n"
			"    tidb_x: \"1\"\n    wait_timeout: \"20\"\n"),
	};
	struct live_want want = {.task = &task};
	struct live_server server = {.role = ROLE_TARGET, .wants = &want, .n_wants = 1};
	struct server_facts facts = {.version = STR_LIT("8.0.36")};
	struct asked q = {.arena = a, .server = &server, .facts = &facts, .dialect = SPEAKS_MYSQL};
	struct statements tried = {.arena = a};

	try_session(&q, &tried);
	CHECK_NUM(u, tried.n, 3);
	CHECK_STR(u, tried.list[0].sql, "SET SESSION sql_mode = 'a\\'b'");
	CHECK_STR(u, tried.list[1].sql, "SET SESSION tidb_x = '1'");
	CHECK_STR(u, tried.list[2].sql, "SET SESSION wait_timeout = '20'");
	/* what calls itself TiDB and is none is not asked for what only TiDB has; TiDB takes numbers in quotes, others do not */
	facts.version = STR_LIT("8.0.11-TiDB-v8.1.0");
	tried.n = 0;
	try_session(&q, &tried);
	CHECK_NUM(u, tried.n, 2);
	CHECK_STR(u, tried.list[1].sql, "SET SESSION wait_timeout = 20");
}

/* DM 1.0 knows no TLS; a certificate without its key is no part of it. */
static void test_security(struct unit *u, struct arena *a)
{
	const struct node *root =
		tree(a, "target-database:\n  security:\n    ssl-ca: /ca.pem\n    ssl-cert: /cert.pem\n");
	struct live_server server = {.role = ROLE_TARGET,
				     .host = STR_LIT("db.example"),
				     .security = task_get(task_get(root, "target-database"), "security"),
				     .dm = dm_releases[0].version};
	struct tls tls;

	security_read(a, &server, &tls);
	CHECK(u, !tls.wanted);
	server.dm = dm_releases[dm_n_releases - 1].version;
	security_read(a, &server, &tls);
	CHECK(u, tls.wanted && tls.texts[TEXT_CA].path && !tls.texts[TEXT_CERT].path && !tls.host);
}

int main(void)
{
	struct unit u = {0};
	struct arena *a = arena_new();

	test_greetings(&u);
	test_logins(&u);
	test_failures(&u);
	test_rows(&u);
	test_session(&u, a);
	test_security(&u, a);
	arena_free(a);
	return unit_done(&u);
}
