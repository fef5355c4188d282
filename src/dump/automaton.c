/* automaton.c: a sorted set of names as the smallest automaton that accepts exactly them, or, with a set of other names, one that
 * accepts them and none of those. Names go in once, by ranges that share a beginning, and equal ends become one node. Called by
 * rx.c. */
#include <string.h>

#include "internal.h"

struct builder {
	struct arena *arena;
	const struct rx_name *names, *others;
	bool cut;
	size_t max;
	struct automaton m;
	uint32_t cap_nodes, cap_edges;
	uint32_t *table; /* of node numbers + 1, by content */
	size_t cap_table;
	struct auto_edge *stack; /* edges of the nodes under way */
	size_t n_stack;
	uint32_t cap_stack;
	bool full;
};

struct slice {
	size_t lo, hi;
};

/* A copy of n things in an array of twice the room; *cap may be 0. */
static void *grow(struct arena *a, const void *p, size_t n, uint32_t *cap, size_t size)
{
	void *bigger;

	*cap = *cap ? 2 * *cap : 256;
	bigger = arena_alloc_n(a, *cap, size);
	if (n)
		memcpy(bigger, p, n * size);
	return bigger;
}

static uint64_t content_hash(const struct auto_edge *e, size_t n, bool accept)
{
	uint64_t h = 1469598103934665603u + accept;

	for (size_t i = 0; i < n; i++) {
		h = (h ^ e[i].c) * 1099511628211u;
		h = (h ^ e[i].to) * 1099511628211u;
	}
	return h ^ (h >> 29);
}

static bool same(const struct builder *b, uint32_t node, const struct auto_edge *e, size_t n, bool accept)
{
	const struct auto_node *x = &b->m.nodes[node];

	if (x->n_edges != n || x->accept != accept)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (b->m.edges[x->first + i].c != e[i].c || b->m.edges[x->first + i].to != e[i].to)
			return false;
	}
	return true;
}

/* The nearest node through which all ways from x and from y lead. */
static uint32_t meet(const struct automaton *m, uint32_t x, uint32_t y)
{
	while (x != y) {
		if (m->nodes[x].depth >= m->nodes[y].depth)
			x = m->nodes[x].exit;
		else
			y = m->nodes[y].exit;
	}
	return x;
}

static uint32_t append(struct builder *b, const struct auto_edge *e, size_t n, bool accept)
{
	struct automaton *m = &b->m;
	struct auto_node *x;
	uint32_t exit = accept ? AUTO_END : UINT32_MAX;

	if (m->n_nodes == b->cap_nodes)
		m->nodes = grow(b->arena, m->nodes, m->n_nodes, &b->cap_nodes, sizeof(*m->nodes));
	while (m->n_edges + n > b->cap_edges)
		m->edges = grow(b->arena, m->edges, m->n_edges, &b->cap_edges, sizeof(*m->edges));
	for (size_t i = 0; i < n; i++) {
		m->edges[m->n_edges + i] = e[i];
		exit = exit == UINT32_MAX ? e[i].to : meet(m, exit, e[i].to);
	}
	x = &m->nodes[m->n_nodes];
	*x = (struct auto_node){.first = m->n_edges, .n_edges = (uint32_t)n, .accept = accept, .exit = exit};
	x->depth = m->nodes[exit].depth + 1;
	m->n_edges += (uint32_t)n;
	return m->n_nodes++;
}

static void enter(struct builder *b, uint32_t node, uint64_t hash)
{
	size_t i = hash & (b->cap_table - 1);

	while (b->table[i])
		i = (i + 1) & (b->cap_table - 1);
	b->table[i] = node + 1;
}

static void rehash(struct builder *b)
{
	b->cap_table = b->cap_table ? 2 * b->cap_table : 1024;
	b->table = ARENA_ARRAY(b->arena, uint32_t, b->cap_table);
	for (uint32_t i = AUTO_END + 1; i < b->m.n_nodes; i++) {
		const struct auto_node *x = &b->m.nodes[i];

		enter(b, i, content_hash(b->m.edges + x->first, x->n_edges, x->accept));
	}
}

/* The node with these edges, which is made when there is none yet. */
static uint32_t intern(struct builder *b, const struct auto_edge *e, size_t n, bool accept)
{
	uint64_t hash = content_hash(e, n, accept);
	uint32_t node;

	if (n == 0 && accept)
		return AUTO_END;
	if (2 * (size_t)b->m.n_nodes >= b->cap_table)
		rehash(b);
	for (size_t i = hash & (b->cap_table - 1); b->table[i]; i = (i + 1) & (b->cap_table - 1)) {
		if (same(b, b->table[i] - 1, e, n, accept))
			return b->table[i] - 1;
	}
	node = append(b, e, n, accept);
	enter(b, node, hash);
	if (b->m.n_edges > b->max)
		b->full = true;
	return node;
}

static void push(struct builder *b, unsigned char c, uint32_t to)
{
	if (b->n_stack == b->cap_stack)
		b->stack = grow(b->arena, b->stack, b->n_stack, &b->cap_stack, sizeof(*b->stack));
	b->stack[b->n_stack++] = (struct auto_edge){.to = to, .c = c};
}

/* Leaves out what ends at depth. */
static bool skip_ended(const struct rx_name *names, struct slice *s, size_t depth)
{
	bool any = false;

	for (; s->lo < s->hi && names[s->lo].text.n == depth; s->lo++)
		any = true;
	return any;
}

/* The names of *s that go on with the byte c; *s keeps those behind them. */
static struct slice take(const struct rx_name *names, struct slice *s, size_t depth, unsigned char c)
{
	struct slice part = {s->lo, s->lo};

	while (part.hi < s->hi && (unsigned char)names[part.hi].text.p[depth] == c)
		part.hi++;
	s->lo = part.hi;
	return part;
}

static bool may_cut(const struct builder *b, struct slice s, struct slice o, size_t depth)
{
	return b->cut && o.lo == o.hi && memchr(b->names[s.lo].text.p, '.', depth) != NULL;
}

/* The node for the names of s, which agree in their first depth bytes. The depth ends at RX_MAX_NAME. */
static uint32_t build(struct builder *b, struct slice s, struct slice o, size_t depth)
{
	size_t base = b->n_stack;
	uint32_t node;
	bool accept;

	if (b->full || (b->names[s.lo].whole && b->names[s.lo].text.n == depth))
		return AUTO_ANY;
	if (may_cut(b, s, o, depth))
		return AUTO_ANY;
	accept = skip_ended(b->names, &s, depth);
	skip_ended(b->others, &o, depth);
	while (s.lo < s.hi) {
		unsigned char c = (unsigned char)b->names[s.lo].text.p[depth];
		struct slice part = take(b->names, &s, depth, c);

		while (o.lo < o.hi && (unsigned char)b->others[o.lo].text.p[depth] < c)
			o.lo++;
		push(b, c, build(b, part, take(b->others, &o, depth, c), depth + 1));
	}
	node = intern(b, b->stack ? b->stack + base : NULL, b->n_stack - base, accept);
	b->n_stack = base;
	return node;
}

bool automaton_build(struct arena *a, const struct rx_name *names, size_t n, const struct rx_name *others,
		     size_t n_others, bool cut, size_t max, struct automaton *ret)
{
	struct builder b = {.arena = a, .names = names, .others = others, .cut = cut, .max = max};

	b.m.nodes = grow(a, NULL, 0, &b.cap_nodes, sizeof(*b.m.nodes));
	b.m.nodes[AUTO_ANY] = (struct auto_node){.exit = AUTO_ANY, .depth = 0};
	b.m.nodes[AUTO_END] = (struct auto_node){.exit = AUTO_ANY, .depth = 1};
	b.m.n_nodes = 2;
	b.m.root = build(&b, (struct slice){0, n}, (struct slice){0, n_others}, 0);
	*ret = b.m;
	return !b.full;
}
