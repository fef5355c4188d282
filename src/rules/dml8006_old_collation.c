/* A TiDB that compares text byte by byte:
 *
 *     SELECT VARIABLE_VALUE FROM mysql.tidb WHERE VARIABLE_NAME = 'new_collation_enabled';   -- False
 */
#include "live_server.h"

static void check(struct lint *l)
{
	const struct rows *rows = fact_rows(l->server, FACT_TIDB);
	struct diag *d;

	for (size_t i = 0; i < rows->n; i++) {
		if (!str_eq_nocase(rows_get(rows, i, "name"), STR_LIT("new_collation_enabled")) ||
		    !str_eq_nocase(rows_get(rows, i, "value"), STR_LIT("False")))
			continue;
		d = report_server(
			l,
			"new_collation_enabled is False: TiDB compares all text byte by byte, whatever the collation of a table says");
		report_help(
			l, d,
			"\"a\" = \"A\" and the order of rows differ from the source; only a new cluster, with new_collations_enabled_on_first_bootstrap "
			"in its configuration, has it otherwise");
		return;
	}
}

const struct rule rule_dml8006 = {
	.info = {.id = "DML8006",
		 .name = "old-collation",
		 .severity = SEV_NOTE,
		 .summary = "a TiDB that takes every collation for a binary one",
		 .why = "Clusters made before TiDB 6.0 mostly run without the new framework of collations. Rows arrive complete, as a unique key in the source "
			"is one byte by byte, too, but queries that rely on case-insensitive comparison give other results. collation_compatible "
			"makes no difference there.",
		 .remedy = "Make a new cluster if applications rely on it: the setting cannot be changed later.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.needs = FACT_BIT(FACT_TIDB),
	.check = check,
};
