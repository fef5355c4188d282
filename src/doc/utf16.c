/* utf16.c: UTF-16 files, which yaml.v2 reads when they begin with a byte-order mark. text.c keeps them as UTF-8
 * without that mark; offsets in the file itself are found again line by line. */
#include "dmlint/doc.h"

#include "internal.h"

static uint32_t unit_at(const char *p, enum text_encoding e)
{
	const unsigned char *b = (const unsigned char *)p;

	return e == TEXT_UTF16LE ? (uint32_t)(b[0] | b[1] << 8) : (uint32_t)(b[1] | b[0] << 8);
}

/* Where the file holds half a surrogate pair or ends inside a unit, the result ends with a byte that is never UTF-8:
 * whatever parses it stops there, as yaml.v2 does. */
struct str utf16_decode(struct arena *a, struct str s, enum text_encoding e)
{
	char *out = arena_alloc_n(a, s.n / 2 + 1, 3);
	size_t n = 0, i = 2;
	bool broken = false;

	while (i + 2 <= s.n && !broken) {
		uint32_t cp = unit_at(s.p + i, e);
		i += 2;
		if (cp >= 0xd800 && cp <= 0xdbff) {
			uint32_t low = i + 2 <= s.n ? unit_at(s.p + i, e) : 0;
			broken = low < 0xdc00 || low > 0xdfff;
			cp = 0x10000 + ((cp & 0x3ff) << 10) + (low & 0x3ff);
			i += 2;
		} else {
			broken = cp >= 0xdc00 && cp <= 0xdfff;
		}
		if (!broken) {
			char utf8[4];
			size_t len = utf8_put(cp, utf8);
			for (size_t k = 0; k < len; k++)
				out[n++] = utf8[k];
		}
	}
	if (broken || s.n % 2)
		out[n++] = '\xff';
	return (struct str){.p = out, .n = n};
}

uint32_t utf16_size(struct str utf8)
{
	uint32_t size = 0;

	for (size_t i = 0; i < utf8.n; i++) {
		unsigned char c = (unsigned char)utf8.p[i];
		size += (c & 0xc0) == 0x80 ? 0 : c >= 0xf0 && c != 0xff ? 4 : 2;
	}
	return size;
}

const uint32_t *utf16_line_starts(const struct text *t)
{
	uint32_t *starts = ARENA_ARRAY(t->arena, uint32_t, t->n_lines), at = 2;

	for (uint32_t i = 0; i < t->n_lines; i++) {
		starts[i] = at;
		uint32_t lo = t->line_starts[i];
		uint32_t hi = i + 1 < t->n_lines ? t->line_starts[i + 1] : (uint32_t)t->bytes.n;
		at += utf16_size((struct str){.p = t->bytes.p + lo, .n = hi - lo});
	}
	return starts;
}

uint64_t text_source_offset(const struct text *t, uint32_t offset)
{
	if (t->encoding == TEXT_UTF8)
		return offset;
	uint32_t line = text_line(t, offset), lo = t->line_starts[line - 1];

	return t->source_starts[line - 1] + utf16_size((struct str){.p = t->bytes.p + lo, .n = offset - lo});
}
