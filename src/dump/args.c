/* args.c: extra-args cut into words and arguments as DM and its dumper do it. Called by rules and by the table listing. What a
 * flag takes is in flags.c, whether its value is fit in values.c, what GLib and pflag make of a word in parse.c. */
#include <string.h>

#include "internal.h"

/* Unicode's white space, as Go's strings.Fields cuts. Returns its length in bytes, 0: none. */
static unsigned blank_at(struct str s, size_t i)
{
	uint32_t c;
	unsigned n = utf8_decode(s.p + i, s.n - i, &c);

	if (n == 0)
		return 0;
	if ((c >= 9 && c <= 13) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) ||
	    c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000)
		return n;
	return 0;
}

/* Takes the word that begins at or behind *at; false at the end. */
static bool next_word(struct str s, size_t *at, struct str *ret)
{
	size_t i = *at, start;
	unsigned n;

	while (i < s.n && (n = blank_at(s, i)) > 0)
		i += n;
	if (i >= s.n)
		return false;
	start = i;
	while (i < s.n && blank_at(s, i) == 0)
		i++;
	*ret = (struct str){s.p + start, i - start};
	*at = i;
	return true;
}

static bool quoted(struct str w)
{
	return w.n >= 2 && (w.p[0] == '\'' || w.p[0] == '"') && w.p[w.n - 1] == w.p[0];
}

static void split(struct arena *a, struct str s, bool unquote, struct dump_args *ret)
{
	struct str w;
	size_t n = 0;

	for (size_t at = 0; next_word(s, &at, &w);)
		n++;
	ret->words = ARENA_ARRAY(a, struct dump_word, n ? n : 1);
	for (size_t at = 0; next_word(s, &at, &w);) {
		struct dump_word *word = &ret->words[ret->n_words++];

		*word = (struct dump_word){.at = (size_t)(w.p - s.p), .raw = w, .text = w};
		if (unquote && quoted(w))
			word->text = (struct str){w.p + 1, w.n - 2};
	}
}

/* The quote with which this word, or the value behind its "=", begins and which it does not close; 0: none. */
static char opening_quote(struct str w)
{
	const char *equals = w.n && w.p[0] == '-' ? memchr(w.p, '=', w.n) : NULL;
	size_t from = equals ? (size_t)(equals + 1 - w.p) : 0, count = 0;
	char q = from < w.n ? w.p[from] : '\0';

	if (q != '\'' && q != '"')
		return '\0';
	for (size_t i = from; i < w.n; i++)
		count += w.p[i] == q;
	return count % 2 ? q : '\0';
}

/* Finds what one pair of quotes was meant to hold together. Looks at each word twice at most: for an opening quote, and as
 * the end of the one before it. */
static void find_torn(struct dump_args *args)
{
	size_t no_end[2] = {SIZE_MAX, SIZE_MAX}; /* from here on no word ends with ' or " */

	for (size_t i = 0; i < args->n_words; i++) {
		char q = opening_quote(args->words[i].raw);
		size_t kind = q == '"' ? 1 : 0, j;

		if (!q)
			continue;
		for (j = i + 1; j < args->n_words && i < no_end[kind]; j++) {
			struct str w = args->words[j].raw;

			if (w.p[w.n - 1] == q)
				break;
		}
		if (i >= no_end[kind] || j == args->n_words) {
			args->words[i].open = true;
			no_end[kind] = i < no_end[kind] ? i : no_end[kind];
			continue;
		}
		args->words[i].torn = j - i + 1;
		while (++i < j)
			args->words[i].torn = SIZE_MAX;
		args->words[j].torn = SIZE_MAX;
	}
}

/* Does a word keep DM from making its own list? DM looks before it takes quotes off, and does not ask whether the word is a
 * flag or another flag's value. */
static bool selects(struct str raw, bool prefix)
{
	static const char *const flags[] = {"-B", "--database", "-T", "--tables-list", "-x", "--regex"};

	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		if (prefix ? str_has_prefix(raw, flags[i]) : str_eq_c(raw, flags[i]))
			return true;
	}
	return false;
}

void dump_args_parse(struct arena *a, struct str extra_args, uint32_t dm, bool unquote, struct dump_args *ret)
{
	bool prefix = dm_check_find("dump-list-prefix", dm) != NULL;

	*ret = (struct dump_args){.dumper = dump_dumper(dm), .dm = dm, .arena = a, .stop = SIZE_MAX};
	split(a, extra_args, unquote, ret);
	find_torn(ret);
	for (size_t i = 0; i < ret->n_words; i++)
		ret->lists_tables |= selects(ret->words[i].raw, prefix);
	if (ret->dumper == DUMPER_MYDUMPER) {
		dump_parse_mydumper(ret);
	} else {
		dump_parse_dumpling(ret);
		dump_check_dumpling(ret);
	}
	if (ret->stop == SIZE_MAX)
		ret->stop = ret->n_args;
}

const struct dump_arg *dump_args_last(const struct dump_args *args, const char *flag)
{
	for (size_t i = args->n_args; i-- > 0;) {
		const struct dump_arg *g = &args->args[i];

		if (g->flag && !g->lost && (g->fault == DUMP_OK || g->fault == DUMP_BAD_CHOICE) &&
		    strcmp(g->flag->name, flag) == 0)
			return g;
	}
	return NULL;
}
