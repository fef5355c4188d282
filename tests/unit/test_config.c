/* test_config.c: globs against what git check-ignore says of the same patterns and paths (which takes bytes for characters), and
 * what a configuration tells. */
#include "dmlint/config.h"

#include "unit.h"

static const struct {
	const char *glob, *path;
	bool matches;
} globs[] = {
	{"a.yaml", "a.yaml", true},
	{"a.yaml", "conf/deep/a.yaml", true},
	{"a.yaml", "ba.yaml", false},
	{"a.yaml", "a.yaml/b", true},
	{"/a.yaml", "a.yaml", true},
	{"/a.yaml", "conf/a.yaml", false},
	{"conf/a.yaml", "conf/a.yaml", true},
	{"conf/a.yaml", "x/conf/a.yaml", false},
	{"conf/", "conf/a.yaml", true},
	{"conf/", "x/conf/a.yaml", true},
	{"conf/", "x/conf", false},
	{"conf", "conf", true},
	{"*.tmp.yaml", "x/y.tmp.yaml", true},
	{"*.tmp.yaml", "x/y.tmp.yaml.bak", false},
	{"conf/*.yaml", "conf/a.yaml", true},
	{"conf/*.yaml", "conf/x/a.yaml", false},
	{"conf/*", "conf/x/a.yaml", true},
	{"conf/**/a.yaml", "conf/a.yaml", true},
	{"conf/**/a.yaml", "conf/x/y/a.yaml", true},
	{"conf/**/a.yaml", "conf/xa.yaml", false},
	{"conf/**", "conf/x/a.yaml", true},
	{"conf/**", "conf", false},
	{"**/conf/*.yaml", "x/y/conf/a.yaml", true},
	{"**/conf/*.yaml", "conf/a.yaml", true},
	{"a**z", "abcz", true},
	{"a**z/x", "ab/cz/x", false},
	{"?.yaml", "a.yaml", true},
	{"?.yaml", "\xe4\xb8\xad.yaml", true},
	{"?.yaml", "ab.yaml", false},
	{"x?y", "x/y", false},
	{"[ab].yaml", "b.yaml", true},
	{"[!ab].yaml", "b.yaml", false},
	{"[^ab].yaml", "c.yaml", true},
	{"[a-c]1", "b1", true},
	{"[a-c]1", "d1", false},
	{"[]x]1", "]1", true},
	{"[a-]1", "-1", true},
	{"x[/]y", "x/y", false},
	{"\\*.yaml", "*.yaml", true},
	{"\\*.yaml", "a.yaml", false},
	{"\\!odd", "!odd", true},
	{"a*b*c*d*e", "aXbXcXdXe", true},
	{"a*b*c*d*e", "aXbXcXdXf", false},
};

static void test_globs(struct unit *u)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(globs); i++) {
		struct glob g;
		const char *why = glob_parse(a, str_from(globs[i].glob), &g);
		bool ok = !why && glob_match(&g, str_from(globs[i].path)) == globs[i].matches;

		CHECK(u, ok);
		if (!ok)
			printf("# %s on %s\n", globs[i].glob, globs[i].path);
	}
	arena_free(a);
}

static void test_bad_globs(struct unit *u)
{
	static const char *const bad[] = {"", "/", "!a", "[a", "a[!]", "a\\"};
	struct arena *a = arena_new();
	struct glob g;
	char *huge = arena_alloc(a, 5000);

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		CHECK(u, glob_parse(a, str_from(bad[i]), &g) != NULL);
	for (size_t i = 0; i < 5000; i++)
		huge[i] = '*';
	CHECK(u, glob_parse(a, (struct str){huge, 5000}, &g) != NULL);
	/* The most states at every step: still a product of the two lengths. */
	CHECK(u, glob_parse(a, (struct str){huge, 1000}, &g) == NULL);
	for (size_t i = 0; i < 5000; i++)
		huge[i] = 'a';
	CHECK(u, glob_match(&g, (struct str){huge, 5000}));
	arena_free(a);
}

static void load(struct arena *a, const char *yaml, struct config *ret)
{
	struct doc *d = ARENA_NEW(a, struct doc);
	struct decode_result decode;

	doc_load(a, text_new(a, STR_LIT("conf/" CONFIG_NAME), str_from(yaml)), d);
	schema_annotate(a, d, CONFIG_DMLINT, dm_releases[dm_n_releases - 1].version, &decode);
	config_read(a, d, ret);
}

static void test_read(struct unit *u)
{
	struct arena *a = arena_new();
	const struct node *at = NULL;
	struct config c;

	load(a,
	     "rules: {unknown-key: off}\n"
	     "dm-version: 6.5\n"
	     "dm-versions:\n"
	     "  - {files: \"old/**\", version: 2.0}\n"
	     "  - {files: \"old/new.yaml\", version: auto}\n"
	     "sources: [src, /etc/s.yaml]\n"
	     "fail-on: never\n",
	     &c);
	CHECK_NUM(u, c.n_issues, 0);
	CHECK_NUM(u, c.n_rules, 1);
	CHECK_NUM(u, c.rules[0].severity, SEV_OFF);
	CHECK_STR(u, c.sources[0].path, "conf/src");
	CHECK_STR(u, c.sources[1].path, "/etc/s.yaml");
	CHECK(u, c.fail_on_at && c.fail_on == SEV_OFF);
	CHECK_NUM(u, config_dm(&c, STR_LIT("a.yaml"), &at), DM_VERSION(6, 5, 12));
	CHECK_STR(u, config_place(&c, at, a), "conf/.dmlint.yaml:2");
	CHECK_NUM(u, config_dm(&c, STR_LIT("old/a.yaml"), &at), DM_VERSION(2, 0, 7));
	CHECK_NUM(u, config_dm(&c, STR_LIT("old/new.yaml"), &at), 0);
	CHECK_STR(u, config_place(&c, at, a), "conf/.dmlint.yaml:5");
	load(a, "", &c);
	CHECK_NUM(u, c.n_issues, 0);
	CHECK_NUM(u, config_dm(&c, STR_LIT("a.yaml"), &at), 0);
	CHECK(u, !at);
	arena_free(a);
}

int main(void)
{
	struct unit u = {0};

	test_globs(&u);
	test_bad_globs(&u);
	test_read(&u);
	return unit_done(&u);
}
