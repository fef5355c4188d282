/* lookup.c: finds rows in the generated tables: fields by key or path, DM's checks by id. Reads no document. */
#include "internal.h"

#include <string.h>

/* An inventory describes workers. */
static enum config_kind table_of(enum config_kind kind)
{
	return kind == CONFIG_INVENTORY ? CONFIG_WORKER : kind;
}

const struct field *schema_root(enum config_kind kind)
{
	return schema_roots[table_of(kind)];
}

bool ranges_hold(const struct dm_range *r, size_t n, uint32_t v)
{
	for (size_t i = 0; i < n; i++)
		if (r[i].from <= v && v < r[i].to)
			return true;
	return false;
}

bool field_known(const struct field *f, uint32_t v)
{
	return ranges_hold(f->ranges, f->n_ranges, v);
}

static struct str name_of(const struct field *f)
{
	return (struct str){f->name, f->name_n};
}

bool field_has_key(const struct field *f, struct str key)
{
	return str_eq(name_of(f), key);
}

size_t field_lower_bound(const struct field *parent, struct str key)
{
	size_t lo = 0, hi = parent->n_fields;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (str_cmp(name_of(parent->fields[mid]), key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < parent->n_fields && field_has_key(parent->fields[lo], key) ? lo : parent->n_fields;
}

const struct field *field_find(const struct field *parent, struct str key, uint32_t v)
{
	if (parent->type == GO_MAP)
		return parent->fields[0];
	if (parent->type != GO_STRUCT)
		return NULL;
	for (size_t i = field_lower_bound(parent, key); i < parent->n_fields && field_has_key(parent->fields[i], key);
	     i++)
		if (field_known(parent->fields[i], v))
			return parent->fields[i];
	return NULL;
}

static uint32_t last_version(const struct field *f)
{
	return f->ranges[f->n_ranges - 1].to;
}

const struct field *schema_find_any_version(const struct field *parent, struct str key)
{
	const struct field *best = NULL;

	if (parent->type != GO_STRUCT)
		return NULL;
	for (size_t i = field_lower_bound(parent, key); i < parent->n_fields && field_has_key(parent->fields[i], key);
	     i++)
		if (!best || last_version(parent->fields[i]) > last_version(best))
			best = parent->fields[i];
	return best;
}

const struct field *schema_find_elsewhere(enum config_kind kind, struct str key)
{
	const struct field *const *names = schema_names[table_of(kind)];
	size_t n = schema_n_names[table_of(kind)], lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (str_cmp(name_of(names[mid]), key) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && field_has_key(names[lo], key) ? names[lo] : NULL;
}

/* Takes the last key off a path; brackets and what stands in them do not count. */
static struct str last_key(struct str *path)
{
	size_t end = path->n, i;

	while (end && path->p[end - 1] == ']') {
		while (end && path->p[end - 1] != '[')
			end--;
		end -= end > 0;
	}
	for (i = end; i && path->p[i - 1] != '.'; i--)
		;
	path->n = i ? i - 1 : 0;
	return (struct str){path->p + i, end - i};
}

/* Are the keys of path those of f and its ancestors, from the end? *ret_whole: up to the root. */
static bool path_matches(const struct field *f, struct str path, bool *ret_whole)
{
	for (;; f = f->parent) {
		struct str key;

		while (f && strcmp(f->name, "[]") == 0)
			f = f->parent;
		if (path.n == 0)
			break;
		key = last_key(&path);
		if (!f || !f->parent || (!field_has_key(f, key) && strcmp(f->name, "*") != 0))
			return false;
	}
	*ret_whole = !f || !f->parent;
	return true;
}

struct search {
	struct str path;
	const struct field *best;
	unsigned depth;
	bool whole;
};

static void search_below(struct search *s, const struct field *f, unsigned depth)
{
	bool whole = false;

	/* A free name at the end of a part of a path would fit everywhere. */
	if (strcmp(f->name, "[]") != 0 && path_matches(f, s->path, &whole) &&
	    (whole || strcmp(f->name, "*") != 0 || str_has_suffix(s->path, "*"))) {
		bool better = !s->best || whole > s->whole;

		if (s->best && whole == s->whole)
			better = depth < s->depth || (depth == s->depth && last_version(f) > last_version(s->best));
		if (better) {
			s->best = f;
			s->depth = depth;
			s->whole = whole;
		}
	}
	for (size_t i = 0; i < f->n_fields; i++) /* no deeper than the tables are */
		search_below(s, f->fields[i], depth + 1);
}

const struct field *schema_find_path(enum config_kind kind, struct str path)
{
	struct search s = {.path = path};

	if (path.n == 0)
		return schema_root(kind);
	if (schema_root(kind))
		search_below(&s, schema_root(kind), 0);
	return s.best;
}

const char *go_type_name(enum go_type t)
{
	switch (t) {
	case GO_STRING:
	case GO_CHECKING_ITEM:
		return "text";
	case GO_BOOL:
		return "true or false";
	case GO_INT:
		return "whole number";
	case GO_UINT8:
		return "whole number from 0 to 255";
	case GO_UINT32:
		return "whole number from 0 to 4294967295";
	case GO_UINT64:
		return "whole number from 0";
	case GO_FLOAT:
		return "number";
	case GO_DURATION:
		return "duration such as 10s or 5m";
	case GO_SIZE:
		return "size such as 64MiB";
	case GO_STRUCT:
	case GO_MAP:
		return "map";
	case GO_LIST:
		return "list";
	case GO_ANY:
		return "anything";
	}
	BUG("go_type_name: no such type");
}

const struct dm_check *dm_check_find(const char *id, uint32_t v)
{
	size_t lo = 0, hi = dm_n_checks;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(dm_checks[mid].id, id) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == dm_n_checks || strcmp(dm_checks[lo].id, id) != 0)
		BUG("dm_check_find: checks.tsv has no such id");
	for (; lo < dm_n_checks && strcmp(dm_checks[lo].id, id) == 0; lo++)
		if (ranges_hold(dm_checks[lo].ranges, dm_checks[lo].n_ranges, v))
			return &dm_checks[lo];
	return NULL;
}
