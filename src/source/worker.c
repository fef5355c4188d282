/* worker.c: decodes the tree of a dm-worker.toml as DM 1.0 does: like the YAML files, but key names match in any
 * letter case and a value must be of the very kind that its field wants. Called by src/run. */
#include "internal.h"

/* The field that BurntSushi/toml takes for a key that is not spelled as the field is. */
static const struct field *folded_field(const struct field *parent, struct str key, uint32_t v)
{
	for (size_t i = 0; i < parent->n_fields; i++) {
		const struct field *f = parent->fields[i];

		if (field_known(f, v) && str_folds_to(key, str_from(f->name)))
			return f;
	}
	return NULL;
}

/* Gives keys the spelling of their fields. A key that is there in two spellings is no mistake for the library. */
static void fold_keys(struct node *map, const struct field *parent, uint32_t v)
{
	if (map->kind != NODE_MAP || parent->type != GO_STRUCT)
		return;
	for (struct node *n = map->first; n; n = n->next) {
		const struct field *f = field_find(parent, n->key, v);

		if (!f) {
			f = folded_field(parent, n->key, v);
			if (!f)
				continue;
			n->key = str_from(f->name);
			n->merged = n->key_span.lo + 1;
		}
		fold_keys(n, f, v);
	}
}

static bool is_text(const struct node *n)
{
	return n->style == STYLE_DOUBLE || n->style == STYLE_SINGLE;
}

/* Is the value of the kind that the field wants? What yaml.v2 refuses, too, was found before. */
static bool kind_fits(const struct node *n, const struct field *f)
{
	switch (f->type) {
	case GO_STRING:
	case GO_CHECKING_ITEM:
	case GO_SIZE:
		return is_text(n);
	case GO_BOOL:
		return n->tag == TAG_BOOL;
	case GO_INT:
	case GO_UINT32:
	case GO_UINT64:
	case GO_UINT8:
		return n->tag == TAG_INT;
	case GO_FLOAT:
		return n->tag == TAG_FLOAT;
	case GO_DURATION:
		return n->kind == NODE_SCALAR && (is_text(n) || n->tag == TAG_INT);
	case GO_STRUCT:
	case GO_MAP:
	case GO_LIST:
	case GO_ANY:
		break;
	}
	return true;
}

/* The library takes anything for a map and forgets what is none. */
static bool is_forgotten(const struct decode_issue *i)
{
	return i->fault == DECODE_WRONG_TYPE && i->field->type == GO_MAP && i->node->kind != NODE_MAP;
}

static struct str identity(const struct node *const *n)
{
	return (struct str){(const char *)n, sizeof(*n)};
}

/* What yaml.v2 would take and TOML's library does not, behind what both refuse. Both are linear: a table of a few
 * million entries is no more than that. */
static void add_strict_issues(struct arena *a, const struct node *root, struct decode_result *r)
{
	struct strmap known = {.arena = a};
	struct decode_issue *all;
	size_t room = r->n_issues, n_kept = 0;

	for (size_t i = 0; i < r->n_issues; i++)
		strmap_put(&known, arena_str(a, identity(&r->issues[i].node)), &r->issues[i]);
	for (const struct node *n = root; n; n = node_next(n, root))
		room += n->field != NULL;
	all = ARENA_ARRAY(a, struct decode_issue, room ? room : 1);
	for (size_t i = 0; i < r->n_issues; i++) {
		if (!is_forgotten(&r->issues[i]))
			all[n_kept++] = r->issues[i];
	}
	r->n_issues = n_kept;
	for (const struct node *n = root; n; n = node_next(n, root)) {
		bool single = n->field && (n->kind == NODE_SCALAR || n->field->type == GO_DURATION);

		if (!single || kind_fits(n, n->field) || strmap_get(&known, identity(&n)))
			continue;
		all[r->n_issues++] = (struct decode_issue){.fault = DECODE_WRONG_TYPE, .node = n, .field = n->field};
	}
	r->issues = all;
}

void source_annotate_worker(struct arena *a, struct doc *d, uint32_t v, struct decode_result *ret)
{
	if (d->root)
		fold_keys(d->root, schema_root(CONFIG_WORKER), v);
	schema_annotate(a, d, CONFIG_WORKER, v, ret);
	add_strict_issues(a, d->root, ret);
}
