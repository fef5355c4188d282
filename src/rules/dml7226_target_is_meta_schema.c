/* Tables that would lie among DM's own:
 *
 *     meta-schema: dm_meta        # and a source has a schema dm_meta, which no list leaves out
 */
#include "live.h"

static void check(struct lint *l)
{
	struct str meta = task_meta_schema(l->task);
	struct live_names names = {0};
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, &n);

	for (size_t i = 0; i < n; i++) {
		if (str_eq_nocase(t[i].target_schema, meta))
			live_names_add(l, &names, &t[i], (struct str){0});
	}
	if (names.n)
		(void)report(l, l->home,
			     "source \"%.*s\" has tables that go to \"%.*s\", where DM keeps its checkpoints: %.*s",
			     STR_FMT(l->source_of->source_id), STR_FMT(meta), STR_FMT(live_names_text(l, &names)));
}

const struct rule rule_dml7226 = {
	.info = {.id = "DML7226",
		 .name = "target-is-meta-schema",
		 .severity = SEV_WARNING,
		 .summary = "tables of a source that go into the meta-schema",
		 .why = "DM does not leave its meta-schema out by itself. A source that has one of that name, such as a former target of "
			"DM, sends its tables among the checkpoints of this task, where a table of the same name is taken for "
			"DM's own.",
		 .remedy = "Put the schema into ignore-dbs, or give the task another meta-schema.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES),
	.check = check,
};
