/* live_connection.h: why a server could not be reached or does not let DM in, said the same way of sources and targets. Each
 * function is a whole check: it reports about l->server when the connection ended in one of its states. */
#ifndef DMLINT_RULES_LIVE_CONNECTION_H
#define DMLINT_RULES_LIVE_CONNECTION_H

#include "dmlint/rule.h"

/* Names, ports, networks, and whoever does not speak MySQL's protocol. */
void check_reachable(struct lint *l);
/* TLS absent, failed, for another name, or required. */
void check_tls(struct lint *l);
/* The login is refused, or its plugin is none of DM's. password: of the configuration, an annotated scalar; NULL: none. */
void check_login(struct lint *l, const struct node *password);

#endif
