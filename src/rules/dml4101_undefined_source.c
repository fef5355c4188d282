/* A source-id that none of the given sources has:
 *
 *     mysql-instances: [{source-id: mysql-replica-9}]
 *
 * Only when sources are given (--source). */
#include "internal.h"

/* The id at distance <= 2, if there is exactly one. */
static const struct source *nearest_source(const struct sources *s, struct str id)
{
	const struct source *best = NULL;
	unsigned best_distance = 3;
	bool tie = false;

	for (size_t i = 0; i < s->n && id.n > 2; i++) {
		unsigned d = str_distance(id, s->list[i]->id, 2);

		if (d < best_distance) {
			best = s->list[i];
			best_distance = d;
			tie = false;
		} else if (d == best_distance && d <= 2 && !str_eq(best->id, s->list[i]->id)) {
			tie = true;
		}
	}
	return tie ? NULL : best;
}

static void check(struct lint *l)
{
	for (size_t i = 0; l->sources && i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];
		const struct source *near;
		struct diag *d;

		if (in->source_id.n == 0 || sources_find(l->sources, in->source_id))
			continue;
		near = nearest_source(l->sources, in->source_id);
		d = report(l, in->id_node->span, "no source has the id \"%.*s\"%s", STR_FMT(in->source_id),
			   l->sources->n ? "" : ": the files given as sources describe none");
		if (near) {
			report_help(l, d, "did you mean \"%.*s\"?", STR_FMT(near->id));
			report_note_in(l, d, near->text, near->home, "\"%.*s\" is defined here", STR_FMT(near->id));
		}
		report_field(l, d, in->id_node);
	}
}

const struct rule rule_dml4101 = {
	.info = {.id = "DML4101",
		 .name = "undefined-source",
		 .severity = SEV_ERROR,
		 .summary = "a source-id that no source configuration defines",
		 .why = "DM looks the source up by its id when the task is started, and refuses the task with 20031 "
			"when there is none.",
		 .remedy =
			 "Correct the id, or create the source (operate-source create) and give its file with --source.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
