/* Two sources for one server: its changes would be replicated twice. */
#include "internal.h"

static void report_clash(struct lint *l, const struct source *s, const struct source *first)
{
	struct diag *d;

	d = report(l, source_place(s, SOURCE_HOST), "the server of this source is that of \"%.*s\", too",
		   STR_FMT(first->id));
	report_note_in(l, d, first->text, source_place(first, SOURCE_HOST), "the first source with this host and port");
	report_field(l, d, s->at[SOURCE_HOST]);
}

static void check(struct lint *l)
{
	each_clash(l, SAME_SERVER, report_clash);
}

const struct rule rule_dml4104 = {
	.info = {.id = "DML4104",
		 .name = "same-server-twice",
		 .severity = SEV_WARNING,
		 .summary = "two sources with the same host and port",
		 .why = "DM does not compare servers. A task that uses both sources replicates every change twice: "
			"duplicate keys at best, wrong rows at worst.",
		 .remedy = "Correct host or port, or keep one of the two sources.",
		 .versions = "all",
		 .dm_errors = ""},
	.check = check,
};
