/* test_govalue.c: durations, sizes, time zones, storage paths, GTID sets and binlog names against the vectors in
 * govalue-vectors.tsv, the list of zones, versions between the recorded ones, reasons, and very long values. */
#include "unit.h"

#include <string.h>
#include <time.h>

#include "dmlint/govalue.h"

static const uint32_t versions[] = {10007, 20007, 50403, 60512, 70507, 80505};

/* The next column of *rest, up to sep or the end. */
static struct str cut(struct str *rest, char sep)
{
	const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
	size_t n = at ? (size_t)(at - rest->p) : rest->n;
	struct str part = {rest->p, n};

	rest->p += n + (at != NULL);
	rest->n -= n + (at != NULL);
	return part;
}

static unsigned hex(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static struct str unescape(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == '\\') {
			p[n++] = s.p[i++];
		} else if (s.p[i] == '\\' && i + 3 < s.n) {
			p[n++] = (char)(hex(s.p[i + 2]) * 16 + hex(s.p[i + 3]));
			i += 3;
		} else {
			p[n++] = s.p[i];
		}
	}
	return (struct str){p, n};
}

static struct str number(struct arena *a, bool ok, const int64_t *v)
{
	return ok ? arena_fmt(a, "%lld", (long long)*v) : STR_LIT("no");
}

static struct str size_answer(struct arena *a, struct str s, uint32_t dm, const char **why)
{
	uint64_t v = 0;
	bool ok = govalue_chunk_filesize(s, dm, &v, why);

	return ok ? arena_fmt(a, "%llu", (unsigned long long)v) : STR_LIT("no");
}

static struct str dir_answer(struct str s, uint32_t dm, const char **why)
{
	bool s3 = false, ok = govalue_dir(s, dm, &s3, why);

	return !ok ? STR_LIT("no") : s3 ? STR_LIT("1") : STR_LIT("0");
}

static struct str zone_answer(struct arena *a, struct str s, uint32_t dm, const char **why)
{
	struct govalue_zone z = govalue_zone(s, dm);

	*why = z.why;
	switch (z.verdict) {
	case GOVALUE_ZONE_OK:
		return z.is_offset ? arena_fmt(a, "%lld", (long long)z.offset) : STR_LIT("yes");
	case GOVALUE_ZONE_CRASHES:
		return STR_LIT("crash");
	case GOVALUE_ZONE_REFUSED:
	case GOVALUE_ZONE_TOO_FAR:
		break;
	}
	return STR_LIT("no");
}

static struct str gtid_answer(struct str s, const char *flavor, uint32_t dm, const char **why)
{
	switch (govalue_gtid(s, str_from(flavor), dm, why)) {
	case GOVALUE_GTID_OK:
		return STR_LIT("yes");
	case GOVALUE_GTID_BAD:
		return STR_LIT("no");
	case GOVALUE_GTID_BAD_FLAVOR:
		break;
	}
	return STR_LIT("flavor");
}

static struct str answer(struct arena *a, struct str function, struct str s, uint32_t dm, const char **why)
{
	int64_t v = 0;

	if (str_eq_c(function, "zone"))
		return zone_answer(a, s, dm, why);
	if (str_eq_c(function, "duration"))
		return number(a, govalue_duration(s, &v, why), &v);
	if (str_eq_c(function, "size"))
		return number(a, govalue_size(s, dm, &v, why), &v);
	if (str_eq_c(function, "chunk"))
		return size_answer(a, s, dm, why);
	if (str_eq_c(function, "dir"))
		return dir_answer(s, dm, why);
	if (str_eq_c(function, "gtid"))
		return gtid_answer(s, "", dm, why);
	if (str_eq_c(function, "gtid-mysql"))
		return gtid_answer(s, "mysql", dm, why);
	if (str_eq_c(function, "gtid-mariadb"))
		return gtid_answer(s, "mariadb", dm, why);
	if (str_eq_c(function, "gtid-oracle"))
		return gtid_answer(s, "oracle", dm, why);
	*why = "";
	return govalue_binlog_name(s) ? STR_LIT("yes") : STR_LIT("no");
}

static void test_vectors(struct unit *u, const char *path)
{
	struct arena *a = arena_new();
	struct str text = {0};
	struct err e;
	bool too_big;
	size_t rows = 0;

	bool read = file_read(a, path, 1 << 20, &text, &too_big, &e);
	CHECK(u, read);
	if (!read)
		printf("# %s\n", e.msg);
	while (text.n) {
		struct str row = cut(&text, '\n');
		if (str_has_prefix(row, "#") || row.n == 0)
			continue;
		struct str function = cut(&row, '\t'), shown = cut(&row, '\t');
		struct str value = unescape(a, shown);
		for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
			struct str want = cut(&row, '\t');
			const char *why = NULL;
			struct str got = answer(a, function, value, versions[i], &why);
			if (str_eq_c(want, "-"))
				continue;
			struct str start = {shown.p, shown.n < 60 ? shown.n : 60};
			struct str what = arena_fmt(a, "%.*s of \"%.*s\" in %u: %.*s", STR_FMT(function),
						    STR_FMT(start), (unsigned)versions[i], STR_FMT(want));
			bool reasoned = str_eq_c(want, "no") || str_eq_c(want, "crash") || str_eq_c(want, "flavor");
			unit_check(u, str_eq(got, want) && (why != NULL || !reasoned), __FILE__, __LINE__, what.p);
			if (!str_eq(got, want))
				printf("# got %.*s\n", STR_FMT(got));
		}
		rows++;
	}
	CHECK(u, rows > 500);
	arena_free(a);
}

#define TIME_ZONE(name) name,
#define TIME_ZONE_FILE(name)
#define TIME_ZONE_COPY(name)
static const char *const zones[] = {
#include "../../schemas/timezones.def"
};

static void test_zones(struct unit *u)
{
	struct arena *a = arena_new();
	bool sorted = true, known = true, copied = true, folders = false;

	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		struct str name = str_from(zones[i]);
		sorted = sorted && (i == 0 || str_cmp(str_from(zones[i - 1]), name) < 0);
		for (size_t v = 0; v < ARRAY_LEN(versions); v++)
			known = known && govalue_zone(name, versions[v]).verdict == GOVALUE_ZONE_OK;
		copied = copied && govalue_zone(arena_fmt(a, "right/%s", zones[i]), 80505).verdict == GOVALUE_ZONE_OK;
		const char *slash = strrchr(zones[i], '/');
		if (slash) {
			struct str folder = {zones[i], (size_t)(slash - zones[i])};
			folders = folders || govalue_zone(folder, 80505).verdict == GOVALUE_ZONE_OK;
		}
	}
	CHECK(u, ARRAY_LEN(zones) > 590);
	CHECK(u, sorted);
	CHECK(u, known);
	CHECK(u, copied);
	CHECK(u, !folders);
	CHECK(u, govalue_zone(STR_LIT(""), 80505).verdict == GOVALUE_ZONE_OK);
	CHECK(u, govalue_zone((struct str){"UTC\0", 4}, 80505).verdict == GOVALUE_ZONE_REFUSED);
	CHECK(u, govalue_zone(STR_LIT("+14:01"), 80505).verdict == GOVALUE_ZONE_TOO_FAR);
	CHECK(u, govalue_zone(STR_LIT("-13:00"), 50403).verdict == GOVALUE_ZONE_TOO_FAR);
	CHECK_STR(u, govalue_zone_suggest(STR_LIT("asia/shanghai")), "Asia/Shanghai");
	CHECK(u, govalue_zone_suggest(STR_LIT("UTC")).p == NULL);
	CHECK(u, govalue_zone_suggest(STR_LIT("Asia/Atlantis")).p == NULL);
	arena_free(a);
}

/* A behaviour lasts up to the release before the one that changed it, whether or not verdicts of it were recorded. */
static void test_versions(struct unit *u)
{
	struct str uuid = STR_LIT("(3ccc475b-2343-11e7-be21-6c0b84d59f30):1"), date = STR_LIT("+20240101000000");

	CHECK(u, govalue_zone(STR_LIT("+08:00"), 20003).verdict == GOVALUE_ZONE_REFUSED);
	CHECK(u, govalue_zone(STR_LIT("nowhere"), 20004).verdict == GOVALUE_ZONE_OK);
	CHECK(u, govalue_zone(STR_LIT("nowhere"), 50300).verdict == GOVALUE_ZONE_REFUSED);
	CHECK(u, govalue_zone(date, 70507).verdict == GOVALUE_ZONE_CRASHES);
	CHECK(u, govalue_zone(date, 80000).verdict == GOVALUE_ZONE_OK);
	CHECK(u, govalue_zone(date, 90000).verdict == GOVALUE_ZONE_OK);
	CHECK(u, govalue_size(STR_LIT("64Mi"), 60499, NULL, NULL));
	CHECK(u, !govalue_size(STR_LIT("64Mi"), 60500, NULL, NULL));
	CHECK(u, govalue_dir(STR_LIT("1:b"), 50499, NULL, NULL));
	CHECK(u, !govalue_dir(STR_LIT("1:b"), 60000, NULL, NULL));
	CHECK_NUM(u, govalue_gtid(uuid, STR_LIT("mysql"), 50402, NULL), GOVALUE_GTID_BAD);
	CHECK_NUM(u, govalue_gtid(uuid, STR_LIT("mysql"), 50304, NULL), GOVALUE_GTID_OK);
	CHECK_NUM(u, govalue_gtid(uuid, STR_LIT("mysql"), 60100, NULL), GOVALUE_GTID_BAD);
	CHECK_NUM(u, govalue_gtid(STR_LIT("x-y-0"), STR_LIT("mariadb"), 60505, NULL), GOVALUE_GTID_BAD);
	CHECK_NUM(u, govalue_gtid(STR_LIT("x-y-0"), STR_LIT("mariadb"), 60506, NULL), GOVALUE_GTID_OK);
	CHECK_NUM(u, govalue_gtid(STR_LIT("x-y-0"), STR_LIT("mariadb"), 70200, NULL), GOVALUE_GTID_BAD);
	CHECK_NUM(u, govalue_gtid(STR_LIT("x:0"), STR_LIT("mysql"), 60100, NULL), GOVALUE_GTID_BAD);
	CHECK_NUM(u, govalue_gtid(STR_LIT("0-1-2"), STR_LIT(""), 20001, NULL), GOVALUE_GTID_BAD);
	CHECK_NUM(u, govalue_gtid(STR_LIT("0-1-2"), STR_LIT(""), 20002, NULL), GOVALUE_GTID_OK);
}

/* Nothing is written where the answer is no. */
static void test_untouched(struct unit *u)
{
	int64_t v = 7;
	uint64_t size = 7;
	bool s3 = true;
	const char *why = NULL;

	CHECK(u, !govalue_duration(STR_LIT("5"), &v, &why) && v == 7 && why);
	CHECK(u, !govalue_size(STR_LIT("x"), 80505, &v, NULL) && v == 7);
	CHECK(u, !govalue_chunk_filesize(STR_LIT("x"), 80505, &size, NULL) && size == 7);
	CHECK(u, !govalue_dir(STR_LIT(":"), 80505, &s3, NULL) && s3);
	why = NULL;
	CHECK(u, govalue_duration(STR_LIT("5s"), NULL, &why) && !why);
	CHECK(u, govalue_size(str_from(NULL), 80505, NULL, NULL) == false);
}

/* A long value of each shape for each function takes far less than a second unless a loop is quadratic. */
static void test_long(struct unit *u)
{
	static const char *const shapes[] = {
		"1",         "1:", "1-",  "1,",       "1-1-1 ",         "+1-", "a/", "./", " ", ".", "Z", "%41",
		"s3://[::1", "1h", "1_0", "\xc2\xa0", "+24-1-1 0:0:0.1"};
	static const char *const functions[] = {"zone", "duration",   "size",         "chunk", "dir",
						"gtid", "gtid-mysql", "gtid-mariadb", "binlog"};
	struct arena *a = arena_new();
	clock_t start = clock();
	size_t answers = 0;

	for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
		struct buf b = {0};
		buf_c(&b, "+");
		while (b.n < 100000)
			buf_c(&b, shapes[i]);
		for (size_t f = 0; f < ARRAY_LEN(functions); f++)
			for (size_t v = 0; v < ARRAY_LEN(versions); v++) {
				const char *why = NULL;
				struct str s = {b.p + v % 2, b.n - v % 2};
				answers += answer(a, str_from(functions[f]), s, versions[v], &why).n > 0;
			}
		buf_free(&b);
	}
	CHECK_NUM(u, answers, ARRAY_LEN(shapes) * ARRAY_LEN(functions) * ARRAY_LEN(versions));
	CHECK(u, (double)(clock() - start) / CLOCKS_PER_SEC < 20);
	arena_free(a);
}

int main(int argc, char **argv)
{
	struct unit u = {0};

	test_vectors(&u, argc > 1 ? argv[1] : "tests/unit/govalue-vectors.tsv");
	test_zones(&u);
	test_versions(&u);
	test_untouched(&u);
	test_long(&u);
	return unit_done(&u);
}
