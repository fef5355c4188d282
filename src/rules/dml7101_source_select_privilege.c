/* An account that may not read what the task selects:
 *
 *     GRANT RELOAD, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'dm'@'%';
 *     GRANT SELECT ON other.* TO 'dm'@'%';
 */
#include "live.h"
#include "live_grants.h"
#include "live_readable.h"

#include "dmlint/dump.h"

struct search {
	struct lint *l;
	struct account acc;
	uint64_t select;
	const struct table_filter *filter;
	struct pattern_mode mode;
	const struct live_table *tables;
	size_t n_tables;
	struct readable readable;
	struct live_names refused; /* selected tables that can be seen, but not read */
	struct shortfall of_seen;
	struct live_names unshown; /* that can be read, and SHOW GRANTS does not show it */
	struct shortfall of_unshown;
	struct shortfall untold; /* what may be readable, and the server was not asked */
	struct shortfall hidden; /* what the list names and nobody shows */
	struct shortfall partly; /* schemas of which some tables are shown, and others may be hidden */
};

static bool is_seen(const struct search *s, struct str schema, struct str table)
{
	for (size_t i = 0; i < s->n_tables; i++) {
		const struct live_table *t = &s->tables[i];

		if (str_eq_nocase(t->schema, schema) && (table.n == 0 || str_eq_nocase(t->name, table)))
			return true;
	}
	return false;
}

/* Can a table of the schema be read by what SHOW GRANTS does not show? */
static bool is_unshown(const struct search *s, struct str schema)
{
	for (size_t i = 0; i < s->n_tables; i++) {
		const struct live_table *t = &s->tables[i];

		if (str_eq_nocase(t->schema, schema) && readable_table(&s->readable, s->l->arena, t->schema, t->name) &&
		    grants_lacking(s->acc.grants, s->select, t->schema, t->name, NULL))
			return true;
	}
	return false;
}

/* A name in the list without wildcards: the server keeps silent about tables on which the account has nothing. */
static void look_at_item(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
			 const struct node *tbl)
{
	struct search *s = arg;
	struct str schema = value_str(db, STR_LIT("")), table = value_str(tbl, STR_LIT(""));

	(void)item;
	if (part->ignore || !schema.n || !pattern_is_literal(schema, &s->mode) || dump_system_schema(schema, s->l->dm))
		return;
	if ((tbl ? table.n && !pattern_is_literal(table, &s->mode) : s->filter->do_tables.n == 0) &&
	    is_seen(s, schema, STR_LIT("")) && !is_unshown(s, schema) &&
	    grants_lacking(s->acc.grants, s->select, schema, STR_LIT(""), NULL))
		shortfall_add(s->l, &s->acc, &s->partly, s->select, schema, STR_LIT(""));
	if (tbl ? !table.n || !pattern_is_literal(table, &s->mode) : s->filter->do_tables.n != 0)
		return;
	if (!filter_match(s->filter, schema, table, NULL) || is_seen(s, schema, table))
		return;
	if (grants_lacking(s->acc.grants, s->select, schema, table, NULL))
		shortfall_add(s->l, &s->acc, &s->hidden, s->select, schema, table);
}

static void look_at_tables(struct search *s)
{
	bool asked = facts_have(s->l->server, FACT_BIT(FACT_READABLE));

	for (size_t i = 0; i < s->n_tables; i++) {
		const struct live_table *t = &s->tables[i];
		uint64_t columns;

		if (!grants_lacking(s->acc.grants, s->select, t->schema, t->name, &columns)) {
			if (!grants_untold(s->acc.grants, s->select, t->schema, t->name) ||
			    readable_table(&s->readable, s->l->arena, t->schema, t->name))
				continue;
			if (!asked) {
				shortfall_add(s->l, &s->acc, &s->untold, s->select, t->schema, STR_LIT(""));
				continue;
			}
		} else if (!columns && readable_table(&s->readable, s->l->arena, t->schema, t->name)) {
			live_names_add(s->l, &s->unshown, t, STR_LIT(""));
			shortfall_add(s->l, &s->acc, &s->of_unshown, s->select, t->schema, STR_LIT(""));
			continue;
		}
		live_names_add(s->l, &s->refused, t, columns ? STR_LIT("some columns only") : STR_LIT(""));
		/* Of a schema that is selected as a whole there may be tables that nobody shows. */
		shortfall_add(s->l, &s->acc, &s->of_seen, s->select, t->schema,
			      shortfall_has(s->l, &s->partly, t->schema) ? STR_LIT("") : t->name);
	}
}

/* Does DM's own check find SELECT where it looks? From 6.0 on for each table, before that anywhere. */
static bool dm_finds_select(const struct search *s)
{
	const struct grant_line *lines;
	size_t n;

	if (dm_check_find("privileges-by-consistency", s->l->dm))
		return false;
	lines = grants_lines(s->acc.grants, &n);
	for (size_t i = 0; i < n; i++) {
		if (lines[i].kind == GRANT_PRIVILEGES && lines[i].whole & s->select)
			return true;
	}
	return false;
}

static void report_unshown(struct search *s)
{
	struct lint *l = s->l;
	struct diag *d;

	if (!s->unshown.n || l->ignored || dm_finds_select(s))
		return;
	d = report_server(
		l,
		"account %.*s can read %zu of the %zu selected tables by what is granted for another host of this user; SHOW GRANTS does not show that, and DM's check fails: %.*s",
		STR_FMT(s->acc.name), s->unshown.n, s->n_tables, STR_FMT(live_names_text(l, &s->unshown)));
	report_severity(l, d, SEV_WARNING);
	help_shortfall(l, d, &s->acc, "ignore-checking-items: [\"dump_privilege\"], or ", &s->of_unshown);
}

static void check(struct lint *l)
{
	const struct entry *list = l->source_of->list;
	struct search s = {.l = l, .select = privileges_find("SELECT")};
	struct diag *d;

	if (!task_dumps(l->task)) {
		live_not_applicable(l, "the task does not dump");
		return;
	}
	account_read(l, &s.acc);
	readable_read(l, &s.readable);
	s.tables = live_tables_of(live_tables(l), l->source_of, &s.n_tables);
	s.mode = pattern_mode_list(l->dm, l->task->case_sensitive);
	s.filter = list && !list->null ? list_filter(l, l->task->lists, list) : NULL;
	if (s.filter && !s.filter->invalid)
		filter_each(list, look_at_item, &s);
	look_at_tables(&s);
	if (s.refused.n) {
		d = report_server(
			l, "account %.*s lacks SELECT on %zu of the %zu selected tables, and the dump fails: %.*s",
			STR_FMT(s.acc.name), s.refused.n, s.n_tables, STR_FMT(live_names_text(l, &s.refused)));
		help_shortfall(l, d, &s.acc, "", &s.of_seen);
	}
	if (s.hidden.n) {
		d = report_server(
			l,
			"account %.*s lacks SELECT on what the list selects, so DM does not see that it is there and leaves it out: %.*s",
			STR_FMT(s.acc.name), STR_FMT(shortfall_names(l, &s.hidden)));
		help_shortfall(l, d, &s.acc, "", &s.hidden);
	}
	report_unshown(&s);
	report_untold(l, &s.acc, &s.untold);
	if (s.partly.n && !s.refused.n) {
		d = report_server(
			l,
			"account %.*s has SELECT on single tables only, of what the list selects as a whole; DM leaves out others, and stops at their changes: %.*s",
			STR_FMT(s.acc.name), STR_FMT(shortfall_names(l, &s.partly)));
		report_severity(l, d, SEV_WARNING);
		help_shortfall(l, d, &s.acc, "", &s.partly);
	}
}

const struct rule rule_dml7101 = {
	.info = {.id = "DML7101",
		 .name = "source-select-privilege",
		 .severity = SEV_ERROR,
		 .summary = "selected tables that the source's account may not read",
		 .why = "A server lists only the tables on which an account has something. What the account may not see at all is left out of "
			"the task without a word, and DM's check passes, as it looks at what it sees. DM 1.0 takes SELECT on any "
			"table, or ALL PRIVILEGES on any database, for enough; later versions compare names with their letter case "
			"and do not know REVOKE (partial revokes of MySQL 8); roles count even when they are not in force. What is granted to the "
			"same user for another host applies as well, and SHOW GRANTS does not show it: the server itself is asked then.",
		 .remedy =
			 "Grant SELECT on every selected schema or table to the account that the message names: the server may have chosen "
			 "another one than you think, the one with the most specific host.",
		 .versions = "all",
		 .dm_errors = "26005 32001"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_GRANTS),
	.item = "dump_privilege",
	.check = check,
};
