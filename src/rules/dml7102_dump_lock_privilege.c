/* An account that may not take the lock with which the dump begins:
 *
 *     GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'dm'@'%';
 */
#include "live.h"
#include "live_grants.h"
#include "live_readable.h"

/* What DM's own check asks for, be it needed or not. */
static uint64_t asked_by_dm(const struct lint *l, enum dump_lock lock)
{
	if (!dm_check_find("privileges-by-consistency", l->dm) || lock == DUMP_LOCK_FLUSH || lock == DUMP_LOCK_AUTO)
		return privileges_find("RELOAD");
	if (lock == DUMP_LOCK_TABLES && dm_check_find("lock-tables-on-all", l->dm))
		return privileges_find("LOCK TABLES");
	return 0;
}

static void report_needless(struct lint *l, const struct account *acc, uint64_t asked, const char *why)
{
	struct diag *d;

	if (l->ignored)
		return;
	d = report_server(l, "%s, yet DM's check fails because account %.*s lacks %.*s on *.*", why, STR_FMT(acc->name),
			  STR_FMT(privileges_names(l->arena, asked)));
	report_severity(l, d, SEV_WARNING);
	help_grant(l, d, acc, "ignore-checking-items: [\"dump_privilege\"], or ",
		   grant_statement(l, acc, asked, STR_LIT(""), STR_LIT("")));
}

/* LOCK TABLES, in every schema with a selected table. asked: what DM's check misses, too. true: it is there. */
static bool check_tables(struct lint *l, const struct account *acc, uint64_t asked)
{
	uint64_t lock = privileges_find("LOCK TABLES");
	struct shortfall sf = {.n = 0}, untold = {.n = 0};
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, &n);
	struct readable readable;
	bool certain = false; /* where SHOW GRANTS does not show SELECT that is there, it may not show this either */
	struct diag *d;

	readable_read(l, &readable);
	for (size_t i = 0; i < n; i++) {
		if (grants_untold(acc->grants, lock, t[i].schema, STR_LIT("")))
			shortfall_add(l, acc, &untold, lock, t[i].schema, STR_LIT(""));
		if (!grants_lacking(acc->grants, lock, t[i].schema, STR_LIT(""), NULL))
			continue;
		shortfall_add(l, acc, &sf, lock, t[i].schema, STR_LIT(""));
		certain |= !readable_schema(&readable, t[i].schema);
	}
	if (!n && grants_lacking(acc->grants, lock, STR_LIT(""), STR_LIT(""), NULL))
		shortfall_add(l, acc, &sf, lock, STR_LIT(""), STR_LIT(""));
	report_untold(l, acc, &untold);
	if (!sf.n)
		return !untold.n;
	d = report_server(l, "account %.*s lacks LOCK TABLES, with which the dump begins, on %.*s%s",
			  STR_FMT(acc->name), STR_FMT(shortfall_names(l, &sf)),
			  certain || !n ? "" : ", unless it is granted there for another host of this user");
	if (!certain && n)
		report_severity(l, d, SEV_WARNING);
	if (asked == lock) {
		help_grant(l, d, acc, "", grant_statement(l, acc, lock, STR_LIT(""), STR_LIT("")));
		return false;
	}
	if (asked)
		shortfall_add(l, acc, &sf, asked, STR_LIT(""), STR_LIT(""));
	help_shortfall(l, d, acc, "", &sf);
	return false;
}

static void check(struct lint *l)
{
	enum dump_lock lock = dump_lock(l);
	uint64_t asked = asked_by_dm(l, lock);
	struct account acc;
	bool lacks_asked;
	struct diag *d;

	if (!task_dumps(l->task)) {
		live_not_applicable(l, "the task does not dump");
		return;
	}
	account_read(l, &acc);
	lacks_asked = asked && grants_lacking(acc.grants, asked, STR_LIT(""), STR_LIT(""), NULL);
	if (lock == DUMP_LOCK_TABLES) {
		if (check_tables(l, &acc, lacks_asked ? asked : 0) && lacks_asked)
			report_needless(l, &acc, asked, "LOCK TABLES is granted where the dump needs it");
	} else if (lock == DUMP_LOCK_NONE) {
		if (lacks_asked)
			report_needless(l, &acc, asked, "the dump takes no lock");
	} else if (lacks_asked &&
		   !grants_lacking(acc.grants, privileges_find("FLUSH_TABLES"), STR_LIT(""), STR_LIT(""), NULL)) {
		report_needless(l, &acc, asked, "FLUSH_TABLES is enough for the lock of the dump");
	} else if (lacks_asked) {
		d = report_server(
			l, "account %.*s lacks RELOAD, for the FLUSH TABLES WITH READ LOCK with which the dump begins",
			STR_FMT(acc.name));
		help_grant(l, d, &acc, "", grant_statement(l, &acc, asked, STR_LIT(""), STR_LIT("")));
	}
}

const struct rule rule_dml7102 = {
	.info = {.id = "DML7102",
		 .name = "dump-lock-privilege",
		 .severity = SEV_ERROR,
		 .summary = "an account that may not take the lock with which the dump begins",
		 .why = "The dump locks the server for a moment, so that all tables and the binlog position agree: by FLUSH TABLES WITH READ LOCK, "
			"which needs RELOAD (MySQL 8.0.23 and later: or FLUSH_TABLES), or by LOCK TABLES with consistency lock. From 6.0 on "
			"DM's check asks for what extra-args need; earlier versions always ask for RELOAD, versions from 6.4 on for LOCK "
			"TABLES on everything, and none of them knows FLUSH_TABLES: then it fails although the dump would not.",
		 .remedy =
			 "Grant the privilege, or choose another consistency in extra-args: \"--consistency none\" takes no lock, and DM "
			 "then replays what happened meanwhile.",
		 .versions = "all",
		 .dm_errors = "26005 32001 32004"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_GRANTS),
	.item = "dump_privilege",
	.check = check,
};
