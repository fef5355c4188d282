/* A source-id over 32 bytes:
 *
 *     - source-id: mysql-replica-of-the-billing-database-01
 */
#include "internal.h"

#define MAX_SOURCE_ID 32 /* bytes, in every version */

static void check_id(struct lint *l, const char *check, const struct node *n)
{
	struct str id = value_str(n, STR_LIT(""));
	struct diag *d;

	if (id.n <= MAX_SOURCE_ID)
		return;
	d = report_check(l, check, n->span, "\"source-id\" has %zu bytes, DM takes at most %d", id.n, MAX_SOURCE_ID);
	report_field(l, d, n);
}

static void check(struct lint *l)
{
	if (l->kind == CONFIG_SOURCE || l->kind == CONFIG_WORKER)
		check_id(l, "source-id-too-long", task_get(l->root, "source-id"));
	for (size_t i = 0; l->kind == CONFIG_TASK && i < l->task->n_instances; i++) {
		l->instance = i;
		check_id(l, "source-id-long", l->task->instances[i].id_node);
	}
}

const struct rule rule_dml6001 = {
	.info = {.id = "DML6001",
		 .name = "source-id-too-long",
		 .severity = SEV_ERROR,
		 .summary = "a source-id of more than 32 bytes",
		 .why = "DM keeps the source-id in a column of 32 bytes of its checkpoint tables and refuses longer ones. Bytes count, not "
			"characters.",
		 .remedy = "Shorten it, in the source configuration as well.",
		 .versions = "all",
		 .dm_errors = "20006 40006"},
	.check = check,
};
