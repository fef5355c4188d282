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

/* The setting of this configuration that was tried. */
static const struct node *find(const struct node *settings, struct str name, struct str value)
{
	for (const struct node *n = settings ? settings->first : NULL; n; n = n->next) {
		if (str_eq(n->key, name) && str_eq(value_str(n, STR_LIT("")), value))
			return n;
	}
	return NULL;
}

static void say(struct lint *l, const struct node *at, const struct rows *r, size_t row)
{
	struct str code = rows_get(r, row, "error_code");
	struct span home = l->home;
	struct diag *d;

	if (at)
		l->home = at->span;
	d = report_server(l, "%.*s = '%.*s' is refused in a session, %s (error %.*s)",
			  STR_FMT(server_said(l, rows_get(r, row, "name"))),
			  STR_FMT(server_said(l, rows_get(r, row, "value"))), reason(server_number(code)),
			  STR_FMT(code));
	if (server_number(code) == UNKNOWN_TIME_ZONE)
		report_help(
			l, d,
			"give an offset such as \"+08:00\", or fill the server's tables: mysql_tzinfo_to_sql /usr/share/zoneinfo | mysql -u root mysql");
	l->home = home;
}

void check_session(struct lint *l, const struct node *settings, bool in_task)
{
	const struct node *zone = dm_check_find("timezone-in-sessions", l->dm) ? task_get(l->root, "timezone") : NULL;
	const struct rows *r = fact_rows(l->server, FACT_SESSION);

	settings = settings && settings->kind == NODE_MAP && settings->first ? settings : NULL;
	if (!settings && !zone) {
		live_not_applicable(l, "no session variables are set");
		return;
	}
	for (size_t i = 0; i < r->n; i++) {
		struct str name = rows_get(r, i, "name"), value = rows_get(r, i, "value");
		const struct node *at = find(settings, name, value);

		if (at)
			say(l, in_task ? at : NULL, r, i);
		else if (zone && str_eq_c(name, "time_zone") && str_eq(value_str(zone, STR_LIT("")), value))
			say(l, zone, r, i);
	}
}
