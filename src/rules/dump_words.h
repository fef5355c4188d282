/* dump_words.h: what the rules on extra-args share. */
#ifndef DMLINT_RULES_DUMP_WORDS_H
#define DMLINT_RULES_DUMP_WORDS_H

#include "dmlint/dump_regex.h"

#include "internal.h"

/* The settings of the dump unit that some instances run with. */
struct dump_use {
	const struct node *body; /* an entry of mydumpers or an instance's mydumper; NULL: instances without one */
	const struct node *node; /* its extra-args; NULL: not written, or no scalar */
	struct str text;
	struct dump_args args; /* as the dump unit reads them */
	bool secret;           /* it holds a password: no part of it may be shown */
	size_t *users;         /* indexes of the instances, in order */
	size_t n_users;
};
struct dump_uses {
	struct dump_use *use;
	size_t n;
};
/* All of them, when the task dumps; sets nothing else. Definitions that no instance uses are not among them. */
void dump_uses(struct lint *l, struct dump_uses *ret);
/* Calls each for every use with words in its extra-args; l->instance is its first user. */
void each_extra_args(struct lint *l, void (*each)(struct lint *l, const struct dump_use *use));

/* Does check-task parse extra-args, too? */
bool dump_args_checked(const struct lint *l);
/* What DM does about a fault at which the dumper's parser stops, to end a sentence. */
struct str dump_consequence(struct lint *l, const struct dump_use *use);
/* A finding about a fault, of less weight where DM goes on and all that is lost is speed. */
void dump_weigh(struct lint *l, const struct dump_use *use, struct diag *d);
bool dump_decides(
	const struct dump_flag *f); /* tables, rows, locks, files, place or source: more than speed and logs */

/* The flag that the other dumper has under the argument's name, or NULL. */
const struct dump_flag *dump_flag_elsewhere(const struct dump_use *use, const struct dump_arg *g);
/* Is the argument in words that belong together but were torn apart? They have a rule of their own. */
bool dump_arg_torn(const struct dump_use *use, const struct dump_arg *g);
/* Is it a letter of a word such as "-Bshop", whose first letter wants a value? To mydumper the rest are flags. */
bool dump_arg_glued(const struct dump_use *use, const struct dump_arg *g);
/* Where words, an argument, or bytes of extra-args stand in the file; else the whole value. */
struct span dump_words_place(const struct lint *l, const struct dump_use *use, size_t word, size_t n);
struct span dump_arg_place(const struct lint *l, const struct dump_use *use, const struct dump_arg *g);
struct span dump_value_place(const struct lint *l, const struct dump_use *use, const struct dump_arg *g);

/* A fix that puts `with` in the place of words, or removes them when it is empty. */
struct fix *dump_fix_words(struct lint *l, struct diag *d, const struct dump_use *use, bool safe, size_t word, size_t n,
			   struct str with, const char *fmt, ...) PRINTF_LIKE(8, 9);
/* The edit that makes text the extra-args of this use; false: it cannot be told where (an alias, a merge, no body). */
bool dump_edit_args(struct lint *l, const struct dump_use *use, struct str text, struct span *ret_at,
		    struct str *ret_with);
/* Words or a value as they may be shown. */
struct str dump_shown(const struct dump_use *use, struct str s);
/* A scalar in double quotes. */
struct str yaml_quoted(struct arena *a, struct str s);
/* The edit that adds "key: value" as the first member of a map; value is YAML. */
bool dump_edit_key(struct lint *l, const struct node *map, const char *key, struct str value, struct span *ret_at,
		   struct str *ret_with);

/* Offers a --regex in place of the generated list for all instances that use these lists; says in the help what it does, or why
 * there is none. */
void dump_offer_regex(struct lint *l, struct diag *d, const struct entry *list);

#endif
