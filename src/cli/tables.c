/* tables.c: `dmlint tables`: which tables a task selects and where they go, and the list that DM 1.0 makes of them for mydumper. */
#include "internal.h"

#include "dmlint/tables.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void put_table(struct buf *b, struct str schema, struct str table)
{
	buf_clean(b, schema);
	buf_char(b, '.');
	buf_clean(b, table);
}

static void put_why_left(struct buf *b, const struct table_row *row)
{
	if (row->system)
		buf_c(b, "(DM never migrates this schema)");
	else if (row->by.n)
		buf_fmt(b, "(%.*s)", STR_FMT(row->by));
	else
		buf_c(b, "(the list does not name it)");
}

static void put_rules(struct buf *b, const struct table_row *row)
{
	const char *separator = "  (";
	if (row->by.n) {
		buf_fmt(b, "%s%.*s", separator, STR_FMT(row->by));
		separator = ", ";
	}
	if (row->target.rule) {
		buf_fmt(b, "%sroute %.*s", separator, STR_FMT(row->target.rule->entry->name));
		separator = ", ";
	}
	for (size_t i = 0; i < row->n_filters; i++) {
		buf_fmt(b, "%sfilter %.*s", separator, STR_FMT(row->filters[i]->name));
		separator = ", ";
	}
	buf_c(b, *separator == ',' ? ")" : "");
}

static void put_row(struct buf *b, const struct table_row *row)
{
	const struct route_result *t = &row->target;
	buf_c(b, row->selected ? "  " : "- ");
	put_table(b, row->name.schema, row->name.table);
	if (!row->selected) {
		buf_c(b, "  ");
		put_why_left(b, row);
	} else if (t->other) {
		buf_fmt(b, "  two routes match, DM stops with code 11043: %.*s, %.*s", STR_FMT(t->rule->entry->name),
			STR_FMT(t->other->entry->name));
	} else {
		if (t->rule) {
			buf_c(b, " -> ");
			put_table(b, t->schema, t->table);
		}
		put_rules(b, row);
	}
	buf_char(b, '\n');
}

static void put_list_text(struct buf *b, const struct table_listing *s, struct arena *a)
{
	bool too_long = s->list_bytes >= DUMP_MAX_ARG;
	buf_c(b, s->known ? "  \"--tables-list\" for mydumper: "
			  : "  \"--tables-list\" for mydumper, of these names alone: ");
	buf_str(b, arena_grouped(a, s->list_bytes));
	buf_c(b, " bytes, the limit is ");
	buf_str(b, arena_grouped(a, DUMP_MAX_ARG - 1));
	buf_c(b, too_long ? ": the dump fails with code 32001\n" : "\n");
	if (s->regex.form == DUMP_FORM_NONE) {
		buf_c(b, s->n_selected ? "  no --regex that mydumper compiles selects the same tables\n" : "");
		return;
	}
	buf_c(b, "  in its place (");
	buf_str(b, arena_grouped(a, s->regex.text.n));
	buf_c(b, s->regex.form == DUMP_FORM_PREFIXES || s->regex.form == DUMP_FORM_EXCLUSION
			 ? " bytes, right for the tables that there are now): --regex '"
			 : " bytes): --regex '");
	buf_clean(b, s->regex.text);
	buf_c(b, "'\n");
}

static void put_listing(struct buf *b, const struct table_listing *s, struct arena *a)
{
	buf_c(b, "source ");
	buf_clean(b, s->source);
	buf_fmt(b, ": %zu of %zu table%s selected", s->n_selected, s->n_rows, s->n_rows == 1 ? "" : "s");
	if (s->list.n) {
		buf_c(b, " by list ");
		buf_clean(b, s->list);
	}
	buf_c(b, s->known ? "\n"
			  : " (only those that the configuration names; give all with --tables, --facts or --live)\n");
	for (size_t i = 0; i < s->n_rows; i++)
		put_row(b, &s->rows[i]);
	if (s->selected_by)
		buf_fmt(b, "  the dump goes by \"%.*s\" in extra-args instead of the list\n",
			STR_FMT(s->selected_by->name));
	if (s->list_made)
		put_list_text(b, s, a);
}

static void put_text(struct buf *b, const struct tables_report *r, struct arena *a)
{
	for (size_t i = 0; i < r->n; i++) {
		buf_c(b, i ? "\n" : "");
		put_listing(b, &r->listings[i], a);
	}
}

/* JSON knows no bytes that are not UTF-8. */
static json_t *json_text(struct str s)
{
	struct buf b = {0};
	buf_utf8(&b, s);
	json_t *j = json_stringn(b.p ? b.p : "", b.n);
	buf_free(&b);
	return j;
}

static json_t *json_row(const struct table_row *row)
{
	json_t *j = json_object(), *filters = json_array();
	const struct route_result *t = &row->target;
	json_object_set_new(j, "schema", json_text(row->name.schema));
	json_object_set_new(j, "table", json_text(row->name.table));
	json_object_set_new(j, "selected", json_boolean(row->selected));
	json_object_set_new(j, "by", row->system ? json_string("system schema") : json_text(row->by));
	json_object_set_new(j, "target_schema", json_text(t->schema));
	json_object_set_new(j, "target_table", json_text(t->table));
	json_object_set_new(j, "route", json_text(t->rule ? t->rule->entry->name : (struct str){NULL, 0}));
	if (t->other)
		json_object_set_new(j, "conflicting_route", json_text(t->other->entry->name));
	for (size_t i = 0; i < row->n_filters; i++)
		json_array_append_new(filters, json_text(row->filters[i]->name));
	json_object_set_new(j, "filters", filters);
	return j;
}

static const char *form_name(enum dump_form f)
{
	switch (f) {
	case DUMP_FORM_LIST:
		return "list";
	case DUMP_FORM_NAMES:
		return "names";
	case DUMP_FORM_PREFIXES:
		return "prefixes";
	case DUMP_FORM_EXCLUSION:
		return "exclusion";
	case DUMP_FORM_NONE:
		break;
	}
	return "none";
}

static json_t *json_listing(const struct table_listing *s)
{
	json_t *j = json_object(), *rows = json_array();
	json_object_set_new(j, "source", json_text(s->source));
	json_object_set_new(j, "list", json_text(s->list));
	json_object_set_new(j, "complete", json_boolean(s->known));
	json_object_set_new(j, "selected", json_integer((json_int_t)s->n_selected));
	for (size_t i = 0; i < s->n_rows; i++)
		json_array_append_new(rows, json_row(&s->rows[i]));
	json_object_set_new(j, "tables", rows);
	if (s->selected_by)
		json_object_set_new(j, "dump_selected_by", json_text(s->selected_by->name));
	if (!s->list_made)
		return j;
	json_t *list = json_object();
	json_object_set_new(list, "bytes", json_integer((json_int_t)s->list_bytes));
	json_object_set_new(list, "limit", json_integer(DUMP_MAX_ARG - 1));
	json_object_set_new(list, "fits", json_boolean(s->list_bytes < DUMP_MAX_ARG));
	json_object_set_new(j, "tables_list", list);
	json_t *regex = json_object();
	json_object_set_new(regex, "form", json_string(form_name(s->regex.form)));
	json_object_set_new(regex, "text", json_text(s->regex.text));
	json_object_set_new(j, "regex", regex);
	return j;
}

static void put_json(struct buf *b, const struct tables_report *r)
{
	json_t *j = json_object(), *sources = json_array();
	json_object_set_new(j, "dmlint", json_string(DMLINT_VERSION));
	json_object_set_new(j, "format", json_integer(1));
	json_object_set_new(j, "path", json_text(r->path));
	json_object_set_new(j, "dm_version", json_text(r->dm_version));
	for (size_t i = 0; i < r->n; i++)
		json_array_append_new(sources, json_listing(&r->listings[i]));
	json_object_set_new(j, "sources", sources);
	char *text = json_dumps(j, JSON_INDENT(1));
	if (!text)
		BUG("a JSON value that cannot be written");
	buf_c(b, text);
	buf_char(b, '\n');
	free(text);
	json_decref(j);
}

/* Asks the sources for their tables. Those that do not tell are said, and are not in the list. */
static bool ask_names(const struct args *a, const struct run_options *o, struct table_names **ret, size_t *ret_n)
{
	const struct run_input task = {.path = str_from(a->operands[0]), .named = true};
	struct run_report report;
	struct facts facts;
	bool ok = true;
	run_ask(a->arena, &task, 1, o, FACT_BIT(FACT_TABLES), &facts, &report);
	for (size_t i = 0; i < facts.n; i++) {
		const struct server_facts *s = &facts.servers[i];
		if (s->role != ROLE_SOURCE || facts_have(s, FACT_BIT(FACT_TABLES)))
			continue;
		(void)trouble("source \"%.*s\" does not tell its tables (%s): dmlint --live says why", STR_FMT(s->id),
			      s->connect == CONNECT_NEVER ? "its configuration is not given with --source"
							  : connect_state_name(s->connect));
		ok = false;
	}
	tables_of_facts(a->arena, &facts, ret, ret_n);
	return ok;
}

/* The names of the tables, from a list or a record of facts; without either there are none. */
static bool take_names(const struct args *a, struct table_names **ret, size_t *ret_n, struct err *e)
{
	const char *file = args_last(a, OPT_TABLES), *record = args_last(a, OPT_FACTS);
	const struct facts *facts;
	struct str text;
	bool too_big;
	if (record) {
		if (!run_load_facts(a->arena, record, &facts, e))
			return false;
		tables_of_facts(a->arena, facts, ret, ret_n);
		return true;
	}
	if (!file)
		return true;
	if (!file_read(a->arena, file, TEXT_MAX_BYTES, &text, &too_big, e))
		return false;
	if (too_big) {
		err_set(e, "%s: larger than %u bytes", file, TEXT_MAX_BYTES);
		return false;
	}
	return tables_read(a->arena, str_from(file), text, ret, ret_n, e);
}

static bool usable(const struct args *a)
{
	const char *format = args_last(a, OPT_FORMAT), *file = args_last(a, OPT_TABLES);
	int from = (file != NULL) + (args_last(a, OPT_FACTS) != NULL) + (args_last(a, OPT_LIVE) != NULL);
	const char *trouble = NULL;
	if (a->n_operands != 1)
		trouble = "tables takes one task";
	else if (format && strcmp(format, "json") != 0 && strcmp(format, "text") != 0)
		trouble = "--format is not one of text, json";
	else if (from > 1)
		trouble = "--tables, --facts and --live all name the tables: give one";
	else if (strcmp(a->operands[0], "-") == 0 && (args_last(a, OPT_LIVE) || (file && strcmp(file, "-") == 0)))
		trouble = "standard input can be read once only";
	if (trouble)
		(void)usage_error(a, "%s", trouble);
	return trouble == NULL;
}

static int list_tables(const struct args *a, const struct run_options *o)
{
	const char *format = args_last(a, OPT_FORMAT);
	struct table_names *names = NULL;
	struct tables_report report;
	struct buf b = {0};
	size_t n = 0;
	struct err e;
	int code = EXIT_CLEAN;
	if (o->live)
		code = ask_names(a, o, &names, &n) ? EXIT_CLEAN : EXIT_TROUBLE;
	else if (!take_names(a, &names, &n, &e))
		return trouble("%s: %s", args_last(a, OPT_FACTS) ? "--facts" : "--tables", e.msg);
	if (!run_tables(a->arena, str_from(a->operands[0]), o, names, n, &report, &e))
		return trouble("%s", e.msg);
	if (format && strcmp(format, "json") == 0)
		put_json(&b, &report);
	else
		put_text(&b, &report, a->arena);
	return write_stdout(&b) == EXIT_CLEAN ? code : EXIT_TROUBLE;
}

int tables_run(const struct args *a)
{
	struct run_options o = {.timeout_fixed = args_last(a, OPT_TIMEOUT) != NULL,
				.jobs_fixed = args_last(a, OPT_JOBS) != NULL,
				.masters_fixed = true}; /* they know no tables */
	struct live_options live;
	struct crypt_key *key;
	if (!usable(a) || !settings_take(a, str_from(a->operands[0]), &o, &key))
		return EXIT_TROUBLE;
	if (args_last(a, OPT_LIVE))
		o.live = &live;
	int code = o.live && !asking_options(a, &live) ? EXIT_TROUBLE : list_tables(a, &o);
	crypt_key_free(key);
	return code;
}
