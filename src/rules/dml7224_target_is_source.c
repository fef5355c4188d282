/* A task that writes to the tables it reads:
 *
 *     target-database: {host: mysql-01, port: 3306}   # and source "mysql-01" is at the same address
 */
#include "live.h"
#include "live_server.h"

static void check_instance(struct lint *l, const struct server_facts *target, const struct instance *in)
{
	size_t n;
	const struct live_table *list = live_tables_of(live_tables(l), in, &n);
	struct live_names names = {0};
	struct diag *d;

	for (size_t i = 0; i < n; i++) {
		if (str_eq_nocase(list[i].schema, list[i].target_schema) &&
		    str_eq_nocase(list[i].name, list[i].target_table))
			live_names_add(l, &names, &list[i], (struct str){0});
	}
	if (names.n == 0)
		return;
	d = report(
		l, in->id_node->span,
		"source \"%.*s\" and target \"%.*s\" are one server, and these tables would be written into themselves: %.*s",
		STR_FMT(in->source_id), STR_FMT(target->id), STR_FMT(live_names_text(l, &names)));
	report_help(l, d, "give the address of TiDB in target-database, or route the tables to another schema");
}

static void check(struct lint *l)
{
	const struct server_facts *target = server_target(l);
	struct str id = target ? server_identity(l->arena, target) : (struct str){0};

	if (!task_loads(l->task) && !task_syncs(l->task)) {
		live_not_applicable(l, "the task does not write to the target");
		return;
	}
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];
		const struct server_facts *s = live_server_of(l, in);

		if (s && id.n && str_eq(server_identity(l->arena, s), id))
			check_instance(l, target, in);
	}
}

const struct rule rule_dml7224 = {
	.info = {.id = "DML7224",
		 .name = "target-is-source",
		 .severity = SEV_ERROR,
		 .summary = "a target that is the server of a source",
		 .why = "Whatever DM writes there is a change in the binlog that it reads: rows are replaced by themselves again and again, and a row that the "
			"application deletes comes back. As a rule it is a wrong address. DM does not compare the servers.",
		 .remedy = "Correct the address of target-database.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_TABLES),
	.check = check,
};
