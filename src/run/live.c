/* live.c: live rules at the servers of one task: which servers those are, and what the task has DM not check. Called by run.c for
 * the version that the report is about; src/cli has it read facts files. Asks no server. */
#include <string.h>

#include "internal.h"

static void add_sources(const struct lint *l, struct live_places *ret)
{
	struct strmap seen = {.arena = l->arena};

	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];
		const struct server_facts *s = in->source_id.n ? facts_source(l->facts, in->source_id) : NULL;

		if (!s || strmap_put(&seen, in->source_id, (void *)(uintptr_t)s))
			continue;
		ret->list[ret->n++] = (struct live_place){
			.role = ROLE_SOURCE, .server = s, .source_of = in, .instance = i, .home = in->id_node->span};
	}
}

static void add_target(const struct lint *l, struct live_places *ret)
{
	const struct node *n = task_get(l->root, "target-database");
	int64_t port = n ? value_int(task_get(n, "port"), 0) : 0;
	const struct server_facts *s;

	if (!n || port < 0 || port > UINT16_MAX)
		return;
	s = facts_target(l->facts, task_str(n, "host", ""), (uint16_t)port, task_str(n, "user", ""));
	if (s)
		ret->list[ret->n++] =
			(struct live_place){.role = ROLE_TARGET, .server = s, .home = node_key_or_value(n)};
}

void run_live_places(const struct lint *l, struct live_places *ret)
{
	struct span top;

	*ret = (struct live_places){0};
	if (!l->facts || !l->task || !l->root || !l->root->first)
		return;
	top = node_key_or_value(l->root->first);
	ret->list = ARENA_ARRAY(l->arena, struct live_place, l->task->n_instances + l->facts->n + 2);
	add_sources(l, ret);
	add_target(l, ret);
	for (size_t i = 0; i < l->facts->n; i++) {
		const struct server_facts *s = &l->facts->servers[i];

		if (s->role == ROLE_MASTER)
			ret->list[ret->n++] = (struct live_place){.role = ROLE_MASTER, .server = s, .home = top};
	}
	ret->list[ret->n++] = (struct live_place){.role = ROLE_TASK, .home = top};
}

/* Does this version of DM know the item? Else it refuses the task instead of skipping anything. */
static bool knows_item(const struct lint *l, const struct node *item)
{
	const struct field *f = item->field;

	for (size_t i = 0; f && i < f->n_enums; i++) {
		if (str_eq_c(item->text, f->enums[i].value))
			return ranges_hold(f->enums[i].ranges, f->enums[i].n_ranges, l->dm);
	}
	return false;
}

static const struct node *ignored_by(const struct lint *l, const char *item)
{
	const struct node *list = task_get(l->root, "ignore-checking-items");

	for (const struct node *n = list && item ? list->first : NULL; n; n = n->next) {
		if ((str_eq_c(n->text, item) || str_eq_c(n->text, "all")) && knows_item(l, n))
			return n;
	}
	return NULL;
}

/* Of a task: somewhere at least. */
static bool have_facts(const struct live_places *places, const struct live_place *p, uint32_t needs)
{
	bool all = p->role == ROLE_TASK;

	if (!all || needs == 0)
		return needs == 0 || facts_have(p->server, needs);
	for (size_t i = 0; i < places->n; i++) {
		if (facts_have(places->list[i].server, needs))
			return true;
	}
	return false;
}

void run_live_rule(struct lint *l, const struct live_places *places)
{
	for (size_t i = 0; i < places->n; i++) {
		const struct live_place *p = &places->list[i];

		if (p->role != l->rule->role || !have_facts(places, p, l->rule->needs))
			continue;
		l->server = p->server;
		l->source_of = p->source_of;
		l->instance = p->instance;
		l->home = p->home;
		l->ignored = ignored_by(l, l->rule->item);
		l->not_applicable = NULL;
		l->rule->check(l);
	}
	l->server = NULL;
	l->source_of = NULL;
	l->ignored = NULL;
}

bool run_load_facts(struct arena *a, const char *path, const struct facts **ret, struct err *e)
{
	struct facts *facts = ARENA_NEW(a, struct facts);
	struct str bytes;
	bool too_big;

	if (!file_read(a, path, TEXT_MAX_BYTES, &bytes, &too_big, e))
		return false;
	if (too_big) {
		err_set(e, "%s: larger than %u bytes", path, TEXT_MAX_BYTES);
		return false;
	}
	*ret = facts;
	return facts_load(a, str_from(path), bytes, facts, e);
}
