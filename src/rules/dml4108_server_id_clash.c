/* One replication id for two sources. */
#include "internal.h"

static void report_clash(struct lint *l, const struct source *s, const struct source *first)
{
	struct diag *d;

	d = report(l, source_place(s, SOURCE_SERVER_ID), "\"server-id\" %lld is that of the source \"%.*s\", too",
		   (long long)value_int(s->at[SOURCE_SERVER_ID], 0), STR_FMT(first->id));
	if (s->same[SAME_SERVER])
		report_severity(l, d, SEV_WARNING);
	report_note_in(l, d, first->text, source_place(first, SOURCE_SERVER_ID), "the first source with it");
	report_field(l, d, s->at[SOURCE_SERVER_ID]);
}

static void check(struct lint *l)
{
	each_clash(l, SAME_SERVER_ID, report_clash);
}

const struct rule rule_dml4108 = {
	.info = {.id = "DML4108",
		 .name = "server-id-clash",
		 .severity = SEV_NOTE,
		 .summary = "two sources with the same server-id",
		 .why = "DM shows itself to the server under this id. Two replicas with one id throw each other "
			"out, again and again, where they meet: on the same server, or after a switch to another "
			"server of the same group.",
		 .remedy = "Give each source a server-id of its own, or leave it out: DM then chooses a free one.",
		 .versions = "all; a warning when the server is the same, too",
		 .dm_errors = ""},
	.check = check,
};
