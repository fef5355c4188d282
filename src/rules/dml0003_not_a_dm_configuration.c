/* A file without a single key of a task or a source:
 *
 *     services: {web: {image: nginx}}
 */
#include "internal.h"

static void check(struct lint *l)
{
	if (l->kind != CONFIG_UNKNOWN || l->doc->problem.kind != DOC_OK)
		return;
	if (!l->doc->root)
		report_check(l, "decode", (struct span){0, 0}, "the file holds no YAML document");
	else
		report_check(l, "decode", place_of_map(l, l->doc->root),
			     "no key in here is one of a DM task or source configuration");
}

const struct rule rule_dml0003 = {
	.info = {.id = "DML0003",
		 .name = "not-a-dm-configuration",
		 .severity = SEV_ERROR,
		 .summary = "a file that is neither a task nor a source configuration",
		 .why = "Files named on the command line are taken for configurations of DM. In folders other YAML is skipped and counted.",
		 .remedy = "Name another file, or say what it is meant to be with --kind.",
		 .versions = "all",
		 .dm_errors = "20003"},
	.check = check,
};
