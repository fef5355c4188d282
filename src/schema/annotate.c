/* annotate.c: decodes a tree as yaml.v2 in strict mode decodes it into DM's structs, and says what does not fit. Called
 * once for each file and version. Does not look at values beyond their type: enums, ranges and references are rules. */
#include "internal.h"

#include <string.h>

#define SMALL_MAP 8 /* up to this size keys are compared one by one */

static void decode(struct walk *w, struct node *n, const struct field *f);

struct decode_issue *walk_issue(struct walk *w, enum decode_fault fault, const struct node *n, const struct field *f)
{
	struct decode_result *r = w->out;

	if (r->n_issues == w->cap) {
		size_t cap = w->cap ? w->cap * 2 : 16;
		struct decode_issue *issues = ARENA_ARRAY(w->arena, struct decode_issue, cap);

		if (r->n_issues)
			memcpy(issues, r->issues, r->n_issues * sizeof(*issues));
		r->issues = issues;
		w->cap = cap;
	}
	r->issues[r->n_issues] = (struct decode_issue){.fault = fault, .node = n, .field = f};
	return &r->issues[r->n_issues++];
}

/* The field of a key, tried first at the place where the last struct of this kind had it. */
static const struct field *find_field(struct walk *w, const struct field *parent, const struct node *n, uint8_t *at)
{
	const struct field *f;

	if (w->order_of != parent) {
		w->order_of = parent;
		memset(w->next, 0, sizeof(w->next));
	}
	if (w->next[*at] < parent->n_fields) {
		f = parent->fields[w->next[*at]];
		if (field_has_key(f, n->key) && field_known(f, w->v)) {
			*at = (uint8_t)(f->index + 1);
			return f;
		}
	}
	f = field_find(parent, n->key, w->v);
	if (f) {
		w->next[*at] = (uint8_t)f->index;
		*at = (uint8_t)(f->index + 1);
	}
	return f;
}

/* The first key of each field in a map, or in what one merge brought: only there a second one is refused. */
struct seen {
	uint32_t merge;
	const struct node **first; /* by field->index */
	struct seen *next;
};

/* Merges are many only in files made for the purpose; a table keeps even those linear. */
struct seen_set {
	struct seen own;
	struct strmap merges;
	struct seen *last;
};

static struct seen *seen_of(struct walk *w, struct seen_set *set, const struct field *parent, const struct node *n)
{
	struct str key = {(const char *)&n->merged, sizeof(n->merged)};
	struct seen *s;

	if (n->merged == 0)
		return &set->own;
	if (set->last && set->last->merge == n->merged)
		return set->last;
	set->merges.arena = w->arena;
	s = strmap_get(&set->merges, key);
	if (!s) {
		s = ARENA_NEW(w->arena, struct seen);
		s->merge = n->merged;
		s->first = ARENA_ARRAY(w->arena, const struct node *, parent->n_fields);
		strmap_put(&set->merges, arena_str(w->arena, key), s);
	}
	set->last = s;
	return s;
}

static const struct field *suggestion(struct walk *w, const struct field *parent, struct str key)
{
	if (w->unknown_in != parent || !str_eq(w->unknown_key, key)) {
		w->unknown_in = parent;
		w->unknown_key = key;
		w->unknown_suggest = suggest_field(parent, key, w->v);
	}
	return w->unknown_suggest;
}

/* A key this version does not know. Returns the field that it is decoded as, or NULL. What it may mean decides whether
 * its value can be shown. */
static const struct field *unknown_key(struct walk *w, const struct field *parent, struct node *n, const bool *taken)
{
	struct decode_issue *issue = walk_issue(w, DECODE_UNKNOWN_KEY, n, parent);
	const struct field *other = schema_find_any_version(parent, n->key), *elsewhere = NULL, *suggest = NULL;

	if (!other) {
		elsewhere = schema_find_elsewhere(w->kind, n->key);
		suggest = suggestion(w, parent, n->key);
	}
	if ((other && other->secret) || (elsewhere && elsewhere->secret) || (suggest && suggest->secret))
		secret_mask(w->doc->text, n->span);
	if (!suggest)
		return NULL;
	issue->suggest = suggest;
	issue->suggest_free = !taken[suggest->index];
	return issue->suggest_free && !elsewhere ? suggest : NULL;
}

struct node walk_key_node(const struct node *n)
{
	struct node key = {.kind = NODE_SCALAR, .text = n->key};

	key.style = n->key_style;
	key.tag = n->key_tag;
	return key;
}

/* A member of a map that is read into text or a struct; a tag that contradicts its key spoils the file. */
static void walk_member(struct walk *w, struct node *n, const struct field *parent)
{
	struct node key;

	walk_binary(w, n);
	if (n->key_tag == TAG_NONE)
		return;
	key = walk_key_node(n);
	if (scalar_resolve(&key).kind == SCALAR_ERROR)
		walk_issue(w, DECODE_BAD_KEY_TAG, n, parent);
}

static void decode_struct(struct walk *w, struct node *map, const struct field *parent)
{
	const struct node *first[SCHEMA_MAX_FIELDS];
	bool taken[SCHEMA_MAX_FIELDS];
	struct seen_set set = {.own.first = first};
	uint8_t at = 0;

	memset(first, 0, parent->n_fields * sizeof(first[0]));
	memset(taken, 0, parent->n_fields * sizeof(taken[0]));
	for (struct node *n = map->first; n; n = n->next) {
		walk_member(w, n, parent);
		n->field = find_field(w, parent, n, &at);
		if (n->field)
			taken[n->field->index] = true;
	}
	for (struct node *n = map->first; n; n = n->next) {
		const struct field *f = n->field;

		if (!f) {
			f = unknown_key(w, parent, n, taken);
			if (!f)
				continue;
			taken[f->index] = true;
		} else {
			const struct node **seen = &seen_of(w, &set, parent, n)->first[f->index];

			if (*seen)
				walk_issue(w, DECODE_DUPLICATE_KEY, n, parent)->other = *seen;
			else
				*seen = n;
		}
		decode(w, n, f);
	}
}

/* The key of a map with string keys as Go sees it: null is "". */
static struct str string_key(const struct node *n)
{
	if (n->key.n <= 4 && n->key_style == STYLE_PLAIN) {
		struct node key = walk_key_node(n);

		if (scalar_resolve(&key).kind == SCALAR_NULL)
			return STR_LIT("");
	}
	return n->key;
}

/* Free names, each once; what a merge brings counts as well. */
static void decode_map(struct walk *w, struct node *map, const struct field *parent)
{
	struct str keys[SMALL_MAP];
	const struct node *nodes[SMALL_MAP];
	struct strmap seen = {.arena = w->arena};
	bool small = node_count(map) <= SMALL_MAP;
	size_t n_keys = 0;

	for (struct node *n = map->first; n; n = n->next) {
		const struct node *other = NULL;
		struct str key;

		walk_member(w, n, parent);
		key = string_key(n);
		if (small) {
			for (size_t i = 0; i < n_keys && !other; i++)
				if (str_eq(keys[i], key))
					other = nodes[i];
			keys[n_keys] = key;
			nodes[n_keys++] = n;
		} else {
			other = strmap_put(&seen, key, n);
		}
		if (other)
			walk_issue(w, DECODE_DUPLICATE_KEY, n, parent)->other = other;
		decode(w, n, parent->fields[0]);
	}
}

/* DM's Duration is a struct around time.Duration, which yaml.v2 calls "duration". */
static void decode_duration(struct walk *w, struct node *map, const struct field *f)
{
	const struct node *first = NULL;
	enum decode_fault fault;

	for (struct node *n = map->first; n; n = n->next) {
		walk_member(w, n, f);
		if (!str_eq_c(n->key, "duration")) {
			walk_issue(w, DECODE_UNKNOWN_KEY, n, f);
			continue;
		}
		if (first && n->merged == first->merged)
			walk_issue(w, DECODE_DUPLICATE_KEY, n, f)->other = first;
		first = n;
		if (n->kind != NODE_SCALAR)
			walk_issue(w, DECODE_WRONG_TYPE, n, f);
		else if (!convert_plain_duration(n, &fault))
			walk_issue(w, fault, n, f);
	}
}

static void decode_value(struct walk *w, struct node *n, const struct field *f)
{
	enum decode_fault fault;

	if (f->type == GO_ANY) {
		walk_any(w, n, f);
	} else if (n->kind == NODE_SCALAR) {
		if (!convert_scalar(n, f, w->v, &fault))
			walk_issue(w, fault, n, f);
	} else if (n->kind == NODE_MAP && f->type == GO_STRUCT) {
		decode_struct(w, n, f);
	} else if (n->kind == NODE_MAP && f->type == GO_MAP) {
		decode_map(w, n, f);
	} else if (n->kind == NODE_MAP && f->type == GO_DURATION) {
		decode_duration(w, n, f);
	} else if (n->kind == NODE_SEQ && f->type == GO_LIST) {
		for (struct node *item = n->first; item; item = item->next) {
			walk_binary(w, item);
			decode(w, item, f->fields[0]);
		}
	} else {
		walk_issue(w, DECODE_WRONG_TYPE, n, f);
	}
}

/* Recursion goes as deep as the schema, not as deep as the file. */
static void decode(struct walk *w, struct node *n, const struct field *f)
{
	n->field = f;
	decode_value(w, n, f);
	if (f->secret && !(f->parent && f->parent->secret)) /* else the list around it hides it */
		secret_hide(w->doc->arena, w->doc->text, n);
}

static void forget(struct node *root)
{
	for (struct node *n = root; n;) {
		secret_restore(n);
		n->field = NULL;
		if (n->first) {
			n = n->first;
			continue;
		}
		while (n != root && !n->next)
			n = n->parent;
		n = n == root ? NULL : n->next;
	}
}

void schema_annotate(struct arena *a, struct doc *d, enum config_kind kind, uint32_t v, struct decode_result *ret)
{
	struct walk w = {.arena = a, .doc = d, .kind = kind, .v = v, .out = ret};
	const struct field *root = schema_root(kind);

	*ret = (struct decode_result){NULL, 0};
	if (!d->root || !root)
		return;
	if (d->root->field)
		forget(d->root);
	walk_binary(&w, d->root);
	decode(&w, d->root, root);
}
