/* policies.c: `dmlint policies`: the policies of the configuration that holds here, for people; with --test, what they say to
 * their own examples. */
#include "internal.h"

#include "dmlint/config.h"
#include "dmlint/run.h"

#include <string.h>

static void put_demand(struct buf *b, size_t *n, const char *what, struct str value)
{
	buf_fmt(b, "%s%s%.*s", (*n)++ ? ", " : "", what, STR_FMT(value));
}

static void put_policy(struct buf *b, const struct policy *p)
{
	size_t n = 0;
	buf_fmt(b, "%-8s %-20.*s %.*s: ", severity_name(p->severity), STR_FMT(p->name), STR_FMT(p->field));
	if (p->required)
		put_demand(b, &n, "must be there", STR_LIT(""));
	if (p->forbidden)
		put_demand(b, &n, "must not be there", STR_LIT(""));
	for (const struct node *v = p->values; v; v = v->next)
		put_demand(b, &n, v == p->values ? p->values->next ? "one of " : "only " : "",
			   value_str(v, STR_LIT("")));
	if (p->minimum)
		put_demand(b, &n, "at least ", p->minimum->text);
	if (p->maximum)
		put_demand(b, &n, "at most ", p->maximum->text);
	if (p->pattern.p)
		put_demand(b, &n, "matches ", p->pattern);
	buf_char(b, '\n');
}

static void put_failure(struct buf *b, const struct config *c, const struct policy_test *t, struct arena *a)
{
	struct str place = config_place(c, t->example, a);
	buf_fmt(b, "%.*s: policy \"%.*s\": this %s example ", STR_FMT(place), STR_FMT(t->policy->name),
		t->good ? "good" : "bad");
	if (!t->readable)
		buf_fmt(b, "cannot be read: %.*s\n", STR_FMT(t->finding));
	else if (t->good)
		buf_fmt(b, "breaks it: %.*s\n", STR_FMT(t->finding));
	else
		buf_c(b, "keeps to it\n");
}

static size_t without_example(const struct config *c)
{
	size_t n = 0;
	for (size_t i = 0; i < c->n_policies; i++)
		n += !c->policies[i].good && !c->policies[i].bad;
	return n;
}

static int test_policies(const struct config *c, uint32_t dm, struct arena *a)
{
	struct policy_test *tests;
	struct buf b = {0};
	size_t n = run_test_policies(a, c, dm, &tests), n_failed = 0;
	for (size_t i = 0; i < n; i++) {
		if (tests[i].readable && tests[i].broken != tests[i].good)
			continue;
		put_failure(&b, c, &tests[i], a);
		n_failed++;
	}
	buf_fmt(&b, "%zu of %zu examples as expected", n - n_failed, n);
	if (without_example(c))
		buf_fmt(&b, "; policies without an example: %zu", without_example(c));
	buf_char(&b, '\n');
	int code = write_lines(&b);
	return code == EXIT_CLEAN && n_failed ? EXIT_FINDINGS : code;
}

int policies_run(const struct args *a)
{
	const char *version = args_last(a, OPT_DM_VERSION);
	struct run_options o = {.config = str_from(args_last(a, OPT_CONFIG)),
				.config_fallback = settings_of_user(a->arena)};
	struct run_settings s;
	struct run_report report;
	if (a->n_operands)
		return usage_error(a, "policies takes no operands");
	if (version && !dm_version_parse(str_from(version), &o.dm))
		return usage_error(a, "--dm-version: \"%s\" is no version of DM", version);
	if (!run_find_settings(a->arena, STR_LIT("."), true, &o, &s, &report))
		return settings_complain(&report, a->arena);
	if (!s.config)
		return trouble("there is no %s in this folder or above it", CONFIG_NAME);
	if (args_last(a, OPT_TEST)) {
		uint32_t dm = o.dm ? o.dm : s.config->dm ? s.config->dm : dm_releases[dm_n_releases - 1].version;
		return test_policies(s.config, dm, a->arena);
	}
	struct buf b = {0};
	for (size_t i = 0; i < s.config->n_policies; i++)
		put_policy(&b, &s.config->policies[i]);
	return write_lines(&b);
}
