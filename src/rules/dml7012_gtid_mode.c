/* A source that DM shall read by GTID, and that has none:
 *
 *     # source.yaml: enable-gtid: true
 *     SHOW GLOBAL VARIABLES LIKE 'gtid_mode';   -- OFF
 */
#include "live_server.h"

static void check(struct lint *l)
{
	const struct source *s = server_source(l);
	struct str v = fact_var(l->server, "gtid_mode");
	struct diag *d;

	if (!s || !value_bool(s->at[SOURCE_ENABLE_GTID], false)) {
		live_not_applicable(l, "enable-gtid of the source is not on");
		return;
	}
	if (!v.p || str_eq_nocase(v, STR_LIT("ON")))
		return;
	d = report_server(l, "\"enable-gtid\" is on and gtid_mode is \"%.*s\", DM cannot replicate by GTID",
			  STR_FMT(server_said(l, v)));
	report_help(
		l, d,
		"take gtid_mode on the server to ON, step by step from OFF over OFF_PERMISSIVE and ON_PERMISSIVE, or set enable-gtid: false");
	report_note_in(l, d, s->text, source_place(s, SOURCE_ENABLE_GTID), "\"enable-gtid\" of the source");
}

const struct rule rule_dml7012 = {
	.info = {.id = "DML7012",
		 .name = "gtid-mode",
		 .severity = SEV_ERROR,
		 .summary = "enable-gtid of a source whose server writes no GTIDs",
		 .why = "DM asks for a position by GTID that the server cannot answer. DM 2.0 and later refuse such a source when "
			"it is created (26007), not in the check of the task; 1.0 finds out while it runs.",
		 .remedy = "Switch gtid_mode on in the server, or enable-gtid off in the source.",
		 .versions = "all",
		 .dm_errors = "26007"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
