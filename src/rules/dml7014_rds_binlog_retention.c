/* A source on Amazon RDS that throws its binlog away at once:
 *
 *     CALL mysql.rds_show_configuration;   -- binlog retention hours: NULL
 */
#include "live_server.h"

#define ENOUGH_HOURS 24

static void check(struct lint *l)
{
	const struct rows *r = fact_rows(l->server, FACT_RDS);
	struct str hours = {NULL, 0};
	uint32_t n = 0;
	struct diag *d;

	if (!replicates_binlog(l))
		return;
	for (size_t i = 0; i < r->n; i++) {
		if (str_eq_nocase(rows_get(r, i, "name"), STR_LIT("binlog retention hours")))
			hours = rows_get(r, i, "value");
	}
	for (size_t i = 0; i < hours.n && hours.p[i] >= '0' && hours.p[i] <= '9' && n < ENOUGH_HOURS; i++)
		n = n * 10 + (uint32_t)(hours.p[i] - '0');
	if (n >= ENOUGH_HOURS)
		return;
	if (n == 0)
		d = report_server(
			l, "\"binlog retention hours\" is not set, RDS throws binlog files away as soon as it can");
	else
		d = report_server(
			l, "\"binlog retention hours\" is %u, DM cannot go on when dump, load or a pause take longer",
			n);
	help_statement(l, d, "", "CALL mysql.rds_set_configuration('binlog retention hours', 168);", "");
}

const struct rule rule_dml7014 = {
	.info = {.id = "DML7014",
		 .name = "rds-binlog-retention",
		 .severity = SEV_WARNING,
		 .summary = "a source on Amazon RDS or Aurora that keeps its binlog for less than a day",
		 .why = "RDS has a setting of its own, and its default is to keep nothing. The variables of MySQL look harmless "
			"then. DM ends with error 1236 as soon as the file it wants is gone.",
		 .remedy = "Set \"binlog retention hours\" with mysql.rds_set_configuration, a week (168) as a rule.",
		 .versions = "all",
		 .dm_errors = "30015 36069"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_RDS),
	.check = check,
};
