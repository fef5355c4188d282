/* A table or schema that a list names, and that no source with this list has. */
#include <string.h>

#include "dmlint/dump.h"

#include "live.h"

struct search {
	struct lint *l;
	struct pattern_mode mode;
	struct strmap schemas, tables; /* lower-cased where DM does; of all sources with the list */
};

static struct str folded(struct search *s, struct str name)
{
	return s->mode.case_sensitive ? name : pattern_lower(s->l->arena, name);
}

static struct str pair(struct search *s, struct str schema, struct str table)
{
	return folded(s, arena_fmt(s->l->arena, "%.*s%c%.*s", STR_FMT(schema), '\0', STR_FMT(table)));
}

static bool literal(struct search *s, const struct node *n, struct str *ret)
{
	*ret = value_str(n, STR_LIT(""));
	return ret->n && pattern_is_literal(*ret, &s->mode);
}

static void look_up(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
		    const struct node *tbl)
{
	struct search *s = arg;
	struct str schema, table;
	struct diag *d;

	if (part->ignore || !literal(s, db, &schema))
		return;
	if (dump_system_schema(schema, s->l->dm)) {
		d = report(s->l, db->span, "\"%.*s\" is a schema of the server's own, which DM never migrates",
			   STR_FMT(schema));
		report_help(s->l, d, "take it out of the list");
		report_field(s->l, d, db);
	} else if (!strmap_get(&s->schemas, folded(s, schema))) {
		d = report(s->l, db->span, "no source with this list has a schema \"%.*s\"", STR_FMT(schema));
		report_field(s->l, d, db);
	} else if (tbl && literal(s, tbl, &table) && !strmap_get(&s->tables, pair(s, schema, table))) {
		d = report(s->l, item->span, "no source with this list has a table \"%.*s\" in \"%.*s\"",
			   STR_FMT(table), STR_FMT(schema));
		report_field(s->l, d, item);
	}
}

static void add_server(struct search *s, const struct server_facts *f)
{
	const struct rows *r = fact_rows(f, FACT_TABLES);

	for (size_t i = 0; i < r->n; i++) {
		struct str schema = rows_get(r, i, "schema");

		strmap_put(&s->schemas, folded(s, arena_str(s->l->arena, schema)), s);
		strmap_put(&s->tables, pair(s, schema, rows_get(r, i, "table")), s);
	}
	r = fact_rows(f, FACT_SCHEMAS);
	for (size_t i = 0; i < r->n; i++)
		strmap_put(&s->schemas, folded(s, rows_get(r, i, "schema")), s);
}

static void check(struct lint *l)
{
	const struct task *t = l->task;

	for (size_t e = 0; e < t->n_entries[t->lists]; e++) {
		const struct entry *list = &t->entries[t->lists][e];
		struct search s = {.l = l, .mode = pattern_mode_list(l->dm, t->case_sensitive)};
		size_t n = 0, n_known = 0;

		s.schemas.arena = s.tables.arena = l->arena;
		for (size_t i = 0; i < t->n_instances; i++) {
			const struct server_facts *f;

			if (t->instances[i].list != list)
				continue;
			n++;
			f = facts_source(l->facts, t->instances[i].source_id);
			if (!f || !facts_have(f, FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_SCHEMAS)) ||
			    live_may_be_hidden(l, f))
				continue;
			n_known++;
			add_server(&s, f);
		}
		if (n && n == n_known && !list->null) /* a source that was not asked may have it */
			filter_each(list, look_up, &s);
	}
}

const struct rule rule_dml7202 = {
	.info = {.id = "DML7202",
		 .name = "missing-table",
		 .severity = SEV_WARNING,
		 .summary = "a schema or table of a list that no source has",
		 .why = "DM does not ask whether what the list names is there. A table with a misspelt name is "
			"left out without a word; one that the account may not see looks just the same. Views and the server's own schemas "
			"are never migrated.",
		 .remedy = "Compare the names with the servers. Where the table exists, grant SELECT on it to the "
			   "account of the source.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_SCHEMAS),
	.check = check,
};
