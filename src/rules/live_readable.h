/* live_readable.h: privileges that SHOW GRANTS does not show. Servers look for grants on databases and tables by the user's name and the
 * client's host, so that those of 'dm'@'%' count for a session of 'dm'@'10.0.0.9', too. SHOW GRANTS does not list them, and DM
 * reads nothing else. */
#ifndef DMLINT_RULES_LIVE_READABLE_H
#define DMLINT_RULES_LIVE_READABLE_H

#include "live_server.h"

/* What l->server told of tables for which SHOW GRANTS shows no SELECT. */
struct readable {
	struct strmap tables;  /* schema NUL table -> not NULL when every column can be read */
	struct strmap schemas; /* those with such a table */
};
void readable_read(struct lint *l, struct readable *ret);
/* The account can read all of the table, whatever SHOW GRANTS says. */
bool readable_table(const struct readable *r, struct arena *a, struct str schema, struct str table);
/* So there are privileges in this schema that SHOW GRANTS does not show. */
bool readable_schema(const struct readable *r, struct str schema);

#endif
