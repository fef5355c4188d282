/* test_facts.c: facts files, there and back; what is wrong with them is refused with its line; damaged ones do no harm. */
#include <string.h>

#include "dmlint/facts.h"

#include "unit.h"

static const char sample[] =
	"dmlint-facts: 1\n"
	"servers:\n"
	"  - role: source\n"
	"    id: mysql-01\n"
	"    host: db1.example\n"
	"    port: 3306\n"
	"    user: dm\n"
	"    connect: ok\n"
	"    version: 5.7.29-log\n"
	"    auth_plugin: mysql_native_password\n"
	"    tls: true\n"
	"    statements: 7\n"
	"    facts:\n"
	"      variables: {log_bin: ON, Server_Id: 12, gtid_mode: ~, neg: -5, big: 99999999999999999999}\n"
	"      grants: {state: denied, error_code: 1227, error: \"no\\ttabs\"}\n"
	"      binlogs:\n"
	"        rows:\n"
	"          - [mysql-bin.000001, 4]\n"
	"          - [mysql-bin.000002, ~]\n"
	"      schemas: {state: truncated, rows: [[a, utf8, b]]}\n"
	"      replica: {rows: []}\n"
	"      tidb: {columns: [name, value, more], rows: [[x, y, z]]}\n"
	"  - role: target\n"
	"    host: TIDB.example\n"
	"    port: 4000\n"
	"    connect: login\n"
	"    error_code: 1045\n"
	"    error: \"Access denied: \\x07\\u2028 \\\"quoted\\\" \\\\\"\n";

static struct facts load(struct arena *a, const char *text, struct err *e, bool *ok)
{
	struct facts f = {0};

	e->msg[0] = '\0';
	*ok = facts_load(a, STR_LIT("f.yaml"), str_from(text), &f, e);
	return f;
}

static void test_load(struct unit *u, struct arena *a)
{
	struct err e;
	bool ok;
	struct facts f = load(a, sample, &e, &ok);
	const struct server_facts *s, *t;

	CHECK(u, ok);
	CHECK_NUM(u, f.n, 2);
	s = facts_source(&f, STR_LIT("mysql-01"));
	t = facts_target(&f, STR_LIT("tidb.example"), 4000, STR_LIT("root"));
	CHECK(u, s == &f.servers[0]);
	CHECK(u, t == &f.servers[1]);
	CHECK(u, !facts_source(&f, STR_LIT("mysql-02")));
	CHECK(u, !facts_target(&f, STR_LIT("tidb.example"), 4001, STR_LIT("root")));
	CHECK(u, fact_var_on(s, "LOG_BIN"));
	CHECK(u, !fact_var_on(s, "server_id"));
	CHECK_NUM(u, fact_var_int(s, "server_id", -1), 12);
	CHECK_NUM(u, fact_var_int(s, "neg", 0), -5);
	CHECK_NUM(u, fact_var_int(s, "big", 0), INT64_MAX);
	CHECK_NUM(u, fact_var_int(s, "log_bin", 3), 3);
	CHECK(u, fact_var(s, "gtid_mode").p == NULL);
	CHECK_NUM(u, s->facts[FACT_GRANTS].state, FACT_DENIED);
	CHECK_NUM(u, s->facts[FACT_GRANTS].error_code, 1227);
	CHECK_STR(u, s->facts[FACT_GRANTS].error, "no\ttabs");
	CHECK_NUM(u, s->facts[FACT_TABLES].state, FACT_MISSING);
	CHECK_NUM(u, fact_rows(s, FACT_BINLOGS)->n, 2);
	CHECK_STR(u, rows_get(fact_rows(s, FACT_BINLOGS), 0, "file_size"), "4");
	CHECK(u, rows_get(fact_rows(s, FACT_BINLOGS), 1, "file_size").p == NULL);
	CHECK(u, rows_get(fact_rows(s, FACT_BINLOGS), 2, "log_name").p == NULL);
	CHECK(u, rows_get(fact_rows(s, FACT_BINLOGS), 0, "nothing").p == NULL);
	CHECK_NUM(u, fact_rows(s, FACT_SCHEMAS)->n, 1);
	CHECK_NUM(u, fact_rows(s, FACT_GRANTS)->n, 0);
	CHECK_NUM(u, fact_rows(NULL, FACT_GRANTS)->n, 0);
	CHECK_STR(u, rows_get(fact_rows(s, FACT_TIDB), 0, "more"), "z");
	CHECK(u, facts_have(s, FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_BINLOGS) | FACT_BIT(FACT_REPLICA)));
	CHECK(u, !facts_have(s, FACT_BIT(FACT_SCHEMAS)));
	CHECK(u, !facts_have(t, 0));
	CHECK_NUM(u, t->connect, CONNECT_LOGIN);
}

static void test_round_trip(struct unit *u, struct arena *a)
{
	struct buf first = {0}, second = {0};
	struct err e;
	struct facts again;
	bool ok;
	struct facts f = load(a, sample, &e, &ok);

	facts_write(&f, &first);
	CHECK(u, facts_load(a, STR_LIT("f.yaml"), (struct str){first.p, first.n}, &again, &e));
	facts_write(&again, &second);
	CHECK(u, first.n == second.n && memcmp(first.p, second.p, first.n) == 0);
	CHECK_STR(u, again.servers[1].error, "Access denied: \x07\xe2\x80\xa8 \"quoted\" \\");
	CHECK(u, again.servers[0].tls);
	CHECK_NUM(u, again.servers[0].n_statements, 7);
	CHECK_NUM(u, fact_rows(&again.servers[0], FACT_SCHEMAS)->n, 1); /* of which some are lacking */
	CHECK(u, fact_var(&again.servers[0], "gtid_mode").p == NULL);
	buf_free(&first);
	buf_free(&second);
}

/* Every byte, and text that is not UTF-8, comes back or becomes U+FFFD. */
static void test_any_text(struct unit *u, struct arena *a)
{
	char all[256];
	struct server_facts s = {.role = ROLE_MASTER,
				 .connect = CONNECT_OK,
				 .user = {all, 128},
				 .version = {all + 128, 128},
				 .auth_plugin = STR_LIT("dialog")};
	struct facts f = {a, &s, 1}, again;
	struct buf out = {0};
	struct err e;

	for (unsigned i = 0; i < 256; i++)
		all[i] = (char)i;
	facts_write(&f, &out);
	CHECK(u, facts_load(a, STR_LIT("f.yaml"), (struct str){out.p, out.n}, &again, &e));
	CHECK(u, again.servers[0].user.n == 128 && memcmp(again.servers[0].user.p, all, 128) == 0);
	CHECK_NUM(u, again.servers[0].version.n, 3 * 128);
	CHECK_STR(u, again.servers[0].auth_plugin, "dialog");
	CHECK(u, !again.servers[0].id.p);
	buf_free(&out);
}

static void test_refused(struct unit *u, struct arena *a)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{"", "f.yaml: no facts file: it does not begin with \"dmlint-facts: 1\""},
		{"[]", "f.yaml: no facts file: it does not begin with \"dmlint-facts: 1\""},
		{"name: task\n", "f.yaml:1: unknown key \"name\""},
		{"servers: []\n", "f.yaml:1: no facts file: it does not begin with \"dmlint-facts: 1\""},
		{"dmlint-facts: 2\n", "f.yaml:1: a facts file of format 2; this program reads 1"},
		{"dmlint-facts: x\n", "f.yaml:1: \"dmlint-facts\" must be a number from 0 to 2147483647"},
		{"dmlint-facts: 1\nservers: {}\n", "f.yaml:2: \"servers\" must be a list"},
		{"dmlint-facts: 1\nservers: [x]\n", "f.yaml:2: a server must be a map"},
		{"dmlint-facts: 1\nservers:\n- {id: x}\n", "f.yaml:3: a server without \"role\""},
		{"dmlint-facts: 1\nservers:\n- {role: task}\n", "f.yaml:3: \"role\" cannot be \"task\""},
		{"dmlint-facts: 1\nservers:\n- role: source\n  port: 65536\n",
		 "f.yaml:4: \"port\" must be a number from 0 to 65535"},
		{"dmlint-facts: 1\nservers:\n- role: source\n  host: [a]\n", "f.yaml:4: \"host\" must be a text"},
		{"dmlint-facts: 1\nservers:\n- role: source\n  tls: 1\n", "f.yaml:4: \"tls\" must be true or false"},
		{"dmlint-facts: 1\nservers:\n- role: source\n  connect: fine\n",
		 "f.yaml:4: \"connect\" cannot be \"fine\""},
		{"dmlint-facts: 1\nservers:\n- role: source\n  facts: {x: {}}\n", "f.yaml:4: unknown fact \"x\""},
		{"dmlint-facts: 1\nservers:\n- role: source\n  facts: {grants: [x]}\n",
		 "f.yaml:4: \"grants\" must be a map with \"rows\", or with \"state\""},
		{"dmlint-facts: 1\nservers:\n- role: source\n  facts: {grants: {row: []}}\n",
		 "f.yaml:4: unknown key \"row\""},
		{"dmlint-facts: 1\nservers:\n- role: source\n  facts: {grants: {rows: [x]}}\n",
		 "f.yaml:4: a row must be a list of 1 texts"},
		{"dmlint-facts: 1\nservers:\n- role: source\n  facts:\n    binlogs:\n      rows:\n      - [a, 1]\n      - [b]\n",
		 "f.yaml:8: a row of 1 values, the columns are 2"},
		{"dmlint-facts: 1\nservers:\n- role: source\n  facts: {binlogs: {rows: [[a, [b]]]}}\n",
		 "f.yaml:4: a value in a row must be a text, a number or null"},
		{"dmlint-facts: 1\nservers:\n- role: source\n  facts: {variables: {a: [b]}}\n",
		 "f.yaml:4: \"a\" must be a text"},
		{"dmlint-facts: 1\nservers:\n- role: source\n  facts: {indexes: {columns: [schema, table, type], rows: [[a, b]]}}\n",
		 "f.yaml:4: a row of 2 values, the columns are 3"},
		{"dmlint-facts: 1\nservers:\n- role: source\n  facts: {tidb: {columns: [], rows: []}}\n",
		 "f.yaml:4: \"columns\" must be a list of names"},
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct err e;
		bool ok;

		(void)load(a, bad[i].text, &e, &ok);
		CHECK(u, !ok);
		CHECK_STR(u, str_from(e.msg), bad[i].why);
	}
}

/* A record made before a column came: its rows end there, and what they do not say is absent. */
static void test_older_rows(struct unit *u, struct arena *a)
{
	static const char text[] = "dmlint-facts: 1\nservers:\n- role: source\n  facts:\n    indexes:\n      rows:\n"
				   "      - [app, t, PRIMARY, 1, 1, id, ~, '']\n"
				   "      - [app, t, ft, 0, 1, v, ~, '', FULLTEXT]\n";
	struct err e = {0};
	bool ok;
	struct facts f = load(a, text, &e, &ok);
	const struct rows *r = ok ? fact_rows(&f.servers[0], FACT_INDEXES) : NULL;

	CHECK(u, r && r->n == 2);
	if (!r)
		return;
	CHECK(u, !rows_get(r, 0, "type").p && !rows_get(r, 1, "expression").p);
	CHECK(u, str_eq_c(rows_get(r, 1, "type"), "FULLTEXT"));
	(void)load(
		a,
		"dmlint-facts: 1\nservers:\n- role: source\n  facts: {indexes: {rows: [[app, t, PRIMARY, 1, 1, id, ~]]}}\n",
		&e, &ok);
	CHECK(u, !ok);
}

/* The sample with bytes changed, removed and cut off, by a fixed sequence: loaded or refused, and what was loaded can be written,
 * loaded and written again. */
static void test_damaged(struct unit *u)
{
	static const char bytes[] = "\0\t\n\"'#&*[]{}:,-~!%@`|>?x9\x80\xc3\xff";
	uint32_t random = 1;
	unsigned loaded = 0, refused = 0, unstable = 0;

	for (unsigned round = 0; round < 3000; round++) {
		struct arena *a = arena_new();
		struct str s = arena_str(a, str_from(sample));
		char *p = arena_alloc(a, s.n);
		struct facts f, again;
		struct err e = {{0}};

		memcpy(p, s.p, s.n);
		for (unsigned k = 0; k <= round % 3; k++) {
			random = random * 1664525u + 1013904223u;
			p[(random >> 8) % s.n] = bytes[(random >> 3) % (sizeof(bytes) - 1)];
		}
		if (round % 5 == 0)
			s.n = (random >> 8) % s.n;
		if (facts_load(a, STR_LIT("f.yaml"), (struct str){p, s.n}, &f, &e)) {
			struct buf first = {0}, second = {0};

			loaded++;
			facts_write(&f, &first);
			if (facts_load(a, STR_LIT("f.yaml"), (struct str){first.p, first.n}, &again, &e))
				facts_write(&again, &second);
			unstable += first.n != second.n || memcmp(first.p, second.p, first.n) != 0;
			buf_free(&first);
			buf_free(&second);
		} else {
			refused += e.msg[0] != '\0';
		}
		arena_free(a);
	}
	CHECK_NUM(u, loaded + refused, 3000);
	CHECK(u, loaded > 100);
	CHECK(u, refused > 100);
	CHECK_NUM(u, unstable, 0);
}

static void test_vendor(struct unit *u)
{
	static const struct {
		const char *text;
		enum server_vendor vendor;
		uint32_t version;
	} versions[] = {
		{"5.7.29-log", VENDOR_MYSQL, 5007029},
		{"8.0.11-TiDB-v8.5.5", VENDOR_TIDB, 8005005},
		{"5.7.25-TiDB-v4.0.0-beta.2", VENDOR_TIDB, 4000000},
		{"8.0.11-TiDB-None", VENDOR_TIDB, 0},
		{"10.11.6-MariaDB-0+deb12u1-log", VENDOR_MARIADB, 10011006},
		{"5.5.5-10.2.44-MariaDB", VENDOR_MARIADB, 10002044},
		{"5.5.5-mariadb", VENDOR_MARIADB, 5005005},
		{"5.7.mysql_aurora.2.11.2", VENDOR_MYSQL, 5007000},
		{"", VENDOR_UNKNOWN, 0},
		{"unknown", VENDOR_UNKNOWN, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		struct server_facts s = {.version = str_from(versions[i].text)};
		uint32_t v;

		CHECK_NUM(u, server_vendor(&s, &v), versions[i].vendor);
		CHECK_NUM(u, v, versions[i].version);
	}
}

static void test_redacted_errors(struct unit *u, struct arena *a)
{
	static const struct {
		const char *said, *kept;
	} errors[] = {
		{"Access denied for user 'dm'@'10.0.0.7' (using password: YES)",
		 "Access denied for user 'dm'@'10.0.0.7' (using password: YES)"},
		{"(using password: NO) password=pw", "(using password: NO) password=******"},
		{"(using password: pw)", "(using password: ******"},
		{"no route to mysql://dm:pw@db/", "no route to mysql://dm:******@db/"},
		{"near 'identified by 'pw'' at line 1", "near 'IDENTIFIED ******"},
		{"Your password has expired", "Your password has expired"},
		{"a\tb\nc \x07", "a\tb\nc \x07"},
		{"", ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
		struct str once = facts_redact_error(a, str_from(errors[i].said));

		CHECK_STR(u, once, errors[i].kept);
		CHECK_STR(u, facts_redact_error(a, once), errors[i].kept);
	}
}

/* The password goes, the words behind it stay: they tell how many connections the account has. */
static void test_redacted_grants(struct unit *u, struct arena *a)
{
	static const struct {
		const char *said, *kept;
	} grants[] = {
		{"GRANT SELECT ON *.* TO `dm`@`%`", "GRANT SELECT ON *.* TO `dm`@`%`"},
		{"GRANT SELECT ON *.* TO 'dm'@'%' IDENTIFIED BY PASSWORD '*5D11'", "GRANT SELECT ON *.* TO 'dm'@'%'"},
		{"GRANT USAGE ON *.* TO `dm`@`%` IDENTIFIED BY PASSWORD '*5D11' WITH MAX_USER_CONNECTIONS 1",
		 "GRANT USAGE ON *.* TO `dm`@`%` WITH MAX_USER_CONNECTIONS 1"},
		{"GRANT USAGE ON *.* TO `dm`@`%` IDENTIFIED VIA ed25519 USING 'hash' REQUIRE SSL",
		 "GRANT USAGE ON *.* TO `dm`@`%` REQUIRE SSL"},
		{"GRANT ALL ON *.* TO `dm`@`%` IDENTIFIED WITH 'x' AS 'it''s WITH GRANT \\' REQUIRE ' WITH GRANT OPTION",
		 "GRANT ALL ON *.* TO `dm`@`%` WITH GRANT OPTION"},
		{"GRANT ALL ON ` IDENTIFIED BY `.* TO `dm`@`%` identified by 'pw",
		 "GRANT ALL ON ` IDENTIFIED BY `.* TO `dm`@`%`"},
		{"GRANT ALL ON `a\\`.* TO `dm`@`%` IDENTIFIED BY PASSWORD '*5D11'", "GRANT ALL ON `a\\`.* TO `dm`@`%`"},
	};

	for (size_t i = 0; i < ARRAY_LEN(grants); i++)
		CHECK_STR(u, facts_redact_grant(a, str_from(grants[i].said)), grants[i].kept);
}

/* Of SHOW CREATE USER only what stands behind the way to log in is kept. */
static void test_redact_create_user(struct unit *u, struct arena *a)
{
	const struct {
		const char *said, *kept;
	} users[] = {
		{"CREATE USER 'dm'@'%' IDENTIFIED WITH 'mysql_native_password' AS '*5D11' REQUIRE NONE WITH "
		 "MAX_QUERIES_PER_HOUR 10 PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK",
		 "CREATE USER 'dm'@'%' REQUIRE NONE WITH MAX_QUERIES_PER_HOUR 10 PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK"},
		{"CREATE USER `dm`@`%` IDENTIFIED WITH 'caching_sha2_password' AS '$A$005$a\\' REQUIRE b''c' REQUIRE SSL",
		 "CREATE USER `dm`@`%` REQUIRE SSL"},
		{"CREATE USER `dm`@`%` IDENTIFIED VIA unix_socket OR mysql_native_password USING '*5D11' WITH "
		 "MAX_CONNECTIONS_PER_HOUR 3",
		 "CREATE USER `dm`@`%` WITH MAX_CONNECTIONS_PER_HOUR 3"},
		{"CREATE USER `dm`@`%` IDENTIFIED BY PASSWORD '*5D11' ACCOUNT LOCK",
		 "CREATE USER `dm`@`%` ACCOUNT LOCK"},
		{"CREATE USER `dm`@`%` IDENTIFIED BY PASSWORD '*5D11' PASSWORD EXPIRE NEVER",
		 "CREATE USER `dm`@`%` PASSWORD EXPIRE NEVER"},
		{"CREATE USER `dm`@`%` IDENTIFIED BY PASSWORD '*5D11", "CREATE USER `dm`@`%`"},
	};

	for (size_t i = 0; i < ARRAY_LEN(users); i++)
		CHECK_STR(u, facts_redact_grant(a, str_from(users[i].said)), users[i].kept);
}

/* What a record holds may be written by hand: secrets are taken out when it is read, too. */
static void test_redacted_record(struct unit *u, struct arena *a)
{
	static const char *const secret[] = {"plugin_password", "ldap_pwd", "wsrep_sst_auth", "cluster_secret",
					     "ssl_passphrase"};
	static const char text[] =
		"dmlint-facts: 1\nservers:\n- role: source\n  error: \"near IDENTIFIED BY 's3cret'\"\n  facts:\n"
		"    variables: {plugin_password: s3cret, ldap_pwd: s3cret, wsrep_sst_auth: 'root:s3cret', cluster_secret: s3cret,\n"
		"                ssl_passphrase: s3cret, old_password: 'OFF', report_password: 'ON', hostname: db-1}\n"
		"    grants: {state: failed, error: \"near IDENTIFIED BY 's3cret'\"}\n";
	struct err e;
	bool ok;
	struct facts f = load(a, text, &e, &ok);
	const struct server_facts *s = ok ? &f.servers[0] : NULL;

	CHECK(u, ok);
	for (size_t i = 0; ok && i < ARRAY_LEN(secret); i++)
		CHECK_STR(u, fact_var(s, secret[i]), "******");
	if (!ok)
		return;
	CHECK_STR(u, fact_var(s, "old_password"), "OFF");
	CHECK_STR(u, fact_var(s, "report_password"), "ON");
	CHECK_STR(u, fact_var(s, "hostname"), "db-1");
	CHECK_STR(u, s->error, "near IDENTIFIED ******");
	CHECK_STR(u, s->facts[FACT_GRANTS].error, "near IDENTIFIED ******");
}

int main(void)
{
	struct unit u = {0};
	struct arena *a = arena_new();

	test_load(&u, a);
	test_older_rows(&u, a);
	test_redacted_record(&u, a);
	test_round_trip(&u, a);
	test_any_text(&u, a);
	test_refused(&u, a);
	test_damaged(&u);
	test_vendor(&u);
	test_redacted_errors(&u, a);
	test_redacted_grants(&u, a);
	test_redact_create_user(&u, a);
	arena_free(a);
	return unit_done(&u);
}
