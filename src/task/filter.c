/* filter.c: block-allow-list as DM evaluates it. Called by rules and by the table listing. Does not know routes. */
#include <string.h>

#include "dmlint/match.h"

static const struct list_part parts[] = {
	{.key = "do-dbs"},
	{.key = "do-tables", .tables = true},
	{.key = "ignore-dbs", .ignore = true},
	{.key = "ignore-tables", .tables = true, .ignore = true},
};

static void each_of(const struct entry *list, const struct list_part *part,
		    void (*each)(void *arg, const struct list_part *part, const struct node *item,
				 const struct node *db, const struct node *tbl),
		    void *arg)
{
	const struct node *seq = task_get(list->node, part->key);

	for (const struct node *n = seq && seq->kind == NODE_SEQ ? seq->first : NULL; n; n = n->next) {
		if (part->tables)
			each(arg, part, n, task_get(n, "db-name"), task_get(n, "tbl-name"));
		else
			each(arg, part, n, n, NULL);
	}
}

void filter_each(const struct entry *list,
		 void (*each)(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
			      const struct node *tbl),
		 void *arg)
{
	for (size_t k = 0; list && k < ARRAY_LEN(parts); k++)
		each_of(list, &parts[k], each, arg);
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

/* A literal outside ASCII is none to the selector (see pattern.c): it goes among the patterns, and so does an empty one. */
static bool is_literal(struct str s, const struct pattern_mode *mode)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	}
	return s.n && pattern_is_literal(s, mode);
}

/* "schema" or "schema NUL table" as DM compares them; ret has room for both names and the NUL. */
static size_t put_key(char *ret, struct str schema, struct str table, bool case_sensitive)
{
	size_t n = schema.n;

	memcpy(ret, schema.p, schema.n);
	if (table.n) {
		ret[n++] = '\0';
		memcpy(ret + n, table.p, table.n);
		n += table.n;
	}
	for (size_t i = 0; i < n && !case_sensitive; i++)
		ret[i] = (char)(ret[i] >= 'A' && ret[i] <= 'Z' ? ret[i] + 32 : ret[i]);
	return n;
}

static void add_literal(struct builder *b, struct rule_set *set, struct str schema, struct str table,
			const struct node *item)
{
	char *key = arena_alloc(b->arena, schema.n + table.n + 1);
	size_t n = put_key(key, schema, table, b->mode.case_sensitive);

	strmap_put(&set->literals, (struct str){key, n}, (void *)(uintptr_t)item);
	set->n++;
}

static void add_pattern(struct builder *b, struct rule_set *set, const struct table_rule *r)
{
	if (set->n_patterns == set->cap_patterns) {
		size_t cap = set->cap_patterns ? set->cap_patterns * 2 : 8;
		struct table_rule *bigger = ARENA_ARRAY(b->arena, struct table_rule, cap);

		if (set->n_patterns)
			memcpy(bigger, set->patterns, set->n_patterns * sizeof(*bigger));
		set->patterns = bigger;
		set->cap_patterns = cap;
	}
	set->patterns[set->n_patterns++] = *r;
	set->n++;
}

static struct rule_set *set_of(struct table_filter *f, const struct list_part *part)
{
	if (part->tables)
		return part->ignore ? &f->ignore_tables : &f->do_tables;
	return part->ignore ? &f->ignore_dbs : &f->do_dbs;
}

static void add_rule(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
		     const struct node *tbl)
{
	struct builder *b = arg;
	struct rule_set *set = set_of(b->f, part);
	struct str schema = value_str(db, STR_LIT("")), table = value_str(tbl, STR_LIT(""));
	struct table_rule r = {.node = item};

	if (is_literal(schema, &b->mode) && (!part->tables || is_literal(table, &b->mode))) {
		add_literal(b, set, schema, table, item);
	} else if (!compile_part(b, db, &r.schema) || (part->tables && !compile_part(b, tbl, &r.table))) {
		pattern_release(&r.schema);
		b->f->invalid = true;
	} else {
		add_pattern(b, set, &r);
	}
}

static void build(struct arena *a, const struct task *t, const struct entry *list, bool tables,
		  struct table_filter *ret)
{
	struct builder b = {a, pattern_mode_list(t->dm, t->case_sensitive), ret};

	*ret = (struct table_filter){.case_sensitive = t->case_sensitive};
	for (size_t k = 0; k < ARRAY_LEN(parts); k++) {
		struct rule_set *set = set_of(ret, &parts[k]);

		set->literals.arena = a;
		if (!list || (parts[k].tables && !tables))
			continue;
		strmap_reserve(&set->literals, node_count(task_get(list->node, parts[k].key)));
		each_of(list, &parts[k], add_rule, &b);
	}
}

void filter_build(struct arena *a, const struct task *t, const struct entry *list, struct table_filter *ret)
{
	build(a, t, list, true, ret);
}

void filter_build_schemas(struct arena *a, const struct task *t, const struct entry *list, struct table_filter *ret)
{
	build(a, t, list, false, ret);
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
static const struct node *find_literal(const struct rule_set *s, bool case_sensitive, struct str schema,
				       struct str table)
{
	char key[1024];

	if (schema.n + table.n + 1 > sizeof(key))
		return NULL;
	return strmap_get(&s->literals, (struct str){key, put_key(key, schema, table, case_sensitive)});
}

static const struct node *match_set(const struct rule_set *s, bool case_sensitive, struct str schema, struct str table)
{
	const struct node *by = s->literals.n ? find_literal(s, case_sensitive, schema, table) : NULL;

	for (size_t i = 0; i < s->n_patterns && !by; i++) {
		const struct table_rule *p = &s->patterns[i];

		if (pattern_match(&p->schema, schema) && (table.n == 0 || pattern_match(&p->table, table)))
			by = p->node;
	}
	return by;
}

bool filter_match(const struct table_filter *f, struct str schema, struct str table, const struct node **ret_by)
{
	const struct node *by = NULL;
	bool keep = true;

	if (f->do_dbs.n) {
		by = match_set(&f->do_dbs, f->case_sensitive, schema, STR_LIT(""));
		keep = by != NULL;
	} else if (f->ignore_dbs.n) {
		by = match_set(&f->ignore_dbs, f->case_sensitive, schema, STR_LIT(""));
		keep = by == NULL;
	}
	if (keep && table.n) {
		const struct node *t = match_set(&f->do_tables, f->case_sensitive, schema, table);

		if (!t) {
			t = match_set(&f->ignore_tables, f->case_sensitive, schema, table);
			keep = !t && f->do_tables.n == 0;
		}
		by = t ? t : by;
	}
	if (ret_by)
		*ret_by = by;
	return keep;
}
