/* A setting of the dump that another one overrides:
 *
 *     mydumpers:
 *       global: {threads: 8, extra-args: "--threads 4 --rows 1000 --rows 5000"}
 */
#include <string.h>

#include "dump_words.h"

static bool takes_effect(const struct dump_use *use, const struct dump_arg *g)
{
	return g->flag && g->fault == DUMP_OK && !g->lost && !dump_arg_torn(use, g) && !dump_arg_glued(use, g);
}

static const struct dump_arg *later_one(const struct dump_use *use, size_t i)
{
	const struct dump_arg *g = &use->args.args[i];

	for (size_t k = i + 1; k < use->args.n_args; k++) {
		const struct dump_arg *h = &use->args.args[k];

		if (h->flag == g->flag && takes_effect(use, h))
			return h;
	}
	return NULL;
}

static void check_twice(struct lint *l, const struct dump_use *use, size_t i)
{
	const struct dump_arg *g = &use->args.args[i], *later;
	struct diag *d;

	if (g->flag->type == DUMP_LIST || g->flag->type == DUMP_PATTERNS || g->flag->type == DUMP_SWITCH)
		return;
	later = later_one(use, i);
	if (!later)
		return;
	d = report(l, dump_arg_place(l, use, g), "\"%.*s\" is given twice: the later one counts", STR_FMT(g->name));
	report_note(l, d, dump_arg_place(l, use, later), "this one");
	report_field(l, d, use->node);
	if (!g->cluster)
		dump_fix_words(l, d, use, true, g->word, g->n_words, STR_LIT(""), "remove the earlier one");
}

static void check_field(struct lint *l, const struct dump_use *use, const struct dump_arg *g)
{
	const struct node *field = g->flag->field[0] ? task_get(use->body, g->flag->field) : NULL;
	struct str v = value_str(field, STR_LIT(""));
	struct diag *d;

	if (!field || field->kind != NODE_SCALAR || !g->has_value || v.n == 0 || str_eq(v, g->value) ||
	    dump_args_last(&use->args, g->flag->name) != g)
		return;
	d = report(l, dump_arg_place(l, use, g), "\"%.*s\" in \"extra-args\" wins over \"%s\"", STR_FMT(g->name),
		   g->flag->field);
	report_note(l, d, field->span, "without effect");
	report_help(l, d, "keep one of the two");
	report_field(l, d, use->node);
}

/* GLib takes "--no-views=false" for "--no-views". */
static void check_switch(struct lint *l, const struct dump_use *use, const struct dump_arg *g)
{
	struct diag *d;

	if (g->flag->type != DUMP_SWITCH || !g->glued)
		return;
	d = report(l, dump_value_place(l, use, g),
		   "\"%.*s\" takes no value: mydumper ignores \"%.*s\" and switches it on", STR_FMT(g->name),
		   STR_FMT(dump_shown(use, g->value)));
	report_help(l, d, "remove the flag to switch it off");
	report_field(l, d, use->node);
}

/* mydumper with a list of tables but no schema goes through the list alone. */
static void check_regex(struct lint *l, const struct dump_use *use)
{
	const struct dump_arg *regex = dump_args_last(&use->args, "regex"),
			      *list = dump_args_last(&use->args, "tables-list");
	struct diag *d;

	if (use->args.dumper != DUMPER_MYDUMPER || !regex || !list || dump_args_last(&use->args, "database"))
		return;
	d = report(l, dump_arg_place(l, use, regex), "\"%.*s\" is ignored: \"%.*s\" without \"-B\" alone decides",
		   STR_FMT(regex->name), STR_FMT(list->name));
	report_note(l, d, dump_arg_place(l, use, list), "given here");
	report_field(l, d, use->node);
}

static void check_use(struct lint *l, const struct dump_use *use)
{
	for (size_t i = 0; i < use->args.n_args; i++) {
		if (!takes_effect(use, &use->args.args[i]))
			continue;
		check_twice(l, use, i);
		check_field(l, use, &use->args.args[i]);
		check_switch(l, use, &use->args.args[i]);
	}
	check_regex(l, use);
}

static void check(struct lint *l)
{
	each_extra_args(l, check_use);
}

const struct rule rule_dml6206 = {
	.info = {.id = "DML6206",
		 .name = "overridden-dump-argument",
		 .severity = SEV_WARNING,
		 .summary = "a setting of the dump that another one overrides",
		 .why = "DM passes the keys of the section on first and extra-args behind them; of two equal flags the later one counts. What is "
			"overridden misleads whoever reads the configuration next.",
		 .remedy = "Keep one of the two.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
