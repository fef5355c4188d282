/* A target that runs nonsense at the start of every session:
 *
 *     SET GLOBAL init_connect = 'utf8mb4';
 */
#include "live_grants.h"

static bool is_statement(struct str s)
{
	static const char *const verbs[] = {"SET",  "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE",
					    "CALL", "DO",     "USE",    "BEGIN",  "START",  "COMMIT"};
	size_t n = 0;

	while (n < s.n && ((s.p[n] | 0x20) >= 'a' && (s.p[n] | 0x20) <= 'z'))
		n++;
	for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
		if (str_eq_nocase((struct str){s.p, n}, str_from(verbs[i])))
			return true;
	}
	return str_has_prefix(s, "/*") || str_has_prefix(s, "--") || str_has_prefix(s, "#");
}

static void check(struct lint *l)
{
	struct str init = str_trim(fact_var(l->server, "init_connect"));
	struct account acc;
	struct diag *d;

	if (!init.n || is_statement(init))
		return;
	account_read(l, &acc);
	d = report_server(l, "init_connect begins with no statement: \"%.*s\"", STR_FMT(server_said(l, init)));
	if (!grants_lacking(acc.grants, privileges_find("CONNECTION_ADMIN"), STR_LIT(""), STR_LIT(""), NULL))
		report_help(
			l, d,
			"account %.*s does not run it, having SUPER or CONNECTION_ADMIN; others lose their connection",
			STR_FMT(acc.name));
	else
		help_statement(l, d, "where it fails the server ends the connection: ", "SET GLOBAL init_connect = '';",
			       "");
}

const struct rule rule_dml8011 = {
	.info = {.id = "DML8011",
		 .name = "broken-init-connect",
		 .severity = SEV_NOTE,
		 .summary = "an init_connect that is no statement",
		 .why = "The server runs init_connect when an account without SUPER or CONNECTION_ADMIN logs in, and ends the connection if it fails. DM then "
			"reports lost connections without a reason.",
		 .remedy = "Correct init_connect, or empty it.",
		 .versions = "all",
		 .dm_errors = "10001 10002"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
