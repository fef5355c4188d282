/* A start position in a binlog file that the source does not have:
 *
 *     mysql-instances:
 *       - {source-id: mysql-01, meta: {binlog-name: mysql-bin.000001, binlog-pos: 4}}
 *
 *     SHOW BINARY LOGS;   -- begins with mysql-bin.000017
 */
#include "live_position.h"

static void report_absent(struct lint *l, const struct start *s, const struct rows *r)
{
	struct str oldest = rows_get(r, 0, "log_name"), newest = rows_get(r, r->n - 1, "log_name");
	bool relay = start_has_relay(l);
	struct diag *d =
		report_server(l, "%s begins in \"%.*s\", which is not among its binlog files (\"%.*s\" to \"%.*s\")",
			      start_name(s), STR_FMT(server_said(l, s->file)), STR_FMT(oldest), STR_FMT(newest));

	if (relay) {
		report_severity(l, d, SEV_WARNING);
		report_help(l, d, "see that the relay log of the DM-worker has it; else a new dump is needed");
	} else if (s->checkpoint) {
		report_help(
			l, d,
			"what lies between is gone: start the task anew with --remove-meta (1.0: remove-meta: true) and a new dump");
	} else {
		report_help(l, d, "give a position that the server still has, and data in the target of that moment");
	}
	if (s->at)
		report_note(l, d, start_place(l, s), "\"meta\" of the instance");
}

static void check(struct lint *l)
{
	const struct rows *r = fact_rows(l->server, FACT_BINLOGS);
	struct str events;
	struct start s;
	struct diag *d;
	size_t i = 0;

	if (!replicates_binlog(l))
		return;
	if (!start_find(l, &s) || s.by_gtid || r->n == 0) {
		live_not_applicable(l, "the task has no start position by file");
		return;
	}
	while (i < r->n && !str_eq(rows_get(r, i, "log_name"), s.file))
		i++;
	if (i == r->n) {
		report_absent(l, &s, r);
	} else if (rows_get(r, i, "file_size").n && s.pos > server_number(rows_get(r, i, "file_size"))) {
		d = report_server(l, "%s begins at %llu in \"%.*s\", which has only %.*s bytes", start_name(&s),
				  (unsigned long long)s.pos, STR_FMT(s.file), STR_FMT(rows_get(r, i, "file_size")));
		events = server_statement(l, d, l->server, "SHOW BINLOG EVENTS IN %.*s;", STR_FMT(sql_text(l, s.file)));
		report_help(l, d, "compare with %.*s", STR_FMT(events));
		if (s.at)
			report_note(l, d, start_place(l, &s), "\"meta\" of the instance");
	}
}

const struct rule rule_dml7016 = {
	.info = {.id = "DML7016",
		 .name = "start-file",
		 .severity = SEV_ERROR,
		 .summary = "a start position in a binlog file that the source does not have, or behind its end",
		 .why = "The server answers with error 1236, and the task stops at once. DM looks at it since 7.2 only, and then at "
			"meta even when the task has a checkpoint in the target and will not use meta: dmlint looks at the "
			"checkpoint, where there is one.",
		 .remedy = "Give a position that the server still has.",
		 .versions = "all",
		 .dm_errors = "26005 30015 36069"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_BINLOGS),
	.item = "meta_position",
	.check = check,
};
