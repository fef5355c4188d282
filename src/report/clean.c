/* clean.c: places, names and counts in the words that several reporters use. */
#include "internal.h"

void put_count(struct buf *b, size_t n, const char *what)
{
	buf_fmt(b, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

struct str finding_help(const struct diag *d)
{
	return d->help.n ? d->help : str_from(d->rule->remedy);
}

struct pos last_pos(const struct text *t, struct span at)
{
	uint32_t hi = at.hi;
	if (hi == at.lo)
		return text_pos(t, hi);
	for (hi--; hi > at.lo && ((unsigned char)t->bytes.p[hi] & 0xc0) == 0x80;)
		hi--;
	return text_pos(t, hi);
}

struct str displayed(const struct text *t, struct span at, struct arena *a)
{
	uint32_t line = text_pos(t, at.lo).line;
	struct str s = text_line_for_display(t, line, a);
	size_t lo = text_display_offset(t, line, at.lo), hi = text_display_offset(t, line, at.hi);
	return (struct str){s.p + lo, hi - lo};
}

void put_rule(struct buf *b, const struct diag *d)
{
	buf_fmt(b, "[%s %s", d->rule->name, d->rule->id);
	if (d->dm_code)
		buf_fmt(b, ", DM %d", d->dm_code);
	else if (d->dm_panics)
		buf_c(b, ", DM crashes");
	else if (d->dm_rejects)
		buf_c(b, ", DM rejects");
	buf_char(b, ']');
}

void put_compat(struct buf *b, const struct file_report *f)
{
	for (size_t i = 0; i < f->n_compat; i++) {
		const struct compat_row *row = &f->compat[i];
		buf_clean(b, f->path);
		buf_fmt(b, ": DM %s %s", row->version, row->rejects ? "rejects" : "accepts");
		if (row->rejects) {
			buf_c(b, ": ");
			buf_clean(b, row->message);
			if (row->dm_code)
				buf_fmt(b, " [DM %d]", row->dm_code);
		}
		buf_char(b, '\n');
	}
}
