/* An expression filter that drops no row, because the source lacks what it names:
 *
 *     expression-filter:
 *       old: {schema: shop, table: orders, delete-value-expr: "yaer < 2020"}     # shop.orders has a column year
 */
#include <string.h>

#include "dmlint/sqlexpr.h"

#include "live.h"

static const char *const keys[] = {"insert-value-expr", "update-old-value-expr", "update-new-value-expr",
				   "delete-value-expr"};

struct expression {
	const struct node *node;
	struct sql_columns columns;
	struct live_names *lacking; /* of each column: the tables without it */
};

/* One filter, over the instances that use it. */
struct use {
	struct str schema, table; /* names, which DM compares byte by byte */
	struct expression expressions[ARRAY_LEN(keys)];
	size_t n, n_known, n_selected;     /* instances; those whose source answered; those that select the table */
	const struct server_facts *server; /* one that answered */
};

static void read_expression(struct lint *l, const struct node *n, struct expression *x)
{
	struct str text = value_str(n, STR_LIT(""));

	x->node = n;
	if (text.n == 0 || !sql_expr_columns(l->arena, text, l->dm, &x->columns))
		x->columns.n = 0;
	x->lacking = ARENA_ARRAY(l->arena, struct live_names, x->columns.n + 1);
}

static struct use *use_of(struct lint *l, const struct entry *e, struct use **uses)
{
	struct use *u = uses[e->index];

	if (u)
		return u;
	u = uses[e->index] = ARENA_NEW(l->arena, struct use);
	u->schema = task_str(e->node, "schema", "");
	u->table = task_str(e->node, "table", "");
	for (size_t k = 0; k < ARRAY_LEN(keys); k++)
		read_expression(l, task_get(e->node, keys[k]), &u->expressions[k]);
	return u;
}

/* TiDB knows the columns under the name of the table, and of no schema. */
static bool has_column(const struct live_table *t, const struct sql_column *c)
{
	return !c->schema.n && (!c->table.n || str_eq_nocase(c->table, t->name)) &&
	       live_column_find(t, c->name, SIZE_MAX);
}

static void compare(struct lint *l, struct use *u, const struct live_table *t)
{
	if (!t)
		return;
	u->n_selected++;
	if (t->n_columns == 0 || live_extracts(t)) /* DM may see the columns that the route adds, too */
		return;
	for (size_t k = 0; k < ARRAY_LEN(keys); k++) {
		struct expression *x = &u->expressions[k];

		for (size_t i = 0; i < x->columns.n; i++) {
			if (!has_column(t, &x->columns.list[i]))
				live_names_add(l, &x->lacking[i], t, t->in->source_id);
		}
	}
}

static struct str table_key(struct lint *l, struct str schema, struct str table)
{
	return arena_fmt(l->arena, "%.*s%c%.*s", STR_FMT(schema), '\0', STR_FMT(table));
}

static void look_at_instance(struct lint *l, const struct instance *in, struct use **uses)
{
	const struct server_facts *f = live_server_of(l, in);
	bool known = f && facts_have(f, FACT_BIT(FACT_TABLES));
	struct strmap by_name = {.arena = l->arena};
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), in, &n);

	for (size_t i = 0; i < in->n_refs; i++) {
		const struct ref *r = &in->refs[i];
		struct use *u;

		if (r->sec != SEC_EXPRESSION_FILTERS || !r->entry || r->entry->null)
			continue;
		for (; n > 0; n--, t++) /* once, and only where there are filters */
			strmap_put(&by_name, table_key(l, t->schema, t->name), (void *)t);
		u = use_of(l, r->entry, uses);
		u->n++;
		u->n_known += known;
		u->server = known ? f : u->server;
		compare(l, u, strmap_get(&by_name, table_key(l, u->schema, u->table)));
	}
}

/* Why nobody selects the table. */
static void report_reason(struct lint *l, struct diag *d, const struct use *u)
{
	const struct rows *r = fact_rows(u->server, FACT_TABLES);

	for (size_t i = 0; i < r->n; i++) {
		struct str schema = rows_get(r, i, "schema"), table = rows_get(r, i, "table");

		if (!str_eq_nocase(schema, u->schema) || !str_eq_nocase(table, u->table))
			continue;
		if (str_eq(schema, u->schema) && str_eq(table, u->table))
			report_help(l, d, "the table is there, and the block-allow-list leaves it out");
		else
			report_help(
				l, d,
				"there is %.*s.%.*s: DM compares the letter case here, whatever case-sensitive says",
				STR_FMT(schema), STR_FMT(table));
		return;
	}
	if (memchr(u->schema.p, '*', u->schema.n) || memchr(u->table.p, '*', u->table.n))
		report_help(l, d, "schema and table are names here, and no patterns");
}

static void report_table(struct lint *l, const struct entry *e, const struct use *u)
{
	struct diag *d;

	if (u->n_selected || u->n_known < u->n || !u->schema.n || !u->table.n)
		return;
	d = report(l, e->node->key_span, "no source that uses expression filter \"%.*s\" replicates a table %.*s.%.*s",
		   STR_FMT(e->name), STR_FMT(u->schema), STR_FMT(u->table));
	report_reason(l, d, u);
	report_field(l, d, e->node);
}

static void report_columns(struct lint *l, const struct expression *x)
{
	for (size_t i = 0; i < x->columns.n; i++) {
		const struct sql_column *c = &x->columns.list[i];
		struct diag *d;

		if (x->lacking[i].n == 0)
			continue;
		d = report(l, text_place(l, x->node, c->off, c->len),
			   "no column \"%.*s%s%.*s%s%.*s\" in %.*s: DM drops no row by this expression",
			   STR_FMT(c->schema), c->schema.n ? "." : "", STR_FMT(c->table), c->table.n ? "." : "",
			   STR_FMT(c->name), STR_FMT(live_names_text(l, &x->lacking[i])));
		if (c->schema.n)
			report_help(l, d, "leave the schema out: DM knows columns under the name of their table alone");
		report_field(l, d, x->node);
	}
}

static void check(struct lint *l)
{
	const struct task *t = l->task;
	struct use **uses = ARENA_ARRAY(l->arena, struct use *, t->n_entries[SEC_EXPRESSION_FILTERS] + 1);
	bool any = false;

	if (!task_syncs(t)) {
		live_not_applicable(l, "the task replicates no changes");
		return;
	}
	for (size_t i = 0; i < t->n_instances; i++)
		look_at_instance(l, &t->instances[i], uses);
	for (size_t i = 0; i < t->n_entries[SEC_EXPRESSION_FILTERS]; i++) {
		if (!uses[i])
			continue;
		any = true;
		report_table(l, &t->entries[SEC_EXPRESSION_FILTERS][i], uses[i]);
		for (size_t k = 0; k < ARRAY_LEN(keys); k++)
			report_columns(l, &uses[i]->expressions[k]);
	}
	if (!any)
		live_not_applicable(l, "no expression filter is used");
}

const struct rule rule_dml7229 = {
	.info = {.id = "DML7229",
		 .name = "idle-expression-filter",
		 .severity = SEV_WARNING,
		 .summary = "an expression filter whose table or column no source has",
		 .why = "DM looks the columns of an expression up when the first change of the table arrives. Where one is "
			"missing it writes a warning into its log, and from then on the expression drops nothing: rows that "
			"were to stay behind reach the target. A filter for a table that is not there is never asked at all.",
		 .remedy =
			 "Compare the names with the servers. Schema and table are names, not patterns, and their letter "
			 "case counts; a change of the table's columns may make an expression fit later.",
		 .versions = "2.0.5 and later",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.check = check,
};
