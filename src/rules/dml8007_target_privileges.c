/* An account that may not write what the task writes:
 *
 *     GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON *.* TO 'dm'@'%';
 */
#include "live.h"
#include "live_grants.h"

/* For the checkpoints; ALTER only when a later DM changes their tables, DROP when they are given up. */
#define OF_META "CREATE, SELECT, INSERT, UPDATE, DELETE, ALTER, DROP"
#define OF_META_LATER "ALTER, DROP"
#define OF_LOAD "CREATE, SELECT, INSERT, UPDATE, DELETE"
/* DDL statements of the binlog. */
#define OF_SYNC OF_LOAD ", ALTER, DROP, INDEX"

struct search {
	struct lint *l;
	struct account acc;
	uint64_t wanted;
	struct shortfall tables;
	struct strmap schemas; /* that are there, in lower case */
	bool schemas_known;
};

static void read_schemas(struct search *s)
{
	const struct rows *rows = fact_rows(s->l->server, FACT_SCHEMAS);

	s->schemas.arena = s->l->arena;
	s->schemas_known = facts_have(s->l->server, FACT_BIT(FACT_SCHEMAS));
	for (size_t i = 0; i < rows->n; i++)
		strmap_put(&s->schemas, pattern_lower(s->l->arena, rows_get(rows, i, "schema")), s);
}

/* What is granted on tables does not create the schema that they are to be in. */
static void look_at_schema(struct search *s, struct str schema)
{
	uint64_t create = privileges_find("CREATE");

	if (s->schemas_known && !strmap_get(&s->schemas, pattern_lower(s->l->arena, schema)) &&
	    grants_lacking(s->acc.grants, create, schema, STR_LIT(""), NULL))
		shortfall_add(s->l, &s->acc, &s->tables, create, schema, STR_LIT(""));
}

/* A schema of which everything is lacking counts as one. */
static void look_at(struct search *s, const struct live_table *t)
{
	uint64_t of_table = grants_lacking(s->acc.grants, s->wanted, t->target_schema, t->target_table, NULL);
	bool whole = of_table == grants_lacking(s->acc.grants, s->wanted, t->target_schema, STR_LIT(""), NULL);

	/* A server takes no privileges on a table that is not there, unless CREATE is among them. */
	s->tables.besides = whole || t->target ? 0 : privileges_find("CREATE");
	if (of_table)
		shortfall_add(s->l, &s->acc, &s->tables, of_table, t->target_schema,
			      whole ? STR_LIT("") : t->target_table);
	s->tables.besides = 0;
	if (!of_table)
		look_at_schema(s, t->target_schema);
}

static void check_tables(struct search *s)
{
	const struct live_tables *all = live_tables(s->l);
	struct diag *d;

	for (size_t i = 0; i < all->n; i++)
		look_at(s, &all->list[i]);
	if (!s->tables.n)
		return;
	d = report_server(s->l, "account %.*s lacks %.*s on what the task writes: %.*s", STR_FMT(s->acc.name),
			  STR_FMT(privileges_names(s->l->arena, s->tables.set)),
			  STR_FMT(shortfall_names(s->l, &s->tables)));
	help_shortfall(s->l, d, &s->acc, "", &s->tables);
}

static void check_meta(struct search *s)
{
	struct str meta = task_str(s->l->root, "meta-schema", "");
	uint64_t lacking;
	struct diag *d;

	if (!meta.n)
		meta = STR_LIT("dm_meta");
	lacking = grants_lacking(s->acc.grants, privileges_find(OF_META), meta, STR_LIT(""), NULL);
	if (!lacking)
		return;
	d = report_server(s->l, "account %.*s lacks %.*s on schema \"%.*s\", where DM keeps its checkpoints",
			  STR_FMT(s->acc.name), STR_FMT(privileges_names(s->l->arena, lacking)), STR_FMT(meta));
	if (!(lacking & ~privileges_find(OF_META_LATER)))
		report_severity(s->l, d, SEV_WARNING);
	help_grant(s->l, d, &s->acc, "", grant_statement(s->l, &s->acc, lacking, meta, STR_LIT("")));
}

static void check(struct lint *l)
{
	struct search s = {.l = l};

	if (!task_loads(l->task) && !task_syncs(l->task)) {
		live_not_applicable(l, "the task does not write to the target");
		return;
	}
	account_read(l, &s.acc);
	s.wanted = privileges_find(task_syncs(l->task) ? OF_SYNC : OF_LOAD);
	read_schemas(&s);
	check_tables(&s);
	check_meta(&s);
}

const struct rule rule_dml8007 = {
	.info = {.id = "DML8007",
		 .name = "target-privileges",
		 .severity = SEV_ERROR,
		 .summary = "an account that may not write what the task writes",
		 .why = "Up to 6.4 nothing looks at the privileges of the target, and then DM only warns, because it does not know which tables will "
			"come; check-task itself stops at a meta schema that it may not create. DM warns, too, where everything is granted on "
			"the schemas that are written, as it asks for *.* only: nothing needs to be done about that.",
		 .remedy = "Grant the privileges on the target schemas and on the meta schema.",
		 .versions = "all",
		 .dm_errors = "10006 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.needs = FACT_BIT(FACT_GRANTS),
	.item = "target_privilege",
	.check = check,
};
