/* topology.c: from a task to the picture of its tables' way: sources, lists, routes, tables at the target. Called for the
 * forms that draw it. Looks for no findings. Tables that a list names one by one are followed to their target; where it
 * selects by pattern, every route of the instance may apply. */
#include <string.h>

#include "dmlint/topology.h"

#include "dmlint/dump.h"
#include "dmlint/match.h"
#include "dmlint/route.h"

#include "internal.h"

/* Names times routes that are compared for one task; beyond, names are taken for patterns: the cost stays bounded. */
#define MAX_MATCHES (32u << 20)
#define NAME_COST 64 /* of finding a name's target, in comparisons */

struct builder {
	struct arena *arena;
	const struct task *task;
	const struct sources *sources; /* NULL: none were given */
	struct topology *to;
	struct strmap targets, missing[TOPO_COLUMNS]; /* name -> index_box */
	struct strmap edges[TOPO_COLUMNS - 1];        /* struct topo_edge, as bytes */
	struct strmap flows;                          /* the list and the routes of an instance, as bytes */
	size_t everything, no_route;                  /* nodes made when needed; SIZE_MAX: not yet */
	struct compiled_list *lists;                  /* by entry */
	struct buf name;                              /* of a target, while it is looked up */
	size_t n_matches;
};

struct index_box {
	size_t i;
};

/* Each list is counted and compiled once, however many instances name it. */
struct compiled_list {
	size_t n_names;
	bool compiled;
	struct table_filter filter;
};

static size_t add_node(struct builder *b, enum topo_column c, struct topo_node node)
{
	struct topo_nodes *l = &b->to->nodes[c];

	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 16;
		struct topo_node *bigger = ARENA_ARRAY(b->arena, struct topo_node, cap);

		if (l->n)
			memcpy(bigger, l->list, l->n * sizeof(*bigger));
		l->list = bigger;
		l->cap = cap;
	}
	l->list[l->n] = node;
	return l->n++;
}

static void add_edge(struct builder *b, enum topo_column c, size_t from, size_t to)
{
	struct topo_edges *l = &b->to->edges[c];
	struct topo_edge edge = {from, to};
	struct str key = {(const char *)&edge, sizeof(edge)};

	if (strmap_get(&b->edges[c], key))
		return;
	(void)strmap_put(&b->edges[c], arena_str(b->arena, key), b);
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 16;
		struct topo_edge *bigger = ARENA_ARRAY(b->arena, struct topo_edge, cap);

		if (l->n)
			memcpy(bigger, l->list, l->n * sizeof(*bigger));
		l->list = bigger;
		l->cap = cap;
	}
	l->list[l->n++] = edge;
}

/* The node of that name in the map, made when there is none. */
static size_t node_by_name(struct builder *b, struct strmap *map, struct str key, enum topo_column c,
			   struct topo_node node)
{
	struct index_box *box = strmap_get(map, key);

	if (!box) {
		box = ARENA_NEW(b->arena, struct index_box);
		box->i = add_node(b, c, node);
		(void)strmap_put(map, arena_str(b->arena, key), box);
	}
	return box->i;
}

static struct str counted(struct arena *a, struct str before, size_t n, const char *what)
{
	if (n == 0)
		return before;
	return arena_fmt(a, "%.*s%s%zu %s%s", STR_FMT(before), before.n ? ", " : "", n, what, n == 1 ? "" : "s");
}

static size_t count_items(const struct node *list, const char *key)
{
	const struct node *n = task_get(list, key);

	return n && n->kind == NODE_SEQ ? node_count(n) : 0;
}

static struct str list_detail(struct arena *a, const struct entry *e)
{
	struct str s = counted(a, STR_LIT(""), count_items(e->node, "do-dbs"), "schema");

	s = counted(a, s, count_items(e->node, "do-tables"), "table");
	s = counted(a, s, count_items(e->node, "ignore-dbs") + count_items(e->node, "ignore-tables"), "exception");
	return s.n ? s : STR_LIT("selects everything");
}

static struct str route_detail(struct arena *a, const struct entry *e)
{
	struct str schema = task_str(e->node, "schema-pattern", ""), table = task_str(e->node, "table-pattern", "");

	return arena_fmt(a, "%.*s%s%.*s", STR_FMT(schema), table.n ? " . " : "", STR_FMT(table));
}

/* Entries stand first in their column, so that an entry's index is its node's. */
static void add_entries(struct builder *b, enum section sec, enum topo_column c)
{
	for (size_t i = 0; i < b->task->n_entries[sec]; i++) {
		const struct entry *e = &b->task->entries[sec][i];

		(void)add_node(b, c,
			       (struct topo_node){
				       .name = text_key_for_display(e->name),
				       .detail = c == TOPO_LISTS ? list_detail(b->arena, e) : route_detail(b->arena, e),
				       .at = {e->node->key_span.lo, e->node->span.hi},
				       .state = e->n_uses ? TOPO_USED : TOPO_UNUSED,
			       });
	}
}

static size_t missing_node(struct builder *b, enum topo_column c, const struct ref *ref)
{
	return node_by_name(b, &b->missing[c], ref->name, c,
			    (struct topo_node){.name = ref->name,
					       .detail = STR_LIT("not defined"),
					       .at = ref->node->span,
					       .state = TOPO_MISSING});
}

static size_t source_node(struct builder *b, const struct instance *in)
{
	const struct source *s = b->sources ? sources_find(b->sources, in->source_id) : NULL;
	struct topo_node node = {.name = in->source_id, .at = in->node->span};

	if (in->source_id.n == 0)
		node = (struct topo_node){.name = STR_LIT("no source-id"), .at = in->node->span, .state = TOPO_MISSING};
	if (s)
		node.detail = arena_fmt(b->arena, "%.*s:%.*s", STR_FMT(source_str(s, SOURCE_HOST)),
					STR_FMT(source_str(s, SOURCE_PORT)));
	return add_node(b, TOPO_SOURCES, node);
}

static size_t list_node(struct builder *b, const struct instance *in)
{
	for (size_t i = 0; i < in->n_refs; i++) {
		const struct ref *ref = &in->refs[i];

		if (ref->sec == b->task->lists)
			return ref->entry ? ref->entry->index : missing_node(b, TOPO_LISTS, ref);
	}
	if (b->everything == SIZE_MAX)
		b->everything = add_node(
			b, TOPO_LISTS,
			(struct topo_node){.name = STR_LIT("no list"), .detail = STR_LIT("selects everything")});
	return b->everything;
}

static size_t no_route_node(struct builder *b)
{
	if (b->no_route == SIZE_MAX)
		b->no_route =
			add_node(b, TOPO_ROUTES,
				 (struct topo_node){.name = STR_LIT("no route"), .detail = STR_LIT("names stay")});
	return b->no_route;
}

/* A part that the target takes from the source is absent. */
static size_t target_node(struct builder *b, struct str schema, struct str table)
{
	const struct index_box *box;
	struct str name;

	b->name.n = 0;
	if (schema.n == 0 && table.n == 0) {
		buf_c(&b->name, "the same names");
	} else {
		buf_str(&b->name, schema.n ? schema : STR_LIT("*"));
		buf_char(&b->name, '.');
		buf_str(&b->name, table.n ? table : STR_LIT("*"));
	}
	name = (struct str){b->name.p, b->name.n};
	box = strmap_get(&b->targets, name);
	if (box)
		return box->i;
	name = arena_str(b->arena, name);
	return node_by_name(b, &b->targets, name, TOPO_TARGETS, (struct topo_node){.name = name, .group = schema});
}

static void add_flow(struct builder *b, size_t list, const struct route_rule *rule, struct str schema, struct str table)
{
	size_t route = rule ? rule->entry->index : no_route_node(b);

	add_edge(b, TOPO_LISTS, list, route);
	add_edge(b, TOPO_ROUTES, route, target_node(b, schema, table));
}

static bool is_literal(const struct node *n, const struct pattern_mode *mode)
{
	struct str s = value_str(n, STR_LIT(""));

	return n && s.n && pattern_is_literal(s, mode);
}

/* Does the list name every table, or at least every schema, by its full name? */
static bool names_all(const struct node *items, bool tables, const struct pattern_mode *mode)
{
	if (!items || items->kind != NODE_SEQ || !items->first)
		return false;
	for (const struct node *n = items->first; n; n = n->next) {
		if (!is_literal(tables ? task_get(n, "db-name") : n, mode) ||
		    (tables && !is_literal(task_get(n, "tbl-name"), mode)))
			return false;
	}
	return true;
}

/* One instance: what its list selects, and its routes. */
struct flow {
	struct builder *b;
	size_t list; /* its node */
	struct router routes;
};

static const struct table_filter *filter_of(struct builder *b, const struct entry *list)
{
	struct compiled_list *c = &b->lists[list->index];

	if (!c->compiled)
		filter_build(b->arena, b->task, list, &c->filter);
	c->compiled = true;
	return &c->filter;
}

static void follow_tables(struct flow *f, const struct entry *list, const struct node *items)
{
	const struct table_filter *filter = filter_of(f->b, list);

	for (const struct node *n = items->first; n; n = n->next) {
		struct str schema = task_str(n, "db-name", ""), table = task_str(n, "tbl-name", "");
		struct route_result r;

		if (dump_system_schema(schema, f->b->task->dm) || !filter_match(filter, schema, table, NULL))
			continue;
		router_route(&f->routes, schema, table, &r);
		add_flow(f->b, f->list, r.rule, r.schema, r.table);
	}
}

/* May every name of the list be compared with every route? */
static bool within_budget(struct flow *f, const struct entry *list)
{
	size_t n = list ? f->b->lists[list->index].n_names : 0;

	f->b->n_matches += n * (f->routes.n + NAME_COST);
	return f->b->n_matches <= MAX_MATCHES;
}

/* Of a schema the routes for its tables may apply, and the one for the schema, or none, does for the others. */
static void follow_schemas(struct flow *f, const struct node *items)
{
	f->b->to->guessed = true;
	for (const struct node *n = items->first; n; n = n->next) {
		struct str schema = value_str(n, STR_LIT(""));
		struct route_result r;

		if (dump_system_schema(schema, f->b->task->dm))
			continue;
		for (size_t i = 0; i < f->routes.n; i++) {
			const struct route_rule *rule = &f->routes.rules[i];

			if (rule->has_table && pattern_match(&rule->schema, schema))
				add_flow(f->b, f->list, rule, rule->target_schema, rule->target_table);
		}
		router_route(&f->routes, schema, STR_LIT(""), &r);
		add_flow(f->b, f->list, r.rule, r.schema, STR_LIT(""));
	}
}

/* Is there a schema route with the very pattern of everything that the list selects? */
static bool routes_cover(const struct flow *f, const struct entry *list)
{
	const struct node *schemas = list ? task_get(list->node, "do-dbs") : NULL;
	const struct node *tables = list ? task_get(list->node, "do-tables") : NULL;
	const struct node *items = schemas && schemas->first ? schemas : tables;
	struct strmap patterns = {.arena = f->b->arena};

	for (size_t i = 0; i < f->routes.n; i++) {
		if (!f->routes.rules[i].has_table)
			(void)strmap_put(&patterns, f->routes.rules[i].schema.text, f->b);
	}
	if (!items || items->kind != NODE_SEQ || !items->first)
		return false;
	for (const struct node *n = items->first; n; n = n->next) {
		struct str schema = items == tables ? task_str(n, "db-name", "") : value_str(n, STR_LIT(""));

		if (!f->b->task->case_sensitive)
			schema = pattern_lower(f->b->arena, schema);
		if (!strmap_get(&patterns, schema))
			return false;
	}
	return true;
}

static void follow_patterns(struct flow *f, const struct entry *list)
{
	f->b->to->guessed = true;
	for (size_t i = 0; i < f->routes.n; i++) {
		const struct route_rule *rule = &f->routes.rules[i];

		add_flow(f->b, f->list, rule, rule->target_schema, rule->target_table);
	}
	if (!routes_cover(f, list))
		add_flow(f->b, f->list, NULL, STR_LIT(""), STR_LIT(""));
}

static void follow(struct flow *f, const struct entry *list)
{
	struct pattern_mode mode = pattern_mode_list(f->b->task->dm, f->b->task->case_sensitive);
	const struct node *tables = list ? task_get(list->node, "do-tables") : NULL;
	const struct node *schemas = list ? task_get(list->node, "do-dbs") : NULL;
	bool has_tables = tables && tables->kind == NODE_SEQ && tables->first;

	if (!within_budget(f, list))
		follow_patterns(f, NULL);
	else if (names_all(tables, true, &mode))
		follow_tables(f, list, tables);
	else if (!has_tables && names_all(schemas, false, &mode))
		follow_schemas(f, schemas);
	else
		follow_patterns(f, list);
}

/* Instances with the same list and the same routes are followed once. */
static bool is_new_flow(struct builder *b, const struct instance *in, size_t list)
{
	struct buf key = {0};
	bool is_new;

	buf_add(&key, (const char *)&list, sizeof(list));
	for (size_t i = 0; i < in->n_refs; i++) {
		if (in->refs[i].sec == SEC_ROUTES && in->refs[i].entry)
			buf_add(&key, (const char *)&in->refs[i].entry->index, sizeof(size_t));
	}
	is_new = !strmap_put(&b->flows, arena_str(b->arena, (struct str){key.p, key.n}), b);
	buf_free(&key);
	return is_new;
}

static void add_instance(struct builder *b, const struct instance *in)
{
	struct flow f = {.b = b, .list = list_node(b, in)};

	add_edge(b, TOPO_SOURCES, source_node(b, in), f.list);
	for (size_t i = 0; i < in->n_refs; i++) {
		if (in->refs[i].sec == SEC_ROUTES && !in->refs[i].entry)
			add_edge(b, TOPO_LISTS, f.list, missing_node(b, TOPO_ROUTES, &in->refs[i]));
	}
	if (b->to->nodes[TOPO_LISTS].list[f.list].state == TOPO_MISSING || !is_new_flow(b, in, f.list))
		return;
	router_build(b->arena, b->task, in, SEC_ROUTES, &f.routes);
	follow(&f, in->list && !in->list->null ? in->list : NULL);
	router_release(&f.routes);
}

static void add_target(struct builder *b)
{
	const struct node *db = task_get(b->task->root, "target-database");
	struct str host = task_str(db, "host", "");
	int64_t port = value_int(task_get(db, "port"), 0);

	b->to->target = (struct topo_node){.name = host, .state = db ? TOPO_USED : TOPO_MISSING};
	if (host.n && port)
		b->to->target.name = arena_fmt(b->arena, "%.*s:%lld", STR_FMT(host), (long long)port);
	if (db)
		b->to->target.at = (struct span){db->key_span.lo, db->span.hi};
}

struct topology *run_topology(struct arena *a, const struct task *t, const struct sources *sources)
{
	struct builder b = {
		.arena = a,
		.task = t,
		.sources = sources,
		.to = ARENA_NEW(a, struct topology),
		.everything = SIZE_MAX,
		.no_route = SIZE_MAX,
		.lists = ARENA_ARRAY(a, struct compiled_list, t->n_entries[t->lists] + 1),
	};

	b.targets.arena = b.flows.arena = a;
	for (int c = 0; c < TOPO_COLUMNS; c++)
		b.missing[c].arena = a;
	for (int c = 0; c < TOPO_COLUMNS - 1; c++)
		b.edges[c].arena = a;
	add_target(&b);
	add_entries(&b, t->lists, TOPO_LISTS);
	for (size_t i = 0; i < t->n_entries[t->lists]; i++) {
		const struct node *list = t->entries[t->lists][i].node;

		b.lists[i].n_names = count_items(list, "do-dbs") + count_items(list, "do-tables");
	}
	add_entries(&b, SEC_ROUTES, TOPO_ROUTES);
	for (size_t i = 0; i < t->n_instances; i++)
		add_instance(&b, &t->instances[i]);
	for (size_t i = 0; i < t->n_entries[t->lists]; i++) {
		if (b.lists[i].compiled)
			filter_release(&b.lists[i].filter);
	}
	buf_free(&b.name);
	return b.to;
}
