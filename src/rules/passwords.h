/* passwords.h: what the rules on passwords share. */
#ifndef DMLINT_RULES_PASSWORDS_H
#define DMLINT_RULES_PASSWORDS_H

#include "dmlint/rule.h"

/* The first character of a secret: a span over all of it would tell how long it is. */
struct span secret_place(const struct lint *l, const struct node *n);
/* What every finding about a password ends with: its field, without its value. */
void password_field(struct lint *l, struct diag *d, const struct password *p);
/* Does the password break the TOML that DM makes of a subtask? Then the words that say why, else NULL. */
const char *password_breaks_encoding(const struct lint *l, const struct password *p);
/* DM up to 1.0.5 refuses whatever does not decrypt. NULL where it does not look. */
struct diag *report_undecryptable(struct lint *l, const struct password *p, const char *what);

#endif
