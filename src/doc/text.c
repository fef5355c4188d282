/* text.c: the bytes of one input with its lines and positions. Made once per file, before anything parses it; it
 * knows no YAML. What may be shown of a text lies in display.c, what must not in looks.c. */
#include "dmlint/doc.h"

#include <string.h>

#include "internal.h"

#define POINT_STEP 4096u

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static bool all_ascii(struct str s)
{
	size_t i = 0;

	for (; i + 8 <= s.n; i += 8)
		if (!text_is_ascii_word(s.p + i))
			return false;
	for (; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static size_t find_byte(struct str s, char c, size_t from)
{
	const char *p = from < s.n ? memchr(s.p + from, c, s.n - from) : NULL;

	return p ? (size_t)(p - s.p) : s.n;
}

/* Writes the starts of all lines to out, unless it is NULL. Returns their number. */
static uint32_t find_lines(struct str s, uint32_t *out)
{
	size_t lf = find_byte(s, '\n', 0), cr = find_byte(s, '\r', 0), at = 0;
	uint32_t n = 0;

	for (;;) {
		if (out)
			out[n] = (uint32_t)at;
		n++;
		lf = lf < at ? find_byte(s, '\n', at) : lf;
		cr = cr < at ? find_byte(s, '\r', at) : cr;
		size_t end = cr < lf && cr + 1 != lf ? cr : lf;
		if (end == s.n)
			return n;
		at = end + 1;
	}
}

static void index_lines(struct text *t)
{
	t->n_lines = find_lines(t->bytes, NULL);
	uint32_t *starts = ARENA_ARRAY(t->arena, uint32_t, t->n_lines);

	find_lines(t->bytes, starts);
	t->line_starts = starts;
}

/* Code points that begin in these bytes. */
static uint32_t count_points(const char *p, size_t n)
{
	uint32_t points = 0;
	size_t i = 0;

	for (; i + 8 <= n; i += 8)
		points += text_points_in_word(p + i);
	for (; i < n; i++)
		points += !is_continuation(p[i]);
	return points;
}

static void index_code_points(struct text *t)
{
	size_t steps = t->bytes.n / POINT_STEP;
	uint32_t *points = ARENA_ARRAY(t->arena, uint32_t, steps + 1), n = 0;

	for (size_t i = 0; i < steps; i++)
		points[i] = n += count_points(t->bytes.p + i * POINT_STEP, POINT_STEP);
	t->code_points = points;
}

/* Code points that begin before byte at. */
static uint32_t points_before(const struct text *t, uint32_t at)
{
	uint32_t step = at / POINT_STEP, start = step * POINT_STEP;

	return (step ? t->code_points[step - 1] : 0) + count_points(t->bytes.p + start, at - start);
}

struct text *text_new(struct arena *a, struct str path, struct str bytes)
{
	struct text *t = ARENA_NEW(a, struct text);

	t->arena = a;
	t->path = path;
	t->bytes = bytes;
	if (bytes.n >= 2 && (memcmp(bytes.p, "\xff\xfe", 2) == 0 || memcmp(bytes.p, "\xfe\xff", 2) == 0)) {
		t->encoding = bytes.p[0] == '\xff' ? TEXT_UTF16LE : TEXT_UTF16BE;
		t->bytes = utf16_decode(a, bytes, t->encoding);
	}
	/* One byte too many is kept, so that doc_load sees that it is. */
	if (t->bytes.n > TEXT_MAX_BYTES)
		t->bytes.n = TEXT_MAX_BYTES + 1;
	t->ascii = all_ascii(t->bytes);
	if (!t->ascii)
		index_code_points(t);
	index_lines(t);
	if (t->encoding != TEXT_UTF8)
		t->source_starts = utf16_line_starts(t);
	return t;
}

size_t text_bom(const struct text *t)
{
	return t->bytes.n >= 3 && memcmp(t->bytes.p, UTF8_BOM, 3) == 0 ? 3 : 0;
}

uint32_t text_line(const struct text *t, uint32_t offset)
{
	uint32_t lo = 0, hi = t->n_lines;

	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (t->line_starts[mid] <= offset)
			lo = mid;
		else
			hi = mid;
	}
	return lo + 1;
}

struct pos text_pos(const struct text *t, uint32_t offset)
{
	if (offset > t->bytes.n)
		offset = (uint32_t)t->bytes.n;
	uint32_t line = text_line(t, offset), start = t->line_starts[line - 1];

	if (line == 1 && start < text_bom(t))
		start = offset < text_bom(t) ? offset : (uint32_t)text_bom(t);
	uint32_t column = t->ascii ? offset - start : points_before(t, offset) - points_before(t, start);
	return (struct pos){.line = line, .column = column + 1};
}

struct str text_line_bytes(const struct text *t, uint32_t line)
{
	if (line < 1 || line > t->n_lines)
		return (struct str){0};
	uint32_t lo = t->line_starts[line - 1];
	uint32_t hi = line < t->n_lines ? t->line_starts[line] : (uint32_t)t->bytes.n;

	if (line < t->n_lines && t->bytes.p[hi - 1] == '\n')
		hi--;
	if (hi > lo && t->bytes.p[hi - 1] == '\r' && line < t->n_lines)
		hi--;
	return (struct str){.p = t->bytes.p + lo, .n = hi - lo};
}
