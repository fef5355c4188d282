/* tls_section.h: what the rules on "security" share: which of its three parts a section gives, in whatever form. */
#ifndef DMLINT_RULES_TLS_SECTION_H
#define DMLINT_RULES_TLS_SECTION_H

#include "internal.h"

enum tls_part { TLS_CA, TLS_CERT, TLS_KEY, TLS_PARTS };

/* Calls each() for every "security" of the file that this DM looks at and that is a map, with the map of the database. */
void each_tls_section(struct lint *l, void (*each)(struct lint *l, const struct node *db, const struct node *security));
const char *tls_part_name(enum tls_part part); /* "ssl-ca" */
/* Is it given as file, as base64, or as bytes? */
bool tls_gives(const struct lint *l, const struct node *security, enum tls_part part);
/* The base64 of a part where DM reads it: the list of bytes goes before it. NULL: there is none. */
const struct node *tls_base64(const struct lint *l, const struct node *security, enum tls_part part);

#endif
