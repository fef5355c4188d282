/* A --regex in extra-args that mydumper cannot compile, or that does not select what it seems to:
 *
 *     mydumpers:
 *       global: {extra-args: "--regex '^(?!(mysql|test))'"}
 */
#include <string.h>

#include "dump_words.h"

static void report_broken(struct lint *l, const struct dump_use *use, const struct dump_arg *g,
			  const struct dump_pcre_info *info)
{
	size_t at = info->at < g->value.n ? info->at : g->value.n ? g->value.n - 1 : 0;
	bool large = str_eq_c(info->error, "regular expression is too large");
	struct span place = large ? dump_value_place(l, use, g) : text_place(l, use->node, g->value_at + at, 1);
	struct diag *d = report(l, place, "mydumper cannot compile this regular expression: %.*s: %.*s",
				STR_FMT(info->error), STR_FMT(dump_consequence(l, use)));

	report_field(l, d, use->node);
}

/* Behind the "]" that ends the set which begins at i. */
static size_t set_end(struct str re, size_t i)
{
	size_t first = i + 1 + (i + 1 < re.n && re.p[i + 1] == '^');

	for (i = first; i < re.n && (re.p[i] != ']' || i == first); i++)
		i += re.p[i] == '\\';
	return i < re.n ? i + 1 : re.n;
}

/* Does the escape at i refer to a group by its number, or begin a text of its own? */
static bool counts_groups(struct str re, size_t i)
{
	char next = i + 1 < re.n ? re.p[i + 1] : '\0';

	return (next >= '0' && next <= '9') || next == 'g' || next == 'k' || next == 'Q';
}

/* The regular expression with groups that do not capture; absent when something in it counts groups. */
static struct str without_captures(struct lint *l, struct str re)
{
	struct buf b = {0};
	struct str s = {NULL, 0};
	size_t i = 0;

	while (i < re.n) {
		char c = re.p[i], next = i + 1 < re.n ? re.p[i + 1] : '\0', kind = i + 2 < re.n ? re.p[i + 2] : '\0';
		size_t end = c == '[' ? set_end(re, i) : c == '\\' ? i + 2 : i + 1;

		if ((c == '\\' && counts_groups(re, i)) || (c == '(' && next == '?' && !(kind && strchr(":=!", kind))))
			break;
		end = end < re.n ? end : re.n;
		buf_add(&b, re.p + i, end - i);
		if (c == '(' && next != '?' && next != '*')
			buf_c(&b, "?:");
		i = end;
	}
	if (i >= re.n)
		s = arena_str(l->arena, (struct str){b.p ? b.p : "", b.n});
	buf_free(&b);
	return s;
}

static void report_groups(struct lint *l, const struct dump_use *use, const struct dump_arg *g, size_t n)
{
	struct str with = without_captures(l, g->value);
	struct diag *d = report(
		l, dump_value_place(l, use, g),
		"%zu capturing groups, mydumper has room for %d: tables that need a later one are missing from the dump",
		n, DUMP_PCRE_MAX_GROUPS);

	report_severity(l, d, SEV_WARNING);
	report_help(l, d, "write \"(?:\" for \"(\"");
	report_field(l, d, use->node);
	if (with.n && !memchr(with.p, '\'', with.n))
		dump_fix_words(l, d, use, true, g->word, g->n_words,
			       arena_fmt(l->arena, "--regex '%.*s'", STR_FMT(with)),
			       "write groups that do not capture");
}

static bool is_name_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '|';
}

/* "^(?!(mysql|test))": the names between the brackets, when nothing else is there. */
static struct str excluded_names(struct str re)
{
	static const char *const openings[] = {"^(?!(?:", "^(?!(", "^(?!"};

	for (size_t k = 0; k < ARRAY_LEN(openings); k++) {
		size_t n = strlen(openings[k]), i = n, closing = k < 2 ? 2 : 1;

		if (!str_has_prefix(re, openings[k]))
			continue;
		while (i < re.n && is_name_char(re.p[i]))
			i++;
		if (i > n && re.n == i + closing && re.p[i] == ')' && re.p[re.n - 1] == ')')
			return (struct str){re.p + n, i - n};
		return (struct str){NULL, 0};
	}
	return (struct str){NULL, 0};
}

static void check_exclusion(struct lint *l, const struct dump_use *use, const struct dump_arg *g)
{
	struct str names = excluded_names(g->value);
	struct diag *d;

	if (!names.n)
		return;
	d = report(l, dump_value_place(l, use, g), "this leaves out every schema that begins with one of \"%.*s\", too",
		   STR_FMT(names));
	report_severity(l, d, SEV_WARNING);
	report_help(l, d, "put \"\\.\" behind the names: '^(?!(?:%.*s)\\.)'", STR_FMT(names));
	report_field(l, d, use->node);
	dump_fix_words(l, d, use, false, g->word, g->n_words,
		       arena_fmt(l->arena, "--regex '^(?!(?:%.*s)\\.)'", STR_FMT(names)),
		       "leave out these schemas only");
}

static void check_use(struct lint *l, const struct dump_use *use)
{
	const struct dump_arg *g = dump_args_last(&use->args, "regex");
	struct dump_pcre_info info;
	struct dump_pcre *re;

	if (!g || use->args.dumper != DUMPER_MYDUMPER || dump_arg_torn(use, g) || dump_arg_glued(use, g))
		return;
	re = dump_pcre_compile(l->arena, g->value, &info);
	if (!re)
		report_broken(l, use, g, &info);
	else if (info.n_groups > DUMP_PCRE_MAX_GROUPS)
		report_groups(l, use, g, info.n_groups);
	if (re)
		check_exclusion(l, use, g);
	dump_pcre_free(re);
}

static void check(struct lint *l)
{
	each_extra_args(l, check_use);
}

const struct rule rule_dml6207 = {
	.info = {.id = "DML6207",
		 .name = "bad-dump-regex",
		 .severity = SEV_ERROR,
		 .summary = "a --regex that mydumper cannot compile, or that loses tables",
		 .why = "mydumper matches its --regex (PCRE, letter case does not count, not anchored) against \"schema.table\" and exits when it "
			"does not compile or grows too large. It has room for two capturing groups: for a table that needs a third one "
			"the library reports no match, and the table is silently missing.",
		 .remedy = "Correct the expression; use groups that do not capture, and escape dots.",
		 .versions = "up to 1.0",
		 .dm_errors = "32001"},
	.kind = CONFIG_TASK,
	.check = check,
};
