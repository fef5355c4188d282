/* dump_list.h: the list of tables that DM 1.0 makes for mydumper, as far as the configuration tells. */
#ifndef DMLINT_RULES_DUMP_LIST_H
#define DMLINT_RULES_DUMP_LIST_H

#include "dump_words.h"

struct listed {
	struct dump_name
		*names; /* that the list gives one by one and lets through, each once, lower-cased where DM does */
	const struct node **items; /* where each is written */
	struct str *schemas;       /* whole schemas that it gives by name */
	const struct node **schema_items;
	size_t n, n_schemas;
	bool complete; /* names are all that is selected, provided that the tables exist */
	bool invalid;  /* a pattern in the list does not compile: nothing can be said */
};

/* Calls each for every list (NULL once for "no list") of instances for which DM makes the list of tables, with what is in it;
 * names go when each returns. l->instance is the first of the instances. Instances whose source has
 * told its tables are left out: rule DML6304 measures their list. Does nothing for versions that make none. */
void each_made_list(struct lint *l, void (*each)(struct lint *l, const struct entry *list, const struct listed *names));

#endif
