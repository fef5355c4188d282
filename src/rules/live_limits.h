/* live_limits.h: what the server lets an account use. */
#ifndef DMLINT_RULES_LIVE_LIMITS_H
#define DMLINT_RULES_LIVE_LIMITS_H

#include "live_server.h"

/* The whole number behind a word such as "MAX_QUERIES_PER_HOUR " in what the server shows of the account; 0: none. */
uint64_t account_limit(const struct server_facts *s, const char *word);

#endif
