/* live_selection.c: from the answers of servers to the tables that a task selects, with their columns, keys and targets. Called by the
 * live rules about tables. Cost is linear in the rows of the answers. */
#include <string.h>

#include "dmlint/grants.h"
#include "dmlint/route.h"

#include "live.h"

/* Of one table; TiDB has 512 at most, MySQL and MariaDB 64. What a record has beyond that no server said. */
#define MAX_INDEXES 600

struct selection {
	struct lint *l;
	struct live_tables *to;
	size_t cap;
	struct strmap by_name; /* "schema NUL table" of the server at hand -> struct live_table */
	struct strmap groups;  /* the same, lower-cased, of the target -> index into to->groups, from 1 */
};

/* A name with its schema as one key; folded where letter case does not count. */
static struct str key_of(struct arena *a, struct str schema, struct str table, bool fold)
{
	size_t n = schema.n + 1 + table.n;
	char *p = arena_alloc(a, n + 1);

	memcpy(p, schema.p ? schema.p : "", schema.n);
	memcpy(p + schema.n + 1, table.p ? table.p : "", table.n);
	return fold ? pattern_lower(a, (struct str){p, n}) : (struct str){p, n};
}

static struct live_table *find(struct selection *s, const struct rows *r, size_t row)
{
	return strmap_get(&s->by_name,
			  key_of(s->l->arena, rows_get(r, row, "schema"), rows_get(r, row, "table"), false));
}

static bool is_yes(struct str s)
{
	return str_eq_nocase(s, STR_LIT("YES")) || str_eq_c(s, "1");
}

static size_t number(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && n < 1000000; i++)
		n = n * 10 + (size_t)(s.p[i] - '0');
	return n;
}

/* First counts the rows of every table of by_name, then fills: rows of one table need not stand together. */
static void fill_columns(struct selection *s, const struct rows *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct live_table *t = find(s, r, i);

		if (t)
			t->n_columns++;
	}
	for (size_t i = 0; i < r->n; i++) {
		struct live_table *t = find(s, r, i);

		if (!t)
			continue;
		if (!t->columns) {
			t->columns = ARENA_ARRAY(s->l->arena, struct live_column, t->n_columns);
			t->n_columns = 0;
			t->by_column = ARENA_NEW(s->l->arena, struct strmap);
			t->by_column->arena = s->l->arena;
		}
		t->columns[t->n_columns++] = (struct live_column){
			.name = rows_get(r, i, "column"),
			.type = rows_get(r, i, "type"),
			.charset = rows_get(r, i, "charset"),
			.collation = rows_get(r, i, "collation"),
			.extra = rows_get(r, i, "extra"),
			.generation = rows_get(r, i, "generation"),
			.def = rows_get(r, i, "default"),
			.nullable = is_yes(rows_get(r, i, "nullable")),
		};
	}
}

static void add_part(struct selection *s, struct live_table *t, const struct rows *r, size_t row)
{
	struct str name = rows_get(r, row, "index"), column = rows_get(r, row, "column");
	struct live_index *x = t->n_indexes ? &t->indexes[t->n_indexes - 1] : NULL;

	if (!x || !str_eq(x->name, name)) {
		if (t->n_indexes == MAX_INDEXES)
			return;
		x = &t->indexes[t->n_indexes++];
		x->name = name;
		x->unique = is_yes(rows_get(r, row, "unique"));
		x->primary = str_eq_nocase(name, STR_LIT("PRIMARY"));
	}
	if ((x->n_columns & (x->n_columns - 1)) == 0) { /* full: 0, 1, 2, 4, ... */
		struct str *more = ARENA_ARRAY(s->l->arena, struct str, x->n_columns ? x->n_columns * 2 : 1);

		if (x->n_columns)
			memcpy(more, x->columns, x->n_columns * sizeof(struct str));
		x->columns = more;
	}
	x->columns[x->n_columns++] = column;
	x->type = rows_get(r, row, "type");
	if (!column.p && !x->expression.p)
		x->expression = rows_get(r, row, "expression");
	x->prefix |= number(rows_get(r, row, "prefix")) > 0;
	x->nullable |= is_yes(rows_get(r, row, "nullable"));
}

/* The parts of an index follow one another. */
static void fill_indexes(struct selection *s, const struct rows *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct live_table *t = find(s, r, i);

		if (t)
			t->n_indexes++;
	}
	for (size_t i = 0; i < r->n; i++) {
		struct live_table *t = find(s, r, i);

		if (!t)
			continue;
		if (!t->indexes) {
			t->indexes = ARENA_ARRAY(s->l->arena, struct live_index, t->n_indexes);
			t->n_indexes = 0;
		}
		add_part(s, t, r, i);
	}
}

/* The table that its foreign key refers to. */
static struct str parent_of(struct selection *s, const struct live_table *t)
{
	struct arena *a = s->l->arena;
	struct str table = t->foreign_table;
	bool selected = strmap_get(&s->by_name, key_of(a, t->foreign_schema, table, false)) != NULL;

	if (!str_eq(t->foreign_schema, t->schema))
		table = arena_fmt(a, "%.*s.%.*s", STR_FMT(t->foreign_schema), STR_FMT(table));
	return selected ? table : arena_fmt(a, "%.*s, which is not selected", STR_FMT(table));
}

static void fill_details(struct selection *s, const struct server_facts *f)
{
	const struct rows *r = fact_rows(f, FACT_FOREIGN_KEYS);

	fill_columns(s, fact_rows(f, FACT_COLUMNS));
	fill_indexes(s, fact_rows(f, FACT_INDEXES));
	for (size_t i = 0; i < r->n; i++) {
		struct live_table *t = find(s, r, i);

		if (t && !t->foreign_key.p) {
			t->foreign_key = rows_get(r, i, "name");
			t->foreign_schema = rows_get(r, i, "ref_schema");
			t->foreign_table = rows_get(r, i, "ref_table");
			t->foreign_text = parent_of(s, t);
		}
	}
	r = fact_rows(f, FACT_PARTITIONS);
	for (size_t i = 0; i < r->n; i++) {
		struct live_table *t = find(s, r, i);

		if (!t)
			continue;
		t->partitioned = rows_get(r, i, "method");
		t->subpartitions = rows_get(r, i, "submethod").n > 0;
	}
}

static struct live_table *new_table(struct selection *s, struct live_table *t, const struct rows *r, size_t row)
{
	*t = (struct live_table){
		.schema = rows_get(r, row, "schema"),
		.name = rows_get(r, row, "table"),
		.type = rows_get(r, row, "type"),
		.engine = rows_get(r, row, "engine"),
		.collation = rows_get(r, row, "collation"),
		.create_options = rows_get(r, row, "create_options"),
	};
	strmap_put(&s->by_name, key_of(s->l->arena, t->schema, t->name, false), t);
	return t;
}

static void select_of_instance(struct selection *s, const struct instance *in, const struct server_facts *f)
{
	const struct entry *list = in->list && !in->list->null ? in->list : NULL;
	const struct table_filter *filter = list ? list_filter(s->l, s->l->task->lists, list) : NULL;
	const struct rows *r = fact_rows(f, FACT_TABLES);
	struct router router;

	s->by_name = (struct strmap){.arena = s->l->arena};
	router_build(s->l->arena, s->l->task, in, SEC_ROUTES, &router);
	for (size_t i = 0; i < r->n; i++) {
		struct str schema = rows_get(r, i, "schema"), name = rows_get(r, i, "table");
		struct route_result to;
		struct live_table *t;

		if (filter && !filter_match(filter, schema, name, NULL))
			continue;
		t = new_table(s, &s->to->list[s->to->n++], r, i);
		t->in = in;
		router_route(&router, schema, name, &to);
		t->route = to.rule ? to.rule->entry : NULL;
		t->other_route = to.other ? to.other->entry : NULL;
		t->target_schema = to.schema;
		t->target_table = to.table;
	}
	router_release(&router);
	fill_details(s, f);
}

static void join_group(struct selection *s, struct live_table *t)
{
	struct arena *a = s->l->arena;
	struct str key = key_of(a, t->target_schema, t->target_table, true);
	uintptr_t at = (uintptr_t)strmap_get(&s->groups, key);
	struct live_group *g;

	if (!at) {
		at = ++s->to->n_groups;
		strmap_put(&s->groups, key, (void *)at);
	}
	g = &s->to->groups[at - 1];
	if (g->n == g->cap) {
		struct live_table **more = ARENA_ARRAY(a, struct live_table *, g->cap ? g->cap * 2 : 1);

		if (g->n)
			memcpy(more, g->members, g->n * sizeof(struct live_table *));
		g->members = more;
		g->cap = g->cap ? g->cap * 2 : 1;
	}
	g->members[g->n++] = t;
}

static struct live_group *group_of(struct selection *s, const struct rows *r, size_t row)
{
	struct str key = key_of(s->l->arena, rows_get(r, row, "schema"), rows_get(r, row, "table"), true);
	uintptr_t at = (uintptr_t)strmap_get(&s->groups, key);

	return at ? &s->to->groups[at - 1] : NULL;
}

static void look_at_target(struct selection *s)
{
	const struct node *node = node_get(s->l->root, "target-database");
	struct str host = task_str(node, "host", ""), user = task_str(node, "user", "");
	int64_t port = value_int(node ? node_get(node, "port") : NULL, 0);
	const struct server_facts *f = facts_target(s->l->facts, host, (uint16_t)port, user);
	const struct rows *r = f ? fact_rows(f, FACT_TABLES) : NULL;
	struct live_table *tables;
	uint32_t version;

	s->to->target_version = LIVE_TIDB_UNKNOWN;
	s->to->target = f;
	if (!f)
		return;
	if (server_vendor(f, &version) == VENDOR_TIDB && version)
		s->to->target_version = version;
	s->to->target_known = facts_have(f, FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS));
	s->by_name = (struct strmap){.arena = s->l->arena};
	tables = ARENA_ARRAY(s->l->arena, struct live_table, r->n + 1);
	for (size_t i = 0; i < r->n; i++) {
		struct live_group *g = group_of(s, r, i);

		if (!g)
			continue;
		g->target = new_table(s, &tables[i], r, i);
		for (size_t k = 0; k < g->n; k++)
			g->members[k]->target = g->target;
	}
	fill_details(s, f);
	r = fact_rows(f, FACT_FILLED);
	for (size_t i = 0; i < r->n; i++) {
		struct live_group *g = group_of(s, r, i);

		if (g)
			g->filled = true;
	}
}

static struct str checkpoint_key(struct arena *a, struct str source_id, struct str schema, struct str table)
{
	return key_of(a, source_id, key_of(a, schema, table, false), false);
}

static void look_at_checkpoints(struct selection *s)
{
	const struct rows *r = fact_rows(s->to->target, FACT_CHECKPOINT);
	struct strmap keys = {.arena = s->l->arena};

	for (size_t i = 0; i < r->n; i++)
		strmap_put(&keys,
			   checkpoint_key(keys.arena, rows_get(r, i, "id"), rows_get(r, i, "schema"),
					  rows_get(r, i, "table_name")),
			   s);
	for (size_t i = 0; i < s->to->n && r->n; i++) {
		struct live_table *t = &s->to->list[i];

		t->has_checkpoint =
			strmap_get(&keys, checkpoint_key(keys.arena, t->in->source_id, t->schema, t->name)) != NULL;
	}
}

const struct server_facts *live_server_of(const struct lint *l, const struct instance *in)
{
	return l->facts && in->id_node ? facts_source(l->facts, in->source_id) : NULL;
}

bool live_may_be_hidden(const struct lint *l, const struct server_facts *s)
{
	return !task_dumps(l->task) && facts_have(s, FACT_BIT(FACT_GRANTS)) &&
	       grants_lacking(grants_read(l->arena, s), privileges_find("SELECT"), STR_LIT(""), STR_LIT(""), NULL) != 0;
}

const struct live_tables *live_tables(struct lint *l)
{
	struct selection s = {.l = l, .to = ARENA_NEW(l->arena, struct live_tables)};

	if (l->tables)
		return l->tables;
	s.groups.arena = l->arena;
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct server_facts *f = live_server_of(l, &l->task->instances[i]);

		s.cap += f ? fact_rows(f, FACT_TABLES)->n : 0;
	}
	s.to->list = ARENA_ARRAY(l->arena, struct live_table, s.cap + 1);
	s.to->instances = l->task->instances;
	s.to->from = ARENA_ARRAY(l->arena, size_t, l->task->n_instances + 1);
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct server_facts *f = live_server_of(l, &l->task->instances[i]);

		if (f)
			select_of_instance(&s, &l->task->instances[i], f);
		s.to->from[i + 1] = s.to->n;
	}
	s.to->groups = ARENA_ARRAY(l->arena, struct live_group, s.to->n + 1);
	for (size_t i = 0; i < s.to->n; i++)
		join_group(&s, &s.to->list[i]);
	look_at_target(&s);
	look_at_checkpoints(&s);
	l->tables = s.to;
	return s.to;
}

bool live_goes_on(struct lint *l)
{
	const struct rows *r = fact_rows(live_tables(l)->target, FACT_CHECKPOINT);

	for (size_t i = 0; i < r->n && !task_forgets(l->task); i++) {
		if (rows_get(r, i, "id").n)
			return true;
	}
	return false;
}

const struct live_table *live_tables_of(const struct live_tables *t, const struct instance *in, size_t *ret_n)
{
	size_t i = (size_t)(in - t->instances);

	*ret_n = t->from[i + 1] - t->from[i];
	return &t->list[t->from[i]];
}
