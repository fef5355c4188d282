/* dump_selection.c: which tables a dump takes by its extra-args. Called by the rules that compare it with the lists. */
#include <string.h>

#include "dump_selection.h"

static struct str lower(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		p[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]);
	return (struct str){p, s.n};
}

static struct str joined(struct arena *a, struct str schema, struct str table)
{
	return lower(a, arena_fmt(a, "%.*s.%.*s", STR_FMT(schema), STR_FMT(table)));
}

/* The parts of "a,b,c"; mydumper takes quotes for part of a name. */
static size_t parts(struct lint *l, const struct dump_use *use, struct str v, struct str **ret)
{
	size_t n = 0;

	if (use->args.dumper == DUMPER_DUMPLING) {
		if (!dump_list_split(l->arena, v, ret, &n))
			n = 0;
		return n;
	}
	*ret = ARENA_ARRAY(l->arena, struct str, v.n + 1);
	for (size_t start = 0, i = 0; v.n && i <= v.n; i++) {
		if (i < v.n && v.p[i] != ',')
			continue;
		(*ret)[n++] = (struct str){v.p + start, i - start};
		start = i + 1;
	}
	return n;
}

static void add_dbs(struct lint *l, const struct dump_use *use, struct dump_selection *s, const struct dump_arg *g)
{
	struct str *names = (struct str *)&g->value;
	size_t n = 1;

	if (use->args.dumper == DUMPER_DUMPLING)
		n = parts(l, use, g->value, &names);
	else
		s->dbs = (struct strmap){.arena = l->arena}; /* mydumper takes one schema: the last */
	for (size_t i = 0; i < n; i++) {
		strmap_put(&s->dbs, lower(l->arena, names[i]), s);
		s->n_dbs++;
	}
}

static void add_tables(struct lint *l, const struct dump_use *use, struct dump_selection *s, const struct dump_arg *g)
{
	const struct dump_arg *db = dump_args_last(&use->args, "database");
	bool bare = use->args.dumper == DUMPER_MYDUMPER && db;
	struct str *names;
	size_t n = parts(l, use, g->value, &names);
	struct dump_name *all = ARENA_ARRAY(l->arena, struct dump_name, s->n_listed + n + 1);

	if (s->n_listed)
		memcpy(all, s->listed, s->n_listed * sizeof(*all));
	s->listed = all;
	for (size_t i = 0; i < n; i++) {
		const char *dot = memchr(names[i].p, '.', names[i].n);
		struct dump_name x = {.table = names[i]};

		if (bare) {
			x.schema = db->value;
		} else if (dot) {
			x.schema = (struct str){names[i].p, (size_t)(dot - names[i].p)};
			x.table = (struct str){dot + 1, names[i].n - x.schema.n - 1};
		} else {
			continue;
		}
		s->listed[s->n_listed++] = x;
		strmap_put(&s->tables, joined(l->arena, x.schema, x.table), s);
		strmap_put(&s->schemas, lower(l->arena, x.schema), s);
	}
}

static bool add_filter(struct lint *l, struct dump_selection *s, const struct dump_arg *g)
{
	const char *why;
	size_t at;
	struct dump_filter *f = dump_filter_add(l->arena, s->filter, g->value, l->dm, false, &why, &at);

	if (!f)
		return false;
	s->filter = f;
	return dump_filter_known(f);
}

/* One argument that selects; false: what it selects cannot be told. */
static bool add(struct lint *l, const struct dump_use *use, struct dump_selection *s, const struct dump_arg *g)
{
	const char *name = g->flag->name;
	struct dump_pcre_info info;

	if (strcmp(name, "database") == 0) {
		add_dbs(l, use, s, g);
	} else if (strcmp(name, "tables-list") == 0) {
		add_tables(l, use, s, g);
	} else if (strcmp(name, "filter") == 0) {
		if (!add_filter(l, s, g))
			return false;
	} else if (strcmp(name, "regex") == 0) {
		dump_pcre_free(s->regex);
		s->regex = dump_pcre_compile(l->arena, g->value, &info);
		if (!s->regex)
			return false;
	} else {
		return true;
	}
	if (!s->by || strcmp(s->by->flag->name, "database") == 0 || strcmp(name, "database") != 0)
		s->by = g;
	return true;
}

/* What other rules find fault with selects nothing that the author meant. */
static bool is_clear(const struct dump_use *use, const struct dump_arg *g)
{
	struct str v = g->value;
	bool bare = use->args.dumper == DUMPER_MYDUMPER && strcmp(g->flag->name, "tables-list") == 0 &&
		    dump_args_last(&use->args, "database");

	if (dump_arg_torn(use, g) || dump_arg_glued(use, g) || (bare && memchr(v.p, '.', v.n)))
		return false;
	return v.n == 0 || (v.p[0] != '\'' && v.p[0] != '"');
}

bool dump_selection_read(struct lint *l, const struct dump_use *use, struct dump_selection *ret)
{
	bool ok = use->args.stop == use->args.n_args;

	*ret = (struct dump_selection){.arena = l->arena};
	ret->dbs.arena = ret->tables.arena = ret->schemas.arena = l->arena;
	for (size_t i = 0; ok && i < use->args.n_args; i++) {
		const struct dump_arg *g = &use->args.args[i];

		if (g->flag && g->flag->sets == DUMP_SETS_TABLES && g->has_value)
			ok = is_clear(use, g) && add(l, use, ret, g);
	}
	/* mydumper without -B takes the list and nothing else. */
	if (use->args.dumper == DUMPER_MYDUMPER && ret->n_listed && !ret->n_dbs) {
		dump_pcre_free(ret->regex);
		ret->regex = NULL;
		ret->by = dump_args_last(&use->args, "tables-list");
	}
	/* "*.*" alone is dumpling's default, which DM up to 5.3 takes for no filter at all. */
	if (ok && ret->filter && !dm_check_find("dump-filter-anew", l->dm) && str_eq_c(ret->by->value, "*.*"))
		ok = false;
	if (ok && ret->by)
		return true;
	dump_selection_free(ret);
	return false;
}

bool dump_selection_takes(const struct dump_selection *s, struct str schema, struct str table)
{
	if (s->n_dbs && !strmap_get(&s->dbs, lower(s->arena, schema)))
		return false;
	if (s->n_listed && !strmap_get(&s->tables, joined(s->arena, schema, table)))
		return false;
	if (s->filter && !dump_filter_match(s->filter, schema, table))
		return false;
	return !s->regex || dump_pcre_match(s->regex, schema, table);
}

bool dump_selection_leaves(const struct dump_selection *s, struct str schema)
{
	struct str key = lower(s->arena, schema);

	return (s->n_dbs && !strmap_get(&s->dbs, key)) || (s->n_listed && !strmap_get(&s->schemas, key));
}

void dump_selection_free(struct dump_selection *s)
{
	dump_pcre_free(s->regex);
	dump_filter_release(s->filter);
	s->regex = NULL;
	s->filter = NULL;
}
