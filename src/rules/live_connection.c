/* live_connection.c: why a server could not be reached, or does not let DM in. Called by the rules on connections, of
 * sources and of targets; the words are the same for both. It knows only how far dmlint itself came: what stands between
 * DM's machines and the server is another matter, and the texts say so where it counts. */
#include "live_connection.h"

#include <string.h>

#include "live_server.h"

#define ACCESS_DENIED 1045
#define ABORTING_CONNECTION 1184
#define MUST_CHANGE_PASSWORD 1820
#define SHA2 8000000 /* MySQL: what its accounts have as a rule */

void check_reachable(struct lint *l)
{
	const struct server_facts *s = l->server;
	struct str at = facts_address(l->arena, s->host, s->port);
	const char *help =
		"compare host and port with the server, and ask again from a machine of DM: that is where the connection has to work";
	struct diag *d = NULL;

	if (s->connect == CONNECT_NO_NAME) {
		d = report_server(l, "the name \"%.*s\" does not resolve, DM cannot open the connection",
				  STR_FMT(s->host));
		help = "correct the name, or add it to the DNS that DM's machines use";
	} else if (s->connect == CONNECT_REFUSED) {
		d = report_server(l, "nothing listens on %.*s, the connection is refused", STR_FMT(at));
		help = "start the server, or correct the port; a server with bind-address = 127.0.0.1 answers on its own machine only";
	} else if (s->connect == CONNECT_UNREACHABLE) {
		d = report_server(l, "the network has no way to %.*s", STR_FMT(at));
	} else if (s->connect == CONNECT_TIMEOUT) {
		d = report_server(l, "%.*s does not answer in time, as behind a firewall that drops packets",
				  STR_FMT(at));
	} else if (s->connect == CONNECT_SILENT) {
		d = report_server(l,
				  "%.*s opens the connection and then says nothing, DM would wait until its own limit",
				  STR_FMT(at));
		help = "a MySQL server speaks first: look for a proxy without a server behind it, or a server that hangs";
	} else if (s->connect == CONNECT_CLOSED) {
		d = report_server(l, "%.*s opens the connection and closes it before a login", STR_FMT(at));
		help = "look for a proxy without a server behind it, a server that is starting or stopping, or a list of allowed addresses";
	} else if (s->connect == CONNECT_NOT_MYSQL) {
		d = report_server(l, "%.*s does not speak the protocol of MySQL", STR_FMT(at));
		help = "give the port of the server's clients: 3306 of MySQL and 4000 of TiDB as a rule, not 33060 or a status port";
	}
	report_help(l, d, "%s", help);
}

void check_tls(struct lint *l)
{
	const struct server_facts *s = l->server;
	struct diag *d = NULL;

	if (s->connect == CONNECT_TLS_ABSENT) {
		d = report_server(l, "\"security\" asks for TLS and the server offers none, DM ends the connection");
		help_statement(l, d, "switch TLS on in the server, as ", "SHOW GLOBAL VARIABLES LIKE '%ssl%';",
			       " shows it, or take \"security\" out");
	} else if (s->connect == CONNECT_TLS_FAILED) {
		d = report_server(l, "the TLS handshake fails: %.*s", STR_FMT(server_said(l, s->error)));
		report_help(
			l, d,
			"compare ssl-ca with the authority that signed the server's certificate, ssl-cert with ssl-key, and the days for which they hold");
	} else if (s->connect == CONNECT_TLS_NAME) {
		d = report_server(l, "the server's certificate is for another name: %.*s",
				  STR_FMT(server_said(l, s->error)));
		report_help(l, d, "give the host by the name in the certificate, or correct cert-allowed-cn");
	} else if (s->connect == CONNECT_TLS_REQUIRED) {
		d = report_server(l, "the server takes user \"%.*s\" over TLS only, and \"security\" gives DM none",
				  STR_FMT(s->user));
		report_help(
			l, d,
			"give ssl-ca, and ssl-cert and ssl-key where the account has REQUIRE X509, in \"security\"");
	}
}

struct auth_plugin {
	const char *name;
	bool dm;
	const char *about;
};

static const struct auth_plugin auth_plugins[] = {
#define AUTH_PLUGIN(name_, dm_, about_) {.name = name_, .dm = dm_, .about = about_},
#include "auth_plugins.def"
#undef AUTH_PLUGIN
};

static const struct auth_plugin *find_plugin(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(auth_plugins); i++) {
		if (str_eq_c(name, auth_plugins[i].name))
			return &auth_plugins[i];
	}
	return NULL;
}

/* What gives the account a password that DM's driver can send. */
static void help_password(struct lint *l, struct diag *d)
{
	uint32_t version;
	enum server_vendor vendor = server_vendor(l->server, &version);
	struct str user = sql_text(l, l->server->user), account, sql;
	bool known;

	account = server_account(l, &known);
	if (vendor == VENDOR_MARIADB)
		/* The first statement makes the other one of today even where the server is set to hashes of old. */
		sql = arena_fmt(l->arena,
				"SET SESSION old_passwords = 0; GRANT USAGE ON *.* TO %.*s IDENTIFIED BY '...';",
				STR_FMT(account));
	else if (alters_accounts(l))
		sql = arena_fmt(l->arena, "ALTER USER %.*s IDENTIFIED WITH %s BY '...';", STR_FMT(account),
				vendor == VENDOR_MYSQL && version >= SHA2 ? "caching_sha2_password"
									  : "mysql_native_password");
	else
		sql = arena_fmt(
			l->arena,
			"UPDATE mysql.user SET plugin = 'mysql_native_password' WHERE user = %.*s; FLUSH PRIVILEGES; "
			"SET SESSION old_passwords = 0; SET PASSWORD FOR %.*s = PASSWORD('...');",
			STR_FMT(user), STR_FMT(account));
	help_account(l, d, sql, known);
}

static void help_expired(struct lint *l, struct diag *d)
{
	bool known;
	struct str account = server_account(l, &known);

	help_account(l, d,
		     alters_accounts(l)
			     ? arena_fmt(l->arena, "ALTER USER %.*s IDENTIFIED BY '...' PASSWORD EXPIRE NEVER;",
					 STR_FMT(account))
			     : arena_fmt(l->arena, "SET PASSWORD FOR %.*s = PASSWORD('...');", STR_FMT(account)),
		     known);
}

static void help_locked(struct lint *l, struct diag *d)
{
	bool known;
	struct str account = server_account(l, &known);

	help_account(l, d, arena_fmt(l->arena, "ALTER USER %.*s ACCOUNT UNLOCK;", STR_FMT(account)), known);
}

/* An account that only dmlint can log in with counts, too. */
static bool report_plugin(struct lint *l)
{
	const struct server_facts *s = l->server;
	/* A server that switches to the oldest plugin does not say its name. */
	bool unnamed = s->connect == CONNECT_PLUGIN && s->auth_plugin.n == 0;
	struct str plugin = unnamed ? STR_LIT("mysql_old_password") : s->auth_plugin;
	const struct auth_plugin *p = find_plugin(plugin);
	struct diag *d;

	if ((s->connect != CONNECT_PLUGIN && s->connect != CONNECT_OK) || (p ? p->dm : s->connect == CONNECT_OK))
		return false;
	d = report_server(
		l, "the account of user \"%.*s\" logs in by the plugin \"%.*s\"%s%s%s, which DM's driver does not have",
		STR_FMT(s->user), STR_FMT(server_said(l, plugin)), p ? " (" : "", p ? p->about : "", p ? ")" : "");
	help_password(l, d);
	return true;
}

/* DM's driver has the plugin, and comes as far as dmlint. */
static bool report_unfinished(struct lint *l)
{
	const struct server_facts *s = l->server;
	struct diag *d;

	if (s->connect != CONNECT_PLUGIN)
		return false;
	d = report_server(l, "the login by the plugin \"%.*s\" fails: %.*s", STR_FMT(server_said(l, s->auth_plugin)),
			  STR_FMT(server_said(l, s->error)));
	report_help(
		l, d,
		"without TLS it needs an RSA key of the server: give \"security\" with ssl-ca, and switch TLS on in the server if it is off; or let the server have its private_key.pem and public_key.pem again");
	return true;
}

struct refusal {
	unsigned code;
	const char *what;
	const char *help;   /* in words, or before the statement; %s stands for the user, as a string of SQL */
	const char *sql;    /* a statement for the server */
	const char *limits; /* of the account, to be changed */
	void (*of_account)(struct lint *l, struct diag *d);
};

/* Error codes of MySQL, MariaDB and TiDB that end a login. 1045 has a function of its own. */
static const struct refusal refusals[] = {
	{1040, "all its connections are in use (max_connections)",
	 .help = "SET GLOBAL max_connections = ...; or end sessions that nobody needs (SHOW PROCESSLIST)"},
	{1044, "the account may not use the database that the login names",
	 .help = "GRANT the privileges that DM needs to the account"},
	{1053, "it is shutting down", .help = "start it again"},
	{1129, "it has blocked this host after too many broken connections",
	 .sql = "TRUNCATE TABLE performance_schema.host_cache;"},
	{1130, "none of its accounts may connect from this host",
	 .help = "CREATE USER %s@'...' for the addresses of DM's machines; DM may come from another one than dmlint"},
	{ABORTING_CONNECTION, "it ends each session at once, as when its init_connect fails",
	 .help = "correct its init_connect, or empty it: ", .sql = "SET GLOBAL init_connect = '';"},
	/* That of the server: it does not count for an account with one of its own. */
	{1203, "the account has too many connections (max_user_connections)", .limits = "MAX_USER_CONNECTIONS 100"},
	{1226, "the account has used up one of its limits",
	 .limits = "MAX_USER_CONNECTIONS 0 MAX_CONNECTIONS_PER_HOUR 0"},
	{1251, "it wants an older protocol of authentication", .of_account = help_password},
	{1275, "the account has a password hash from before MySQL 4.1, and the server refuses those (secure_auth)",
	 .of_account = help_password},
	{1524, "the plugin of the account is not loaded", .of_account = help_password},
	{1698, "the account takes logins of the operating system only",
	 .help = "CREATE USER an account with a password for DM; the plugin of this one (auth_socket, unix_socket) knows none"},
	{MUST_CHANGE_PASSWORD, "the password of the account has expired", .of_account = help_expired},
	{1862, "the password of the account has expired", .of_account = help_expired},
	{3032, "it is in offline mode", .sql = "SET GLOBAL offline_mode = OFF;"},
	{3118, "the account is locked", .of_account = help_locked},
	{3159, "it takes connections over TLS only (require_secure_transport)",
	 .help = "give \"security\" with ssl-ca"},
	{3955, "the account is locked after too many wrong passwords", .of_account = help_locked},
	{4150, "the account is blocked after too many wrong passwords", .sql = "FLUSH PRIVILEGES;"},
	{4151, "the account is locked", .of_account = help_locked},
};

static void help_refusal(struct lint *l, struct diag *d, const struct refusal *r)
{
	const char *gap = r->help ? strstr(r->help, "%s") : NULL;

	if (r->sql)
		help_statement(l, d, r->help ? r->help : "", r->sql, "");
	else if (r->limits)
		help_limits(l, d, r->limits);
	else if (r->of_account)
		r->of_account(l, d);
	else if (gap)
		report_help(l, d, "%.*s%.*s%s", (int)(gap - r->help), r->help, STR_FMT(sql_text(l, l->server->user)),
			    gap + 2);
	else
		report_help(l, d, "%s", r->help);
}

/* Why DM would send something else than the password that was meant; NULL: nothing speaks for that. */
static const char *password_doubt(struct lint *l, const struct node *password)
{
	struct crypt_verdict v;

	if (!password)
		return NULL;
	crypt_classify(schema_secret_text(password), l->key, &v);
	if (v.status == CRYPT_LOCKED)
		return v.builtin
			       ? "the password is a ciphertext of dmctl up to 7.6; this DM has no such key and sends the ciphertext itself"
			       : "the password has the form of a ciphertext, and without secret-key-path DM sends it as it stands";
	if (v.status == CRYPT_TWICE)
		return "the password was encrypted twice, and DM decrypts it once";
	if (v.status == CRYPT_GARBAGE)
		return "the password has the form of a ciphertext and decrypts to no text: it was encrypted with another key";
	if (v.status == CRYPT_DAMAGED)
		return "the password looks like a damaged ciphertext, and DM sends it as it stands";
	return NULL;
}

static void report_denied(struct lint *l, const struct node *password)
{
	const struct server_facts *s = l->server;
	const char *doubt = password_doubt(l, password);
	struct str hosts;
	struct diag *d = report_server(l, "the login is refused: %.*s", STR_FMT(server_said(l, s->error)));

	if (!password || schema_secret_text(password).n == 0) {
		report_help(l, d, "there is no password in the configuration; give it as \"dmctl encrypt\" prints it");
	} else if (doubt) {
		report_help(l, d, "%s; encrypt the plain password with the key of this DM: dmctl encrypt", doubt);
	} else {
		hosts = server_statement(l, d, s, "SELECT user, host, plugin FROM mysql.user WHERE user = %.*s;",
					 STR_FMT(sql_text(l, s->user)));
		report_help(
			l, d,
			"a wrong password, no such account for this host, or an account that wants TLS: the server does not tell which; %.*s",
			STR_FMT(hosts));
	}
}

/* MariaDB lets an account in whose password has expired, and then refuses whatever it asks. 0: nothing is refused. */
static unsigned refusal_code(const struct server_facts *s)
{
	unsigned code = s->facts[FACT_VARIABLES].error_code;

	if (s->connect == CONNECT_LOGIN)
		return s->error_code;
	return s->connect == CONNECT_OK && code == MUST_CHANGE_PASSWORD ? code : 0;
}

void check_login(struct lint *l, const struct node *password)
{
	const struct server_facts *s = l->server;
	unsigned code = refusal_code(s);
	const char *what = s->connect == CONNECT_OK || code == ABORTING_CONNECTION ? "every statement" : "the login";
	struct diag *d;

	if (report_plugin(l) || report_unfinished(l) || (code == 0 && s->connect != CONNECT_LOGIN))
		return;
	if (code == ACCESS_DENIED) {
		report_denied(l, password);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		const struct refusal *r = &refusals[i];

		if (r->code != code)
			continue;
		help_refusal(l, report_server(l, "%s is refused, %s (error %u)", what, r->what, r->code), r);
		return;
	}
	if (code)
		d = report_server(l, "the login is refused (error %u): %.*s", code, STR_FMT(server_said(l, s->error)));
	else
		d = report_server(l, "the login is refused: %.*s", STR_FMT(server_said(l, s->error)));
	report_help(l, d, "log in as user \"%.*s\" with another client from a machine of DM", STR_FMT(s->user));
}
