/* any.c: values that DM decodes into interface{} and ignores. yaml.v2 still refuses repeated keys and tags that
 * contradict their text. Called by annotate.c; walks without recursion, for such a value may be nested at will. */
#include "internal.h"

#include <math.h>

/* A key as Go compares it in map[interface{}]interface{}: type and value. false: NaN, which equals nothing. */
static bool identity(struct arena *a, const struct node *n, struct str *ret)
{
	struct node key = walk_key_node(n);
	struct scalar s = scalar_resolve(&key);

	switch (s.kind) {
	case SCALAR_INT:
		*ret = arena_fmt(a, "i%lld", (long long)s.i);
		return true;
	case SCALAR_UINT:
		*ret = arena_fmt(a, "u%llu", (unsigned long long)s.u);
		return true;
	case SCALAR_FLOAT:
		*ret = arena_fmt(a, "f%a", s.f + 0.0);
		return !isnan(s.f); /* -0 equals 0 */
	case SCALAR_BOOL:
		*ret = s.b ? STR_LIT("b1") : STR_LIT("b0");
		return true;
	case SCALAR_NULL:
		*ret = STR_LIT("n");
		return true;
	case SCALAR_STR:
	case SCALAR_TIMESTAMP:
	case SCALAR_BINARY:
	case SCALAR_ERROR:
		break;
	}
	*ret = arena_fmt(a, "s%.*s", STR_FMT(n->key));
	return true;
}

static void check_keys(struct walk *w, const struct node *map, const struct field *f)
{
	struct strmap seen = {.arena = w->arena};

	for (struct node *n = map->first; n; n = n->next) {
		const struct node *other;
		struct str id;

		walk_binary(w, n);
		if (!identity(w->arena, n, &id))
			continue;
		other = strmap_put(&seen, id, n);
		if (other)
			walk_issue(w, DECODE_DUPLICATE_KEY, n, f)->other = other;
	}
}

static void check_one(struct walk *w, const struct node *n, const struct field *f)
{
	enum decode_fault fault;

	if (n->kind == NODE_MAP)
		check_keys(w, n, f);
	else if (n->kind == NODE_SCALAR && !convert_scalar(n, f, w->v, &fault))
		walk_issue(w, fault, n, f);
}

void walk_any(struct walk *w, struct node *top, const struct field *f)
{
	for (struct node *n = top; n;) {
		check_one(w, n, f);
		if (n->first) {
			n = n->first;
			continue;
		}
		while (n != top && !n->next)
			n = n->parent;
		n = n == top ? NULL : n->next;
	}
}

void walk_binary(struct walk *w, struct node *n)
{
	struct str bytes;

	if (n->kind == NODE_SCALAR && n->tag == TAG_BINARY && base64_decode(w->doc->arena, n->text, &bytes)) {
		n->text = bytes;
		n->tag = TAG_STR;
	}
	if (n->key_tag == TAG_BINARY && base64_decode(w->doc->arena, n->key, &bytes)) {
		n->key = bytes;
		n->key_tag = TAG_STR;
	}
}
