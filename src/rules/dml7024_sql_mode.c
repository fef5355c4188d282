/* A target whose sql_mode refuses what the source takes:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'sql_mode';   -- source '', target STRICT_TRANS_TABLES,NO_ZERO_DATE
 *
 * or one of the source that TiDB does not know, and DM hands on:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'sql_mode';   -- TIME_TRUNCATE_FRACTIONAL
 */
#include "live.h"
#include "live_server.h"

#define MAX_UNKNOWN 8
/* What DM adds to the mode of the source. */
#define ADDED STR_LIT("IGNORE_SPACE,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES")

static bool next_mode(struct str *rest, struct str *ret)
{
	size_t n = 0;

	if (!rest->n)
		return false;
	while (n < rest->n && rest->p[n] != ',')
		n++;
	*ret = str_trim((struct str){rest->p, n});
	n += n < rest->n;
	*rest = (struct str){rest->p + n, rest->n - n};
	return true;
}

static bool has_mode(struct str modes, struct str mode)
{
	struct str one;

	while (next_mode(&modes, &one)) {
		if (str_eq_nocase(one, mode))
			return true;
	}
	return false;
}

static const char *const strict[] = {"STRICT_TRANS_TABLES", "STRICT_ALL_TABLES", "NO_ZERO_DATE", "NO_ZERO_IN_DATE",
				     "ERROR_FOR_DIVISION_BY_ZERO"};

/* An old DM leaves the target as it is. */
static void check_stricter(struct lint *l, struct str here, struct str there)
{
	struct str names[ARRAY_LEN(strict)];
	size_t n = 0;
	struct diag *d;

	for (size_t i = 0; here.p && i < ARRAY_LEN(strict); i++) {
		if (has_mode(there, str_from(strict[i])) && !has_mode(here, str_from(strict[i])))
			names[n++] = str_from(strict[i]);
	}
	if (n == 0)
		return;
	d = report_server(
		l,
		"sql_mode of the target has %.*s and the one here has not, the target refuses values that the source takes",
		STR_FMT(join_names(l, names, n, n)));
	report_severity(l, d, SEV_NOTE);
	report_help(
		l, d,
		"give \"sql_mode\" in \"session\" of target-database, where this DM knows it, or compare the data: dates of zeroes, texts that are too long");
}

static bool gives_mode(const struct lint *l)
{
	const struct node *session = task_get(task_get(l->root, "target-database"), "session");

	for (const struct node *n = session && session->kind == NODE_MAP ? session->first : NULL; n; n = n->next) {
		if (str_eq_nocase(n->key, STR_LIT("sql_mode")))
			return true;
	}
	return false;
}

/* What a newer DM would set, were all modes known to TiDB. */
static struct str adjusted(struct lint *l, struct str modes)
{
	struct str one, ret = STR_LIT("");

	while (next_mode(&modes, &one)) {
		bool dropped = str_eq_nocase(one, STR_LIT("NO_AUTO_CREATE_USER")) || !live_tidb_knows("mode", one, 0);

		for (size_t i = 0; i < ARRAY_LEN(strict); i++)
			dropped = dropped || str_eq_nocase(one, str_from(strict[i]));
		if (!dropped && !has_mode(ADDED, one))
			ret = arena_fmt(l->arena, "%.*s%.*s,", STR_FMT(ret), STR_FMT(one));
	}
	return arena_fmt(l->arena, "%.*s%.*s", STR_FMT(ret), STR_FMT(ADDED));
}

/* DM hands all of it on when it meets a mode that it does not know. */
static void check_unknown(struct lint *l, struct str here)
{
	const struct server_facts *t = server_target(l);
	struct str one, rest = here, names[MAX_UNKNOWN];
	uint32_t version;
	size_t n = 0;
	struct diag *d;

	if (!task_loads(l->task) && !task_syncs(l->task)) {
		live_not_applicable(l, "the task writes nothing to the target");
		return;
	}
	if (gives_mode(l)) {
		live_not_applicable(l, "the task gives the sql_mode of its sessions at the target");
		return;
	}
	if (t && server_vendor(t, &version) != VENDOR_TIDB) {
		live_not_applicable(l, "the target is no TiDB");
		return;
	}
	while (n < MAX_UNKNOWN && next_mode(&rest, &one)) {
		if (!live_tidb_knows("mode", one, 0))
			names[n++] = one;
	}
	if (n == 0)
		return;
	d = report_server(
		l,
		"sql_mode has %.*s, DM sets the same in its sessions at the target, and TiDB refuses it (error 1231)",
		STR_FMT(join_names(l, names, n, n)));
	report_help(l, d, "target-database: {session: {sql_mode: \"%.*s\"}}", STR_FMT(adjusted(l, here)));
}

static void check(struct lint *l)
{
	struct str here = fact_var(l->server, "sql_mode");

	if (dm_check_find("sql-mode-adjusted", l->dm))
		check_unknown(l, here);
	else
		check_stricter(l, here, fact_var(server_target(l), "sql_mode"));
}

const struct rule rule_dml7024 = {
	.info = {.id = "DML7024",
		 .name = "sql-mode",
		 .severity = SEV_ERROR,
		 .summary =
			 "sql_mode of the target is stricter than that of the source, or cannot be that of the source",
		 .why = "DM 2.0.5 and later give their sessions at the target the sql_mode of the source, without what refuses "
			"dates of zeroes. A mode that TiDB does not know (TIME_TRUNCATE_FRACTIONAL of MySQL 8, ORACLE and others of MariaDB) they "
			"hand on as it is, and TiDB refuses each of these sessions. Earlier ones write with the mode that the target has.",
		 .remedy =
			 "Give sql_mode in \"session\" of target-database; up to 2.0.4 make that of the target as lenient as that of the source.",
		 .versions = "all; a note up to 2.0.4",
		 .dm_errors = "10001 10006"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.check = check,
};
