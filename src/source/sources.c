/* sources.c: the list of all sources given to a run, from whatever file they come. Called by src/run; read by the rules
 * that compare files. */
#include "dmlint/source.h"

#include <string.h>

static const char *const paths[SOURCE_FIELDS] = {
	[SOURCE_ID] = "source-id",
	[SOURCE_HOST] = "from.host",
	[SOURCE_PORT] = "from.port",
	[SOURCE_USER] = "from.user",
	[SOURCE_PASSWORD] = "from.password",
	[SOURCE_ENABLE_GTID] = "enable-gtid",
	[SOURCE_ENABLE_RELAY] = "enable-relay",
	[SOURCE_BINLOG_NAME] = "relay-binlog-name",
	[SOURCE_BINLOG_GTID] = "relay-binlog-gtid",
	[SOURCE_RELAY_DIR] = "relay-dir",
	[SOURCE_SERVER_ID] = "server-id",
	[SOURCE_CASE_SENSITIVE] = "case-sensitive",
	[SOURCE_FLAVOR] = "flavor",
};

/* Of a key written twice the last counts. */
static void collect(struct source *s, const struct node *map)
{
	for (const struct node *n = map; n; n = node_next(n, map)) {
		for (size_t i = 0; n->kind == NODE_SCALAR && n->field && i < SOURCE_FIELDS; i++) {
			if (strcmp(n->field->path, paths[i]) == 0)
				s->at[i] = n;
		}
		s->filters |= n->parent == map && n->first && n->field && strcmp(n->field->path, "filters") == 0;
	}
}

/* What a source is compared by; absent when there is nothing to compare. */
static struct str sameness(struct arena *a, const struct source *s, enum source_sameness how)
{
	struct str none = {NULL, 0}, v;
	char *lower;

	switch (how) {
	case SAME_ID:
		return s->id.n ? s->id : none;
	case SAME_SERVER:
		v = source_str(s, SOURCE_HOST);
		if (v.n == 0)
			return none;
		v = str_eq_nocase(v, STR_LIT("localhost")) ? STR_LIT("127.0.0.1") : v;
		v = arena_fmt(a, "%.*s:%lld", STR_FMT(v), (long long)value_int(s->at[SOURCE_PORT], 3306));
		lower = arena_alloc(a, v.n);
		for (size_t i = 0; i < v.n; i++)
			lower[i] = v.p[i] >= 'A' && v.p[i] <= 'Z' ? (char)(v.p[i] | 0x20) : v.p[i];
		return (struct str){lower, v.n};
	case SAME_SERVER_ID:
		if (value_int(s->at[SOURCE_SERVER_ID], 0) == 0)
			return none;
		return arena_fmt(a, "%lld", (long long)value_int(s->at[SOURCE_SERVER_ID], 0));
	case SAME_RELAY_DIR:
		v = source_str(s, SOURCE_RELAY_DIR);
		while (v.n > 1 && v.p[v.n - 1] == '/')
			v.n--;
		return s->relay && v.n && v.p[0] == '/' ? v : none;
	case SAMENESSES:
		break;
	}
	return none;
}

static void find_the_same(struct sources *all, struct source *s)
{
	for (int how = 0; how < SAMENESSES; how++) {
		struct str key = sameness(all->arena, s, (enum source_sameness)how);

		all->first[how].arena = all->arena;
		if (!key.p)
			continue;
		s->same[how] = strmap_get(&all->first[how], key);
		if (!s->same[how])
			strmap_put(&all->first[how], key, s);
	}
}

static void append(struct sources *all, struct source *s)
{
	if (all->n == all->cap) {
		size_t cap = all->cap ? 2 * all->cap : 16;
		struct source **bigger = ARENA_ARRAY(all->arena, struct source *, cap);

		if (all->n)
			memcpy(bigger, all->list, all->n * sizeof(struct source *));
		all->list = bigger;
		all->cap = cap;
	}
	all->list[all->n++] = s;
}

static void add(struct sources *all, const struct doc *d, enum config_kind kind, const struct node *map)
{
	struct source *s = ARENA_NEW(all->arena, struct source);
	const struct node *id;

	append(all, s);
	s->text = d->text;
	s->kind = kind;
	collect(s, map);
	id = s->at[SOURCE_ID];
	s->id = value_str(id, (struct str){"", 0});
	s->relay = kind != CONFIG_SOURCE || value_bool(s->at[SOURCE_ENABLE_RELAY], false);
	if (id)
		s->home = id->span.hi > id->span.lo ? id->span : node_key_or_value(id);
	else if (map->first)
		s->home = map->key_span.hi > map->key_span.lo ? map->key_span : node_key_or_value(map->first);
	find_the_same(all, s);
}

/* Which part of the list came from one file. */
struct source_file {
	size_t from, n;
};

void sources_add(struct sources *s, const struct doc *d, enum config_kind kind)
{
	struct source_file *file = ARENA_NEW(s->arena, struct source_file);

	s->by_file.arena = s->arena;
	file->from = s->n;
	strmap_put(&s->by_file, d->text->path, file);
	if (!d->root || d->root->kind != NODE_MAP)
		return;
	if (kind == CONFIG_INVENTORY) {
		for (const struct node *host = d->root->first; host; host = host->next)
			add(s, d, kind, host);
	} else {
		add(s, d, kind, d->root);
	}
	file->n = s->n - file->from;
}

struct source *sources_find(const struct sources *s, struct str id)
{
	return s->n && id.n ? strmap_get(&s->first[SAME_ID], id) : NULL;
}

struct source *const *sources_of_file(const struct sources *s, struct str path, size_t *ret_n)
{
	const struct source_file *file = strmap_get(&s->by_file, path);

	*ret_n = file ? file->n : 0;
	return *ret_n ? s->list + file->from : NULL;
}

struct str source_str(const struct source *s, enum source_field f)
{
	return value_str(s->at[f], (struct str){"", 0});
}

struct span source_place(const struct source *s, enum source_field f)
{
	const struct node *n = s->at[f];

	if (!n)
		return s->home;
	return n->span.hi > n->span.lo ? n->span : node_key_or_value(n);
}
