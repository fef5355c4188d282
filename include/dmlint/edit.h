/* edit.h: what to change in the bytes of a file so that a node of its tree goes away or gets another key or value, and
 * everything around it stays as it is. Used by the fixes of rules and by the migration. */
#ifndef DMLINT_EDIT_H
#define DMLINT_EDIT_H

#include "dmlint/doc.h"

/* Does the node stand in the file where its spans say, and nowhere else? Not so for copies of an anchor and merged keys. */
bool node_editable(const struct node *n);
/* What to cut out of the file to remove a member of a map or list: whole lines in block style, with one comma in flow style.
 * false when it cannot be told: an alias, a merge, several members on one line. */
bool node_removal_span(const struct text *t, const struct node *n, struct span *ret);
/* Where " {}" must go so that a block map without members is still a map: behind the colon of its key. */
bool node_colon_end(const struct text *t, const struct node *n, uint32_t *ret);
/* Text quoted as the key or the scalar is that it replaces; text must hold nothing that needs an escape. */
struct str key_quoted_like(const struct node *n, const char *text, struct arena *a);
struct str value_quoted_like(const struct node *n, const char *text, struct arena *a);

#endif
