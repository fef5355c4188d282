/* test_source.c: dm-worker.toml against the verdicts of DM 1.0.7 (worker-vectors.tsv), the inventory against what
 * Ansible makes of it, places of faults in damaged files, and the list of sources. Run from the top of the tree. */
#include "unit.h"

#include "dmlint/run.h"

#include <stdlib.h>
#include <string.h>

#define DM_1_0 DM_VERSION(1, 0, 7)

/* Standard base64 without line ends; enough for the vectors. */
static size_t decode_base64(const char *s, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, have = 0;
	size_t n = 0;

	for (; *s && *s != '=' && *s != '\n'; s++) {
		bits = bits << 6 | (unsigned)(strchr(digits, *s) - digits);
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (char)(bits >> have & 0xff);
		}
	}
	return n;
}

static int code_of(struct arena *a, struct str path, struct str bytes)
{
	struct run_options o = {.dm = DM_1_0, .kind = CONFIG_SOURCE};
	struct file_report f;

	run_lint_bytes(a, path, bytes, &o, &f);
	return f.rejects ? f.dm_code : 0;
}

static void test_worker_vectors(struct unit *u)
{
	FILE *f = fopen("tests/unit/worker-vectors.tsv", "re");
	char *line = NULL;
	size_t cap = 0, n = 0, wrong = 0;

	CHECK(u, f != NULL);
	while (f && getline(&line, &cap, f) > 0) {
		struct arena *a = arena_new();
		char *tab = strchr(line, '\t');
		long want = strtol(line, NULL, 10);
		char *bytes;
		int got;

		if (line[0] == '#' || !tab) {
			arena_free(a);
			continue;
		}
		bytes = arena_alloc(a, strlen(tab));
		got = code_of(a, STR_LIT("worker.toml"), (struct str){bytes, decode_base64(tab + 1, bytes)});
		n++;
		if (want < 0 ? got == 0 : got != want) {
			printf("# DM: %ld, dmlint: %d: %s", want, got, tab + 1);
			wrong++;
		}
		arena_free(a);
	}
	CHECK(u, n > 800);
	CHECK_NUM(u, wrong, 0);
	free(line);
	if (f)
		fclose(f);
}

/* The first finding of a file: "line:column message". */
static struct str first_finding(struct arena *a, struct str path, struct str bytes)
{
	struct run_options o = {.kind = CONFIG_SOURCE};
	struct file_report f;
	struct pos at;

	run_lint_bytes(a, path, bytes, &o, &f);
	if (!f.diags.first)
		return STR_LIT("nothing");
	at = text_pos(f.text, f.diags.first->at.lo);
	return arena_fmt(a, "%u:%u %.*s", at.line, at.column, STR_FMT(f.diags.first->message));
}

/* The library compares keys by strings.EqualFold, to which LONG S is an s. */
static void test_worker_letters(struct unit *u)
{
	struct arena *a = arena_new();

	CHECK_NUM(u, code_of(a, STR_LIT("worker.toml"), STR_LIT("\"\xc5\xbfOURCE-ID\" = \"s\"\n")), 0);
	CHECK(u, code_of(a, STR_LIT("worker.toml"),
			 STR_LIT("\"source-\xc4\xb0"
				 "d\" = \"s\"\n")) != 0);
	arena_free(a);
}

static void test_faults(struct unit *u)
{
	static const struct {
		const char *path, *text, *finding;
	} cases[] = {
		{"w.toml", "source-id = \"s\"\n[from\n", "2:1 the name of a table must end with \"]\""},
		{"w.toml", "source-id = \"s\"\n[[from]\n", "2:1 the name of a table must end with \"]]\""},
		{"w.toml", "source-id = \"s\n", "1:13 the string is not closed"},
		{"w.toml", "source-id = \"a\\qb\"\n",
		 "1:15 a backslash in a string must be followed by one of b t n f r \" \\ u U"},
		{"w.toml", "source-id = \"\\u12\"\n", "1:14 \"\\u\" must be followed by 4 hexadecimal digits"},
		{"w.toml", "source-id = \"\\ud800\"\n", "1:14 there is no character U+D800"},
		{"w.toml", "source-id = s\n", "1:13 a value cannot be written like this"},
		{"w.toml", "source-id =\n", "1:12 a value is missing here"},
		{"w.toml", "source-id\n", "1:1 \"=\" and a value are missing"},
		{"w.toml", "source id = \"s\"\n", "1:8 \"=\" is missing here"},
		{"w.toml", "from.host = \"h\"\n", "1:5 \"=\" is missing here"},
		{"w.toml", "source-id = \"s\" server-id = 1\n", "1:17 the line must end here"},
		{"w.toml", "source-id = \"s\"\nserver-id = 1__0\n", "2:13 this is no whole number"},
		{"w.toml", "source-id = \"s\"\nserver-id = 99999999999999999999\n",
		 "2:13 this number does not fit into 64 bits"},
		{"w.toml", "source-id = \"s\"\nx = 1.\n", "2:5 this is no number"},
		{"w.toml", "source-id = \"s\"\nx = 2024-02-30\n", "2:5 this is neither a number nor a date"},
		{"w.toml", "source-id = \"s\"\nx = [1, \"a\"]\n", "2:9 all values of an array must be of one kind"},
		{"w.toml", "source-id = \"s\"\nx = [1 2]\n", "2:8 a comma or \"]\" is missing here"},
		{"w.toml", "source-id = \"s\"\nx = {a = 1\n}\n", "2:11 a comma or \"}\" is missing here"},
		{"w.toml", "source-id = \"s\"\nsource-id = \"t\"\n", "2:1 \"source-id\" is there twice"},
		{"w.toml", "source-id = \"s\"\n[source-id.x]\n", "2:2 \"source-id\" is a value, not a table"},
		{"w.toml", "\xef\xbb\xbfsource-id = \"s\"\n", "1:1 the file begins with a byte-order mark"},
		{"w.toml", "\xff\xfes\0", "1:1 the file is UTF-16; TOML is UTF-8"},
		{"i.ini", "[dm_worker_servers\nw source_id=a\n", "1:1 this is no name of a section"},
		{"i.ini", "[dm_worker_servers:var]\n", "1:20 a section is of hosts, of \"vars\" or of \"children\""},
		{"i.ini", "[a] b\n", "1:5 the line must end behind the name of the section"},
		{"i.ini", "[dm_worker_servers]\nw source_id=\"a\n", "2:13 the quoted text is not closed"},
		{"i.ini", "[dm_worker_servers]\nw source_id=a\\\n", "2:14 nothing follows the backslash"},
		{"i.ini", "[dm_worker_servers]\nw source_id\n", "2:3 a variable is written name=value"},
		{"i.ini", "[all:vars]\nmysql_user root\n", "2:1 a variable is written name = value"},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		CHECK_STR(u, first_finding(a, str_from(cases[i].path), str_from(cases[i].text)), cases[i].finding);
	arena_free(a);
}

static struct sources read_inventory(struct arena *a, const char *bytes)
{
	struct doc *d = ARENA_NEW(a, struct doc);
	struct sources s = {.arena = a};

	source_load_inventory(a, text_new(a, STR_LIT("inventory.ini"), str_from(bytes)), d);
	sources_add(&s, d, CONFIG_INVENTORY);
	return s;
}

static struct str password_of(const struct source *s)
{
	return s->at[SOURCE_PASSWORD] ? schema_secret_text(s->at[SOURCE_PASSWORD]) : STR_LIT("none");
}

/* Expectations: Python's shlex.split(line, comments=True) and ansible/plugins/inventory/ini.py. */
static void test_inventory(struct unit *u)
{
	struct arena *a = arena_new();
	struct sources s =
		read_inventory(a, "lonely source_id=s0 mysql_host=h0\n"
				  "; comment\r\n"
				  "[other]\n"
				  "m ansible_host=10.0.0.1\n"
				  "w2 mysql_port=3307\n"
				  "\n"
				  "[dm_worker_servers]  # workers\n"
				  "w1 source_id=\"s 1\" mysql_host='h#1' mysql_password=a#b c=d\n"
				  "  w2\tsource_id=s\\ 2 mysql_host=h\"\"2'x' mysql_password=\"q\\\"\\\\\\n'\"\n"
				  "w3\n"
				  "[dm_worker_servers:vars]\n"
				  "mysql_user = 'dm user'\n"
				  "mysql_password=from group = yes\n"
				  "[all:vars]\n"
				  "mysql_user = all\n"
				  "mysql_port = 3310\n"
				  "[x:children]\n"
				  "other\n");

	CHECK_NUM(u, s.n, 4);
	if (s.n != 4)
		return;
	CHECK_STR(u, s.list[0]->id, "s0");
	CHECK_STR(u, source_str(s.list[0], SOURCE_USER), "dm user");
	CHECK_STR(u, s.list[2]->id, "s 1");
	CHECK_STR(u, source_str(s.list[2], SOURCE_HOST), "h#1");
	CHECK_STR(u, password_of(s.list[2]), "a");
	CHECK_NUM(u, value_int(s.list[2]->at[SOURCE_PORT], 0), 3310);
	CHECK_STR(u, s.list[1]->id, "s 2");
	CHECK_STR(u, source_str(s.list[1], SOURCE_HOST), "h2x");
	CHECK_STR(u, password_of(s.list[1]), "q\"\\\\n'");
	CHECK_NUM(u, value_int(s.list[1]->at[SOURCE_PORT], 0), 3307);
	CHECK_STR(u, s.list[3]->id, "");
	CHECK_STR(u, password_of(s.list[3]), "from group = yes");
	CHECK(u, s.list[2]->at[SOURCE_PASSWORD]->text.n == 0);
	CHECK(u, sources_find(&s, STR_LIT("s 2")) == s.list[1]);
	CHECK(u, sources_find(&s, STR_LIT("")) == NULL);
	CHECK(u, sources_find(&s, STR_LIT("s")) == NULL);
	arena_free(a);
}

static void test_sameness(struct unit *u)
{
	struct arena *a = arena_new();
	struct sources s = read_inventory(a, "[dm_worker_servers]\n"
					     "a source_id=s1 mysql_host=LocalHost server_id=7\n"
					     "b source_id=s2 mysql_host=127.0.0.1 mysql_port=3306 server_id=0\n"
					     "c source_id=s1 mysql_host=db mysql_port=3307 server_id=07\n"
					     "d source_id=s4 mysql_host=DB server_id=7\n");

	CHECK_NUM(u, s.n, 4);
	CHECK(u, s.list[0]->same[SAME_ID] == NULL);
	CHECK(u, s.list[1]->same[SAME_SERVER] == s.list[0]);
	CHECK(u, s.list[1]->same[SAME_SERVER_ID] == NULL);
	CHECK(u, s.list[2]->same[SAME_ID] == s.list[0]);
	CHECK(u, s.list[2]->same[SAME_SERVER] == NULL);
	CHECK(u, s.list[3]->same[SAME_SERVER] == NULL);
	CHECK(u, s.list[3]->same[SAME_SERVER_ID] == s.list[0]);
	arena_free(a);
}

/* Twice as many entries must not take four times as long: counted in findings, which every entry gives. */
static void test_large(struct unit *u)
{
	struct arena *a = arena_new();
	struct buf b = {0};
	struct run_options o = {.dm = DM_1_0, .kind = CONFIG_SOURCE};
	struct file_report f;

	buf_c(&b, "source-id = \"s\"\n[from.session]\n");
	for (unsigned i = 0; i < 100000; i++)
		buf_fmt(&b, "v%u = %u\n", i, i);
	run_lint_bytes(a, STR_LIT("w.toml"), (struct str){b.p, b.n}, &o, &f);
	CHECK(u, f.diags.n >= 100000);
	CHECK_NUM(u, f.dm_code, 40003);
	buf_free(&b);
	buf_c(&b, "[dm_worker_servers]\n");
	for (unsigned i = 0; i < 100000; i++)
		buf_fmt(&b, "w%u source_id=s%u mysql_host=h%u mysql_password=''\n", i % 1000, i, i);
	run_lint_bytes(a, STR_LIT("i.ini"), (struct str){b.p, b.n}, &o, &f);
	CHECK_NUM(u, f.diags.n, 0);
	buf_free(&b);
	arena_free(a);
}

int main(void)
{
	struct unit u = {0};

	test_worker_vectors(&u);
	test_worker_letters(&u);
	test_faults(&u);
	test_inventory(&u);
	test_sameness(&u);
	test_large(&u);
	return unit_done(&u);
}
