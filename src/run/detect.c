/* detect.c: is this a task or a source configuration? By content, never by name. */
#include "internal.h"

/* Keys that only one kind has count double; a file is of the kind whose struct knows more of its keys. */
enum config_kind run_detect_kind(const struct doc *doc)
{
	const struct field *task = schema_root(CONFIG_TASK), *source = schema_root(CONFIG_SOURCE);
	int n_task = 0, n_source = 0;

	if (!doc->root || doc->root->kind != NODE_MAP)
		return CONFIG_UNKNOWN;
	for (const struct node *n = doc->root->first; n; n = n->next) {
		bool in_task = schema_find_any_version(task, n->key) != NULL;
		bool in_source = schema_find_any_version(source, n->key) != NULL;

		n_task += in_task + (in_task && !in_source);
		n_source += in_source + (in_source && !in_task);
	}
	if (n_task == 0 && n_source == 0)
		return CONFIG_UNKNOWN;
	return n_task >= n_source ? CONFIG_TASK : CONFIG_SOURCE;
}
