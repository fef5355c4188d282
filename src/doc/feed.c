/* feed.c: hands the text to libyaml. yaml.v2 reads 512 bytes at a time and refuses bad bytes as soon as their portion
 * is read; the same portions here make the verdict on a file with garbage behind its first document the same.
 * Bytes are replaced on the way (see quirks.c), never in the text itself. */
#include "dmlint/doc.h"

#include <string.h>

#include "internal.h"

#define PORTION 512u

static size_t find_lead(struct str s, size_t from, char lead)
{
	const char *p = memchr(s.p + from, lead, s.n - from);

	return p ? (size_t)(p - s.p) : s.n;
}

void feed_init(struct feed *f, const struct text *t)
{
	struct str s = t->bytes;
	size_t bom = text_bom(t);

	*f = (struct feed){.text = t, .at = (uint32_t)bom};
	if (t->ascii)
		return;
	bool used[64] = {false};
	for (size_t i = bom; (i = find_lead(s, i, '\xef')) < s.n && !f->inner_bom; i++)
		f->inner_bom = s.n - i >= 3 && memcmp(s.p + i, UTF8_BOM, 3) == 0;
	if (!f->inner_bom)
		return;
	for (size_t i = bom; (i = find_lead(s, i, '\xee')) < s.n; i++)
		if (s.n - i >= 3 && s.p[i + 1] == '\x80')
			used[s.p[i + 2] & 0x3f] = true;
	/* A code point for private use that the text does not have. */
	unsigned char free_one = 0;
	while (free_one < 63 && used[free_one])
		free_one++;
	memcpy(f->stand_in, (const char[]){'\xee', '\x80', (char)(0x80 | free_one)}, 3);
}

void feed_rewind(struct feed *f)
{
	f->at = (uint32_t)text_bom(f->text);
	f->next_patch = 0;
}

/* The first patch at or behind at. */
static size_t find_patch(const struct feed *f, uint32_t at)
{
	size_t lo = 0, hi = f->n_patches;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (f->patches[mid].at < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool feed_is_patched(const struct feed *f, struct span at)
{
	size_t i = find_patch(f, at.lo);

	return i < f->n_patches && f->patches[i].at < at.hi;
}

void feed_patch(struct feed *f, struct arena *a, uint32_t at, char with)
{
	if (f->n_patches == f->patches_cap) {
		size_t cap = f->patches_cap ? f->patches_cap * 2 : 16;
		struct patch *grown = ARENA_ARRAY(a, struct patch, cap);
		if (f->n_patches)
			memcpy(grown, f->patches, f->n_patches * sizeof(*grown));
		f->patches = grown;
		f->patches_cap = cap;
	}
	size_t i = find_patch(f, at);
	memmove(f->patches + i + 1, f->patches + i, (f->n_patches - i) * sizeof(*f->patches));
	f->patches[i] = (struct patch){.at = at, .with = with};
	f->n_patches++;
}

/* How many bytes of the text make up the next portion: whole characters, counted in the encoding of the file. */
static size_t portion_size(const struct feed *f)
{
	const struct text *t = f->text;
	const char *p = t->bytes.p + f->at;
	size_t left = t->bytes.n - f->at, size = PORTION;
	bool first = f->at == text_bom(t);

	if (t->encoding == TEXT_UTF8) {
		size -= first ? text_bom(t) : 0;
		if (size >= left)
			return left;
		/* not in the middle of a character */
		for (size_t back = 1; back <= 3 && !t->ascii; back++) {
			unsigned char c = (unsigned char)p[size - back];
			if (c >= 0xc0)
				return (size_t)(c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2) > back ? size - back : size;
			if (c < 0x80)
				break;
		}
		return size;
	}
	size_t n = 0, room = PORTION - (first ? 2 : 0);
	while (n < left) {
		unsigned char c = (unsigned char)p[n];
		unsigned len = c < 0x80 || c == 0xff ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
		if (room < (len == 4 ? 4u : 2u))
			break;
		room -= len == 4 ? 4 : 2;
		n += len;
	}
	return n;
}

size_t feed_read(struct feed *f, unsigned char *out, size_t room)
{
	size_t n = portion_size(f);

	if (n > room)
		n = room;
	memcpy(out, f->text->bytes.p + f->at, n);
	for (; f->next_patch < f->n_patches && f->patches[f->next_patch].at < f->at + n; f->next_patch++)
		out[f->patches[f->next_patch].at - f->at] = (unsigned char)f->patches[f->next_patch].with;
	for (size_t i = 0; f->inner_bom && i + 3 <= n; i++)
		if (memcmp(out + i, UTF8_BOM, 3) == 0)
			memcpy(out + i, f->stand_in, 3);
	f->at += (uint32_t)n;
	return n;
}

static bool is_patched_at(const struct feed *f, size_t at)
{
	return feed_is_patched(f, (struct span){(uint32_t)at, (uint32_t)at + 1});
}

bool feed_same(const struct feed *f, struct str value, uint32_t lo)
{
	const char *p = f->text->bytes.p + lo;

	if (value.n == 0 || memcmp(value.p, p, value.n) == 0)
		return true;
	if (f->inner_bom) {
		for (size_t i = 0; i < value.n; i++) {
			bool bom = i + 3 <= value.n && memcmp(p + i, UTF8_BOM, 3) == 0;
			if (bom && memcmp(value.p + i, f->stand_in, 3) == 0)
				i += 2;
			else if (value.p[i] != p[i] && !is_patched_at(f, lo + i))
				return false;
		}
		return true;
	}
	for (size_t i = 0; f->n_patches && i < value.n; i++)
		if (value.p[i] != p[i] && !is_patched_at(f, lo + i))
			return false;
	return f->n_patches > 0;
}

void feed_restore(const struct feed *f, char *value, size_t n)
{
	for (size_t i = 0; f->inner_bom && i + 3 <= n; i++)
		if (memcmp(value + i, f->stand_in, 3) == 0)
			memcpy(value + i, UTF8_BOM, 3);
}
