/* dump_regex.h: regular expressions of mydumper: reading one as mydumper does, and writing a short one that selects the same
 * tables as a list. Part of the dump unit (dump.h). */
#ifndef DMLINT_DUMP_REGEX_H
#define DMLINT_DUMP_REGEX_H

#include "dmlint/dump.h"

/* mydumper has room for the whole match and two groups: PCRE then reports no match for a table that sets a third. */
#define DUMP_PCRE_MAX_GROUPS 2
/* PCRE1 as distributions build it refuses what compiles to 65,536 bytes; the two releases differ by a few. */
#define DUMP_PCRE_MAX_CODE 64000
struct dump_pcre_info {
	struct str error; /* why it does not compile */
	size_t at;        /* where */
	size_t n_groups;  /* capturing ones */
	size_t code;      /* bytes compiled */
};
/* A regular expression as mydumper compiles it: letter case does not matter, "^" and "$" are at every line, not anchored,
 * against the bytes of "schema.table". mydumper uses PCRE1; PCRE2 stands in for it. NULL: it does not compile. ret is
 * always filled in. Free with dump_pcre_free. */
struct dump_pcre;
MUST_CHECK struct dump_pcre *dump_pcre_compile(struct arena *a, struct str re, struct dump_pcre_info *ret);
bool dump_pcre_match(struct dump_pcre *re, struct str schema, struct str table);
void dump_pcre_free(struct dump_pcre *re); /* NULL is fine */

/* How a regular expression came to be, for explanations. */
enum dump_form {
	DUMP_FORM_NONE,      /* none below the limits exists */
	DUMP_FORM_LIST,      /* the rules of the list, whatever tables there are */
	DUMP_FORM_NAMES,     /* exactly the names */
	DUMP_FORM_PREFIXES,  /* beginnings of names: right for the tables that are there */
	DUMP_FORM_EXCLUSION, /* all but the others: likewise */
};
struct dump_regex {
	enum dump_form form;
	struct str text; /* no blank, no quote, ASCII: survives DM's splitting and GLib */
	size_t code;
};
/* Selects the names, and "schema.(null)" of each schema, which stands for its CREATE DATABASE file. others: the remaining
 * tables of the server, NULL when they are not known: then no other name at all matches, but for letter case. */
void dump_regex_of_names(struct arena *a, uint32_t dm, const struct dump_name *names, size_t n, const struct dump_name *others,
			 size_t n_others, struct dump_regex *ret);
/* Selects what at least one of the lists selects (NULL: no list), out of their rules alone. A list with a regular expression
 * that PCRE might read in another way, or with a fault, gives DUMP_FORM_NONE. */
void dump_regex_of_lists(struct arena *a, const struct task *t, const struct entry *const *lists, size_t n,
			 struct dump_regex *ret);

#endif
