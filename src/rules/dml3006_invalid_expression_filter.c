/* An expression filter that DM refuses:
 *
 *     expression-filter:
 *       even: {schema: db, table: t, insert-value-expr: "id % 2 ="}
 */
#include "dmlint/sqlexpr.h"

#include "internal.h"

static const char *const expr_keys[] = {"insert-value-expr", "update-old-value-expr", "update-new-value-expr",
					"delete-value-expr"};

static void check_names(struct lint *l, const struct entry *e)
{
	static const char *const keys[] = {"schema", "table"};

	for (size_t k = 0; k < ARRAY_LEN(keys); k++) {
		const struct node *n = task_get(e->node, keys[k]);
		struct diag *d;

		if (value_str(n, STR_LIT("")).n || (n && n->kind != NODE_SCALAR))
			continue;
		d = report_check(l, "expression-filter-name", place_of_field(l, e->node, keys[k]),
				 "expression filter \"%.*s\" has no \"%s\"", STR_FMT(e->name), keys[k]);
		report_field(l, d, n ? n : e->node);
	}
}

static void check_grammar(struct lint *l, const struct node *n)
{
	struct str v = value_str(n, STR_LIT(""));
	struct sql_expr_error err;
	struct diag *d;

	if (v.n == 0 || sql_expr_parse(v, l->dm, &err))
		return;
	d = report_check(l, err.crashes ? "expression-filter-crash" : "expression-filter-grammar",
			 text_place(l, n, err.off, err.len), "this SQL expression does not parse: %s", err.msg);
	report_field(l, d, n);
}

/* Insert, update (old and new together) and delete each need a filter of their own. */
static void check_kinds(struct lint *l, const struct entry *e)
{
	static const int kind[] = {0, 1, 1, 2};
	const struct node *first = NULL;
	int first_kind = -1;

	for (size_t k = 0; k < ARRAY_LEN(expr_keys); k++) {
		const struct node *n = task_get(e->node, expr_keys[k]);
		struct diag *d;

		if (value_str(n, STR_LIT("")).n == 0)
			continue;
		if (first_kind >= 0 && kind[k] != first_kind) {
			d = report_check(l, "expression-filter-many", n->key_span,
					 "\"%s\" and \"%s\" need a filter each", first->field->name, n->field->name);
			report_note(l, d, first->key_span, "the other expression");
			report_field(l, d, n);
			return;
		}
		first = n;
		first_kind = kind[k];
	}
}

static void check(struct lint *l)
{
	const struct task *t = l->task;

	for (size_t i = 0; i < t->n_entries[SEC_EXPRESSION_FILTERS]; i++) {
		const struct entry *e = &t->entries[SEC_EXPRESSION_FILTERS][i];

		if (e->null || !has_body(e->node))
			continue;
		check_names(l, e);
		for (size_t k = 0; k < ARRAY_LEN(expr_keys); k++)
			check_grammar(l, task_get(e->node, expr_keys[k]));
		check_kinds(l, e);
	}
}

const struct rule rule_dml3006 = {
	.info = {.id = "DML3006",
		 .name = "invalid-expression-filter",
		 .severity = SEV_ERROR,
		 .summary = "an expression filter that DM refuses",
		 .why = "An expression filter is for one table and one kind of row change. DM parses each expression with TiDB's SQL parser, as "
			"the field of a SELECT, and refuses what does not parse, also in filters that no instance uses.",
		 .remedy =
			 "Give schema and table, correct the expression, and split filters for insert, update and delete.",
		 .versions = "2.0.5 and later",
		 .dm_errors = "20039 20041 20042"},
	.kind = CONFIG_TASK,
	.check = check,
};
