/* resolve.c: from the annotated tree to the task as DM sees it. Called by src/run once per file and version; reports
 * nothing. What did not decode is absent here, so that no rule speaks twice of one mistake. */
#include <string.h>

#include "dmlint/task.h"

const struct section_info section_infos[SEC_COUNT] = {
	[SEC_ROUTES] = {"routes", "route-rules", NULL, NULL, true, "routes"},
	[SEC_FILTERS] = {"filters", "filter-rules", NULL, NULL, true, "filters"},
	[SEC_COLUMN_MAPPINGS] = {"column-mappings", "column-mapping-rules", NULL, NULL, true, "column-mappings"},
	[SEC_EXPRESSION_FILTERS] = {"expression-filter", "expression-filters", NULL, NULL, true, "expression-filters"},
	[SEC_BLOCK_ALLOW_LIST] = {"block-allow-list", "block-allow-list", NULL, NULL, false, "lists"},
	[SEC_BLACK_WHITE_LIST] = {"black-white-list", "black-white-list", NULL, NULL, false, "lists"},
	[SEC_MYDUMPERS] = {"mydumpers", "mydumper-config-name", "mydumper", "mydumper-thread", false, "mydumpers"},
	[SEC_LOADERS] = {"loaders", "loader-config-name", "loader", "loader-thread", false, "loaders"},
	[SEC_SYNCERS] = {"syncers", "syncer-config-name", "syncer", "syncer-thread", false, "syncers"},
	[SEC_VALIDATORS] = {"validators", "validator-config-name", NULL, NULL, false, "validators"},
};

const struct node *task_get(const struct node *map, const char *name)
{
	const struct node *found = NULL;

	if (!map || map->kind != NODE_MAP)
		return NULL;
	for (const struct node *n = map->first; n; n = n->next) {
		if (n->field && strcmp(n->field->name, name) == 0)
			found = n;
	}
	return found;
}

struct str task_str(const struct node *map, const char *name, const char *def)
{
	return value_str(task_get(map, name), str_from(def));
}

static void resolve_section(struct task *t, enum section sec)
{
	const struct node *map = task_get(t->root, section_infos[sec].key);
	size_t n;

	t->by_name[sec].arena = t->latest_ref[sec].arena = t->arena;
	if (!map || map->kind != NODE_MAP)
		return;
	t->section[sec] = map;
	n = node_count(map);
	t->entries[sec] = ARENA_ARRAY(t->arena, struct entry, n ? n : 1);
	for (const struct node *m = map->first; m; m = m->next) {
		struct entry *e = strmap_get(&t->by_name[sec], m->key);

		if (!e) {
			e = &t->entries[sec][t->n_entries[sec]];
			e->index = t->n_entries[sec]++;
			e->name = m->key;
			e->user = SIZE_MAX;
			strmap_put(&t->by_name[sec], m->key, e);
		}
		e->node = m;
		e->null = node_is_null(m);
	}
}

static struct entry *find_entry(const struct task *t, enum section sec, struct str name)
{
	return strmap_get(&t->by_name[sec], name);
}

#define MAX_SUGGESTIONS 64 /* undefined names of one task that are compared with all entries: keeps the cost linear */

/* The entry that an undefined name was probably meant to be: the only one within two edits. */
static struct entry *nearest_entry(struct task *t, enum section sec, struct str name)
{
	struct entry *best = NULL;
	unsigned best_distance = 3;
	bool tie = false;

	if (name.n < 3 || t->n_suggestions++ >= MAX_SUGGESTIONS)
		return NULL;
	for (size_t i = 0; i < t->n_entries[sec]; i++) {
		unsigned d = str_distance(name, t->entries[sec][i].name, 2);

		if (d > 2 || d > best_distance)
			continue;
		tie = d == best_distance;
		best = &t->entries[sec][i];
		best_distance = d;
	}
	return tie ? NULL : best;
}

static void add_ref(struct task *t, struct instance *in, enum section sec, const struct node *n)
{
	struct ref *r, *earlier;
	struct str name = value_str(n, STR_LIT(""));

	if (n->kind != NODE_SCALAR)
		return;
	if (name.n == 0 && !section_infos[sec].ref_is_list)
		return;
	r = &in->refs[in->n_refs];
	*r = (struct ref){.sec = sec, .node = n, .name = name, .entry = find_entry(t, sec, name)};
	earlier = strmap_get(&t->latest_ref[sec], name);
	if (earlier && earlier->node->parent == n->parent)
		r->first = earlier;
	else
		strmap_put(&t->latest_ref[sec], name, r);
	if (r->entry && r->entry->n_uses++ == 0)
		r->entry->user = in->index;
	r->meant = r->entry ? NULL : nearest_entry(t, sec, name);
	if (r->meant)
		r->meant->n_uses++;
	in->n_refs++;
}

static size_t count_refs(const struct instance *in)
{
	size_t n = SEC_COUNT;

	for (int s = 0; s < SEC_COUNT; s++) {
		const struct node *list = task_get(in->node, section_infos[s].ref_key);

		if (section_infos[s].ref_is_list && list && list->kind == NODE_SEQ)
			n += node_count(list);
	}
	return n;
}

/* DM 2.0 and later take black-white-list only where block-allow-list says nothing: per instance for the name, and for the
 * whole task for the definitions. */
static void resolve_list(struct task *t, struct instance *in)
{
	const struct node *allow = task_get(in->node, "block-allow-list");
	const struct node *bw = task_get(in->node, "black-white-list");
	const struct node *chosen = value_str(allow, STR_LIT("")).n ? allow : bw;

	if (!chosen || value_str(chosen, STR_LIT("")).n == 0)
		return;
	add_ref(t, in, t->lists, chosen);
	if (in->n_refs)
		in->list = in->refs[in->n_refs - 1].entry;
}

/* The key that names entries of a section. The one for validators had another name at first, so that what it refers to counts, in
 * versions that know the other name, too: there the key is the mistake, and nothing else follows from it. */
static const struct node *ref_node(const struct node *instance, const struct section_info *info)
{
	const struct node *n = task_get(instance, info->ref_key);

	if (n || info->ref_is_list || !instance || instance->kind != NODE_MAP || !instance->field)
		return n;
	for (n = instance->first; n; n = n->next) {
		const struct field *f = n->field ? n->field : schema_find_any_version(instance->field, n->key);

		if (f && f->refers && strcmp(f->refers, info->key) == 0)
			return n;
	}
	return NULL;
}

static void resolve_instance(struct task *t, struct instance *in)
{
	in->id_node = task_get(in->node, "source-id");
	in->source_id = value_str(in->id_node, STR_LIT(""));
	in->meta = task_get(in->node, "meta");
	if (node_is_null(in->meta))
		in->meta = NULL;
	in->refs = ARENA_ARRAY(t->arena, struct ref, count_refs(in));
	for (int i = 0; i < SEC_COUNT; i++) {
		const struct section_info *info = &section_infos[i];
		const struct node *n = ref_node(in->node, info);

		if (i == SEC_BLOCK_ALLOW_LIST)
			resolve_list(t, in);
		if (i == SEC_BLOCK_ALLOW_LIST || i == SEC_BLACK_WHITE_LIST || !n)
			continue;
		if (!info->ref_is_list) {
			add_ref(t, in, (enum section)i, n);
			continue;
		}
		for (const struct node *item = n->kind == NODE_SEQ ? n->first : NULL; item; item = item->next)
			add_ref(t, in, (enum section)i, item);
	}
	for (int i = SEC_MYDUMPERS; i <= SEC_VALIDATORS; i++) {
		const struct node *body =
			section_infos[i].inline_key ? task_get(in->node, section_infos[i].inline_key) : NULL;

		if (node_is_null(body))
			body = NULL;
		in->has_inline[i] = body != NULL;
		for (size_t k = 0; k < in->n_refs; k++) {
			if ((int)in->refs[k].sec == i && in->refs[k].entry && !in->refs[k].entry->null)
				body = in->refs[k].entry->node;
		}
		in->unit[i] = body;
	}
}

static void resolve_instances(struct task *t)
{
	const struct node *list = task_get(t->root, "mysql-instances");
	size_t n;

	if (!list || list->kind != NODE_SEQ)
		return;
	t->instances_node = list;
	n = node_count(list);
	t->instances = ARENA_ARRAY(t->arena, struct instance, n ? n : 1);
	for (const struct node *item = list->first; item; item = item->next) {
		struct instance *in = &t->instances[t->n_instances];

		in->index = t->n_instances++;
		in->node = item;
		resolve_instance(t, in);
	}
}

struct task *task_resolve(struct arena *a, const struct doc *d, uint32_t dm)
{
	struct task *t = ARENA_NEW(a, struct task);

	t->arena = a;
	t->doc = d;
	t->dm = dm;
	t->root = d->root && d->root->kind == NODE_MAP ? d->root : NULL;
	t->name = task_str(t->root, "name", "");
	t->mode = task_str(t->root, "task-mode", "");
	t->shard_mode = task_str(t->root, "shard-mode", "");
	t->case_sensitive = value_bool(task_get(t->root, "case-sensitive"), false);
	if (t->shard_mode.n == 0 && value_bool(task_get(t->root, "is-sharding"), false))
		t->shard_mode = STR_LIT("pessimistic");
	for (int i = 0; i < SEC_COUNT; i++)
		resolve_section(t, (enum section)i);
	t->lists = SEC_BLOCK_ALLOW_LIST;
	if (!dm_check_find("allow-list-fallback", dm) ||
	    (t->n_entries[SEC_BLOCK_ALLOW_LIST] == 0 && t->n_entries[SEC_BLACK_WHITE_LIST] != 0))
		t->lists = SEC_BLACK_WHITE_LIST;
	resolve_instances(t);
	return t;
}

bool task_dumps(const struct task *t)
{
	return str_eq_c(t->mode, "full") || str_eq_c(t->mode, "all") || str_eq_c(t->mode, "dump");
}

bool task_loads(const struct task *t)
{
	return str_eq_c(t->mode, "full") || str_eq_c(t->mode, "all") || str_eq_c(t->mode, "load&sync");
}

bool task_syncs(const struct task *t)
{
	return str_eq_c(t->mode, "incremental") || str_eq_c(t->mode, "all") || str_eq_c(t->mode, "load&sync");
}

struct str task_meta_schema(const struct task *t)
{
	struct str s = task_str(t->root, "meta-schema", "");

	return s.n ? s : STR_LIT("dm_meta");
}

bool task_forgets(const struct task *t)
{
	return dm_check_find("remove-meta-in-task", t->dm) && value_bool(task_get(t->root, "remove-meta"), false);
}
