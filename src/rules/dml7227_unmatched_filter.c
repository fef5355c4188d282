/* A filter that is about nothing that the sources have:
 *
 *     expression-filter:
 *       old: {schema: shop, table: order, insert-value-expr: "year < 2020"}   # but: shop.orders
 */
#include "dmlint/route.h"
#include "dmlint/sqlexpr.h"

#include "live.h"

/* The instances that name a filter, and what their sources have for it. */
struct use {
	size_t n, n_known;
	bool matched;
	const struct live_table *table; /* of an expression: one that it is about */
};

static struct use *use_of(struct lint *l, struct strmap *uses, const struct entry *e, bool known)
{
	struct use *u = strmap_get(uses, e->name);

	if (!u) {
		u = ARENA_NEW(l->arena, struct use);
		strmap_put(uses, e->name, u);
	}
	u->n++;
	u->n_known += known;
	return u;
}

static bool matches(const struct route_rule *r, const struct server_facts *f)
{
	const struct rows *rows = fact_rows(f, r->has_table ? FACT_TABLES : FACT_SCHEMAS);

	for (size_t i = 0; i < rows->n; i++) {
		if (route_rule_matches(r, rows_get(rows, i, "schema"), rows_get(rows, i, "table")))
			return true;
	}
	return false;
}

static void look_up_events(struct lint *l, const struct instance *in, const struct server_facts *f, struct strmap *uses)
{
	struct router router;

	router_build(l->arena, l->task, in, SEC_FILTERS, &router);
	for (size_t i = 0; i < router.n; i++) {
		struct use *u = use_of(l, uses, router.rules[i].entry, f != NULL);

		u->matched = u->matched || (f && matches(&router.rules[i], f));
	}
	router_release(&router);
}

/* DM compares these names as they are, with their letter case. */
static void look_up_expressions(struct lint *l, const struct instance *in, const struct server_facts *f,
				struct strmap *uses)
{
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), in, &n);

	for (size_t i = 0; i < in->n_refs; i++) {
		const struct entry *e = in->refs[i].entry;
		struct str schema, table;
		struct use *u;

		if (in->refs[i].sec != SEC_EXPRESSION_FILTERS || !e || e->null)
			continue;
		u = use_of(l, uses, e, f != NULL);
		schema = task_str(e->node, "schema", "");
		table = task_str(e->node, "table", "");
		for (size_t k = 0; k < n && !u->matched; k++) {
			if (str_eq(t[k].schema, schema) && str_eq(t[k].name, table)) {
				u->matched = true;
				u->table = &t[k];
			}
		}
	}
}

struct columns {
	struct lint *l;
	const struct node *expr;
	const struct live_table *table;
	bool found;
};

static void look_up_column(void *arg, struct str name)
{
	struct columns *c = arg;
	struct diag *d;

	if (name.n > 2 && name.p[0] == '`')
		name = (struct str){name.p + 1, name.n - 2};
	if (c->found || live_column_find(c->table, name, SIZE_MAX))
		return;
	c->found = true;
	d = report(c->l, c->expr->span, "%.*s has no column \"%.*s\", so this expression filters nothing",
		   STR_FMT(live_table_text(c->l, c->table)), STR_FMT(name));
	report_field(c->l, d, c->expr);
}

static void check_columns(struct lint *l, const struct entry *e, const struct live_table *t)
{
	static const char *const keys[] = {"insert-value-expr", "update-old-value-expr", "update-new-value-expr",
					   "delete-value-expr"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct columns c = {.l = l, .expr = task_get(e->node, keys[i]), .table = t};
		struct str v = value_str(c.expr, STR_LIT(""));

		/* The columns of a query may be those of other tables. */
		if (v.n && t->n_columns && !str_contains_nocase(v, "select"))
			sql_expr_columns(v, l->dm, look_up_column, &c);
	}
}

static void check_section(struct lint *l, enum section sec, struct strmap *uses)
{
	for (size_t i = 0; i < l->task->n_entries[sec]; i++) {
		const struct entry *e = &l->task->entries[sec][i];
		const struct use *u = strmap_get(uses, e->name);
		struct diag *d;

		if (!u || u->n_known < u->n)
			continue;
		if (u->table)
			check_columns(l, e, u->table);
		if (u->matched)
			continue;
		d = report(l, e->node->key_span, "filter \"%.*s\" matches no %s of any source that uses it",
			   STR_FMT(e->name),
			   sec == SEC_EXPRESSION_FILTERS              ? "selected table"
			   : task_str(e->node, "table-pattern", "").n ? "table"
								      : "schema");
		report_field(l, d, e->node);
	}
}

static void check(struct lint *l)
{
	struct strmap events = {.arena = l->arena}, expressions = {.arena = l->arena};

	if (!task_syncs(l->task)) {
		live_not_applicable(l, "the task replicates no changes");
		return;
	}
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];
		const struct server_facts *f = live_server_of(l, in);

		if (f && !facts_have(f, FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_SCHEMAS) | FACT_BIT(FACT_COLUMNS)))
			f = NULL;
		look_up_events(l, in, f, &events);
		look_up_expressions(l, in, f, &expressions);
	}
	check_section(l, SEC_FILTERS, &events);
	check_section(l, SEC_EXPRESSION_FILTERS, &expressions);
}

const struct rule rule_dml7227 = {
	.info = {.id = "DML7227",
		 .name = "unmatched-filter",
		 .severity = SEV_WARNING,
		 .summary = "a filter that matches no table or column of any source",
		 .why = "What should be left out comes through, and DM says nothing of it but a line in its log. An expression filter names one "
			"table, in its letter case; with a column that the table lacks it filters nothing.",
		 .remedy =
			 "Compare the names with those on the servers; for tables that are yet to come, suppress this.",
		 .versions = "all; expressions: 2.0.5 and later",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_SCHEMAS) | FACT_BIT(FACT_COLUMNS),
	.check = check,
};
