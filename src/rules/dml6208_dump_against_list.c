/* extra-args that select other tables than the list of the instance:
 *
 *     black-white-list:
 *       shop: {do-tables: [{db-name: shop, tbl-name: orders}, {db-name: shop, tbl-name: items}]}
 *     mydumpers:
 *       global: {extra-args: "-T shop.orders"}
 */
#include <string.h>

#include "dump_selection.h"

/* One list against one selection. */
struct comparison {
	struct lint *l;
	const struct dump_selection *selection;
	const struct table_filter *filter;
	struct pattern_mode mode;
	size_t n, n_missing; /* tables, or schemas, that the list names */
	struct str first;    /* missing */
};

static bool is_name(struct comparison *c, const struct node *n, struct str *ret)
{
	*ret = value_str(n, STR_LIT(""));
	return ret->n && pattern_is_literal(*ret, &c->mode);
}

static void miss(struct comparison *c, struct str name)
{
	if (c->n_missing++ == 0)
		c->first = name;
}

static void compare_item(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
			 const struct node *tbl)
{
	struct comparison *c = arg;
	struct str schema, table;

	(void)item;
	if (part->ignore || !is_name(c, db, &schema) || dump_system_schema(schema, c->l->dm))
		return;
	if (!tbl) {
		/* A schema with all its tables. */
		if (c->filter->do_tables.n || !filter_match(c->filter, schema, STR_LIT(""), NULL))
			return;
		c->n++;
		if (dump_selection_leaves(c->selection, schema))
			miss(c, schema);
		return;
	}
	if (!is_name(c, tbl, &table) || !filter_match(c->filter, schema, table, NULL))
		return;
	c->n++;
	if (!dump_selection_takes(c->selection, schema, table))
		miss(c, arena_fmt(c->l->arena, "%.*s.%.*s", STR_FMT(schema), STR_FMT(table)));
}

static void check_missing(struct lint *l, const struct dump_use *use, const struct dump_selection *s,
			  const struct entry *list)
{
	struct comparison c = {.l = l, .selection = s, .mode = pattern_mode_list(l->dm, l->task->case_sensitive)};
	struct diag *d;

	c.filter = list_filter(l, l->task->lists, list);
	if (!c.filter->invalid)
		filter_each(list, compare_item, &c);
	if (c.n_missing == 0)
		return;
	d = report(l, dump_arg_place(l, use, s->by), "\"%.*s\" leaves out what list \"%.*s\" selects: \"%.*s\"%s",
		   STR_FMT(s->by->name), STR_FMT(list->name), STR_FMT(c.first), c.n_missing > 1 ? " and more" : "");
	if (c.n_missing > 1)
		report_note(l, d, list->node->key_span, "the list names %zu, the dump lacks %zu of them", c.n,
			    c.n_missing);
	else
		report_note(l, d, list->node->key_span, "the list");
	report_help(l, d, "their rows from before the dump never arrive; remove the flag, or select the same tables");
	report_field(l, d, use->node);
}

/* Tables of --tables-list that no list lets through. */
static void check_extra(struct lint *l, const struct dump_use *use, const struct dump_selection *s,
			const struct entry *const *lists, size_t n)
{
	const struct table_filter **f = ARENA_ARRAY(l->arena, const struct table_filter *, n + 1);
	struct str first = {NULL, 0};
	size_t n_extra = 0;
	bool valid = true;
	struct diag *d;

	for (size_t k = 0; k < n; k++) {
		f[k] = list_filter(l, l->task->lists, lists[k]);
		valid &= !f[k]->invalid;
	}
	for (size_t i = 0; valid && i < s->n_listed; i++) {
		const struct dump_name *x = &s->listed[i];
		bool kept = false;

		for (size_t k = 0; k < n && !kept; k++)
			kept = !dump_system_schema(x->schema, l->dm) && filter_match(f[k], x->schema, x->table, NULL);
		if (!kept && n_extra++ == 0)
			first = arena_fmt(l->arena, "%.*s.%.*s", STR_FMT(x->schema), STR_FMT(x->table));
	}
	if (n_extra == 0)
		return;
	d = report(l, dump_arg_place(l, use, s->by),
		   "\"%.*s\"%s dumped in vain: no list of these instances lets %s through", STR_FMT(first),
		   n_extra > 1 ? " and more are" : " is", n_extra > 1 ? "them" : "it");
	report_severity(l, d, SEV_WARNING);
	report_field(l, d, use->node);
}

static void check_use(struct lint *l, const struct dump_use *use)
{
	const struct entry **lists = ARENA_ARRAY(l->arena, const struct entry *, use->n_users);
	struct strmap seen = {.arena = l->arena};
	struct dump_selection s;
	bool all_have_lists = true;
	size_t n = 0;

	if (!dump_selection_read(l, use, &s))
		return;
	for (size_t i = 0; i < use->n_users; i++) {
		const struct entry *list = l->task->instances[use->users[i]].list;

		all_have_lists &= list && !list->null;
		if (list && !list->null && first_time(l, &seen, list->node))
			lists[n++] = list;
	}
	for (size_t i = 0; i < n; i++)
		check_missing(l, use, &s, lists[i]);
	if (all_have_lists)
		check_extra(l, use, &s, lists, n);
	dump_selection_free(&s);
}

static void check(struct lint *l)
{
	each_extra_args(l, check_use);
}

const struct rule rule_dml6208 = {
	.info = {.id = "DML6208",
		 .name = "dump-against-list",
		 .severity = SEV_ERROR,
		 .summary = "extra-args that select other tables than the block-allow-list",
		 .why = "A selection in extra-args takes the place of the list for the dump alone. Tables that the list selects but the dump "
			"leaves out begin empty in the target, without any error; tables that only the dump selects are dumped and then "
			"filtered.",
		 .remedy = "Leave the selection to the list, or make both the same.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
