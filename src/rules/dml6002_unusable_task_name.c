/* A task name that leaves no room for the names of the meta tables:
 *
 *     name: a-very-long-name-that-tells-everything-there-is-to-know
 */
#include <string.h>

#include "internal.h"

#define MAX_IDENTIFIER 64 /* characters, MySQL and TiDB */

static size_t count_characters(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

static bool uses_validator(const struct task *t)
{
	for (size_t i = 0; i < t->n_instances; i++) {
		if (t->instances[i].unit[SEC_VALIDATORS])
			return true;
	}
	return false;
}

/* The longest suffix among the tables that this task will have. */
static const char *longest_suffix(const struct task *t)
{
	if (uses_validator(t))
		return "_validator_pending_change";
	if (str_eq_c(t->shard_mode, "pessimistic"))
		return "_syncer_sharding_meta";
	return "_syncer_checkpoint";
}

static void check(struct lint *l)
{
	const struct node *n = task_get(l->root, "name");
	const char *suffix = longest_suffix(l->task);
	size_t length = count_characters(l->task->name);
	struct diag *d;

	if (!n || n->kind != NODE_SCALAR)
		return;
	if (length + strlen(suffix) > MAX_IDENTIFIER) {
		d = report(l, n->span, "the task name has %zu characters: with \"%s\" the meta table's name is over %d",
			   length, suffix, MAX_IDENTIFIER);
		report_help(l, d, "at most %zu characters", MAX_IDENTIFIER - strlen(suffix));
		report_field(l, d, n);
	} else if (memchr(l->task->name.p ? l->task->name.p : "", '/', l->task->name.n)) {
		d = report(l, n->span,
			   "the \"/\" in the task name splits the path of the dump and the keys of the cluster");
		report_help(l, d, "use letters, digits, \"-\" and \"_\"");
		report_field(l, d, n);
	}
}

const struct rule rule_dml6002 = {
	.info = {.id = "DML6002",
		 .name = "unusable-task-name",
		 .severity = SEV_ERROR,
		 .summary = "a task name that breaks meta tables or paths",
		 .why = "DM takes any name, but makes tables in the meta schema whose names begin with it, and a folder for the dump. An identifier "
			"over 64 characters fails when the task runs, and a slash ends up in paths.",
		 .remedy = "Choose a shorter name of letters, digits, \"-\" and \"_\".",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
