/* explain.c: `dmlint explain RULE` with the first wrong and right example of the rule's tests, and `dmlint explain FIELD`
 * from the schema tables. Errors of DM are explained by explain_errors.c. */
#include "internal.h"

#include "dmlint/run.h"

#include <string.h>

enum { INDENT = 11 };

static void put_row(struct buf *b, const char *label, const char *text)
{
	buf_fmt(b, "%-*s", INDENT, label);
	put_wrapped(b, text, INDENT, INDENT);
}

/* The lines of an example, indented; the first line of a case may hold options for the test. */
static void put_example(struct buf *b, const char *title, struct str s)
{
	size_t i = 0;
	if (str_has_prefix(s, "# test:")) {
		while (i < s.n && s.p[i] != '\n')
			i++;
		i++;
	}
	buf_fmt(b, "\n%s\n", title);
	bool fresh = true;
	for (; i < s.n; i++) {
		if (fresh && s.p[i] != '\n')
			buf_c(b, "    ");
		buf_char(b, s.p[i]);
		fresh = s.p[i] == '\n';
	}
	if (!fresh)
		buf_char(b, '\n');
}

/* The build embeds one wrong case, its expected output and one right case of each rule. */
static void put_examples(struct buf *b, const struct rule_info *r)
{
	static const struct {
		const char *suffix, *title;
		bool bad;
	} kinds[] = {
		{.suffix = ".yaml", .title = "Wrong:", .bad = true},
		{.suffix = ".out", .title = "dmlint says:", .bad = true},
		{.suffix = ".yaml", .title = "Right:"},
	};
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		for (size_t i = 0; i < n_embedded_cases; i++) {
			struct str name = str_from(embedded_cases[i].name);
			if (!str_has_prefix(name, r->id) || !str_has_suffix(name, kinds[k].suffix))
				continue;
			struct str file = {.p = name.p + 8, .n = name.n - 8}; /* behind "DML0101/" */
			if (str_has_prefix(file, "bad-") == kinds[k].bad)
				put_example(b, kinds[k].title, embedded_cases[i].content);
		}
	}
}

static void put_rule_text(struct buf *b, const struct rule_info *r)
{
	buf_fmt(b, "%s %s (%s)\n\n", r->id, r->name, severity_name(r->severity));
	put_row(b, "finds", r->summary);
	put_row(b, "why", r->why);
	put_row(b, "remedy", r->remedy);
	put_row(b, "versions", r->versions);
	if (*r->dm_errors)
		put_row(b, "DM codes", r->dm_errors);
	put_examples(b, r);
}

/* "all supported", "2.0.2 and later", "1.0.7 until before 6.0.0; 7.5.1 and later". */
static void put_ranges(struct buf *b, const struct dm_range *r, size_t n, struct arena *a)
{
	uint32_t oldest = dm_releases[0].version, newest = dm_releases[dm_n_releases - 1].version;
	for (size_t i = 0; i < n; i++) {
		bool from_start = r[i].from <= oldest, to_end = r[i].to > newest;
		buf_c(b, i ? "; " : "");
		if (from_start && to_end)
			buf_c(b, "all supported");
		else if (from_start)
			buf_fmt(b, "before %.*s", STR_FMT(dm_version_name(r[i].to, a)));
		else if (to_end)
			buf_fmt(b, "%.*s and later", STR_FMT(dm_version_name(r[i].from, a)));
		else
			buf_fmt(b, "%.*s until before %.*s", STR_FMT(dm_version_name(r[i].from, a)),
				STR_FMT(dm_version_name(r[i].to, a)));
	}
}

void put_ranges_row(struct buf *b, const char *label, const struct dm_range *r, size_t n, struct arena *a)
{
	struct buf text = {0};
	put_ranges(&text, r, n, a);
	buf_char(&text, '\0');
	put_row(b, label, text.p);
	buf_free(&text);
}

static void put_values(struct buf *b, const struct field *f, struct arena *a)
{
	const char *label = "values";
	for (size_t i = 0; i < f->n_enums; i++) {
		const struct enum_value *v = &f->enums[i];
		struct buf text = {0};
		buf_fmt(&text, "%s (", v->value);
		put_ranges(&text, v->ranges, v->n_ranges, a);
		buf_char(&text, ')');
		if (v->text && *v->text)
			buf_fmt(&text, ": %s", v->text);
		buf_char(&text, '\0');
		put_row(b, label, text.p);
		buf_free(&text);
		label = "";
	}
}

static void put_members(struct buf *b, const struct field *f)
{
	struct buf text = {0};
	for (size_t i = 0; i < f->n_fields; i++) {
		/* A key that changed its type has a row for each. */
		if (i == 0 || !str_eq_c(str_from(f->fields[i]->name), f->fields[i - 1]->name))
			buf_fmt(&text, "%s%s", i ? ", " : "", f->fields[i]->name);
	}
	buf_char(&text, '\0');
	put_row(b, "keys", text.p);
	buf_free(&text);
}

static void put_field_text(struct buf *b, const struct field *f, const char *kind, struct arena *a)
{
	buf_fmt(b, "%s (%s configuration)\n\n", f->path, kind);
	if (f->text)
		put_row(b, "meaning", f->text);
	put_row(b, "type", go_type_name(f->type));
	if (f->required)
		put_row(b, "required", "yes");
	if (f->def)
		put_row(b, "default", *f->def ? f->def : "empty");
	if (f->minimum)
		put_row(b, "minimum", f->minimum);
	if (f->maximum)
		put_row(b, "maximum", f->maximum);
	put_values(b, f, a);
	put_ranges_row(b, "versions", f->ranges, f->n_ranges, a);
	if (f->deprecated)
		put_row(b, "deprecated", arena_fmt(a, "since %.*s", STR_FMT(dm_version_name(f->deprecated, a))).p);
	if (f->replaced_by)
		put_row(b, "use now", f->replaced_by);
	if (f->refers)
		put_row(b, "refers to", arena_fmt(a, "an entry of %s", f->refers).p);
	if (f->secret)
		put_row(b, "secret", "yes: dmlint never shows its value");
	if (f->type == GO_STRUCT && f->n_fields)
		put_members(b, f);
}

/* The path of a field, or the last keys of one. A name alone is no member of a map, although maps take any name. */
static const struct field *find_field(enum config_kind kind, struct str path)
{
	const struct field *f = schema_find_path(kind, path);
	bool free_name = f && f->name[0] == '*' && !str_eq_c(path, "*");
	for (size_t i = 0; free_name && i < path.n; i++)
		free_name = path.p[i] != '.';
	return free_name ? NULL : f;
}

/* The task of --task and its sources; *ret is NULL without. false: a message is on stderr. */
static bool take_task(const struct args *a, const struct explain_task **ret)
{
	const char *path = args_last(a, OPT_TASK);
	struct explain_task *t = ARENA_NEW(a->arena, struct explain_task);
	struct run_options o = {0};
	struct crypt_key *key;
	struct err e;
	*ret = path ? t : NULL;
	if (!path && (args_last(a, OPT_SOURCE) || args_last(a, OPT_DM_VERSION) || args_last(a, OPT_CONFIG)))
		(void)usage_error(a, "--source, --dm-version and --config go with --task");
	else if (!path)
		return true;
	else if (settings_take(a, str_from(path), &o, &key)) {
		crypt_key_free(key); /* no password is looked at */
		o.secret_key = NULL;
		if (run_explain_task(a->arena, str_from(path), &o, t, &e))
			return true;
		(void)trouble("%s", e.msg);
	}
	return false;
}

int explain_run(const struct args *a)
{
	const char *log = args_last(a, OPT_LOG);
	const struct explain_task *t;
	if (a->n_operands + (log ? 1 : 0) != 1)
		return usage_error(a, "explain takes one rule, error, field, or text");
	if (!take_task(a, &t))
		return EXIT_TROUBLE;
	struct str what = str_from(log ? "-" : a->operands[0]);
	if (str_eq_c(what, "-"))
		return explain_log(log ? log : "-", t, a->arena);
	struct buf b = {0};
	const struct rule *r = rule_find(what);
	const struct field *f = NULL;
	if (r) {
		put_rule_text(&b, &r->info);
	} else if ((f = find_field(CONFIG_TASK, what))) {
		put_field_text(&b, f, "task", a->arena);
	} else if ((f = find_field(CONFIG_SOURCE, what))) {
		put_field_text(&b, f, "source", a->arena);
	} else if (!explain_error(&b, what, t, a->arena)) {
		/* More than a word is meant to be an error message. */
		if (memchr(what.p, ' ', what.n) || memchr(what.p, '[', what.n))
			return explain_text(what, t, a->arena);
		return trouble("%s is no rule, error or field; 'dmlint rules' lists the rules", a->operands[0]);
	}
	return write_stdout(&b);
}
