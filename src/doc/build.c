/* build.c: events to nodes. Keeps the collections that are open, gives each node its key and its place, and computes
 * where collections end from what is in them. Aliases and merges are expand.c's. */
#include "dmlint/doc.h"

#include <string.h>

#include "internal.h"

/* 700 MB. A configuration of 64 MiB has four million nodes at most. */
#define MAX_NODES 8000000u
/* libyaml looks at every open bracket for each token: levels summed over all events. */
#define MAX_FLOW_COST 200000000u

/* Nodes come in chunks: a node is no multiple of the arena's alignment. With a malloc per object in the arena, each
 * node is an object. */
#ifdef ARENA_DEBUG
#define CHUNK_NODES 1
#else
#define CHUNK_NODES 64
#endif

struct chunk {
	struct chunk *next;
	struct node nodes[CHUNK_NODES];
};

struct node *build_node(struct builder *b)
{
	if (!b->chunk || b->chunk_used == CHUNK_NODES) {
		struct chunk **next = b->chunk ? &b->chunk->next : &b->chunks;
		if (*next)
			memset((*next)->nodes, 0, sizeof((*next)->nodes));
		else
			*next = ARENA_NEW(b->arena, struct chunk);
		b->chunk = *next;
		b->chunk_used = 0;
	}
	b->n_nodes++;
	return &b->chunk->nodes[b->chunk_used++];
}

void build_start(struct builder *b, struct arena *a, struct doc *d)
{
	/* What an earlier attempt allocated is used again. The document itself is one step of decoding. */
	*b = (struct builder){.arena = a,
			      .doc = d,
			      .chunks = b->chunks,
			      .frames = b->frames,
			      .frames_cap = b->frames_cap,
			      .anchors = {.arena = a},
			      .ops = 1};
}

static struct frame *top(struct builder *b)
{
	return b->depth ? &b->frames[b->depth - 1] : NULL;
}

static void set_key(struct frame *f, struct node *n)
{
	n->key = f->key;
	n->key_span = f->key_span;
	n->key_style = f->key_style & 7u;
	n->key_tag = f->key_tag & 15u;
	f->has_key = false;
}

void build_link(struct frame *f, struct node *n)
{
	if (f->last)
		f->last->next = n;
	else
		f->node->first = n;
	f->last = n;
	f->count++;
}

/* Puts a node where the next value belongs. The value of "<<" is only held by its frame. */
void build_attach(struct builder *b, struct node *n)
{
	struct frame *f = top(b);

	if (!f) {
		b->doc->root = n;
		return;
	}
	n->parent = f->node;
	if (f->merging)
		return;
	if (f->node->kind == NODE_MAP)
		set_key(f, n);
	else
		n->key_span = (struct span){f->count, f->count};
	build_link(f, n);
}

static struct node *new_value(struct builder *b, const struct event *e, enum node_kind kind)
{
	struct node *n = build_node(b);

	n->kind = (unsigned)kind & 3u;
	n->style = (unsigned)e->style & 7u;
	n->tag = (unsigned)e->tag & 15u;
	n->span = e->at;
	n->text = kind == NODE_SCALAR ? e->value : (struct str){0};
	return n;
}

/* An absent value stands behind its ":". libyaml puts it before the next token. */
static uint32_t behind_colon(const struct text *t, uint32_t key_end, uint32_t limit)
{
	uint32_t at = quirk_skip_space(t, key_end, limit);

	return at < t->bytes.n && t->bytes.p[at] == ':' ? at + 1 : key_end;
}

static void extend(struct frame *f, uint32_t end)
{
	if (f && f->end < end)
		f->end = end;
}

static bool take_key(struct builder *b, struct frame *f, const struct event *e)
{
	if (e->kind != EVENT_SCALAR)
		return problem_set(b->doc, DOC_BAD_KEY, e->at, "a list or map as a key",
				   "DM has text keys only: quote this one");
	f->has_key = true;
	f->merging = expand_is_merge_key(e);
	f->key = e->value;
	f->key_span = e->at;
	f->key_style = (uint8_t)e->style;
	f->key_tag = (uint8_t)e->tag;
	b->ops += !f->merging;
	if (!f->node->first && f->node->style == STYLE_BLOCK && b->doc->text->bytes.p[f->node->span.lo] != '?')
		f->node->span.lo = e->at.lo;
	extend(f, e->at.hi);
	if (e->anchor.n)
		expand_anchor(b, e->anchor, new_value(b, e, NODE_SCALAR), NULL);
	return true;
}

static bool take_scalar(struct builder *b, const struct event *e)
{
	struct frame *f = top(b);

	if (f && f->merging)
		return expand_merge(b, f, new_value(b, e, NODE_SCALAR));
	struct node *n = new_value(b, e, NODE_SCALAR);
	b->ops++;
	if (e->bare && f && f->node->kind == NODE_MAP)
		n->span.lo = n->span.hi = behind_colon(b->doc->text, f->key_span.hi, e->at.lo);
	extend(f, n->span.hi);
	build_attach(b, n);
	if (e->anchor.n)
		expand_anchor(b, e->anchor, n, NULL);
	return true;
}

static bool open_collection(struct builder *b, const struct event *e)
{
	if (b->depth == DOC_MAX_DEPTH)
		return problem_set(b->doc, DOC_TOO_DEEP, e->at, "nested deeper than 1,000 levels", NULL);
	if (b->depth == b->frames_cap) {
		uint32_t cap = b->frames_cap ? b->frames_cap * 2 : 16;
		struct frame *grown = ARENA_ARRAY(b->arena, struct frame, cap);
		if (b->depth)
			memcpy(grown, b->frames, b->depth * sizeof(*grown));
		b->frames = grown;
		b->frames_cap = cap;
	}
	struct frame *parent = top(b);
	struct node *n = new_value(b, e, e->kind == EVENT_SEQ ? NODE_SEQ : NODE_MAP);
	struct frame *f = &b->frames[b->depth];

	build_attach(b, n);
	*f = (struct frame){.node = n, .ops = b->ops, .end = e->at.lo};
	/* yaml.v2 goes through the maps of "<<: [...]" without decoding the list */
	b->ops += !(parent && parent->merging && n->kind == NODE_SEQ);
	if (e->anchor.n)
		expand_anchor(b, e->anchor, n, f);
	b->depth++;
	b->flow_depth += e->style == STYLE_FLOW;
	return true;
}

static bool close_collection(struct builder *b, uint32_t end)
{
	struct frame *f = top(b);
	struct node *n = f->node;

	n->span.hi = n->style == STYLE_FLOW && end > f->end ? end : f->end;
	b->flow_depth -= n->style == STYLE_FLOW;
	if (f->anchor) {
		f->anchor->open = false;
		f->anchor->ops = b->ops - f->ops;
		f->anchor->height = f->height + 1;
	}
	b->depth--;
	struct frame *parent = top(b);
	extend(parent, n->span.hi);
	if (parent && parent->height < f->height + 1)
		parent->height = f->height + 1;
	return !parent || !parent->merging || expand_merge(b, parent, n);
}

/* yaml.v2 forgets that "[]" and "{}" at the start of a document may be a key: the document ends behind them. */
static bool ends_document(const struct builder *b, const struct event *e)
{
	const struct frame *f = &b->frames[0];

	if (b->depth != 1 || f->node->first || e->anchor.n || e->tag != TAG_NONE || e->kind == EVENT_SCALAR ||
	    e->style != STYLE_FLOW || f->node->style != STYLE_BLOCK || f->node->span.lo != e->at.lo)
		return false;
	const struct text *t = b->doc->text;
	uint32_t n = (uint32_t)t->bytes.n, close = quirk_skip_space(t, e->at.lo + 1, n);

	return close < n && t->bytes.p[close] == (e->kind == EVENT_SEQ ? ']' : '}');
}

static void end_document(struct builder *b, const struct event *e)
{
	const struct text *t = b->doc->text;
	uint32_t n = (uint32_t)t->bytes.n, close = quirk_skip_space(t, e->at.lo + 1, n);

	b->depth = 0;
	b->doc->root = new_value(b, e, e->kind == EVENT_SEQ ? NODE_SEQ : NODE_MAP);
	b->doc->root->span.hi = close + 1;
	b->doc->more_documents = true;
	b->doc->rest = (struct span){close + 1, n};
	b->finished = true;
}

static bool check_cost(struct builder *b, const struct event *e)
{
	b->flow_cost += b->flow_depth;
	if (b->flow_cost > MAX_FLOW_COST)
		return problem_set(b->doc, DOC_TOO_DEEP, e->at, "too much inside too many brackets", NULL);
	if (b->n_nodes > MAX_NODES)
		return problem_set(b->doc, DOC_TOO_BIG, e->at, "more than 8,000,000 values", NULL);
	return true;
}

bool build_event(struct builder *b, const struct event *e)
{
	struct frame *f = top(b);

	if (!check_cost(b, e))
		return false;
	if (e->kind == EVENT_END)
		return close_collection(b, e->at.hi);
	if (e->kind == EVENT_ALIAS)
		return expand_alias(b, e);
	if (f && f->node->kind == NODE_MAP && !f->has_key) {
		if (!ends_document(b, e))
			return take_key(b, f, e);
		end_document(b, e);
		return true;
	}
	return e->kind == EVENT_SCALAR ? take_scalar(b, e) : open_collection(b, e);
}

void build_abandon(struct builder *b)
{
	for (; b->depth; b->depth--) {
		struct frame *f = top(b);
		f->node->span.hi = f->end;
		extend(b->depth > 1 ? f - 1 : NULL, f->end);
	}
}
