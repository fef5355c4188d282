/* A flag in extra-args that works against DM:
 *
 *     mydumpers:
 *       global: {extra-args: "--outputdir /data/dump"}
 */
#include "dump_words.h"

static void check_use(struct lint *l, const struct dump_use *use)
{
	for (size_t i = 0; i < use->args.n_args; i++) {
		const struct dump_arg *g = &use->args.args[i];
		struct diag *d;

		if (!g->flag || !g->flag->trap[0] || g->fault != DUMP_OK || g->lost || dump_arg_glued(use, g))
			continue;
		if (g->flag->when[0] && !str_eq_c(g->value, g->flag->when))
			continue;
		/* The value may be a password: the flag alone is named. */
		d = report(l, dump_words_place(l, use, g->word, 1), "\"%.*s\" does not go with DM: %s",
			   STR_FMT(g->name), g->flag->trap);
		if (!g->flag->trap_is_error)
			report_severity(l, d, SEV_WARNING);
		report_help(l, d, "remove it");
		report_field(l, d, use->node);
		if (!g->cluster)
			dump_fix_words(l, d, use, !g->flag->trap_is_error, g->word, g->n_words, STR_LIT(""),
				       "remove it");
	}
}

static void check(struct lint *l)
{
	each_extra_args(l, check_use);
}

const struct rule rule_dml6205 = {
	.info = {.id = "DML6205",
		 .name = "dangerous-dump-argument",
		 .severity = SEV_ERROR,
		 .summary = "a flag in extra-args that defeats DM, or has no effect in it",
		 .why = "extra-args come behind DM's own arguments and win over them. A dump in another folder, of another server or in a form "
			"that the load unit does not read is lost, mostly without any error.",
		 .remedy =
			 "Remove the flag; folders, servers and accounts are the business of the loader and of the source configuration.",
		 .versions = "all",
		 .dm_errors = "32001"},
	.kind = CONFIG_TASK,
	.check = check,
};
