/* display.c: lines of a text as they may be shown: secrets masked, nothing that steers a terminal. Reporters take
 * every line from here. */
#include "dmlint/doc.h"

#include <string.h>

#include "internal.h"

#define MASK "******"
#define REPLACEMENT "\xef\xbf\xbd"

/* The first mask that ends behind offset. */
static size_t first_mask(const struct text *t, uint32_t offset)
{
	size_t lo = 0, hi = t->n_masked;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (t->masked[mid].hi <= offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

void text_mask(struct text *t, struct span at)
{
	if (at.hi > t->bytes.n)
		at.hi = (uint32_t)t->bytes.n;
	if (at.lo >= at.hi)
		return;
	size_t i = first_mask(t, at.lo), j = i;

	/* masks i to j - 1 overlap the new one: they become one */
	while (j < t->n_masked && t->masked[j].lo < at.hi) {
		if (t->masked[j].lo < at.lo)
			at.lo = t->masked[j].lo;
		if (t->masked[j].hi > at.hi)
			at.hi = t->masked[j].hi;
		j++;
	}
	if (j == i && t->n_masked == t->masked_cap) {
		size_t cap = t->masked_cap ? t->masked_cap * 2 : 16;
		struct span *grown = ARENA_ARRAY(t->arena, struct span, cap);
		if (t->n_masked)
			memcpy(grown, t->masked, t->n_masked * sizeof(*grown));
		t->masked = grown;
		t->masked_cap = cap;
	}
	if (t->n_masked > j)
		memmove(t->masked + i + 1, t->masked + j, (t->n_masked - j) * sizeof(*t->masked));
	t->masked[i] = at;
	t->n_masked = t->n_masked + 1 - (j - i);
}

/* Adds spans that are in text order already. */
void text_mask_all(struct text *t, const struct span *spans, size_t n)
{
	size_t n_old = t->n_masked, i = 0, k = 0;
	const struct span *old = t->masked;

	t->masked_cap = n_old + n;
	t->masked = ARENA_ARRAY(t->arena, struct span, t->masked_cap);
	t->n_masked = 0;
	/* each one lands behind or in the last, so that nothing is moved */
	while (i < n_old || k < n)
		text_mask(t, k == n || (i < n_old && old[i].lo < spans[k].lo) ? old[i++] : spans[k++]);
}

/* Controls, line separators and marks that turn the direction of writing. */
static bool is_unprintable(uint32_t cp)
{
	return (cp < 0x20 && cp != '\t') || (cp >= 0x7f && cp <= 0x9f) || cp == 0x2028 || cp == 0x2029 ||
	       (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff || cp == 0xfffe ||
	       cp == 0xffff;
}

/* Renders the line up to byte until of the text into out (NULL: counts only). Returns the number of bytes. */
static size_t render(const struct text *t, uint32_t line, uint32_t until, char *out)
{
	struct str s = text_line_bytes(t, line);
	uint32_t at = s.n ? (uint32_t)(s.p - t->bytes.p) : until, end = at + (uint32_t)s.n;
	size_t n = 0, m = first_mask(t, at);

	if (line == 1 && text_bom(t) && s.n)
		at += (uint32_t)text_bom(t);
	while (at < end && at < until) {
		if (m < t->n_masked && t->masked[m].lo <= at) {
			if (out)
				memcpy(out + n, MASK, sizeof(MASK) - 1);
			/* A place inside the mask is shown at its first star. */
			if (until < t->masked[m].hi && until < end)
				return n;
			n += sizeof(MASK) - 1;
			at = t->masked[m++].hi;
			continue;
		}
		uint32_t cp = 0;
		unsigned len = utf8_decode(t->bytes.p + at, end - at, &cp);
		bool bad = len == 0 || is_unprintable(cp);
		size_t add = bad ? sizeof(REPLACEMENT) - 1 : len;
		if (out)
			memcpy(out + n, bad ? REPLACEMENT : t->bytes.p + at, add);
		n += add;
		at += len ? len : 1;
	}
	return n;
}

struct str text_line_for_display(const struct text *t, uint32_t line, struct arena *a)
{
	size_t n = render(t, line, UINT32_MAX, NULL);
	char *out = arena_alloc(a, n + 1);

	render(t, line, UINT32_MAX, out);
	return (struct str){.p = out, .n = n};
}

size_t text_display_offset(const struct text *t, uint32_t line, uint32_t offset)
{
	return render(t, line, offset, NULL);
}
