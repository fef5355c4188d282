/* A source with tables that an online schema change uses, or has left behind:
 *
 *     SHOW TABLES IN app;   -- orders, _orders_gho, _orders_ghc
 */
#include "live_online.h"

#define MAX_NAMED 5

static void add_name(struct lint *l, struct str names[MAX_NAMED], size_t *n, const struct rows *r, size_t row)
{
	if (*n < MAX_NAMED)
		names[*n] = arena_fmt(l->arena, "%.*s.%.*s", STR_FMT(rows_get(r, row, "schema")),
				      STR_FMT(rows_get(r, row, "table")));
	++*n;
}

static void report_leftovers(struct lint *l, const struct str *names, size_t n)
{
	bool checked = dm_check_find("online-ddl-checked", l->dm) && !l->ignored;
	struct diag *d = report_server(l, "%.*s %s of an online schema change that runs, or has ended half-way%s",
				       STR_FMT(join_names(l, names, n, MAX_NAMED)), n > 1 ? "are tables" : "is a table",
				       checked ? "; DM's check fails at both" : "");

	report_help(
		l, d,
		"wait while it runs, for the task would stop at its end; DROP TABLE what is left of an earlier one%s",
		checked ? ", or ignore-checking-items: [\"online_ddl\"]" : "");
}

static void check(struct lint *l)
{
	const struct rows *r = fact_rows(l->server, FACT_TABLES);
	struct str names[MAX_NAMED];
	struct online online;
	size_t n_shadow = 0, n = 0;

	if (!replicates_binlog(l))
		return;
	if (!online_open(l, &online)) {
		live_not_applicable(l, "the task does not look for online schema changes");
		return;
	}
	for (size_t i = 0; i < r->n; i++) {
		enum online_kind kind = online_kind_of(&online, rows_get(r, i, "schema"), rows_get(r, i, "table"));

		n_shadow += kind == ONLINE_SHADOW;
		if (kind != ONLINE_NONE)
			add_name(l, names, &n, r, i);
	}
	online_close(&online);
	if (n_shadow)
		report_leftovers(l, names, n);
}

const struct rule rule_dml7022 = {
	.info = {.id = "DML7022",
		 .name = "online-ddl-leftovers",
		 .severity = SEV_WARNING,
		 .summary = "shadow tables of gh-ost or pt-online-schema-change beside selected tables",
		 .why = "A task that begins in the middle of such a change has not seen its ALTER and stops where the tables are "
			"renamed (36046). A table that an earlier change left behind does no harm, but DM 6.0 and later "
			"cannot tell the two apart: the check fails, without naming the table.",
		 .remedy =
			 "Wait for the change to end, or drop what is left and start with ignore-checking-items: [\"online_ddl\"].",
		 .versions = "all",
		 .dm_errors = "26005 36046"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_TABLES),
	.item = "online_ddl",
	.check = check,
};
