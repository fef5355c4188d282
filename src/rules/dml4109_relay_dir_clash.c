/* One folder for the relay logs of two sources. */
#include "internal.h"

static void report_clash(struct lint *l, const struct source *s, const struct source *first)
{
	struct diag *d;

	d = report(l, source_place(s, SOURCE_RELAY_DIR), "the relay log would lie in the folder of \"%.*s\"",
		   STR_FMT(first->id));
	report_note_in(l, d, first->text, source_place(first, SOURCE_RELAY_DIR),
		       "the first source with this \"relay-dir\"");
	report_field(l, d, s->at[SOURCE_RELAY_DIR]);
}

static void check(struct lint *l)
{
	each_clash(l, SAME_RELAY_DIR, report_clash);
}

const struct rule rule_dml4109 = {
	.info = {.id = "DML4109",
		 .name = "relay-dir-clash",
		 .severity = SEV_WARNING,
		 .summary = "two sources with the same absolute relay-dir",
		 .why = "When their workers run on one machine they write into the same folder, and a worker that "
			"takes over a source empties the folder first.",
		 .remedy = "Write a relative relay-dir, which lies below the folder of the worker, or different "
			   "ones.",
		 .versions = "all",
		 .dm_errors = ""},
	.check = check,
};
