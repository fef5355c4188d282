/* live_online.h: tables that online schema changes use, told by their names as DM does. */
#ifndef DMLINT_RULES_LIVE_ONLINE_H
#define DMLINT_RULES_LIVE_ONLINE_H

#include "live_server.h"

enum online_kind { ONLINE_NONE, ONLINE_SHADOW, ONLINE_TRASH };
#define ONLINE_MAX_RULES 32

/* Does DM's check of the task create its table for them in the target, whatever the task-mode? */
bool online_check_writes(const struct lint *l);

/* How the task tells such tables. */
struct online {
	struct lint *l;
	const struct table_filter *filter;
	struct go_regex *rules[2][ONLINE_MAX_RULES]; /* of shadow and trash tables */
	size_t n[2];                                 /* 0: the names that the tools give */
	size_t n_tried;                              /* tables that were compared with all selected ones */
};
/* false: the task does not look for them, or its rules do not compile. Else to be closed. */
bool online_open(struct lint *l, struct online *ret);
void online_close(struct online *o);
/* Of a table whose real one is selected. */
enum online_kind online_kind_of(struct online *o, struct str schema, struct str table);

#endif
