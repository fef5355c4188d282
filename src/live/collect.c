/* collect.c: asks all servers at once. Each is a machine that goes from its name to an address, a connection, statements, the end;
 * one poll waits for all of them, with one deadline for the run and one for each connection. Called by run. Knows nothing of
 * MySQL but what conn.c wants to wait for. */
#include "src/live/internal.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a server answers when init_connect fails, and all that can be said of one that ends the session without a word. */
#define ABORTING_CONNECTION 1184u
#define TICK_MS 200u /* how often progress is told and a cancelled run noticed */

enum stage { STAGE_RESOLVE, STAGE_QUEUE, STAGE_CONNECT, STAGE_ASK, STAGE_DONE };

struct machine {
	const struct live_server *server;
	struct server_facts *out;
	enum stage stage;
	size_t name; /* of the resolver */
	struct addresses addresses;
	size_t n_tried;        /* addresses */
	uint64_t deadline;     /* of the connection */
	struct tls tls, other; /* other: without TLS where it is configured, with it where it is not */
	bool second;           /* tries again, with TLS, which nothing asks for; a component of DM also without */
	struct conn *conn;
	struct probe *probe; /* instead, of a DM component */
	struct plan *plan;
};

struct run {
	struct arena *arena;
	const struct live_options *o;
	const struct live_server *servers;
	struct machine *machines;
	size_t n, n_done, n_active;
	uint64_t deadline;
	struct resolver *resolver;
	const struct mariadb *lib;
	struct pollfd *polled;
	size_t *owners; /* of polled: the machine; n: the resolver */
	size_t n_polled;
	bool *done;
};

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static bool cancelled(const struct run *r)
{
	return r->o->cancel && *r->o->cancel;
}

/* --- one server --- */

static void drop_connection(struct run *r, struct machine *m)
{
	if (m->conn || m->probe)
		r->n_active--;
	conn_close(m->conn);
	probe_close(m->probe);
	security_close(&m->tls);
	m->conn = NULL;
	m->probe = NULL;
}

static void finish(struct run *r, struct machine *m)
{
	if (m->plan)
		plan_stop(m->plan, cancelled(r) ? "the run was cancelled" : "no answer in time");
	drop_connection(r, m);
	m->stage = STAGE_DONE;
	r->n_done++;
}

/* This is what became of it. */
static void give_up(struct run *r, struct machine *m, enum connect_state why, unsigned code, struct str error)
{
	m->out->connect = why;
	m->out->error_code = code;
	m->out->error = error.n ? facts_redact_error(r->arena, error) : error;
	finish(r, m);
}

static void log_in(struct run *r, struct machine *m)
{
	const struct live_server *s = m->server;
	struct secret *password = s->password ? crypt_decrypt_or_plain(schema_secret_text(s->password), s->key) : NULL;
	struct str user = arena_str(r->arena, s->user);
	struct conn_target target = {.address = m->addresses.text[m->n_tried],
				     .port = s->port,
				     .user = user.p,
				     .password = password,
				     .tls = m->tls.wanted || m->second ? &m->tls : NULL};

	if (target.tls)
		security_open(r->arena, &m->tls);
	m->conn = conn_start(r->lib, r->arena, &target);
	secret_free(password);
}

static void start_connection(struct run *r, struct machine *m)
{
	m->stage = STAGE_CONNECT;
	if (m->n_tried == 0 && !m->second)
		m->deadline = now_ms() + r->o->connect_timeout_ms;
	if (m->server->role == ROLE_MASTER && m->tls.wanted && !m->second)
		security_open(r->arena, &m->tls);
	if (m->server->role == ROLE_MASTER)
		m->probe = probe_start(r->arena, m->addresses.text[m->n_tried], m->server->port,
				       m->second ? &m->other : &m->tls, m->second);
	else
		log_in(r, m);
	m->n_tried++;
	r->n_active++;
}

static void try_resolve(struct run *r, struct machine *m)
{
	const char *error = NULL;

	switch (resolver_look(r->resolver, m->name, &m->addresses, &error)) {
	case RESOLVE_BUSY:
		break;
	case RESOLVE_OK:
		m->stage = STAGE_QUEUE;
		if (m->server->port == 0)
			give_up(r, m, CONNECT_REFUSED, 0, STR_LIT("no port is given"));
		else if (m->server->user.n == 0 && m->server->role != ROLE_MASTER)
			give_up(r, m, CONNECT_LOGIN, 0, STR_LIT("no user is given"));
		break;
	case RESOLVE_FAILED:
		give_up(r, m, CONNECT_NO_NAME, 0, str_from(error));
		break;
	}
}

/* An account that must use TLS is refused like a wrong password. One more try tells, and no third: accounts get locked. A component of
 * DM closes the connection when TLS is on one side only. */
static bool try_otherwise(struct run *r, struct machine *m, enum connect_state why, unsigned code)
{
	if (m->probe ? why != CONNECT_CLOSED
		     : why != CONNECT_LOGIN || code != 1045 || m->tls.wanted || !conn_greeting(m->conn)->has_tls)
		return false;
	m->other.wanted = !m->tls.wanted;
	drop_connection(r, m);
	m->second = true;
	m->n_tried--;
	start_connection(r, m);
	return true;
}

static bool next_address(struct run *r, struct machine *m, enum connect_state why)
{
	if (why != CONNECT_REFUSED && why != CONNECT_UNREACHABLE)
		return false;
	if (m->n_tried >= m->addresses.n)
		return false;
	drop_connection(r, m);
	start_connection(r, m);
	return true;
}

static enum connect_state failure_of(struct machine *m, unsigned *ret_code, struct str *ret_error)
{
	*ret_code = 0;
	return m->probe ? probe_failure(m->probe, ret_error) : conn_failure(m->conn, ret_code, ret_error);
}

/* What the server said of itself, whatever came of it. */
static void take_greeting(struct run *r, struct machine *m)
{
	const struct greeting *g = m->conn ? conn_greeting(m->conn) : NULL;

	if (!g || g->kind != GREETING_MYSQL)
		return;
	m->out->version = arena_str(r->arena, g->version);
	m->out->auth_plugin = conn_plugin(m->conn);
}

static void connection_failed(struct run *r, struct machine *m)
{
	unsigned code;
	struct str error;
	enum connect_state why = failure_of(m, &code, &error);

	take_greeting(r, m);
	if (m->second) {
		finish(r, m);
	} else {
		m->out->connect = why;
		m->out->error_code = code;
		m->out->error = error.n ? facts_redact_error(r->arena, error) : error;
		if (!next_address(r, m, why) && !try_otherwise(r, m, why, code))
			finish(r, m);
	}
}

static void ask_more(struct run *r, struct machine *m)
{
	struct conn_sink sink = plan_sink(m->plan);
	struct str sql;

	if (plan_next(m->plan, &sql))
		conn_send(m->conn, sql, &sink);
	else
		finish(r, m);
}

static void logged_in(struct run *r, struct machine *m)
{
	const struct greeting *g = conn_greeting(m->conn);
	uint64_t now = now_ms(), left = r->deadline > now ? r->deadline - now : 1;

	if (m->second) {
		give_up(r, m, CONNECT_TLS_REQUIRED, m->out->error_code, m->out->error);
		return;
	}
	security_close(&m->tls);
	m->stage = STAGE_ASK;
	m->out->connect = CONNECT_OK;
	m->out->error_code = 0;
	m->out->error = (struct str){NULL, 0};
	m->out->tls = conn_encrypted(m->conn);
	take_greeting(r, m);
	m->plan = plan_new(r->arena, m->server, g, (unsigned)left, m->out);
	ask_more(r, m);
}

static void component_answered(struct run *r, struct machine *m)
{
	enum connect_state state = CONNECT_OK;

	if (m->second)
		state = m->tls.wanted ? CONNECT_TLS_ABSENT : CONNECT_TLS_REQUIRED;
	m->out->tls = m->tls.wanted && !m->second;
	give_up(r, m, state, 0, (struct str){NULL, 0});
}

/* Whatever the connection has come to. */
static void look_after(struct run *r, struct machine *m)
{
	switch (m->probe ? probe_phase(m->probe) : conn_phase(m->conn)) {
	case CONN_READY:
		if (m->probe)
			component_answered(r, m);
		else if (m->stage == STAGE_CONNECT)
			logged_in(r, m);
		else
			ask_more(r, m);
		break;
	case CONN_FAILED:
		if (m->stage == STAGE_CONNECT) {
			connection_failed(r, m);
		} else {
			if (!plan_answered(m->plan)) {
				m->out->connect = CONNECT_LOGIN;
				m->out->error_code = ABORTING_CONNECTION;
				m->out->error = STR_LIT("the session ended before the first answer");
			}
			plan_stop(m->plan, "the connection was lost");
			finish(r, m);
		}
		break;
	case CONN_OPENING:
	case CONN_GREETING:
	case CONN_LOGIN:
	case CONN_ASKING:
		break;
	}
}

/* --- all of them --- */

static void time_is_up(struct run *r, struct machine *m)
{
	unsigned code = 0;
	struct str error = {NULL, 0};
	enum connect_state why;

	if (m->stage == STAGE_ASK) {
		finish(r, m);
	} else if (cancelled(r) || m->stage == STAGE_QUEUE) {
		give_up(r, m, CONNECT_CANCELLED, 0, error);
	} else if (m->stage == STAGE_RESOLVE) {
		give_up(r, m, CONNECT_NO_NAME, 0, STR_LIT("no name server answers"));
	} else if (m->second) {
		finish(r, m); /* what the first login came to */
	} else {
		why = failure_of(m, &code, &error);
		give_up(r, m, why, code, error);
	}
}

static void start_queued(struct run *r)
{
	for (size_t i = 0; i < r->n && (r->o->jobs == 0 || r->n_active < r->o->jobs); i++) {
		if (r->machines[i].stage == STAGE_QUEUE) {
			start_connection(r, &r->machines[i]);
			look_after(r, &r->machines[i]);
		}
	}
}

static void add_polled(struct run *r, size_t owner, int fd, bool read, bool write)
{
	r->owners[r->n_polled] = owner;
	r->polled[r->n_polled++] = (struct pollfd){fd, (short)((read ? POLLIN : 0) | (write ? POLLOUT : 0)), 0};
}

/* Fills r->polled; the result is how long to wait at most. */
static uint64_t gather(struct run *r, uint64_t now)
{
	uint64_t until = r->deadline;
	bool resolving = false, at_once = false;

	r->n_polled = 0;
	for (size_t i = 0; i < r->n; i++) {
		struct machine *m = &r->machines[i];
		struct conn_wants w;

		resolving = resolving || m->stage == STAGE_RESOLVE;
		if (!m->conn && !m->probe)
			continue;
		w = m->probe ? probe_wants(m->probe) : conn_wants(m->conn);
		at_once = at_once || w.now;
		add_polled(r, i, w.fd, w.read, w.write);
		if (m->stage == STAGE_CONNECT && m->deadline < until)
			until = m->deadline;
	}
	if (resolving)
		add_polled(r, r->n, resolver_fd(r->resolver), true, false);
	if ((r->o->progress || r->o->cancel) && until > now + TICK_MS)
		until = now + TICK_MS;
	return at_once || until <= now ? 0 : until - now;
}

static void take_names(struct run *r)
{
	resolver_drain(r->resolver);
	for (size_t i = 0; i < r->n; i++) {
		if (r->machines[i].stage == STAGE_RESOLVE)
			try_resolve(r, &r->machines[i]);
	}
}

static void serve(struct run *r)
{
	for (size_t i = 0; i < r->n_polled; i++) {
		const struct pollfd *p = &r->polled[i];
		bool trouble = p->revents & (POLLERR | POLLHUP | POLLNVAL), readable, writable;
		struct machine *m;

		if (r->owners[i] == r->n) {
			if (p->revents)
				take_names(r);
			continue;
		}
		m = &r->machines[r->owners[i]];
		if (!p->revents && (m->probe || !conn_wants(m->conn).now))
			continue;
		readable = p->revents & POLLIN || (trouble && p->events & POLLIN);
		writable = p->revents & POLLOUT || (trouble && p->events & POLLOUT);
		if (m->probe)
			probe_resume(m->probe, readable, writable);
		else
			conn_resume(m->conn, readable, writable);
		look_after(r, m);
	}
}

static void end_late_ones(struct run *r, uint64_t now)
{
	for (size_t i = 0; i < r->n; i++) {
		struct machine *m = &r->machines[i];

		if (m->stage != STAGE_DONE &&
		    (cancelled(r) || now >= r->deadline || (m->stage == STAGE_CONNECT && now >= m->deadline)))
			time_is_up(r, m);
	}
}

static void tell(struct run *r)
{
	for (size_t i = 0; i < r->n; i++)
		r->done[i] = r->machines[i].stage == STAGE_DONE;
	r->o->progress(r->o->progress_arg, r->servers, r->done, r->n);
}

static void wait_for_all(struct run *r)
{
	uint64_t told = 0;

	take_names(r);
	start_queued(r);
	while (r->n_done < r->n) {
		uint64_t now = now_ms(), wait = gather(r, now);

		if (r->o->progress && now >= told + TICK_MS) {
			tell(r);
			told = now;
		}
		if (poll(r->polled, r->n_polled, (int)wait) > 0 || wait == 0)
			serve(r);
		end_late_ones(r, now_ms());
		start_queued(r);
	}
	if (r->o->progress)
		tell(r);
}

static struct str server_id(struct arena *a, const struct live_server *s)
{
	if (s->id.n)
		return arena_str(a, s->id);
	return facts_address(a, s->host, s->port);
}

static void prepare(struct run *r, const struct live_server *servers, struct facts *ret)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct live_server *s = &servers[i];

		ret->servers[i] = (struct server_facts){.role = s->role,
							.id = server_id(r->arena, s),
							.host = arena_str(r->arena, s->host),
							.port = s->port,
							.user = arena_str(r->arena, s->user)};
		r->machines[i] = (struct machine){.server = s, .out = &ret->servers[i]};
		security_read(r->arena, s, &r->machines[i].tls);
		r->machines[i].name = resolver_add(r->resolver, s->host);
	}
	resolver_start(r->resolver);
}

void live_collect(struct arena *a, const struct live_server *servers, size_t n, const struct live_options *o,
		  struct facts *ret)
{
	struct run r = {.arena = a, .o = o, .servers = servers, .n = n, .deadline = now_ms() + o->timeout_ms};
	struct err e;

	*ret = (struct facts){a, ARENA_ARRAY(a, struct server_facts, n), n};
	if (!mariadb_load(a, &r.lib, &e)) {
		fprintf(stderr, "dmlint: %s\n", e.msg);
		exit(2);
	}
	conn_guard(r.lib);
	r.machines = ARENA_ARRAY(a, struct machine, n);
	r.polled = ARENA_ARRAY(a, struct pollfd, n + 1);
	r.owners = ARENA_ARRAY(a, size_t, n + 1);
	r.done = ARENA_ARRAY(a, bool, n);
	r.resolver = resolver_new(a, n);
	prepare(&r, servers, ret);
	wait_for_all(&r);
	resolver_release(r.resolver);
}
