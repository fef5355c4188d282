/* resolve.c: names to addresses. getaddrinfo waits as long as the resolver likes, so it runs in a few threads: each takes names from
 * a list that both sides own, and whoever is last frees it. Called by collect.c, which never waits for a thread. */
#include "src/live/internal.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define MAX_THREADS 64u
#define MAX_NAME 256u

struct slot {
	char name[MAX_NAME];
	enum resolve_state state;
	struct addresses found;
	const char *error;
};

/* What the threads see. It is no part of the arena: they may outlive the run. */
struct shared {
	pthread_mutex_t lock; /* of everything here */
	size_t owners, next, n;
	int done; /* eventfd */
	struct slot slots[];
};

struct resolver {
	struct shared *shared;
	struct strmap by_name; /* struct slot */
	struct arena *arena;
};

struct resolver *resolver_new(struct arena *a, size_t max)
{
	struct resolver *r = ARENA_NEW(a, struct resolver);
	struct shared *s = calloc(1, sizeof(*s) + max * sizeof(s->slots[0]));

	if (!s || pthread_mutex_init(&s->lock, NULL) != 0)
		out_of_memory();
	s->owners = 1;
	s->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	r->shared = s;
	r->arena = a;
	r->by_name.arena = a;
	return r;
}

/* An address written as such needs no name server. */
static bool is_address(const char *name, struct addresses *ret)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, name, bytes) != 1 && inet_pton(AF_INET6, name, bytes) != 1)
		return false;
	memcpy(ret->text[0], name, strlen(name) + 1);
	ret->n = 1;
	return true;
}

static void begin(struct slot *slot, struct str host)
{
	slot->state = RESOLVE_FAILED;
	if (host.n == 0) {
		slot->error = "no host is given";
	} else if (host.n >= MAX_NAME || memchr(host.p, '\0', host.n)) {
		slot->error = "this cannot be the name of a host";
	} else {
		memcpy(slot->name, host.p, host.n);
		slot->state = is_address(slot->name, &slot->found) ? RESOLVE_OK : RESOLVE_BUSY;
	}
}

size_t resolver_add(struct resolver *r, struct str host)
{
	struct slot *slot = strmap_get(&r->by_name, host);

	if (!slot) {
		slot = &r->shared->slots[r->shared->n++];
		begin(slot, host);
		strmap_put(&r->by_name, arena_str(r->arena, host), slot);
	}
	return (size_t)(slot - r->shared->slots);
}

static void let_go(struct shared *s)
{
	bool last;

	pthread_mutex_lock(&s->lock);
	last = --s->owners == 0;
	pthread_mutex_unlock(&s->lock);
	if (!last)
		return;
	close(s->done);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static void take_addresses(const struct addrinfo *list, struct addresses *ret)
{
	for (; list && ret->n < MAX_ADDRESSES; list = list->ai_next) {
		if (getnameinfo(list->ai_addr, list->ai_addrlen, ret->text[ret->n], sizeof(ret->text[0]), NULL, 0,
				NI_NUMERICHOST) == 0)
			ret->n++;
	}
}

static const char *failure(int code)
{
	switch (code) {
	case EAI_NONAME:
	case EAI_NODATA:
		return "no such host";
	case EAI_AGAIN:
		return "the name server does not answer";
	default:
		return "the name cannot be looked up";
	}
}

static void look_up(const char *name, struct slot *ret)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
	int code = getaddrinfo(name, NULL, &hints, &list);

	*ret = (struct slot){.state = RESOLVE_FAILED};
	if (code == 0) {
		take_addresses(list, &ret->found);
		freeaddrinfo(list);
	}
	if (ret->found.n)
		ret->state = RESOLVE_OK;
	else
		ret->error = failure(code);
}

static struct slot *take_name(struct shared *s, char ret_name[MAX_NAME])
{
	struct slot *slot = NULL;

	pthread_mutex_lock(&s->lock);
	while (s->next < s->n && s->slots[s->next].state != RESOLVE_BUSY)
		s->next++;
	if (s->next < s->n) {
		slot = &s->slots[s->next++];
		memcpy(ret_name, slot->name, MAX_NAME);
	}
	pthread_mutex_unlock(&s->lock);
	return slot;
}

static void *work(void *arg)
{
	struct shared *s = arg;
	const uint64_t one = 1;
	char name[MAX_NAME];
	struct slot *slot, found;

	while ((slot = take_name(s, name))) {
		look_up(name, &found);
		pthread_mutex_lock(&s->lock);
		slot->found = found.found;
		slot->error = found.error;
		slot->state = found.state;
		pthread_mutex_unlock(&s->lock);
		(void)!write(s->done, &one, sizeof(one)); /* a full counter is readable, too */
	}
	let_go(s);
	return NULL;
}

/* Signals are for the thread that can end the run. */
static bool start_thread(struct shared *s)
{
	sigset_t all, before;
	pthread_t thread;
	bool started;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(&thread, NULL, work, s) == 0;
	if (started)
		pthread_detach(thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

void resolver_start(struct resolver *r)
{
	struct shared *s = r->shared;
	size_t busy = 0, started = 0;

	for (size_t i = 0; i < s->n; i++)
		busy += s->slots[i].state == RESOLVE_BUSY;
	for (size_t i = 0; i < busy && i < MAX_THREADS; i++) {
		pthread_mutex_lock(&s->lock);
		s->owners++;
		pthread_mutex_unlock(&s->lock);
		if (!start_thread(s)) {
			let_go(s);
			break;
		}
		started++;
	}
	for (size_t i = 0; busy && !started && i < s->n; i++) {
		if (s->slots[i].state == RESOLVE_BUSY) {
			s->slots[i].state = RESOLVE_FAILED;
			s->slots[i].error = "the system gives no thread to look it up";
		}
	}
}

int resolver_fd(const struct resolver *r)
{
	return r->shared->done;
}

void resolver_drain(struct resolver *r)
{
	uint64_t n;

	(void)!read(r->shared->done, &n, sizeof(n));
}

enum resolve_state resolver_look(struct resolver *r, size_t i, struct addresses *ret, const char **ret_error)
{
	const struct slot *slot = &r->shared->slots[i];
	enum resolve_state state;

	pthread_mutex_lock(&r->shared->lock);
	state = slot->state;
	if (state == RESOLVE_OK)
		*ret = slot->found;
	else if (state == RESOLVE_FAILED)
		*ret_error = slot->error;
	pthread_mutex_unlock(&r->shared->lock);
	return state;
}

void resolver_release(struct resolver *r)
{
	let_go(r->shared);
}
