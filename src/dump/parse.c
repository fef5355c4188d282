/* parse.c: from words to arguments as the parsers of the two dumpers go: GLib's GOption for mydumper, pflag for dumpling. Both end
 * at the first fault; here they go on, so that every fault is found, and args->stop keeps the first. Called by args.c. */
#include <string.h>

#include "dmlint/govalue.h"

#include "internal.h"

static struct dump_arg *add(struct dump_args *args, size_t word, struct str name)
{
	if (args->n_args == args->cap_args) {
		size_t cap = args->cap_args ? args->cap_args * 2 : 8;
		struct dump_arg *bigger = ARENA_ARRAY(args->arena, struct dump_arg, cap);

		if (args->n_args)
			memcpy(bigger, args->args, args->n_args * sizeof(*bigger));
		args->args = bigger;
		args->cap_args = cap;
	}
	args->args[args->n_args] = (struct dump_arg){.name = name, .word = word, .n_words = 1};
	return &args->args[args->n_args++];
}

static void note_stop(struct dump_args *args, const struct dump_arg *g)
{
	/* A choice out of the list is noticed later than anything else. */
	if (g->fault != DUMP_OK && g->fault != DUMP_BAD_CHOICE && args->stop == SIZE_MAX)
		args->stop = (size_t)(g - args->args);
}

static size_t text_at(const struct dump_args *args, size_t word)
{
	const struct dump_word *w = &args->words[word];

	return w->at + (size_t)(w->text.p - w->raw.p);
}

/* The value is the rest of the word behind its first `from` bytes. */
static void take_glued(struct dump_args *args, struct dump_arg *g, size_t from)
{
	struct str w = args->words[g->word].text;

	g->value = (struct str){w.p + from, w.n - from};
	g->value_at = text_at(args, g->word) + from;
	g->has_value = g->glued = true;
}

/* The value is the next word, whatever it looks like. */
static void take_next(struct dump_args *args, struct dump_arg *g)
{
	size_t next = g->word + 1;

	if (next >= args->n_words) {
		g->fault = DUMP_NO_VALUE;
		return;
	}
	g->value = args->words[next].text;
	g->value_at = text_at(args, next);
	g->has_value = true;
	g->n_words = 2;
}

static enum dumper other_dumper(enum dumper d)
{
	return d == DUMPER_MYDUMPER ? DUMPER_DUMPLING : DUMPER_MYDUMPER;
}

/* An unknown flag. A next word that is no flag is taken for its value, unless the other dumper knows it as a switch. */
static void take_unknown(struct dump_args *args, struct dump_arg *g, const struct dump_flag *elsewhere, bool has_value)
{
	size_t next = g->word + 1;

	g->fault = DUMP_UNKNOWN;
	if (has_value || next >= args->n_words || (elsewhere && !dump_flag_takes_value(elsewhere)))
		return;
	if (args->words[next].text.n && args->words[next].text.p[0] == '-' && !elsewhere)
		return;
	take_next(args, g);
}

/* "--name", "--name=value". Returns the number of words. */
static size_t parse_long(struct dump_args *args, size_t word)
{
	struct str w = args->words[word].text;
	const char *equals = memchr(w.p, '=', w.n);
	struct str name = {w.p + 2, (equals ? (size_t)(equals - w.p) : w.n) - 2};
	const struct dump_flag *f = dump_flag_find(args->dumper, name, args->dm);
	struct dump_arg *g = add(args, word, (struct str){w.p, name.n + 2});

	g->flag = f;
	if (equals)
		take_glued(args, g, name.n + 3);
	if (args->dumper == DUMPER_DUMPLING && (name.n == 0 || name.p[0] == '-')) {
		g->fault = DUMP_MALFORMED;
	} else if (!f) {
		take_unknown(args, g, dump_flag_find(other_dumper(args->dumper), name, UINT32_MAX - 1), equals != NULL);
	} else {
		if (!equals && dump_flag_takes_value(f))
			take_next(args, g);
		if (g->has_value)
			dump_check_value(args, g);
	}
	note_stop(args, g);
	return g->n_words;
}

static struct str letter_name(struct dump_args *args, char c)
{
	return arena_fmt(args->arena, "-%c", c);
}

/* GLib's "-kW" and "-B db": letters of switches may stand together, one of them may take the next word. */
static size_t parse_letters_mydumper(struct dump_args *args, size_t word)
{
	struct str w = args->words[word].text;
	size_t n_words = 1;

	for (size_t i = 1; i < w.n && args->n_args < DUMP_MAX_ARGS; i++) {
		struct dump_arg *g = add(args, word, letter_name(args, w.p[i]));

		g->flag = dump_flag_by_letter(DUMPER_MYDUMPER, w.p[i], args->dm);
		g->cluster = w.n > 2;
		if (!g->flag && w.n == 2)
			take_unknown(args, g, dump_flag_by_letter(DUMPER_DUMPLING, w.p[i], UINT32_MAX - 1), false);
		else if (!g->flag)
			g->fault = DUMP_UNKNOWN;
		else if (dump_flag_takes_value(g->flag) && n_words > 1)
			g->fault = DUMP_MALFORMED;
		else if (dump_flag_takes_value(g->flag))
			take_next(args, g);
		if (g->flag && g->has_value)
			dump_check_value(args, g);
		note_stop(args, g);
		n_words = g->n_words > n_words ? g->n_words : n_words;
		if (g->fault == DUMP_UNKNOWN)
			break;
	}
	return n_words;
}

/* pflag's "-Bdb", "-B=db", "-B db", "-Wt4". */
static size_t parse_letters_dumpling(struct dump_args *args, size_t word)
{
	struct str w = args->words[word].text;

	for (size_t i = 1; i < w.n && args->n_args < DUMP_MAX_ARGS; i++) {
		struct dump_arg *g = add(args, word, letter_name(args, w.p[i]));
		bool last = i + 1 == w.n;

		g->flag = dump_flag_by_letter(DUMPER_DUMPLING, w.p[i], args->dm);
		g->cluster = i > 1 || (!last && g->flag && !dump_flag_takes_value(g->flag));
		if (!g->flag)
			take_unknown(args, g, dump_flag_by_letter(DUMPER_MYDUMPER, w.p[i], UINT32_MAX - 1), !last);
		else if (i + 2 < w.n && w.p[i + 1] == '=')
			take_glued(args, g, i + 2);
		else if (dump_flag_takes_value(g->flag) && !last)
			take_glued(args, g, i + 1);
		else if (dump_flag_takes_value(g->flag))
			take_next(args, g);
		if (g->flag && g->has_value)
			dump_check_value(args, g);
		note_stop(args, g);
		if (g->has_value || g->fault != DUMP_OK)
			return g->n_words;
	}
	return 1;
}

static void parse(struct dump_args *args)
{
	bool only_words = false;

	for (size_t i = 0; i < args->n_words && args->n_args < DUMP_MAX_ARGS;) {
		struct str w = args->words[i].text;

		if (str_eq_c(w, "--") && !only_words) {
			only_words = true;
			i++;
		} else if (only_words || w.n < 2 || w.p[0] != '-') {
			add(args, i++, w)->stray = true;
		} else if (w.p[1] == '-') {
			i += parse_long(args, i);
		} else if (args->dumper == DUMPER_MYDUMPER) {
			i += parse_letters_mydumper(args, i);
		} else {
			i += parse_letters_dumpling(args, i);
		}
	}
}

void dump_parse_mydumper(struct dump_args *args)
{
	parse(args);
}

void dump_parse_dumpling(struct dump_args *args)
{
	parse(args);
	for (size_t i = args->stop; args->stop != SIZE_MAX && i + 1 < args->n_args; i++)
		args->args[i + 1].lost = true;
}

static bool is_flag(const struct dump_arg *g, const char *name)
{
	return g->flag && strcmp(g->flag->name, name) == 0 && (g->fault == DUMP_OK || g->fault == DUMP_BAD_CHOICE);
}

static void set_fault(struct dump_args *args, size_t i, enum dump_fault fault, const char *why)
{
	args->args[i].fault = fault;
	args->args[i].why = why;
	if (args->stop == SIZE_MAX && !args->args[i].lost)
		args->stop = i;
}

/* From here on DM does nothing more: what it would have looked at is lost. */
static void lose(struct dump_args *args, const char *name)
{
	for (size_t i = 0; args->stop != SIZE_MAX && i < args->n_args; i++) {
		if (is_flag(&args->args[i], name))
			args->args[i].lost = true;
	}
}

static bool is_false(struct str v)
{
	return v.n && (v.p[0] == '0' || v.p[0] == 'f' || v.p[0] == 'F');
}

static void check_no_locks(struct dump_args *args)
{
	size_t locks = SIZE_MAX, consistency = SIZE_MAX;

	for (size_t i = 0; i < args->n_args; i++) {
		const struct dump_arg *g = &args->args[i];

		if (is_flag(g, "no-locks"))
			locks = g->has_value && is_false(g->value) ? SIZE_MAX : i;
		else if (is_flag(g, "consistency"))
			consistency = i;
	}
	if (locks == SIZE_MAX || consistency == SIZE_MAX || str_eq_c(args->args[consistency].value, "auto") ||
	    str_eq_c(args->args[consistency].value, "none"))
		return;
	args->args[locks].other = consistency;
	set_fault(args, locks, DUMP_CONFLICT, NULL);
}

static void check_tables_list(struct dump_args *args, size_t i)
{
	struct str *items;
	size_t n = 0;

	if (!dump_list_split(args->arena, args->args[i].value, &items, &n))
		return;
	for (size_t k = 0; k < n; k++) {
		if (!memchr(items[k].p, '.', items[k].n)) {
			set_fault(args, i, DUMP_BAD_VALUE, "names a table without its schema");
			return;
		}
	}
}

static void check_selection(struct dump_args *args)
{
	bool anew = dm_check_find("dump-filter-anew", args->dm) != NULL;
	size_t list = SIZE_MAX, filter = SIZE_MAX, n_filters = 0;

	for (size_t i = 0; i < args->n_args; i++) {
		if (is_flag(&args->args[i], "tables-list") && args->args[i].value.n)
			list = i;
		if (!is_flag(&args->args[i], "filter"))
			continue;
		n_filters++;
		if (filter == SIZE_MAX || !str_eq_c(args->args[i].value, "*.*"))
			filter = i;
	}
	if (n_filters == 1 && !anew && str_eq_c(args->args[filter].value, "*.*"))
		filter = SIZE_MAX;
	if (list != SIZE_MAX && filter != SIZE_MAX) {
		size_t later = list > filter ? list : filter;

		args->args[later].other = list > filter ? filter : list;
		set_fault(args, later, DUMP_CONFLICT, NULL);
		return;
	}
	for (size_t i = 0; i < args->n_args; i++) {
		const struct dump_arg *g = &args->args[i];
		const char *why = NULL;
		size_t at;

		if (is_flag(g, "tables-list")) {
			check_tables_list(args, i);
		} else if (is_flag(g, "filter")) {
			struct dump_filter *f = dump_filter_add(args->arena, NULL, g->value, args->dm, true, &why, &at);

			dump_filter_release(f);
			if (!f)
				set_fault(args, i, DUMP_BAD_VALUE, why);
		}
	}
}

/* Only the last one counts; empty is as if it had not been given. */
static void check_filesize(struct dump_args *args)
{
	for (size_t i = args->n_args; i-- > 0;) {
		struct str v = args->args[i].value;

		if (!is_flag(&args->args[i], "filesize"))
			continue;
		if (v.n && !govalue_chunk_filesize(v, args->dm, NULL, NULL))
			set_fault(args, i, DUMP_BAD_VALUE, "is no size");
		return;
	}
}

void dump_check_dumpling(struct dump_args *args)
{
	lose(args, "no-locks");
	check_no_locks(args);
	lose(args, "filesize");
	check_filesize(args);
	lose(args, "tables-list");
	lose(args, "filter");
	check_selection(args);
}
