/* A start by GTID from before the oldest binlog file that a MariaDB still has:
 *
 *     # source.yaml: enable-gtid: true
 *     meta: {binlog-gtid: "0-1-100"}
 *
 *     SHOW BINLOG EVENTS LIMIT 3;   -- Gtid_list: [0-1-270]
 */
#include "live_position.h"

/* "[0-1-270,\n1-1-5]" without its brackets; absent: there is no list. */
static struct str purged_list(const struct server_facts *s)
{
	const struct rows *r = fact_rows(s, FACT_BINLOG_START);

	for (size_t i = 0; i < r->n; i++) {
		struct str info = str_trim(rows_get(r, i, "info"));

		if (str_eq_c(rows_get(r, i, "event_type"), "Gtid_list") && info.n >= 2 && info.p[0] == '[' &&
		    info.p[info.n - 1] == ']')
			return (struct str){info.p + 1, info.n - 2};
	}
	return (struct str){NULL, 0};
}

static void check(struct lint *l)
{
	struct str purged = purged_list(l->server), lack;
	struct start s;
	struct diag *d;

	if (!replicates_binlog(l))
		return;
	if (!start_find(l, &s) || !s.by_gtid || !purged.p) {
		live_not_applicable(l, "the task has no start position by GTID at a MariaDB");
		return;
	}
	if (gtid_list_kept(purged, s.gtid, &lack))
		return;
	d = report_server(l, "%s begins before \"%.*s\", with which the oldest binlog file of the server begins",
			  start_name(&s), STR_FMT(server_said(l, lack)));
	if (start_has_relay(l)) {
		report_severity(l, d, SEV_WARNING);
		report_help(l, d, "see that the relay log of the DM-worker has it; else a new dump is needed");
	} else if (s.checkpoint) {
		report_help(
			l, d,
			"what lies between is gone: start the task anew with --remove-meta (1.0: remove-meta: true) and a new dump");
	} else {
		report_help(l, d, "give a position that is not before \"%.*s\", and data in the target of that moment",
			    STR_FMT(server_said(l, purged)));
	}
	if (s.at)
		report_note(l, d, start_place(l, &s), "\"meta\" of the instance");
}

const struct rule rule_dml7028 = {
	.info = {.id = "DML7028",
		 .name = "mariadb-gtid-purged",
		 .severity = SEV_ERROR,
		 .summary = "a start by GTID from before the oldest binlog file of a MariaDB",
		 .why = "Each binlog file of a MariaDB begins with the last GTID of every domain before it. From a position before those of the oldest "
			"file, or without one of their domains, the server does not replicate: error 1236, Could not find GTID state requested by "
			"slave in any binlog files. DM looks at it since 7.2 only, and then at meta even when the task has a checkpoint.",
		 .remedy = "Give a position that the server still has, or dump anew.",
		 .versions = "all",
		 .dm_errors = "26005 30015 36069"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_BINLOG_START),
	.item = "meta_position",
	.check = check,
};
