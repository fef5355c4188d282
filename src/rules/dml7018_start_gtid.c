/* A start by GTID from before what the source still has, or from what it never had:
 *
 *     # source.yaml: enable-gtid: true
 *     meta: {binlog-gtid: "3ccc475b-2343-11e7-be21-6c0b84d59f30:1-14"}
 *
 *     SHOW GLOBAL VARIABLES LIKE 'gtid_purged';   -- 3ccc475b-2343-11e7-be21-6c0b84d59f30:1-900
 */
#include "live_position.h"

static void report_gtid(struct lint *l, const struct start *s, struct str lack, bool purged)
{
	struct diag *d;

	if (purged)
		d = report_server(l, "%s begins before \"%.*s\", which the server has purged", start_name(s),
				  STR_FMT(server_said(l, lack)));
	else
		d = report_server(l, "%s has \"%.*s\", which the server never had", start_name(s),
				  STR_FMT(server_said(l, lack)));
	if (purged && start_has_relay(l)) {
		report_severity(l, d, SEV_WARNING);
		report_help(l, d, "see that the relay log of the DM-worker has it; else a new dump is needed");
	} else if (purged && s->checkpoint) {
		report_help(l, d, "what lies between is gone: start the task anew with --remove-meta and a new dump");
	} else if (purged) {
		report_help(l, d, "give a set that contains all of gtid_purged, and data in the target of that moment");
	} else {
		report_help(l, d, "compare with SELECT @@GLOBAL.%s; the set may be of another server",
			    fact_var(l->server, "gtid_binlog_pos").p ? "gtid_binlog_pos" : "gtid_executed");
	}
	if (s->at)
		report_note(l, d, start_place(l, s), "\"meta\" of the instance");
}

/* A MariaDB does not tell what it has purged. */
static void check_mariadb(struct lint *l, const struct start *s)
{
	struct str ahead;

	if (!gtid_list_reached(fact_var(l->server, "gtid_binlog_pos"), s->gtid, &ahead))
		report_gtid(l, s, ahead, false);
}

/* SHOW GLOBAL VARIABLES shows no more of a value. */
static bool is_cut(struct str set)
{
	return set.n >= 1024;
}

/* Absent: not known as a whole. */
static struct str executed_set(const struct server_facts *s)
{
	struct str whole = rows_get(fact_rows(s, FACT_BINLOG_STATUS), 0, "executed_gtid_set");
	struct str shown = fact_var(s, "gtid_executed");

	return whole.n ? whole : is_cut(shown) ? (struct str){0} : shown;
}

static void check(struct lint *l)
{
	struct str purged = fact_var(l->server, "gtid_purged"), executed = executed_set(l->server), lack;
	struct start s;

	if (!replicates_binlog(l))
		return;
	if (!start_find(l, &s) || !s.by_gtid) {
		live_not_applicable(l, "the task has no start position by GTID");
		return;
	}
	if (!purged.p) {
		check_mariadb(l, &s);
		return;
	}
	if (!gtid_contains(l, s.gtid, purged, &lack))
		report_gtid(l, &s, lack, true);
	else if (executed.p && !gtid_contains(l, executed, s.gtid, &lack))
		report_gtid(l, &s, lack, false);
	else if (!executed.p || is_cut(purged))
		live_not_made(l, "the server shows only the beginning of its GTIDs");
}

const struct rule rule_dml7018 = {
	.info = {.id = "DML7018",
		 .name = "start-gtid",
		 .severity = SEV_ERROR,
		 .summary = "a start by GTID from before what the source still has, or from what it never had",
		 .why = "A MySQL gives its binlog only to who has all that it has purged, and nothing that it does not know; else "
			"it ends with error 1236. A MariaDB does not tell what it has purged, so only the other end is looked at. DM looks at it since 7.2 only, and then at meta even when the task has a "
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
