/* A flag of mydumper in extra-args that dumpling still takes under its old name:
 *
 *     mydumpers:
 *       global: {extra-args: "--no-locks"}
 */
#include <string.h>

#include "dump_words.h"

static void check_use(struct lint *l, const struct dump_use *use)
{
	for (size_t i = 0; i < use->args.n_args; i++) {
		const struct dump_arg *g = &use->args.args[i];
		const struct dump_arg *other;
		const struct dump_flag *old;
		bool with_value;
		const char *instead;
		struct diag *d;

		if (!g->flag || g->fault != DUMP_OK || g->lost || g->glued || use->args.dumper != DUMPER_DUMPLING)
			continue;
		old = dump_flag_find(DUMPER_MYDUMPER, str_from(g->flag->name), UINT32_MAX - 1);
		instead = old ? dump_flag_instead(old, STR_LIT(""), l->arena, &with_value) : NULL;
		if (!instead || with_value || !instead[0] || strcmp(instead + 2, g->flag->name) == 0)
			continue;
		d = report(l, dump_arg_place(l, use, g), "\"%.*s\" is the name that mydumper had for \"%s\"",
			   STR_FMT(g->name), instead);
		report_field(l, d, use->node);
		other = dump_args_last(&use->args, "consistency");
		if (!other)
			dump_fix_words(l, d, use, true, g->word, g->n_words, str_from(instead), "write %s", instead);
		else if (str_eq_c(other->value, "none"))
			dump_fix_words(l, d, use, true, g->word, g->n_words, STR_LIT(""),
				       "remove it: \"--consistency none\" is there");
	}
}

static void check(struct lint *l)
{
	each_extra_args(l, check_use);
}

const struct rule rule_dml6209 = {
	.info = {.id = "DML6209",
		 .name = "old-dump-argument",
		 .severity = SEV_NOTE,
		 .summary = "a flag of mydumper that dumpling takes for the sake of old tasks",
		 .why = "DM still understands --no-locks, the flag of mydumper, and warns in its log each time.",
		 .remedy = "Write --consistency none.",
		 .versions = "2.0 and later",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
