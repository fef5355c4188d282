/* test_explain.c: the tables of DM's errors, and their recognition in texts. The texts are made up after the forms that the
 * versions print. */
#include "unit.h"

#include <string.h>

#include "dmlint/explain.h"

/* A text and what it must give: pairs of clue and number; the number of a text is its place among the guide's texts. */
struct sample {
	const char *text;
	const char *want; /* "c10006 n1406", "t" for a text; first of all the guide's or the code's key stays out */
};

static const struct sample known[] = {
	/* 1.0: one text behind the bracket */
	{"[code=32001:class=dump-unit:scope=internal:level=high] mydumper runs with error: fork/exec ./bin/mydumper: argument list too long",
	 "c32001 t"},
	{"\"msg\": \"[code=20010:class=config:scope=internal:level=medium] can not decrypt password 1: cause: [code=11050:class=functional:"
	 "scope=internal:level=high] can not decode: illegal base64 data\"",
	 "c20010 c11050"},
	{"[code=10003:class=database:scope=downstream:level=high] database driver: invalid connection", "c10003 t"},
	{"[code=10002:class=database:scope=downstream:level=high] database driver error: driver: bad connection",
	 "c10002 t"},
	{"[2019/11/05 10:11:12.131 +08:00] [ERROR] [task_checker.go:1] [error=\"[code=26002:class=task-check:scope=internal:level=high] "
	 "fail to open DB: Error 1045: Access denied for user 'root'@'172.31.43.27' (using password: YES)\"]",
	 "c26002 n1045 t"},
	{"[code=38008:class=dm-master:scope=internal:level=high] grpc request error: rpc error: code = Unavailable desc = all SubConns",
	 "c38008"},
	{"[code=11006:class=functional:scope=internal:level=high] parse statement: line 1 column 4 near \"x\"",
	 "c11006"},
	{"[code=30024:class=relay-unit:scope=internal:level=high] event from mysql-bin.000004 in Rotate diff from passed-in event Query",
	 "c30024 t"},
	{"[code=36069:class=sync-unit:scope=upstream:level=high] get binlog error ERROR 1236 (HY000): binlog checksum mismatch, data may be "
	 "corrupted",
	 "c36069 t n1236 t"},
	{"[code=40060:class=dm-worker:scope=internal:level=medium] no available units", "c40060"},
	/* 2.0: labels */
	{"[code=10001:class=database:scope=upstream:level=high], Message: database driver error, RawCause: Error 1045: Access denied for "
	 "user 'dm'@'10.0.0.8' (using password: NO), Workaround: check the account",
	 "c10001 n1045 t"},
	{"[code=10006:class=database:scope=downstream:level=high], Message: execute statement failed: commit, RawCause: Error 1406: Data too "
	 "long for column 'c' at row 1",
	 "c10006 n1406"},
	{"[code=10006:class=database:scope=downstream:level=high], RawCause: Error 1062: Duplicate entry '1' for key 'PRIMARY'",
	 "c10006 n1062"},
	{"[code=20038:class=config:scope=internal:level=high], Message: The configurations as following [route-02] are set in global "
	 "configuration but instances don't use them",
	 "c20038"},
	{"[code=38008:class=dm-worker:scope=internal:level=high], Message: grpc request error, RawCause: context deadline exceeded",
	 "c38008"},
	{"[code=44006:class=schema-tracker:scope=internal:level=high], RawCause: [ddl:8200]Unsupported modify column",
	 "c44006 n8200"},
	{"[code=50000:class=not-set:scope=not-set:level=high], RawCause: something", "c50000"},
	{"[code=11011:class=functional:scope=internal:level=high], Message: 0-1-2 is not mysql GTID set", "c11011"},
	/* query-status of 2.0 and later, pretty and in a string */
	{"{\n    \"ErrCode\": 10005,\n    \"ErrClass\": \"database\",\n    \"ErrScope\": \"upstream\",\n    \"ErrLevel\": \"high\",\n"
	 "    \"Message\": \"query statement failed: SHOW DATABASES\",\n    \"RawCause\": \"Error 2013: Lost connection\"\n}",
	 "c10005 n2013"},
	{"{\\\"ErrCode\\\":34018,\\\"ErrClass\\\":\\\"functional\\\",\\\"ErrScope\\\":\\\"internal\\\"}", "c34018"},
	{"{\"ErrCode\":36014,\"ErrClass\":\"sync-unit\",\"ErrScope\":\"internal\",\"ErrLevel\":\"high\"}", "c36014"},
	/* 6.0 and later: the driver's form with the state; the classes ha and validator; the HTTP API */
	{"[code=10001:class=database:scope=downstream:level=high], Message: database driver, RawCause: Error 1049 (42000): Unknown database "
	 "'dm_meta'",
	 "c10001 n1049"},
	{"[code=42501:class=ha:scope=internal:level=high], Message: fail to do etcd txn operation", "c42501"},
	{"[code=43005:class=validator:scope=internal:level=high], Message: failed to validate row change", "c43005"},
	{"{\"error_code\":46008,\"error_msg\":\"[code=46008:class=scheduler:scope=internal:level=medium], Message: source config not exist\"}",
	 "c46008 c46008"},
	{"{\"error_code\": 49001, \"error_msg\": \"bad\"}", "c49001"},
	{"[code=20067:class=config:scope=internal:level=high], Message: invalid secret key path", "c20067"},
	{"[code=32001:class=dump-unit:scope=internal:level=high], RawCause: sql: FLUSH: Error 1227 (42000): Access denied; you need RELOAD",
	 "c32001 n1227"},
	{"[2023/02/01 01:02:03.004 +00:00] [WARN] [db.go:302] [error=\"Error 8027 (HY000): Information schema is out of date\"]",
	 "n8027"},
	{"Error 1366 (HY000): Incorrect string value '\\xF0\\x9F' for column 'b'", "n1366"},
	{"[mysql] packets.go:36: unexpected EOF; invalid connection", "t"},
	{"[code=36062:class=sync-unit:scope=internal:level=high]", "c36062"},
};

static const char *const unknown[] = {
	"",
	"\n\n",
	"GET /healthz HTTP/1.1 500 error code=500",
	"panic: runtime error: index out of range [5] with length 3",
	"rpc error: code = Unavailable desc = connection closed",
	"ERROR:  duplicate key value violates unique constraint \"users_pkey\" (SQLSTATE 23505)",
	"nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)",
	"[2021/01/01 00:00:00.000 +00:00] [INFO] [syncer.go:1] [\"binlog replication progress\"] [\"total events\"=1045]",
	"MyError 1045: not a word of its own",
	"error 10456789012: too many digits, error 1045 without anything behind",
	"java.sql.SQLException: no suitable driver [code=none]",
	"the error codes 10001 and 20003 are named here, but nothing has failed",
	"[code=",
	"\"ErrCode\": 0, \"Message\": \"\"",
	"[ddl:",
	"Error 1",
	"Error 1236 (HY",
	"\"error_code\":",
};

/* "c10006 n1406 t" of what a scan found. */
static struct str found_in(struct arena *a, struct str text, size_t piece)
{
	struct scan *s = scan_new(a);
	struct buf b = {0};
	uint64_t lines;
	size_t n;

	for (size_t i = 0; i < text.n; i += piece)
		scan_feed(s, (struct str){text.p + i, text.n - i < piece ? text.n - i : piece});
	const struct finding *f = scan_end(s, &n, &lines);
	for (size_t i = 0; i < n; i++) {
		if (f[i].clue == CLUE_TEXT)
			buf_fmt(&b, "%st", i ? " " : "");
		else
			buf_fmt(&b, "%s%c%ld", i ? " " : "", f[i].clue == CLUE_CODE ? 'c' : 'n', f[i].number);
	}
	struct str copy = arena_str(a, (struct str){b.p, b.n});
	buf_free(&b);
	return copy;
}

static void test_samples(struct unit *u)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		CHECK_STR(u, found_in(a, str_from(known[i].text), SIZE_MAX / 2), known[i].want);
		CHECK_STR(u, found_in(a, str_from(known[i].text), 1), known[i].want);
	}
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++)
		CHECK_STR(u, found_in(a, str_from(unknown[i]), SIZE_MAX / 2), "");
	arena_free(a);
}

/* Class, scope and the lines, and each clue once a line. */
static void test_counts(struct unit *u)
{
	struct arena *a = arena_new();
	struct scan *s = scan_new(a);
	uint64_t lines;
	size_t n;

	scan_feed(
		s,
		STR_LIT("first\n[code=38008:class=dm-master:scope=internal:level=high] a [code=38008:class=dm-master:scope=internal\n"
			"[code=38008:class=dm-worker:scope=internal:level=high]\n\n"
			"[code=38008:class=dm-master:scope=internal:level=high]\n[code=99999:class=moon:scope=far:level=high]"));
	const struct finding *f = scan_end(s, &n, &lines);
	CHECK_NUM(u, lines, 6);
	CHECK_NUM(u, n, 3);
	CHECK_STR(u, str_from(f[0].class_name), "dm-master");
	CHECK_STR(u, str_from(f[0].scope), "internal");
	CHECK_NUM(u, f[0].lines, 2);
	CHECK_NUM(u, f[0].first, 2);
	CHECK_NUM(u, f[0].last, 5);
	CHECK_STR(u, str_from(f[1].class_name), "dm-worker");
	CHECK_NUM(u, f[1].lines, 1);
	CHECK_NUM(u, f[2].number, 99999);
	CHECK(u, f[2].error == NULL && f[2].guide == NULL);
	CHECK_STR(u, str_from(f[2].class_name), "");
	CHECK_STR(u, str_from(f[2].scope), "");
	arena_free(a);
}

/* A clue at every place around the end of the buffer is found exactly once. */
static void test_seams(struct unit *u)
{
	const struct str clue =
		STR_LIT("\n{\"ErrCode\": 10006, \"ErrClass\": \"database\", \"ErrScope\": \"upstream\"}");
	enum { BUFFER = 256 << 10 };
	struct arena *a = arena_new();
	char *blank = arena_alloc(a, 2 * BUFFER);
	bool all = true;

	memset(blank, 'x', 2 * BUFFER);
	for (size_t before = BUFFER - 700; before < BUFFER + 50; before++) {
		struct arena *each = arena_new();
		struct scan *s = scan_new(each);
		uint64_t lines;
		size_t n;

		scan_feed(s, (struct str){blank, before});
		scan_feed(s, clue);
		scan_feed(s, (struct str){blank, 1000});
		const struct finding *f = scan_end(s, &n, &lines);
		all = all && n == 1 && f->number == 10006 && strcmp(f->scope, "upstream") == 0 && f->first == 2 &&
		      f->lines == 1;
		arena_free(each);
	}
	CHECK(u, all);
	arena_free(a);
}

/* No input makes the table of findings overflow, and no foreign class stays. */
static void test_many(struct unit *u)
{
	struct arena *a = arena_new();
	struct scan *s = scan_new(a);
	uint64_t lines;
	size_t n;

	for (int i = 0; i < 5000; i++)
		scan_feed(s, arena_fmt(a, "[code=%d:class=x%d:scope=y:level=z]\n", 100000 + i, i));
	(void)scan_end(s, &n, &lines);
	CHECK_NUM(u, n, 1024);
	CHECK_NUM(u, lines, 5000);
	arena_free(a);
}

static void test_tables(struct unit *u)
{
	bool sorted = true, filled = true;
	size_t codes = 0;

	for (size_t i = 0; i < dm_n_errors; i++) {
		const struct dm_error *e = &dm_errors[i];

		sorted = sorted && (i == 0 || e[-1].code <= e->code);
		codes += i == 0 || e[-1].code != e->code;
		filled = filled && *e->class_name && *e->scope && *e->level && *e->name && *e->meaning && *e->handling;
		filled = filled && e->range.from < e->range.to;
	}
	CHECK(u, sorted);
	CHECK(u, filled);
	CHECK_NUM(u, codes, 590);
	CHECK(u, dm_error_find(10000) == NULL && dm_error_find(0) == NULL && dm_error_find(99999) == NULL);
	CHECK_STR(u, str_from(dm_error_find(34019)->name), "LoadBackendNotSupport");
	CHECK_STR(u, str_from(dm_error_find(34019)[1].name), "LoadLightningRuntime");
}

/* Numbers of servers that are common inside of DM's errors have guides, and what guides name exists. */
static void test_guides(struct unit *u)
{
	static const int numbers[] = {1236, 1045, 1366, 1406, 2013, 8027};

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		CHECK(u, error_guide_of_number(numbers[i]) != NULL);
	for (size_t k = 0; k < n_error_guides; k++) {
		struct str item;

		for (const char *list = error_guides[k].codes; error_list_next(&list, &item);) {
			long code = 0;

			for (size_t i = 0; i < item.n; i++)
				code = code * 10 + (item.p[i] - '0');
			CHECK(u, dm_error_find(code) != NULL);
		}
	}
}

int main(void)
{
	struct unit u = {0};

	test_tables(&u);
	test_guides(&u);
	test_samples(&u);
	test_counts(&u);
	test_seams(&u);
	test_many(&u);
	return unit_done(&u);
}
