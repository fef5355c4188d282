/* test_dump_regex.c: the regular expressions that take the place of a list of tables, matched as mydumper does. They are compiled by
 * libpcre3 (PCRE1), mydumper's own library, where the system has it; it is loaded here and nowhere else. */
#include "dmlint/dump_regex.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "unit.h"

#define DM10 DM_VERSION(1, 0, 7)
#define N_RANDOM 2000

/* The four functions of libpcre3, and its flags. */
enum { PCRE1_CASELESS = 1, PCRE1_MULTILINE = 2, PCRE1_INFO_SIZE = 1 };
static struct {
	void *(*compile)(const char *pattern, int options, const char **error, int *at, const unsigned char *tables);
	int (*exec)(const void *code, const void *extra, const char *subject, int n, int start, int options,
		    int *groups, int n_groups);
	int (*fullinfo)(const void *code, const void *extra, int what, void *ret);
	void (**free)(void *);
} pcre1;

static bool load_pcre1(void)
{
	void *lib = dlopen("libpcre.so.3", RTLD_NOW);

	if (!lib)
		return false;
	/* POSIX wants a function's address to fit a pointer to data, C does not. */
	*(void **)&pcre1.compile = dlsym(lib, "pcre_compile");
	*(void **)&pcre1.exec = dlsym(lib, "pcre_exec");
	*(void **)&pcre1.fullinfo = dlsym(lib, "pcre_fullinfo");
	*(void **)&pcre1.free = dlsym(lib, "pcre_free");
	return pcre1.compile && pcre1.exec && pcre1.fullinfo && pcre1.free;
}

/* A compiled expression, in both libraries. */
struct matcher {
	struct dump_pcre *two;
	void *one;
	size_t code_one;
};

static bool compile(struct arena *a, struct str re, struct matcher *ret)
{
	struct dump_pcre_info info;
	const char *error;
	int at;

	*ret = (struct matcher){.two = dump_pcre_compile(a, re, &info)};
	if (pcre1.compile) {
		ret->one = pcre1.compile(re.p, PCRE1_CASELESS | PCRE1_MULTILINE, &error, &at, NULL);
		if (ret->one)
			pcre1.fullinfo(ret->one, NULL, PCRE1_INFO_SIZE, &ret->code_one);
	}
	return ret->two && (ret->one || !pcre1.compile);
}

static void release(struct matcher *m)
{
	dump_pcre_free(m->two);
	if (m->one)
		(*pcre1.free)(m->one);
}

static size_t n_disagree;

/* As mydumper asks: with room for the match and two groups. */
static bool selects(struct matcher *m, struct str schema, struct str table)
{
	char subject[1024];
	int groups[9];
	size_t n = schema.n + 1 + table.n;
	bool two = dump_pcre_match(m->two, schema, table), one;

	if (!m->one)
		return two;
	memcpy(subject, schema.p, schema.n);
	subject[schema.n] = '.';
	memcpy(subject + schema.n + 1, table.p, table.n);
	one = pcre1.exec(m->one, NULL, subject, (int)n, 0, 0, groups, 9) > 0;
	n_disagree += one != two;
	return one;
}

static uint64_t seed = 88172645463325252u;

static unsigned pick(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed % n);
}

/* Names that share beginnings and ends, with the characters that need care; no dot in a schema, as mydumper's "schema.table" does
 * not tell where it ends. */
static struct str random_name(struct arena *a, bool schema)
{
	static const char *const stems[] = {"t",    "t_", "order", "order_", "user",  "log",          "a-b",
					    "x$y",  "q'", "m n",   "s\"",    "p(",    "b\\",          "h#",
					    "c[1]", "k+", "A",     "Caps",   "_t_gh", "\xe8\xa1\xa8", "z|"};
	static const char *const ends[] = {"", "", "", "_bak", "_1", "s", ".x", "\xe5\xba\x97"};
	const char *stem = stems[pick(ARRAY_LEN(stems))], *end = ends[pick(ARRAY_LEN(ends))];

	if (schema && end[0] == '.')
		end = "";
	switch (pick(4)) {
	case 0:
		return arena_fmt(a, "%s%s", stem, end);
	case 1:
		return arena_fmt(a, "%s%u%s", stem, pick(300), end);
	case 2:
		return arena_fmt(a, "%s%04u%s", stem, pick(20), end);
	default:
		return arena_fmt(a, "%s%c%c%s", stem, 'a' + (int)pick(26), 'a' + (int)pick(4), end);
	}
}

/* A name that is nearly s. */
static struct str near_miss(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 2);
	size_t i = pick((unsigned)s.n);

	memcpy(p, s.p, s.n);
	switch (pick(5)) {
	case 0: /* one byte longer */
		p[s.n] = (char)('0' + pick(10));
		return (struct str){p, s.n + 1};
	case 1: /* shorter */
		return (struct str){p, s.n > 1 ? s.n - 1 : s.n};
	case 2: /* another byte, so that a "." that is not escaped shows */
		p[i] = 'w';
		return (struct str){p, s.n};
	case 3:
		p[i] = (char)('0' + pick(10));
		return (struct str){p, s.n};
	default:
		memmove(p + i + 1, p + i, s.n - i);
		p[i] = 'v';
		return (struct str){p, s.n + 1};
	}
}

static struct str fold_key(struct arena *a, struct dump_name n)
{
	struct str s = arena_fmt(a, "%.*s.%.*s", STR_FMT(n.schema), STR_FMT(n.table));
	char *p = arena_alloc(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		p[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]);
	return (struct str){p, s.n};
}

struct tally {
	size_t none, broken, missed, extra, longest, words;
	double seconds;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Survives DM's splitting, its taking of quotes, and GLib. */
static bool is_one_word(struct str re)
{
	for (size_t i = 0; i < re.n; i++) {
		if (re.p[i] <= ' ' || re.p[i] == 0x7f || (unsigned char)re.p[i] >= 0x80 || re.p[i] == '\'' ||
		    re.p[i] == '"')
			return false;
	}
	return re.n > 0 && re.n < DUMP_MAX_ARG;
}

/* A random list of names, as they are, with its near misses as other tables of the server or unknown. */
static void one_random_list(struct tally *t, bool knows_others)
{
	struct arena *a = arena_new();
	size_t n = 1 + pick(60), n_others = 0;
	struct dump_name *names = ARENA_ARRAY(a, struct dump_name, n),
			 *others = ARENA_ARRAY(a, struct dump_name, 3 * n);
	struct strmap listed = {.arena = a};
	struct str schemas[3] = {random_name(a, true), random_name(a, true), random_name(a, true)};
	struct dump_regex r;
	struct matcher m = {0};
	double begin = now();

	for (size_t i = 0; i < n; i++) {
		names[i] = (struct dump_name){schemas[pick(3)], random_name(a, false)};
		strmap_put(&listed, fold_key(a, names[i]), names);
	}
	for (size_t i = 0; i < 3 * n; i++) {
		struct dump_name x = names[pick((unsigned)n)];

		if (pick(4) == 0)
			x.schema = near_miss(a, x.schema);
		else
			x.table = near_miss(a, x.table);
		if (memchr(x.schema.p, '.', x.schema.n) == NULL && !strmap_get(&listed, fold_key(a, x)))
			others[n_others++] = x;
	}
	dump_regex_of_names(a, DM10, names, n, knows_others ? others : NULL, knows_others ? n_others : 0, &r);
	t->seconds += now() - begin;
	t->none += r.form == DUMP_FORM_NONE;
	t->longest = r.text.n > t->longest ? r.text.n : t->longest;
	if (r.form != DUMP_FORM_NONE && compile(a, r.text, &m)) {
		t->words += is_one_word(r.text);
		for (size_t i = 0; i < n; i++) {
			t->missed += !selects(&m, names[i].schema, names[i].table);
			t->missed += !selects(&m, names[i].schema, STR_LIT("(null)"));
		}
		for (size_t i = 0; i < n_others; i++)
			t->extra += selects(&m, others[i].schema, others[i].table);
	} else {
		t->broken += r.form != DUMP_FORM_NONE;
	}
	release(&m);
	arena_free(a);
}

static void check_tally(struct unit *u, const char *what, const struct tally *t, size_t n)
{
	printf("# %s: %zu lists, longest %zu bytes, %.0f ms\n", what, n, t->longest, t->seconds * 1e3);
	CHECK_NUM(u, t->none, 0);
	CHECK_NUM(u, t->broken, 0);
	CHECK_NUM(u, t->missed, 0);
	CHECK_NUM(u, t->extra, 0);
	CHECK_NUM(u, t->words, (long long)n);
}

static void test_random_names(struct unit *u)
{
	struct tally unknown = {0}, known = {0};

	for (int i = 0; i < N_RANDOM; i++)
		one_random_list(&unknown, false);
	check_tally(u, "names", &unknown, N_RANDOM);
	for (int i = 0; i < N_RANDOM; i++)
		one_random_list(&known, true);
	check_tally(u, "names, others known", &known, N_RANDOM);
}

static struct task *load_task(struct arena *a, struct str yaml, uint32_t dm)
{
	struct doc *doc = ARENA_NEW(a, struct doc);
	struct decode_result decode;

	doc_load(a, text_new(a, STR_LIT("task.yaml"), yaml), doc);
	schema_annotate(a, doc, CONFIG_TASK, dm, &decode);
	return task_resolve(a, doc, dm);
}

/* An expression for the list of a task with these lines under black-white-list.one; absent: none. */
static struct str regex_of(struct arena *a, const char *lines, uint32_t dm)
{
	struct task *t = load_task(a, arena_fmt(a, "name: t\nblack-white-list: {one: {%s}}\n", lines), dm);
	const struct entry *list = t->n_entries[SEC_BLACK_WHITE_LIST] ? &t->entries[SEC_BLACK_WHITE_LIST][0] : NULL;
	struct dump_regex r;

	dump_regex_of_lists(a, t, &list, 1, &r);
	return r.form == DUMP_FORM_NONE ? (struct str){NULL, 0} : r.text;
}

/* The schemas that are never migrated but that mydumper would dump. */
#define NO_SYSTEM "^(?!(?:dm_heartbeat|inspection_schema|m(?:etrics_schema|ysql)|sys"

static void test_lists(struct unit *u, struct arena *a)
{
	CHECK_STR(u, regex_of(a, "do-dbs: [shop, crm]", DM10), "^(?:crm|shop)\\.");
	CHECK_STR(u, regex_of(a, "do-tables: [{db-name: shop, tbl-name: t1}, {db-name: shop, tbl-name: t2}]", DM10),
		  "^shop\\.(?:\\(null\\)|t[12])$");
	CHECK_STR(u, regex_of(a, "do-dbs: [shop], ignore-tables: [{db-name: shop, tbl-name: log}]", DM10),
		  "^(?!shop\\.log$)shop\\.");
	CHECK_STR(u, regex_of(a, "do-dbs: [crm], do-tables: [{db-name: shop, tbl-name: t1}]", DM10), "");
	CHECK_STR(u, regex_of(a, "do-dbs: [mysql, shop]", DM10), "^shop\\.");
	CHECK_STR(u, regex_of(a, "do-tables: [{db-name: 'shop*', tbl-name: 't_?'}]", DM10),
		  "^shop.*\\.(?:\\(null\\)$|t_.$)");
	CHECK_STR(u, regex_of(a, "do-tables: [{db-name: '*', tbl-name: hello}]", DM10), NO_SYSTEM ")\\.).*\\.hello$");
	CHECK_STR(u, regex_of(a, "do-dbs: ['~^db[0-9]+$', shop]", DM10), "^(?:shop\\.|db[0-9]+\\.)");
	CHECK_STR(u, regex_of(a, "do-dbs: ['~^db[0-9]+$'], do-tables: [{db-name: 'd*', tbl-name: t}]", DM10),
		  NO_SYSTEM ")\\.)(?=db[0-9]+\\.)d.*\\.(?:\\(null\\)$|t$)");
	/* Wildcards came with 1.0.5. */
	CHECK_STR(u, regex_of(a, "do-dbs: ['shop[0-9]']", DM_VERSION(1, 0, 4)), "^shop\\[0-9\\]\\.");
	CHECK_STR(u, regex_of(a, "do-dbs: ['shop[0-9]']", DM10), "^shop[0-9]\\.");
	CHECK_STR(u, regex_of(a, "ignore-dbs: [test], ignore-tables: [{db-name: '*', tbl-name: '~_bak$'}]", DM10),
		  NO_SYSTEM "|test)\\.|[^.]*\\.(?!\\(null\\)$).*_bak$)");
	CHECK_STR(u, regex_of(a, "", DM10), NO_SYSTEM ")\\.)");
	/* Not to be had: PCRE might read it in another way; a fault; nothing is selected. */
	CHECK_STR(u, regex_of(a, "do-dbs: ['~^a|b$']", DM10), "");
	CHECK_STR(u, regex_of(a, "do-dbs: ['~^a.b$']", DM10), "");
	CHECK_STR(u, regex_of(a, "do-dbs: ['~(a']", DM10), "");
}

static void put_item(struct buf *b, struct str s)
{
	buf_char(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		buf_char(b, s.p[i]);
		if (s.p[i] == '\'')
			buf_char(b, '\'');
	}
	buf_char(b, '\'');
}

/* A name, or a pattern that has to do with it. */
static struct str random_pattern(struct arena *a, struct str name)
{
	size_t half = name.n / 2;
	struct str head = {name.p, half ? half : 1};

	switch (pick(9)) {
	case 0:
		return arena_fmt(a, "%.*s*", STR_FMT(head));
	case 1:
		return arena_fmt(a, "%.*s?", (int)name.n - 1, name.p);
	case 2:
		return arena_fmt(a, "%.*s[0-9x]", (int)name.n - 1, name.p);
	case 3:
		return arena_fmt(a, "%.*s[!a-f]", (int)name.n - 1, name.p);
	case 4:
		return arena_fmt(a, "~^%c+[a-z_]*[0-9]{1,3}$", name.p[0] >= 'a' && name.p[0] <= 'z' ? name.p[0] : 'x');
	case 5:
		return STR_LIT("~_(bak|[0-9]+)$");
	case 6:
		return STR_LIT("*");
	default:
		return name;
	}
}

static void put_random_list(struct arena *a, struct buf *b, const struct dump_name *names, size_t n)
{
	static const char *const keys[] = {"do-dbs", "ignore-dbs", "do-tables", "ignore-tables"};

	for (unsigned k = 0; k < ARRAY_LEN(keys); k++) {
		unsigned items = pick(3) == 0 ? 0 : pick(k < 2 ? 3 : 12);

		buf_fmt(b, "    %s: [", keys[k]);
		for (unsigned i = 0; i < items; i++) {
			struct dump_name x = names[pick((unsigned)n)];

			buf_c(b, i ? ", " : "");
			buf_c(b, k < 2 ? "" : "{db-name: ");
			put_item(b, random_pattern(a, x.schema));
			if (k < 2)
				continue;
			buf_c(b, ", tbl-name: ");
			put_item(b, random_pattern(a, x.table));
			buf_char(b, '}');
		}
		buf_c(b, "]\n");
	}
}

struct list_tally {
	size_t none, nothing, broken, missed, extra, names, longest;
};

/* A random list of rules, and what DM's own filter says to names, near misses and system schemas. */
static void one_random_rules(struct list_tally *t, uint32_t dm)
{
	struct arena *a = arena_new();
	struct dump_name names[64], x;
	struct str schemas[3] = {random_name(a, true), random_name(a, true), random_name(a, true)};
	struct buf b = {0};
	struct task *task;
	const struct entry *list;
	struct table_filter f;
	struct dump_regex r;
	struct matcher m = {0};
	size_t selected = 0;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		names[i] = (struct dump_name){schemas[pick(3)], random_name(a, false)};
	names[0].schema = STR_LIT("mysql");
	names[1].schema = STR_LIT("sys");
	buf_c(&b, "name: t\nblack-white-list:\n  one:\n");
	put_random_list(a, &b, names, ARRAY_LEN(names));
	task = load_task(a, (struct str){b.p, b.n}, dm);
	list = task->entries[SEC_BLACK_WHITE_LIST];
	dump_regex_of_lists(a, task, &list, 1, &r);
	filter_build(a, task, list, &f);
	if (r.form != DUMP_FORM_NONE && !compile(a, r.text, &m))
		t->broken++;
	for (size_t i = 0; i < 4 * ARRAY_LEN(names); i++) {
		bool wanted, got;

		x = names[i % ARRAY_LEN(names)];
		if (i >= ARRAY_LEN(names))
			x.table = near_miss(a, x.table);
		if (i >= 3 * ARRAY_LEN(names) && !dump_system_schema(x.schema, dm))
			x.schema = near_miss(a, x.schema);
		wanted = !dump_system_schema(x.schema, dm) && filter_match(&f, x.schema, x.table, NULL);
		got = m.two && selects(&m, x.schema, x.table);
		selected += wanted;
		t->names++;
		t->missed += m.two && wanted && !got;
		/* Where a schema ends is not to be seen in "a.b.c": such a table may come along. */
		if (got && !wanted && !memchr(x.table.p, '.', x.table.n) && !memchr(x.schema.p, '.', x.schema.n)) {
			if (t->extra++ < 3)
				printf("# %.*s.%.*s\n# %.*s\n# %.*s\n", STR_FMT(x.schema), STR_FMT(x.table),
				       STR_FMT(r.text), (int)b.n, b.p);
		}
	}
	t->none += r.form == DUMP_FORM_NONE && selected;
	t->nothing += r.form == DUMP_FORM_NONE && !selected;
	t->longest = r.text.n > t->longest ? r.text.n : t->longest;
	filter_release(&f);
	release(&m);
	buf_free(&b);
	arena_free(a);
}

static void test_random_rules(struct unit *u)
{
	static const uint32_t versions[] = {DM_VERSION(1, 0, 3), DM10};

	for (size_t v = 0; v < ARRAY_LEN(versions); v++) {
		struct list_tally t = {0};

		for (int i = 0; i < N_RANDOM / 2; i++)
			one_random_rules(&t, versions[v]);
		printf("# rules: %d lists, %zu names, %zu lists select nothing, longest %zu bytes\n", N_RANDOM / 2,
		       t.names, t.nothing, t.longest);
		CHECK_NUM(u, t.none, 0);
		CHECK_NUM(u, t.broken, 0);
		CHECK_NUM(u, t.missed, 0);
		CHECK_NUM(u, t.extra, 0);
		CHECK(u, t.nothing < N_RANDOM / 4);
	}
}

static struct dump_name *numbered(struct arena *a, const char *schema, size_t n)
{
	struct dump_name *names = ARENA_ARRAY(a, struct dump_name, n);

	for (size_t i = 0; i < n; i++)
		names[i] = (struct dump_name){str_from(schema), arena_fmt(a, "t_%zu", i)};
	return names;
}

/* Names with nothing in common. */
static void scramble(struct arena *a, struct dump_name *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *p = arena_alloc(a, 20);

		for (int k = 0; k < 20; k++)
			p[k] = (char)('a' + pick(26));
		names[i].table = (struct str){p, 20};
	}
}

static void test_forms(struct unit *u, struct arena *a)
{
	const struct dump_name others[] = {
		{STR_LIT("shop"), STR_LIT("log")}, {STR_LIT("x"), STR_LIT("t")}, {STR_LIT("mysql"), STR_LIT("user")}};
	struct dump_name *names = numbered(a, "shop", 5000);
	struct dump_regex r;

	dump_regex_of_names(a, DM10, names, 5000, NULL, 0, &r);
	CHECK_STR(u, r.text, "^shop\\.(?:\\(null\\)|t_(?:0|[1-4]\\d{0,3}|[5-9]\\d{0,2}))$");
	CHECK(u, r.form == DUMP_FORM_NAMES && dump_list_bytes(names, 5000) == 58889);
	dump_regex_of_names(a, DM10, names, 1, NULL, 0, &r);
	CHECK_STR(u, r.text, "^shop\\.(?:\\(null\\)|t_0)$");
	dump_regex_of_names(a, DM10, names, 0, NULL, 0, &r);
	CHECK(u, r.form == DUMP_FORM_NONE);
	/* Too many for one expression, unless it is known what else there is. */
	scramble(a, names, 5000);
	dump_regex_of_names(a, DM10, names, 5000, NULL, 0, &r);
	CHECK(u, r.form == DUMP_FORM_NONE);
	dump_regex_of_names(a, DM10, names, 5000, others, ARRAY_LEN(others), &r);
	CHECK(u, (r.form == DUMP_FORM_EXCLUSION || r.form == DUMP_FORM_PREFIXES) && r.text.n < 200);
	dump_regex_of_names(a, DM10, names, 2500, names + 2500, 2500, &r);
	CHECK(u, r.form == DUMP_FORM_PREFIXES && r.code <= DUMP_PCRE_MAX_CODE);
	names[0].table = (struct str){arena_alloc(a, 5000), 5000};
	dump_regex_of_names(a, DM10, names, 2, NULL, 0, &r);
	CHECK(u, r.form == DUMP_FORM_NONE);
}

/* mydumper gives PCRE room for two groups; a table that sets a third one is not dumped. */
static void test_groups(struct unit *u, struct arena *a)
{
	struct matcher m;

	CHECK(u, compile(a, STR_LIT("^shop\\.(t1|(t2|(t12)))$"), &m));
	CHECK(u, selects(&m, STR_LIT("shop"), STR_LIT("t1")) && selects(&m, STR_LIT("shop"), STR_LIT("t2")));
	CHECK(u, !selects(&m, STR_LIT("shop"), STR_LIT("t12")));
	release(&m);
	CHECK(u, compile(a, STR_LIT("T1$"), &m));
	CHECK(u, selects(&m, STR_LIT("shop"), STR_LIT("at1")) && !selects(&m, STR_LIT("shop"), STR_LIT("t12")));
	release(&m);
	CHECK(u, !compile(a, STR_LIT("("), &m));
	release(&m);
}

/* The code of a large expression: what PCRE2 says stands for PCRE1. */
static void test_code(struct unit *u, struct arena *a)
{
	struct buf b = {0};
	struct matcher m;
	struct dump_pcre_info info;

	buf_c(&b, "^(?:");
	for (int i = 0; i < 1100; i++)
		buf_fmt(&b, "%sshop\\.%c%c_name_%05d", i ? "|" : "", 'a' + i % 26, 'a' + i % 17, i * 7);
	buf_c(&b, ")$");
	buf_char(&b, '\0');
	CHECK(u, compile(a, (struct str){b.p, b.n - 1}, &m));
	dump_pcre_free(dump_pcre_compile(a, (struct str){b.p, b.n - 1}, &info));
	CHECK(u, info.code > 30000 && (!m.one || (m.code_one > info.code - 200 && m.code_one <= info.code)));
	release(&m);
	buf_free(&b);
}

/* Twice the tables, twice the time: nothing compares one name with every other. */
static void test_growth(struct unit *u)
{
	for (size_t n = 25000; n <= 100000; n *= 2) {
		struct arena *a = arena_new();
		struct dump_name *names = numbered(a, "shop", n);
		struct dump_regex r;
		double begin = now();

		dump_regex_of_names(a, DM10, names, n, NULL, 0, &r);
		printf("# %zu tables: %.0f ms, list %zu bytes, expression %zu bytes\n", n, (now() - begin) * 1e3,
		       dump_list_bytes(names, n), r.text.n);
		CHECK(u, r.form == DUMP_FORM_NAMES && r.text.n < 120);
		arena_free(a);
	}
}

int main(void)
{
	struct unit u = {0};
	struct arena *a = arena_new();

	if (!load_pcre1())
		printf("# no libpcre3 here: PCRE2 stands in for it\n");
	test_lists(&u, a);
	test_forms(&u, a);
	test_groups(&u, a);
	test_code(&u, a);
	test_growth(&u);
	test_random_names(&u);
	test_random_rules(&u);
	CHECK_NUM(&u, n_disagree, 0);
	arena_free(a);
	return unit_done(&u);
}
