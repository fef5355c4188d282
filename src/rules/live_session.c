/* live_session.c: session variables that DM sets when it connects, and that the server refuses. Called by the rules for sources and
 * targets. The server has been asked; nothing is judged by name. */
#include "live_session.h"

#include "live_server.h"

#define UNKNOWN_TIME_ZONE 1298

static const struct {
	unsigned code;
	const char *what;
} refusals[] = {
	{1193, "there is no such variable"},
	{1227, "the account may not set it"},
	{1228, "it cannot be set for a session"},
	{1229, "it cannot be set for a session"},
	{1231, "that is no value of it"},
	{1232, "it takes numbers only, and DM writes every value in quotes"},
	{1238, "it cannot be set while the server runs"},
	{UNKNOWN_TIME_ZONE, "the server does not know that time zone"},
};

static const char *reason(uint64_t code)
{
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		if (refusals[i].code == code)
			return refusals[i].what;
	}
	return "the server refuses it";
}

static void say(struct lint *l, const struct rows *r, size_t row)
{
	struct str code = rows_get(r, row, "error_code");
	struct diag *d = report_server(l, "%.*s = '%.*s' is refused in a session, %s (error %.*s)",
				       STR_FMT(server_said(l, rows_get(r, row, "name"))),
				       STR_FMT(server_said(l, rows_get(r, row, "value"))), reason(server_number(code)),
				       STR_FMT(server_said(l, code)));

	if (server_number(code) == UNKNOWN_TIME_ZONE)
		report_help(
			l, d,
			"give an offset such as \"+08:00\", or fill the server's tables: mysql_tzinfo_to_sql /usr/share/zoneinfo | mysql -u root mysql");
}

/* What was tried at the server, and what is set. */
struct trial {
	struct lint *l;
	const struct rows *rows;
	struct strmap tried; /* "name newline value" -> number of its row, from 1 */
	bool untried;        /* something is set that was not */
};

static struct str key_of(struct lint *l, struct str name, struct str value)
{
	return arena_fmt(l->arena, "%.*s\n%.*s", STR_FMT(name), STR_FMT(value));
}

static void look_at(struct trial *t, struct str name, const struct node *value, struct span home)
{
	uintptr_t at = (uintptr_t)strmap_get(&t->tried, key_of(t->l, name, value_str(value, STR_LIT(""))));
	struct span before = t->l->home;

	t->untried |= at == 0;
	if (at == 0 || rows_get(t->rows, at - 1, "error_code").n == 0)
		return;
	t->l->home = home;
	say(t->l, t->rows, at - 1);
	t->l->home = before;
}

void check_session(struct lint *l, const struct node *settings, bool in_task)
{
	const struct node *zone = dm_check_find("timezone-in-sessions", l->dm) ? task_get(l->root, "timezone") : NULL;
	uint32_t version;
	struct trial t = {.l = l, .rows = fact_rows(l->server, FACT_SESSION), .tried = {.arena = l->arena}};

	if (server_vendor(l->server, &version) == VENDOR_TIDB)
		zone = NULL; /* it knows them all, and is not asked */
	settings = settings && settings->kind == NODE_MAP && settings->first ? settings : NULL;
	for (size_t i = 0; i < t.rows->n; i++)
		strmap_put(&t.tried, key_of(l, rows_get(t.rows, i, "name"), rows_get(t.rows, i, "value")),
			   (void *)(i + 1));
	for (const struct node *n = settings ? settings->first : NULL; n; n = n->next)
		look_at(&t, n->key, n, in_task ? n->span : l->home);
	if (zone)
		look_at(&t, STR_LIT("time_zone"), zone, zone->span);
	if (!settings && !zone)
		live_not_applicable(l, "no session variables are set");
	else if (t.untried)
		live_not_applicable(l, "the server was not asked about each of them");
}
