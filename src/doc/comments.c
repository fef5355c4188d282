/* comments.c: the comments of a document, for suppressions. libyaml drops them; here every "#" counts that lies in no
 * scalar of the tree. In the part that could not be parsed a "#" needs a blank in front of it. */
#include "dmlint/doc.h"

#include <stdlib.h>
#include <string.h>

#include "internal.h"

struct spans {
	struct span *at;
	size_t n, cap;
	struct arena *arena;
	const char *text;
};

/* Only scalars with a "#" in them matter. */
static void add_span(struct spans *s, struct span at)
{
	if (at.hi <= at.lo || !memchr(s->text + at.lo, '#', at.hi - at.lo))
		return;
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 64;
		struct span *grown = ARENA_ARRAY(s->arena, struct span, cap);
		if (s->n)
			memcpy(grown, s->at, s->n * sizeof(*grown));
		s->at = grown;
		s->cap = cap;
	}
	s->at[s->n++] = at;
}

static int by_start(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->lo > y->lo) - (x->lo < y->lo);
}

/* Merged lists are not in file order, copies for aliases stand elsewhere: hence the sort. */
static void collect_scalars(struct spans *s, const struct node *root)
{
	for (const struct node *n = root; n; n = node_next(n, root)) {
		if (n->aliased)
			continue;
		if (n->kind == NODE_SCALAR)
			add_span(s, n->span);
		if (n->parent && n->parent->kind == NODE_MAP)
			add_span(s, n->key_span);
	}
	if (s->n)
		qsort(s->at, s->n, sizeof(*s->at), by_start);
}

/* Nothing but blanks between the start of the line and at. */
static bool is_alone(const struct text *t, uint32_t at)
{
	uint32_t line = text_line(t, at), lo = t->line_starts[line - 1];

	if (line == 1 && at >= text_bom(t))
		lo += (uint32_t)text_bom(t);
	while (lo < at && (t->bytes.p[lo] == ' ' || t->bytes.p[lo] == '\t'))
		lo++;
	return lo == at;
}

static uint32_t end_of_line(const struct text *t, uint32_t at, uint32_t end)
{
	const char *p = t->bytes.p;

	while (at < end && p[at] != '\n' && p[at] != '\r')
		at++;
	while (p[at - 1] == ' ' || p[at - 1] == '\t')
		at--;
	return at;
}

static size_t scan(const struct doc *d, const struct spans *scalars, struct comment *out)
{
	const struct text *t = d->text;
	uint32_t end = d->more_documents ? d->rest.lo : (uint32_t)t->bytes.n;
	uint32_t parsed = d->problem.kind == DOC_OK ? end : d->root ? d->root->span.hi : 0;
	size_t n = 0, s = 0;

	for (uint32_t at = 0; at < end;) {
		const char *hash = memchr(t->bytes.p + at, '#', end - at);
		if (!hash)
			break;
		at = (uint32_t)(hash - t->bytes.p);
		while (s < scalars->n && scalars->at[s].hi <= at)
			s++;
		if (s < scalars->n && scalars->at[s].lo <= at) {
			at = scalars->at[s].hi;
			continue;
		}
		if (at >= parsed && at > 0 && !strchr(" \t\r\n", t->bytes.p[at - 1])) {
			at++;
			continue;
		}
		uint32_t hi = end_of_line(t, at, end);
		if (out)
			out[n] = (struct comment){.at = {at, hi}, .alone = is_alone(t, at)};
		n++;
		at = hi;
	}
	return n;
}

size_t doc_comments(const struct doc *d, struct arena *a, struct comment **ret)
{
	struct spans scalars = {.arena = a, .text = d->text->bytes.p};

	collect_scalars(&scalars, d->root);
	size_t n = scan(d, &scalars, NULL);
	*ret = ARENA_ARRAY(a, struct comment, n);
	return scan(d, &scalars, *ret);
}
