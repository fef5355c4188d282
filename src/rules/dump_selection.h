/* dump_selection.h: which tables a dump takes by its extra-args, where they select. */
#ifndef DMLINT_RULES_DUMP_SELECTION_H
#define DMLINT_RULES_DUMP_SELECTION_H

#include "dump_words.h"

struct dump_selection {
	const struct dump_arg *by; /* the argument that decides most; NULL: extra-args select nothing */
	struct strmap dbs;         /* of --database, lower-cased */
	struct strmap tables;      /* of --tables-list, "schema.table" lower-cased */
	struct strmap schemas;     /* of --tables-list */
	struct dump_name *listed;  /* the same as written */
	size_t n_dbs, n_listed;
	struct dump_pcre *regex;    /* of --regex */
	struct dump_filter *filter; /* of --filter */
	struct arena *arena;
};
/* false: there is no selection, or it cannot be told. Letter case never makes a difference here. Free with
 * dump_selection_free. */
bool dump_selection_read(struct lint *l, const struct dump_use *use, struct dump_selection *ret);
bool dump_selection_takes(const struct dump_selection *s, struct str schema, struct str table);
/* Can it be said that no table of the schema is taken? */
bool dump_selection_leaves(const struct dump_selection *s, struct str schema);
void dump_selection_free(struct dump_selection *s);

#endif
