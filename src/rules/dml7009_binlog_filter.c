/* A source that leaves selected schemas out of its binlog:
 *
 *     SHOW MASTER STATUS;   -- Binlog_Do_DB: app,other   (binlog-do-db=app,other is one name, with a comma in it)
 */
#include "dmlint/dump.h"
#include "dmlint/pattern.h"

#include "live.h"
#include "live_server.h"

/* One of the names as SHOW MASTER STATUS joins them. */
static bool next_name(struct str *rest, struct str *ret)
{
	size_t n = 0;

	if (!rest->p)
		return false;
	while (n < rest->n && rest->p[n] != ',')
		n++;
	*ret = (struct str){rest->p, n};
	*rest = n < rest->n ? (struct str){rest->p + n + 1, rest->n - n - 1} : (struct str){NULL, 0};
	return true;
}

/* The list as the server gives it, and its parts. */
struct names {
	struct str text;
	struct strmap parts;
	bool fold;
};

/* Where names of schemas are compared without regard to letter case a MySQL does so here, too, and a MariaDB does not. */
static bool folds(const struct lint *l)
{
	uint32_t version;

	return fact_var_int(l->server, "lower_case_table_names", 0) != 0 &&
	       server_vendor(l->server, &version) == VENDOR_MYSQL;
}

static struct str key_of(struct lint *l, struct str name, bool fold)
{
	return fold ? pattern_lower(l->arena, name) : name;
}

static void read_names(struct lint *l, struct str list, struct names *ret)
{
	struct str one;

	*ret = (struct names){.text = list, .parts = {.arena = l->arena}, .fold = folds(l)};
	strmap_put(&ret->parts, key_of(l, list, ret->fold), ret);
	while (next_name(&list, &one))
		strmap_put(&ret->parts, key_of(l, one, ret->fold), ret);
}

/* A part of the list that is no schema of the server: a sign that a comma was meant to part names, and is part of one. */
static struct str stray_name(struct lint *l, const struct names *list)
{
	const struct rows *r = fact_rows(l->server, FACT_SCHEMAS);
	struct strmap schemas = {.arena = l->arena};
	struct str one, rest = list->text;

	for (size_t i = 0; i < r->n; i++)
		strmap_put(&schemas, key_of(l, rows_get(r, i, "schema"), list->fold), &schemas);
	while (next_name(&rest, &one)) {
		if (!strmap_get(&schemas, key_of(l, one, list->fold)) && !dump_system_schema(one, l->dm))
			return one;
	}
	return (struct str){NULL, 0};
}

/* Selected schemas that are, or are not, in the list. */
static size_t pick_schemas(struct lint *l, const struct names *list, bool in, struct str *ret)
{
	size_t n_tables, n = 0;
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, &n_tables);

	for (size_t i = 0; i < n_tables; i++) {
		if ((i == 0 || !str_eq(t[i].schema, t[i - 1].schema)) &&
		    (strmap_get(&list->parts, key_of(l, t[i].schema, list->fold)) != NULL) == in)
			ret[n++] = t[i].schema;
	}
	return n;
}

static void check_do(struct lint *l, const struct names *list, struct str *names)
{
	size_t n = pick_schemas(l, list, false, names);
	struct str stray = stray_name(l, list);
	struct diag *d;

	if (n) {
		d = report_server(l, "binlog_do_db is \"%.*s\", changes of %.*s are not in its binlog",
				  STR_FMT(server_said(l, list->text)), STR_FMT(join_names(l, names, n, 5)));
	} else if (stray.p && (n = pick_schemas(l, list, true, names)) > 0) {
		d = report_server(
			l,
			"binlog_do_db is \"%.*s\", and there is no schema \"%.*s\": given as one option this is one name, and nothing of %.*s is logged",
			STR_FMT(server_said(l, list->text)), STR_FMT(server_said(l, stray)),
			STR_FMT(join_names(l, names, n, 5)));
	} else {
		return;
	}
	report_help(
		l, d,
		"write binlog-do-db once for each schema, or not at all, in its configuration file, and restart it");
}

static void check_ignore(struct lint *l, const struct names *list, struct str *names)
{
	size_t n = pick_schemas(l, list, true, names);
	struct diag *d;

	if (n == 0)
		return;
	if (stray_name(l, list).p) {
		d = report_server(
			l,
			"binlog_ignore_db is \"%.*s\": given as one option this is one name and hides nothing, as two it hides %.*s",
			STR_FMT(server_said(l, list->text)), STR_FMT(join_names(l, names, n, 5)));
		report_severity(l, d, SEV_WARNING);
	} else {
		d = report_server(l, "binlog_ignore_db is \"%.*s\", changes of %.*s are not in its binlog",
				  STR_FMT(server_said(l, list->text)), STR_FMT(join_names(l, names, n, 5)));
	}
	report_help(l, d, "take binlog-ignore-db for these schemas out of its configuration file, and restart it");
}

static void check(struct lint *l)
{
	const struct rows *r = fact_rows(l->server, FACT_BINLOG_STATUS);
	struct str wanted = rows_get(r, 0, "binlog_do_db"), ignored = rows_get(r, 0, "binlog_ignore_db");
	struct str *names = ARENA_ARRAY(l->arena, struct str, live_tables(l)->n + 1);
	struct names list;

	if (!replicates_binlog(l))
		return;
	/* With a list of what to log, the server does not look at the other one. */
	read_names(l, wanted.n ? wanted : ignored, &list);
	if (wanted.n)
		check_do(l, &list, names);
	else if (ignored.n)
		check_ignore(l, &list, names);
}

const struct rule rule_dml7009 = {
	.info = {.id = "DML7009",
		 .name = "binlog-filter",
		 .severity = SEV_ERROR,
		 .summary = "binlog_do_db or binlog_ignore_db of the source leaves selected schemas out",
		 .why = "What the server does not log DM never sees: the dump is complete, and then changes are missing without "
			"a word. One option is one name: binlog-do-db=app,other logs a schema called \"app,other\". DM's check "
			"(6.0 and later) splits at the comma and passes it; the server shows both ways alike, so dmlint asks "
			"whether each part is a schema.",
		 .remedy = "Log all schemas that the task selects.",
		 .versions = "all",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_BINLOG_STATUS) | FACT_BIT(FACT_SCHEMAS) |
		 FACT_BIT(FACT_TABLES),
	.item = "binlog_db",
	.check = check,
};
