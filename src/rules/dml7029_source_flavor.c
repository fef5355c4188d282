/* A "flavor" in the source configuration that the server is not of:
 *
 *     # source.yaml: flavor: mysql
 *     SHOW GLOBAL VARIABLES LIKE 'version';   -- 10.11.6-MariaDB
 */
#include "live_position.h"

/* Does a GTID come into it? A MariaDB always has them. */
static bool needs_gtids(const struct lint *l, const struct source *s, bool mariadb)
{
	return mariadb || start_has_relay(l) || value_bool(s->at[SOURCE_ENABLE_GTID], false) ||
	       fact_var_on(l->server, "gtid_mode");
}

static void check(struct lint *l)
{
	const struct source *s = server_source(l);
	struct str flavor = s ? source_str(s, SOURCE_FLAVOR) : STR_LIT("");
	uint32_t version;
	bool mariadb = server_vendor(l->server, &version) == VENDOR_MARIADB;
	struct diag *d;

	if (!str_eq_c(flavor, "mysql") && !str_eq_c(flavor, "mariadb")) {
		live_not_applicable(l, "the source configuration names no flavor");
		return;
	}
	if (!task_syncs(l->task)) {
		live_not_applicable(l, "the task does not replicate");
		return;
	}
	if (str_eq_c(flavor, "mariadb") == mariadb)
		return;
	d = report_server(
		l,
		"\"flavor\" is \"%.*s\" and the server is a %s, DM takes its GTIDs and its position for those of the other",
		STR_FMT(flavor), mariadb ? "MariaDB" : "MySQL");
	if (!needs_gtids(l, s, mariadb))
		report_severity(l, d, SEV_WARNING);
	report_help(l, d, "take \"flavor\" out, DM asks the server then; or write flavor: %s",
		    mariadb ? "mariadb" : "mysql");
	report_note_in(l, d, s->text, source_place(s, SOURCE_FLAVOR), "\"flavor\" of the source");
}

const struct rule rule_dml7029 = {
	.info = {.id = "DML7029",
		 .name = "source-flavor",
		 .severity = SEV_ERROR,
		 .summary = "\"flavor\" of the source is not that of the server",
		 .why = "What is written in \"flavor\" DM believes. It asks a MySQL for gtid_binlog_pos and a MariaDB for server_uuid, which they do "
			"not have, and cannot read the GTIDs of the one as those of the other: with a relay log or by GTID replication does not "
			"begin, and a task that has begun finds its own checkpoint unreadable. Nothing is checked.",
		 .remedy = "Leave \"flavor\" out: DM finds it out when the source is created.",
		 .versions = "all",
		 .dm_errors = "10001 11006 11007"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
