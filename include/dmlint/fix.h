/* fix.h: from the fixes of diagnostics to new bytes, and from two texts to a unified diff. Writes nothing. */
#ifndef DMLINT_FIX_H
#define DMLINT_FIX_H

#include "dmlint/diag.h"

enum fix_mode { FIX_NONE, FIX_SAFE, FIX_UNSAFE /* safe ones, too */ };

struct fix_result {
	struct str bytes; /* the new text; only what the edits cover differs from the old one */
	size_t n_applied; /* fixes */
	size_t n_left;    /* fixes allowed by the mode that overlap an earlier one: another round may take them */
	const struct diag **applied; /* the findings of the applied fixes */
	const struct edit **edits;   /* all their edits by place, none touching another */
	size_t n_edits;
};

/* Applies the first allowed fix of each finding, in the order of the list; a fix whose edits overlap those already taken
 * waits. Texts that were not UTF-8 in the file are left alone. */
void fix_apply(struct arena *a, const struct text *t, const struct diag_list *l, enum fix_mode mode,
	       struct fix_result *ret);

/* Unified diff with three lines of context, secrets masked on both sides; absent when equal. More than 1,000 changed lines are shown as one block. */
struct str fix_diff(struct arena *a, const struct text *before, const struct text *after);

#endif
