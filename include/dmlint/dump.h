/* dump.h: the dump unit of DM: extra-args as DM and its dumper read them, the list of tables that DM 1.0 hands to mydumper
 * in one argument, and regular expressions that select the same tables in fewer bytes. Reports nothing.
 *
 * DM 1.0 starts mydumper, a program; from 2.0 on DM calls dumpling, a library. What each knows is data:
 * schemas/dump-flags.tsv. Facts that differ between DM versions are the rows "dump-..." of schemas/checks.tsv. */
#ifndef DMLINT_DUMP_H
#define DMLINT_DUMP_H

#include "dmlint/match.h"

enum dumper { DUMPER_MYDUMPER, DUMPER_DUMPLING };
enum dumper dump_dumper(uint32_t dm);
const char *dumper_name(enum dumper d);

enum dump_type { DUMP_SWITCH, DUMP_BOOL, DUMP_TEXT, DUMP_SECRET, DUMP_PATH, DUMP_INT, DUMP_UINT, DUMP_SIZE, DUMP_LIST, DUMP_PATTERNS, DUMP_CHOICE };
enum dump_sets {
	DUMP_SETS_TABLES, DUMP_SETS_ROWS, DUMP_SETS_LOCKS, DUMP_SETS_FILES, DUMP_SETS_PLACE, DUMP_SETS_SOURCE, DUMP_SETS_SPEED,
	DUMP_SETS_LOG, DUMP_SETS_EXIT
};

/* A row of schemas/dump-flags.tsv, which says what the members mean. Empty texts are "". */
struct dump_flag {
	enum dumper dumper;
	const char *name;
	char letter; /* 0: none */
	enum dump_type type;
	const char *choices; /* of DUMP_CHOICE, separated by blanks */
	struct dm_range range;
	enum dump_sets sets;
	const char *instead, *field, *when;
	bool trap_is_error;
	const char *trap;
};
extern const struct dump_flag dump_flags[];
extern const size_t dump_n_flags;
const struct dump_flag *dump_flag_find(enum dumper d, struct str name, uint32_t dm);
const struct dump_flag *dump_flag_by_letter(enum dumper d, char letter, uint32_t dm);
bool dump_flag_takes_value(const struct dump_flag *f); /* the next word, when none is glued to it */
/* How the other dumper spells f with this value: "--filesize" (the value follows), "--consistency none" (it does not:
 * *ret_with_value is false), "" (nothing is needed). NULL: nothing does the same. */
const char *dump_flag_instead(const struct dump_flag *f, struct str value, struct arena *a, bool *ret_with_value);

/* A piece of extra-args between blanks. DM takes one pair of quotes off a word that begins and ends with it; quotes never
 * hold blanks together. */
struct dump_word {
	size_t at;       /* byte offset in extra-args */
	struct str raw;  /* as written */
	struct str text; /* as handed on */
	size_t torn;     /* > 0: the first of so many words that one pair of quotes was meant to hold; SIZE_MAX: one of the others */
	bool open;       /* a quote that no later word closes */
};

enum dump_fault {
	DUMP_OK,
	DUMP_UNKNOWN,    /* the dumper has no such flag */
	DUMP_MALFORMED,  /* "---x", "--=x"; mydumper: two letters that both want the next word */
	DUMP_NO_VALUE,   /* it stands at the end without its value */
	DUMP_BAD_VALUE,  /* why says what is wrong with it */
	DUMP_NOT_ASCII,  /* mydumper never sets its locale: text outside ASCII ends it */
	DUMP_BAD_CHOICE, /* not noticed before the dump begins */
	DUMP_CONFLICT,   /* dumpling: cannot go with the argument other */
};

struct dump_arg {
	const struct dump_flag *flag; /* NULL: stray or unknown */
	struct str name; /* as written, "--threads" or "-t"; of a stray word the word */
	struct str value;
	bool has_value;
	bool stray;      /* no flag and no flag's value: both dumpers skip it */
	bool glued;      /* the value stands in the word of the name */
	bool cluster;    /* one letter of several in a word: "-kW" */
	bool lost;       /* without effect, because dumpling's parser or DM gives up before */
	size_t word, n_words;
	size_t value_at; /* byte offset of value in extra-args */
	enum dump_fault fault;
	const char *why; /* for DUMP_BAD_VALUE: "is no number" */
	size_t other;    /* for DUMP_CONFLICT */
};

struct dump_args {
	enum dumper dumper;
	uint32_t dm;
	struct dump_word *words;
	struct dump_arg *args;
	size_t n_words, n_args, cap_args;
	struct arena *arena;
	size_t stop; /* the argument whose fault DM's parser meets first; n_args: none. mydumper exits, dumpling's settings are lost */
	bool lists_tables; /* DM 1.0: a word that keeps DM from adding its own --tables-list */
};

/* Never fails. unquote: as the dump unit does; false: as check-task from 6.0 on, which leaves quotes in. */
void dump_args_parse(struct arena *a, struct str extra_args, uint32_t dm, bool unquote, struct dump_args *ret);
/* The last argument of this flag that takes effect, or NULL. */
const struct dump_arg *dump_args_last(const struct dump_args *args, const char *flag);
/* The value of a list flag of dumpling, which is one line of CSV. false: a quote inside of it (*ret_n is what came before). */
bool dump_list_split(struct arena *a, struct str value, struct str **ret, size_t *ret_n);

/* dumpling's --filter: "schema.table" with wildcards, /regular expressions/, quoted names and "!" in front. Adds a pattern to
 * f, which may be NULL. NULL (f stays as it was): *ret_why and *ret_at, a byte of the pattern, say what dumpling does not take. */
struct dump_filter;
MUST_CHECK struct dump_filter *dump_filter_add(struct arena *a, struct dump_filter *f, struct str pattern, uint32_t dm,
					       bool case_sensitive, const char **ret_why, size_t *ret_at);
bool dump_filter_match(const struct dump_filter *f, struct str schema, struct str table);
bool dump_filter_known(const struct dump_filter *f); /* false: it reads patterns from a file of the DM-worker */
void dump_filter_release(struct dump_filter *f);     /* NULL is fine */

/* Schemas that DM never migrates. */
bool dump_system_schema(struct str schema, uint32_t dm);

/* Linux takes no argument or environment string of more bytes, its final NUL included (32 pages of 4 KiB). */
#define DUMP_MAX_ARG 131072

struct dump_name {
	struct str schema, table;
};
/* Bytes of "schema.table,schema.table", without a NUL. */
size_t dump_list_bytes(const struct dump_name *names, size_t n);

#endif
