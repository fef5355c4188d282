/* test_base.c: the base layer: arenas, strings, UTF-8, buffers, the string map and whole files. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool all_zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

static void test_arena(struct unit *u)
{
	struct arena *a = arena_new();
	bool zeroed = true, aligned = true;

	for (size_t i = 0; i < 5000; i++) {
		size_t n = i * 37 % 2000;
		char *p = arena_alloc(a, n);
		zeroed = zeroed && all_zero(p, n);
		aligned = aligned && (uintptr_t)p % 16 == 0;
		memset(p, 0xa5, n);
	}
	CHECK(u, zeroed);
	CHECK(u, aligned);
	char *big = arena_alloc(a, (size_t)8 << 20);
	CHECK(u, all_zero(big, (size_t)8 << 20));
	char *small = arena_alloc(a, 1);
	CHECK(u, *small == 0);

	struct str s = arena_str(a, (struct str){"ab\0cd", 5});
	CHECK_NUM(u, s.n, 5);
	CHECK(u, memcmp(s.p, "ab\0cd", 6) == 0);
	CHECK_STR(u, arena_fmt(a, "%s-%d", "x", 7), "x-7");
	CHECK_NUM(u, arena_str(a, (struct str){0}).n, 0);
	CHECK_STR(u, arena_grouped(a, 0), "0");
	CHECK_STR(u, arena_grouped(a, 999), "999");
	CHECK_STR(u, arena_grouped(a, 1000), "1,000");
	CHECK_STR(u, arena_grouped(a, UINT64_MAX), "18,446,744,073,709,551,615");
	arena_free(a);
	arena_free(NULL);
}

static void test_str(struct unit *u)
{
	CHECK_NUM(u, str_from(NULL).n, 0);
	CHECK(u, str_from(NULL).p == NULL);
	CHECK(u, str_eq(STR_LIT(""), str_from(NULL)));
	CHECK(u, !str_eq(STR_LIT("a"), STR_LIT("b")));
	CHECK(u, str_eq_c(STR_LIT("abc"), "abc"));
	CHECK(u, str_eq_nocase(STR_LIT("TiDB"), STR_LIT("tIdb")));
	CHECK(u, !str_eq_nocase(STR_LIT("a["), STR_LIT("a{")));
	CHECK(u, str_lowers_to(STR_LIT("T\xc4\xb0\xe2\x84\xaa"), STR_LIT("tik"))); /* I with a dot, KELVIN SIGN */
	CHECK(u, !str_folds_to(STR_LIT("T\xc4\xb0\xe2\x84\xaa"), STR_LIT("tik")));
	CHECK(u, str_folds_to(STR_LIT("\xc5\xbfQ\xe2\x84\xaa"), STR_LIT("sqk"))); /* LONG S */
	CHECK(u, !str_lowers_to(STR_LIT("\xc5\xbfQ"), STR_LIT("sq")));
	CHECK(u, !str_lowers_to(STR_LIT("sq"), STR_LIT("sql")) && !str_lowers_to(STR_LIT("sqls"), STR_LIT("sql")));
	CHECK(u, !str_folds_to(STR_LIT("sq\xff"), STR_LIT("sql")) && str_folds_to(STR_LIT(""), STR_LIT("")));
	CHECK(u, str_cmp(STR_LIT("a"), STR_LIT("ab")) < 0);
	CHECK(u, str_cmp(STR_LIT("b"), STR_LIT("ab")) > 0);
	CHECK(u, str_cmp(STR_LIT("\xff"), STR_LIT("a")) > 0);
	CHECK(u, str_cmp(STR_LIT("a"), STR_LIT("a")) == 0);
	CHECK(u, str_has_prefix(STR_LIT("task.yaml"), "task"));
	CHECK(u, !str_has_prefix(STR_LIT("ta"), "task"));
	CHECK(u, str_has_suffix(STR_LIT("task.yaml"), ".yaml"));
	CHECK(u, !str_has_suffix(STR_LIT("yaml"), ".yaml"));
	CHECK_STR(u, str_trim(STR_LIT(" \t a b\r\n")), "a b");
	CHECK_STR(u, str_trim(STR_LIT(" \t ")), "");
	CHECK(u, str_hash(STR_LIT("a")) == UINT64_C(0xaf63dc4c8601ec8c));
}

/* The textbook matrix, as the yardstick for the banded one. */
static unsigned distance_slow(struct str a, struct str b)
{
	unsigned d[16][16];

	for (size_t i = 0; i <= a.n; i++) {
		for (size_t j = 0; j <= b.n; j++) {
			if (!i || !j) {
				d[i][j] = (unsigned)(i + j);
				continue;
			}
			unsigned v = d[i - 1][j - 1] + (a.p[i - 1] != b.p[j - 1]);
			if (d[i - 1][j] + 1 < v)
				v = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < v)
				v = d[i][j - 1] + 1;
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] &&
			    d[i - 2][j - 2] + 1 < v)
				v = d[i - 2][j - 2] + 1;
			d[i][j] = v;
		}
	}
	return d[a.n][b.n];
}

static void test_take_number(struct unit *u)
{
	struct str s = STR_LIT("0099.x"), none = STR_LIT(".1"), big = STR_LIT("4294967296");
	uint32_t v = 7;

	CHECK(u, str_take_number(&s, 99, &v) && v == 99);
	CHECK_STR(u, s, ".x");
	CHECK(u, !str_take_number(&none, 99, &v) && v == 99);
	CHECK(u, !str_take_number(&big, UINT32_MAX, &v));
	CHECK_STR(u, big, "4294967296");
}

static void test_distance(struct unit *u)
{
	CHECK_NUM(u, str_distance(STR_LIT("sourceid"), STR_LIT("source-id"), 2), 1);
	CHECK_NUM(u, str_distance(STR_LIT("nmae"), STR_LIT("name"), 2), 1);
	CHECK_NUM(u, str_distance(STR_LIT("abc"), STR_LIT("xyz"), 2), 3);
	CHECK_NUM(u, str_distance(STR_LIT("abc"), STR_LIT("abc"), 0), 0);
	CHECK_NUM(u, str_distance(STR_LIT("abc"), STR_LIT("abd"), 0), 1);
	CHECK_NUM(u, str_distance(STR_LIT(""), STR_LIT("abcdefgh"), 8), 8);

	uint32_t seed = 1;
	unsigned wrong = 0;
	for (unsigned round = 0; round < 20000; round++) {
		char text[2][12];
		struct str s[2];
		for (unsigned k = 0; k < 2; k++) {
			seed = seed * 1664525u + 1013904223u;
			s[k] = (struct str){text[k], (seed >> 16) % 12};
			for (size_t i = 0; i < s[k].n; i++) {
				seed = seed * 1664525u + 1013904223u;
				text[k][i] = (char)('a' + (seed >> 16) % 3);
			}
		}
		unsigned max = round % 9, exact = distance_slow(s[0], s[1]);
		wrong += str_distance(s[0], s[1], max) != (exact > max ? max + 1 : exact);
	}
	CHECK_NUM(u, wrong, 0);
}

static void test_utf8(struct unit *u)
{
	static const char *const bad[] = {"\x80",
					  "\xc0\x80",
					  "\xc1\xbf",
					  "\xe0\x9f\xbf",
					  "\xed\xa0\x80",
					  "\xf0\x8f\xbf\xbf",
					  "\xf4\x90\x80\x80",
					  "\xf8\x88\x80\x80",
					  "\xe4\xb8",
					  "\xff",
					  "\xc3("};
	uint32_t cp = 0;
	unsigned wrong = 0;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		wrong += utf8_decode(bad[i], strlen(bad[i]), &cp) != 0;
	CHECK_NUM(u, wrong, 0);
	CHECK_NUM(u, utf8_decode("a", 0, &cp), 0);
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		if (c >= 0xd800 && c <= 0xdfff)
			continue;
		char out[4];
		size_t n = utf8_put(c, out);
		uint32_t back = 0;
		wrong += utf8_decode(out, n, &back) != n || back != c;
		wrong += n > 1 && utf8_decode(out, n - 1, &back) != 0;
	}
	CHECK_NUM(u, wrong, 0);
	CHECK_NUM(u, utf8_width('a'), 1);
	CHECK_NUM(u, utf8_width(0xe9), 1);
	CHECK_NUM(u, utf8_width(0x4e2d), 2);
	CHECK_NUM(u, utf8_width(0xff21), 2);
	CHECK_NUM(u, utf8_width(0x1f600), 2);
	CHECK_NUM(u, utf8_width(0x301), 0);
	CHECK_NUM(u, utf8_width(0x200b), 0);
	CHECK_NUM(u, utf8_width(0x10ffff), 1);
}

static void test_buf(struct unit *u)
{
	struct buf b = {0};

	buf_c(&b, "");
	CHECK_STR(u, ((struct str){b.p, b.n}), "");
	for (int i = 0; i < 1000; i++)
		buf_fmt(&b, "%d,", i % 10);
	CHECK_NUM(u, b.n, 2000);
	CHECK(u, memcmp(b.p + 1990, "5,6,7,8,9,", 11) == 0);
	buf_str(&b, (struct str){0});
	buf_char(&b, '\0');
	buf_add(&b, "xy", 2);
	CHECK_NUM(u, b.n, 2003);
	CHECK(u, memcmp(b.p + 2000, "\0xy", 4) == 0);
	buf_free(&b);
	CHECK(u, b.p == NULL && b.n == 0 && b.cap == 0);
}

/* Whatever stands in a file: no byte of it steers a terminal, and the result is UTF-8. */
static void test_clean(struct unit *u)
{
	struct buf b = {0};

	buf_clean(&b, STR_LIT("a\x1b[1m\n\xc2\x9b\xe2\x80\xae\xff\xc3\xa4"));
	CHECK_STR(u, ((struct str){b.p, b.n}), "a\\x1b[1m\\n\\x9b\\u202e\xef\xbf\xbd\xc3\xa4");
	buf_free(&b);
	buf_utf8(&b, STR_LIT("\xed\xa0\x80\nx"));
	CHECK_STR(u, ((struct str){b.p, b.n}), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\nx");
	buf_free(&b);
}

static void test_strmap(struct unit *u)
{
	struct arena *a = arena_new();
	struct strmap m = {.arena = a};
	static int values[1000];
	unsigned wrong = 0;

	CHECK(u, strmap_get(&m, STR_LIT("x")) == NULL);
	for (int i = 0; i < 1000; i++)
		wrong += strmap_put(&m, arena_fmt(a, "key%d", i), &values[i]) != NULL;
	for (int i = 0; i < 1000; i++)
		wrong += strmap_get(&m, arena_fmt(a, "key%d", i)) != &values[i];
	CHECK_NUM(u, wrong, 0);
	CHECK_NUM(u, m.n, 1000);
	CHECK(u, strmap_get(&m, STR_LIT("key1000")) == NULL);
	CHECK(u, strmap_put(&m, STR_LIT("key7"), &values[0]) == &values[7]);
	CHECK(u, strmap_get(&m, STR_LIT("key7")) == &values[0]);
	CHECK(u, strmap_put(&m, (struct str){0}, &values[1]) == NULL);
	CHECK(u, strmap_get(&m, STR_LIT("")) == &values[1]);

	struct strmap r = {.arena = a};

	strmap_reserve(&r, 1000);
	size_t cap = r.cap;
	for (int i = 0; i < 1000; i++)
		wrong += strmap_put(&r, arena_fmt(a, "key%d", i), &values[i]) != NULL;
	CHECK_NUM(u, wrong, 0);
	CHECK(u, r.cap == cap && r.n == 1000);
	CHECK(u, strmap_get(&r, STR_LIT("key999")) == &values[999]);
	arena_free(a);
}

static void test_files(struct unit *u)
{
	struct arena *a = arena_new();
	const char *tmp = getenv("TMPDIR");
	struct str dir = arena_fmt(a, "%s/dmlint-base-XXXXXX", tmp ? tmp : "/tmp");
	struct err e = {0};
	struct str got = {0};
	bool big = true;

	CHECK(u, mkdtemp((char *)(uintptr_t)dir.p) != NULL);
	const char *file = arena_fmt(a, "%s/a.yaml", dir.p).p, *alias = arena_fmt(a, "%s/link", dir.p).p;
	CHECK(u, !file_read(a, file, 100, &got, &big, &e) && strstr(e.msg, "a.yaml"));
	CHECK(u, file_write(file, STR_LIT("name: x\n"), &e));
	CHECK(u, file_read(a, file, 100, &got, &big, &e) && !big);
	CHECK_STR(u, got, "name: x\n");
	CHECK(u, got.p[got.n] == '\0');
	CHECK(u, file_read(a, file, 8, &got, &big, &e) && !big && got.n == 8);
	CHECK(u, file_read(a, file, 7, &got, &big, &e) && big);
	CHECK_STR(u, got, "name: x");

	struct stat st;
	CHECK(u, chmod(file, 0640) == 0 && symlink("a.yaml", alias) == 0);
	CHECK(u, file_write(alias, STR_LIT("new"), &e));
	CHECK(u, lstat(alias, &st) == 0 && S_ISLNK(st.st_mode));
	CHECK(u, stat(file, &st) == 0 && (st.st_mode & 07777) == 0640);
	CHECK(u, file_read(a, file, 100, &got, &big, &e));
	CHECK_STR(u, got, "new");
	CHECK(u, file_write(file, STR_LIT(""), &e) && file_read(a, file, 100, &got, &big, &e) && got.n == 0 && !big);

	CHECK(u, !file_read(a, dir.p, 100, &got, &big, &e) && strstr(e.msg, "folder"));
	CHECK(u, !file_write(dir.p, STR_LIT("x"), &e));
	CHECK(u, !file_write(arena_fmt(a, "%s/no/such", dir.p).p, STR_LIT("x"), &e));
	CHECK(u, file_read(a, "/dev/zero", 100000, &got, &big, &e) && big && got.n == 100000);
	CHECK(u, unlink(alias) == 0 && unlink(file) == 0 && rmdir(dir.p) == 0);
	arena_free(a);
}

int main(void)
{
	struct unit u = {0};

	test_arena(&u);
	test_str(&u);
	test_take_number(&u);
	test_distance(&u);
	test_utf8(&u);
	test_buf(&u);
	test_clean(&u);
	test_strmap(&u);
	test_files(&u);
	return unit_done(&u);
}
