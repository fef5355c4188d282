/* migrations.c: the rows of schemas/migrations.tsv on one tree: which of them hold for its keys, the edits they ask for, and
 * the words for it. Called by migrating.c in each of its rounds; applies nothing. */
#include <string.h>

#include "dmlint/edit.h"
#include "internal.h"

const struct migration_row migration_rows[] = {
#define MIGRATION(in_, name_, from_lo, from_hi, to_lo, to_hi, when_, is_, action_, key_, value_, severity_, text_) \
	{.in = in_,                                                                                                \
	 .name = name_,                                                                                            \
	 .from = {from_lo, from_hi},                                                                               \
	 .to = {to_lo, to_hi},                                                                                     \
	 .when = WHEN_##when_,                                                                                     \
	 .is = is_,                                                                                                \
	 .action = MIGRATE_##action_,                                                                              \
	 .key = key_,                                                                                              \
	 .value = value_,                                                                                          \
	 .severity = severity_,                                                                                    \
	 .text = text_},
#include "migrations.def"
#undef MIGRATION
};
const size_t n_migration_rows = ARRAY_LEN(migration_rows);

/* What is told of a row is no finding of a rule. */
static const struct rule_info row_info = {.id = "", .name = ""};

struct row_list {
	const struct migration_row **rows;
	size_t n;
};

/* One key for which a row holds, while its finding is made. */
struct change {
	struct arena *arena;
	const struct doc *doc;
	const struct node *map, *n; /* n: NULL for an absent key */
	const struct migration_row *row;
	size_t n_kept; /* members of map that no row has removed */
	struct diag *d;
};

static bool holds(const struct migration_table *m, const struct migration_row *r)
{
	return ranges_hold(&r->from, 1, m->from) && ranges_hold(&r->to, 1, m->to);
}

const struct migration_row *migration_row_of_rule(const struct migration_table *m, const char *name,
						  enum migration_action action)
{
	for (size_t i = 0; i < n_migration_rows; i++) {
		const struct migration_row *r = &migration_rows[i];

		if (!r->in[0] && r->action == action && strcmp(r->name, name) == 0 && holds(m, r))
			return r;
	}
	return NULL;
}

/* The rows for a key of a struct, or with name NULL those for its absent keys; looked up once for each place of the schema. */
static const struct row_list *rows_for(struct migration_table *m, const void *where, const char *in, const char *name)
{
	struct str key = {(const char *)&where, sizeof(where)};
	struct row_list *found = strmap_get(&m->by_field, key);

	if (found)
		return found;
	found = ARENA_NEW(m->arena, struct row_list);
	found->rows = ARENA_ARRAY(m->arena, const struct migration_row *, n_migration_rows);
	for (size_t i = 0; i < n_migration_rows; i++) {
		const struct migration_row *r = &migration_rows[i];

		if (strcmp(r->in, in) == 0 && (name ? strcmp(r->name, name) == 0 : r->when == WHEN_ABSENT) &&
		    holds(m, r))
			found->rows[found->n++] = r;
	}
	strmap_put(&m->by_field, arena_str(m->arena, key), found);
	return found;
}

static bool has_value(const struct node *n)
{
	return n->kind == NODE_SCALAR ? !node_is_null(n) && n->text.n > 0 : n->first != NULL;
}

/* Is v one of the values that "|" separates? */
static bool is_one_of(struct str v, const char *values, bool fold)
{
	struct str rest = str_from(values);

	for (;;) {
		const char *bar = rest.n ? memchr(rest.p, '|', rest.n) : NULL;
		struct str one = {rest.p, bar ? (size_t)(bar - rest.p) : rest.n};

		if (fold ? str_folds_to(v, one) : str_eq(v, one))
			return true;
		if (!bar)
			return false;
		rest = (struct str){bar + 1, rest.n - one.n - 1};
	}
}

static bool row_meets(const struct migration_row *r, const struct node *n)
{
	struct str v;

	if (r->when == WHEN_ANY)
		return true;
	if (n->kind != NODE_SCALAR || !has_value(n))
		return false;
	v = n->field->type == GO_BOOL ? str_from(value_bool(n, false) ? "true" : "false") : value_str(n, STR_LIT(""));
	switch (r->when) {
	case WHEN_SET:
		return true;
	case WHEN_IS:
		return is_one_of(v, r->is, n->field->enum_fold);
	case WHEN_BEGINS:
		return str_has_prefix(v, r->is);
	case WHEN_ABSENT:
	case WHEN_ANY:
		break;
	}
	return false;
}

static void say(struct change *c, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void say(struct change *c, const char *fmt, ...)
{
	struct str what;
	va_list ap;

	va_start(ap, fmt);
	what = arena_vfmt(c->arena, fmt, ap);
	va_end(ap);
	c->d->message = arena_fmt(c->arena, "\"%s\" %.*s%s%s", c->row->name, STR_FMT(what), c->row->text[0] ? ": " : "",
				  c->row->text);
}

static void edit(struct change *c, struct span at, struct str with)
{
	struct fix *f = c->d->fixes;
	struct edit *edits = ARENA_ARRAY(c->arena, struct edit, f->n_edits + 1);

	for (size_t i = 0; i < f->n_edits; i++)
		edits[i] = f->edits[i];
	edits[f->n_edits++] = (struct edit){at, with};
	f->edits = edits;
}

static bool edit_value(struct change *c, const struct node *n, const char *value)
{
	bool is_bool = strcmp(value, "true") == 0; /* a quoted one is none to DM */
	struct str with = is_bool ? str_from(value) : value_quoted_like(n, value, c->arena);

	if (!node_editable(n) || n->kind != NODE_SCALAR || n->tag != TAG_NONE || n->style == STYLE_LITERAL ||
	    n->style == STYLE_FOLDED)
		return false;
	if (n->span.hi == n->span.lo) /* nothing stands behind the colon */
		with = arena_fmt(c->arena, " %s", value);
	edit(c, n->span, with);
	return true;
}

/* A block map that loses its last member would be no map any more. When others go, too, that is for another round to decide. */
static bool edit_remove(struct change *c)
{
	struct span cut;
	uint32_t at;

	if (c->n_kept == 1 && c->map->first->next)
		return false;
	if (!node_removal_span(c->doc->text, c->n, &cut))
		return false;
	if (c->n_kept == 1 && c->map->style != STYLE_FLOW) {
		if (!node_colon_end(c->doc->text, c->map, &at))
			return false;
		edit(c, (struct span){at, at}, STR_LIT(" {}"));
	}
	edit(c, cut, STR_LIT(""));
	say(c, "removed");
	return true;
}

/* Text that means itself wherever it stands, quoted or not. */
static bool is_plain_word(const char *s)
{
	return *s && s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] == '\0' &&
	       *s != '-';
}

/* The key that takes this one's place is there already. A rule that is overruled there is removed, else the other is filled. */
static bool edit_beside(struct change *c, const struct node *other, const char *value, bool wins)
{
	const char *key = c->row->key;

	if (has_value(other) && !wins) {
		if (!edit_remove(c))
			return false;
		say(c, "removed, \"%s\" stands beside it", key);
		return true;
	}
	if (c->n->kind != NODE_SCALAR || !is_plain_word(value) || !edit_value(c, other, value) || !edit_remove(c))
		return false;
	say(c, "replaced by \"%s: %s\"", key, value);
	return true;
}

static bool edit_rename(struct change *c)
{
	const char *key = c->row->key;
	const struct node *other = node_get(c->map, key);

	if (other)
		return edit_beside(c, other, arena_str(c->arena, value_str(c->n, STR_LIT(""))).p, false);
	edit(c, c->n->key_span, key_quoted_like(c->n, key, c->arena));
	say(c, "renamed to \"%s\"", key);
	return true;
}

static bool edit_write(struct change *c, bool wins)
{
	const char *key = c->row->key, *value = c->row->value;
	const struct node *other = node_get(c->map, key);

	if (other)
		return edit_beside(c, other, value, wins);
	edit(c, c->n->key_span, key_quoted_like(c->n, key, c->arena));
	if (!edit_value(c, c->n, value))
		return false;
	if (c->n->style == STYLE_PLAIN && strcmp(value, "true") != 0) /* among quoted keys as JSON wants it */
		c->d->fixes->edits[1].with = key_quoted_like(c->n, value, c->arena);
	say(c, "replaced by \"%s: %s\"", key, value);
	return true;
}

static bool is_plain_number(struct str s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	return i == s.n && s.n && (s.p[0] != '0' || s.n == 1);
}

static bool edit_number(struct change *c)
{
	int64_t v = value_int(c->n, 0);
	struct str text = arena_fmt(c->arena, "%lld", (long long)(v < 0 ? 0 : v));

	say(c, "written as %s", text.p);
	return edit_value(c, c->n, text.p);
}

/* "[x]" is a wildcard for x alone. */
static bool edit_bracket(struct change *c)
{
	struct str s = value_str(c->n, STR_LIT(""));
	struct buf b = {0};
	bool ok = c->n->style != STYLE_LITERAL && c->n->style != STYLE_FOLDED;

	buf_fmt(&b, "'[%c]", s.p[0]);
	for (size_t i = 1; i < s.n; i++) {
		ok = ok && (unsigned char)s.p[i] >= ' ' && s.p[i] != 0x7f;
		buf_fmt(&b, s.p[i] == '\'' ? "'%c" : "%c", s.p[i]);
	}
	buf_char(&b, '\'');
	edit(c, c->n->span, arena_str(c->arena, (struct str){b.p, b.n}));
	buf_free(&b);
	say(c, "begins with \"[%c]\" now", s.p[0]);
	return ok;
}

static bool make_edits(struct change *c)
{
	switch (c->row->action) {
	case MIGRATE_REMOVE:
		return edit_remove(c);
	case MIGRATE_RENAME:
		return edit_rename(c);
	case MIGRATE_WRITE:
	case MIGRATE_OVERWRITE:
		return edit_write(c, c->row->action == MIGRATE_OVERWRITE);
	case MIGRATE_VALUE:
		say(c, "set to \"%s\"", c->row->value);
		return edit_value(c, c->n, c->row->value);
	case MIGRATE_NUMBER:
		return edit_number(c);
	case MIGRATE_BRACKET:
		return edit_bracket(c);
	case MIGRATE_FIX:
	case MIGRATE_TELL:
		break;
	}
	return false;
}

static struct diag *new_diag(struct arena *a, const struct migration_row *r, struct span at)
{
	struct diag *d = ARENA_NEW(a, struct diag);

	*d = (struct diag){.rule = &row_info, .severity = r->severity, .at = at};
	return d;
}

/* Returns whether the member will be gone. */
static bool change_member(struct change *c, bool told, struct diag_list *ret)
{
	bool done;

	if (c->row->action == MIGRATE_NUMBER && is_plain_number(value_str(c->n, STR_LIT(""))))
		return false;
	c->d = new_diag(c->arena, c->row, c->n->key_span);
	c->d->fixes = ARENA_NEW(c->arena, struct fix);
	done = make_edits(c);
	if (told && !done) {
		c->d->fixes = NULL;
		c->d->severity = SEV_WARNING;
		say(c, "cannot be changed where it stands, do it by hand");
		diag_append(ret, c->d);
	} else if (!told && done) {
		diag_append(ret, c->d);
	}
	return done && c->n_kept > 1 &&
	       (c->row->action == MIGRATE_REMOVE || (c->row->key[0] && node_get(c->map, c->row->key)));
}

static void tell(struct arena *a, const struct migration_row *r, struct span at, struct diag_list *ret)
{
	struct diag *d = new_diag(a, r, at);

	d->message = arena_fmt(a, "\"%s\": %s", r->name, r->text);
	diag_append(ret, d);
}

static void collect_absent(struct migration_table *m, const struct node *map, struct diag_list *ret)
{
	const struct field *f = map->field;
	const struct row_list *list;

	if (!f || f->type != GO_STRUCT || !f->n_fields || map->aliased)
		return;
	list = rows_for(m, f->fields, f->fields[0]->in, NULL);
	for (size_t i = 0; i < list->n; i++) {
		if (!node_get(map, list->rows[i]->name))
			tell(m->arena, list->rows[i], node_key_or_value(map->parent ? map : map->first), ret);
	}
}

static void collect_member(struct migration_table *m, struct change *c, bool told, struct diag_list *ret)
{
	const struct row_list *list = rows_for(m, c->n->field, c->n->field->in, c->n->field->name);
	bool changed = false;

	for (size_t i = 0; i < list->n; i++) {
		const struct migration_row *r = list->rows[i];

		if (r->when == WHEN_ABSENT || !row_meets(r, c->n))
			continue;
		if (r->action == MIGRATE_TELL) {
			if (told)
				tell(m->arena, r, c->n->key_span, ret);
		} else if (!changed) {
			changed = true;
			c->row = r;
			c->n_kept -= change_member(c, told, ret);
		}
	}
}

void migration_collect(struct migration_table *m, const struct doc *doc, bool told, struct diag_list *ret)
{
	for (const struct node *map = doc->root; map; map = node_next(map, doc->root)) {
		struct change c = {.arena = m->arena, .doc = doc, .map = map};

		if (map->kind != NODE_MAP || !map->first)
			continue;
		c.n_kept = node_count(map);
		if (told)
			collect_absent(m, map, ret);
		for (c.n = map->first; c.n; c.n = c.n->next) {
			if (c.n->field && node_editable(c.n))
				collect_member(m, &c, told, ret);
		}
	}
}
