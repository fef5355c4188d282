/* A target that cannot be connected to:
 *
 *     target-database: {host: "", port: 70000, user: root}
 */
#include "internal.h"

static void check_database(struct lint *l, const struct node *db)
{
	const struct node *host = task_get(db, "host"), *port = task_get(db, "port");
	int64_t p = value_int(port, 0);
	struct diag *d;

	if (!db || db->kind != NODE_MAP)
		return;
	if (value_str(host, STR_LIT("")).n == 0 && (!host || host->kind == NODE_SCALAR)) {
		d = report(l, place_of_field(l, db, "host"), "\"%s\" has no \"host\"", db->field->name);
		report_help(l, d, "DM takes the file, but cannot connect (codes 10001, 26002)");
		report_field(l, d, host ? host : db);
	}
	if (port && (port->kind != NODE_SCALAR || scalar_resolve(port).kind != SCALAR_INT))
		return;
	if (p < 1 || p > 65535) {
		d = port ? report(l, place_of_field(l, db, "port"), "%lld is no port", (long long)p)
			 : report(l, place_of_field(l, db, "port"), "no \"port\" is given");
		report_help(l, d, "a number from 1 to 65535: TiDB listens on 4000, MySQL on 3306");
		report_field(l, d, port ? port : db);
	}
}

static void check(struct lint *l)
{
	check_database(l, task_get(l->root, "target-database"));
	check_database(l, task_get(l->root, "from"));
}

const struct rule rule_dml6011 = {
	.info = {.id = "DML6011",
		 .name = "unusable-address",
		 .severity = SEV_ERROR,
		 .summary = "a host or port that cannot be connected to",
		 .why = "DM checks neither host nor port of its databases. An empty host or a port out of range fails only when it connects.",
		 .remedy = "Give host and port of the database.",
		 .versions = "all",
		 .dm_errors = "10001 26002"},
	.check = check,
};
