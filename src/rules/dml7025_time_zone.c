/* A target in another time zone than the source:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'time_zone';   -- source +08:00, target UTC
 */
#include "live_server.h"

static struct str zone(const struct server_facts *s)
{
	struct str v = fact_var(s, "time_zone");

	return str_eq_nocase(v, STR_LIT("SYSTEM")) ? fact_var(s, "system_time_zone") : v;
}

/* Names of UTC count as one. */
static bool same_zone(struct str a, struct str b)
{
	static const char *const utc[] = {"UTC", "GMT", "+00:00", "Etc/UTC", "Universal", "Z"};
	bool utc_a = false, utc_b = false;

	for (size_t i = 0; i < ARRAY_LEN(utc); i++) {
		utc_a |= str_eq_nocase(a, str_from(utc[i]));
		utc_b |= str_eq_nocase(b, str_from(utc[i]));
	}
	return (utc_a && utc_b) || str_eq_nocase(a, b);
}

static void check(struct lint *l)
{
	struct str here = zone(l->server), there = zone(server_target(l));
	struct str statement;
	struct diag *d;

	if (!there.n) {
		live_not_made(l, "the time zone of the target is not known");
		return;
	}
	if (!here.n || same_zone(here, there))
		return;
	d = report_server(
		l,
		"its time zone is \"%.*s\" and that of the target \"%.*s\", TIMESTAMP columns show another clock time there",
		STR_FMT(server_said(l, here)), STR_FMT(server_said(l, there)));
	if (here.p[0] != '+' && here.p[0] != '-') {
		report_help(l, d, "SET GLOBAL time_zone at the target, if its readers expect the times of the source");
		return;
	}
	statement =
		server_statement(l, d, server_target(l), "SET GLOBAL time_zone = %.*s;", STR_FMT(sql_text(l, here)));
	report_help(l, d, "%.*s at the target, if its readers expect the times of the source", STR_FMT(statement));
}

const struct rule rule_dml7025 = {
	.info = {.id = "DML7025",
		 .name = "time-zone",
		 .severity = SEV_NOTE,
		 .summary = "source and target are in different time zones",
		 .why = "DM keeps the moment of a TIMESTAMP and the text of a DATETIME. Where both are compared, or readers take the "
			"clock time as it stands, the two servers then differ.",
		 .remedy = "Give both servers the same time_zone, or let their clients set one.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
