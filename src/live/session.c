/* session.c: tries the session variables that DM sets at the start of each of its connections. Called by plan.c through queries.c, when
 * everything else is answered: from then on the session is not as it was. */
#include "src/live/queries.h"

#include <ctype.h>
#include <string.h>

#define MAX_SETTINGS 100u /* of one task */
#define MAX_NAME 64u

static bool is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!isalnum((unsigned char)s.p[i]) && s.p[i] != '_')
			return false;
	}
	return s.n > 0 && s.n <= MAX_NAME;
}

static bool is_number(struct str s)
{
	size_t n = 0;

	while (n < s.n && isdigit((unsigned char)s.p[n]))
		n++;
	return n > 0 && n == s.n;
}

static bool is_of_tidb(struct str name)
{
	return name.n > 5 && str_eq_nocase((struct str){name.p, 5}, STR_LIT("tidb_"));
}

static bool calls_itself_tidb(const struct asked *q)
{
	return memmem(q->facts->version.p, q->facts->version.n, "TiDB", 4) != NULL;
}

/* DM quotes numbers, too, which only TiDB takes. */
static void try_setting(struct asked *q, struct statements *ret, struct str name, struct str value)
{
	struct buf b = {0};
	struct statement *s;

	buf_fmt(&b, "SET SESSION %.*s = ", STR_FMT(name));
	if (calls_itself_tidb(q) && is_number(value))
		buf_str(&b, value);
	else
		add_literal(&b, value);
	s = add_statement(q, ret, &b);
	s->about[0] = name;
	s->about[1] = value;
}

static void try_settings(struct asked *q, struct statements *ret, const struct node *map)
{
	size_t n = 0;

	if (!map || map->kind != NODE_MAP)
		return;
	for (const struct node *m = map->first; m && n < MAX_SETTINGS; m = m->next, n++) {
		/* What only TiDB has can be tried at a TiDB only, not at what calls itself so. */
		if (m->kind == NODE_SCALAR && is_name(m->key) &&
		    (q->dialect == SPEAKS_TIDB || !calls_itself_tidb(q) || !is_of_tidb(m->key)))
			try_setting(q, ret, m->key, value_str(m, STR_LIT("")));
	}
}

/* TiDB knows every name; MySQL and MariaDB those of their tables, which are empty in a new server. */
static void try_time_zone(struct asked *q, struct statements *ret, const struct task *t)
{
	struct str zone = task_str(t->root, "timezone", "");

	if (zone.n && !calls_itself_tidb(q) && dm_check_find("timezone-in-sessions", t->dm))
		try_setting(q, ret, STR_LIT("time_zone"), zone);
}

void try_session(struct asked *q, struct statements *ret)
{
	const struct live_server *server = q->server;

	for (size_t i = 0; i < server->n_wants; i++) {
		const struct task *t = server->wants[i].task;

		if (server->role == ROLE_TARGET)
			try_settings(q, ret, task_get(task_get(t->root, "target-database"), "session"));
		else if (i == 0)
			try_settings(q, ret, server->session);
		try_time_zone(q, ret, t);
	}
}
