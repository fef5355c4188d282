/* migrate.h: a task of one DM version rewritten for a newer one, and all that it means told. What to change and to tell is
 * data: schemas/migrations.tsv. Writes nothing before it is asked to. */
#ifndef DMLINT_MIGRATE_H
#define DMLINT_MIGRATE_H

#include "dmlint/run.h"

struct migration {
	struct str from, to; /* names of the versions */
	bool assumed;        /* from was not given: it is the oldest version whose loader takes the task */
	bool from_rejects;   /* no loader does, or not that of the version given */
	bool refused;        /* the version it goes to would still reject it: nothing may be written */
	size_t n_changes;
	/* What was changed, what DM does differently, and, without a fix, what the newer version finds and the older does not. All
	 * places are those of the file as it was; what is no finding of a rule has a rule_info without id. */
	struct diag_list told;
	struct text *before, *after; /* after: equal in bytes when nothing is to be changed */
	struct str path;
};

/* Reads the task and migrates it. from: 0 when not given. o gives the secret key; its version and fix mode are not read.
 * false: *e says that the file cannot be read, is no task, or is in an encoding that is not rewritten. */
MUST_CHECK bool run_migrate(struct arena *a, struct str path, const struct run_options *o, uint32_t from, uint32_t to,
			    struct migration *ret, struct err *e);
/* Writes m->after to the file by rename; refuses when the file has changed in between. */
MUST_CHECK bool run_migrate_write(struct arena *a, const struct migration *m, struct err *e);

#endif
