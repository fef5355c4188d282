/* arena.c: the bump allocator behind everything that lives as long as one run or one file.
 *
 * Blocks come zeroed from calloc, which for large blocks means fresh pages of the system, so handing out zeroed
 * memory costs an addition and a comparison. Built with ARENA_DEBUG every object gets a malloc of its own: then
 * AddressSanitizer sees each overflow and each use after arena_free. Objects are never freed one by one. */
#include "dmlint/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_ALIGN 16u
#define ARENA_FIRST_BLOCK ((size_t)16 << 10)
#define ARENA_LARGEST_BLOCK ((size_t)1 << 20)

void *arena_alloc_n(struct arena *a, size_t n, size_t size)
{
	if (size && n > SIZE_MAX / size)
		out_of_memory();
	return arena_alloc(a, n * size);
}

struct str arena_str(struct arena *a, struct str s)
{
	if (s.n == SIZE_MAX)
		out_of_memory();
	char *p = arena_alloc(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct str){.p = p, .n = s.n};
}

struct str arena_vfmt(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	if (n < 0)
		BUG("a format that cannot be printed");
	char *p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){.p = p, .n = (size_t)n};
}

struct str arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	struct str s = arena_vfmt(a, fmt, ap);
	va_end(ap);
	return s;
}

struct str arena_grouped(struct arena *a, uint64_t n)
{
	char digits[32];
	size_t k = sizeof(digits), count = 0;

	do {
		if (count && count % 3 == 0)
			digits[--k] = ',';
		digits[--k] = (char)('0' + n % 10);
		n /= 10;
		count++;
	} while (n);
	return arena_str(a, (struct str){digits + k, sizeof(digits) - k});
}

#ifdef ARENA_DEBUG

struct arena {
	void **objects;
	size_t n, cap;
};

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		out_of_memory();
	return a;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	for (size_t i = 0; i < a->n; i++)
		free(a->objects[i]);
	free(a->objects);
	free(a);
}

void *arena_alloc(struct arena *a, size_t n)
{
	if (a->n == a->cap) {
		size_t cap = a->cap ? a->cap * 2 : 64;
		void **objects = realloc(a->objects, cap * sizeof(*objects));
		if (!objects)
			out_of_memory();
		a->objects = objects;
		a->cap = cap;
	}
	void *p = calloc(1, n ? n : 1);
	if (!p)
		out_of_memory();
	a->objects[a->n++] = p;
	return p;
}

#else

struct block {
	struct block *next;
	void *unused; /* keeps what follows the header aligned to ARENA_ALIGN on every machine */
};

struct arena {
	char *p, *end; /* what is left of the current block */
	struct block *blocks;
	size_t next_size;
};

static char *arena_add_block(struct arena *a, size_t payload)
{
	size_t header = (sizeof(struct block) + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);

	if (payload > SIZE_MAX - header)
		out_of_memory();
	struct block *b = calloc(1, header + payload);
	if (!b)
		out_of_memory();
	b->next = a->blocks;
	a->blocks = b;
	return (char *)b + header;
}

struct arena *arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		out_of_memory();
	a->next_size = ARENA_FIRST_BLOCK;
	return a;
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	for (struct block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

static void *arena_alloc_slow(struct arena *a, size_t n)
{
	/* A large object gets a block of its own, so that the rest of the current one stays in use. */
	if (n > a->next_size / 4)
		return arena_add_block(a, n);
	char *p = arena_add_block(a, a->next_size);
	a->p = p + n;
	a->end = p + a->next_size;
	if (a->next_size < ARENA_LARGEST_BLOCK)
		a->next_size *= 2;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	if (n > SIZE_MAX - ARENA_ALIGN)
		out_of_memory();
	n = (n + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
	if (n > (size_t)(a->end - a->p))
		return arena_alloc_slow(a, n);
	char *p = a->p;
	a->p += n;
	return p;
}

#endif
