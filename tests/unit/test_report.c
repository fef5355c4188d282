/* test_report.c: what the reporters make of hand-made findings: columns of a terminal, long lines, secrets, bytes that
 * are no text. */
#include "dmlint/report.h"

#include <string.h>

#include "unit.h"

static const struct rule_info rule = {
	.id = "DML0101",
	.name = "unknown-key",
	.severity = SEV_ERROR,
	.remedy = "spell it right",
};

struct fixture {
	struct arena *arena;
	struct text *text;
	struct file_report file;
	struct run_report report;
	struct buf out;
};

static void setup(struct fixture *f, const char *text)
{
	*f = (struct fixture){.arena = arena_new()};
	f->text = text_new(f->arena, STR_LIT("t.yaml"), str_from(text));
	f->file = (struct file_report){
		.text = f->text,
		.path = STR_LIT("t.yaml"),
		.kind = "task",
		.dm_version = STR_LIT("8.5"),
		.dm_version_from = "option",
	};
	f->report = (struct run_report){.files = &f->file, .n_files = 1};
}

static struct diag *add(struct fixture *f, uint32_t lo, uint32_t hi, struct str message)
{
	struct diag *d = ARENA_NEW(f->arena, struct diag);
	*d = (struct diag){.rule = &rule, .severity = SEV_ERROR, .at = {lo, hi}, .message = message};
	diag_append(&f->file.diags, d);
	f->report.n_errors++;
	return d;
}

/* A finding on the first place where `what` stands. */
static struct diag *add_at(struct fixture *f, const char *what)
{
	const char *p = strstr(f->text->bytes.p, what);
	uint32_t lo = (uint32_t)(p - f->text->bytes.p);
	return add(f, lo, lo + (uint32_t)strlen(what), STR_LIT("m"));
}

static struct str render(struct fixture *f, const char *format, bool quiet)
{
	struct report_options o = {.quiet = quiet, .arena = f->arena};
	f->out.n = 0;
	reporter_find(str_from(format))->render(&f->out, &f->report, &o);
	buf_char(&f->out, '\0'); /* for strstr */
	return (struct str){.p = f->out.p, .n = f->out.n - 1};
}

static void teardown(struct fixture *f)
{
	buf_free(&f->out);
	arena_free(f->arena);
}

/* The frame of one finding: its source line and its underline. */
static void check_frame(struct unit *u, const char *text, const char *what, const char *frame)
{
	struct fixture f;
	setup(&f, text);
	add_at(&f, what)->help = STR_LIT("h");
	struct str all = render(&f, "text", true);
	struct str got = {.p = memchr(all.p, '\n', all.n), .n = 0};
	got.p++;
	got.n = (size_t)(all.p + all.n - got.p);
	CHECK(u, str_has_suffix(got, "     = help: h\n"));
	got.n -= strlen("     = help: h\n");
	CHECK_STR(u, got, frame);
	teardown(&f);
}

static void test_frames(struct unit *u)
{
	check_frame(u, "a: 1\nbcd: 2\n", "bcd",
		    "   2 | bcd: 2\n"
		    "     | ^~~\n");
	/* Wide characters take two columns each, combining ones none. */
	check_frame(u, "\xe5\x90\x8d\xe5\xad\x97: \xe5\x80\xbc # c\n", "# c",
		    "   1 | \xe5\x90\x8d\xe5\xad\x97: \xe5\x80\xbc # c\n"
		    "     |          ^~~\n");
	check_frame(u, "x\xcc\x81: y\n", "y",
		    "   1 | x\xcc\x81: y\n"
		    "     |    ^\n");
	check_frame(u, "\xe5\x90\x8d: 1\n", "\xe5\x90\x8d",
		    "   1 | \xe5\x90\x8d: 1\n"
		    "     | ^~\n");
	/* Tabs are expanded. */
	check_frame(u, "a:\tbc\td\n", "d",
		    "   1 | a:      bc      d\n"
		    "     |                 ^\n");
	check_frame(u, "\ta: 1\n", "\t",
		    "   1 |         a: 1\n"
		    "     | ^~~~~~~~\n");
	/* Several lines. */
	check_frame(u, "a:\n  - b\n  - c\nd: 1\n", "- b\n  - c",
		    "   2 |   - b\n"
		    "     |   ^~~ to line 3\n");
	/* Blanks at the end are not printed; an empty line is shown as such. */
	check_frame(u, "a: b   \n", "b",
		    "   1 | a: b\n"
		    "     |    ^\n");
	check_frame(u, "\n", "\n",
		    "   1 |\n"
		    "     | ^\n");
	/* A byte-order mark takes no column, bytes that are not UTF-8 take one. */
	check_frame(u,
		    "\xef\xbb\xbf"
		    "ab: 1\n",
		    "b",
		    "   1 | ab: 1\n"
		    "     |  ^\n");
	check_frame(u, "\xff\x1b: q\n", "q",
		    "   1 | \xef\xbf\xbd\xef\xbf\xbd: q\n"
		    "     |     ^\n");
}

static void test_end_of_text(struct unit *u)
{
	struct fixture f;
	setup(&f, "");
	add(&f, 0, 0, STR_LIT("empty"));
	CHECK_STR(u, render(&f, "text", true),
		  "t.yaml:1:1: error: empty [unknown-key DML0101]\n"
		  "   1 |\n"
		  "     | ^\n"
		  "     = help: spell it right\n");
	teardown(&f);
	setup(&f, "ab");
	add(&f, 2, 2, STR_LIT("end"));
	CHECK_STR(u, render(&f, "text", true),
		  "t.yaml:1:3: error: end [unknown-key DML0101]\n"
		  "   1 | ab\n"
		  "     |   ^\n"
		  "     = help: spell it right\n");
	teardown(&f);
}

/* A line of 2,000 x with an "O" in it is cut on both sides, and the caret stands under the O. */
static void test_long_lines(struct unit *u)
{
	static const uint32_t places[] = {0, 50, 111, 112, 113, 1000, 1950, 1999};
	char line[2001];
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct fixture f;
		memset(line, 'x', 2000);
		line[2000] = '\0';
		line[places[i]] = 'O';
		setup(&f, line);
		add_at(&f, "O");
		struct str all = render(&f, "text", true);
		const char *source = memchr(all.p, '\n', all.n);
		const char *under = strchr(source + 1, '\n');
		CHECK(u, under - source < 130);
		CHECK_NUM(u, strchr(under + 1, '^') - under, strchr(source + 1, 'O') - source);
		teardown(&f);
	}
	/* An underline never leaves the cut. */
	struct fixture f;
	memset(line, 'x', 2000);
	setup(&f, line);
	add(&f, 10, 1990, STR_LIT("m"));
	struct str all = render(&f, "text", true);
	for (size_t i = 0, start = 0; i < all.n; i++) {
		if (all.p[i] == '\n') {
			CHECK(u, i - start < 130);
			start = i + 1;
		}
	}
	teardown(&f);
}

static void test_secrets(struct unit *u)
{
	struct fixture f;
	setup(&f, "p: hunter2 # c\n");
	text_mask(f.text, (struct span){3, 10});
	add(&f, 3, 10, STR_LIT("m"));
	add_at(&f, "# c");
	struct str all = render(&f, "text", true);
	CHECK(u, strstr(all.p, "   1 | p: ****** # c\n     |    ^~~~~~\n"));
	CHECK(u, strstr(all.p, "   1 | p: ****** # c\n     |           ^~~\n"));
	CHECK(u, !strstr(all.p, "hunter2"));
	teardown(&f);
}

static void test_notes(struct unit *u)
{
	struct fixture f;
	setup(&f, "a: 1\na: 2\n");
	struct diag *d = add(&f, 5, 6, STR_LIT("duplicate key \"a\""));
	struct note n = {.at = {0, 1}, .text = STR_LIT("first defined here")};
	d->notes = &n;
	d->dm_code = 20003;
	d->dm_rejects = true;
	CHECK_STR(u, render(&f, "text", false),
		  "t.yaml:2:1: error: duplicate key \"a\" [unknown-key DML0101, DM 20003]\n"
		  "   2 | a: 2\n"
		  "     | ^\n"
		  "t.yaml:1:1: note: first defined here\n"
		  "   1 | a: 1\n"
		  "     | ^\n"
		  "     = help: spell it right\n"
		  "1 error in 1 file; no server was asked\n");
	CHECK_STR(u, render(&f, "short", false),
		  "t.yaml:2:1: error: duplicate key \"a\" [unknown-key DML0101, DM 20003]\n");
	d->dm_code = 0;
	CHECK_STR(u, render(&f, "short", false),
		  "t.yaml:2:1: error: duplicate key \"a\" [unknown-key DML0101, DM rejects]\n");
	d->dm_panics = true;
	CHECK_STR(u, render(&f, "short", false),
		  "t.yaml:2:1: error: duplicate key \"a\" [unknown-key DML0101, DM crashes]\n");
	teardown(&f);
}

/* Whatever stands in a name or a message, a finding is one line without escape sequences, and JSON stays JSON. */
static void test_any_bytes(struct unit *u)
{
	struct fixture f;
	setup(&f, "a: 1\n");
	f.file.path = STR_LIT("new\nline\x1b[2J.yaml");
	add(&f, 0, 1, STR_LIT("key \"\x00\x1b[31m\xff\xe2\x80\xae\t\xc2\x85\""));
	CHECK_STR(u, render(&f, "short", true),
		  "new\\nline\\x1b[2J.yaml:1:1: error: key \"\\x00\\x1b[31m\xef\xbf\xbd\\u202e\\t\\x85\" [unknown-key "
		  "DML0101]\n");
	struct str json = render(&f, "json", true);
	CHECK(u, strstr(f.out.p, "\"path\": \"new\\nline\\u001B[2J.yaml\""));
	CHECK(u, strstr(f.out.p, "\"message\": \"key \\\"\\u0000\\u001B[31m\xef\xbf\xbd"));
	CHECK(u, json.n > 0);
	teardown(&f);
}

int main(void)
{
	struct unit u = {0};
	test_frames(&u);
	test_end_of_text(&u);
	test_long_lines(&u);
	test_secrets(&u);
	test_notes(&u);
	test_any_bytes(&u);
	return unit_done(&u);
}
