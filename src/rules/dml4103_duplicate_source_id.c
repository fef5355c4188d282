/* Two sources with one id, in two files given with --source or in one inventory. */
#include "internal.h"

static void check(struct lint *l)
{
	struct source *const *own;
	size_t n;

	if (!l->sources || l->kind == CONFIG_TASK)
		return;
	own = sources_of_file(l->sources, l->doc->text->path, &n);
	for (size_t i = 0; i < n; i++) {
		const struct source *first = own[i]->same[SAME_ID];
		struct diag *d;

		if (!first)
			continue;
		d = report(l, own[i]->home, "a second source with the id \"%.*s\"", STR_FMT(own[i]->id));
		report_note_in(l, d, first->text, first->home, "the first one");
		report_field(l, d, own[i]->at[SOURCE_ID]);
	}
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
