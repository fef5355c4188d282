/* dump_list.c: the list of tables that DM 1.0 makes for mydumper, as far as the configuration tells. Called by the rules on its
 * length and on the names in it. */
#include <string.h>

#include "dump_list.h"
#include "live.h"

struct reading {
	struct lint *l;
	struct listed *to;
	struct table_filter filter;
	struct pattern_mode mode;
	struct strmap seen;
};

static bool is_name(struct reading *r, const struct node *n, struct str *ret)
{
	struct str v = value_str(n, STR_LIT(""));

	if (v.n == 0 || !pattern_is_literal(v, &r->mode))
		return false;
	*ret = r->mode.case_sensitive ? v : pattern_lower(r->l->arena, v);
	return true;
}

static bool is_new(struct reading *r, struct str schema, struct str table)
{
	struct str key = arena_fmt(r->l->arena, "%.*s/%.*s", STR_FMT(schema), STR_FMT(table));

	return strmap_put(&r->seen, key, r) == NULL;
}

static void read_item(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
		      const struct node *tbl)
{
	struct reading *r = arg;
	struct str schema, table;

	if (part->ignore)
		return;
	if (!tbl && r->filter.do_tables.n)
		return;
	if (!is_name(r, db, &schema) || (tbl && !is_name(r, tbl, &table))) {
		r->to->complete = false;
		return;
	}
	if (dump_system_schema(schema, r->l->dm))
		return;
	if (!tbl) {
		r->to->complete = false;
		if (filter_match(&r->filter, schema, STR_LIT(""), NULL) && is_new(r, schema, STR_LIT(""))) {
			r->to->schema_items[r->to->n_schemas] = db;
			r->to->schemas[r->to->n_schemas++] = schema;
		}
	} else if (filter_match(&r->filter, schema, table, NULL) && is_new(r, schema, table)) {
		r->to->items[r->to->n] = item;
		r->to->names[r->to->n++] = (struct dump_name){schema, table};
	}
}

static void read_listed(struct lint *l, const struct entry *list, struct listed *ret)
{
	struct reading r = {.l = l, .to = ret, .mode = pattern_mode_list(l->dm, l->task->case_sensitive)};
	const struct node *tables = list ? task_get(list->node, "do-tables") : NULL,
			  *dbs = list ? task_get(list->node, "do-dbs") : NULL;
	size_t n_tables = tables ? node_count(tables) : 0, n_dbs = dbs ? node_count(dbs) : 0;

	*ret = (struct listed){
		.names = ARENA_ARRAY(l->arena, struct dump_name, n_tables + 1),
		.items = ARENA_ARRAY(l->arena, const struct node *, n_tables + 1),
		.schemas = ARENA_ARRAY(l->arena, struct str, n_dbs + 1),
		.schema_items = ARENA_ARRAY(l->arena, const struct node *, n_dbs + 1),
		.complete = true,
	};
	r.seen.arena = l->arena;
	filter_build(l->arena, l->task, list, &r.filter);
	if (!r.filter.invalid)
		filter_each(list, read_item, &r);
	ret->complete &= r.filter.do_tables.n > 0 && !r.filter.invalid;
	ret->invalid = r.filter.invalid;
	filter_release(&r.filter);
}

/* Reads the list for this one call: long lists would pile up, rule by rule. */
static void call(struct lint *l, const struct entry *list,
		 void (*each)(struct lint *l, const struct entry *list, const struct listed *names))
{
	struct lint reader = *l;
	struct listed names;

	reader.arena = arena_new();
	read_listed(&reader, list, &names);
	each(l, list, &names);
	arena_free(reader.arena);
}

/* A list that is not defined is another finding, and nobody knows what it was to hold. */
static bool names_unknown_list(const struct instance *in)
{
	for (size_t i = 0; i < in->n_refs; i++) {
		enum section sec = in->refs[i].sec;

		if ((sec == SEC_BLOCK_ALLOW_LIST || sec == SEC_BLACK_WHITE_LIST) && !in->refs[i].entry)
			return true;
	}
	return false;
}

/* The server has told its tables: then the list is measured, not guessed. */
static bool measured(const struct lint *l, const struct instance *in)
{
	const struct server_facts *f = live_server_of(l, in);

	return f && facts_have(f, FACT_BIT(FACT_TABLES));
}

void each_made_list(struct lint *l, void (*each)(struct lint *l, const struct entry *list, const struct listed *names))
{
	struct strmap seen = {.arena = l->arena};
	struct dump_uses all;
	bool *made = ARENA_ARRAY(l->arena, bool, l->task->n_instances + 1), none = false;

	if (!dm_check_find("dump-list", l->dm))
		return;
	dump_uses(l, &all);
	for (size_t k = 0; k < all.n; k++) {
		for (size_t i = 0; i < all.use[k].n_users && !all.use[k].args.lists_tables; i++)
			made[all.use[k].users[i]] = true;
	}
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];
		const struct entry *list = in->list && !in->list->null ? in->list : NULL;

		if (!made[i] || measured(l, in) || names_unknown_list(in) ||
		    (list ? !first_time(l, &seen, list->node) : none))
			continue;
		none |= !list;
		l->instance = i;
		call(l, list, each);
	}
	l->instance = 0;
}
