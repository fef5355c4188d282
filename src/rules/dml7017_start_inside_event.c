/* A start position that is not the beginning of an event:
 *
 *     meta: {binlog-name: mysql-bin.000003, binlog-pos: 1235}
 *
 *     SHOW BINLOG EVENTS IN 'mysql-bin.000003' FROM 1235 LIMIT 1;   -- error 1220, or from MySQL 8 on the event at 1300
 */
#include "live_position.h"

#define FIRST_POSITION 4 /* of a binlog file */

/* A file that is not there, and a position behind its end, are for another rule. */
static bool in_file(const struct lint *l, const struct start *s)
{
	const struct rows *r = fact_rows(l->server, FACT_BINLOGS);

	for (size_t i = 0; i < r->n; i++) {
		if (str_eq(rows_get(r, i, "log_name"), s->file))
			return s->pos <= server_number(rows_get(r, i, "file_size"));
	}
	return r->n == 0;
}

/* Several tasks may have asked about the file; an answer about a later position does not tell what was asked, but that an earlier
 * one would have got that event, too. */
static bool is_inside(const struct rows *r, const struct start *s)
{
	bool inside = false;

	for (size_t i = 0; i < r->n; i++) {
		uint64_t pos = server_number(rows_get(r, i, "pos"));
		struct str code = rows_get(r, i, "error_code");

		if (!str_eq(rows_get(r, i, "log_name"), s->file))
			continue;
		if (pos == s->pos)
			return str_eq_c(code, "1220");
		inside |= pos > s->pos && rows_get(r, i, "event_type").n;
	}
	return inside;
}

static void check(struct lint *l)
{
	const struct rows *r = fact_rows(l->server, FACT_BINLOG_POSITION);
	struct str events;
	struct start s;
	struct diag *d;

	if (!replicates_binlog(l))
		return;
	if (!start_find(l, &s) || s.by_gtid || s.checkpoint) {
		live_not_applicable(l, "the task does not begin at a position of \"meta\" by file");
		return;
	}
	if (s.pos <= FIRST_POSITION || !in_file(l, &s) || !is_inside(r, &s))
		return;
	d = report_server(l, "\"meta\" begins at %llu in \"%.*s\", where no event begins", (unsigned long long)s.pos,
			  STR_FMT(s.file));
	events = server_statement(l, d, l->server, "SHOW BINLOG EVENTS IN %.*s;", STR_FMT(sql_text(l, s.file)));
	report_help(l, d, "take a Pos that %.*s shows", STR_FMT(events));
	report_note(l, d, start_place(l, &s), "\"meta\" of the instance");
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
