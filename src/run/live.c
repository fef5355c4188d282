/* live.c: live rules at the servers of one task: which servers those are, and what the task has DM not check. Called by run.c for
 * the version that the report is about; src/cli has it read facts files. Asks no server. */
#include <string.h>

#include "internal.h"

/* What only some tasks ask for: missing it is as it should be, refused it is not. */
#define OF_SOME_TASKS (FACT_BIT(FACT_BINLOG_POSITION) | FACT_BIT(FACT_BINLOG_START))
/* And what only some kinds of servers have. */
#define OF_SOME_SERVERS (FACT_BIT(FACT_RDS) | FACT_BIT(FACT_TIDB) | FACT_BIT(FACT_SESSION) | OF_SOME_TASKS)

/* What only replication needs to know of a source. */
#define OF_REPLICATION (FACT_BIT(FACT_BINLOG_STATUS) | FACT_BIT(FACT_BINLOGS) | FACT_BIT(FACT_REPLICA) | OF_SOME_TASKS)

static void add_place(struct live_run *run, struct live_place p)
{
	if (p.server)
		p.name = server_label(p.server, run->arena);
	run->places[run->n_places++] = p;
}

static void add_sources(const struct lint *l, struct live_run *run)
{
	struct strmap seen = {.arena = l->arena};

	for (size_t i = 0; i < l->task->n_instances; i++) {
		const struct instance *in = &l->task->instances[i];

		if (in->source_id.n && !strmap_put(&seen, in->source_id, run))
			add_place(run, (struct live_place){
					       .role = ROLE_SOURCE,
					       .name = arena_fmt(l->arena, "source %.*s", STR_FMT(in->source_id)),
					       .server = facts_source(l->facts, in->source_id),
					       .source_of = in,
					       .instance = i,
					       .home = in->id_node->span,
				       });
	}
}

static void add_target(const struct lint *l, struct live_run *run)
{
	const struct node *n = task_get(l->root, "target-database");
	struct str host = task_str(n, "host", "");
	int64_t port = n ? value_int(task_get(n, "port"), 0) : 0;

	if (!n || port < 0 || port > UINT16_MAX)
		return;
	add_place(run, (struct live_place){
			       .role = ROLE_TARGET,
			       .name = arena_fmt(l->arena, "target %.*s",
						 STR_FMT(facts_address(l->arena, host, (uint16_t)port))),
			       .server = facts_target(l->facts, host, (uint16_t)port, task_str(n, "user", "")),
			       .home = node_key_or_value(n),
		       });
}

void run_live_begin(const struct lint *l, struct live_run *ret)
{
	struct span top;

	*ret = (struct live_run){.arena = l->arena};
	if (!l->facts || !l->task || !l->root || !l->root->first)
		return;
	top = node_key_or_value(l->root->first);
	ret->places = ARENA_ARRAY(l->arena, struct live_place, l->task->n_instances + l->facts->n + 2);
	add_sources(l, ret);
	add_target(l, ret);
	for (size_t i = 0; i < l->facts->n; i++) {
		const struct server_facts *s = &l->facts->servers[i];

		if (s->role == ROLE_MASTER)
			add_place(ret, (struct live_place){
					       .role = ROLE_MASTER,
					       .server = s,
					       .home = top,
				       });
	}
	add_place(ret, (struct live_place){.role = ROLE_TASK, .name = STR_LIT("task"), .home = top});
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

/* Which of these facts are known, refused or failed at a place; of a task at any server of it. */
static uint32_t facts_in(const struct live_run *run, const struct live_place *p, uint32_t set, bool known)
{
	const struct server_facts *s = p->server;
	uint32_t found = 0;

	for (size_t i = 0; p->role == ROLE_TASK && i < run->n_places; i++) {
		if (run->places[i].role != ROLE_TASK)
			found |= facts_in(run, &run->places[i], set, known);
	}
	for (unsigned f = 0; s && s->connect == CONNECT_OK && f < FACT_COUNT; f++) {
		enum fact_state state = s->facts[f].state;

		if ((set & FACT_BIT(f)) && state != FACT_MISSING && (state == FACT_OK) == known)
			found |= FACT_BIT(f);
	}
	return found;
}

static struct str list_facts(struct arena *a, uint32_t set)
{
	struct buf b = {0};
	struct str out;

	for (unsigned f = 0; f < FACT_COUNT; f++) {
		if (set & FACT_BIT(f))
			buf_fmt(&b, "%s\"%s\"", b.n ? ", " : "", fact_name(f));
	}
	out = arena_str(a, (struct str){b.p, b.n});
	buf_free(&b);
	return out;
}

/* Is there a source that gave a connection, or one that did not? */
static bool has_source(const struct live_run *run, bool connected)
{
	for (size_t i = 0; i < run->n_places; i++) {
		const struct live_place *p = &run->places[i];

		if (p->role == ROLE_SOURCE && (p->server && p->server->connect == CONNECT_OK) == connected)
			return true;
	}
	return false;
}

static struct str why_not_made(const struct live_run *run, const struct live_place *p, uint32_t missing,
			       uint32_t lacking)
{
	struct arena *a = run->arena;

	if (p->role == ROLE_TASK && !has_source(run, true))
		return STR_LIT("no connection");
	if (p->role != ROLE_TASK && (!p->server || p->server->connect == CONNECT_NEVER))
		return STR_LIT("it was not asked");
	if (p->role != ROLE_TASK && p->server->connect != CONNECT_OK)
		return p->server->connect == CONNECT_CANCELLED ? STR_LIT("the run ended first")
							       : STR_LIT("no connection");
	if (lacking)
		return arena_fmt(a, "no full answer to %.*s", STR_FMT(list_facts(a, lacking)));
	return arena_fmt(a, "%.*s not asked", STR_FMT(list_facts(a, missing)));
}

static struct live_check *add_check(struct live_run *run, const struct rule *rule, const struct live_place *p)
{
	struct live_check *c;

	if (run->n_checks == run->cap_checks) {
		size_t cap = run->cap_checks ? 2 * run->cap_checks : 64;
		struct live_check *bigger = ARENA_ARRAY(run->arena, struct live_check, cap);

		if (run->n_checks)
			memcpy(bigger, run->checks, run->n_checks * sizeof(*bigger));
		run->checks = bigger;
		run->cap_checks = cap;
	}
	c = &run->checks[run->n_checks++];
	*c = (struct live_check){.rule = rule,
				 .place = (size_t)(p - run->places),
				 .name = p->name,
				 .server = p->server,
				 .home = p->home};
	return c;
}

static bool lacks_binlog(const struct live_place *p)
{
	return fact_var(p->server, "log_bin").p && !fact_var_on(p->server, "log_bin");
}

static void not_made(const struct lint *l, struct live_run *run, const struct live_place *p, uint32_t missing)
{
	const struct rule *rule = l->rule;
	struct live_check *c = add_check(run, rule, p);

	c->lacking = facts_in(run, p, rule->needs, false);
	if (p->server && p->server->connect == CONNECT_OK && missing && !(missing & ~OF_SOME_SERVERS) &&
	    !(c->lacking & OF_SOME_TASKS)) {
		c->state = CHECK_NOT_APPLICABLE;
		c->reason = arena_fmt(run->arena, "no %.*s at this server", STR_FMT(list_facts(run->arena, missing)));
		return;
	}
	if (c->lacking && !(c->lacking & ~OF_REPLICATION) && (!task_syncs(l->task) || lacks_binlog(p))) {
		c->state = CHECK_NOT_APPLICABLE;
		c->reason = task_syncs(l->task) ? STR_LIT("the source has no binlog")
						: STR_LIT("the task does not replicate");
		return;
	}
	c->state = CHECK_NOT_MADE;
	c->reason = why_not_made(run, p, missing, c->lacking);
}

static void check_at(struct lint *l, struct live_run *run, struct live_place *p)
{
	size_t n_before = l->out->n;
	struct live_check *c;

	l->server = p->server;
	l->source_of = p->source_of;
	l->instance = p->instance;
	l->home = p->home;
	l->ignored = ignored_by(l, l->rule->item);
	l->not_applicable = NULL;
	l->not_made = NULL;
	l->rule->check(l);
	c = add_check(run, l->rule, p);
	if (l->out->n > n_before) {
		c->state = CHECK_FINDING;
		p->failed = p->server && p->server->connect != CONNECT_OK;
	} else if (l->not_made || (p->role == ROLE_TASK && has_source(run, false))) {
		/* Of tables that nobody saw nobody can say that nothing is wrong with them together. */
		c->state = CHECK_NOT_MADE;
		c->reason = str_from(l->not_made ? l->not_made : "not every source was seen");
	} else if (l->not_applicable) {
		c->state = CHECK_NOT_APPLICABLE;
		c->reason = str_from(l->not_applicable);
	}
}

static bool was_asked(const struct live_run *run, const struct live_place *p)
{
	/* Whatever is judged of all servers together begins with the tables of a source. */
	if (p->role == ROLE_TASK)
		return has_source(run, true);
	return p->server && p->server->connect != CONNECT_NEVER && p->server->connect != CONNECT_CANCELLED;
}

static void run_at(struct lint *l, struct live_run *run, struct live_place *p)
{
	uint32_t missing = l->rule->needs & ~facts_in(run, p, l->rule->needs, true);

	if (!missing && !p->failed && was_asked(run, p))
		check_at(l, run, p);
	else
		not_made(l, run, p, missing);
}

/* What the task's servers have together is seen in part only where one of them did not answer in full. That one without a connection
 * says nothing at all is told elsewhere. */
static bool seen_in_part(const struct live_run *run, const struct live_place *p, uint32_t needs)
{
	return (p->role == ROLE_SOURCE || p->role == ROLE_TARGET) && p->server && p->server->connect == CONNECT_OK &&
	       facts_in(run, p, needs, false);
}

/* The task is the last of the places. */
static void run_task_rule(struct lint *l, struct live_run *run)
{
	size_t task = run->n_places - 1;

	run_at(l, run, &run->places[task]);
	if (run->checks[run->n_checks - 1].state == CHECK_NOT_APPLICABLE)
		return;
	for (size_t i = 0; i < task; i++) {
		if (seen_in_part(run, &run->places[i], l->rule->needs))
			not_made(l, run, &run->places[i], 0);
	}
}

/* Where no connection came about, the rules about connections run in the order in which one comes about, until one of them says
 * what was wrong: those before it have passed, those behind it could not be made. */
void run_live_rule(struct lint *l, struct live_run *run)
{
	const struct rule *r = l->rule;

	if (l->severity == SEV_OFF || run->n_places == 0)
		return;
	if (r->role == ROLE_TASK)
		run_task_rule(l, run);
	for (size_t i = 0; i < run->n_places && r->role != ROLE_TASK; i++) {
		if (run->places[i].role == r->role)
			run_at(l, run, &run->places[i]);
	}
	l->server = NULL;
	l->source_of = NULL;
	l->ignored = NULL;
	l->checks = run->checks;
	l->n_checks = run->n_checks;
}

void run_live_rows(const struct live_run *run, struct check_row **ret, size_t *ret_n)
{
	struct check_row *rows = ARENA_ARRAY(run->arena, struct check_row, run->n_checks + 1);
	size_t *next = ARENA_ARRAY(run->arena, size_t, run->n_places + 2);

	for (size_t i = 0; i < run->n_checks; i++)
		next[run->checks[i].place + 1]++;
	for (size_t i = 1; i <= run->n_places; i++)
		next[i] += next[i - 1];
	for (size_t i = 0; i < run->n_checks; i++) {
		const struct live_check *c = &run->checks[i];

		rows[next[c->place]++] = (struct check_row){c->name, c->rule->info.name, c->state, c->reason};
	}
	*ret = rows;
	*ret_n = run->n_checks;
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

const char *run_live_library(struct arena *a)
{
	return live_library_version(a);
}
