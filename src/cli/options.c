/* options.c: the option table of schemas/options.tsv and the parsing of a command line with it. What an option means is
 * the business of the subcommands. */
#include "internal.h"

#include <getopt.h>

const struct option_row option_rows[OPT_COUNT] = {
#define OPTION(id, name_, letter_, arg_, commands_, help_) \
	[OPT_##id] = {.name = name_, .letter = letter_, .arg = arg_, .commands = commands_, .help = help_},
#include "options.def"
#undef OPTION
};

/* Values that getopt_long returns for long options: outside every letter. */
enum { FIRST_LONG = 256 };

bool command_takes(const struct command *c, const struct option_row *row)
{
	struct str all = str_from(row->commands);
	if (str_eq_c(all, "*"))
		return true;
	for (size_t i = 0, start = 0; i <= all.n; i++) {
		if (i < all.n && all.p[i] != ' ')
			continue;
		if (str_eq_c((struct str){.p = all.p + start, .n = i - start}, c->name))
			return true;
		start = i + 1;
	}
	return false;
}

/* getopt_long's own two tables, cut down to what the command takes. */
struct getopt_tables {
	struct option longs[OPT_COUNT + 1];
	char shorts[2 * OPT_COUNT + 1];
};

static void fill_tables(const struct command *c, struct getopt_tables *t)
{
	size_t n = 0, n_short = 0;
	for (int id = 0; id < OPT_COUNT; id++) {
		const struct option_row *row = &option_rows[id];
		if (!command_takes(c, row))
			continue;
		t->longs[n++] = (struct option){
			.name = row->name,
			.has_arg = !row->arg            ? no_argument
				   : row->arg[0] == '[' ? optional_argument
							: required_argument,
			.val = FIRST_LONG + id,
		};
		if (row->letter) {
			t->shorts[n_short++] = (char)row->letter;
			if (row->arg)
				t->shorts[n_short++] = ':';
		}
	}
}

static enum option_id id_of(int value)
{
	if (value >= FIRST_LONG)
		return (enum option_id)(value - FIRST_LONG);
	int id = 0;
	while (option_rows[id].letter != value)
		id++;
	return (enum option_id)id;
}

bool args_parse(struct arena *arena, const struct command *c, int argc, char **argv, struct args *ret)
{
	struct getopt_tables tables = {0};
	fill_tables(c, &tables);
	struct given *given = ARENA_ARRAY(arena, struct given, (size_t)argc);
	size_t n = 0;
	struct args a = {.command = c, .arena = arena};
	optind = 0; /* starts getopt_long afresh */
	for (;;) {
		int value = getopt_long(argc, argv, tables.shorts, tables.longs, NULL);
		if (value == -1)
			break;
		if (value == '?') {
			(void)usage_error(&a, NULL);
			return false;
		}
		given[n++] = (struct given){.id = id_of(value), .value = optarg};
	}
	a.given = given;
	a.n_given = n;
	a.operands = argv + optind;
	a.n_operands = (size_t)(argc - optind);
	*ret = a;
	return true;
}

const char *args_last(const struct args *a, enum option_id id)
{
	for (size_t i = a->n_given; i > 0; i--) {
		if (a->given[i - 1].id == id)
			return a->given[i - 1].value ? a->given[i - 1].value : "";
	}
	return NULL;
}
