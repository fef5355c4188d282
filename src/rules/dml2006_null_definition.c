/* A definition without a body:
 *
 *     routes:
 *       user-rule:
 */
#include "internal.h"

/* Routes, filters and column mappings break DM's own encoding of the subtask, the units are dereferenced. */
static const struct {
	enum section sec;
	const char *used, *always; /* checks when an instance uses it, and in any case */
} cases[] = {
	{SEC_ROUTES, "subtask-transform", NULL},
	{SEC_FILTERS, "subtask-transform", NULL},
	{SEC_COLUMN_MAPPINGS, "subtask-transform", NULL},
	{SEC_EXPRESSION_FILTERS, NULL, "expression-filter-null"},
	{SEC_MYDUMPERS, "mydumpers-null", NULL},
	{SEC_LOADERS, "loaders-null", NULL},
	{SEC_SYNCERS, "syncers-null", NULL},
	{SEC_VALIDATORS, NULL, "validator-null"},
};

static void report_null(struct lint *l, const char *check, enum section sec, const struct entry *e)
{
	struct diag *d = report_check(l, check, e->node->key_span, "\"%.*s\" of \"%s\" has no body", STR_FMT(e->name),
				      section_infos[sec].key);

	report_field(l, d, e->node);
}

static void check_used(struct lint *l, size_t k)
{
	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];

		l->instance = i;
		for (size_t r = 0; r < in->n_refs; r++) {
			if (in->refs[r].sec == cases[k].sec && in->refs[r].entry && in->refs[r].entry->null)
				report_null(l, cases[k].used, cases[k].sec, in->refs[r].entry);
		}
	}
	l->instance = 0;
}

static void check(struct lint *l)
{
	for (size_t k = 0; k < ARRAY_LEN(cases); k++) {
		enum section s = cases[k].sec;

		if (cases[k].used)
			check_used(l, k);
		for (size_t i = 0; cases[k].always && i < l->task->n_entries[s]; i++) {
			if (l->task->entries[s][i].null)
				report_null(l, cases[k].always, s, &l->task->entries[s][i]);
		}
	}
}

const struct rule rule_dml2006 = {
	.info = {.id = "DML2006",
		 .name = "null-definition",
		 .severity = SEV_ERROR,
		 .summary = "a definition that is only a name",
		 .why = "A name with nothing behind it decodes to a nil pointer. DM crashes on it (units up to 6.0, expression filters and "
			"validators in every version) or cannot encode the subtask (routes, filters, column mappings).",
		 .remedy = "Write the body, or {} where the defaults are meant, or remove the name.",
		 .versions = "all",
		 .dm_errors = "20002"},
	.kind = CONFIG_TASK,
	.check = check,
};
