/* buf.c: growing byte buffers for output. Reporters and generators fill one, src/cli writes it in one go. */
#include "dmlint/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for n more bytes and one NUL. */
static void buf_reserve(struct buf *b, size_t n)
{
	if (n > SIZE_MAX / 2 - b->n - 1)
		out_of_memory();
	size_t want = b->n + n + 1;
	if (want <= b->cap)
		return;
	size_t cap = b->cap ? b->cap : 256;
	while (cap < want)
		cap *= 2;
	char *p = realloc(b->p, cap);
	if (!p)
		out_of_memory();
	b->p = p;
	b->cap = cap;
}

void buf_add(struct buf *b, const char *p, size_t n)
{
	buf_reserve(b, n);
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

void buf_c(struct buf *b, const char *cstr)
{
	buf_add(b, cstr, strlen(cstr));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_utf8(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t cp;
		unsigned n = utf8_decode(s.p + i, s.n - i, &cp);

		if (n)
			buf_add(b, s.p + i, n);
		else
			buf_c(b, "\xef\xbf\xbd");
		i += n ? n : 1;
	}
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;

	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("a format that cannot be printed");
	buf_reserve(b, (size_t)n);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
	va_end(again);
	b->n += (size_t)n;
}

void buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){0};
}
