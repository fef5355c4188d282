/* regex_list.c: the rules of block-allow-lists as one regular expression for mydumper, for any tables that the server may have.
 * Called by rules and by the table listing. */
#include <string.h>

#include "internal.h"

/* Things that an expression chooses between: names, which become one small expression, and texts. */
struct choice {
	struct rx_name *names;
	struct str *texts;
	size_t n_names, n_texts;
};

/* One list while it is read. */
struct reading {
	struct arena *arena;
	const struct task *task;
	struct pattern_mode mode;
	struct table_filter filter;
	size_t room;           /* items of the list at most */
	struct choice take;    /* what is selected */
	struct choice dbs;     /* do-dbs */
	struct choice leave;   /* system schemas, ignore-dbs, ignore-tables */
	struct strmap schemas; /* whose own file is taken */
	bool has_do_dbs, has_do_tables;
	bool any_schema; /* a schema in what is taken is no name: what is to be left has to be said */
	bool any_system; /* and it may be one that DM never migrates */
	bool ok;
};

static void init_choice(struct reading *r, struct choice *c, size_t extra)
{
	c->names = ARENA_ARRAY(r->arena, struct rx_name, 2 * r->room + extra + 1);
	c->texts = ARENA_ARRAY(r->arena, struct str, r->room + 1);
}

static void add_name(struct reading *r, struct choice *c, struct str schema, struct str table, bool whole)
{
	c->names[c->n_names++] = (struct rx_name){
		.text = arena_fmt(r->arena, "%.*s.%.*s", STR_FMT(schema), STR_FMT(table)),
		.whole = whole,
	};
}

/* "schema\.", as an expression; any stands for what may follow its beginning. */
static void put_schema(struct buf *b, const struct rx_pattern *p, const char *any)
{
	if (p->literal)
		rx_put_text(b, p->text);
	else
		buf_str(b, p->text);
	buf_c(b, p->open ? any : "");
	buf_c(b, "\\.");
}

static void put_table(struct buf *b, const struct rx_pattern *p)
{
	if (p->literal)
		rx_put_text(b, p->text);
	else
		buf_str(b, p->text);
	buf_c(b, p->open ? "" : "$");
}

static void add_text(struct reading *r, struct choice *c, struct buf *b)
{
	c->texts[c->n_texts++] = arena_str(r->arena, (struct str){b->p, b->n});
	buf_free(b);
}

/* A whole schema. */
static void add_schema(struct reading *r, struct choice *c, const struct rx_pattern *schema)
{
	struct buf b = {0};

	if (schema->never || (schema->literal && dump_system_schema(schema->text, r->task->dm)))
		return;
	if (schema->literal) {
		add_name(r, c, schema->text, STR_LIT(""), true);
		return;
	}
	put_schema(&b, schema, c == &r->leave ? "[^.]*" : ".*");
	add_text(r, c, &b);
}

/* The schema passes, and it is not one that DM never migrates. */
static bool schema_passes(struct reading *r, struct str schema)
{
	return !dump_system_schema(schema, r->task->dm) && filter_match(&r->filter, schema, STR_LIT(""), NULL);
}

/* The file with CREATE DATABASE, for schemas that the list names: once each. */
static void take_schema_file(struct reading *r, struct str schema)
{
	if (!strmap_put(&r->schemas, schema, r))
		add_name(r, &r->take, schema, STR_LIT("(null)"), false);
}

static void take_table(struct reading *r, const struct rx_pattern *schema, const struct rx_pattern *table)
{
	struct buf b = {0};

	if (schema->never || table->never || (schema->literal && !schema_passes(r, schema->text)))
		return;
	r->any_schema |= !schema->literal;
	r->any_system |= schema->system;
	if (table->all) {
		add_schema(r, &r->take, schema);
	} else if (schema->literal) {
		take_schema_file(r, schema->text);
		if (table->literal) {
			add_name(r, &r->take, schema->text, table->text, false);
			return;
		}
		put_schema(&b, schema, ".*");
		put_table(&b, table);
		add_text(r, &r->take, &b);
	} else {
		put_schema(&b, schema, ".*");
		/* For every schema that there is, the files would make databases in the target that nobody asked for. */
		buf_c(&b, schema->all ? "" : "(?:\\(null\\)$|");
		put_table(&b, table);
		buf_c(&b, schema->all ? "" : ")");
		add_text(r, &r->take, &b);
	}
}

static void leave_table(struct reading *r, const struct rx_pattern *schema, const struct rx_pattern *table)
{
	struct buf b = {0};

	if (schema->never || table->never)
		return;
	if (schema->literal && table->literal) {
		add_name(r, &r->leave, schema->text, table->text, false);
		return;
	}
	/* Not "(null)": the schema itself stays. */
	put_schema(&b, schema, "[^.]*");
	buf_c(&b, "(?!\\(null\\)$)");
	put_table(&b, table);
	add_text(r, &r->leave, &b);
}

static void read_item(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
		      const struct node *tbl)
{
	struct reading *r = arg;
	bool tables = part->tables, allow = !part->ignore;
	struct rx_pattern schema, table = {0};

	(void)item;
	r->ok = r->ok && rx_pattern_read(r->arena, value_str(db, STR_LIT("")), &r->mode, !allow, &schema) &&
		(!tables || rx_pattern_read(r->arena, value_str(tbl, STR_LIT("")), &r->mode, false, &table));
	if (!r->ok)
		return;
	if (tables && allow)
		take_table(r, &schema, &table);
	else if (tables && !r->has_do_tables)
		leave_table(r, &schema, &table);
	else if (!tables && allow)
		add_schema(r, &r->dbs, &schema);
	else if (!tables && !r->has_do_dbs)
		add_schema(r, &r->leave, &schema);
	if (!tables && allow) /* what is taken, unless do-tables say so */
		r->any_system |= schema.system && !r->has_do_tables;
}

static bool put_choice(struct reading *r, const struct choice *c, bool small, struct buf *b)
{
	struct rx_options o = {.fold = true, .small = small};

	if (c->n_names && !rx_write(r->arena, c->names, c->n_names, NULL, 0, &o, DUMP_MAX_ARG, b))
		return false;
	for (size_t i = 0; i < c->n_texts; i++) {
		buf_c(b, i || c->n_names ? "|" : "");
		buf_str(b, c->texts[i]);
	}
	return b->n < DUMP_MAX_ARG;
}

static size_t count_items(const struct entry *list)
{
	static const char *const keys[] = {"do-dbs", "do-tables", "ignore-dbs", "ignore-tables"};
	size_t n = 0;

	for (size_t i = 0; list && i < ARRAY_LEN(keys); i++) {
		const struct node *seq = task_get(list->node, keys[i]);

		n += seq ? node_count(seq) : 0;
	}
	return n;
}

static void read_list(struct reading *r, const struct entry *list)
{
	struct rx_name *system;
	size_t n_system = dump_system_names(r->arena, r->task->dm, &system);

	r->mode = pattern_mode_list(r->task->dm, r->task->case_sensitive);
	r->schemas.arena = r->arena;
	r->room = count_items(list);
	init_choice(r, &r->take, 0);
	init_choice(r, &r->dbs, 0);
	init_choice(r, &r->leave, n_system);
	filter_build(r->arena, r->task, list, &r->filter);
	r->ok = !r->filter.invalid;
	r->has_do_dbs = r->filter.do_dbs.n > 0;
	r->has_do_tables = r->filter.do_tables.n > 0;
	r->any_schema = r->any_system = !r->has_do_tables && !r->has_do_dbs;
	if (r->ok)
		filter_each(list, read_item, r);
	filter_release(&r->filter);
	for (size_t i = 0; i < n_system && r->any_system; i++)
		r->leave.names[r->leave.n_names++] = system[i];
}

/* The choice between two brackets. */
static bool put_group(struct reading *r, const char *open, const struct choice *c, bool small, struct buf *b)
{
	struct buf part = {0};
	bool ok = put_choice(r, c, small, &part);

	buf_c(b, open);
	buf_add(b, part.p, part.n);
	buf_char(b, ')');
	buf_free(&part);
	return ok;
}

/* "(?!leave)(?=dbs)take". Without do-tables do-dbs is what is taken, or everything. */
static bool put_list(struct reading *r, bool small, struct buf *b)
{
	const struct choice *take = r->has_do_tables ? &r->take : &r->dbs;
	bool leaves = r->leave.n_names + r->leave.n_texts > 0;
	bool ok = true;

	/* Where do-tables names its schemas, they were looked up one by one. */
	if (leaves && (r->any_schema || r->any_system || !r->has_do_tables))
		ok = put_group(r, "(?!", &r->leave, small, b);
	if (r->has_do_tables && r->has_do_dbs && r->any_schema)
		ok = ok && put_group(r, "(?=", &r->dbs, small, b);
	if (!r->has_do_tables && !r->has_do_dbs)
		return ok; /* everything */
	if (take->n_texts + (take->n_names > 0) > 1)
		return ok && put_group(r, "(?:", take, small, b);
	return ok && put_choice(r, take, small, b);
}

static bool is_empty(const struct choice *c)
{
	return c->n_names + c->n_texts == 0;
}

static bool selects_nothing(const struct reading *r)
{
	return (r->has_do_dbs && is_empty(&r->dbs)) || (r->has_do_tables && is_empty(&r->take));
}

static void write_lists(struct reading *lists, size_t n, struct arena *a, bool small, struct dump_regex *ret)
{
	struct buf b = {0};
	struct str text;
	size_t code = 0;
	bool ok = true;

	buf_c(&b, n > 1 ? "^(?:" : "^");
	for (size_t i = 0; ok && i < n; i++) {
		buf_c(&b, i ? "|" : "");
		ok = put_list(&lists[i], small, &b);
	}
	buf_c(&b, n > 1 ? ")" : "");
	text = (struct str){b.p, b.n};
	if (ok && dump_regex_fits(a, text, &code))
		*ret = (struct dump_regex){DUMP_FORM_LIST, arena_str(a, text), code};
	buf_free(&b);
}

void dump_regex_of_lists(struct arena *a, const struct task *t, const struct entry *const *lists, size_t n,
			 struct dump_regex *ret)
{
	struct reading *r = ARENA_ARRAY(a, struct reading, n ? n : 1);
	size_t n_full = 0;

	*ret = (struct dump_regex){0};
	for (size_t i = 0; i < n; i++) {
		r[i] = (struct reading){.arena = a, .task = t};
		read_list(&r[i], lists[i]);
		if (!r[i].ok)
			return;
		if (!selects_nothing(&r[i]))
			r[n_full++] = r[i];
	}
	for (size_t i = 0; i < n_full && n_full > 1; i++) {
		if (r[i].room == 0) { /* no rules: everything, and the other lists add nothing */
			r[0] = r[i];
			n_full = 1;
		}
	}
	if (n_full == 0)
		return;
	write_lists(r, n_full, a, false, ret);
	if (ret->form == DUMP_FORM_NONE)
		write_lists(r, n_full, a, true, ret);
}
