/* tables.c: the tables of a task, one by one, for `dmlint tables`. Called by src/cli. Looks for no findings. */
#include <stdlib.h>
#include <string.h>

#include "dmlint/tables.h"

#include "internal.h"

/* A name in backquotes, which are doubled inside, or up to the separator. Advances *line behind it. */
static bool take_name(struct arena *a, struct str *line, char separator, struct str *ret)
{
	char *p = arena_alloc(a, line->n + 1);
	bool quoted = line->n && line->p[0] == '`';
	size_t i = quoted, n = 0;

	for (; i < line->n; i++) {
		if (quoted && line->p[i] == '`' && (i + 1 == line->n || line->p[i + 1] != '`'))
			break;
		if (!quoted && separator && line->p[i] == separator)
			break;
		i += quoted && line->p[i] == '`';
		p[n++] = line->p[i];
	}
	if (quoted && i == line->n)
		return false;
	i += quoted;
	line->p += i;
	line->n -= i;
	*ret = (struct str){p, n};
	return n > 0;
}

static bool take_table(struct arena *a, struct str line, struct dump_name *ret)
{
	char separator = memchr(line.p, '\t', line.n) ? '\t' : '.';

	if (!take_name(a, &line, separator, &ret->schema) || line.n == 0 || line.p[0] != separator)
		return false;
	line.p++;
	line.n--;
	return take_name(a, &line, '\0', &ret->table) && line.n == 0;
}

static size_t count_lines(struct str s)
{
	size_t n = 1;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

bool tables_read(struct arena *a, struct str path, struct str text, struct table_names **ret, size_t *ret_n,
		 struct err *e)
{
	size_t n_lines = count_lines(text), n = 0, number = 0;
	struct table_names *lists = ARENA_ARRAY(a, struct table_names, n_lines + 1);
	struct dump_name *room = ARENA_ARRAY(a, struct dump_name, n_lines);

	lists[n++].names = room;
	for (size_t start = 0; start < text.n;) {
		const char *end = memchr(text.p + start, '\n', text.n - start);
		size_t length = (end ? (size_t)(end - text.p) : text.n) - start;
		struct str line = str_trim((struct str){text.p + start, length});

		start += length + 1;
		number++;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (line.p[0] == '[' && line.p[line.n - 1] == ']') {
			lists[n++] = (struct table_names){.source = {line.p + 1, line.n - 2}, .names = room};
		} else if (take_table(a, line, room)) {
			lists[n - 1].n++;
			room++;
		} else {
			err_set(e, "%.*s:%zu: no name of a table: \"%.*s\"", STR_FMT(path), number, STR_FMT(line));
			return false;
		}
	}
	*ret = lists;
	*ret_n = n;
	return true;
}

void tables_of_facts(struct arena *a, const struct facts *f, struct table_names **ret, size_t *ret_n)
{
	struct table_names *lists = ARENA_ARRAY(a, struct table_names, f->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct server_facts *s = &f->servers[i];
		const struct rows *r = fact_rows(s, FACT_TABLES);

		if (s->role != ROLE_SOURCE || !facts_have(s, FACT_BIT(FACT_TABLES)))
			continue;
		lists[n] = (struct table_names){.source = s->id, .names = ARENA_ARRAY(a, struct dump_name, r->n + 1)};
		for (size_t k = 0; k < r->n; k++)
			lists[n].names[lists[n].n++] =
				(struct dump_name){rows_get(r, k, "schema"), rows_get(r, k, "table")};
		n++;
	}
	*ret = lists;
	*ret_n = n;
}

struct listing {
	struct arena *arena;
	const struct task *task;
	const struct instance *in;
	const struct entry *list;
	struct table_filter filter;
	struct router routes, filters;
	struct table_listing *to;
};

/* The names that the list gives one by one, as if they were the source's. */
struct explicit_names {
	struct arena *arena;
	struct pattern_mode mode;
	struct dump_name *names;
	size_t n;
};

static bool literal(struct explicit_names *x, const struct node *n, struct str *ret)
{
	*ret = value_str(n, STR_LIT(""));
	return ret->n && pattern_is_literal(*ret, &x->mode);
}

static void add_explicit(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
			 const struct node *tbl)
{
	struct explicit_names *x = arg;
	struct dump_name name;

	(void)item;
	if (part->tables && !part->ignore && literal(x, db, &name.schema) && literal(x, tbl, &name.table))
		x->names[x->n++] = name;
}

static void explicit_names(struct listing *s, struct dump_name **ret, size_t *ret_n)
{
	struct explicit_names x = {.arena = s->arena, .mode = pattern_mode_list(s->task->dm, s->task->case_sensitive)};
	const struct node *tables = s->list ? task_get(s->list->node, "do-tables") : NULL;

	x.names = ARENA_ARRAY(s->arena, struct dump_name, tables ? node_count(tables) + 1 : 1);
	if (s->list)
		filter_each(s->list, add_explicit, &x);
	*ret = x.names;
	*ret_n = x.n;
}

/* Those of the source, else those of every source. */
static const struct table_names *names_for(const struct table_names *names, size_t n, struct str source)
{
	for (size_t i = 0; i < n; i++) {
		if (names[i].source.p && str_eq(names[i].source, source))
			return &names[i];
	}
	return n && !names[0].source.p ? &names[0] : NULL;
}

static void fill_row(struct listing *s, struct table_row *row)
{
	const struct node *by = NULL;
	struct dump_name name = row->name;

	row->system = dump_system_schema(name.schema, s->task->dm);
	row->selected = !row->system && filter_match(&s->filter, name.schema, name.table, &by);
	if (by && !row->system)
		row->by = node_path(by, s->arena);
	router_route(&s->routes, name.schema, name.table, &row->target);
	row->filters = ARENA_ARRAY(s->arena, const struct entry *, s->filters.n + 1);
	for (size_t i = 0; i < s->filters.n; i++) {
		if (route_rule_matches(&s->filters.rules[i], name.schema, name.table))
			row->filters[row->n_filters++] = s->filters.rules[i].entry;
	}
}

static int by_name(const void *x, const void *y)
{
	const struct table_row *a = x, *b = y;
	int order = str_cmp(a->name.schema, b->name.schema);

	return order ? order : str_cmp(a->name.table, b->name.table);
}

static void fill_rows(struct listing *s, const struct dump_name *names, size_t n)
{
	struct table_listing *to = s->to;

	to->rows = ARENA_ARRAY(s->arena, struct table_row, n + 1);
	for (size_t i = 0; i < n; i++)
		to->rows[i].name = names[i];
	if (n > 1)
		qsort(to->rows, n, sizeof(*to->rows), by_name);
	for (size_t i = 0; i < n; i++) {
		if (to->n_rows && by_name(&to->rows[i], &to->rows[to->n_rows - 1]) == 0)
			continue;
		to->rows[to->n_rows] = (struct table_row){.name = to->rows[i].name};
		fill_row(s, &to->rows[to->n_rows]);
		to->n_selected += to->rows[to->n_rows++].selected;
	}
}

/* Does the expression select what the list selects, of the names at hand? */
static bool holds(struct listing *s, const struct dump_regex *r)
{
	struct dump_pcre_info info;
	struct dump_pcre *re = dump_pcre_compile(s->arena, r->text, &info);
	bool ok = re != NULL;

	for (size_t i = 0; ok && i < s->to->n_rows; i++) {
		const struct table_row *row = &s->to->rows[i];

		/* One too many is filtered later; one too few is lost. */
		ok = !row->selected || dump_pcre_match(re, row->name.schema, row->name.table);
	}
	dump_pcre_free(re);
	return ok;
}

/* The lists of all instances with the same settings of the dump: one --regex serves them all. */
static const struct entry **same_settings(struct listing *s, size_t *ret_n)
{
	const struct entry **lists = ARENA_ARRAY(s->arena, const struct entry *, s->task->n_instances);
	const struct node *body = s->in->unit[SEC_MYDUMPERS];
	size_t n = 0;

	lists[n++] = s->list;
	for (size_t i = 0; body && i < s->task->n_instances; i++) {
		const struct instance *in = &s->task->instances[i];
		const struct entry *list = in->list && !in->list->null ? in->list : NULL;
		size_t k = 0;

		while (k < n && lists[k] != list)
			k++;
		if (in->unit[SEC_MYDUMPERS] == body && k == n)
			lists[n++] = list;
	}
	*ret_n = n;
	return lists;
}

static void find_regex(struct listing *s)
{
	struct table_listing *to = s->to;
	const struct entry **lists;
	struct dump_name *selected = ARENA_ARRAY(s->arena, struct dump_name, to->n_rows + 1);
	struct dump_name *others = ARENA_ARRAY(s->arena, struct dump_name, to->n_rows + 1);
	size_t n = 0, n_others = 0;

	lists = same_settings(s, &n);
	dump_regex_of_lists(s->arena, s->task, lists, n, &to->regex);
	n = 0;
	if (to->regex.form != DUMP_FORM_NONE && holds(s, &to->regex))
		return;
	for (size_t i = 0; i < to->n_rows; i++) {
		if (to->rows[i].selected)
			selected[n++] = to->rows[i].name;
		else
			others[n_others++] = to->rows[i].name;
	}
	dump_regex_of_names(s->arena, s->task->dm, selected, n, to->known ? others : NULL, n_others, &to->regex);
}

static void fill_dump(struct listing *s)
{
	static const char *const selecting[] = {"regex", "filter", "tables-list", "database"};
	struct table_listing *to = s->to;
	struct str extra = task_str(s->in->unit[SEC_MYDUMPERS], "extra-args", "");
	struct dump_args *args = ARENA_NEW(s->arena, struct dump_args);
	struct dump_name *selected;
	size_t n = 0;

	if (!task_dumps(s->task))
		return;
	dump_args_parse(s->arena, extra, s->task->dm, true, args);
	for (size_t i = 0; i < ARRAY_LEN(selecting) && !to->selected_by; i++)
		to->selected_by = dump_args_last(args, selecting[i]);
	if (!dm_check_find("dump-list", s->task->dm))
		return;
	to->list_made = !args->lists_tables;
	selected = ARENA_ARRAY(s->arena, struct dump_name, to->n_rows + 1);
	for (size_t i = 0; i < to->n_rows; i++) {
		if (to->rows[i].selected)
			selected[n++] = to->rows[i].name;
	}
	to->list_bytes = dump_list_bytes(selected, n);
	if (to->list_made)
		find_regex(s);
}

static void fill_listing(struct listing *s, const struct table_names *names, size_t n)
{
	const struct table_names *own = names_for(names, n, s->in->source_id);
	struct dump_name *list;
	size_t n_list;

	s->to->source = s->in->source_id;
	s->to->list = s->list ? s->list->name : (struct str){NULL, 0};
	s->to->known = own != NULL;
	filter_build(s->arena, s->task, s->list, &s->filter);
	router_build(s->arena, s->task, s->in, SEC_ROUTES, &s->routes);
	router_build(s->arena, s->task, s->in, SEC_FILTERS, &s->filters);
	if (own)
		fill_rows(s, own->names, own->n);
	else
		explicit_names(s, &list, &n_list);
	if (!own)
		fill_rows(s, list, n_list);
	fill_dump(s);
	router_release(&s->filters);
	router_release(&s->routes);
	filter_release(&s->filter);
}

bool run_tables(struct arena *a, struct str path, const struct run_options *o, const struct table_names *names,
		size_t n, struct tables_report *ret, struct err *e)
{
	struct explain_task t;

	if (!run_explain_task(a, path, o, &t, e))
		return false;
	*ret = (struct tables_report){
		.path = path,
		.dm = t.task->dm,
		.dm_version = dm_version_name(t.task->dm, a),
		.listings = ARENA_ARRAY(a, struct table_listing, t.task->n_instances + 1),
		.n = t.task->n_instances,
	};
	for (size_t i = 0; i < ret->n; i++) {
		const struct instance *in = &t.task->instances[i];
		struct listing s = {.arena = a, .task = t.task, .in = in, .to = &ret->listings[i]};

		s.list = in->list && !in->list->null ? in->list : NULL;
		fill_listing(&s, names, n);
	}
	return true;
}
