/* A flag in extra-args that the dump program of this DM version does not know:
 *
 *     mydumpers:
 *       global: {extra-args: "--regex '^shop\\.' --chunk-filesize 64"}
 */
#include <string.h>

#include "dump_words.h"

/* The only flag of the dumper within two edits. */
static const struct dump_flag *meant(const struct dump_use *use, struct str name)
{
	const struct dump_flag *best = NULL;
	unsigned nearest = 3;
	bool tie = false;

	for (size_t i = 0; i < dump_n_flags && name.n > 4; i++) {
		const struct dump_flag *f = &dump_flags[i];
		struct str other = str_from(f->name);
		unsigned n;

		if (f->dumper != use->args.dumper || !ranges_hold(&f->range, 1, use->args.dm))
			continue;
		n = str_distance((struct str){name.p + 2, name.n - 2}, other, 2);
		tie = n < nearest ? false : tie || (n == nearest && n <= 2);
		best = n < nearest ? f : best;
		nearest = n < nearest ? n : nearest;
	}
	return tie ? NULL : best;
}

/* Nothing that was given to select tables is in force either way, so that nothing changes without this argument. */
static bool harmless_to_drop(const struct dump_use *use, size_t i)
{
	for (size_t k = 0; k < use->args.n_args; k++) {
		const struct dump_arg *g = &use->args.args[k];

		if (k != i && (k > i || (g->lost && g->flag && dump_decides(g->flag))))
			return false;
	}
	return true;
}

static void offer_elsewhere(struct lint *l, struct diag *d, const struct dump_use *use, size_t i,
			    const struct dump_flag *f)
{
	const struct dump_arg *g = &use->args.args[i];
	bool with_value;
	const char *instead = dump_flag_instead(f, g->value, l->arena, &with_value);
	const char *other = dumper_name(f->dumper);
	const char *when = f->dumper == DUMPER_MYDUMPER ? "up to DM 1.0" : "from DM 2.0 on";
	struct str with;

	if (!instead && strcmp(f->name, "regex") == 0) {
		report_help(l, d, "it is a flag of %s (%s); from 2.0 on the block-allow-list alone selects the tables",
			    other, when);
		dump_fix_words(l, d, use, harmless_to_drop(use, i), g->word, g->n_words, STR_LIT(""), "remove it");
		return;
	}
	if (!instead) {
		report_help(l, d, "it is a flag of %s (%s); %s has nothing like it", other, when,
			    dumper_name(use->args.dumper));
		return;
	}
	if (!instead[0]) {
		report_help(l, d, "it is a flag of %s (%s); nothing is needed in its place", other, when);
		dump_fix_words(l, d, use, true, g->word, g->n_words, STR_LIT(""), "remove it");
		return;
	}
	report_help(l, d, "it is a flag of %s (%s); write %s%s", other, when, instead,
		    with_value ? " with the same value" : "");
	with = str_from(instead);
	if (with_value && g->glued)
		with = arena_fmt(l->arena, "%s=%.*s", instead, STR_FMT(g->value));
	else if (with_value && g->has_value)
		with = arena_fmt(l->arena, "%s %.*s", instead, STR_FMT(use->args.words[g->word + 1].raw));
	dump_fix_words(l, d, use, true, g->word, g->n_words, with, "write %.*s", STR_FMT(with));
}

static void report_unknown(struct lint *l, const struct dump_use *use, size_t i)
{
	const struct dump_arg *g = &use->args.args[i];
	const struct dump_flag *f = g->fault == DUMP_MALFORMED ? NULL : dump_flag_elsewhere(use, g);
	const struct dump_flag *near = f || g->fault == DUMP_MALFORMED ? NULL : meant(use, g->name);
	struct str after = i == use->args.stop ? dump_consequence(l, use) : STR_LIT("DM does not get that far");
	struct diag *d;

	if (use->args.dumper == DUMPER_MYDUMPER)
		after = dump_consequence(l, use);
	if (near)
		d = report(l, dump_words_place(l, use, g->word, 1),
			   "%s does not know \"%.*s\", did you mean \"--%s\"? %.*s", dumper_name(use->args.dumper),
			   STR_FMT(g->name), near->name, STR_FMT(after));
	else
		d = report(l, dump_words_place(l, use, g->word, 1), "%s does not know \"%.*s\": %.*s",
			   dumper_name(use->args.dumper), STR_FMT(g->name), STR_FMT(after));
	dump_weigh(l, use, d);
	report_field(l, d, use->node);
	if (f)
		offer_elsewhere(l, d, use, i, f);
	else if (near && g->glued)
		dump_fix_words(l, d, use, true, g->word, 1,
			       arena_fmt(l->arena, "--%s=%.*s", near->name, STR_FMT(g->value)), "write --%s",
			       near->name);
	else if (near)
		dump_fix_words(l, d, use, true, g->word, 1, arena_fmt(l->arena, "--%s", near->name), "write --%s",
			       near->name);
}

static void check_use(struct lint *l, const struct dump_use *use)
{
	for (size_t i = 0; i < use->args.n_args; i++) {
		const struct dump_arg *g = &use->args.args[i];

		if (!dump_arg_glued(use, g) && !dump_arg_torn(use, g) &&
		    (g->fault == DUMP_UNKNOWN || g->fault == DUMP_MALFORMED))
			report_unknown(l, use, i);
	}
}

static void check(struct lint *l)
{
	each_extra_args(l, check_use);
}

const struct rule rule_dml6201 = {
	.info = {.id = "DML6201",
		 .name = "unknown-dump-argument",
		 .severity = SEV_ERROR,
		 .summary = "a flag in extra-args that the dump program does not know",
		 .why = "DM 1.0 hands extra-args to mydumper, later versions to dumpling, which has other flags. mydumper exits at a flag "
			"that it does not know. With dumpling DM 2.0 to 5.4 only write a line to the log: what comes behind the flag, and "
			"every selection of tables in extra-args, is silently without effect. From 6.0 on check-task and start-task stop.",
		 .remedy = "Write the flag as the dump program of your DM version spells it, or remove it.",
		 .versions = "all",
		 .dm_errors = "32001"},
	.kind = CONFIG_TASK,
	.check = check,
};
