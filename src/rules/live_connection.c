/* live_connection.c: why a server could not be reached, or does not let DM in. Called by the rules on connections, of
 * sources and of targets; the words are the same for both. It knows only how far dmlint itself came: what stands between
 * DM's machines and the server is another matter, and the texts say so where it counts. */
#include "live_connection.h"

#include <string.h>

#include "live_server.h"

#define ACCESS_DENIED 1045
#define ABORTING_CONNECTION 1184
#define MUST_CHANGE_PASSWORD 1820

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
		report_help(
			l, d,
			"switch TLS on in the server (SHOW GLOBAL VARIABLES LIKE '%%ssl%%'), or take \"security\" out");
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

/* An account that only dmlint can log in with counts, too. */
static bool report_plugin(struct lint *l)
{
	const struct server_facts *s = l->server;
	/* A server that switches to the oldest plugin does not say its name. */
	bool unnamed = s->connect == CONNECT_PLUGIN && s->auth_plugin.n == 0;
	struct str plugin = unnamed ? STR_LIT("mysql_old_password") : s->auth_plugin;
	const struct auth_plugin *p = find_plugin(plugin);
	struct str user = sql_text(l, s->user);
	struct diag *d;

	if (s->connect != CONNECT_PLUGIN && (s->connect != CONNECT_OK || !p || p->dm))
		return false;
	d = report_server(
		l, "the account of user \"%.*s\" logs in by the plugin \"%.*s\"%s%s%s, which DM's driver does not have",
		STR_FMT(s->user), STR_FMT(server_said(l, plugin)), p ? " (" : "", p ? p->about : "", p ? ")" : "");
	if (str_eq_c(plugin, "mysql_old_password"))
		report_help(
			l, d,
			"SET SESSION old_passwords = 0; ALTER USER %.*s@'%%' IDENTIFIED WITH mysql_native_password; then set the password anew",
			STR_FMT(user));
	else
		report_help(
			l, d,
			"ALTER USER %.*s@'%%' IDENTIFIED WITH a plugin of DM's: caching_sha2_password on MySQL 8.0 and later, else mysql_native_password",
			STR_FMT(user));
	return true;
}

struct refusal {
	unsigned code;
	const char *what, *help; /* %s in the help stands for the user, as a string of SQL */
};

/* Error codes of MySQL, MariaDB and TiDB that end a login. 1045 has a function of its own. */
static const struct refusal refusals[] = {
	{1040, "all its connections are in use (max_connections)",
	 "SET GLOBAL max_connections = ...; or end sessions that nobody needs (SHOW PROCESSLIST)"},
	{1044, "the account may not use the database that the login names",
	 "GRANT the privileges that DM needs to the account"},
	{1053, "it is shutting down", "start it again"},
	{1129, "it has blocked this host after too many broken connections",
	 "FLUSH HOSTS; (MySQL 8.0 and later: TRUNCATE TABLE performance_schema.host_cache;) on the server"},
	{1130, "none of its accounts may connect from this host",
	 "CREATE USER %s@'...' for the addresses of DM's machines; DM may come from another one than dmlint"},
	{ABORTING_CONNECTION, "it ends each session at once, as when its init_connect fails",
	 "SHOW GLOBAL VARIABLES LIKE 'init_connect'; correct that statement, or SET GLOBAL init_connect = '';"},
	{1203, "the account has too many connections (max_user_connections)",
	 "ALTER USER %s@'%' WITH MAX_USER_CONNECTIONS 0; or raise the global max_user_connections"},
	{1226, "the account has used up one of its limits",
	 "ALTER USER %s@'%' WITH MAX_USER_CONNECTIONS 0 MAX_CONNECTIONS_PER_HOUR 0;"},
	{1251, "it wants an older protocol of authentication",
	 "ALTER USER %s@'%' IDENTIFIED WITH mysql_native_password; then set the password anew"},
	{1275, "the account has a password hash from before MySQL 4.1, and the server refuses those (secure_auth)",
	 "ALTER USER %s@'%' IDENTIFIED WITH mysql_native_password; then set the password anew"},
	{1524, "the plugin of the account is not loaded",
	 "INSTALL PLUGIN, or ALTER USER %s@'%' IDENTIFIED WITH another one"},
	{1698, "the account takes logins of the operating system only",
	 "CREATE USER an account with a password for DM; the plugin of this one (auth_socket, unix_socket) knows none"},
	{MUST_CHANGE_PASSWORD, "the password of the account has expired",
	 "ALTER USER %s@'%' IDENTIFIED BY '...' PASSWORD EXPIRE NEVER;"},
	{1862, "the password of the account has expired",
	 "ALTER USER %s@'%' IDENTIFIED BY '...' PASSWORD EXPIRE NEVER;"},
	{2061, "it takes this password over TLS only", "give \"security\" with ssl-ca"},
	{3032, "it is in offline mode", "SET GLOBAL offline_mode = OFF;"},
	{3118, "the account is locked", "ALTER USER %s@'%' ACCOUNT UNLOCK;"},
	{3159, "it takes connections over TLS only (require_secure_transport)", "give \"security\" with ssl-ca"},
	{3955, "the account is locked after too many wrong passwords", "ALTER USER %s@'%' ACCOUNT UNLOCK;"},
	{4151, "the account is locked", "ALTER USER %s@'%' ACCOUNT UNLOCK;"},
};

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
	struct str user = sql_text(l, s->user);
	const char *doubt = password_doubt(l, password);
	struct diag *d = report_server(l, "the login is refused: %.*s", STR_FMT(server_said(l, s->error)));

	if (!password || schema_secret_text(password).n == 0)
		report_help(l, d, "there is no password in the configuration; give it as \"dmctl encrypt\" prints it");
	else if (doubt)
		report_help(l, d, "%s; encrypt the plain password with the key of this DM: dmctl encrypt", doubt);
	else
		report_help(
			l, d,
			"a wrong password, no such account for this host, or an account that wants TLS: the server does not tell which; SELECT user, host, plugin FROM mysql.user WHERE user = %.*s",
			STR_FMT(user));
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
	struct str user = sql_text(l, s->user);
	unsigned code = refusal_code(s);
	const char *what = s->connect == CONNECT_OK || code == ABORTING_CONNECTION ? "every statement" : "the login";
	struct diag *d;

	if (report_plugin(l) || (code == 0 && s->connect != CONNECT_LOGIN))
		return;
	if (code == ACCESS_DENIED) {
		report_denied(l, password);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		const struct refusal *r = &refusals[i];
		const char *gap = strstr(r->help, "%s");

		if (r->code != code)
			continue;
		d = report_server(l, "%s is refused, %s (error %u)", what, r->what, r->code);
		if (gap)
			report_help(l, d, "%.*s%.*s%s", (int)(gap - r->help), r->help, STR_FMT(user), gap + 2);
		else
			report_help(l, d, "%s", r->help);
		return;
	}
	d = report_server(l, "the login is refused (error %u): %.*s", code, STR_FMT(server_said(l, s->error)));
	report_help(l, d, "log in as user \"%.*s\" with another client from a machine of DM", STR_FMT(s->user));
}
