/* filter.c: block-allow-list as DM evaluates it. Called by rules and by the table listing. Does not know routes. */
#include <string.h>

#include "dmlint/match.h"

static const char *const list_keys[] = {"do-dbs", "do-tables", "ignore-dbs", "ignore-tables"};

void filter_each(const struct entry *list,
		 void (*each)(void *arg, const char *key, const struct node *item, const struct node *db,
			      const struct node *tbl),
		 void *arg)
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

static struct str literal_key(struct arena *a, struct str schema, struct str table)
{
	char *p;

	if (table.n == 0)
		return schema;
	p = arena_alloc(a, schema.n + table.n + 1);
	memcpy(p, schema.p, schema.n);
	memcpy(p + schema.n + 1, table.p, table.n);
	return (struct str){p, schema.n + table.n + 1};
}

/* A literal outside ASCII is no literal to the selector (see pattern.c): it stays among the patterns. */
static bool is_plain(const struct pattern *p)
{
	for (size_t i = 0; i < p->text.n; i++) {
		if ((unsigned char)p->text.p[i] >= 0x80)
			return false;
	}
	return p->literal && !p->regex;
}

static void add_rule(void *arg, const char *key, const struct node *item, const struct node *db, const struct node *tbl)
{
	struct builder *b = arg;
	struct table_filter *f = b->f;
	bool tables = strstr(key, "tables") != NULL, allow = key[0] == 'd';
	struct rule_set *set =
		tables ? (allow ? &f->do_tables : &f->ignore_tables) : (allow ? &f->do_dbs : &f->ignore_dbs);
	struct table_rule r = {.node = item};

	if (!compile_part(b, db, &r.schema) || (tables && !compile_part(b, tbl, &r.table))) {
		pattern_release(&r.schema);
		f->invalid = true;
		return;
	}
	set->n++;
	if (is_plain(&r.schema) && (!tables || is_plain(&r.table))) {
		struct table_rule *kept = ARENA_NEW(b->arena, struct table_rule);

		*kept = r;
		strmap_put(&set->literals, literal_key(b->arena, r.schema.text, r.table.text), kept);
	} else {
		set->patterns[set->n_patterns++] = r;
	}
}

static void init_set(struct arena *a, const struct entry *list, const char *key, struct rule_set *ret)
{
	const struct node *seq = list ? task_get(list->node, key) : NULL;
	size_t n = seq ? node_count(seq) : 0;

	ret->patterns = ARENA_ARRAY(a, struct table_rule, n ? n : 1);
	ret->literals.arena = a;
}

void filter_build(struct arena *a, const struct task *t, const struct entry *list, struct table_filter *ret)
{
	struct builder b = {a, pattern_mode_list(t->dm, t->case_sensitive), ret};

	*ret = (struct table_filter){.case_sensitive = t->case_sensitive};
	init_set(a, list, "do-dbs", &ret->do_dbs);
	init_set(a, list, "ignore-dbs", &ret->ignore_dbs);
	init_set(a, list, "do-tables", &ret->do_tables);
	init_set(a, list, "ignore-tables", &ret->ignore_tables);
	filter_each(list, add_rule, &b);
}

static void release_set(struct rule_set *s)
{
	for (size_t i = 0; i < s->n_patterns; i++) {
		pattern_release(&s->patterns[i].schema);
		pattern_release(&s->patterns[i].table);
	}
}

void filter_release(struct table_filter *f)
{
	release_set(&f->do_dbs);
	release_set(&f->ignore_dbs);
	release_set(&f->do_tables);
	release_set(&f->ignore_tables);
}

/* MySQL names end at 64 characters, so what does not fit here cannot be a literal's name. */
static const struct table_rule *find_literal(const struct rule_set *s, bool case_sensitive, struct str schema,
					     struct str table)
{
	char key[1024];
	size_t n = schema.n;

	if (schema.n + table.n + 1 > sizeof(key))
		return NULL;
	memcpy(key, schema.p, schema.n);
	if (table.n) {
		key[n++] = '\0';
		memcpy(key + n, table.p, table.n);
		n += table.n;
	}
	for (size_t i = 0; i < n && !case_sensitive; i++)
		key[i] = (char)(key[i] >= 'A' && key[i] <= 'Z' ? key[i] + 32 : key[i]);
	return strmap_get(&s->literals, (struct str){key, n});
}

static const struct table_rule *match_set(const struct rule_set *s, bool case_sensitive, struct str schema,
					  struct str table)
{
	const struct table_rule *r = find_literal(s, case_sensitive, schema, table);

	for (size_t i = 0; i < s->n_patterns && !r; i++) {
		const struct table_rule *p = &s->patterns[i];

		if (pattern_match(&p->schema, schema) && (table.n == 0 || pattern_match(&p->table, table)))
			r = p;
	}
	return r;
}

bool filter_match(const struct table_filter *f, struct str schema, struct str table, const struct table_rule **ret_by)
{
	const struct table_rule *by = NULL;
	bool keep = true;

	if (f->do_dbs.n) {
		by = match_set(&f->do_dbs, f->case_sensitive, schema, STR_LIT(""));
		keep = by != NULL;
	} else if (f->ignore_dbs.n) {
		by = match_set(&f->ignore_dbs, f->case_sensitive, schema, STR_LIT(""));
		keep = by == NULL;
	}
	if (keep && table.n) {
		const struct table_rule *t =
			f->do_tables.n ? match_set(&f->do_tables, f->case_sensitive, schema, table) : NULL;

		if (!t) {
			t = f->ignore_tables.n ? match_set(&f->ignore_tables, f->case_sensitive, schema, table) : NULL;
			keep = !t && f->do_tables.n == 0;
		}
		by = t ? t : by;
	}
	if (ret_by)
		*ret_by = by;
	return keep;
}
