/* walk.c: ways through the tree and the task that several rules share. Reports nothing. */
#include <string.h>

#include "internal.h"

struct span place_of_map(const struct lint *l, const struct node *map)
{
	if (!map)
		return (struct span){0, 0};
	if (map->key_span.hi > map->key_span.lo)
		return map->key_span;
	if (map->first)
		return node_key_or_value(map->first);
	if (map == l->root && map->span.hi == 0)
		return (struct span){0, 0};
	return map->span;
}

struct span place_of_field(const struct lint *l, const struct node *map, const char *name)
{
	const struct node *n = task_get(map, name);

	if (!n)
		return place_of_map(l, map);
	return n->span.hi > n->span.lo ? n->span : node_key_or_value(n);
}

size_t set_instance_of(struct lint *l, const struct node *n)
{
	const struct node *list = l->task ? l->task->instances_node : NULL;

	for (; n && n->parent != list; n = n->parent)
		;
	if (!n || !list)
		return SIZE_MAX;
	for (size_t i = 0; i < l->task->n_instances; i++) {
		if (l->task->instances[i].node == n) {
			l->instance = i;
			return i;
		}
	}
	return SIZE_MAX;
}

bool has_body(const struct node *n)
{
	return n->kind == NODE_MAP ||
	       (n->kind == NODE_SCALAR && !node_is_null(n) && scalar_resolve(n).kind == SCALAR_NULL);
}

bool first_time(struct lint *l, struct strmap *seen, const struct node *n)
{
	struct str key = arena_str(l->arena, (struct str){(const char *)&n, sizeof(n)});

	return strmap_put(seen, key, (void *)(uintptr_t)n) == NULL;
}

void each_clash(struct lint *l, enum source_sameness what,
		void (*each)(struct lint *l, const struct source *s, const struct source *first))
{
	struct source *const *own;
	size_t n;

	if (!l->sources || l->kind == CONFIG_TASK)
		return;
	own = sources_of_file(l->sources, l->doc->text->path, &n);
	for (size_t i = 0; i < n; i++) {
		if (own[i]->same[what])
			each(l, own[i], own[i]->same[what]);
	}
}

const struct node *item_ignored(const struct lint *l, const char *item)
{
	const struct node *list = task_get(l->root, "ignore-checking-items");

	for (const struct node *n = list && list->kind == NODE_SEQ ? list->first : NULL; n; n = n->next) {
		struct str v = value_str(n, STR_LIT(""));

		if (str_eq_c(v, "all") || str_eq_c(v, item))
			return n;
	}
	return NULL;
}

bool uses_physical_import(const struct lint *l)
{
	for (size_t i = 0; i < l->task->n_instances; i++) {
		if (str_lowers_to(task_str(l->task->instances[i].unit[SEC_LOADERS], "import-mode", ""),
				  STR_LIT("physical")))
			return true;
	}
	return false;
}
