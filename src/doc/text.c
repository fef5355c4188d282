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

	for (; i + sizeof(uint64_t) <= s.n; i += sizeof(uint64_t)) {
		uint64_t word;
		memcpy(&word, s.p + i, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			return false;
	}
	for (; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* The start of the line after the one that holds byte at, or bytes.n + 1 when there is none. */
static size_t next_line(struct str s, size_t at, bool has_cr)
{
	const char *end = at < s.n ? memchr(s.p + at, '\n', s.n - at) : NULL;
	size_t stop = end ? (size_t)(end - s.p) : s.n;
	const char *cr = has_cr && at < stop ? memchr(s.p + at, '\r', stop - at) : NULL;

	if (cr && cr + 1 != end)
		return (size_t)(cr - s.p) + 1;
	return stop + 1;
}

static void index_lines(struct text *t)
{
	struct str s = t->bytes;
	bool has_cr = s.n && memchr(s.p, '\r', s.n);
	uint32_t n = 0;

	for (size_t at = 0; at <= s.n; at = next_line(s, at, has_cr))
		n++;
	uint32_t *starts = ARENA_ARRAY(t->arena, uint32_t, n);
	n = 0;
	for (size_t at = 0; at <= s.n; at = next_line(s, at, has_cr))
		starts[n++] = (uint32_t)at;
	t->line_starts = starts;
	t->n_lines = n;
}

static void index_code_points(struct text *t)
{
	uint32_t *points = ARENA_ARRAY(t->arena, uint32_t, t->bytes.n / POINT_STEP + 1), n = 0;

	for (size_t i = 0; i < t->bytes.n; i++) {
		n += !is_continuation(t->bytes.p[i]);
		if ((i + 1) % POINT_STEP == 0)
			points[i / POINT_STEP] = n;
	}
	t->code_points = points;
}

/* Code points that begin before byte at. */
static uint32_t points_before(const struct text *t, uint32_t at)
{
	uint32_t i = at - at % POINT_STEP, n = i ? t->code_points[i / POINT_STEP - 1] : 0;

	for (; i < at; i++)
		n += !is_continuation(t->bytes.p[i]);
	return n;
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
