/* filter.c: block-allow-list as DM evaluates it. Called by rules and by the table listing. Does not know routes. */
#include <string.h>

#include "dmlint/match.h"

static const char *const list_keys[] = {"do-dbs", "do-tables", "ignore-dbs", "ignore-tables"};

void filter_each(const struct entry *list, void (*each)(void *arg, const char *key, const struct node *item,
							 const struct node *db, const struct node *tbl), void *arg)
{
	for (size_t k = 0; list && k < ARRAY_LEN(list_keys); k++) {
		const struct node *seq = task_get(list->node, list_keys[k]);
		bool tables = strstr(list_keys[k], "tables") != NULL;

		if (!seq || seq->kind != NODE_SEQ)
			continue;
		for (const struct node *n = seq->first; n; n = n->next) {
			if (tables)
				each(arg, list_keys[k], n, task_get(n, "db-name"), task_get(n, "tbl-name"));
			else
				each(arg, list_keys[k], n, n, NULL);
		}
	}
}

struct builder {
	struct arena *arena;
	struct pattern_mode mode;
	struct table_filter *f;
};

static bool compile_part(struct builder *b, const struct node *n, struct pattern *ret)
{
	return pattern_compile(b->arena, value_str(n, STR_LIT("")), &b->mode, ret);
}

static void add_rule(void *arg, const char *key, const struct node *item, const struct node *db, const struct node *tbl)
{
	struct builder *b = arg;
	struct table_filter *f = b->f;
	bool tables = strstr(key, "tables") != NULL, allow = key[0] == 'd';
	struct table_rule r = {.node = item};

	if (!compile_part(b, db, &r.schema) || (tables && !compile_part(b, tbl, &r.table))) {
		pattern_release(&r.schema);
		f->invalid = true;
		return;
	}
	if (allow && tables)
		f->do_tables[f->n_do_tables++] = r;
	else if (allow)
		f->do_dbs[f->n_do_dbs++] = r;
	else if (tables)
		f->ignore_tables[f->n_ignore_tables++] = r;
	else
		f->ignore_dbs[f->n_ignore_dbs++] = r;
}

static struct table_rule *room(struct arena *a, const struct entry *list, const char *key)
{
	const struct node *seq = list ? task_get(list->node, key) : NULL;
	size_t n = seq ? node_count(seq) : 0;

	return ARENA_ARRAY(a, struct table_rule, n ? n : 1);
}

void filter_build(struct arena *a, const struct task *t, const struct entry *list, struct table_filter *ret)
{
	struct builder b = {a, pattern_mode_list(t->dm, t->case_sensitive), ret};

	*ret = (struct table_filter){0};
	ret->do_dbs = room(a, list, "do-dbs");
	ret->ignore_dbs = room(a, list, "ignore-dbs");
	ret->do_tables = room(a, list, "do-tables");
	ret->ignore_tables = room(a, list, "ignore-tables");
	filter_each(list, add_rule, &b);
}

static void release_rules(struct table_rule *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		pattern_release(&r[i].schema);
		pattern_release(&r[i].table);
	}
}

void filter_release(struct table_filter *f)
{
	release_rules(f->do_dbs, f->n_do_dbs);
	release_rules(f->ignore_dbs, f->n_ignore_dbs);
	release_rules(f->do_tables, f->n_do_tables);
	release_rules(f->ignore_tables, f->n_ignore_tables);
}

static const struct table_rule *match_schema(const struct table_rule *r, size_t n, struct str schema)
{
	for (size_t i = 0; i < n; i++) {
		if (pattern_match(&r[i].schema, schema))
			return &r[i];
	}
	return NULL;
}

static const struct table_rule *match_table(const struct table_rule *r, size_t n, struct str schema, struct str table)
{
	for (size_t i = 0; i < n; i++) {
		if (pattern_match(&r[i].schema, schema) && pattern_match(&r[i].table, table))
			return &r[i];
	}
	return NULL;
}

bool filter_match(const struct table_filter *f, struct str schema, struct str table, const struct table_rule **ret_by)
{
	const struct table_rule *by = NULL;
	bool keep = true;

	if (f->n_do_dbs) {
		by = match_schema(f->do_dbs, f->n_do_dbs, schema);
		keep = by != NULL;
	} else if (f->n_ignore_dbs) {
		by = match_schema(f->ignore_dbs, f->n_ignore_dbs, schema);
		keep = by == NULL;
	}
	if (keep && table.n) {
		const struct table_rule *t = match_table(f->do_tables, f->n_do_tables, schema, table);

		if (!t) {
			t = match_table(f->ignore_tables, f->n_ignore_tables, schema, table);
			keep = !t && f->n_do_tables == 0;
		}
		by = t ? t : by;
	}
	if (ret_by)
		*ret_by = by;
	return keep;
}
