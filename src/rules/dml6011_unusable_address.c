/* A database that cannot be connected to:
 *
 *     target-database: {host: "10.0.0.9:4000", port: 70000, user: root}
 */
#include "internal.h"

#include <arpa/inet.h>
#include <string.h>

/* An address, perhaps with its zone: fe80::1%eth0. */
static bool is_ipv6(struct str s)
{
	const char *zone = s.n ? memchr(s.p, '%', s.n) : NULL;
	size_t n = zone ? (size_t)(zone - s.p) : s.n;
	char text[INET6_ADDRSTRLEN] = "";
	struct in6_addr address;

	if (n >= sizeof(text) || !memchr(s.p, ':', n))
		return false;
	memcpy(text, s.p, n);
	return inet_pton(AF_INET6, text, &address) == 1;
}

/* DM puts host and port together with a colon; from some version on it puts an IPv6 address into brackets itself. */
static void check_ipv6(struct lint *l, const struct node *host, struct str address, bool in_brackets)
{
	bool bare = dm_check_find("bare-ipv6-host", l->dm) != NULL;
	struct diag *d;

	if (in_brackets != bare)
		return;
	d = bare ? report(l, host->span, "the brackets are too many, DM puts some around an IPv6 address itself")
		 : report(l, host->span, "this DM takes an IPv6 address in brackets only");
	report_help(l, d, "DM takes the file, but cannot connect (codes 10001, 26002)");
	report_field(l, d, host);
	(void)report_fix(l, d, true, host->span,
			 arena_fmt(l->arena, bare ? "\"%.*s\"" : "\"[%.*s]\"", STR_FMT(address)),
			 "write the address %s brackets", bare ? "without" : "in");
}

static void check_host(struct lint *l, const struct node *host)
{
	struct str s = value_str(host, STR_LIT(""));
	bool in_brackets = s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']';
	struct str address = in_brackets ? (struct str){s.p + 1, s.n - 2} : s;
	const char *what = NULL;
	struct diag *d;

	if (is_ipv6(address)) {
		check_ipv6(l, host, address, in_brackets);
		return;
	}
	for (size_t i = 0; i < s.n && !what; i++) {
		if (s.p[i] == ':' && i + 3 <= s.n && s.p[i + 1] == '/')
			what = "is a URL";
		else if (s.p[i] == ':')
			what = "holds a port, which has a key of its own";
		else if (strchr(" \t\r\n/,@", s.p[i]))
			what = "has a character that no name of a host has";
	}
	if (!what)
		return;
	/* Not the value: whoever writes user:password@host has a secret in it. */
	d = report(l, host->span, "the host %s", what);
	report_help(l, d, "a name or an address alone; DM takes the file, but cannot connect (codes 10001, 26002)");
	report_field(l, d, host);
}

static void check_database(struct lint *l, const struct node *db)
{
	const struct node *host = task_get(db, "host"), *port = task_get(db, "port");
	int64_t p = value_int(port, 0);
	struct diag *d;

	if (!db || db->kind != NODE_MAP)
		return;
	if (value_str(host, STR_LIT("")).n == 0 && (!host || host->kind == NODE_SCALAR)) {
		d = report(l, place_of_field(l, db, "host"), "\"%s\" has no \"host\"", db->field->name);
		report_help(l, d, "DM takes the file, but cannot connect (codes 10001, 26002)");
		report_field(l, d, host ? host : db);
	} else if (host && host->kind == NODE_SCALAR) {
		check_host(l, host);
	}
	if (port && (port->kind != NODE_SCALAR || scalar_resolve(port).kind != SCALAR_INT))
		return;
	if (p < 1 || p > 65535) {
		d = port ? report(l, place_of_field(l, db, "port"), "%lld is no port", (long long)p)
			 : report(l, place_of_field(l, db, "port"), "no \"port\" is given");
		report_help(l, d, "a number from 1 to 65535: TiDB listens on 4000, MySQL on 3306");
		report_field(l, d, port ? port : db);
	}
}

/* DM writes "user:password@..." for its driver, which takes the first colon for the one between the two. */
static void check_user(struct lint *l, const struct node *db)
{
	const struct node *user = task_get(db, "user");
	struct str s = value_str(user, STR_LIT(""));
	struct diag *d;

	if (!s.n || !memchr(s.p, ':', s.n))
		return;
	d = report(l, user->span, "the user has a colon, and DM logs in as what stands before it");
	report_help(l, d,
		    "make an account without a colon; DM takes the file, but cannot connect (codes 10001, 26002)");
	report_field(l, d, user);
}

static void check(struct lint *l)
{
	check_user(l, task_get(l->root, "target-database"));
	check_user(l, task_get(l->root, "from"));
	check_database(l, task_get(l->root, "target-database"));
	check_database(l, task_get(l->root, "from"));
}

const struct rule rule_dml6011 = {
	.info = {.id = "DML6011",
		 .name = "unusable-address",
		 .severity = SEV_ERROR,
		 .summary = "a host, port or user that cannot be connected with",
		 .why = "DM checks neither host nor port of its databases. An empty host, one with a port in it, or a port out of range fails only when it connects. An IPv6 "
			"address stands without brackets; before 5.3.4, 5.4.3 and 6.1.1 it stood in them. A colon in the user ends it for DM's driver.",
		 .remedy = "Give host and port of the database, each alone under its key.",
		 .versions = "all",
		 .dm_errors = "10001 26002"},
	.check = check,
};
