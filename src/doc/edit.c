/* edit.c: where a member of the tree begins and ends in the file, and how to write in the style around it. Called by rules
 * that offer fixes and by the migration; changes nothing itself. */
#include <string.h>

#include "dmlint/edit.h"

bool node_editable(const struct node *n)
{
	return n && !n->aliased && !n->merged;
}

/* Up to and with the end of the line that holds at. */
static uint32_t line_end(struct str t, uint32_t at)
{
	const char *end = at < t.n ? memchr(t.p + at, '\n', t.n - at) : NULL;

	return end ? (uint32_t)(end - t.p) + 1 : (uint32_t)t.n;
}

static bool only(struct str t, uint32_t from, uint32_t to, const char *allowed)
{
	for (uint32_t i = from; i < to; i++) {
		if (!t.p[i] || !strchr(allowed, t.p[i]))
			return false;
	}
	return true;
}

/* The end of the value, or of the key and its colon when there is none. */
static uint32_t member_end(struct str t, const struct node *n)
{
	uint32_t end = n->key_span.hi;

	if (n->span.hi > end || n->parent->kind == NODE_SEQ)
		return n->span.hi;
	while (end < t.n && t.p[end] == ' ')
		end++;
	return end < t.n && t.p[end] == ':' ? end + 1 : n->key_span.hi;
}

/* The first key of an item, on the line of its "-", which stays: up to the next key, or, where comments stand between, alone. */
static bool first_in_item(struct str t, const struct node *n, uint32_t start, struct span *ret)
{
	uint32_t from = n->key_span.lo, end = member_end(t, n), dash = from;

	while (dash > start && t.p[dash - 1] == ' ')
		dash--;
	if (dash == start || t.p[dash - 1] != '-' || !n->next || !node_editable(n->next) ||
	    !only(t, start, dash - 1, " "))
		return false;
	*ret = (struct span){from, only(t, end, n->next->key_span.lo, " \r\n") ? n->next->key_span.lo : end};
	return true;
}

/* The lines of a block member: from its own first line to the line on which its value ends. */
static bool block_lines(struct str t, const struct node *n, uint32_t from, struct span *ret)
{
	uint32_t start = from, to = member_end(t, n);

	while (start > 0 && t.p[start - 1] != '\n')
		start--;
	while (from > start && t.p[from - 1] == ' ')
		from--;
	if (from > start && t.p[from - 1] == (n->parent->kind == NODE_SEQ ? '-' : '?'))
		from--; /* "- item", or "? key" with its value on a line of its own */
	else if (n->parent->kind == NODE_SEQ)
		return false;
	if (!only(t, start, from, " "))
		return n->parent->kind == NODE_MAP && n == n->parent->first && first_in_item(t, n, start, ret);
	*ret = (struct span){start, line_end(t, to > 0 ? to - 1 : 0)};
	return true;
}

/* Back over blanks and line ends. false: a comment may stand between. */
static bool skip_back(struct str t, uint32_t *at)
{
	while (*at > 0 && strchr(" \t\r\n", t.p[*at - 1])) {
		const char *above = t.p[--*at] == '\n' ? memrchr(t.p, '\n', *at) : NULL;
		size_t start = above ? (size_t)(above - t.p) + 1 : 0;

		if (t.p[*at] == '\n' && memchr(t.p + start, '#', *at - start))
			return false;
	}
	return true;
}

/* Beyond so many members nothing is offered where a comment stands before the one to be removed. */
#define MAX_STEPS 1000

/* A member in brackets that is not the first, with the comma before it. The text is asked first: the member before may be an alias,
 * whose place is that of its anchor, and to find it in the tree means to walk from the first. */
static bool flow_member(struct str t, const struct node *n, uint32_t from, struct span *ret)
{
	const struct node *before = n->parent->first;
	uint32_t at = from;

	if (skip_back(t, &at) && at > 0 && t.p[at - 1] == ',') {
		at--;
		if (skip_back(t, &at)) {
			*ret = (struct span){at, member_end(t, n)};
			return true;
		}
	}
	for (unsigned steps = 0; before->next != n; before = before->next) {
		if (++steps == MAX_STEPS)
			return false;
	}
	if (!node_editable(before))
		return false;
	*ret = (struct span){member_end(t, before), member_end(t, n)};
	return true;
}

bool node_removal_span(const struct text *text, const struct node *n, struct span *ret)
{
	struct str t = text->bytes;
	const struct node *parent = n->parent;
	uint32_t from = n->key_span.hi > n->key_span.lo ? n->key_span.lo : n->span.lo;

	if (!parent || !node_editable(n) || parent->aliased)
		return false;
	if (parent->kind == NODE_SEQ)
		from = n->span.lo;
	if (parent->style != STYLE_FLOW)
		return block_lines(t, n, from, ret);
	if (n != parent->first)
		return flow_member(t, n, from, ret);
	if (n->next && !node_editable(n->next))
		return false;
	*ret = (struct span){from, n->next ? node_key_or_value(n->next).lo : member_end(t, n)};
	return true;
}

bool node_colon_end(const struct text *text, const struct node *n, uint32_t *ret)
{
	struct str t = text->bytes;
	uint32_t at = n->key_span.hi;

	if (!node_editable(n) || n->anchored || n->tag != TAG_NONE || !n->parent || n->parent->kind != NODE_MAP)
		return false;
	while (at < t.n && t.p[at] == ' ')
		at++;
	if (at >= t.n || t.p[at] != ':')
		return false;
	*ret = at + 1;
	return true;
}

static struct str quoted_like(unsigned style, const char *text, struct arena *a)
{
	if (style == STYLE_SINGLE)
		return arena_fmt(a, "'%s'", text);
	if (style == STYLE_DOUBLE)
		return arena_fmt(a, "\"%s\"", text);
	return arena_fmt(a, "%s", text);
}

struct str key_quoted_like(const struct node *n, const char *text, struct arena *a)
{
	return quoted_like(n->key_style, text, a);
}

struct str value_quoted_like(const struct node *n, const char *text, struct arena *a)
{
	return quoted_like(n->style, text, a);
}
