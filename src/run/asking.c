/* asking.c: whom to ask what: the servers that the tasks of a run name, each once, with what the rules that are on need to know of
 * them. Called by sources.c before anything is linted; src/live does the asking. */
#include <string.h>

#include "internal.h"

/* What rules look at where it is there, without needing it. */
#define LOOKED_AT                                                                                        \
	(FACT_BIT(FACT_ACCOUNT) | FACT_BIT(FACT_CHECKPOINT) | FACT_BIT(FACT_TIDB) | FACT_BIT(FACT_RDS) | \
	 FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_READABLE) | FACT_BIT(FACT_ACCOUNT_LIMITS))

void asking_begin(struct asking *x, struct arena *a, const struct run_options *o, uint32_t needs)
{
	*x = (struct asking){.arena = a, .limits = *o->live, .needs = needs, .by_key = {.arena = a}};
}

static bool is_off(const struct rule *r, const struct run_options *o)
{
	enum severity s = r->info.severity;

	for (size_t i = 0; i < o->n_overrides; i++) {
		if (o->overrides[i].rule == r)
			s = o->overrides[i].severity;
	}
	return s == SEV_OFF;
}

static uint32_t needs_of(const struct asking *x, enum server_role role, const struct run_options *o)
{
	uint32_t needs = LOOKED_AT;

	if (x->needs)
		return role == ROLE_MASTER ? 0 : x->needs;
	for (size_t i = 0; i < n_rules && role != ROLE_MASTER; i++) {
		if ((rules[i]->role == role || rules[i]->role == ROLE_TASK) && !is_off(rules[i], o))
			needs |= rules[i]->needs;
	}
	return role == ROLE_MASTER ? 0 : needs;
}

static void grow(struct asking *x)
{
	size_t cap = x->cap ? 2 * x->cap : 16;
	struct live_server *servers = ARENA_ARRAY(x->arena, struct live_server, cap);
	struct server_facts *never = ARENA_ARRAY(x->arena, struct server_facts, cap);

	if (x->n) {
		memcpy(servers, x->servers, x->n * sizeof(*servers));
		memcpy(never, x->never, x->n * sizeof(*never));
	}
	x->servers = servers;
	x->never = never;
	x->cap = cap;
}

/* The number of the server, which may be there already. why_not: it cannot be asked; absent: it can. */
static size_t add_server(struct asking *x, const struct live_server *s, struct str why_not)
{
	struct str key = arena_fmt(x->arena, "%d\n%.*s\n%.*s\n%u\n%.*s", (int)s->role, STR_FMT(s->id), STR_FMT(s->host),
				   s->port, STR_FMT(s->user));
	uintptr_t known = (uintptr_t)strmap_get(&x->by_key, key);

	if (known) {
		x->servers[known - 1].needs |= s->needs;
		return known - 1;
	}
	if (x->n == x->cap)
		grow(x);
	x->servers[x->n] = *s;
	if (why_not.p)
		x->never[x->n] = (struct server_facts){.role = s->role,
						       .id = s->id,
						       .host = s->host,
						       .port = s->port,
						       .user = s->user,
						       .connect = CONNECT_NEVER,
						       .error = why_not};
	strmap_put(&x->by_key, key, (void *)(x->n + 1));
	return x->n++;
}

static void add_want(struct asking *x, size_t number, const struct task *t, const struct instance *in)
{
	struct live_server *s = &x->servers[number];
	struct live_want *wants = ARENA_ARRAY(x->arena, struct live_want, s->n_wants + 1);

	if (s->n_wants)
		memcpy(wants, s->wants, s->n_wants * sizeof(*wants));
	wants[s->n_wants++] = (struct live_want){t, in};
	s->wants = wants;
}

/* The struct that holds the address: "from" in a source.yaml. */
static const struct node *map_of(const struct source *s)
{
	for (int f = SOURCE_HOST; f <= SOURCE_PASSWORD; f++) {
		if (s->at[f])
			return s->at[f]->parent;
	}
	return NULL;
}

static const struct node *security_of(const struct node *map)
{
	const struct node *n = task_get(map, "security");

	return n && n->kind == NODE_MAP && n->first ? n : NULL;
}

static const struct node *map_or_none(const struct node *n)
{
	return n && n->kind == NODE_MAP ? n : NULL;
}

static const struct node *scalar_or_none(const struct node *n)
{
	return n && n->kind == NODE_SCALAR ? n : NULL;
}

static uint16_t port_of(const struct node *n, int64_t def)
{
	int64_t port = value_int(n, def);

	return port > 0 && port <= UINT16_MAX ? (uint16_t)port : 0;
}

static void add_source(struct asking *x, const struct run_options *o, const struct task *t, const struct instance *in,
		       const struct crypt_key *key, struct asked_task *ret)
{
	const struct source *src = o->known_sources ? sources_find(o->known_sources, in->source_id) : NULL;
	struct live_server s = {.role = ROLE_SOURCE, .id = in->source_id, .dm = t->dm, .key = key};
	struct str why_not = {NULL, 0};
	size_t number;

	if (in->source_id.n == 0 || (!src && o->known_sources))
		return; /* rules about references speak */
	if (src) {
		s.host = source_str(src, SOURCE_HOST);
		s.port = port_of(src->at[SOURCE_PORT], 3306);
		s.user = source_str(src, SOURCE_USER);
		s.password = scalar_or_none(src->at[SOURCE_PASSWORD]);
		s.security = security_of(map_of(src));
		s.by_gtid = value_bool(src->at[SOURCE_ENABLE_GTID], false);
		s.session = map_or_none(task_get(map_of(src), "session"));
	}
	if (!src)
		why_not = STR_LIT("its source configuration is not given (--source)");
	else if (s.host.n == 0)
		why_not = STR_LIT("its source configuration names no host");
	s.needs = needs_of(x, ROLE_SOURCE, o);
	number = add_server(x, &s, why_not);
	add_want(x, number, t, in);
	ret->servers[ret->n++] = number;
}

static void add_target(struct asking *x, const struct run_options *o, const struct task *t, const struct crypt_key *key,
		       struct asked_task *ret)
{
	const struct node *n = task_get(t->root, "target-database");
	struct live_server s = {.role = ROLE_TARGET, .dm = t->dm, .key = key};
	size_t number;

	if (!n || n->kind != NODE_MAP)
		return;
	s.host = task_str(n, "host", "");
	s.port = port_of(task_get(n, "port"), 0);
	s.user = task_str(n, "user", "");
	s.password = scalar_or_none(task_get(n, "password"));
	s.security = security_of(n);
	s.needs = needs_of(x, ROLE_TARGET, o);
	number = add_server(x, &s, s.host.n ? (struct str){NULL, 0} : STR_LIT("the task names no host"));
	add_want(x, number, t, NULL);
	ret->servers[ret->n++] = number;
}

static void add_masters(struct asking *x, const struct run_options *o, uint32_t dm, struct asked_task *ret)
{
	const struct live_files files = {o->master_files[0].p, o->master_files[1].p, o->master_files[2].p};

	for (size_t i = 0; i < o->n_masters; i++) {
		const struct run_master *m = &o->masters[i];
		struct live_server s = {
			.role = ROLE_MASTER, .host = m->host, .port = m->port, .files = files, .dm = dm};

		s.needs = needs_of(x, ROLE_MASTER, o);
		ret->servers[ret->n++] = add_server(x, &s, (struct str){NULL, 0});
	}
}

/* The task as the version of DM sees it that will be reported about; NULL: it is none. */
static const struct task *read_task(struct arena *a, const struct run_input *in, const struct run_options *o)
{
	struct doc *doc = ARENA_NEW(a, struct doc);
	struct decode_result decode;
	uint32_t dm = o->dm;

	if (in->bytes.n > TEXT_MAX_BYTES ||
	    run_load(a, text_new(a, in->path, in->bytes), o->kind, doc) != CONFIG_TASK || !doc->root ||
	    doc->root->kind != NODE_MAP)
		return NULL;
	if (!dm) {
		struct run_options plain = {.kind = CONFIG_TASK, .secret_key = o->secret_key};
		struct file_report report;

		run_lint_bytes(a, in->path, in->bytes, &plain, &report);
		if (!dm_version_parse(report.dm_version, &dm))
			BUG("a report without a version");
	}
	dm = run_newest(CONFIG_TASK, dm);
	run_decode(a, doc, CONFIG_TASK, dm, &decode);
	return task_resolve(a, doc, dm);
}

/* All servers are asked at once: the longest time and the fewest connections of the tasks' settings. */
static void add_limits(struct asking *x, const struct live_options *o)
{
	struct live_options *l = &x->limits;

	if (x->n_tasks++ == 0) {
		*l = *o;
		return;
	}
	if (o->timeout_ms > l->timeout_ms)
		l->timeout_ms = o->timeout_ms;
	if (o->connect_timeout_ms > l->connect_timeout_ms)
		l->connect_timeout_ms = o->connect_timeout_ms;
	if (o->jobs && (!l->jobs || o->jobs < l->jobs))
		l->jobs = o->jobs;
}

void asking_add(struct asking *x, const struct run_input *in, const struct run_options *o, struct asked_task *ret)
{
	const struct task *t = read_task(x->arena, in, o);
	const struct crypt_key *key;

	*ret = (struct asked_task){0};
	if (!t)
		return;
	add_limits(x, o->live);
	key = dm_check_find("builtin-key", t->dm) ? crypt_builtin_key() : o->secret_key;
	ret->servers = ARENA_ARRAY(x->arena, size_t, t->n_instances + o->n_masters + 1);
	for (size_t i = 0; i < t->n_instances; i++)
		add_source(x, o, t, &t->instances[i], key, ret);
	add_target(x, o, t, key, ret);
	add_masters(x, o, t->dm, ret);
}

void asking_collect(struct asking *x)
{
	struct live_server *asked = ARENA_ARRAY(x->arena, struct live_server, x->n + 1);
	struct facts answers;
	size_t n = 0;

	x->facts = (struct facts){x->arena, ARENA_ARRAY(x->arena, struct server_facts, x->n + 1), x->n};
	for (size_t i = 0; i < x->n; i++) {
		if (!x->never[i].error.p)
			asked[n++] = x->servers[i];
	}
	live_collect(x->arena, asked, n, &x->limits, &answers);
	x->n_asked = n;
	n = 0;
	for (size_t i = 0; i < x->n; i++)
		x->facts.servers[i] = x->never[i].error.p ? x->never[i] : answers.servers[n++];
}

const struct facts *asking_facts(const struct asking *x, const struct asked_task *t)
{
	struct facts *own = ARENA_NEW(x->arena, struct facts);

	*own = (struct facts){x->arena, ARENA_ARRAY(x->arena, struct server_facts, t->n + 1), t->n};
	for (size_t i = 0; i < t->n; i++)
		own->servers[i] = x->facts.servers[t->servers[i]];
	return own;
}
