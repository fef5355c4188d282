/* Two sources with one id, in two files given with --source or in one inventory. */
#include "internal.h"

static void report_clash(struct lint *l, const struct source *s, const struct source *first)
{
	struct diag *d;

	d = report(l, s->home, "a second source with the id \"%.*s\"", STR_FMT(s->id));
	report_note_in(l, d, first->text, first->home, "the first one");
	report_field(l, d, s->at[SOURCE_ID]);
}

static void check(struct lint *l)
{
	each_clash(l, SAME_ID, report_clash);
}

const struct rule rule_dml4103 = {
	.info = {.id = "DML4103",
		 .name = "duplicate-source-id",
		 .severity = SEV_ERROR,
		 .summary = "two sources with the same id",
		 .why = "The id names the source in the whole cluster. Creating the second one fails with 46007; in "
			"DM 1.0 two workers claim to be the same source.",
		 .remedy = "Give each source an id of its own.",
		 .versions = "all",
		 .dm_errors = ""},
	.check = check,
};
