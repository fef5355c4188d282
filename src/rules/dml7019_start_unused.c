/* A start position that DM will not use, as the task has a checkpoint already:
 *
 *     meta: {binlog-name: mysql-bin.000003, binlog-pos: 4}
 *
 *     SELECT * FROM dm_meta.orders_syncer_checkpoint;   -- in the target: mysql-bin.000017
 */
#include "live_position.h"

static void check(struct lint *l)
{
	const struct node *meta = l->source_of->meta;
	struct start s;
	struct diag *d;

	if (!meta || meta->kind != NODE_MAP || task_dumps(l->task) || !task_syncs(l->task)) {
		live_not_applicable(l, "the task has no start position");
		return;
	}
	if (!start_find(l, &s) || !s.checkpoint)
		return;
	d = report(
		l, meta->key_span,
		"DM does not use \"meta\" for source \"%.*s\": the target has a checkpoint of this task, at \"%.*s\" %llu",
		STR_FMT(l->server->id), STR_FMT(server_said(l, s.file)), (unsigned long long)s.pos);
	report_help(
		l, d,
		"to begin at \"meta\", start the task with --remove-meta (1.0: remove-meta: true), which forgets the checkpoint");
	report_field(l, d, meta);
}

const struct rule rule_dml7019 = {
	.info = {.id = "DML7019",
		 .name = "start-unused",
		 .severity = SEV_NOTE,
		 .summary = "a start position that gives way to the checkpoint in the target",
		 .why = "A task that has run goes on where it was, whatever meta says. DM's check since 7.2 nevertheless fails "
			"when the server has thrown the position in meta away: skip that check, meta_position, then.",
		 .remedy = "Nothing, if the task is to go on; else start it with --remove-meta.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.check = check,
};
