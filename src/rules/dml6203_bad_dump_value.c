/* A flag in extra-args whose value is missing, of the wrong kind, or at odds with another flag:
 *
 *     mydumpers:
 *       global: {extra-args: "-B shop -T orders,items --threads many"}
 */
#include <string.h>

#include "dump_words.h"

static bool is_flag(const struct dump_arg *g, const char *name)
{
	return g->flag && strcmp(g->flag->name, name) == 0;
}

/* The value without the quotes that stand around it; those are the subject of quoted-dump-value. */
static bool is_quoted(struct str v)
{
	return v.n >= 2 && (v.p[0] == '\'' || v.p[0] == '"') && v.p[v.n - 1] == v.p[0];
}

/* "t1,t2" with "-B shop" in front means shop.t1,shop.t2. */
static void offer_qualified(struct lint *l, struct diag *d, const struct dump_use *use, const struct dump_arg *g)
{
	const struct dump_arg *db = NULL;
	struct str *items;
	struct buf b = {0};
	size_t n;

	report_help(l, d, "write schema.table for each");
	for (size_t i = 0; i < use->args.n_args; i++) {
		if (is_flag(&use->args.args[i], "database"))
			db = &use->args.args[i];
	}
	if (!db || memchr(db->value.p, ',', db->value.n) || memchr(g->value.p, '"', g->value.n) || g->cluster ||
	    !dump_list_split(l->arena, g->value, &items, &n))
		return;
	buf_fmt(&b, "%.*s%s", STR_FMT(g->name), g->glued ? "=" : " ");
	for (size_t i = 0; i < n; i++) {
		bool has_schema = memchr(items[i].p, '.', items[i].n) != NULL;

		buf_fmt(&b, "%s%.*s%s%.*s", i ? "," : "", has_schema ? 0 : (int)db->value.n, db->value.p,
			has_schema ? "" : ".", STR_FMT(items[i]));
	}
	dump_fix_words(l, d, use, true, g->word, g->n_words, (struct str){b.p, b.n}, "name the schema of each table");
	buf_free(&b);
}

static void report_value(struct lint *l, const struct dump_use *use, const struct dump_arg *g)
{
	struct str after = dump_consequence(l, use);
	struct diag *d;

	if (g->fault == DUMP_BAD_CHOICE)
		after = STR_LIT("the dump fails with code 32001");
	else if (g->lost)
		after = STR_LIT("DM does not get that far");
	if (g->fault == DUMP_NOT_ASCII)
		d = report(l, dump_value_place(l, use, g), "\"%.*s\" is not ASCII: %.*s",
			   STR_FMT(dump_shown(use, g->value)), STR_FMT(after));
	else if (g->fault == DUMP_BAD_CHOICE)
		d = report(l, dump_value_place(l, use, g), "\"%.*s\" is no value of \"%.*s\": %.*s",
			   STR_FMT(dump_shown(use, g->value)), STR_FMT(g->name), STR_FMT(after));
	else
		d = report(l, dump_value_place(l, use, g), "the value \"%.*s\" of \"%.*s\" %s: %.*s",
			   STR_FMT(dump_shown(use, g->value)), STR_FMT(g->name), g->why, STR_FMT(after));
	if (g->fault == DUMP_BAD_CHOICE)
		report_help(l, d, "it takes one of %s", g->flag->choices);
	else
		dump_weigh(l, use, d);
	if (g->fault == DUMP_NOT_ASCII)
		report_help(l, d, "in a regular expression write each byte as \\xHH");
	if (is_flag(g, "tables-list") && g->fault == DUMP_BAD_VALUE && !memchr(g->value.p, '"', g->value.n))
		offer_qualified(l, d, use, g);
	report_field(l, d, use->node);
}

static void report_missing(struct lint *l, const struct dump_use *use, const struct dump_arg *g)
{
	struct diag *d;

	if (use->args.dumper == DUMPER_MYDUMPER)
		d = report(l, dump_arg_place(l, use, g),
			   "\"%.*s\" stands last: mydumper takes for its value what DM puts behind it",
			   STR_FMT(g->name));
	else
		d = report(l, dump_arg_place(l, use, g), "\"%.*s\" has no value: %.*s", STR_FMT(g->name),
			   STR_FMT(dump_consequence(l, use)));
	dump_weigh(l, use, d);
	report_field(l, d, use->node);
}

static void report_conflict(struct lint *l, const struct dump_use *use, const struct dump_arg *g)
{
	const struct dump_arg *other = &use->args.args[g->other];
	struct diag *d =
		report(l, dump_arg_place(l, use, g), "\"%.*s\" cannot go with \"%.*s %.*s\": %.*s", STR_FMT(g->name),
		       STR_FMT(other->name), STR_FMT(dump_shown(use, other->value)), STR_FMT(dump_consequence(l, use)));

	report_note(l, d, dump_arg_place(l, use, other), "given here");
	dump_weigh(l, use, d);
	report_field(l, d, use->node);
}

/* mydumper wants bare names with -B and schema.table without it. */
static void check_tables_list(struct lint *l, const struct dump_use *use)
{
	const struct dump_arg *db = dump_args_last(&use->args, "database"),
			      *list = dump_args_last(&use->args, "tables-list");
	struct diag *d;
	size_t dots = 0, names = 1;

	if (use->args.dumper != DUMPER_MYDUMPER || !list || dump_arg_torn(use, list))
		return;
	for (size_t i = 0; i < list->value.n; i++) {
		dots += list->value.p[i] == '.';
		names += list->value.p[i] == ',';
	}
	if (db && dots == names) {
		d = report(l, dump_value_place(l, use, list),
			   "with \"%.*s\" mydumper compares names without their schema: "
			   "none of these is dumped",
			   STR_FMT(db->name));
		report_help(l, d, "leave the schema out of the list, or \"%.*s\"", STR_FMT(db->name));
		report_field(l, d, use->node);
	} else if (!db && dots < names && list->value.n) {
		d = report(l, dump_value_place(l, use, list),
			   "a table without its schema: mydumper exits and the dump fails with "
			   "code 32001");
		report_help(l, d, "write schema.table for each, or add \"-B SCHEMA\"");
		report_field(l, d, use->node);
	}
}

/* "-Bshop" is "-B", "-s", "-h", "-o", "-p" to mydumper. */
static void check_glued(struct lint *l, const struct dump_use *use, const struct dump_arg *g)
{
	struct str word = use->args.words[g->word].text, rest = {word.p + 2, word.n - 2}, shown = dump_shown(use, rest);
	struct str with = arena_fmt(l->arena, "%.*s %.*s", STR_FMT(g->name), STR_FMT(rest));
	struct diag *d = report(l, dump_words_place(l, use, g->word, 1),
				"mydumper takes no value glued to \"%.*s\": it reads the letters of \"%.*s\" as flags",
				STR_FMT(g->name), STR_FMT(shown));

	report_field(l, d, use->node);
	dump_fix_words(l, d, use, false, g->word, 1, with, "write %.*s", STR_FMT(with));
}

static void check_use(struct lint *l, const struct dump_use *use)
{
	for (size_t i = 0; i < use->args.n_args; i++) {
		const struct dump_arg *g = &use->args.args[i];

		if (g->stray || dump_arg_torn(use, g) || (g->has_value && is_quoted(g->value)))
			continue;
		if (dump_arg_glued(use, g)) {
			if (i == 0 || g[-1].word != g->word)
				check_glued(l, use, g);
		} else if (g->fault == DUMP_NO_VALUE) {
			report_missing(l, use, g);
		} else if (g->fault == DUMP_CONFLICT) {
			report_conflict(l, use, g);
		} else if (g->fault == DUMP_BAD_VALUE || g->fault == DUMP_NOT_ASCII || g->fault == DUMP_BAD_CHOICE) {
			report_value(l, use, g);
		}
	}
	check_tables_list(l, use);
}

static void check(struct lint *l)
{
	each_extra_args(l, check_use);
}

const struct rule rule_dml6203 = {
	.info = {.id = "DML6203",
		 .name = "bad-dump-value",
		 .severity = SEV_ERROR,
		 .summary = "a flag in extra-args with a missing or wrong value, or two flags that exclude each other",
		 .why = "mydumper exits at a value that it cannot read (32001). With dumpling DM 2.0 to 5.4 only log it and go on without "
			"the rest of extra-args; from 6.0 on check-task and start-task stop. mydumper takes table names without "
			"schema only together with -B, dumpling never.",
		 .remedy = "Correct the value.",
		 .versions = "all",
		 .dm_errors = "32001"},
	.kind = CONFIG_TASK,
	.check = check,
};
