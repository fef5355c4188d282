/* snippet.c: a line of the user's file, cut around a place when it is long, and for the text form an underline below. Columns
 * are those of a terminal: tabs are expanded, wide characters take two. Secrets are masked by doc before anything arrives here. */
#include "internal.h"

enum {
	TAB_STOP = 8,
	LINE_COLUMNS = 112, /* longer lines are cut */
	LEFT_COLUMNS = 40,  /* what a cut line keeps before the place */
};
#define CUT "..."

/* A line of the file and how it is displayed. Up to `head` and in the last `tail` bytes both are the same, so that most
 * places are found without going through the line again: thousands of findings can lie on one long line. */
struct shown_line {
	struct str s;
	uint32_t line, start, length; /* in the text */
	size_t head, tail;
};

static void measure(struct shown_line *shown, const struct text *t)
{
	uint32_t end = shown->line < t->n_lines ? t->line_starts[shown->line] : (uint32_t)t->bytes.n;
	const char *source = t->bytes.p;
	shown->start = t->line_starts[shown->line - 1];
	while (end > shown->start && (source[end - 1] == '\n' || source[end - 1] == '\r'))
		end--;
	shown->length = end - shown->start;
	source += shown->start;
	size_t shorter = shown->length < shown->s.n ? shown->length : shown->s.n;
	while (shown->head < shorter && source[shown->head] == shown->s.p[shown->head])
		shown->head++;
	while (shown->tail < shorter &&
	       source[shown->length - shown->tail - 1] == shown->s.p[shown->s.n - shown->tail - 1])
		shown->tail++;
}

static const struct shown_line *displayed_line(struct view *v, uint32_t line)
{
	struct str key = {.p = (const char *)&line, .n = sizeof(line)};
	struct shown_line *shown = strmap_get(&v->lines, key);
	if (!shown) {
		shown = ARENA_NEW(v->arena, struct shown_line);
		shown->s = text_line_for_display(v->text, line, v->arena);
		shown->line = line;
		measure(shown, v->text);
		(void)strmap_put(&v->lines, arena_str(v->arena, key), shown);
	}
	return shown;
}

static size_t display_offset(const struct view *v, const struct shown_line *shown, uint32_t offset)
{
	uint32_t inside = offset - shown->start;
	if (inside <= shown->head)
		return inside;
	if (inside <= shown->length && inside >= shown->length - shown->tail)
		return shown->s.n - (shown->length - inside);
	return text_display_offset(v->text, shown->line, offset);
}

/* Decodes the character at s.p[i] and returns its bytes; *ret_columns depends on the column for a tab. */
static unsigned character_at(struct str s, size_t i, unsigned column, unsigned *ret_columns)
{
	uint32_t cp;
	unsigned len = utf8_decode(s.p + i, s.n - i, &cp);
	if (len == 0) {
		*ret_columns = 1;
		return 1;
	}
	*ret_columns = cp == '\t' ? TAB_STOP - column % TAB_STOP : utf8_width(cp);
	return len;
}

static bool fits(struct str s)
{
	unsigned column = 0, columns;
	for (size_t i = 0; i < s.n; column += columns) {
		if (column > LINE_COLUMNS)
			return false;
		i += character_at(s, i, column, &columns);
	}
	return column <= LINE_COLUMNS;
}

/* Where a line that is too long starts to be shown: some columns before the place, at a character. */
static size_t cut_before(struct str s, size_t place)
{
	unsigned column = 0, columns;
	size_t i = place;
	while (i > 0 && column < LEFT_COLUMNS) {
		do {
			i--;
		} while (i > 0 && ((unsigned char)s.p[i] & 0xc0) == 0x80);
		(void)character_at(s, i, 0, &columns);
		column += columns;
	}
	return i;
}

/* The first byte that no longer fits when s is shown from byte `from` on. */
static size_t cut_after(struct str s, size_t from)
{
	unsigned column = from > 0 ? sizeof(CUT) - 1 : 0, columns;
	size_t i = from;
	while (i < s.n) {
		unsigned len = character_at(s, i, column, &columns);
		if (column + columns > LINE_COLUMNS)
			break;
		column += columns;
		i += len;
	}
	return i;
}

struct excerpt excerpt_of(struct view *v, struct span at)
{
	uint32_t line = text_pos(v->text, at.lo).line;
	uint32_t last = at.hi > at.lo ? text_pos(v->text, at.hi - 1).line : line;
	const struct shown_line *shown = displayed_line(v, line);
	struct str s = shown->s;
	size_t lo = display_offset(v, shown, at.lo);
	size_t hi = last == line ? display_offset(v, shown, at.hi) : s.n;
	/* Blanks at the end say nothing, unless they are what is meant. */
	while (s.n > hi && s.n > lo && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	size_t from = fits(s) ? 0 : cut_before(s, lo), to = cut_after(s, from);
	return (struct excerpt){
		.s = {s.p + from, to - from},
		.lo = lo - from,
		.hi = (hi < to ? hi : to) - from,
		.cut_before = from > 0,
		.cut_after = to < s.n,
		.line = line,
		.last = last,
	};
}

/* Columns of the underline, from 0, half open. */
struct underline {
	unsigned from, to;
};

/* Prints the line and finds the columns of the place on the way. */
static struct underline put_line(struct buf *b, const struct excerpt *e)
{
	struct underline u = {0};
	unsigned column = 0, columns;
	size_t i = 0;
	if (e->cut_before) {
		buf_c(b, CUT);
		column = sizeof(CUT) - 1;
	}
	while (i < e->s.n) {
		unsigned len = character_at(e->s, i, column, &columns);
		if (i <= e->lo)
			u.from = column;
		if (i < e->hi)
			u.to = column + columns;
		if (e->s.p[i] == '\t')
			buf_fmt(b, "%*s", (int)columns, "");
		else
			buf_add(b, e->s.p + i, len);
		column += columns;
		i += len;
	}
	if (e->cut_after)
		buf_c(b, CUT);
	if (e->lo >= e->s.n)
		u.from = column;
	return u;
}

void put_snippet(struct buf *b, struct view *v, struct span at)
{
	const struct palette *p = v->palette;
	struct excerpt e = excerpt_of(v, at);

	buf_fmt(b, "%s%*u |%s%s", p->frame, (int)v->gutter, e.line, p->off, e.s.n ? " " : "");
	struct underline u = put_line(b, &e);
	buf_fmt(b, "\n%s%*s |%s %*s%s^", p->frame, (int)v->gutter, "", p->off, (int)u.from, "", p->caret);
	for (unsigned c = u.from + 1; c < u.to; c++)
		buf_char(b, '~');
	if (e.last != e.line)
		buf_fmt(b, " to line %u", e.last);
	buf_fmt(b, "%s\n", p->off);
}
