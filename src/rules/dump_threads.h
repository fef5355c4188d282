/* dump_threads.h: how many connections the dump of a source opens. */
#ifndef DMLINT_RULES_DUMP_THREADS_H
#define DMLINT_RULES_DUMP_THREADS_H

#include "live_server.h"

/* One for each thread, one that makes the statements and one that keeps the snapshot, as DM counts. */
uint64_t dump_connections(struct lint *l);

#endif
