/* live_grants.h: what the rules on privileges share: whose they are, how they are granted, which of them the dump needs. */
#ifndef DMLINT_RULES_LIVE_GRANTS_H
#define DMLINT_RULES_LIVE_GRANTS_H

#include "dmlint/grants.h"

#include "live_server.h"

/* The account as which the server took DM's user. */
struct account {
	struct grants *grants;
	struct str name;       /* 'dm'@'%', as in SQL */
	struct str idle_role;  /* a role granted to it while none is in force; absent: none */
	bool literal_patterns; /* _ and % in GRANT ... ON mean themselves */
};
/* Of l->server. */
void account_read(struct lint *l, struct account *ret);
/* "GRANT SELECT ON `app`.* TO 'dm'@'%';" schema.n == 0: on everything. */
struct str grant_statement(struct lint *l, const struct account *acc, uint64_t set, struct str schema,
			   struct str table);
/* What privileges are lacking on: the first few names, and the statements that grant them there. Zero it first. */
struct shortfall {
	struct strmap seen;
	struct str names[4]; /* "app.orders", "app.*" */
	size_t n;            /* of all */
	uint64_t set;
	uint64_t besides;         /* what the next statement has to name, too */
	struct str statements[4]; /* for the same */
};
/* table.n == 0: on the whole schema. */
void shortfall_add(struct lint *l, const struct account *acc, struct shortfall *sf, uint64_t set, struct str schema,
		   struct str table);
/* Is it lacking on the whole schema? */
bool shortfall_has(struct lint *l, const struct shortfall *sf, struct str schema);
struct str shortfall_names(struct lint *l, const struct shortfall *sf);
/* The help of a finding about missing privileges: before, the statement, and the role that would do once it is in force. */
void help_grant(struct lint *l, struct diag *d, const struct account *acc, const char *before, struct str statement);
/* The same with all statements of a shortfall. */
void help_shortfall(struct lint *l, struct diag *d, const struct account *acc, const char *before,
		    const struct shortfall *sf);

/* A warning about what grants_untold() gave, unless it is nothing. */
void report_untold(struct lint *l, const struct account *acc, const struct shortfall *sf);

/* How the dump makes the tables agree with each other. */
enum dump_lock {
	DUMP_LOCK_NONE,  /* not at all */
	DUMP_LOCK_FLUSH, /* FLUSH TABLES WITH READ LOCK */
	DUMP_LOCK_AUTO,  /* the same, and LOCK TABLES where that is refused */
	DUMP_LOCK_TABLES /* LOCK TABLES */
};
/* Of the instance that l->source_of is. */
enum dump_lock dump_lock(struct lint *l);
/* Are tables without transactions locked until they are dumped? As a rule the lock ends when the transactions have begun. */
bool dump_locks_to_end(struct lint *l);

#endif
