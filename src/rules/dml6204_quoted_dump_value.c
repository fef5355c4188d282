/* Quotes that end up inside of a value in extra-args:
 *
 *     mydumpers:
 *       global: {extra-args: "--consistency='none'"}
 */
#include <string.h>

#include "dump_words.h"

/* Quotes around the value that are no part of it: none of them inside, and none that the flag itself reads. */
static bool is_quoted(const struct dump_arg *g)
{
	struct str v = g->value;
	char q = v.n >= 2 ? v.p[0] : '\0';

	if ((q != '\'' && q != '"') || v.p[v.n - 1] != q || memchr(v.p + 1, q, v.n - 2))
		return false;
	return q == '\'' || (g->flag->type != DUMP_LIST && g->flag->type != DUMP_PATTERNS);
}

static void report_inside(struct lint *l, const struct dump_use *use, const struct dump_arg *g)
{
	struct str bare = {g->value.p + 1, g->value.n - 2}, with;
	struct diag *d = report(l, dump_value_place(l, use, g), "the quotes become part of the value of \"%.*s\": %.*s",
				STR_FMT(g->name), STR_FMT(dump_shown(use, g->value)));

	if (!dump_decides(g->flag))
		report_severity(l, d, SEV_WARNING);
	report_help(l, d, "DM takes quotes off a whole word only; leave them out");
	report_field(l, d, use->node);
	if (g->cluster || use->secret)
		return;
	with = arena_fmt(l->arena, "%.*s%s%.*s", STR_FMT(g->name), g->glued ? "=" : " ", STR_FMT(bare));
	if (g->name.n == 2 && g->glued) /* "-B'shop'" */
		with = arena_fmt(l->arena, "%.*s %.*s", STR_FMT(g->name), STR_FMT(bare));
	dump_fix_words(l, d, use, true, g->word, g->n_words, with, "write %.*s", STR_FMT(with));
}

/* check-task leaves quotes in place that the dump unit takes off: the words at which it stops, or reads another consistency. */
static void check_task(struct lint *l, const struct dump_use *use)
{
	struct dump_args raw;
	const struct dump_arg *g;
	const struct dump_word *w;
	struct diag *d;

	dump_args_parse(l->arena, use->text, l->dm, false, &raw);
	if (raw.stop == raw.n_args || use->args.stop != use->args.n_args)
		return;
	g = &raw.args[raw.stop];
	for (size_t i = g->word; i < g->word + g->n_words; i++) {
		w = &use->args.words[i];
		if (w->raw.n == w->text.n)
			continue;
		d = report(
			l, dump_words_place(l, use, i, 1),
			"check-task and start-task stop at %.*s: they leave the quotes in, as only the dump takes them off",
			STR_FMT(dump_shown(use, w->raw)));
		report_help(l, d, "leave the quotes out");
		report_field(l, d, use->node);
		dump_fix_words(l, d, use, true, i, 1, w->text, "remove the quotes");
		return;
	}
}

static void check_use(struct lint *l, const struct dump_use *use)
{
	for (size_t i = 0; i < use->args.n_args; i++) {
		const struct dump_arg *g = &use->args.args[i];

		if (g->flag && g->has_value && dump_flag_takes_value(g->flag) && !dump_arg_glued(use, g) &&
		    is_quoted(g))
			report_inside(l, use, g);
	}
	if (dump_args_checked(l))
		check_task(l, use);
}

static void check(struct lint *l)
{
	each_extra_args(l, check_use);
}

const struct rule rule_dml6204 = {
	.info = {.id = "DML6204",
		 .name = "quoted-dump-value",
		 .severity = SEV_ERROR,
		 .summary = "quotes that become part of a value in extra-args",
		 .why = "DM takes one pair of quotes off a word that begins and ends with it, as in --regex '^shop'. Elsewhere they stay: "
			"--regex='^shop' looks for names with quotes in them and dumps nothing, --where=\"a=1\" compares a text. "
			"check-task from 6.0 on takes no quotes off at all.",
		 .remedy = "Leave the quotes out.",
		 .versions = "all",
		 .dm_errors = "32001"},
	.kind = CONFIG_TASK,
	.check = check,
};
