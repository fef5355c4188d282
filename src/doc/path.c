/* path.c: the little that everybody asks of a tree: children by name, and where a node stands, in words. */
#include "dmlint/doc.h"

#include <string.h>

struct node *node_get(const struct node *map, const char *key)
{
	struct node *found = NULL;

	if (!map || map->kind != NODE_MAP)
		return NULL;
	for (struct node *n = map->first; n; n = n->next)
		if (str_eq_c(n->key, key))
			found = n;
	return found;
}

size_t node_count(const struct node *n)
{
	size_t count = 0;

	for (const struct node *child = n ? n->first : NULL; child; child = child->next)
		count++;
	return count;
}

struct span node_key_or_value(const struct node *n)
{
	bool in_map = n->parent && n->parent->kind == NODE_MAP;

	return in_map && n->key_span.hi > n->key_span.lo ? n->key_span : n->span;
}

const struct node *node_next(const struct node *n, const struct node *top)
{
	if (n->first)
		return n->first;
	while (n != top && !n->next)
		n = n->parent;
	return n == top ? NULL : n->next;
}

static void add_key(struct buf *b, struct str key)
{
	bool quote = key.n == 0;

	for (size_t i = 0; i < key.n; i++)
		quote = quote || (key.p[i] >= 0 && key.p[i] <= ' ') || strchr(".[]\"\\\x7f", key.p[i]);
	if (!quote) {
		buf_str(b, key);
		return;
	}
	buf_char(b, '"');
	for (size_t i = 0; i < key.n; i++) {
		char c = key.p[i];
		if (c == '"' || c == '\\')
			buf_char(b, '\\');
		if ((c >= 0 && c < ' ') || c == 0x7f)
			buf_fmt(b, "\\x%02x", (unsigned)c);
		else
			buf_char(b, c);
	}
	buf_char(b, '"');
}

struct str node_path(const struct node *n, struct arena *a)
{
	size_t depth = 0;

	for (const struct node *p = n; p && p->parent; p = p->parent)
		depth++;
	const struct node **chain = ARENA_ARRAY(a, const struct node *, depth + 1);
	size_t i = depth;
	for (const struct node *p = n; p && p->parent; p = p->parent)
		chain[--i] = p;

	struct buf b = {0};
	for (i = 0; i < depth; i++) {
		if (chain[i]->parent->kind == NODE_SEQ) {
			buf_fmt(&b, "[%u]", (unsigned)chain[i]->key_span.lo);
			continue;
		}
		if (b.n)
			buf_char(&b, '.');
		add_key(&b, text_key_for_display(chain[i]->key));
	}
	struct str path = arena_str(a, (struct str){.p = b.p, .n = b.n});
	buf_free(&b);
	return path;
}
