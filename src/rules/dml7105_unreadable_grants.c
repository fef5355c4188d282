/* Privileges whose names DM's own check cannot read:
 *
 *     GRANT SELECT, RELOAD, BINLOG MONITOR, REPLICATION SLAVE ON *.* TO `dm`@`%`
 */
#include <string.h>

#include "live_grants.h"

struct asked {
	const char *item;
	uint64_t wanted;
	bool applies;
};

/* Up to three of DM's checks read the grants, each for its own privileges. */
static size_t list_checks(struct lint *l, struct asked ret[3])
{
	enum dump_lock lock = dump_lock(l);
	bool by_consistency = dm_check_find("privileges-by-consistency", l->dm) != NULL, dumps = task_dumps(l->task);
	const char *dump = !by_consistency || lock == DUMP_LOCK_FLUSH || lock == DUMP_LOCK_AUTO ? "SELECT, RELOAD"
			   : lock == DUMP_LOCK_TABLES                                           ? "SELECT, LOCK TABLES"
												: "SELECT";
	const struct asked all[] = {
		{"dump_privilege", privileges_find(dump), dumps},
		{"replication_privilege", privileges_find("REPLICATION SLAVE, REPLICATION CLIENT"),
		 task_syncs(l->task)},
		{"conn_number", privileges_find("PROCESS"), dumps && dm_check_find("connections-by-process", l->dm)},
	};
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (all[i].applies && !item_ignored(l, all[i].item))
			ret[n++] = all[i];
	}
	return n;
}

/* What the parser stops at. MariaDB's roles have no host: there, DM's question for what they grant is no SQL. */
static struct str unparsable(const struct lint *l, const struct grant_line *g)
{
	uint32_t version;

	if (g->kind == GRANT_DEFAULT_ROLE)
		return STR_LIT("SET DEFAULT ROLE");
	if (g->kind == GRANT_ROLES && server_vendor(l->server, &version) == VENDOR_MARIADB)
		return STR_LIT("GRANT of a role");
	return g->kind == GRANT_UNREAD ? STR_LIT("a line that is no GRANT") : g->unreadable;
}

/* Absent: this check of DM's gets to its end. */
static struct str obstacle(const struct lint *l, const struct grant_line *lines, size_t n, uint64_t wanted)
{
	bool until_enough = dm_check_find("privileges-by-consistency", l->dm) != NULL;

	if (dm_check_find("privileges-as-text", l->dm))
		n = n ? 1 : 0;
	for (size_t i = 0; i < n; i++) {
		struct str s = unparsable(l, &lines[i]);

		if (s.p)
			return s;
	}
	for (size_t i = 0; i < n && (wanted || !until_enough); i++) {
		if (lines[i].kind == GRANT_REVOKE)
			return STR_LIT("REVOKE");
		if (lines[i].kind != GRANT_PRIVILEGES || lines[i].scope != SCOPE_SERVER)
			continue;
		wanted &= ~lines[i].whole;
	}
	return (struct str){NULL, 0};
}

static void check(struct lint *l)
{
	struct asked checks[3];
	size_t n_lines, n = list_checks(l, checks);
	const struct grant_line *lines = grants_lines(grants_read(l->arena, l->server), &n_lines);
	struct str items = STR_LIT(""), first = {NULL, 0};
	struct diag *d;

	for (size_t i = 0; i < n; i++) {
		struct str s = obstacle(l, lines, n_lines, checks[i].wanted);

		if (!s.p)
			continue;
		first = first.p ? first : s;
		items = arena_fmt(l->arena, "%.*s%s\"%s\"", STR_FMT(items), items.n ? ", " : "", checks[i].item);
	}
	if (!first.p)
		return;
	d = report_server(
		l,
		"DM's own check of privileges cannot read \"%.*s\" in SHOW GRANTS and fails, whatever the account may do",
		STR_FMT(first));
	report_help(l, d, "ignore-checking-items: [%.*s]; dmlint has looked at the same privileges", STR_FMT(items));
}

const struct rule rule_dml7105 = {
	.info = {.id = "DML7105",
		 .name = "unreadable-grants",
		 .severity = SEV_WARNING,
		 .summary = "SHOW GRANTS prints what DM's own check cannot read",
		 .why = "DM reads the lines with the SQL parser of TiDB, which does not know the privileges of MariaDB since 10.5 (BINLOG MONITOR, SLAVE "
			"MONITOR, ...), SET DEFAULT ROLE and the REVOKE lines of partial revokes. Then every check of privileges fails, and "
			"start-task with them, for an account that may do all that DM needs. ALL PRIVILEGES on *.* in the first line passes.",
		 .remedy = "Leave those checks out with ignore-checking-items: dmlint makes them.",
		 .versions = "all",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_GRANTS),
	.check = check,
};
