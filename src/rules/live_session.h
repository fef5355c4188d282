/* live_session.h: session variables that a server does not let DM set, said the same way of sources and targets. */
#ifndef DMLINT_RULES_LIVE_SESSION_H
#define DMLINT_RULES_LIVE_SESSION_H

#include "dmlint/rule.h"

/* A whole check. settings: the map "session" of the server's configuration; NULL: none. in_task: it stands in the file at hand. */
void check_session(struct lint *l, const struct node *settings, bool in_task);

#endif
