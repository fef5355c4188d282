/* A start position in the other currency than the source replicates by:
 *
 *     # source.yaml: enable-gtid: true
 *     mysql-instances:
 *       - {source-id: a, meta: {binlog-name: mysql-bin.000003, binlog-pos: 4}}
 */
#include "internal.h"

#define FIRST_POSITION 4 /* of the first event in a binlog file */

static void without_gtid_set(struct lint *l, const struct instance *in, const struct source *s)
{
	bool derived = dm_check_find("gtid-from-position", l->dm) &&
		       value_int(task_get(in->meta, "binlog-pos"), 0) != FIRST_POSITION;
	struct diag *d =
		report(l, in->meta->key_span, "the source replicates by GTID, and \"meta\" has no \"binlog-gtid\"");

	if (derived) {
		report_severity(l, d, SEV_WARNING);
		report_help(
			l, d,
			"DM reads the whole binlog file to find the GTID set of the position; give binlog-gtid to be exact");
	} else {
		report_help(
			l, d,
			"DM starts with an empty GTID set, so at the oldest binlog of the server; give binlog-gtid");
	}
	report_note_in(l, d, s->text, source_place(s, SOURCE_ENABLE_GTID), "\"enable-gtid\" of the source");
	report_field(l, d, in->meta);
}

static void with_gtid_set_only(struct lint *l, const struct instance *in, const struct source *s)
{
	struct diag *d = report(l, task_get(in->meta, "binlog-gtid")->span,
				"\"meta\" has only a GTID set, and the source does not replicate by GTID");

	report_help(
		l, d,
		"DM does not look at binlog-gtid then and starts at the oldest binlog; set enable-gtid in the source, or give "
		"binlog-name");
	report_note_in(l, d, s->text, source_place(s, SOURCE_ENABLE_GTID), "the source");
	report_field(l, d, task_get(in->meta, "binlog-gtid"));
}

static void check(struct lint *l)
{
	if (!l->sources || dm_check_find("relay-always", l->dm) || !task_syncs(l->task) || task_dumps(l->task))
		return;
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];
		const struct source *s = sources_find(l->sources, in->source_id);
		bool by_gtid, name, set;

		if (!s || s->kind != CONFIG_SOURCE || !in->meta || in->meta->kind != NODE_MAP)
			continue;
		by_gtid = value_bool(s->at[SOURCE_ENABLE_GTID], false);
		name = task_str(in->meta, "binlog-name", "").n != 0;
		set = task_str(in->meta, "binlog-gtid", "").n != 0;
		if (by_gtid && name && !set)
			without_gtid_set(l, in, s);
		else if (!by_gtid && set && !name)
			with_gtid_set_only(l, in, s);
	}
}

const struct rule rule_dml4105 = {
	.info = {.id = "DML4105",
		 .name = "gtid-mismatch",
		 .severity = SEV_ERROR,
		 .summary = "a start position by file where the source replicates by GTID, or the reverse",
		 .why = "Whether GTIDs count is a setting of the source, not of the task. The half of meta that "
			"does not fit is not looked at, and the task may start at the oldest binlog the server still "
			"has.",
		 .remedy =
			 "Give binlog-name and binlog-gtid both, or the one that goes with enable-gtid of the source.",
		 .versions = "2.0.0 and later",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
