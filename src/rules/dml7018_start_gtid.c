/* A start by GTID from before what the source still has, or from what it never had:
 *
 *     # source.yaml: enable-gtid: true
 *     meta: {binlog-gtid: "3ccc475b-2343-11e7-be21-6c0b84d59f30:1-14"}
 *
 *     SHOW GLOBAL VARIABLES LIKE 'gtid_purged';   -- 3ccc475b-2343-11e7-be21-6c0b84d59f30:1-900
 */
#include "live_position.h"

#define NO_UUID ((struct str){NULL, 0})

static void report_place(struct lint *l, struct diag *d, const struct start *s)
{
	if (s->at)
		report_note(l, d, start_place(l, s), "\"meta\" of the instance");
}

static void report_purged(struct lint *l, const struct start *s, struct str lack)
{
	struct diag *d = report_server(l, "%s begins before \"%.*s\", which the server has purged", start_name(s),
				       STR_FMT(server_said(l, lack)));

	if (start_has_relay(l)) {
		report_severity(l, d, SEV_WARNING);
		report_help(l, d, "see that the relay log of the DM-worker has it; else a new dump is needed");
	} else if (s->checkpoint) {
		report_help(
			l, d,
			"what lies between is gone: start the task anew with --remove-meta (1.0: remove-meta: true) and a new dump");
	} else {
		report_help(l, d, "give a set that contains all of gtid_purged, and data in the target of that moment");
	}
	report_place(l, d, s);
}

static void report_ahead(struct lint *l, const struct start *s, struct str lack, const char *why,
			 enum severity severity)
{
	struct diag *d = report_server(l, "%s has \"%.*s\", %s", start_name(s), STR_FMT(server_said(l, lack)), why);

	report_severity(l, d, severity);
	help_statement(l, d, "compare with ",
		       fact_var(l->server, "gtid_binlog_pos").p ? "SELECT @@GLOBAL.gtid_binlog_pos;"
								: "SELECT @@GLOBAL.gtid_executed;",
		       " the set may be of another server");
	report_place(l, d, s);
}

/* What DM's library cannot read stops the task, by GTID or not. */
static void report_unreadable(struct lint *l, const struct start *s, bool mariadb)
{
	struct diag *d = report_server(l, "%s has \"%.*s\", which DM cannot read as GTIDs of a %s", start_name(s),
				       STR_FMT(server_said(l, s->gtid)), mariadb ? "MariaDB" : "MySQL");

	report_help(
		l, d,
		mariadb ? "it takes domain-server-sequence, joined by commas, as SELECT @@GLOBAL.gtid_binlog_pos shows them"
			: "it takes uuid:from-to, joined by commas, as SELECT @@GLOBAL.gtid_executed shows them, and no tags");
	report_place(l, d, s);
}

/* A MariaDB does not tell what it has purged. */
static void check_mariadb(struct lint *l, const struct start *s)
{
	struct str ahead;

	if (!gtid_list_reached(fact_var(l->server, "gtid_binlog_pos"), s->gtid, &ahead))
		report_ahead(l, s, ahead, "which the server never had", SEV_ERROR);
}

/* A MySQL refuses a reader that is ahead of it in its own transactions. Those of others it leaves out when it gets them. */
static void check_ahead(struct lint *l, const struct start *s)
{
	struct str executed = gtid_executed(l->server), own = fact_var(l->server, "server_uuid"), lack;

	if (!executed.p)
		live_not_made(l, "the server shows only the beginning of its GTIDs");
	else if (own.n && !gtid_contains(l, executed, s->gtid, own, &lack))
		report_ahead(l, s, lack, "which the server never had", SEV_ERROR);
	else if (gtid_contains(l, executed, s->gtid, NO_UUID, &lack))
		return;
	else if (gtid_meets(l, executed, s->gtid))
		report_ahead(l, s, lack, "which the server does not have: should it get them, DM will not",
			     SEV_WARNING);
	else
		report_ahead(l, s, lack, "and nothing that the server has: DM gets its binlog from the oldest file on",
			     SEV_ERROR);
}

static void check(struct lint *l)
{
	struct str purged = fact_var(l->server, "gtid_purged"), lack;
	uint32_t version;
	bool mariadb = server_vendor(l->server, &version) == VENDOR_MARIADB;
	struct start s;

	if (!replicates_binlog(l))
		return;
	if (!start_find(l, &s) || (!s.by_gtid && s.checkpoint)) {
		live_not_applicable(l, "the task has no start position by GTID");
		return;
	}
	if (!gtid_readable(s.gtid, mariadb))
		report_unreadable(l, &s, mariadb);
	else if (!s.by_gtid)
		live_not_applicable(l, "the task has no start position by GTID");
	else if (!purged.p)
		check_mariadb(l, &s);
	else if (!gtid_contains(l, s.gtid, purged, NO_UUID, &lack))
		report_purged(l, &s, lack);
	else if (gtid_is_cut(purged))
		live_not_made(l, "the server shows only the beginning of the GTIDs that it has purged");
	else
		check_ahead(l, &s);
}

const struct rule rule_dml7018 = {
	.info = {.id = "DML7018",
		 .name = "start-gtid",
		 .severity = SEV_ERROR,
		 .summary = "a start by GTID from before what the source still has, or from what it never had",
		 .why = "A MySQL gives its binlog only to who has all that it has purged, and nothing of its own that it does not know; else "
			"it ends with error 1236. Transactions of others that it does not know it leaves out when it gets them. "
			"A MariaDB does not tell what it has purged, so only the other end is looked at. A text that is no set of GTIDs stops the "
			"task even where the source does not replicate by GTID. DM looks at it since 7.2 only, and then at meta even when the task has a "
			"checkpoint in the target and will not use meta.",
		 .remedy = "Give a set that contains gtid_purged and is contained in gtid_executed of the server.",
		 .versions = "all",
		 .dm_errors = "26005 30015 36069"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.item = "meta_position",
	.check = check,
};
