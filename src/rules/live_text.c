/* live_text.c: what the live rules about tables share: names for their messages, comparisons, and what TiDB knows. */
#include <string.h>

#include "live.h"

#define SHOWN_NAMES 5
#define WIDE 32        /* columns: up to here a look at each is cheaper than a map */
#define SHOWN_BYTES 64 /* of one name */

static struct str cut(struct lint *l, struct str s)
{
	return s.n <= SHOWN_BYTES ? s : arena_fmt(l->arena, "%.*s...", SHOWN_BYTES, s.p);
}

void live_names_add(struct lint *l, struct live_names *names, const struct live_table *t, struct str what)
{
	if (names->n++ >= SHOWN_NAMES)
		return;
	names->text = arena_fmt(l->arena, "%.*s%s%.*s.%.*s%s%.*s%s", STR_FMT(names->text), names->text.n ? ", " : "",
				STR_FMT(cut(l, t->schema)), STR_FMT(cut(l, t->name)), what.n ? " (" : "",
				STR_FMT(cut(l, what)), what.n ? ")" : "");
}

void live_names_add_schema(struct lint *l, struct live_names *names, struct str schema, struct str what)
{
	if (names->n++ < SHOWN_NAMES)
		names->text = arena_fmt(l->arena, "%.*s%s%.*s (%.*s)", STR_FMT(names->text), names->text.n ? ", " : "",
					STR_FMT(cut(l, schema)), STR_FMT(cut(l, what)));
}

struct str live_names_text(struct lint *l, const struct live_names *names)
{
	if (names->n <= SHOWN_NAMES)
		return names->text;
	return arena_fmt(l->arena, "%.*s and %zu more", STR_FMT(names->text), names->n - SHOWN_NAMES);
}

struct str live_table_text(struct lint *l, const struct live_table *t)
{
	if (!t->in)
		return arena_fmt(l->arena, "%.*s.%.*s", STR_FMT(cut(l, t->schema)), STR_FMT(cut(l, t->name)));
	return arena_fmt(l->arena, "%.*s.%.*s of source \"%.*s\"", STR_FMT(cut(l, t->schema)), STR_FMT(cut(l, t->name)),
			 STR_FMT(cut(l, t->in->source_id)));
}

static struct str lower(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		p[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] - 'A' + 'a' : s.p[i]);
	return (struct str){p, s.n};
}

static struct live_column *find_by_map(const struct live_table *t, struct str name)
{
	struct strmap *m = t->by_column;

	for (size_t i = t->n_columns; m->n == 0 && i-- > 0;)
		strmap_put(m, lower(m->arena, t->columns[i].name), &t->columns[i]);
	return strmap_get(m, lower(m->arena, name));
}

const struct live_column *live_column_find(const struct live_table *t, struct str name, size_t at)
{
	if (at < t->n_columns && str_eq_nocase(t->columns[at].name, name))
		return &t->columns[at];
	if (t->n_columns > WIDE)
		return find_by_map(t, name);
	for (size_t i = 0; i < t->n_columns; i++) {
		if (str_eq_nocase(t->columns[i].name, name))
			return &t->columns[i];
	}
	return NULL;
}

/* Behind a slash stands a comment of MariaDB's, such as COMPRESSED. */
struct str live_type_word(struct str type)
{
	size_t n = 0;

	while (n < type.n && type.p[n] != '(' && type.p[n] != ' ' && type.p[n] != '/')
		n++;
	return (struct str){type.p, n};
}

const char *live_no_table(const struct live_table *t)
{
	if (str_eq_nocase(t->type, STR_LIT("VIEW")))
		return "a view";
	return str_eq_nocase(t->type, STR_LIT("SEQUENCE")) ? "a sequence" : NULL;
}

bool live_extracts(const struct live_table *t)
{
	const struct node *n = t->route ? t->route->node : NULL;

	return task_get(n, "extract-table") || task_get(n, "extract-schema") || task_get(n, "extract-source");
}

static struct str without_mb3(struct str s)
{
	return str_has_prefix(s, "utf8mb3")                                 ? (struct str){s.p + 7, s.n - 7}
	       : str_has_prefix(s, "utf8") && !str_has_prefix(s, "utf8mb4") ? (struct str){s.p + 4, s.n - 4}
									    : s;
}

bool live_same_charset(struct str a, struct str b)
{
	return str_eq_nocase(without_mb3(a), without_mb3(b));
}

bool live_index_same(const struct live_index *a, const struct live_index *b)
{
	if (a->n_columns != b->n_columns)
		return false;
	for (size_t i = 0; i < a->n_columns; i++) {
		if (!str_eq_nocase(a->columns[i], b->columns[i]))
			return false;
	}
	return true;
}

const struct live_index *live_index_find(const struct live_table *t, const struct live_index *like)
{
	for (size_t i = 0; i < t->n_indexes; i++) {
		const struct live_index *x = &t->indexes[i];

		if (x->unique == like->unique && x->primary == like->primary && live_index_same(x, like))
			return x;
	}
	return NULL;
}

void live_compare_shards(struct lint *l,
			 bool (*compare)(struct lint *l, const struct live_table *a, const struct live_table *b))
{
	const struct live_tables *all = live_tables(l);

	if (!l->task->shard_mode.n) {
		live_not_applicable(l, "the task merges no shards");
		return;
	}
	for (size_t g = 0; g < all->n_groups; g++) {
		const struct live_group *group = &all->groups[g];

		for (size_t i = 1; i < group->n && !compare(l, group->members[0], group->members[i]); i++)
			;
	}
}

/* One row of schemas/tidb-support.tsv. */
struct support {
	const char *kind, *name;
	uint32_t since;
	bool is_default;
};

#define SUPPORT(kind, name, since, is_default) {kind, name, since, is_default},
static const struct support supports[] = {
#include "tidb_support.def"
};
#undef SUPPORT

static const struct support *support_find(const char *kind, struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(supports); i++) {
		if (strcmp(supports[i].kind, kind) == 0 && str_eq_nocase(name, str_from(supports[i].name)))
			return &supports[i];
	}
	return NULL;
}

bool live_tidb_knows(const char *kind, struct str name, uint32_t version)
{
	const struct support *s = support_find(kind, name);

	if (!s)
		return strcmp(kind, "type") == 0 || strcmp(kind, "index") == 0 || strcmp(kind, "option") == 0;
	return s->since <= version;
}

/* Does the first parenthesis close with the last character? */
static bool is_one_call(struct str s)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			quoted = !quoted;
		if (quoted)
			continue;
		depth += s.p[i] == '(';
		if (s.p[i] == ')' && (depth == 0 || --depth == 0))
			return i + 1 == s.n;
	}
	return false;
}

/* Bytes of a character set at the beginning of a literal: _utf8mb4'a', or _utf8mb4\'a\' as MySQL shows it. */
static size_t introducer(struct str s)
{
	size_t n = 1;

	if (s.n == 0 || s.p[0] != '_')
		return 0;
	while (n < s.n && ((s.p[n] >= 'a' && s.p[n] <= 'z') || (s.p[n] >= '0' && s.p[n] <= '9')))
		n++;
	return n < s.n && (s.p[n] == '\'' || s.p[n] == '\\') ? n : 0;
}

/* "(replace(upper(uuid()), _utf8mb4'-', ''))" is one with "replace(upper(uuid()),'-','')". */
static struct str bare(struct arena *a, struct str s)
{
	struct str e = {arena_alloc(a, s.n + 1), 0};
	char *p = (char *)e.p;

	for (size_t i = 0; i < s.n; i++) {
		i += introducer((struct str){s.p + i, s.n - i});
		if (s.p[i] != ' ' && s.p[i] != '\\')
			p[e.n++] = s.p[i];
	}
	while (e.n >= 2 && e.p[0] == '(' && is_one_call(e))
		e = (struct str){e.p + 1, e.n - 2};
	return lower(a, e);
}

bool live_tidb_default(struct lint *l, struct str expression, uint32_t version)
{
	struct str e = bare(l->arena, expression);

	for (size_t i = 0; i < ARRAY_LEN(supports); i++) {
		struct str name = str_from(supports[i].name);
		bool any = name.p[name.n - 1] == '*';

		name.n -= any;
		if (strcmp(supports[i].kind, "default") == 0 && supports[i].since <= version &&
		    (any ? e.n >= name.n && memcmp(e.p, name.p, name.n) == 0 && is_one_call(e) : str_eq(e, name)))
			return true;
	}
	return false;
}

bool live_collation_default(struct str collation)
{
	const struct support *s = support_find("collation", collation);

	return s && s->is_default;
}
