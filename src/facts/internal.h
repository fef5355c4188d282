/* internal.h: what reading and writing of facts files share. */
#ifndef DMLINT_FACTS_INTERNAL_H
#define DMLINT_FACTS_INTERNAL_H

#include "dmlint/facts.h"

#define FACTS_FORMAT 1 /* of the files; a change that older programs misread makes it 2 */

const char *fact_state_name(enum fact_state s); /* "denied" */
/* How many of its columns were added after the first records: their rows end before these. */
size_t fact_columns_added(enum fact f);
/* The columns of facts_columns as an answer has them. */
const struct str *fact_column_list(struct arena *a, enum fact f, size_t *ret_n);

#endif
