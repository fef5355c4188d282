/* internal.h: what the files of src/run share. */
#ifndef DMLINT_RUN_INTERNAL_H
#define DMLINT_RUN_INTERNAL_H

#include "dmlint/run.h"

/* What one DM version makes of one document. */
struct verdict {
	uint32_t dm;
	struct diag_list diags;
	size_t n_rejects;
	const struct diag *first; /* the finding that DM meets first; NULL when it accepts */
};

void run_verdict(struct arena *a, struct doc *doc, enum config_kind kind, uint32_t dm, const struct run_options *o,
		 struct verdict *ret);
/* By the keys at the top level: which structs know more of them. Without any clue: CONFIG_UNKNOWN. */
enum config_kind run_detect_kind(const struct doc *doc);

#endif
