/* test_goregex.c: reading and matching Go's regular expressions, against verdicts of Go itself in
 * goregex-vectors.tsv, which also explains its columns. */
#include "dmlint/goregex.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define VECTORS "tests/unit/goregex-vectors.tsv"

static const char *const error_names[] = {
	[GO_REGEX_OK] = "ok",
	[GO_REGEX_BAD_RANGE] = "bad-range",
	[GO_REGEX_BAD_ESCAPE] = "bad-escape",
	[GO_REGEX_BAD_GROUP_NAME] = "bad-group-name",
	[GO_REGEX_BAD_GROUP] = "bad-group",
	[GO_REGEX_DOUBLE_REPEAT] = "double-repeat",
	[GO_REGEX_BAD_REPEAT_COUNT] = "bad-repeat-count",
	[GO_REGEX_BAD_UTF8] = "bad-utf8",
	[GO_REGEX_NO_BRACKET] = "no-bracket",
	[GO_REGEX_NO_PAREN] = "no-paren",
	[GO_REGEX_NOTHING_TO_REPEAT] = "nothing-to-repeat",
	[GO_REGEX_LONE_BACKSLASH] = "lone-backslash",
	[GO_REGEX_EXTRA_PAREN] = "extra-paren",
	[GO_REGEX_TOO_DEEP] = "too-deep",
	[GO_REGEX_TOO_LARGE] = "too-large",
};

static const enum go_regex_dialect dialects[] = {GO_REGEX_1_21, GO_REGEX_1_25};

/* %41 is a byte, %<3:ab> is "ab" three times. */
static void decode(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '%') {
			buf_char(out, s.p[i]);
		} else if (s.p[i + 1] != '<') {
			const char digits[] = {s.p[i + 1], s.p[i + 2], 0};

			buf_char(out, (char)strtol(digits, NULL, 16));
			i += 2;
		} else {
			char *text;
			long times = strtol(s.p + i + 2, &text, 10);
			const char *end = memchr(text, '>', (size_t)(s.p + s.n - text));

			for (text++; times; times--)
				decode(out, (struct str){.p = text, .n = (size_t)(end - text)});
			i = (size_t)(end - s.p);
		}
	}
}

static struct str decoded(struct arena *a, struct str s)
{
	struct buf b = {0};

	decode(&b, s);
	s = arena_str(a, (struct str){.p = b.p, .n = b.n});
	buf_free(&b);
	return s;
}

static bool parse_as_recorded(struct arena *a, const struct str *column, enum go_regex_dialect dialect)
{
	struct str pattern = decoded(a, column[2]), culprit = decoded(a, column[4]);
	struct go_regex_info info;
	bool good = go_regex_parse(pattern, dialect, &info);

	if (!str_eq_c(column[3], error_names[info.error]) || good != !info.error || good != !info.text) {
		printf("#  got: %s\n", error_names[info.error]);
		return false;
	}
	if (good)
		return str_eq(column[4], arena_fmt(a, "%u", info.n_groups));
	if (info.offset > pattern.n || info.length > pattern.n - info.offset || info.n_groups)
		return false;
	struct str part = {.p = pattern.p + info.offset, .n = info.length};

	return str_eq_c(culprit, "-") || str_eq(part, culprit);
}

static bool match_as_recorded(struct arena *a, const struct str *column, enum go_regex_dialect dialect)
{
	static const char *const answers[] = {
		[GO_REGEX_NO_MATCH] = "no",
		[GO_REGEX_MATCH] = "yes",
		[GO_REGEX_UNKNOWN] = "unknown",
	};
	bool ignore_case = str_eq_c(column[2], "i");
	struct go_regex *re = go_regex_compile(a, decoded(a, column[3]), dialect, ignore_case, NULL);
	const char *answer = re ? answers[go_regex_match(re, decoded(a, column[4]))] : "reject";

	go_regex_free(re);
	if (!str_eq_c(column[5], answer))
		printf("#  got: %s\n", answer);
	return str_eq_c(column[5], answer);
}

/* Cut off anywhere, a pattern may be anything, but what is said about it must lie inside it. */
static bool prefixes_are_safe(struct arena *a, struct str encoded)
{
	struct str pattern = decoded(a, encoded);
	struct go_regex_info info;

	for (size_t n = 0; n < pattern.n && n < 64; n++) {
		struct str prefix = arena_str(a, (struct str){.p = pattern.p, .n = n});

		for (size_t d = 0; d < ARRAY_LEN(dialects); d++)
			if (!go_regex_parse(prefix, dialects[d], &info) &&
			    (info.offset > n || info.length > n - info.offset || !info.text))
				return false;
	}
	return true;
}

static bool check_row(struct arena *a, struct str row)
{
	struct str column[6] = {{0}};
	size_t n = 0;
	bool good = true;

	for (size_t start = 0, i = 0; i <= row.n; i++) {
		if (i < row.n && row.p[i] != '\t')
			continue;
		if (n == ARRAY_LEN(column))
			return false;
		column[n++] = (struct str){.p = row.p + start, .n = i - start};
		start = i + 1;
	}
	bool parse = str_eq_c(column[0], "parse");

	if (n != (parse ? 5u : 6u))
		return false;
	for (size_t d = 0; d < ARRAY_LEN(dialects); d++) {
		const char *other = dialects[d] == GO_REGEX_1_21 ? "1.25" : "1.21";

		if (str_eq_c(column[1], other))
			continue;
		if (parse)
			good = parse_as_recorded(a, column, dialects[d]) && good;
		else
			good = match_as_recorded(a, column, dialects[d]) && good;
	}
	return (!parse || prefixes_are_safe(a, column[2])) && good;
}

static void test_vectors(struct unit *u, const char *path)
{
	struct arena *a = arena_new();
	struct str all;
	struct err e;
	bool too_big;
	unsigned line = 1, rows = 0;

	bool vectors_read = file_read(a, path, (size_t)1 << 20, &all, &too_big, &e);

	CHECK(u, vectors_read);
	if (!vectors_read) {
		printf("# %s\n", e.msg);
		arena_free(a);
		return;
	}
	for (const char *p = all.p, *end = all.p + all.n, *next; p < end; p = next + 1, line++) {
		next = memchr(p, '\n', (size_t)(end - p));
		if (!next)
			break;
		struct str row = {.p = p, .n = (size_t)(next - p)};

		if (row.p[0] == '#')
			continue;
		struct arena *scratch = arena_new();
		bool good = check_row(scratch, row);

		unit_check(u, good, path, (int)line, arena_str(scratch, row).p);
		arena_free(scratch);
		rows++;
	}
	CHECK(u, !too_big && rows > 1200);
	arena_free(a);
}

static struct go_regex_info info_of(const char *pattern)
{
	struct go_regex_info info;

	go_regex_parse(str_from(pattern), GO_REGEX_1_25, &info);
	return info;
}

/* Where Go names the whole pattern, a place inside it says more. */
static void test_places(struct unit *u)
{
	CHECK_NUM(u, info_of("a(b(c)d").offset, 1);
	CHECK_NUM(u, info_of("(a|(b").offset, 3);
	CHECK_NUM(u, info_of("ab)c").offset, 2);
	CHECK_NUM(u, info_of("ab)c").length, 1);
	CHECK_NUM(u, info_of("ab\\").offset, 2);
	CHECK_NUM(u, info_of("ab\xff").offset, 2);
	CHECK_NUM(u, info_of("[a\xff").offset, 2);
	CHECK_STR(u, str_from(info_of("^(?!mysql)").text), "lookahead is not supported");
	CHECK_STR(u, str_from(info_of("(?<!a)b").text), "lookbehind is not supported");
	CHECK_STR(u, str_from(info_of("(a)\\1").text), "backreferences are not supported");
}

static void test_compile(struct unit *u)
{
	struct arena *a = arena_new();
	struct go_regex_info info;
	struct go_regex *re = go_regex_compile(a, STR_LIT("(a)(b"), GO_REGEX_1_25, false, &info);

	CHECK(u, !re);
	CHECK_NUM(u, info.error, GO_REGEX_NO_PAREN);
	go_regex_free(NULL);
	re = go_regex_compile(a, STR_LIT("(a)(b)"), GO_REGEX_1_25, true, &info);
	CHECK(u, re && !info.error);
	CHECK_NUM(u, info.n_groups, 2);
	CHECK_NUM(u, go_regex_match(re, STR_LIT("xAB")), GO_REGEX_MATCH);
	CHECK_NUM(u, go_regex_match(re, (struct str){0}), GO_REGEX_NO_MATCH);
	go_regex_free(re);
	arena_free(a);
}

/* No question may take long, and no wrong answer may be given instead. */
static void test_unknown(struct unit *u)
{
	struct arena *a = arena_new();
	struct str longest = decoded(a, STR_LIT("%<4096:a>")), too_long = decoded(a, STR_LIT("%<4097:a>"));
	struct go_regex *re = go_regex_compile(a, STR_LIT("a$"), GO_REGEX_1_25, false, NULL);

	CHECK_NUM(u, longest.n, GO_REGEX_MAX_SUBJECT);
	CHECK_NUM(u, go_regex_match(re, longest), GO_REGEX_MATCH);
	CHECK_NUM(u, go_regex_match(re, too_long), GO_REGEX_UNKNOWN);
	go_regex_free(re);
	re = go_regex_compile(a, STR_LIT("^(([a-z])+.)+[A-Z]([a-z])+$"), GO_REGEX_1_25, false, NULL);
	CHECK_NUM(u, go_regex_match(re, decoded(a, STR_LIT("%<200:a>"))), GO_REGEX_NO_MATCH);
	CHECK_NUM(u, go_regex_match(re, longest), GO_REGEX_UNKNOWN);
	go_regex_free(re);
	re = go_regex_compile(a, STR_LIT("(?:\\pLx){100}"), GO_REGEX_1_25, false, NULL);
	CHECK_NUM(u, go_regex_match(re, STR_LIT("a")), GO_REGEX_UNKNOWN);
	go_regex_free(re);
	re = go_regex_compile(a, decoded(a, STR_LIT("%<800:(>a%<800:)>")), GO_REGEX_1_25, false, NULL);
	CHECK_NUM(u, go_regex_match(re, STR_LIT("a")), GO_REGEX_UNKNOWN);
	go_regex_free(re);
	arena_free(a);
}

int main(int argc, char **argv)
{
	struct unit u = {0};

	test_vectors(&u, argc > 1 ? argv[1] : VECTORS);
	test_places(&u);
	test_compile(&u);
	test_unknown(&u);
	return unit_done(&u);
}
