/* A relay log that is to begin in a binlog file that the source does not have, or with GTIDs that it has purged:
 *
 *     # source.yaml
 *     enable-relay: true
 *     relay-binlog-name: mysql-bin.000001
 *
 *     SHOW BINARY LOGS;   -- begins with mysql-bin.000017
 */
#include "live_position.h"

/* A MariaDB does not tell what it has purged. */
static void check_gtid(struct lint *l, const struct source *s)
{
	struct str set = source_str(s, SOURCE_BINLOG_GTID), purged = fact_var(l->server, "gtid_purged"), lack;
	struct diag *d;

	if (!purged.p || gtid_contains(l, set, purged, (struct str){NULL, 0}, &lack))
		return;
	d = report_server(l, "the relay log is to begin before \"%.*s\", which the server has purged",
			  STR_FMT(server_said(l, lack)));
	report_help(
		l, d,
		"give a set that contains all of gtid_purged; it does not matter where the relay folder has logs of this server already");
	report_note_in(l, d, s->text, source_place(s, SOURCE_BINLOG_GTID), "the start of the relay log");
}

static void check(struct lint *l)
{
	const struct source *s = server_source(l);
	const struct rows *r = fact_rows(l->server, FACT_BINLOGS);
	struct str name = s ? source_str(s, SOURCE_BINLOG_NAME) : (struct str){NULL, 0};
	bool by_gtid = s && value_bool(s->at[SOURCE_ENABLE_GTID], false) && source_str(s, SOURCE_BINLOG_GTID).n;
	struct diag *d;

	if (!start_has_relay(l) || (!by_gtid && (!name.n || r->n == 0))) {
		live_not_applicable(l, "the source has no relay log with a start position");
		return;
	}
	if (by_gtid) {
		check_gtid(l, s);
		return;
	}
	for (size_t i = 0; i < r->n; i++) {
		if (str_eq(rows_get(r, i, "log_name"), name))
			return;
	}
	d = report_server(
		l, "the relay log is to begin in \"%.*s\", which is not among its binlog files (\"%.*s\" to \"%.*s\")",
		STR_FMT(server_said(l, name)), STR_FMT(rows_get(r, 0, "log_name")),
		STR_FMT(rows_get(r, r->n - 1, "log_name")));
	report_help(
		l, d,
		"give a file that the server still has; it does not matter where the relay folder has logs of this server already");
	report_note_in(l, d, s->text, source_place(s, SOURCE_BINLOG_NAME), "the start of the relay log");
}

const struct rule rule_dml7026 = {
	.info = {.id = "DML7026",
		 .name = "relay-start-file",
		 .severity = SEV_WARNING,
		 .summary = "relay-binlog-name or relay-binlog-gtid is where the source does not begin any more",
		 .why = "A relay log that begins anew asks the server for this position, gets error 1236, and every task of the source "
			"waits for it. One that has begun goes on where it was. No check of DM's looks at it.",
		 .remedy =
			 "Give a file from SHOW BINARY LOGS, or a set with all of gtid_purged; or leave relay-binlog-name and relay-binlog-gtid out.",
		 .versions = "all",
		 .dm_errors = "30015"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_BINLOGS) | FACT_BIT(FACT_VARIABLES),
	.check = check,
};
