/* live_limits.h: what the server lets an account use, and the statement that lifts it. */
#ifndef DMLINT_RULES_LIVE_LIMITS_H
#define DMLINT_RULES_LIVE_LIMITS_H

#include "live_server.h"

/* The whole number behind a word such as "MAX_QUERIES_PER_HOUR " in what the server shows of the account; 0: none. */
uint64_t account_limit(const struct server_facts *s, const char *word);
/* "ALTER USER 'dm'@'%' WITH MAX_USER_CONNECTIONS 0;" or what the server has instead. limits: names with their new values. */
struct str limit_statement(struct lint *l, struct str limits);

#endif
