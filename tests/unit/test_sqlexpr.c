/* test_sqlexpr.c: the SQL expressions of expression filters against the verdicts in sqlexpr-vectors.tsv, the places and
 * messages of errors, deep and long expressions, and the order of the data that is searched by halving. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "dmlint/sqlexpr.h"
#include "src/task/sqlexpr_internal.h"

static const uint32_t versions[SQL_DIALECTS] = {20007, 50403, 60512, 70507, 80505};

static unsigned hex(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* Into memory of exactly that size, so that a sanitizer sees every byte read behind the end. */
static struct str unescape(struct str s)
{
	char *p = malloc(s.n ? s.n : 1);
	size_t n = 0;

	for (size_t i = 0; p && i < s.n; i++) {
		if (s.p[i] == '\\' && i + 3 < s.n && s.p[i + 1] == 'x') {
			p[n++] = (char)(hex(s.p[i + 2]) * 16 + hex(s.p[i + 3]));
			i += 3;
		} else {
			i += s.p[i] == '\\';
			p[n++] = s.p[i];
		}
	}
	char *exact = p ? realloc(p, n ? n : 1) : NULL;
	if (!exact) {
		free(p);
		BUG("out of memory");
	}
	return (struct str){exact, n};
}

/* The letter that a verdict has in the vectors; lower case when the answer is not in order. */
static char letter_of(struct str expr, uint32_t dm)
{
	struct sql_expr_error e;
	bool taken = sql_expr_parse(expr, dm, &e);

	if (e.off > expr.n || e.len > expr.n - e.off)
		return 'o';
	if (e.unsure)
		return taken ? 'Y' : 'u';
	if (taken)
		return e.msg[0] || e.off || e.len || e.crashes ? 'y' : 'Y';
	return !e.msg[0] ? 'n' : e.crashes ? 'P' : 'N';
}

static void test_vector(struct unit *u, struct str line)
{
	if (line.n < SQL_DIALECTS + 2 || line.p[SQL_DIALECTS] != '\t') {
		unit_check(u, false, __FILE__, __LINE__, "five letters and a tab in front of each expression");
		return;
	}
	struct str expr = unescape((struct str){line.p + SQL_DIALECTS + 1, line.n - SQL_DIALECTS - 1});
	char got[SQL_DIALECTS + 1] = "";
	for (size_t d = 0; d < SQL_DIALECTS; d++)
		got[d] = letter_of(expr, versions[d]);
	bool ok = memcmp(got, line.p, SQL_DIALECTS) == 0;
	unit_check(u, ok, __FILE__, __LINE__, "verdict");
	if (!ok)
		printf("#  got: %s\n# want: %.*s\n", got, STR_FMT(line));
	free((void *)(uintptr_t)expr.p);
}

static void test_vectors(struct unit *u)
{
	struct arena *a = arena_new();
	struct str file = {0};
	struct err e = {0};
	bool too_big = false;
	unsigned before = u->n;

	CHECK(u, file_read(a, "tests/unit/sqlexpr-vectors.tsv", (size_t)1 << 20, &file, &too_big, &e) && !too_big);
	while (file.n) {
		const char *end = memchr(file.p, '\n', file.n);
		struct str line = {file.p, end ? (size_t)(end - file.p) : file.n};
		size_t skip = line.n + (end != NULL);
		file.p += skip;
		file.n -= skip;
		if (line.n && line.p[0] != '#')
			test_vector(u, line);
	}
	CHECK(u, u->n - before > 900);
	arena_free(a);
}

static void test_error(struct unit *u, const char *expr, size_t off, size_t len, const char *msg)
{
	struct sql_expr_error e;

	CHECK(u, !sql_expr_parse(str_from(expr), 80505, &e));
	CHECK_NUM(u, e.off, (long long)off);
	CHECK_NUM(u, e.len, (long long)len);
	CHECK_STR(u, str_from(e.msg), msg);
	CHECK(u, !e.unsure);
	CHECK(u, !e.crashes);
}

static void test_errors(struct unit *u)
{
	test_error(u, "", 0, 0, "unexpected end of the expression");
	test_error(u, "c1 = ", 5, 0, "unexpected end of the expression");
	test_error(u, "c1 = )", 5, 1, "unexpected \")\"");
	test_error(u, "order = 1", 0, 5, "unexpected \"order\", a reserved word: as a name it needs backquotes");
	test_error(u, "c1 = 'x", 5, 2, "this string has no end");
	test_error(u, "c1 /* x", 3, 4, "this comment has no end");
	test_error(u, "c1 collate nope", 11, 4, "this collation is not known");
	test_error(u, "c1 like 'a' escape 'ab'", 19, 4, "ESCAPE takes one character of one byte at most");
	test_error(u, "c1 \xf0\x9f\x98\x80 c2", 8, 2, "unexpected \"c2\"");
	test_error(u, "c1 '\xff' '\xff'", 7, 3, "unexpected \"'\"...");
	test_error(u, "c1 \x01", 3, 1, "unexpected character");
	test_error(u, "c1 c2 'a string that is much longer than what a message may quote'", 6, 60,
		   "unexpected \"'a string that is much longer than what \"...");
	test_error(u, "c1; drop table 'x", 15, 2, "this string has no end");
	test_error(u, "c1; foo", 4, 3, "unexpected \"foo\"");

	struct sql_expr_error e;
	CHECK(u, !sql_expr_parse(STR_LIT("(with x as (select 1) ((select 1) limit 1))"), 60512, &e));
	CHECK(u, e.crashes);
	CHECK_NUM(u, e.off, 1);
}

static void test_unsure(struct unit *u)
{
	struct sql_expr_error e;

	CHECK(u, sql_expr_parse(STR_LIT("c1; drop table t"), 80505, &e));
	CHECK(u, e.unsure);
	CHECK_NUM(u, e.off, 4);
	CHECK_NUM(u, e.len, 12);
	CHECK(u, sql_expr_parse(STR_LIT("c1; with x as (select 1) delete from t"), 80505, &e));
	CHECK(u, e.unsure);
	CHECK(u, sql_expr_parse(STR_LIT("c1; select 2"), 80505, &e));
	CHECK(u, !e.unsure);
}

/* want: the columns as schema.table.name, each with a blank behind it. */
static void test_columns_of(struct unit *u, const char *expr, bool taken, const char *want)
{
	struct arena *a = arena_new();
	struct sql_columns c;
	struct str got = {"", 0};

	CHECK(u, sql_expr_columns(a, str_from(expr), 80505, &c) == taken);
	for (size_t i = 0; i < c.n; i++) {
		struct sql_column x = c.list[i];

		CHECK(u, x.len > 0 && x.off + x.len <= strlen(expr));
		got = arena_fmt(a, "%.*s%.*s%s%.*s%s%.*s ", STR_FMT(got), STR_FMT(x.schema), x.schema.p ? "." : "",
				STR_FMT(x.table), x.table.p ? "." : "", STR_FMT(x.name));
	}
	CHECK_STR(u, got, want);
	arena_free(a);
}

static void test_columns(struct unit *u)
{
	test_columns_of(u, "1", true, "");
	test_columns_of(u, "c1 = 2 and `c``2` > c1", true, "c1 c`2 c1 ");
	test_columns_of(u, "t.c1 or db.t.c2", true, "t.c1 db.t.c2 ");
	test_columns_of(u, "\"c1\" = 'c2'", true, ""); /* strings both */
	test_columns_of(u, "if(c1, f(c2), sys.g(c3)) like @v", true, "c1 c2 c3 ");
	test_columns_of(u, "c1->'$.a' = b.c2->>'$.b'", true, "c1 b.c2 ");
	test_columns_of(u, "case c1 when c2 then c3 else c4 end", true, "c1 c2 c3 c4 ");
	test_columns_of(u, "cast(c1 as char) collate utf8mb4_bin = current_date - interval c2 day", true, "c1 c2 ");
	test_columns_of(u, "c1 as a, c2", true, "c1 ");
	test_columns_of(u, "c1 in (select c2 from t where c3) or c4", true, "c1 c4 ");
	test_columns_of(u, "a.c1 from t where c2", true, "a.c1 ");
	test_columns_of(u, "t.*", true, "");
	test_columns_of(u, "c1 = ", false, "c1 ");
	test_columns_of(u, "date + year", true, "date year ");
}

/* A repeated text in front of, and another one behind a column. */
static struct str repeated(struct buf *b, const char *before, const char *after, size_t times)
{
	b->n = 0;
	for (size_t i = 0; i < times; i++)
		buf_c(b, before);
	buf_c(b, "c1");
	for (size_t i = 0; i < times; i++)
		buf_c(b, after);
	return (struct str){b->p, b->n};
}

static void test_extent(struct unit *u)
{
	static const char *const texts[][2] = {
		{"(", ")"},
		{"case when ", " then 1 end"},
		{"f(", ")"},
		{"1 in (", ")"},
		{"{d ", "}"},
		{"(select ", ")"},
		{"(1, ", ")"},
		{"if(1, 2, ", ")"},
		{"char(", ")"},
		{"1 + interval ", " day"},
		{"@a = any(select ", ")"},
	};
	static const char *const flat[][2] = {
		{"not ", ""},
		{"- ", ""},
		{"@a := ", ""},
		{"", " + 1"},
		{"", " and 1"},
		{"", ", 1"},
		{"", " = 1"},
		{"'a' ", ""},
		{"", " is null"},
		{"/* x */ ", ""},
		{"", " between 1 and 2"},
		{"", ";"},
		{"", " union select 1"},
		{"/*! ", " */"},
		{"a as b, ", ""},
		{"", " -- x\n"},
		{"binary ", ""},
		{"a.b.c, ", ""},
	};
	struct buf b = {0};
	struct sql_expr_error e;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		CHECK(u, sql_expr_parse(repeated(&b, texts[i][0], texts[i][1], 60), 80505, &e) && !e.unsure);
		CHECK(u, sql_expr_parse(repeated(&b, texts[i][0], texts[i][1], 20000), 80505, &e) && e.unsure);
		CHECK(u, sql_expr_parse(repeated(&b, texts[i][0], "", 20000), 80505, &e) && e.unsure);
	}
	for (size_t i = 0; i < ARRAY_LEN(flat); i++) {
		bool taken = sql_expr_parse(repeated(&b, flat[i][0], flat[i][1], 20000), 80505, &e);
		/* Such comments do not nest. */
		CHECK(u, taken == (strcmp(flat[i][0], "/*! ") != 0) && !e.unsure);
	}
	buf_free(&b);
}

/* Every start and every end of some expressions: nothing is read beyond them, and each answer is in order. */
static void test_parts(struct unit *u)
{
	static const char *const texts[] = {
		"c1 /*!50100 as */ `b``c`, @@global.`x`, 1.5e-3, .5, 0x1f, x'1f', b'01', n'a', _utf8'\\'' -- x\n, a->>'$'",
		"(with x (n) as (select 1) select * from x natural left join y using (z) limit 1) # \xe3\x80\x80 \xf0\x9f\x98\x80",
	};
	bool in_order = true;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		size_t n = strlen(texts[i]);
		for (size_t from = 0; from < n; from++) {
			for (size_t to = from + 1; to <= n; to++) {
				char *exact = malloc(to - from);
				if (!exact)
					BUG("out of memory");
				memcpy(exact, texts[i] + from, to - from);
				char letter = letter_of((struct str){exact, to - from}, versions[(from + to) % 5]);
				in_order = in_order && strchr("YN", letter);
				free(exact);
			}
		}
	}
	CHECK(u, in_order);
}

static void test_data(struct unit *u)
{
	bool sorted = true, whole = true;

	for (int kw = SQL_NO_KEYWORD + 1; kw < SQL_KEYWORDS; kw++) {
		const struct sql_word *w = sql_word((enum sql_keyword)kw);
		sorted = sorted && (kw == SQL_NO_KEYWORD + 1 || strcmp(w[-1].word, w->word) < 0);
		sorted = sorted && sql_word_find(str_from(w->word)) == (enum sql_keyword)kw;
		whole = whole && strlen(w->kind) == SQL_DIALECTS && strlen(w->begins) == SQL_DIALECTS;
		whole = whole && strspn(w->kind, "-nrcb") == SQL_DIALECTS && strspn(w->begins, "-y") == SQL_DIALECTS;
	}
	CHECK(u, sorted);
	CHECK(u, whole);
	CHECK_NUM(u, sql_name_letter(STR_LIT("Armscii8_BIN"), SQL_NAME_COLLATION, SQL_DM_2_0), 'y');
	CHECK_NUM(u, sql_name_letter(STR_LIT("utf8mb4_zh_pinyin_tidb_as_cs"), SQL_NAME_COLLATION, SQL_DM_8_5), 'y');
	CHECK_NUM(u, sql_name_letter(STR_LIT("utf8mb4"), SQL_NAME_CHARSET, SQL_DM_5_4), 'y');
	CHECK_NUM(u, sql_name_letter(STR_LIT("TTL"), SQL_NAME_FEATURE, SQL_DM_8_5), '-');
}

int main(void)
{
	struct unit u = {0};

	test_vectors(&u);
	test_errors(&u);
	test_unsure(&u);
	test_columns(&u);
	test_extent(&u);
	test_parts(&u);
	test_data(&u);
	return unit_done(&u);
}
