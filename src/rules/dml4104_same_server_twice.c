/* Two sources for one server: its changes would be replicated twice. */
#include "internal.h"

static void check(struct lint *l)
{
	struct source *const *own;
	size_t n;

	if (!l->sources || l->kind == CONFIG_TASK)
		return;
	own = sources_of_file(l->sources, l->doc->text->path, &n);
	for (size_t i = 0; i < n; i++) {
		const struct source *first = own[i]->same[SAME_SERVER];
		struct diag *d;

		if (!first)
			continue;
		d = report(l, source_place(own[i], SOURCE_HOST), "the server of this source is that of \"%.*s\", too",
			   STR_FMT(first->id));
		report_note_in(l, d, first->text, source_place(first, SOURCE_HOST),
			       "the first source with this host and port");
		report_field(l, d, own[i]->at[SOURCE_HOST]);
	}
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
