/* short.c: one line a finding, for editors, scripts and logs: path:line:column: severity: message [rule id, DM code]. */
#include "internal.h"

static void put_finding(struct buf *b, const struct file_report *f, const struct diag *d)
{
	struct pos pos = text_pos(f->text, d->at.lo);
	buf_clean(b, f->path);
	buf_fmt(b, ":%u:%u: %s: ", pos.line, pos.column, severity_name(d->severity));
	buf_clean(b, d->message);
	buf_char(b, ' ');
	put_rule(b, d);
	buf_char(b, '\n');
}

void render_short(struct buf *out, const struct run_report *r, const struct report_options *o)
{
	for (size_t i = 0; i < r->n_files; i++) {
		const struct file_report *f = &r->files[i];
		size_t shown = 0;
		for (const struct diag *d = f->diags.first; d; d = d->next) {
			if (o->max_findings && shown++ == o->max_findings)
				break;
			put_finding(out, f, d);
		}
		put_compat(out, f);
	}
}
