/* A value in extra-args that DM tears apart at its blanks, whatever quotes say:
 *
 *     mydumpers:
 *       global: {extra-args: '--where "id > 10"'}
 */
#include <string.h>

#include "dump_words.h"

/* The argument that takes the word for its value, or is it. */
static const struct dump_arg *owner(const struct dump_use *use, size_t word)
{
	for (size_t i = 0; i < use->args.n_args; i++) {
		const struct dump_arg *g = &use->args.args[i];

		if (g->word <= word && word < g->word + g->n_words)
			return g;
	}
	return NULL;
}

/* What stands between the quotes: from the opening one in the first word to the closing one in the last. */
static struct str between(const struct dump_use *use, size_t word, size_t n)
{
	const struct dump_word *first = &use->args.words[word], *last = first + n - 1;
	const char *equals = first->raw.p[0] == '-' ? memchr(first->raw.p, '=', first->raw.n) : NULL;
	size_t from = first->at + (equals ? (size_t)(equals + 1 - first->raw.p) : 0) + 1;

	return (struct str){use->text.p + from, last->at + last->raw.n - 1 - from};
}

/* The text with every run of blanks replaced. */
static struct str without_blanks(struct lint *l, struct str s, const char *in_place)
{
	struct buf b = {0};
	struct str out;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != '\n')
			buf_char(&b, s.p[i]);
		else if (i == 0 || (s.p[i - 1] != ' ' && s.p[i - 1] != '\t' && s.p[i - 1] != '\n'))
			buf_c(&b, in_place);
	}
	out = arena_str(l->arena, (struct str){b.p ? b.p : "", b.n});
	buf_free(&b);
	return out;
}

static bool is_flag(const struct dump_arg *g, const char *name)
{
	return g && g->flag && strcmp(g->flag->name, name) == 0;
}

/* From 2.0 on conditions have a key of their own. */
static void offer_where(struct lint *l, struct diag *d, const struct dump_use *use, const struct dump_arg *g, size_t n,
			struct str value)
{
	struct fix *f;
	struct span at;
	struct str with;

	report_help(l, d, "give the condition in \"where\", where blanks are safe");
	if (task_get(use->body, "where") ||
	    !dump_edit_key(l, use->body, "where", yaml_quoted(l->arena, value), &at, &with))
		return;
	f = dump_fix_words(l, d, use, false, g->word, n, STR_LIT(""), "move the condition to \"where\"");
	report_edit(l, f, at, with);
}

static void offer(struct lint *l, struct diag *d, const struct dump_use *use, const struct dump_arg *g, size_t word,
		  size_t n)
{
	struct str value = between(use, word, n), with;
	size_t n_words = word + n - g->word;
	bool quotes = memchr(value.p, '\'', value.n) || memchr(value.p, '"', value.n) || memchr(value.p, '`', value.n);

	if (is_flag(g, "where") && use->args.dumper == DUMPER_DUMPLING) {
		offer_where(l, d, use, g, n_words, value);
	} else if (is_flag(g, "where")) {
		report_help(l, d, "write /**/ where SQL needs a blank");
		with = without_blanks(l, value, "/**/");
		if (!quotes)
			dump_fix_words(l, d, use, true, g->word, n_words,
				       arena_fmt(l->arena, "--where %.*s", STR_FMT(with)), "write --where %.*s",
				       STR_FMT(with));
	} else if (is_flag(g, "regex")) {
		report_help(l, d, "write \\x20 for a blank");
		with = arena_fmt(l->arena, "--regex '%.*s'", STR_FMT(without_blanks(l, value, "\\x20")));
		dump_fix_words(l, d, use, true, g->word, n_words, with, "write %.*s", STR_FMT(with));
	} else if (g->flag && (g->flag->type == DUMP_LIST || is_flag(g, "tables-list") || is_flag(g, "database"))) {
		with = without_blanks(l, value, "");
		report_help(l, d, "leave the blanks out");
		dump_fix_words(l, d, use, true, word, n,
			       word == g->word ? arena_fmt(l->arena, "%.*s=%.*s", STR_FMT(g->name), STR_FMT(with))
					       : with,
			       "write %.*s", STR_FMT(with));
	}
}

static void report_torn(struct lint *l, const struct dump_use *use, size_t word)
{
	size_t n = use->args.words[word].torn;
	const struct dump_arg *g = owner(use, word);
	struct diag *d;

	if (g && !g->stray && g->has_value)
		d = report(l, dump_words_place(l, use, word, n),
			   "quotes do not hold blanks together: \"%.*s\" gets only %.*s", STR_FMT(g->name),
			   STR_FMT(dump_shown(use, g->value)));
	else
		d = report(l, dump_words_place(l, use, word, n),
			   "quotes do not hold blanks together: these are %zu words", n);
	report_field(l, d, use->node);
	if (g && !g->stray && !dump_decides(g->flag))
		report_severity(l, d, SEV_WARNING);
	if (g && !g->stray && !use->secret)
		offer(l, d, use, g, word, n);
}

static void report_stray(struct lint *l, const struct dump_use *use, size_t i)
{
	const struct dump_arg *g = &use->args.args[i], *before = i ? g - 1 : NULL;
	struct diag *d =
		report(l, dump_arg_place(l, use, g), "\"%.*s\" is neither a flag nor the value of one: %s ignores it",
		       STR_FMT(dump_shown(use, g->name)), dumper_name(use->args.dumper));

	report_severity(l, d, SEV_WARNING);
	report_field(l, d, use->node);
	if (use->secret || !before || !before->flag || before->flag->type != DUMP_BOOL || before->glued ||
	    before->word + 1 != g->word || before->name.n == 2)
		return;
	report_help(l, d, "the value of \"%.*s\" must stand behind \"=\"", STR_FMT(before->name));
	dump_fix_words(l, d, use, false, before->word, 2,
		       arena_fmt(l->arena, "%.*s=%.*s", STR_FMT(before->name), STR_FMT(g->name)), "write %.*s=%.*s",
		       STR_FMT(before->name), STR_FMT(g->name));
}

static void check_use(struct lint *l, const struct dump_use *use)
{
	for (size_t i = 0; i < use->args.n_words; i++) {
		const struct dump_word *w = &use->args.words[i];
		struct diag *d;

		if (w->torn && w->torn != SIZE_MAX)
			report_torn(l, use, i);
		if (!w->open)
			continue;
		d = report(l, dump_words_place(l, use, i, 1),
			   "nothing closes the quote in %.*s: it becomes part of the value",
			   STR_FMT(dump_shown(use, w->raw)));
		report_field(l, d, use->node);
	}
	for (size_t i = 0; i < use->args.n_args; i++) {
		if (use->args.args[i].stray && !dump_arg_torn(use, &use->args.args[i]))
			report_stray(l, use, i);
	}
}

static void check(struct lint *l)
{
	each_extra_args(l, check_use);
}

const struct rule rule_dml6202 = {
	.info = {.id = "DML6202",
		 .name = "split-dump-argument",
		 .severity = SEV_ERROR,
		 .summary = "a value in extra-args with a blank, or a word that belongs to no flag",
		 .why = "DM cuts extra-args at every blank. Quotes do not hold words together as in a shell: only a pair around a single word "
			"is taken off. What is left over is no flag, and both mydumper and dumpling silently skip it.",
		 .remedy =
			 "Write values without blanks: \"where\" of the same section for a condition, \\x20 in a regular expression.",
		 .versions = "all",
		 .dm_errors = "32001"},
	.kind = CONFIG_TASK,
	.check = check,
};
