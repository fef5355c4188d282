/* A start position that is missing, empty or without effect:
 *
 *     task-mode: incremental
 *     mysql-instances:
 *       - source-id: mysql-01
 */
#include "internal.h"

static void check_meta(struct lint *l, const struct instance *in)
{
	struct str name = task_str(in->meta, "binlog-name", ""), gtid = task_str(in->meta, "binlog-gtid", "");
	bool knows_gtid = field_find(in->meta->field, STR_LIT("binlog-gtid"), l->dm) != NULL;
	struct diag *d;

	if (!has_body(in->meta) || name.n || gtid.n)
		return;
	if (knows_gtid)
		d = report_check(l, "meta-empty", in->meta->key_span,
				 "\"meta\" has neither \"binlog-name\" nor \"binlog-gtid\"");
	else
		d = report_check(l, "meta-empty", in->meta->key_span, "\"meta\" has no \"binlog-name\"");
	report_field(l, d, in->meta);
}

static void check(struct lint *l)
{
	const struct task *t = l->task;

	for (size_t i = 0; i < t->n_instances; i++) {
		const struct instance *in = &t->instances[i];
		struct diag *d;

		l->instance = i;
		if (in->meta)
			check_meta(l, in);
		if (in->meta || !str_eq_c(t->mode, "incremental") || !has_body(in->node))
			continue;
		d = report_check(l, "meta-missing", place_of_map(l, in->node),
				 "incremental, but no \"meta\" for source \"%.*s\"", STR_FMT(in->source_id));
		if (d && !d->dm_rejects)
			report_help(
				l, d,
				"DM begins at the current end of the source's binlog unless start-task gets --start-time");
		report_field(l, d, in->node);
	}
}

const struct rule rule_dml2007 = {
	.info = {.id = "DML2007",
		 .name = "start-position",
		 .severity = SEV_ERROR,
		 .summary = "an incremental task without a position, or a meta without one",
		 .why = "An incremental task begins where meta says. Up to 6.0 DM refuses one without; later it begins at the newest position, so "
			"that everything before is missing in the target. A meta that names nothing is refused in every mode.",
		 .remedy = "Give binlog-name and binlog-pos, or binlog-gtid, of the position where the full data ends.",
		 .versions = "all",
		 .dm_errors = "20011 20022"},
	.kind = CONFIG_TASK,
	.check = check,
};
