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
};

static const struct node *next_node(const struct node *n, const struct node *top)
{
	if (n->first)
		return n->first;
	while (n != top && !n->next)
		n = n->parent;
	return n == top ? NULL : n->next;
}

/* Of a key written twice the last counts. */
static void collect(struct source *s, const struct node *map)
{
	for (const struct node *n = map; n; n = next_node(n, map)) {
		for (size_t i = 0; n->kind == NODE_SCALAR && n->field && i < SOURCE_FIELDS; i++) {
			if (strcmp(n->field->path, paths[i]) == 0)
				s->at[i] = n;
		}
	}
}

static void add(struct sources *all, const struct doc *d, enum config_kind kind, const struct node *map)
{
	struct source *s = ARENA_NEW(all->arena, struct source);
	const struct node *id;

	if (all->n == all->cap) {
		size_t cap = all->cap ? 2 * all->cap : 16;
		struct source **bigger = ARENA_ARRAY(all->arena, struct source *, cap);

		if (all->n)
			memcpy(bigger, all->list, all->n * sizeof(struct source *));
		all->list = bigger;
		all->cap = cap;
	}
	all->list[all->n++] = s;
	s->text = d->text;
	s->kind = kind;
	s->node = map;
	collect(s, map);
	id = s->at[SOURCE_ID];
	s->id = value_str(id, (struct str){"", 0});
	if (id)
		s->home = id->span.hi > id->span.lo ? id->span : node_key_or_value(id);
	else if (map->first)
		s->home = map->key_span.hi > map->key_span.lo ? map->key_span : node_key_or_value(map->first);
	if (s->id.n == 0)
		return;
	all->by_id.arena = all->arena;
	s->first_with_id = strmap_get(&all->by_id, s->id);
	if (!s->first_with_id)
		strmap_put(&all->by_id, s->id, s);
}

void sources_add(struct sources *s, const struct doc *d, enum config_kind kind)
{
	if (!d->root || d->root->kind != NODE_MAP)
		return;
	if (kind != CONFIG_INVENTORY) {
		add(s, d, kind, d->root);
		return;
	}
	for (const struct node *host = d->root->first; host; host = host->next)
		add(s, d, kind, host);
}

struct source *sources_find(const struct sources *s, struct str id)
{
	return s->n && id.n ? strmap_get(&s->by_id, id) : NULL;
}
