/* A target whose sql_mode refuses what the source takes:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'sql_mode';   -- source '', target STRICT_TRANS_TABLES,NO_ZERO_DATE
 */
#include "live_server.h"

static bool has_mode(struct str modes, const char *mode)
{
	while (modes.n) {
		size_t n = 0;

		while (n < modes.n && modes.p[n] != ',')
			n++;
		if (str_eq_nocase(str_trim((struct str){modes.p, n}), str_from(mode)))
			return true;
		n += n < modes.n;
		modes = (struct str){modes.p + n, modes.n - n};
	}
	return false;
}

static void check(struct lint *l)
{
	static const char *const strict[] = {"STRICT_TRANS_TABLES", "STRICT_ALL_TABLES", "NO_ZERO_DATE",
					     "NO_ZERO_IN_DATE", "ERROR_FOR_DIVISION_BY_ZERO"};
	const struct server_facts *t = server_target(l);
	struct str here = fact_var(l->server, "sql_mode"), there = fact_var(t, "sql_mode"), names[ARRAY_LEN(strict)];
	size_t n = 0;
	struct diag *d;

	if (dm_check_find("sql-mode-adjusted", l->dm)) {
		live_not_applicable(l, "this DM gives its sessions at the target the sql_mode of the source");
		return;
	}
	for (size_t i = 0; here.p && i < ARRAY_LEN(strict); i++) {
		if (has_mode(there, strict[i]) && !has_mode(here, strict[i]))
			names[n++] = str_from(strict[i]);
	}
	if (n == 0)
		return;
	d = report_server(
		l,
		"sql_mode of the target has %.*s and the one here has not, the target refuses values that the source takes",
		STR_FMT(join_names(l, names, n, n)));
	report_help(
		l, d,
		"give \"sql_mode\" in \"session\" of target-database, where this DM knows it, or compare the data: dates of zeroes, texts that are too long");
}

const struct rule rule_dml7024 = {
	.info = {.id = "DML7024",
		 .name = "sql-mode",
		 .severity = SEV_NOTE,
		 .summary = "sql_mode of the target is stricter than that of the source",
		 .why = "DM 2.0.5 and later give their sessions at the target the sql_mode of the source, without what refuses "
			"dates of zeroes. Earlier ones write with the mode that the target has.",
		 .remedy = "Make sql_mode of the target as lenient as that of the source.",
		 .versions = "up to 2.0.4",
		 .dm_errors = "10006"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
