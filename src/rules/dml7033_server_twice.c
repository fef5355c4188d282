/* Two sources of a task that are one server, and select the same tables:
 *
 *     mysql-instances: [{source-id: mysql-01}, {source-id: mysql-02}]   # mysql-02.yaml: a second name of the host of mysql-01
 */
#include "live.h"
#include "live_server.h"

static struct str key_of(struct lint *l, const struct live_table *t)
{
	return arena_fmt(l->arena, "%.*s%c%.*s%c%.*s%c%.*s", STR_FMT(t->schema), '\0', STR_FMT(t->name), '\0',
			 STR_FMT(t->target_schema), '\0', STR_FMT(t->target_table));
}

static void check_pair(struct lint *l, const struct instance *first, const struct instance *second)
{
	size_t n, n_second;
	const struct live_table *a = live_tables_of(live_tables(l), first, &n);
	const struct live_table *b = live_tables_of(live_tables(l), second, &n_second);
	struct strmap tables = {.arena = l->arena};
	struct live_names names = {0};
	struct diag *d;

	for (size_t i = 0; i < n; i++)
		strmap_put(&tables, key_of(l, &a[i]), (void *)&a[i]);
	for (size_t i = 0; i < n_second; i++) {
		if (strmap_get(&tables, key_of(l, &b[i])))
			live_names_add(l, &names, &b[i], (struct str){0});
	}
	if (names.n == 0)
		return;
	d = report(
		l, second->id_node->span,
		"sources \"%.*s\" and \"%.*s\" are one server, and all that happens to these tables comes twice: %.*s",
		STR_FMT(first->source_id), STR_FMT(second->source_id), STR_FMT(live_names_text(l, &names)));
	report_help(l, d, "correct the address of one of them, or leave it out");
	report_note(l, d, first->id_node->span, "the first of them");
}

static void check(struct lint *l)
{
	struct strmap firsts = {.arena = l->arena};

	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i], *first;
		const struct server_facts *s = live_server_of(l, in);
		struct str id = s ? server_identity(l->arena, s) : (struct str){0};

		if (id.n == 0)
			continue;
		first = strmap_get(&firsts, id);
		if (!first)
			strmap_put(&firsts, id, (void *)in);
		else if (live_server_of(l, first) != s)
			check_pair(l, first, in);
	}
}

const struct rule rule_dml7033 = {
	.info = {.id = "DML7033",
		 .name = "server-twice",
		 .severity = SEV_ERROR,
		 .summary = "two sources that are one server, and select the same tables",
		 .why = "Each row is loaded twice and each change made twice: the second INSERT meets the row of the first and stops the task with error "
			"1062, or replaces it. As a rule one of the addresses is wrong, or two names lead to one host. DM does not compare the "
			"servers.",
		 .remedy = "Correct the address of one source, or leave it out of the task.",
		 .versions = "all",
		 .dm_errors = "10006"},
	.kind = CONFIG_TASK,
	.role = ROLE_TASK,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_TABLES),
	.check = check,
};
