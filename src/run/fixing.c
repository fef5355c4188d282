/* fixing.c: lint, fix, lint again. Called for --fix and --diff. */
#include "internal.h"

#define MAX_ROUNDS 8 /* fixes that wait for others need a round each; no rule makes work for another for ever */

void run_fix_bytes(struct arena *a, struct str path, struct str bytes, const struct run_options *o,
		   struct file_report *f)
{
	struct text *before = NULL;
	struct str now = bytes;
	size_t n_fixed = 0;

	for (int round = 0; round < MAX_ROUNDS; round++) {
		struct fix_result r;

		run_lint_bytes(a, path, now, o, f);
		before = before ? before : f->text;
		fix_apply(a, f->text, &f->diags, o->fix, &r);
		if (r.n_applied == 0 || str_eq(r.bytes, now))
			break;
		n_fixed += r.n_applied;
		now = r.bytes;
	}
	if (n_fixed == 0)
		return;
	run_lint_bytes(a, path, now, o, f);
	if (f->diags.n == 0) /* else done: its lines will be shown in the diff */
		text_mask_by_looks(f->text);
	f->before = before;
	f->n_fixed = n_fixed;
}

bool run_fix_write(struct arena *a, struct str path, struct str before, struct str now, struct err *e)
{
	struct str there;
	bool too_big;

	if (!file_read(a, path.p, (size_t)TEXT_MAX_BYTES + 1, &there, &too_big, e))
		return false;
	if (too_big || !str_eq(there, before)) {
		err_set(e, "%s: changed while it was checked, nothing was written", path.p);
		return false;
	}
	return file_write(path.p, now, e);
}
