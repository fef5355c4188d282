/* A source that DM shall read by GTID, and that has none:
 *
 *     # source.yaml: enable-gtid: true
 *     SHOW GLOBAL VARIABLES LIKE 'gtid_mode';   -- OFF
 *
 * or one that has GTIDs of a kind that DM does not know:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'gtid_executed';   -- 3ccc475b-2343-11e7-be21-6c0b84d59f30:1-900:day:1-4
 */
#include "live_position.h"

static void check_mode(struct lint *l, const struct source *s)
{
	struct str v = fact_var(l->server, "gtid_mode");
	struct diag *d;

	if (!v.p || str_eq_nocase(v, STR_LIT("ON")))
		return;
	d = report_server(l, "\"enable-gtid\" is on and gtid_mode is \"%.*s\", DM cannot replicate by GTID",
			  STR_FMT(server_said(l, v)));
	report_help(
		l, d,
		"take gtid_mode on the server to ON, step by step from OFF over OFF_PERMISSIVE and ON_PERMISSIVE, or set enable-gtid: false");
	report_note_in(l, d, s->text, source_place(s, SOURCE_ENABLE_GTID), "\"enable-gtid\" of the source");
}

/* A dump writes them down beside the position, and what comes next reads both. */
static void check_tags(struct lint *l)
{
	struct str executed = gtid_executed(l->server);
	struct diag *d;

	if (gtid_readable(executed, false))
		return;
	d = report_server(
		l, "gtid_executed has GTIDs with tags (\"%.*s\"), which DM cannot read, so replication does not begin",
		STR_FMT(server_said(l, executed)));
	report_help(
		l, d,
		"replicate from a server without them, or from a position by file: task-mode: incremental, enable-gtid: false");
}

static void check(struct lint *l)
{
	const struct source *s = server_source(l);
	bool enabled = s && value_bool(s->at[SOURCE_ENABLE_GTID], false);
	uint32_t version;

	if (!enabled && !(task_dumps(l->task) && task_syncs(l->task) && fact_var(l->server, "gtid_executed").n)) {
		live_not_applicable(l, "enable-gtid of the source is not on");
		return;
	}
	if (server_vendor(l->server, &version) == VENDOR_MARIADB)
		return;
	if (enabled)
		check_mode(l, s);
	check_tags(l);
}

const struct rule rule_dml7012 = {
	.info = {.id = "DML7012",
		 .name = "gtid-mode",
		 .severity = SEV_ERROR,
		 .summary = "enable-gtid of a source whose server writes no GTIDs, or GTIDs that DM cannot read",
		 .why = "DM asks for a position by GTID that the server cannot answer. DM 2.0 and later refuse such a source when "
			"it is created (26007), not in the check of the task; 1.0 finds out while it runs. The tags that a GTID may have since "
			"MySQL 8.3 are unknown to DM: the set that the dump has noted down cannot be read when replication begins, even without enable-gtid.",
		 .remedy =
			 "Switch gtid_mode on in the server, or enable-gtid off in the source; replicate from a server without tags.",
		 .versions = "all",
		 .dm_errors = "26007"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
