/* ask.c: asks servers without a task: one line of standard input each, "ROLE ID HOST PORT USER PASSWORD FACT,FACT...", "-" for
 * nothing, the password plain or as dmctl encrypts it, and optionally more words: dm=VERSION, and fields of "security" such as
 * ssl-ca=FILE, with cn=NAME for each allowed common name. Prints the facts as a facts file and the milliseconds it took; says so when
 * descriptors are left open. An interrupt cancels. For the tests of src/live.
 *
 * usage: ask TIMEOUT_MS CONNECT_TIMEOUT_MS JOBS */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dmlint/live.h"

#define MAX_SERVERS 2000

static uint32_t needs_of(char *list)
{
	uint32_t needs = 0;

	for (char *save, *s = strtok_r(list, ",", &save); s; s = strtok_r(NULL, ",", &save)) {
		for (unsigned f = 0; f < FACT_COUNT; f++)
			needs |= strcmp(s, fact_name((enum fact)f)) == 0 ? FACT_BIT(f) : 0;
	}
	return needs;
}

static struct str word(struct arena *a, const char *s)
{
	return strcmp(s, "-") == 0 ? STR_LIT("") : arena_str(a, str_from(s));
}

static struct node *add_node(struct arena *a, struct node *parent, const struct field *field, struct str text)
{
	struct node *n = ARENA_NEW(a, struct node);

	n->field = field;
	n->parent = parent;
	n->text = text;
	n->next = parent->first;
	parent->first = n;
	return n;
}

/* A field of "security", from a word NAME=VALUE; cn=VALUE adds to cert-allowed-cn. */
static void add_security(struct arena *a, struct node *map, const char *name, const char *value)
{
	bool is_name = strcmp(name, "cn") == 0;
	struct str path = arena_fmt(a, "target-database.security.%s", is_name ? "cert-allowed-cn" : name);
	const struct field *field = schema_find_path(CONFIG_TASK, path);
	struct node *list = map->first;

	if (!is_name) {
		add_node(a, map, field, arena_str(a, str_from(value)));
		return;
	}
	while (list && list->field != field)
		list = list->next;
	if (!list) {
		list = add_node(a, map, field, (struct str){NULL, 0});
		list->kind = NODE_SEQ;
	}
	add_node(a, list, NULL, arena_str(a, str_from(value)));
}

/* The words at the end of a line. */
static void read_words(struct arena *a, struct live_server *ret)
{
	static char line[1 << 17];
	char *save, *s;
	struct node *map = ARENA_NEW(a, struct node);

	if (!fgets(line, sizeof(line), stdin))
		return;
	map->kind = NODE_MAP;
	for (char *p = line; (s = strtok_r(p, " \n", &save)); p = NULL) {
		char *value = strchr(s, '=');

		if (!value)
			exit(2);
		*value++ = '\0';
		if (strcmp(s, "dm") == 0) {
			if (!dm_version_parse(str_from(value), &ret->dm))
				exit(2);
		} else if (ret->role != ROLE_MASTER) {
			add_security(a, map, s, value);
			ret->security = map;
		} else {
			const char **file = strcmp(s, "ssl-ca") == 0     ? &ret->files.ssl_ca
					    : strcmp(s, "ssl-cert") == 0 ? &ret->files.ssl_cert
									 : &ret->files.ssl_key;

			*file = arena_str(a, str_from(value)).p;
		}
	}
}

static bool read_server(struct arena *a, struct live_server *ret)
{
	char role[16], id[128], host[300], user[128], password[128], facts[512];
	struct node *node = ARENA_NEW(a, struct node);
	unsigned port;

	if (scanf("%15s %127s %299s %u %127s %127s %511s", role, id, host, &port, user, password, facts) != 7)
		return false;
	*ret = (struct live_server){
		.id = word(a, id), .host = word(a, host), .user = word(a, user), .port = (uint16_t)port};
	for (unsigned r = 0; r <= ROLE_TASK; r++) {
		if (strcmp(role, server_role_name((enum server_role)r)) == 0)
			ret->role = (enum server_role)r;
	}
	read_words(a, ret);
	node->text = word(a, password);
	ret->password = node;
	ret->key = crypt_builtin_key();
	ret->needs = needs_of(facts);
	return true;
}

static volatile int cancelled;

static void cancel(int number)
{
	(void)number;
	cancelled = 1;
}

static size_t descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	while (d && readdir(d))
		n++;
	if (d)
		closedir(d);
	return n;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct live_server *servers = ARENA_ARRAY(a, struct live_server, MAX_SERVERS);
	struct live_options o = {0};
	struct facts facts;
	struct timespec from, to;
	struct buf out = {0};
	size_t n = 0, before, after;

	if (argc != 4)
		return 2;
	o.timeout_ms = (unsigned)strtoul(argv[1], NULL, 10);
	o.connect_timeout_ms = (unsigned)strtoul(argv[2], NULL, 10);
	o.jobs = (unsigned)strtoul(argv[3], NULL, 10);
	while (n < MAX_SERVERS && read_server(a, &servers[n]))
		n++;
	o.cancel = &cancelled;
	signal(SIGINT, cancel);
	before = descriptors();
	clock_gettime(CLOCK_MONOTONIC, &from);
	live_collect(a, servers, n, &o, &facts);
	clock_gettime(CLOCK_MONOTONIC, &to);
	facts_write(&facts, &out);
	fwrite(out.p, 1, out.n, stdout);
	after = descriptors();
	if (after > before)
		fprintf(stderr, "%zu descriptors more than before\n", after - before);
	fprintf(stderr, "%ld ms\n", (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000);
	buf_free(&out);
	arena_free(a);
	return 0;
}
