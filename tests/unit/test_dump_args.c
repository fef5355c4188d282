/* test_dump_args.c: extra-args cut and parsed as DM and its dumpers do, against what the dumpers' own parsers said
 * (dump-args-vectors.tsv, which explains its columns). */
#include "dmlint/dump.h"

#include <string.h>

#include "unit.h"

#define VECTORS "tests/unit/dump-args-vectors.tsv"
#define DM10 DM_VERSION(1, 0, 7)
#define DM20 DM_VERSION(2, 0, 7)
#define DM85 DM_VERSION(8, 5, 5)

static struct dump_args parse(struct arena *a, const char *text, uint32_t dm)
{
	struct dump_args args;

	dump_args_parse(a, str_from(text), dm, true, &args);
	return args;
}

/* The words that reach the dumper, each between < and >. */
static struct str words(struct arena *a, const char *text)
{
	struct dump_args args = parse(a, text, DM10);
	struct buf b = {0};
	struct str s;

	for (size_t i = 0; i < args.n_words; i++)
		buf_fmt(&b, "<%.*s>", STR_FMT(args.words[i].text));
	s = arena_str(a, (struct str){b.p ? b.p : "", b.n});
	buf_free(&b);
	return s;
}

static void test_words(struct unit *u, struct arena *a)
{
	CHECK_STR(u, words(a, "-B test_db -T test_table"), "<-B><test_db><-T><test_table>");
	CHECK_STR(u, words(a, "--regex '.*\\.hello$'"), "<--regex><.*\\.hello$>");
	CHECK_STR(u, words(a, "--regex '^(db1\\.t1|db2\\.t 2)$'"), "<--regex><'^(db1\\.t1|db2\\.t><2)$'>");
	CHECK_STR(u, words(a, "--where=\"a=1\""), "<--where=\"a=1\">");
	CHECK_STR(u, words(a, "''"), "<>");
	CHECK_STR(u, words(a, "' \"x' 'y\""), "<'><\"x'><'y\">");
	CHECK_STR(u, words(a, " \t\n-k\r\n\v\f"), "<-k>");
	CHECK_STR(u,
		  words(a, "a\xc2\xa0"
			   "b\xe3\x80\x80"
			   "c\xe2\x80\x8b"
			   "d"),
		  "<a><b><c\xe2\x80\x8b"
		  "d>");
	CHECK_STR(u, words(a, ""), "");
	CHECK_STR(u, words(a, "\xff\xfe x"), "<\xff\xfe><x>");
}

static void test_torn(struct unit *u, struct arena *a)
{
	struct dump_args args = parse(a, "-k --where \"a = 1\" --rows 5 'b", DM10);

	CHECK_NUM(u, args.words[2].torn, 3);
	CHECK(u, args.words[3].torn == SIZE_MAX && args.words[4].torn == SIZE_MAX);
	CHECK(u, args.words[5].torn == 0 && args.words[7].open);
	args = parse(a, "--where='a b' '--regex'", DM10);
	CHECK(u, args.words[0].torn == 2 && args.words[2].torn == 0);
	args = parse(a, "--where=\"a\" -f \"a\".\"b\" it's", DM85);
	CHECK(u, args.words[0].torn == 0 && args.words[2].torn == 0 && !args.words[2].open && !args.words[3].open);
}

/* Which words keep DM 1.0 from adding its own list. */
static void test_lists_tables(struct unit *u, struct arena *a)
{
	CHECK(u, parse(a, "--regex x", DM_VERSION(1, 0, 2)).lists_tables);
	CHECK(u, !parse(a, "--regex=x", DM_VERSION(1, 0, 2)).lists_tables);
	CHECK(u, !parse(a, "-Bdb", DM_VERSION(1, 0, 2)).lists_tables);
	CHECK(u, parse(a, "--regex=x", DM_VERSION(1, 0, 3)).lists_tables);
	CHECK(u, parse(a, "-Bdb", DM10).lists_tables);
	CHECK(u, parse(a, "--logfile -x", DM10).lists_tables);
	CHECK(u, parse(a, "--databases", DM10).lists_tables);
	CHECK(u, !parse(a, "'-B' db", DM10).lists_tables);
	CHECK(u, !parse(a, "--threads 8", DM10).lists_tables);
}

static void test_places(struct unit *u, struct arena *a)
{
	struct dump_args args = parse(a, "--threads '8' -F64 --where=x", DM85);

	CHECK_NUM(u, args.n_args, 3);
	CHECK_NUM(u, args.args[0].value_at, 11);
	CHECK_STR(u, args.args[0].value, "8");
	CHECK_NUM(u, args.args[1].value_at, 16);
	CHECK(u, args.args[1].glued && args.args[2].glued && !args.args[0].glued);
	CHECK_NUM(u, args.args[2].value_at, 27);
}

/* What comes behind the first fault, and what DM would look at later, is lost. */
static void test_lost(struct unit *u, struct arena *a)
{
	struct dump_args args = parse(a, "-T db.t --threads 8 --foo --rows 7", DM20);

	CHECK_NUM(u, args.stop, 2);
	CHECK(u, args.args[0].lost && !args.args[1].lost && args.args[3].lost);
	CHECK(u, dump_args_last(&args, "threads") && !dump_args_last(&args, "rows") &&
			 !dump_args_last(&args, "tables-list"));
	args = parse(a, "--no-locks --consistency lock -f a.b --rows 7", DM85);
	CHECK(u, args.args[0].fault == DUMP_CONFLICT && args.args[0].other == 1);
	CHECK(u, args.args[2].lost && !args.args[3].lost);
	args = parse(a, "-B test -T t1,t2", DM85);
	CHECK(u, args.stop == 1 && args.args[1].fault == DUMP_BAD_VALUE);
	args = parse(a, "-f *.* -T a.b", DM20);
	CHECK(u, args.stop == args.n_args);
	args = parse(a, "-f *.* -T a.b", DM85);
	CHECK(u, args.stop == 1 && args.args[1].fault == DUMP_CONFLICT);
}

static void test_mydumper(struct unit *u, struct arena *a)
{
	struct dump_args args = parse(a, "-Bdb t1", DM10);

	/* -B takes the next word, d and b are flags. */
	CHECK_NUM(u, args.n_args, 3);
	CHECK_STR(u, args.args[0].value, "t1");
	CHECK(u, args.args[1].flag && strcmp(args.args[1].flag->name, "no-data") == 0);
	CHECK(u, args.args[2].fault == DUMP_UNKNOWN && args.stop == 2);
	args = parse(a, "--regex \xe8\xa1\xa8 -o \xe8\xa1\xa8", DM10);
	CHECK(u, args.args[0].fault == DUMP_NOT_ASCII && args.args[1].fault == DUMP_OK);
	args = parse(a, "--where", DM10);
	CHECK(u, args.args[0].fault == DUMP_NO_VALUE);
	args = parse(a, "--consistency none --filesize 64", DM10);
	CHECK(u, args.n_args == 2 && args.args[0].fault == DUMP_UNKNOWN && args.args[1].fault == DUMP_UNKNOWN);
}

static void test_instead(struct unit *u, struct arena *a)
{
	const struct dump_flag *f = dump_flag_find(DUMPER_MYDUMPER, STR_LIT("chunk-filesize"), DM10);
	bool with_value;

	CHECK(u, strcmp(dump_flag_instead(f, STR_LIT("64"), a, &with_value), "--filesize") == 0 && with_value);
	f = dump_flag_find(DUMPER_MYDUMPER, STR_LIT("no-locks"), DM10);
	CHECK(u, strcmp(dump_flag_instead(f, STR_LIT(""), a, &with_value), "--consistency none") == 0 && !with_value);
	f = dump_flag_find(DUMPER_MYDUMPER, STR_LIT("skip-tz-utc"), DM10);
	CHECK(u, strcmp(dump_flag_instead(f, STR_LIT(""), a, &with_value), "") == 0);
	f = dump_flag_find(DUMPER_MYDUMPER, STR_LIT("regex"), DM10);
	CHECK(u, dump_flag_instead(f, STR_LIT("x"), a, &with_value) == NULL);
	f = dump_flag_find(DUMPER_DUMPLING, STR_LIT("consistency"), DM85);
	CHECK(u, strcmp(dump_flag_instead(f, STR_LIT("none"), a, &with_value), "--no-locks") == 0);
	CHECK(u, strcmp(dump_flag_instead(f, STR_LIT("lock"), a, &with_value), "--lock-all-tables") == 0);
	CHECK(u, dump_flag_instead(f, STR_LIT("flush"), a, &with_value) == NULL);
	CHECK(u, !dump_flag_find(DUMPER_DUMPLING, STR_LIT("transactional-consistency"), DM_VERSION(2, 0, 0)));
	CHECK(u, dump_flag_find(DUMPER_DUMPLING, STR_LIT("transactional-consistency"), DM_VERSION(2, 0, 1)));
}

/* Rows of schemas/dump-flags.tsv: no flag and no letter twice, and every spelling for the other dumper is one of its flags. */
static void test_table(struct unit *u, struct arena *a)
{
	size_t twice = 0, unknown = 0;

	for (size_t i = 0; i < dump_n_flags; i++) {
		const struct dump_flag *f = &dump_flags[i];
		enum dumper other = f->dumper == DUMPER_MYDUMPER ? DUMPER_DUMPLING : DUMPER_MYDUMPER;
		bool with_value;
		const char *instead = dump_flag_instead(f, STR_LIT("none"), a, &with_value);

		for (size_t k = 0; k < i; k++) {
			const struct dump_flag *g = &dump_flags[k];

			twice += g->dumper == f->dumper &&
				 (strcmp(g->name, f->name) == 0 || (g->letter && g->letter == f->letter));
		}
		if (instead && instead[0]) {
			struct dump_args args = parse(a, instead, other == DUMPER_MYDUMPER ? DM10 : DM85);

			unknown += args.args[0].flag == NULL;
		}
	}
	CHECK_NUM(u, twice, 0);
	CHECK_NUM(u, unknown, 0);
}

static bool filter_takes(struct arena *a, const char *pattern, const char *schema, const char *table,
			 bool case_sensitive)
{
	const char *why = NULL;
	size_t at = 0;
	struct dump_filter *f = dump_filter_add(a, NULL, str_from(pattern), DM85, case_sensitive, &why, &at);
	bool takes = f && dump_filter_match(f, str_from(schema), str_from(table));

	dump_filter_release(f);
	return takes;
}

static void test_filter(struct unit *u, struct arena *a)
{
	const char *why;
	size_t at;

	CHECK(u, filter_takes(a, "*.*", "a", "b", true));
	CHECK(u, filter_takes(a, "shop.t?", "shop", "t1", true) && !filter_takes(a, "shop.t?", "shop", "t", true));
	CHECK(u, filter_takes(a, "SHOP.T", "shop", "t", false) && !filter_takes(a, "SHOP.T", "shop", "t", true));
	CHECK(u, filter_takes(a, "/^sh/./[0-9]$/", "shop", "t1", true) &&
			 !filter_takes(a, "/^sh/./[0-9]$/", "xsh", "t1", true));
	CHECK(u, filter_takes(a, "`a``b`.\"c d\"", "a`b", "c d", true));
	CHECK(u, filter_takes(a, "a\\.b.c", "a.b", "c", true) && filter_takes(a, "[!a]x.[^a]", "bx", "^", true));
	CHECK(u, filter_takes(a, "\xe5\xba\x97.\xe8\xa1\xa8", "\xe5\xba\x97", "\xe8\xa1\xa8", false));
	CHECK(u, !dump_filter_add(a, NULL, STR_LIT("shop"), DM85, true, &why, &at) && at == 4);
	CHECK(u, !dump_filter_add(a, NULL, STR_LIT("my-shop.t"), DM85, true, &why, &at) && at == 2);
}

static void test_list(struct unit *u, struct arena *a)
{
	struct str *items;
	size_t n;

	CHECK(u, dump_list_split(a, STR_LIT("a.b,\"c\"\"d\",,e"), &items, &n) && n == 4);
	CHECK_STR(u, items[1], "c\"d");
	CHECK_STR(u, items[3], "e");
	CHECK(u, !dump_list_split(a, STR_LIT("a\"b"), &items, &n));
	CHECK(u, dump_list_split(a, STR_LIT(""), &items, &n) && n == 0);
	const struct dump_name names[] = {{STR_LIT("db1"), STR_LIT("t1")}, {STR_LIT("db2"), STR_LIT("t")}};
	CHECK_NUM(u, dump_list_bytes(names, 2), 12);
	CHECK_NUM(u, dump_list_bytes(names, 0), 0);
	CHECK(u, dump_system_schema(STR_LIT("MySQL"), DM10) && dump_system_schema(STR_LIT("metrics_schema"), DM10));
	CHECK(u, !dump_system_schema(STR_LIT("metrics_schema"), DM_VERSION(1, 0, 4)));
	CHECK(u, !dump_system_schema(STR_LIT("dm_meta"), DM10));
}

/* 0 to 4, as the vectors have it. */
static long stage(const struct dump_args *args)
{
	const struct dump_arg *g;

	if (args->stop == args->n_args)
		return 0;
	g = &args->args[args->stop];
	if (args->dumper == DUMPER_MYDUMPER || !g->flag)
		return 1;
	if (g->fault == DUMP_CONFLICT)
		return strcmp(g->flag->name, "no-locks") == 0 ? 2 : 4;
	if (g->fault != DUMP_BAD_VALUE)
		return 1;
	if (strcmp(g->flag->name, "filesize") == 0)
		return 3;
	if (strcmp(g->flag->name, "filter") == 0 || (g->why && strstr(g->why, "schema")))
		return 4;
	return 1;
}

static uint64_t take_number(struct str *line)
{
	uint64_t v = 0;

	for (; line->n && *line->p != '\t'; line->p++, line->n--)
		v = v * 10 + (uint64_t)(*line->p - '0');
	line->p++;
	line->n--;
	return v;
}

static void test_vectors(struct unit *u, struct arena *a)
{
	struct str all;
	struct err e;
	bool too_big;
	size_t n = 0, wrong = 0;

	if (!file_read(a, VECTORS, 1 << 24, &all, &too_big, &e)) {
		CHECK_STR(u, str_from(e.msg), "no trouble with the vectors");
		return;
	}
	for (size_t start = 0; start < all.n;) {
		const char *end = memchr(all.p + start, '\n', all.n - start);
		struct str line = {all.p + start, (size_t)(end - all.p) - start};
		struct dump_args args;
		uint32_t dm;
		bool unquote;
		long want;

		start += line.n + 1;
		if (line.p[0] == '#')
			continue;
		dm = (uint32_t)take_number(&line);
		unquote = take_number(&line) == 1;
		want = (long)take_number(&line);
		dump_args_parse(a, line, dm, unquote, &args);
		n++;
		if (stage(&args) != want) {
			wrong++;
			printf("# %.*s: got %ld, want %ld\n", STR_FMT(line), stage(&args), want);
		}
	}
	CHECK(u, n > 800);
	CHECK_NUM(u, wrong, 0);
}

/* Nothing crashes, and cost stays in proportion, on text that nobody would write. */
static void test_odd(struct unit *u, struct arena *a)
{
	struct buf b = {0};
	struct dump_args args;

	for (int i = 0; i < 50000; i++)
		buf_c(&b, "' -");
	dump_args_parse(a, (struct str){b.p, b.n}, DM85, true, &args);
	CHECK(u, args.n_words == 50001);
	buf_free(&b);
	for (int i = 0; i < 200000; i++)
		buf_char(&b, i ? 'k' : '-');
	dump_args_parse(a, (struct str){b.p, b.n}, DM10, true, &args);
	CHECK(u, args.n_args > 0 && args.n_args <= 5000);
	buf_free(&b);
	for (int i = 0; i < 4096; i++)
		buf_char(&b, (char)(i * 37 + i / 7));
	dump_args_parse(a, (struct str){b.p, b.n}, DM20, false, &args);
	CHECK(u, args.n_words > 0);
	buf_free(&b);
}

int main(void)
{
	struct unit u = {0};
	struct arena *a = arena_new();

	test_words(&u, a);
	test_torn(&u, a);
	test_lists_tables(&u, a);
	test_places(&u, a);
	test_lost(&u, a);
	test_mydumper(&u, a);
	test_instead(&u, a);
	test_table(&u, a);
	test_filter(&u, a);
	test_list(&u, a);
	test_vectors(&u, a);
	test_odd(&u, a);
	arena_free(a);
	return unit_done(&u);
}
