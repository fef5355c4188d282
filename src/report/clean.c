/* clean.c: what comes from a file or its name, made safe for a terminal or a log; counts in words. Used by the reporters
 * for people; JSON escapes by itself. */
#include "internal.h"

#define REPLACEMENT "\xef\xbf\xbd"

/* Characters that reverse or hide what follows them on a terminal: a name could be made to look like another one. */
static bool is_direction_control(uint32_t cp)
{
	return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200e || cp == 0x200f;
}

static void put_control(struct buf *b, uint32_t cp)
{
	switch (cp) {
	case '\n':
		buf_c(b, "\\n");
		break;
	case '\r':
		buf_c(b, "\\r");
		break;
	case '\t':
		buf_c(b, "\\t");
		break;
	default:
		buf_fmt(b, cp <= 0xff ? "\\x%02x" : "\\u%04x", cp);
	}
}

void put_clean(struct buf *b, struct str s)
{
	size_t i = 0;
	while (i < s.n) {
		unsigned char c = (unsigned char)s.p[i];
		uint32_t cp = c;
		unsigned len = c < 0x80 ? 1 : utf8_decode(s.p + i, s.n - i, &cp);
		if (len == 0) {
			buf_c(b, REPLACEMENT);
			len = 1;
		} else if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || is_direction_control(cp)) {
			put_control(b, cp);
		} else {
			buf_add(b, s.p + i, len);
		}
		i += len;
	}
}

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
		put_clean(b, f->path);
		buf_fmt(b, ": DM %s %s", row->version, row->rejects ? "rejects" : "accepts");
		if (row->rejects) {
			buf_c(b, ": ");
			put_clean(b, row->message);
			if (row->dm_code)
				buf_fmt(b, " [DM %d]", row->dm_code);
		}
		buf_char(b, '\n');
	}
}
