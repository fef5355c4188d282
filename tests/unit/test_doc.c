/* test_doc.c: the tree: positions, spans, aliases and merges, problems, comments, paths, scalar types. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "dmlint/doc.h"

static struct arena *arena;

static struct doc load_bytes(struct str bytes)
{
	struct doc d;

	doc_load(arena, text_new(arena, STR_LIT("test.yaml"), bytes), &d);
	return d;
}

static struct doc load(const char *yaml)
{
	/* a copy of its exact size, so that the sanitizer sees a byte too many */
	size_t n = strlen(yaml);
	char *p = arena_alloc(arena, n);

	memcpy(p, yaml, n);
	return load_bytes((struct str){p, n});
}

static struct str slice(const struct doc *d, struct span s)
{
	return (struct str){d->text->bytes.p + s.lo, s.hi - s.lo};
}

/* "a.b[1]" without any quoting. */
static const struct node *at(const struct node *n, const char *path)
{
	while (n && *path) {
		if (*path == '[') {
			unsigned long i = strtoul(path + 1, NULL, 10);
			path = strchr(path, ']') + 1;
			for (n = n->first; n && i; i--)
				n = n->next;
		} else {
			path += *path == '.';
			size_t len = strcspn(path, ".[");
			n = node_get(n, arena_str(arena, (struct str){path, len}).p);
			path += len;
		}
	}
	return n;
}

#define SLICE(d, path) slice(&(d), at((d).root, path)->span)
#define KEY(d, path) slice(&(d), at((d).root, path)->key_span)

static struct str pos_str(const struct doc *d, uint32_t offset)
{
	struct pos p = text_pos(d->text, offset);

	return arena_fmt(arena, "%u:%u", p.line, p.column);
}

static void test_positions(struct unit *u)
{
	struct doc d = load("# 中文注释 é\nname: \"表\" # x\n目标:\n  - 甲: b\n\ttail\n");
	CHECK(u, d.problem.kind != DOC_OK);
	d = load("# 中文注释 é\nname: \"表\" # x\n目标:\n  - 甲: b😀c\n    d: e\n");
	CHECK_NUM(u, d.problem.kind, DOC_OK);
	CHECK_STR(u, SLICE(d, "name"), "\"表\"");
	CHECK_STR(u, pos_str(&d, at(d.root, "name")->span.lo), "2:7");
	CHECK_STR(u, pos_str(&d, at(d.root, "name")->span.hi), "2:10");
	CHECK_STR(u, KEY(d, "目标"), "目标");
	CHECK_STR(u, SLICE(d, "目标[0].甲"), "b😀c");
	CHECK_STR(u, pos_str(&d, at(d.root, "目标[0].甲")->span.hi), "4:11");
	CHECK_STR(u, SLICE(d, "目标[0].d"), "e");
	CHECK_STR(u, pos_str(&d, at(d.root, "目标[0].d")->span.lo), "5:8");

	d = load("a:\tb\r\nc: d\re: f\r\n\r\n");
	CHECK_STR(u, SLICE(d, "a"), "b");
	CHECK_STR(u, pos_str(&d, at(d.root, "a")->span.lo), "1:4");
	CHECK_STR(u, SLICE(d, "c"), "d");
	CHECK_STR(u, pos_str(&d, at(d.root, "e")->key_span.lo), "3:1");
	CHECK_NUM(u, d.text->n_lines, 5);

	d = load("\xef\xbb\xbfname: é\nb: c\n");
	CHECK_STR(u, KEY(d, "name"), "name");
	CHECK_STR(u, pos_str(&d, at(d.root, "name")->key_span.lo), "1:1");
	CHECK_STR(u, pos_str(&d, at(d.root, "b")->span.lo), "2:4");
	CHECK_NUM(u, text_source_offset(d.text, at(d.root, "name")->key_span.lo), 3);
	/* line ends that YAML knows and editors do not */
	d = load("a: b\xc2\x85"
		 "c: d\xe2\x80\xa8"
		 "e: f\n");
	CHECK_STR(u, SLICE(d, "e"), "f");
	CHECK_STR(u, pos_str(&d, at(d.root, "e")->span.lo), "1:14");

	d = load("");
	CHECK(u, d.root == NULL && d.problem.kind == DOC_OK && d.text->n_lines == 1);
	CHECK_STR(u, pos_str(&d, 0), "1:1");
	CHECK_STR(u, pos_str(&d, 99), "1:1");
	d = load("x");
	CHECK_STR(u, pos_str(&d, 1), "1:2");
}

/* Many lines with and without other letters: positions by the slow way. */
static void test_positions_long(struct unit *u)
{
	struct buf b = {0};
	unsigned wrong = 0;

	for (int i = 0; i < 3000; i++)
		buf_fmt(&b, i % 7 == 3 ? "k%d: \"é表😀 %d\" # 中\n" : "k%d: value of %d\n", i, i);
	struct doc d = load_bytes((struct str){b.p, b.n});
	int i = 0;
	for (const struct node *n = d.root->first; n; n = n->next, i++) {
		struct str want = arena_fmt(arena, i % 7 == 3 ? "\"é表😀 %d\"" : "value of %d", i);
		wrong += !str_eq(slice(&d, n->span), want);
		wrong += !str_eq(slice(&d, n->key_span), arena_fmt(arena, "k%d", i));
		wrong += text_pos(d.text, n->span.lo).line != (unsigned)i + 1;
		wrong += text_pos(d.text, n->span.lo).column != n->key.n + 3;
		wrong += text_pos(d.text, n->span.hi).column != n->key.n + 3 + (i % 7 == 3 ? want.n - 6 : want.n);
	}
	CHECK_NUM(u, i, 3000);
	CHECK_NUM(u, wrong, 0);
	buf_free(&b);
}

static void test_spans(struct unit *u)
{
	struct doc d = load(
		"a:\n  b: c   # comment\n\n# more\nd:\n- e\n-\n- f: g\n\n\nh: |\n  text\n  more\n\n# x\ni: >-  # y\n\nj:\n");

	CHECK_STR(u, SLICE(d, "a"), "b: c");
	CHECK_STR(u, SLICE(d, "d"), "- e\n-\n- f: g");
	CHECK_STR(u, SLICE(d, "d[1]"), "");
	CHECK_STR(u, pos_str(&d, at(d.root, "d[1]")->span.lo), "7:2");
	CHECK_STR(u, SLICE(d, "d[2]"), "f: g");
	CHECK_STR(u, SLICE(d, "h"), "|\n  text\n  more");
	CHECK_STR(u, at(d.root, "h")->text, "text\nmore\n");
	CHECK_STR(u, SLICE(d, "i"), ">-");
	CHECK_STR(u, at(d.root, "i")->text, "");
	CHECK_STR(u, pos_str(&d, at(d.root, "j")->span.lo), "18:3");
	CHECK_NUM(u, at(d.root, "h")->style, STYLE_LITERAL);

	d = load(
		"a: &x !!str   'it''s' # c\nb: { c : [1, 2 ] , d, ? e : f, g: }\n'k \"q\"' : !t\n? long\n# c\n: v\n? only\n");
	CHECK_STR(u, SLICE(d, "a"), "'it''s'");
	CHECK_STR(u, at(d.root, "a")->text, "it's");
	CHECK_NUM(u, at(d.root, "a")->tag, TAG_STR);
	CHECK_NUM(u, at(d.root, "a")->anchored, 1);
	CHECK_STR(u, SLICE(d, "b"), "{ c : [1, 2 ] , d, ? e : f, g: }");
	CHECK_STR(u, SLICE(d, "b.c"), "[1, 2 ]");
	CHECK_STR(u, KEY(d, "b.d"), "d");
	CHECK(u, at(d.root, "b.d")->span.lo == at(d.root, "b.d")->key_span.hi);
	CHECK_STR(u, SLICE(d, "b.e"), "f");
	CHECK(u, d.text->bytes.p[at(d.root, "b.g")->span.lo - 1] == ':');
	CHECK_STR(u, KEY(d, "k \"q\""), "'k \"q\"'");
	CHECK_NUM(u, at(d.root, "k \"q\"")->tag, TAG_OTHER);
	CHECK_NUM(u, at(d.root, "k \"q\"")->key_style, STYLE_SINGLE);
	CHECK_STR(u, SLICE(d, "long"), "v");
	CHECK(u, at(d.root, "only")->span.lo == at(d.root, "only")->key_span.hi);

	/* values that are not in the text letter by letter */
	d = load("a: x\n  y\n\n  z\nb: \"\\u00e9\\\n   q\\\"\"\nc: >\n  f\n  g\n\n  h\n");
	CHECK_STR(u, at(d.root, "a")->text, "x y\nz");
	CHECK_STR(u, at(d.root, "b")->text, "éq\"");
	CHECK_STR(u, at(d.root, "c")->text, "f g\nh\n");
	CHECK_STR(u, SLICE(d, "b"), "\"\\u00e9\\\n   q\\\"\"");
}

static void test_aliases(struct unit *u)
{
	struct doc d = load("a: &x\n  k: [1, {m: n}]\nb: *x\nc: [*x, &s t, *s]\n? &key q\n: 1\nr: {*key : 2}\n");

	CHECK_NUM(u, d.problem.kind, DOC_OK);
	CHECK(u, d.has_alias);
	const struct node *b = at(d.root, "b");
	CHECK(u, b->aliased && b->first->aliased && !at(d.root, "a")->aliased);
	CHECK(u, b != at(d.root, "a") && b->first != at(d.root, "a.k"));
	CHECK(u, b->parent == d.root && b->first->parent == b);
	CHECK_STR(u, SLICE(d, "b"), "k: [1, {m: n}]");
	CHECK_STR(u, KEY(d, "b"), "b");
	CHECK_STR(u, at(d.root, "b.k[1].m")->text, "n");
	CHECK_STR(u, node_path(at(d.root, "c[0].k[1].m"), arena), "c[0].k[1].m");
	CHECK_STR(u, at(d.root, "c[2]")->text, "t");
	CHECK_STR(u, SLICE(d, "c"), "[*x, &s t, *s]");
	CHECK_STR(u, at(d.root, "r.q")->text, "2");
	CHECK_STR(u, KEY(d, "r.q"), "*key");

	/* an anchor written again holds from there on; a block ends behind its alias */
	d = load("a: &x 1\nb: *x\nc: &x 2\nd:\n  e: *x\n# end\n");
	CHECK_STR(u, at(d.root, "b")->text, "1");
	CHECK_STR(u, at(d.root, "d.e")->text, "2");
	CHECK_STR(u, SLICE(d, "d"), "e: *x");
}

static void test_merges(struct unit *u)
{
	struct doc d = load(
		"base: &b {x: 1, y: 2}\nm:\n  y: 0\n  <<: *b\n  x: 3\nn: {<<: [{p: 1}, *b, {p: 2, q: 3}], z: 4}\n");
	const struct node *m = at(d.root, "m"), *n = at(d.root, "n");
	static const char *const want_n[] = {"p2", "q3", "x1", "y2", "p1", "z4"};
	size_t i = 0;

	CHECK_NUM(u, node_count(m), 4);
	CHECK_STR(u, at(m, "x")->text, "3");
	CHECK_STR(u, at(m, "y")->text, "2");
	CHECK(u, m->first->merged == 0 && m->first->next->merged != 0);
	CHECK(u, m->first->next->merged == m->first->next->next->merged);
	CHECK(u, m->first->next->aliased && m->first->next->parent == m);
	CHECK_STR(u, slice(&d, m->first->next->key_span), "x");
	CHECK(u, m->first->next->key_span.lo < m->span.lo);
	for (const struct node *c = n->first; c && i < ARRAY_LEN(want_n); c = c->next, i++)
		CHECK_STR(u, arena_fmt(arena, "%.*s%.*s", STR_FMT(c->key), STR_FMT(c->text)), want_n[i]);
	CHECK_NUM(u, i, 6);
	CHECK(u, !at(n, "q")->aliased && at(n, "x")->aliased);
	CHECK(u, at(n, "q")->merged != at(n, "x")->merged);
	CHECK_NUM(u, at(n, "z")->merged, 0);

	/* a merge inside a merge keeps a number of its own, and so do two uses of one anchor */
	d = load("a: &a {k: 1}\nb: &b {l: 2, <<: *a, m: 3}\nc: {<<: *b}\nd: {<<: *a, <<: *a}\n");
	CHECK(u, at(d.root, "c.l")->merged == at(d.root, "c.m")->merged);
	CHECK(u, at(d.root, "c.l")->merged != at(d.root, "c.k")->merged && at(d.root, "c.k")->merged);
	CHECK(u, at(d.root, "d")->first->merged != at(d.root, "d")->first->next->merged);

	/* quoted it is a key; "!" makes it a merge again; an anchored map stays whole for later aliases */
	d = load("\"<<\": {a: b}\n");
	CHECK(u, at(d.root, "<<.a") != NULL);
	d = load("! \"<<\": {a: b}\n");
	CHECK(u, at(d.root, "a") != NULL);
	d = load("<<: &x {a: b}\nc: *x\nd: [*x]\n");
	CHECK_NUM(u, node_count(d.root), 3);
	CHECK_NUM(u, node_count(at(d.root, "c")), 1);
	CHECK(u, !d.root->first->aliased && at(d.root, "d[0].a")->aliased);
}

struct bad {
	const char *yaml;
	enum doc_problem_kind kind;
	const char *where; /* line:column */
	const char *at;    /* the text there */
	const char *words; /* in the message or the help */
};

static void test_problems(struct unit *u)
{
	static const struct bad bads[] = {
		{"a: b: c\n", DOC_SYNTAX, "1:5", ":", "second"},
		{"name:x\ntask-mode: full\n", DOC_SYNTAX, "1:1", "name:x", "blank behind the colon"},
		{"name: x\n task-mode: full\n", DOC_SYNTAX, "2:2", "task-mode: full", "indented deeper"},
		{"name: \"x\"\n task-mode: full\n", DOC_SYNTAX, "2:2", "task-mode:", "indented deeper"},
		{"a:\n    b: c\n  d: e\n", DOC_SYNTAX, "3:3", "d:", "less than the keys above"},
		{"name = x\ntask-mode: full\n", DOC_SYNTAX, "1:1", "name = x", "key = value"},
		{"a: b\njunk\nc: d\n", DOC_SYNTAX, "2:1", "junk", "without \":\""},
		{"<<<<<<< HEAD\na: b\n=======\n", DOC_SYNTAX, "1:1", "<<<<<<< HEAD", "conflict"},
		{"a:\n\tb: c\n", DOC_TAB, "2:1", "\t", "blanks"},
		{"a:\n  - b\n  \t\n", DOC_TAB, "3:3", "\t", "blanks"},
		{"a: @x\n", DOC_SYNTAX, "1:4", "@x", "\"@\""},
		{"a: `x`\n", DOC_SYNTAX, "1:4", "`x`", "quotes"},
		{"a: %x\n", DOC_SYNTAX, "1:4", "%x", "\"%\""},
		{"{% if x %}\n", DOC_SYNTAX, "1:2", "%", "template"},
		{"%FOO bar\n---\n", DOC_SYNTAX, "1:1", "%FOO bar", "directive"},
		{"do-dbs: [*]\n", DOC_SYNTAX, "1:10", "*]", "\"*\""},
		{"schema-pattern: *\n", DOC_SYNTAX, "1:17", "*", "quotes"},
		{"a: *x\n", DOC_UNKNOWN_ANCHOR, "1:4", "*x", "quotes"},
		{"a: &x [*x]\n", DOC_RECURSIVE_ALIAS, "1:8", "*x", "inside its own"},
		{"a: 'x\nb: y\n", DOC_SYNTAX, "1:4", "'x", "never closed"},
		{"a: \"x\nb: \"y\"\nc: d\n", DOC_SYNTAX, "1:4", "\"x", "not closed before line 2"},
		{"a: [x, y\nb: z\n", DOC_SYNTAX, "1:4", "[", "never closed"},
		{"a: {x: y\n", DOC_SYNTAX, "1:4", "{", "never closed"},
		{"a: ['x'\n   'y']\n", DOC_SYNTAX, "2:4", "'y']", "missing before this"},
		{"a: ]\n", DOC_SYNTAX, "1:4", "]", "never opened"},
		{"a: \"x\" y\n", DOC_SYNTAX, "1:8", "y", "behind the end of a value"},
		{"a: \"\\q\"\n", DOC_SYNTAX, "1:5", "\\q", "single quotes"},
		{"a: \"b\\/c\"\n", DOC_SYNTAX, "1:6", "\\/", "escape"},
		{"a: [b?c]\n", DOC_SYNTAX, "1:6", "?", "quotes"},
		{"a: - b\n", DOC_SYNTAX, "1:4", "-", "list item"},
		{"a:\n- b\nc\n", DOC_SYNTAX, "3:1", "c", "without \":\""},
		{"%YAML 1.2\n---\na: b\n", DOC_VERSION, "1:1", "%YAML 1.2", "1.1"},
		{"%YAML 1.001\n---\na: b\n", DOC_VERSION, "1:1", "%YAML 1.001", "1.1"},
		{"? [a]\n: b\n", DOC_BAD_KEY, "1:3", "[", "key"},
		{"{{ x }}: b\n", DOC_BAD_KEY, "1:1", "{", "key"},
		{"a: &m {b: c}\n*m : d\n", DOC_BAD_KEY, "2:1", "*m", "key"},
		{"<<: null\n", DOC_BAD_MERGE, "1:5", "null", "merge"},
		{"a: &x [b]\n<<: *x\n", DOC_BAD_MERGE, "2:5", "*x", "map"},
		{"<<: [{a: b}, c]\n", DOC_BAD_MERGE, "1:14", "c", "map"},
		{"a: b\x01\n", DOC_ENCODING, "1:5", "\x01", "U+0001"},
		{"a: \xff\n", DOC_ENCODING, "1:4", "\xff", "UTF-8"},
		{"a: \xe9\nb: c\n", DOC_ENCODING, "1:4", "\xe9", "UTF-8"},
		{"\xef\xbb\xbf\xef\xbb\xbf"
		 "a: b\n",
		 DOC_ENCODING, "1:1", "\xef\xbb\xbf", "two byte-order marks"},
	};

	for (size_t i = 0; i < ARRAY_LEN(bads); i++) {
		struct doc d = load(bads[i].yaml);
		bool said = strstr(arena_str(arena, d.problem.message).p, bads[i].words) ||
			    strstr(arena_str(arena, d.problem.help).p, bads[i].words);
		CHECK_NUM(u, d.problem.kind, bads[i].kind);
		CHECK_STR(u, pos_str(&d, d.problem.at.lo), bads[i].where);
		CHECK_STR(u, slice(&d, d.problem.at), bads[i].at);
		CHECK(u, said);
		if (!said)
			printf("# %s: %.*s (%.*s)\n", bads[i].yaml, STR_FMT(d.problem.message),
			       STR_FMT(d.problem.help));
	}
	struct doc d = load_bytes((struct str){"a: \0b", 5});
	CHECK_NUM(u, d.problem.kind, DOC_ENCODING);
	CHECK_STR(u, d.problem.message, "a NUL byte");

	/* what was read before stays */
	d = load("name: x\nlist:\n  - a\n  - b: @\n");
	CHECK_STR(u, at(d.root, "name")->text, "x");
	CHECK_STR(u, SLICE(d, "list[0]"), "a");
	CHECK_STR(u, SLICE(d, "list"), "- a\n  - b");
	d = load("a: ['x'\n   'y']\n");
	CHECK_STR(u, slice(&d, d.problem.related), "[");
}

/* Where libyaml alone would say otherwise. */
static void test_like_yaml_v2(struct unit *u)
{
	struct doc d = load("{a:, b: 'x', http://h, c:}\n");
	CHECK_NUM(u, d.problem.kind, DOC_OK);
	CHECK(u, at(d.root, "a:") && at(d.root, "b") && at(d.root, "http://h") && at(d.root, "c:"));
	CHECK_STR(u, KEY(d, "a:"), "a:");
	d = load("a: \"it\\'s \\\"so\\\" \\x22\"\n");
	CHECK_STR(u, at(d.root, "a")->text, "it's \"so\" \"");
	d = load("- !foo,bar x\n- [!t, a]\n- !u[] b\n");
	CHECK_STR(u, at(d.root, "[0]")->text, "x");
	CHECK_STR(u, at(d.root, "[1][0]")->text, "a");
	CHECK_NUM(u, node_count(at(d.root, "[1]")), 1);
	CHECK_NUM(u, at(d.root, "[2]")->tag, TAG_OTHER);
	d = load("a: b\n\xef\xbb\xbf"
		 "c: d\n");
	CHECK_STR(u, d.root->first->next->key,
		  "\xef\xbb\xbf"
		  "c");
	d = load("[]: x\n");
	CHECK(u, d.problem.kind == DOC_OK && d.root->kind == NODE_SEQ && d.more_documents);
	d = load("? a\n! : b\n");
	CHECK_NUM(u, d.root->first->tag, TAG_NONE);
}

static void test_first_document(struct unit *u)
{
	struct doc d = load(" a: b\nc: d\n");
	CHECK(u, d.problem.kind == DOC_OK && d.more_documents);
	CHECK_NUM(u, node_count(d.root), 1);
	CHECK_STR(u, slice(&d, d.rest), "c: d\n");
	d = load("a: b\n--- # x\n[unclosed\n");
	CHECK(u, d.problem.kind == DOC_OK && d.more_documents);
	CHECK_STR(u, pos_str(&d, d.rest.lo), "2:1");
	d = load("a: b\n...\n# comment\n---\n...\n");
	CHECK(u, d.problem.kind == DOC_OK && !d.more_documents);
	d = load("# only\n");
	CHECK(u, d.problem.kind == DOC_OK && d.root == NULL);
	d = load("---\n---\na: b\n");
	CHECK(u,
	      d.root && d.root->kind == NODE_SCALAR && scalar_resolve(d.root).kind == SCALAR_NULL && d.more_documents);
}

static void test_limits(struct unit *u)
{
	struct buf b = {0};

	for (int i = 0; i < 20000; i++)
		buf_c(&b, "[");
	struct doc d = load_bytes((struct str){b.p, b.n});
	CHECK_NUM(u, d.problem.kind, DOC_TOO_DEEP);
	b.n = 0;
	for (int i = 0; i < 1000; i++)
		buf_c(&b, "[");
	for (int i = 0; i < 1000; i++)
		buf_c(&b, "]");
	CHECK_NUM(u, load_bytes((struct str){b.p, b.n}).problem.kind, DOC_OK);
	b.n = 0;
	buf_c(&b, "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
	for (int i = 1; i < 10; i++) {
		buf_fmt(&b, "a%d: &a%d [", i, i);
		for (int k = 0; k < 10; k++)
			buf_fmt(&b, "*a%d,", i - 1);
		buf_c(&b, "]\n");
	}
	d = load_bytes((struct str){b.p, b.n});
	CHECK_NUM(u, d.problem.kind, DOC_EXPLODING_ALIAS);
	/* each alias one level deeper than the last */
	b.n = 0;
	buf_c(&b, "- &a0 [x]\n");
	for (int i = 1; i < 1500; i++)
		buf_fmt(&b, "- &a%d [*a%d]\n%s", i, i - 1, "- [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]\n");
	d = load_bytes((struct str){b.p, b.n});
	CHECK(u, d.problem.kind == DOC_TOO_DEEP || d.problem.kind == DOC_EXPLODING_ALIAS);
	/* a key may have 1024 characters */
	b.n = 0;
	for (int i = 0; i < 1024; i++)
		buf_c(&b, "k");
	buf_c(&b, ": v\n");
	CHECK_NUM(u, load_bytes((struct str){b.p, b.n}).problem.kind, DOC_OK);
	b.n -= 4;
	buf_c(&b, "k: v\n");
	CHECK_NUM(u, load_bytes((struct str){b.p, b.n}).problem.kind, DOC_SYNTAX);
	buf_free(&b);

	size_t n = TEXT_MAX_BYTES + 1;
	char *big = malloc(n);
	CHECK(u, big != NULL);
	if (big) {
		memset(big, '#', n);
		CHECK_NUM(u, load_bytes((struct str){big, n}).problem.kind, DOC_TOO_BIG);
		free(big);
	}
}

static void test_comments(struct unit *u)
{
	struct doc d =
		load("\xef\xbb\xbf# one  \na: b # two\nc: 'x # no' #three\n\"k # no\": |\n  # no\n  text\n# four\n"
		     "e: f#no\n  # five\n<<: [{g: \"# no\"}, {h: '# no'}]#six\nlast: x\n");
	static const char *const want[] = {"# one", "# two", "#three", "# four", "# five", "#six"};
	static const bool alone[] = {true, false, false, true, true, false};
	struct comment *c;
	size_t n = doc_comments(&d, arena, &c);

	CHECK_NUM(u, d.problem.kind, DOC_OK);
	CHECK_NUM(u, n, 6);
	for (size_t i = 0; i < n && i < ARRAY_LEN(want); i++) {
		CHECK_STR(u, slice(&d, c[i].at), want[i]);
		CHECK_NUM(u, c[i].alone, alone[i]);
	}
	d = load("a: b # x\nc: @ # y\nd: e#no\n");
	CHECK_NUM(u, doc_comments(&d, arena, &c), 2);
	d = load("");
	CHECK_NUM(u, doc_comments(&d, arena, &c), 0);
}

static void test_paths(struct unit *u)
{
	struct doc d = load(
		"mysql-instances:\n- source-id: a\n- source-id: b\nroutes: {\"a.b\": {x: 1}, \"q\\\"]\": 2, '': 3}\n");

	CHECK_STR(u, node_path(at(d.root, "mysql-instances[1].source-id"), arena), "mysql-instances[1].source-id");
	CHECK_STR(u, node_path(d.root, arena), "");
	const struct node *r = at(d.root, "routes");
	CHECK_STR(u, node_path(r->first->first, arena), "routes.\"a.b\".x");
	CHECK_STR(u, node_path(r->first->next, arena), "routes.\"q\\\"]\"");
	CHECK_STR(u, node_path(r->first->next->next, arena), "routes.\"\"");
	CHECK(u, node_get(d.root, "nothing") == NULL && node_get(NULL, "x") == NULL);
	CHECK_STR(u, slice(&d, node_key_or_value(at(d.root, "mysql-instances[1]"))), "source-id: b");
	CHECK_STR(u, slice(&d, node_key_or_value(r)), "routes");
}

struct value {
	const char *yaml;
	enum scalar_kind kind;
	double number;
};

static void test_scalars(struct unit *u)
{
	static const struct value values[] = {
		{"yes", SCALAR_BOOL, 1},
		{"Off", SCALAR_BOOL, 0},
		{"yEs", SCALAR_STR, 0},
		{"\"true\"", SCALAR_STR, 0},
		{"~", SCALAR_NULL, 0},
		{"Null", SCALAR_NULL, 0},
		{"'null'", SCALAR_STR, 0},
		{"010", SCALAR_INT, 8},
		{"0o17", SCALAR_INT, 15},
		{"0b11", SCALAR_INT, 3},
		{"0b-11", SCALAR_INT, -3},
		{"-0x1F", SCALAR_INT, -31},
		{"1_000", SCALAR_INT, 1000},
		{"08", SCALAR_FLOAT, 8},
		{"12.5", SCALAR_FLOAT, 12.5},
		{"1e3", SCALAR_FLOAT, 1000},
		{".5", SCALAR_FLOAT, 0.5},
		{".1_0", SCALAR_FLOAT, 0.1},
		{"._1", SCALAR_STR, 0},
		{"1e999", SCALAR_STR, 0},
		{"-9223372036854775808", SCALAR_INT, -9223372036854775808.0},
		{"18446744073709551615", SCALAR_UINT, 18446744073709551615.0},
		{"18446744073709551616", SCALAR_FLOAT, 18446744073709551616.0},
		{"1:30", SCALAR_STR, 0},
		{"2001-01-01", SCALAR_TIMESTAMP, 0},
		{"2001-02-29", SCALAR_STR, 0},
		{"2001-1-2T3:4:5.6+08:00", SCALAR_TIMESTAMP, 0},
		{"2001-01-01 10:20:30", SCALAR_TIMESTAMP, 0},
		{"2001-01-01 10:20:30Z", SCALAR_STR, 0},
		{"! 12", SCALAR_STR, 0},
		{"!!str 12", SCALAR_STR, 0},
		{"!!int \"12\"", SCALAR_INT, 12},
		{"!!int 1.5", SCALAR_ERROR, 0},
		{"!!int", SCALAR_ERROR, 0},
		{"!!float 3", SCALAR_FLOAT, 3},
		{"!!null x", SCALAR_ERROR, 0},
		{"!!binary aGk=", SCALAR_BINARY, 0},
		{"!!binary \"@@\"", SCALAR_ERROR, 0},
		{"!custom 12", SCALAR_STR, 0},
		{"!<tag:yaml.org,2002:int> 7", SCALAR_INT, 7},
	};

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		struct doc d = load(values[i].yaml);
		struct scalar s = d.root ? scalar_resolve(d.root) : (struct scalar){.kind = SCALAR_ERROR};
		double number = s.kind == SCALAR_BOOL    ? s.b
				: s.kind == SCALAR_INT   ? (double)s.i
				: s.kind == SCALAR_UINT  ? (double)s.u
				: s.kind == SCALAR_FLOAT ? s.f
							 : 0;
		bool same = s.kind == values[i].kind && !(number < values[i].number) && !(number > values[i].number);
		CHECK(u, same);
		if (!same)
			printf("# %s: kind %d, %g\n", values[i].yaml, (int)s.kind, number);
	}
	struct doc d = load("1: a\n\"1\": b\n");
	CHECK_NUM(u, scalar_resolve_key(d.root->first).kind, SCALAR_INT);
	CHECK_NUM(u, scalar_resolve_key(d.root->first->next).kind, SCALAR_STR);
}

int main(void)
{
	static void (*const tests[])(struct unit *) = {
		test_positions,    test_positions_long, test_spans,  test_aliases,  test_merges, test_problems,
		test_like_yaml_v2, test_first_document, test_limits, test_comments, test_paths,  test_scalars};
	struct unit u = {0};

	for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
		arena = arena_new();
		tests[i](&u);
		arena_free(arena);
	}
	return unit_done(&u);
}
