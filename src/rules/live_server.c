/* live_server.c: naming a server in findings, and its texts made fit for them. Called by the rules on live servers. It
 * asks nothing and judges nothing. */
#include "live_server.h"

#include <string.h>

#define ALTERS_MYSQL 5007006
#define ALTERS_MARIADB 10002000
#define MAX_SAID 160 /* bytes of a server's own words in a message */

struct diag *report_server(struct lint *l, const char *fmt, ...)
{
	const struct server_facts *s = l->server;
	struct str what;
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	what = arena_vfmt(l->arena, fmt, ap);
	va_end(ap);
	d = report(l, l->home, "%s \"%.*s\": %.*s", server_role_name(s->role), STR_FMT(s->id), STR_FMT(what));
	if (d->rule == &l->rule->info)
		d->key = s->id;
	return d;
}

/* MySQL has an identity; of MariaDB what no two servers have in common. */
struct str server_identity(struct arena *a, const struct server_facts *s)
{
	static const char *const names[] = {"hostname", "port", "datadir", "server_id", "version"};
	struct str id = fact_var(s, "server_uuid");

	if (id.n)
		return id;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct str v = fact_var(s, names[i]);

		if (v.n == 0)
			return (struct str){0};
		id = arena_fmt(a, "%.*s%.*s%c", STR_FMT(id), STR_FMT(v), '\0');
	}
	return id;
}

struct str server_statement(struct lint *l, struct diag *d, const struct server_facts *s, const char *fmt, ...)
{
	struct statement *st = ARENA_NEW(l->arena, struct statement), **end;
	va_list ap;

	va_start(ap, fmt);
	st->sql = arena_vfmt(l->arena, fmt, ap);
	va_end(ap);
	if (d && d->rule == &l->rule->info) {
		st->server = server_label(s, l->arena);
		for (end = &d->statements; *end; end = &(*end)->next)
			;
		*end = st;
	}
	return st->sql;
}

void help_statement(struct lint *l, struct diag *d, const char *before, const char *sql, const char *after)
{
	struct str statement = server_statement(l, d, l->server, "%s", sql);

	report_help(l, d, "%s%.*s%s", before, STR_FMT(statement), after);
}

struct str server_account(struct lint *l, bool *ret_known)
{
	struct str current = rows_get(fact_rows(l->server, FACT_ACCOUNT), 0, "current_user");
	size_t at = current.n;

	while (at > 0 && current.p[at - 1] != '@')
		at--;
	*ret_known = at > 0;
	if (at == 0)
		return arena_fmt(l->arena, "%.*s@'...'", STR_FMT(sql_text(l, l->server->user)));
	return arena_fmt(l->arena, "%.*s@%.*s", STR_FMT(sql_text(l, (struct str){current.p, at - 1})),
			 STR_FMT(sql_text(l, (struct str){current.p + at, current.n - at})));
}

static bool takes_no_writes(const struct lint *l)
{
	return fact_var_on(l->server, "super_read_only");
}

void record_of_account(struct lint *l, struct diag *d, struct str sql)
{
	if (!takes_no_writes(l))
		(void)server_statement(l, d, l->server, "%.*s", STR_FMT(sql));
}

const char *place_of_account(const struct lint *l)
{
	return takes_no_writes(l) ? " to be run where this server has its accounts from: super_read_only is ON here"
				  : "";
}

void help_account(struct lint *l, struct diag *d, struct str sql, bool known)
{
	struct str hosts;

	if (known) {
		if (!memmem(sql.p, sql.n, "...", 3))
			record_of_account(l, d, sql);
		report_help(l, d, "%.*s%s", STR_FMT(sql), place_of_account(l));
		return;
	}
	hosts = server_statement(l, d, l->server, "SELECT user, host FROM mysql.user WHERE user = %.*s;",
				 STR_FMT(sql_text(l, l->server->user)));
	report_help(l, d, "%.*s with the host that %.*s shows", STR_FMT(sql), STR_FMT(hosts));
}

bool alters_accounts(const struct lint *l)
{
	uint32_t version;
	enum server_vendor vendor = server_vendor(l->server, &version);

	return !(vendor == VENDOR_MYSQL && version < ALTERS_MYSQL) &&
	       !(vendor == VENDOR_MARIADB && version < ALTERS_MARIADB);
}

void help_limits(struct lint *l, struct diag *d, const char *limits)
{
	bool known;
	struct str account = server_account(l, &known);

	help_account(l, d,
		     alters_accounts(l)
			     ? arena_fmt(l->arena, "ALTER USER %.*s WITH %s;", STR_FMT(account), limits)
			     : arena_fmt(l->arena, "GRANT USAGE ON *.* TO %.*s WITH %s;", STR_FMT(account), limits),
		     known);
}

struct str server_said(struct lint *l, struct str s)
{
	uint32_t cp;
	size_t n = 0;

	s = str_trim(s);
	if (s.n <= MAX_SAID)
		return s;
	while (n < MAX_SAID) {
		unsigned len = utf8_decode(s.p + n, s.n - n, &cp);

		if (n + (len ? len : 1) > MAX_SAID)
			break;
		n += len ? len : 1;
	}
	return arena_fmt(l->arena, "%.*s...", (int)n, s.p);
}

uint64_t server_number(struct str s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && n < UINT64_MAX / 16; i++)
		n = n * 10 + (uint64_t)(s.p[i] - '0');
	return n;
}

struct str sql_text(struct lint *l, struct str s)
{
	struct buf b = {0};
	struct str ret;

	buf_char(&b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'' || s.p[i] == '\\')
			buf_char(&b, s.p[i]);
		buf_char(&b, s.p[i]);
	}
	buf_char(&b, '\'');
	ret = arena_str(l->arena, (struct str){b.p, b.n});
	buf_free(&b);
	return ret;
}

const struct source *server_source(const struct lint *l)
{
	if (!l->sources || !l->server || l->server->role != ROLE_SOURCE)
		return NULL;
	return sources_find(l->sources, l->server->id);
}

const struct server_facts *server_target(const struct lint *l)
{
	const struct node *n = task_get(l->root, "target-database");
	int64_t port = value_int(task_get(n, "port"), 0);

	if (!n || port < 0 || port > UINT16_MAX)
		return NULL;
	return facts_target(l->facts, task_str(n, "host", ""), (uint16_t)port, task_str(n, "user", ""));
}

bool replicates_binlog(struct lint *l)
{
	if (!task_syncs(l->task))
		live_not_applicable(l, "the task does not replicate");
	else if (fact_var(l->server, "log_bin").p && !fact_var_on(l->server, "log_bin"))
		live_not_applicable(l, "the source has no binlog");
	else
		return true;
	return false;
}

const struct node *position_is_asked_anyhow(struct lint *l)
{
	const struct node *item = l->ignored;

	if (!item || !dm_check_find("binlog-db-checked", l->dm) || item_ignored(l, "binlog_db"))
		return NULL;
	l->ignored = NULL;
	return item;
}

void note_asked_anyhow(struct lint *l, struct diag *d, const struct node *item)
{
	if (item)
		report_note(l, d, item->span,
			    "to leave out \"%.*s\" is not enough: DM's check of binlog_db fails here as well",
			    STR_FMT(item->text));
}

struct str join_names(struct lint *l, const struct str *names, size_t n, size_t n_max)
{
	struct buf b = {0};
	struct str ret;

	for (size_t i = 0; i < n && i < n_max; i++)
		buf_fmt(&b, "%s\"%.*s\"", i ? ", " : "", STR_FMT(names[i]));
	if (n > n_max)
		buf_fmt(&b, " and %zu more", n - n_max);
	ret = arena_str(l->arena, (struct str){b.p, b.n});
	buf_free(&b);
	return ret;
}
