/* walk.c: ways through the tree and the task that several rules share. Reports nothing. */
#include <string.h>

#include "internal.h"

const struct node *node_next(const struct node *n, const struct node *top)
{
	if (n->first)
		return n->first;
	while (n != top && !n->next)
		n = n->parent;
	return n == top ? NULL : n->next;
}

struct span place_of_map(const struct lint *l, const struct node *map)
{
	if (!map)
		return (struct span){0, 0};
	if (map->key_span.hi > map->key_span.lo)
		return map->key_span;
	if (map->first)
		return node_key_or_value(map->first);
	if (map == l->root && map->span.hi == 0)
		return (struct span){0, 0};
	return map->span;
}

struct span place_of_field(const struct lint *l, const struct node *map, const char *name)
{
	const struct node *n = task_get(map, name);

	if (!n)
		return place_of_map(l, map);
	return n->span.hi > n->span.lo ? n->span : node_key_or_value(n);
}

size_t set_instance_of(struct lint *l, const struct node *n)
{
	const struct node *list = l->task ? l->task->instances_node : NULL;

	for (; n && n->parent != list; n = n->parent)
		;
	if (!n || !list)
		return SIZE_MAX;
	for (size_t i = 0; i < l->task->n_instances; i++) {
		if (l->task->instances[i].node == n) {
			l->instance = i;
			return i;
		}
	}
	return SIZE_MAX;
}

bool has_body(const struct node *n)
{
	return n->kind == NODE_MAP ||
	       (n->kind == NODE_SCALAR && !node_is_null(n) && scalar_resolve(n).kind == SCALAR_NULL);
}

bool first_time(struct lint *l, struct strmap *seen, const struct node *n)
{
	struct str key = arena_str(l->arena, (struct str){(const char *)&n, sizeof(n)});

	return strmap_put(seen, key, (void *)(uintptr_t)n) == NULL;
}

/* Up to and with the end of the line that holds at. */
static uint32_t line_end(struct str t, uint32_t at)
{
	const char *end = at < t.n ? memchr(t.p + at, '\n', t.n - at) : NULL;

	return end ? (uint32_t)(end - t.p) + 1 : (uint32_t)t.n;
}

static bool only_blanks(struct str t, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		if (t.p[i] != ' ')
			return false;
	}
	return true;
}

/* The lines of a block member: from its own first line to the line on which its value ends. */
static bool block_lines(struct str t, const struct node *n, uint32_t from, struct span *ret)
{
	uint32_t start = from, to = n->span.hi > n->key_span.hi ? n->span.hi : n->key_span.hi;

	while (start > 0 && t.p[start - 1] != '\n')
		start--;
	if (n->parent->kind == NODE_SEQ) {
		while (from > start && t.p[from - 1] == ' ')
			from--;
		if (from == start || t.p[from - 1] != '-')
			return false;
		from--;
	}
	if (!only_blanks(t, start, from))
		return false;
	*ret = (struct span){start, line_end(t, to > 0 ? to - 1 : 0)};
	return true;
}

bool removal_span(const struct lint *l, const struct node *n, struct span *ret)
{
	struct str t = l->doc->text->bytes;
	const struct node *before = NULL, *parent = n->parent;
	uint32_t from = n->key_span.hi > n->key_span.lo ? n->key_span.lo : n->span.lo;
	uint32_t to = n->span.hi > from ? n->span.hi : n->key_span.hi;

	if (!parent || n->aliased || n->merged || parent->aliased)
		return false;
	for (const struct node *k = parent->first; k != n; k = k->next)
		before = k;
	if (parent->style != STYLE_FLOW)
		return block_lines(t, n, from, ret);
	if (before) { /* with the comma before it */
		*ret = (struct span){before->span.hi > before->key_span.hi ? before->span.hi : before->key_span.hi, to};
		return true;
	}
	if (n->next)
		to = node_key_or_value(n->next).lo;
	*ret = (struct span){from, to};
	return true;
}

void each_clash(struct lint *l, enum source_sameness what,
		void (*each)(struct lint *l, const struct source *s, const struct source *first))
{
	struct source *const *own;
	size_t n;

	if (!l->sources || l->kind == CONFIG_TASK)
		return;
	own = sources_of_file(l->sources, l->doc->text->path, &n);
	for (size_t i = 0; i < n; i++) {
		if (own[i]->same[what])
			each(l, own[i], own[i]->same[what]);
	}
}
