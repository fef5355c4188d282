/* grants_parts.h: what the files of the grants reader share. */
#ifndef DMLINT_FACTS_GRANTS_PARTS_H
#define DMLINT_FACTS_GRANTS_PARTS_H

#include "dmlint/grants.h"

/* The one privilege of that name as a set; 0: it is not in the table. */
uint64_t privilege_find(struct str name);
/* Everything that may be granted on a scope. */
uint64_t privileges_of_scope(enum grant_scope scope);
/* The set and what its members give besides. */
uint64_t privileges_with_given(uint64_t set);
/* Can the SQL parser of DM read this name? What is not in the table, it can. */
bool privilege_readable(struct str name);

/* One line of SHOW GRANTS. */
void grant_parse(struct arena *a, struct str line, struct grant_line *ret);

#endif
