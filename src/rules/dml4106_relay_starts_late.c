/* A relay log that begins behind the start of the task:
 *
 *     # source.yaml: {enable-relay: true, relay-binlog-name: mysql-bin.000012}
 *     mysql-instances:
 *       - {source-id: a, meta: {binlog-name: mysql-bin.000009, binlog-pos: 4}}
 */
#include "internal.h"

/* "mysql-bin" and 12 of "mysql-bin.000012". */
static bool split_name(struct str name, struct str *ret_base, uint64_t *ret_number)
{
	size_t dot = name.n;
	uint64_t v = 0;

	while (dot > 0 && name.p[dot - 1] >= '0' && name.p[dot - 1] <= '9')
		dot--;
	if (dot < 2 || name.p[dot - 1] != '.' || dot == name.n || name.n - dot > 18)
		return false;
	for (size_t i = dot; i < name.n; i++)
		v = v * 10 + (uint64_t)(name.p[i] - '0');
	*ret_base = (struct str){name.p, dot - 1};
	*ret_number = v;
	return true;
}

static bool is_later(struct str relay, struct str task)
{
	struct str base, task_base;
	uint64_t number = 0, task_number = 0;

	return split_name(relay, &base, &number) && split_name(task, &task_base, &task_number) &&
	       str_eq(base, task_base) && number > task_number;
}

static void check(struct lint *l)
{
	bool always = dm_check_find("relay-always", l->dm) != NULL;

	if (!l->sources || !task_syncs(l->task) || task_dumps(l->task))
		return;
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];
		const struct source *s = sources_find(l->sources, in->source_id);
		const struct node *name = task_get(in->meta, "binlog-name");
		struct str relay, start = value_str(name, STR_LIT(""));
		struct diag *d;

		if (!s || !s->relay)
			continue;
		relay = source_str(s, SOURCE_BINLOG_NAME);
		if (!is_later(relay, start))
			continue;
		d = report(l, name->span, "the relay log of the source begins only at \"%.*s\"", STR_FMT(relay));
		report_severity(l, d, always ? SEV_ERROR : SEV_WARNING);
		report_help(l, d,
			    always ? "the task reads nothing but the relay log and fails"
				   : "DM reads what is missing from the server again, if the server still has it");
		report_note_in(l, d, s->text, source_place(s, SOURCE_BINLOG_NAME), "where the relay log begins");
		report_field(l, d, name);
	}
}

const struct rule rule_dml4106 = {
	.info = {.id = "DML4106",
		 .name = "relay-starts-late",
		 .severity = SEV_WARNING,
		 .summary = "a relay log that begins after the start position of a task",
		 .why = "What the task needs first is not in the relay log. DM 1.0 fails, later versions fall back "
			"to the server, whose binlogs may be gone.",
		 .remedy = "Let relay-binlog-name be the earliest start of all tasks of the source, or leave it "
			   "out: DM then takes that by itself.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
