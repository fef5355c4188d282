/* A table that exists on the target, in another shape. */
#include "live.h"

/* What a column of the source lacks there, or what the target wants and the source does not give. */
static struct str missing(struct lint *l, const struct live_table *from, const struct live_table *to)
{
	for (size_t i = 0; i < from->n_columns; i++) {
		const struct live_column *y = live_column_find(to, from->columns[i].name, i);

		if (!y)
			return arena_fmt(l->arena, "it has no column \"%.*s\"", STR_FMT(from->columns[i].name));
		if (y->generation.n && !from->columns[i].generation.n)
			return arena_fmt(l->arena, "it generates \"%.*s\" by itself and takes no values for it",
					 STR_FMT(y->name));
	}
	for (size_t i = 0; i < to->n_columns; i++) {
		const struct live_column *c = &to->columns[i];

		if (!c->nullable && !c->def.p && !c->extra.n && !c->generation.n && !live_column_find(from, c->name, i))
			return arena_fmt(l->arena, "it wants a value for \"%.*s\", which the source does not have",
					 STR_FMT(c->name));
	}
	return (struct str){0};
}

/* "10" of "varchar(10)"; 0: none. */
static size_t length(struct str type)
{
	struct str word = live_type_word(type);
	size_t n = 0;

	for (size_t i = word.n + 1; i < type.n && type.p[i] >= '0' && type.p[i] <= '9' && n < 100000000; i++)
		n = n * 10 + (size_t)(type.p[i] - '0');
	return n;
}

/* Is there a value of x that y has no place for? Of types with one name, where it can be told. */
static bool narrower(struct str x, struct str y)
{
	struct str word = live_type_word(x);

	if (str_contains_nocase(x, "unsigned") != str_contains_nocase(y, "unsigned"))
		return true;
	return (str_has_suffix(word, "char") || str_has_suffix(word, "binary")) && length(y) < length(x);
}

static struct str other_type(struct lint *l, const struct live_table *from, const struct live_table *to)
{
	for (size_t i = 0; i < from->n_columns; i++) {
		const struct live_column *x = &from->columns[i], *y = live_column_find(to, x->name, i);

		if (y &&
		    (!str_eq_nocase(live_type_word(x->type), live_type_word(y->type)) || narrower(x->type, y->type)))
			return arena_fmt(l->arena, "\"%.*s\" is %.*s there, %.*s at the source", STR_FMT(x->name),
					 STR_FMT(y->type), STR_FMT(x->type));
		/* TiDB takes all of UTF-8 into latin1, too. */
		if (y && x->charset.n && !live_same_charset(x->charset, y->charset) &&
		    (str_eq_c(y->charset, "ascii") || str_eq_c(y->charset, "gbk")))
			return arena_fmt(l->arena, "\"%.*s\" is in %.*s there, in %.*s at the source", STR_FMT(x->name),
					 STR_FMT(y->charset), STR_FMT(x->charset));
	}
	return (struct str){0};
}

/* A primary or unique key that b lacks; whether it is the primary one does not matter. */
static const struct live_index *lacking(const struct live_table *a, const struct live_table *b)
{
	for (size_t i = 0; i < a->n_indexes; i++) {
		bool found = !a->indexes[i].unique;

		for (size_t k = 0; k < b->n_indexes && !found; k++)
			found = b->indexes[k].unique && live_index_same(&a->indexes[i], &b->indexes[k]);
		if (!found)
			return &a->indexes[i];
	}
	return NULL;
}

/* A table that several are merged into may well have a wider key than each of them. */
static struct str other_keys(struct lint *l, const struct live_table *from, const struct live_table *to, bool merged)
{
	const struct live_index *x = merged ? NULL : lacking(from, to);
	bool there = !x;

	if (there)
		x = lacking(to, from);
	return x ? arena_fmt(l->arena, "only %s has the unique key \"%.*s\"", there ? "the target" : "the source",
			     STR_FMT(x->name))
		 : (struct str){0};
}

/* Columns that a route adds to tell where a row came from. */
static bool extracts(const struct instance *in)
{
	for (size_t i = 0; i < in->n_refs; i++) {
		const struct entry *e = in->refs[i].sec == SEC_ROUTES ? in->refs[i].entry : NULL;

		if (e && !e->null &&
		    (task_get(e->node, "extract-table") || task_get(e->node, "extract-schema") ||
		     task_get(e->node, "extract-source")))
			return true;
	}
	return false;
}

/* Was there a finding? */
static bool compare(struct lint *l, const struct live_table *from, const struct live_table *to, bool merged)
{
	struct span home = node_get(l->root, "target-database")->key_span;
	struct str why;
	struct diag *d;

	if (!from->n_columns || !to->n_columns || extracts(from->in))
		return false;
	why = missing(l, from, to);
	if (why.p) {
		(void)report(l, home, "%.*s exists on the target, but does not fit %.*s: %.*s",
			     STR_FMT(live_table_text(l, to)), STR_FMT(live_table_text(l, from)), STR_FMT(why));
		return true;
	}
	why = other_type(l, from, to);
	if (!why.p && facts_have(live_tables(l)->target, FACT_BIT(FACT_INDEXES)) &&
	    facts_have(live_server_of(l, from->in), FACT_BIT(FACT_INDEXES)))
		why = other_keys(l, from, to, merged);
	if (!why.p)
		return false;
	d = report(l, home, "%.*s exists on the target in another shape than %.*s: %.*s",
		   STR_FMT(live_table_text(l, to)), STR_FMT(live_table_text(l, from)), STR_FMT(why));
	report_severity(l, d, SEV_WARNING);
	return true;
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);

	if (!all->target_known || !node_get(l->root, "target-database")) {
		live_not_applicable(l, "the tables of the target are not known");
		return;
	}
	for (size_t g = 0; g < all->n_groups; g++) {
		const struct live_group *group = &all->groups[g];

		for (size_t i = 0;
		     group->target && i < group->n && !compare(l, group->members[i], group->target, group->n > 1); i++)
			;
	}
}

const struct rule rule_dml7221 = {
	.info = {.id = "DML7221",
		 .name = "target-table-differs",
		 .severity = SEV_ERROR,
		 .summary = "a target table of another shape",
		 .why = "DM leaves a table that exists as it is and writes the columns of the source into it: one "
			"that is missing there stops the load (1054), as does one that must have a value and gets "
			"none (1364) and one that is generated (3105). A shorter column refuses longer values, a unique key that "
			"only the target has refuses rows. DM from 6.5 on warns of columns and keys, earlier versions do not look.",
		 .remedy = "Bring the target table to the structure of the source, or drop it and let DM create it.",
		 .versions = "all; a warning when only a type, a character set or a unique key differs",
		 .dm_errors = "10006 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "table_schema",
	.check = check,
};
