/* baseline.h: findings that were there when a team began: a file of them, by which they are recognised again, so that only new
 * ones count. DM's verdict knows nothing of it. */
#ifndef DMLINT_BASELINE_H
#define DMLINT_BASELINE_H

#include "dmlint/report.h"

/* One finding of the file. */
struct baseline_entry {
	struct str path; /* from the folder of the baseline on */
	struct str fingerprint, id, rule, message;
	bool found; /* it is still there */
	bool gone;  /* it was looked for and is not there, or its file is not */
};

struct baseline {
	struct baseline_entry *entries; /* by path, then rule, then fingerprint */
	size_t n;
	struct strmap index;  /* entries by path and fingerprint */
	struct strmap linted; /* paths that were looked at */
};

/* Reads what baseline_render wrote. name: for messages. false: *e says what is wrong. */
MUST_CHECK bool baseline_read(struct arena *a, const char *name, struct str bytes, struct baseline *ret, struct err *e);
/* Moves the findings of a file that the baseline holds from its list to f->known. path: from the folder of the baseline on. */
void baseline_take(struct baseline *b, struct arena *a, struct str path, struct file_report *f);
/* Was this path looked at? */
bool baseline_linted(const struct baseline *b, struct str path);

/* All findings of a run as a baseline, with what the old one holds of files that the run did not look at; f->stable_path of its
 * files must be set. old: the run's, or NULL. The same run gives the same bytes. */
void baseline_render(struct buf *out, const struct run_report *r, const struct baseline *old, struct arena *a);

#endif
