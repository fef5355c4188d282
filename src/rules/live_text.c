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

void live_found_add(struct lint *l, struct live_found *f, const struct live_table *t, struct str what,
		    const char *words, ...)
{
	va_list ap;

	if (f->names.n == 0) {
		va_start(ap, words);
		f->words = arena_vfmt(l->arena, words, ap);
		va_end(ap);
	}
	live_names_add(l, &f->names, t, what);
}

struct diag *live_found_report(struct lint *l, const struct live_found *f, struct span at, const char *many)
{
	if (f->names.n == 0)
		return NULL;
	if (f->names.n == 1)
		return report(l, at, "%.*s", STR_FMT(f->words));
	return report(l, at, "%zu %s: %.*s", f->names.n, many, STR_FMT(live_names_text(l, &f->names)));
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

struct str live_type_word(struct str type)
{
	size_t n = 0;

	while (n < type.n && type.p[n] != '(' && type.p[n] != ' ')
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
	/* What is unique by its beginning is more so than by the whole. */
	if (a->n_columns != b->n_columns || (a->unique && b->unique && a->prefix != b->prefix))
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

bool live_write_alike(const struct lint *l, const struct live_table *a, const struct live_table *b)
{
	uint32_t version;

	return server_vendor(live_server_of(l, a->in), &version) == server_vendor(live_server_of(l, b->in), &version);
}

bool live_generated_otherwise(const struct lint *l, const struct live_table *a, const struct live_column *x,
			      const struct live_table *b, const struct live_column *y)
{
	uint32_t v = 0, w = 0;

	return x->generation.n && y->generation.n && !str_eq(x->generation, y->generation) &&
	       (a->in == b->in ||
		(server_vendor(live_server_of(l, a->in), &v) == server_vendor(live_server_of(l, b->in), &w) &&
		 v / 1000 == w / 1000));
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
	const char *plain;
};

#define SUPPORT(kind, name, since, plain) {kind, name, since, plain},
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
	static const char *const otherwise_known[] = {"type", "index", "mode", "option", "call"};

	for (size_t i = 0; i < ARRAY_LEN(otherwise_known) && !s; i++) {
		if (strcmp(kind, otherwise_known[i]) == 0)
			return true;
	}
	return s && s->since <= version;
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* What a CAST makes has parentheses, too: cast(`j` as char(20) array). */
static bool is_type(struct str e, size_t from)
{
	return from >= 4 && memcmp(e.p + from - 4, " as ", 4) == 0;
}

struct str live_unknown_call(struct str e, const char *kind, uint32_t version)
{
	size_t from = 0;
	char quote = 0;

	for (size_t i = 0; i < e.n; i++) {
		struct str word = {e.p + from, i - from};

		if (quote || e.p[i] == '`' || e.p[i] == '\'') {
			quote = (char)(!quote ? e.p[i] : quote == e.p[i] ? 0 : quote);
			from = i + 1;
			continue;
		}
		if (is_name(e.p[i]))
			continue;
		if (e.p[i] == '(' && word.n && !is_type(e, from) && !str_eq_nocase(word, STR_LIT("cast")) &&
		    !live_tidb_knows(kind, word, version))
			return word;
		from = i + 1;
	}
	return (struct str){0};
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

/* "replace(upper(uuid()), _utf8mb4'-', '')" is one with "replace(upper(uuid()),'-','')". */
static struct str bare(struct arena *a, struct str s)
{
	struct str e = {arena_alloc(a, s.n + 1), 0};
	char *p = (char *)e.p;

	for (size_t i = 0; i < s.n; i++) {
		i += introducer((struct str){s.p + i, s.n - i});
		if (s.p[i] != ' ' && s.p[i] != '\\')
			p[e.n++] = s.p[i];
	}
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

const char *live_plain_collation(struct str collation)
{
	const struct support *s = support_find("collation", collation);

	return s ? s->plain : NULL;
}
