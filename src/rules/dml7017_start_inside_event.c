/* A start position that is not the beginning of an event:
 *
 *     meta: {binlog-name: mysql-bin.000003, binlog-pos: 1235}
 *
 *     SHOW BINLOG EVENTS IN 'mysql-bin.000003' FROM 1235 LIMIT 1;   -- error 1220
 */
#include "live_position.h"

static void check(struct lint *l)
{
	const struct rows *r = fact_rows(l->server, FACT_BINLOG_POSITION);
	struct start s;

	if (!replicates_binlog(l))
		return;
	if (!start_find(l, &s) || s.by_gtid) {
		live_not_applicable(l, "the task has no start position by file");
		return;
	}
	for (size_t i = 0; i < r->n; i++) {
		struct diag *d;

		if (!str_eq_c(rows_get(r, i, "error_code"), "1220") || !str_eq(rows_get(r, i, "log_name"), s.file) ||
		    server_number(rows_get(r, i, "pos")) != s.pos)
			continue;
		d = report_server(l, "%s begins at %llu in \"%.*s\", where no event begins", start_name(&s),
				  (unsigned long long)s.pos, STR_FMT(s.file));
		report_help(l, d, "take a Pos that SHOW BINLOG EVENTS IN %.*s; shows", STR_FMT(sql_text(l, s.file)));
		if (s.at)
			report_note(l, d, start_place(l, &s), "\"meta\" of the instance");
		return;
	}
}

const struct rule rule_dml7017 = {
	.info = {.id = "DML7017",
		 .name = "start-inside-event",
		 .severity = SEV_ERROR,
		 .summary = "a start position in the middle of an event",
		 .why = "The server reads what stands there as the head of an event and ends with error 1236, a bogus length as a "
			"rule. DM's check before 7.2 does not look, and later ones wait for an event for 15 seconds.",
		 .remedy = "Take a position from SHOW BINLOG EVENTS, SHOW MASTER STATUS or the metadata of a dump.",
		 .versions = "all",
		 .dm_errors = "26005 30015 36069"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_BINLOG_POSITION),
	.item = "meta_position",
	.check = check,
};
