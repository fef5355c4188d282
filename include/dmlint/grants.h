/* grants.h: what an account may do, read from the lines of SHOW GRANTS as MySQL, MariaDB, TiDB and their hosted kin print
 * them. Understands; judges nothing. The lines are a server's: any bytes are taken, what makes no sense grants nothing. */
#ifndef DMLINT_GRANTS_H
#define DMLINT_GRANTS_H

#include "dmlint/facts.h"

/* Privileges are sets: a bit each, by their row in schemas/privileges.tsv. */

/* The privileges of a comma separated list ("SELECT, REPLICATION CLIENT"): letter case is ignored, synonyms are one, what is not
 * in the table is left out. */
uint64_t privileges_find(const char *list);
/* Their names, comma separated, as that table calls them. */
struct str privileges_names(struct arena *a, uint64_t set);

enum grant_kind {
	GRANT_PRIVILEGES,
	GRANT_REVOKE, /* a partial revoke of MySQL 8: an exception from what is granted on everything */
	GRANT_ROLES,  /* roles, which may or may not be in force */
	GRANT_PROXY,
	GRANT_DEFAULT_ROLE, /* SET DEFAULT ROLE of MariaDB */
	GRANT_UNREAD        /* anything else */
};
enum grant_scope { SCOPE_NONE, SCOPE_SERVER, SCOPE_DATABASE, SCOPE_TABLE, SCOPE_ROUTINE };

struct grant_line {
	enum grant_kind kind;
	enum grant_scope scope;
	struct str schema, table; /* of databases the pattern as granted */
	struct str user, host;    /* of whom; a role of MariaDB has no host */
	uint64_t whole;           /* every bit that the scope has for ALL PRIVILEGES */
	uint64_t columns;         /* granted on some columns only */
	bool all;                 /* ALL PRIVILEGES */
	struct str *roles;        /* without hosts */
	size_t n_roles;
	struct str unreadable; /* what the SQL parser of DM cannot read, "BINLOG MONITOR"; absent: nothing */
};

struct grants;
/* Of FACT_GRANTS, with the server's own settings about names (lower_case_table_names, partial_revokes) and the roles in
 * force. Never NULL; without the fact nothing is granted. */
struct grants *grants_read(struct arena *a, const struct server_facts *s);
const struct grant_line *grants_lines(const struct grants *g, size_t *ret_n);
/* Those of a set that the account lacks on a table; with an empty table, on every table of the schema; with both empty, on the
 * server. What it has on some columns only is lacking, and in *ret_columns, too, unless that is NULL. Remembers schemas. */
uint64_t grants_lacking(struct grants *g, uint64_t wanted, struct str schema, struct str table, uint64_t *ret_columns);
/* Those of a set that grants_lacking() takes for granted although SHOW GRANTS does not tell it: of several databases that fit and
 * are equally specific the server takes one, and not each of them grants it. */
uint64_t grants_untold(struct grants *g, uint64_t wanted, struct str schema, struct str table);

#endif
