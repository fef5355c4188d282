/* A dump that begins with a lock which the hosted server refuses to everybody:
 *
 *     # Amazon RDS, Aurora
 *     mydumpers:
 *       global: {extra-args: "--consistency flush"}
 */
#include "live.h"
#include "live_grants.h"

static bool is_amazon(const struct server_facts *s)
{
	return fact_var(s, "aurora_version").p || str_has_prefix(fact_var(s, "basedir"), "/rdsdbbin") ||
	       fact_rows(s, FACT_RDS)->n;
}

/* The first selected schema in which LOCK TABLES is lacking; absent: none. */
static struct str unlocked_schema(struct lint *l, const struct account *acc)
{
	uint64_t lock = privileges_find("LOCK TABLES");
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, &n);

	for (size_t i = 0; i < n; i++) {
		if (grants_lacking(acc->grants, lock, t[i].schema, STR_LIT(""), NULL))
			return t[i].schema;
	}
	return n || !grants_lacking(acc->grants, lock, STR_LIT(""), STR_LIT(""), NULL) ? (struct str){NULL, 0}
										       : STR_LIT("*");
}

static void check(struct lint *l)
{
	enum dump_lock lock = dump_lock(l);
	struct account acc;
	struct str schema;
	struct diag *d;

	if (!is_amazon(l->server)) {
		live_not_applicable(l, "it is no server of Amazon RDS");
		return;
	}
	if (lock != DUMP_LOCK_FLUSH && lock != DUMP_LOCK_AUTO) {
		live_not_applicable(l, "the dump takes no global lock");
		return;
	}
	account_read(l, &acc);
	schema = unlocked_schema(l, &acc);
	if (lock == DUMP_LOCK_AUTO && !schema.p)
		return;
	d = report_server(l, "Amazon RDS refuses FLUSH TABLES WITH READ LOCK whatever is granted, and the dump %s",
			  lock == DUMP_LOCK_AUTO ? "then falls back to LOCK TABLES, which the account lacks"
						 : "fails at it");
	if (lock == DUMP_LOCK_AUTO)
		help_grant(l, d, &acc, "",
			   grant_statement(l, &acc, privileges_find("LOCK TABLES"),
					   str_eq_c(schema, "*") ? STR_LIT("") : schema, STR_LIT("")));
	else if (dm_check_find("dump-mydumper", l->dm))
		report_help(
			l, d,
			"extra-args: \"--lock-all-tables\" with LOCK TABLES granted, or \"--no-locks\" while nobody writes");
	else
		report_help(l, d,
			    "extra-args: \"--consistency none\", or \"--consistency lock\" with LOCK TABLES granted");
}

const struct rule rule_dml7104 = {
	.info = {.id = "DML7104",
		 .name = "global-lock-refused",
		 .severity = SEV_ERROR,
		 .summary = "a dump with a global lock on Amazon RDS or Aurora",
		 .why = "RDS grants RELOAD, and DM's check is content with that, but FLUSH TABLES WITH READ LOCK is refused all the same, and the dump "
			"ends with 32001 or 32004. From DM 6.3 on consistency auto falls back to LOCK TABLES.",
		 .remedy = "Set another consistency in extra-args of the mydumpers entry.",
		 .versions = "all",
		 .dm_errors = "32001 32004"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_GRANTS),
	.check = check,
};
