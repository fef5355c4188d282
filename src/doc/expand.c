/* expand.c: anchors, aliases and "<<". An alias becomes a copy of its anchor's node; the children of a merged map
 * stand where the "<<" stood. Growth is limited by the rule of yaml.v2 itself, which counts steps of decoding. */
#include "dmlint/doc.h"

#include "internal.h"

/* Nodes copied because an anchored map is merged where it stands, a thousand times at most for each. */
#define MAX_COPIED 1000000u

/* The number a merge got in the map that was merged, and its number in the map where it arrives. */
struct renumbered {
	uint32_t round, number;
};

bool expand_is_merge_key(const struct event *e)
{
	if (!str_eq(e->value, STR_LIT("<<")))
		return false;
	return (e->style == STYLE_PLAIN && e->tag == TAG_NONE) || e->tag == TAG_BANG || e->tag == TAG_MERGE;
}

void expand_anchor(struct builder *b, struct str name, struct node *n, struct frame *f)
{
	struct anchor *a = ARENA_NEW(b->arena, struct anchor);

	n->anchored = 1;
	*a = (struct anchor){.node = n, .ops = 1, .open = f != NULL};
	if (f)
		f->anchor = a;
	strmap_put(&b->anchors, name, a);
}

static struct node *copy_node(struct builder *b, const struct node *from, bool aliased)
{
	struct node *to = build_node(b);

	*to = *from;
	to->first = to->next = to->parent = NULL;
	to->aliased = from->aliased || aliased;
	b->copied += !aliased;
	return to;
}

/* A copy of n and all below it, not linked anywhere. */
static struct node *copy_tree(struct builder *b, const struct node *n, bool aliased)
{
	struct node *copy = copy_node(b, n, aliased), *to = copy;
	const struct node *from = n;

	for (;;) {
		struct node *parent = to;
		if (from->first) {
			from = from->first;
			to = parent->first = copy_node(b, from, aliased);
		} else {
			while (from != n && !from->next) {
				from = from->parent;
				to = to->parent;
			}
			if (from == n)
				return copy;
			from = from->next;
			parent = to->parent;
			to = to->next = copy_node(b, from, aliased);
		}
		to->parent = parent;
	}
}

static uint32_t renumber(struct builder *b, uint32_t number)
{
	if (number >= b->renumbered_cap) {
		uint32_t cap = b->renumbered_cap ? b->renumbered_cap : 64;
		while (cap <= number)
			cap *= 2;
		struct renumbered *grown = ARENA_ARRAY(b->arena, struct renumbered, cap);
		for (uint32_t i = 0; i < b->renumbered_cap; i++)
			grown[i] = b->renumbered[i];
		b->renumbered = grown;
		b->renumbered_cap = cap;
	}
	struct renumbered *r = &b->renumbered[number];
	if (r->round != b->renumbering)
		*r = (struct renumbered){.round = b->renumbering, .number = ++b->n_merges};
	return r->number;
}

/* Children that an anchor needs too are copied. */
static void merge_children(struct builder *b, struct frame *into, struct node *map, bool aliased)
{
	b->renumbering++;
	for (struct node *n = map->first, *next; n; n = next) {
		next = n->next;
		struct node *child = aliased || map->anchored ? copy_tree(b, n, aliased) : n;
		child->next = NULL;
		child->parent = into->node;
		child->merged = renumber(b, n->merged);
		build_link(into, child);
	}
}

static bool bad_merge(struct builder *b, struct span at)
{
	return problem_set(b->doc, DOC_BAD_MERGE, at, "\"<<\" merges a map or a list of maps, not this",
			   "write <<: *anchor with an anchor on a map, or quote the key");
}

bool expand_merge(struct builder *b, struct frame *into, struct node *value)
{
	into->merging = into->has_key = false;
	if (value->kind == NODE_SCALAR)
		return bad_merge(b, value->span);
	if (value->kind == NODE_MAP) {
		merge_children(b, into, value, false);
	} else {
		size_t n = node_count(value), i = n;
		struct node **items = ARENA_ARRAY(b->arena, struct node *, n);
		for (struct node *item = value->first; item; item = item->next)
			items[--i] = item;
		/* The last map comes first: earlier ones win. */
		for (i = 0; i < n; i++) {
			if (items[i]->kind != NODE_MAP)
				return bad_merge(b, items[i]->aliased ? value->span : items[i]->span);
			merge_children(b, into, items[i], false);
		}
	}
	return b->copied <= MAX_COPIED || problem_set(b->doc, DOC_EXPLODING_ALIAS, value->span,
						      "too many anchored maps merged into one another", NULL);
}

/* yaml.v2's limit: how much of all decoding may come from aliases. */
static bool is_excessive(const struct builder *b)
{
	const double few = 400000, many = 4000000, ops = (double)b->ops;
	double allowed = ops <= few ? 0.99 : ops >= many ? 0.10 : 0.99 - 0.89 * ((ops - few) / (many - few));

	return b->alias_ops > 100 && b->ops > 1000 && (double)b->alias_ops / ops > allowed;
}

static struct anchor *find_anchor(struct builder *b, const struct event *e)
{
	struct anchor *a = strmap_get(&b->anchors, e->value);

	b->doc->has_alias = true;
	if (!a) {
		problem_set(b->doc, DOC_UNKNOWN_ANCHOR, e->at, "no anchor of this name stands before this alias",
			    "put the text in quotes if \"*\" belongs to it");
		return NULL;
	}
	if (a->open) {
		problem_set(b->doc, DOC_RECURSIVE_ALIAS, e->at, "an alias inside its own anchor", NULL);
		b->doc->problem.related = a->node->span;
		return NULL;
	}
	b->ops += 1 + a->ops;
	b->alias_ops += a->ops;
	if (is_excessive(b)) {
		problem_set(b->doc, DOC_EXPLODING_ALIAS, e->at, "aliases make most of the document", NULL);
		return NULL;
	}
	if (b->depth + a->height > DOC_MAX_DEPTH) {
		problem_set(b->doc, DOC_TOO_DEEP, e->at, "nested deeper than 1,000 levels", NULL);
		return NULL;
	}
	return a;
}

/* An alias in the place of a key. */
static bool alias_key(struct builder *b, struct frame *f, const struct event *e, const struct node *n)
{
	if (n->kind != NODE_SCALAR)
		return problem_set(b->doc, DOC_BAD_KEY, e->at, "a list or map as a key", NULL);
	f->has_key = true;
	f->key = n->text;
	f->key_span = e->at;
	f->key_style = (uint8_t)n->style;
	f->key_tag = (uint8_t)n->tag;
	return true;
}

bool expand_alias(struct builder *b, const struct event *e)
{
	const struct anchor *a = find_anchor(b, e);
	struct frame *f = b->depth ? &b->frames[b->depth - 1] : NULL;

	if (!a)
		return false;
	if (f && f->end < e->at.hi)
		f->end = e->at.hi;
	if (f && f->node->kind == NODE_MAP && !f->has_key)
		return alias_key(b, f, e, a->node);
	if (f && f->height < a->height)
		f->height = a->height;
	if (f && f->merging) {
		f->merging = f->has_key = false;
		if (a->node->kind != NODE_MAP)
			return bad_merge(b, e->at);
		merge_children(b, f, a->node, true);
		return true;
	}
	struct node *copy = copy_tree(b, a->node, true);
	copy->merged = 0;
	build_attach(b, copy);
	return true;
}
