/* A worker of an Ansible inventory whose variables do not make a source:
 *
 *     [dm_worker_servers]
 *     worker-1 ansible_host=10.0.0.5 source_id=replica-01 mysql_hots=10.0.0.9
 */
#include <string.h>

#include "internal.h"

/* What DM-Ansible has no default for. */
static const char *const needed[] = {"source-id", "from.host", "from.password"};

static const struct node *find(const struct node *host, const char *path)
{
	const struct node *n = host->first;

	while (n && !(n->field && strcmp(n->field->path, path) == 0))
		n = n->next;
	return n;
}

static void check_host(struct lint *l, const struct node *host)
{
	for (const struct node *n = host->first; n; n = n->next) {
		const char *name = n->field ? source_variable(n->field->path) : NULL;
		struct diag *d;

		if (!name || str_eq_c(n->key, name))
			continue;
		d = report(l, n->key_span, "unknown variable \"%.*s\", did you mean \"%s\"?", STR_FMT(n->key), name);
		report_field(l, d, n);
	}
	for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
		struct diag *d;

		if (find(host, needed[i]))
			continue;
		d = report(l, host->key_span, "the worker \"%.*s\" has no \"%s\"", STR_FMT(host->key),
			   source_variable(needed[i]));
		report_field(l, d, host);
	}
}

static void check(struct lint *l)
{
	if (l->kind != CONFIG_INVENTORY || l->doc->problem.kind != DOC_OK)
		return;
	for (const struct node *host = l->root ? l->root->first : NULL; host; host = host->next)
		check_host(l, host);
}

const struct rule rule_dml4110 = {
	.info = {.id = "DML4110",
		 .name = "inventory-variables",
		 .severity = SEV_ERROR,
		 .summary = "a worker in an Ansible inventory without a variable that its configuration needs",
		 .why = "DM-Ansible writes these variables into dm-worker.toml. When one is missing or misspelt the "
			"playbook stops, or the worker gets a default that was not meant.",
		 .remedy =
			 "Write source_id, mysql_host and mysql_password behind the name of the host, or into [dm_worker_servers:vars].",
		 .versions = "1.0",
		 .dm_errors = ""},
	.kind = CONFIG_INVENTORY,
	.check = check,
};
