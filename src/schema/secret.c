/* secret.c: keeps the values of secret fields out of the tree. The bytes move into a record that only
 * schema_secret_text follows; every other reader of the tree finds an empty text. Called by annotate.c. */
#include "internal.h"

/* A hidden node's text has no bytes, and its pointer leads here. */
struct secret {
	struct str text, key;
};

bool secret_is_hidden(const struct node *n)
{
	return n->field && n->field->secret && n->text.n == 0 && n->text.p;
}

static struct secret *record(const struct node *n)
{
	return (struct secret *)(uintptr_t)n->text.p;
}

static void hide_one(struct arena *a, struct node *n, const struct field *f, bool with_key)
{
	struct secret *s = ARENA_NEW(a, struct secret);

	*s = (struct secret){n->text, n->key};
	n->field = f;
	n->text = (struct str){(const char *)s, 0};
	if (with_key)
		n->key = (struct str){NULL, 0};
}

static struct node *next_below(struct node *n, const struct node *top)
{
	if (n->first)
		return n->first;
	while (n != top && !n->next)
		n = n->parent;
	return n == top ? NULL : n->next;
}

static bool is_masked(const struct text *t, struct span at)
{
	size_t lo = 0, hi = t->n_masked;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (t->masked[mid].hi < at.hi)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < t->n_masked && t->masked[lo].lo <= at.lo;
}

void secret_mask(struct text *t, struct span at)
{
	if (at.lo < at.hi && !is_masked(t, at))
		text_mask(t, at);
}

void secret_hide(struct arena *a, struct text *t, struct node *n)
{
	const struct field *f = n->field;
	struct node *below = next_below(n, n);

	secret_mask(t, n->span);
	/* A list, or something of the wrong type: nothing below may be read either. */
	for (; below; below = next_below(below, n))
		hide_one(a, below, f, true);
	hide_one(a, n, f, false);
}

void secret_restore(struct node *n)
{
	const struct secret *s;

	if (!secret_is_hidden(n))
		return;
	s = record(n);
	n->text = s->text;
	n->key = s->key;
}

struct str schema_secret_text(const struct node *n)
{
	return secret_is_hidden(n) ? record(n)->text : n->text;
}

void schema_hide_secret(struct arena *a, struct text *t, struct node *n)
{
	secret_hide(a, t, n);
}
