/* A target with fewer connections than the task opens:
 *
 *     SET GLOBAL max_connections = 20;
 *     loaders:
 *       global: {pool-size: 32}
 */
#include "live_server.h"

#define DEFAULT_THREADS 16
#define MAX_THREADS 100000 /* more is another mistake */

/* The short form in the instance wins, unless it is 0. */
static int64_t threads(const struct instance *in, enum section unit, const char *key)
{
	int64_t n = value_int(task_get(in->node, section_infos[unit].thread_key), 0);

	n = n ? n : value_int(task_get(in->unit[unit], key), 0);
	return n > 0 && n < MAX_THREADS ? n : DEFAULT_THREADS;
}

/* What all instances together keep open at a time: the load first, the replication after it. */
static int64_t connections(const struct lint *l)
{
	int64_t load = 0, sync = 0;

	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];

		load += task_loads(l->task) ? threads(in, SEC_LOADERS, "pool-size") + 1 : 0;
		sync += task_syncs(l->task) ? threads(in, SEC_SYNCERS, "worker-count") + 1 : 0;
	}
	return load > sync ? load : sync;
}

static int64_t number(struct str s)
{
	int64_t v = 0;

	for (size_t i = 0; i < s.n && i < 12 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		v = 10 * v + (s.p[i] - '0');
	return v;
}

static void check(struct lint *l)
{
	const struct rows *rows = fact_rows(l->server, FACT_CONNECTIONS);
	long long need = connections(l), max = fact_var_int(l->server, "max_connections", 0);
	long long used = number(rows_get(rows, 0, "used")),
		  of_account = number(rows_get(rows, 0, "max_user_connections"));
	struct diag *d = NULL;

	if (!need)
		live_not_applicable(l, "the task does not write to the target");
	else if (of_account && of_account < need)
		d = report_server(l,
				  "the account may have %lld connections (max_user_connections), the task opens %lld",
				  of_account, need);
	else if (max && max < need)
		d = report_server(l, "max_connections is %lld, the task opens %lld", max, need);
	else if (max && max - used < need)
		d = report_server(l, "%lld of %lld connections are in use, the task opens %lld", used, max, need);
	if (max >= need && of_account == 0)
		report_severity(l, d, SEV_WARNING);
	report_help(l, d, "raise the limit on the server, or lower pool-size in loaders and worker-count in syncers");
}

const struct rule rule_dml8009 = {
	.info = {.id = "DML8009",
		 .name = "target-connections",
		 .severity = SEV_ERROR,
		 .summary = "a target with fewer connections than the task opens",
		 .why = "Every thread of load and replication has a connection of its own, for each source. DM from 6.3 on compares the threads of the "
			"load with max_connections, but counts what is in use only with SUPER, which the task does not need: without it, its warning is "
			"no reason to grant SUPER. TiDB has no limit unless one is set.",
		 .remedy = "Raise max_connections, or lower pool-size and worker-count.",
		 .versions = "all",
		 .dm_errors = "10001"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_CONNECTIONS),
	.item = "conn_number",
	.check = check,
};
