/* An account that may not write what the task writes:
 *
 *     GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON *.* TO 'dm'@'%';
 */
#include "live.h"
#include "live_grants.h"
#include "live_online.h"

/* For the checkpoints; ALTER only when a later DM changes their tables, DROP when they are given up, and DELETE then, too, unless the
 * task replicates. */
#define OF_META "CREATE, SELECT, INSERT, UPDATE, DELETE, ALTER, DROP"
#define OF_META_LATER "ALTER, DROP"
/* DM's check of the task creates its table for online-ddl there, and reads it. */
#define OF_CHECK "CREATE, SELECT"
#define OF_LOAD "CREATE, SELECT, INSERT, DELETE"
/* DDL statements of the binlog. */
#define OF_SYNC OF_LOAD ", UPDATE, ALTER, DROP, INDEX"
/* Where physical import keeps the rows that are there twice. */
#define OF_DUPLICATES "CREATE, SELECT, INSERT"

struct search {
	struct lint *l;
	struct account acc;
	uint64_t wanted;
	struct shortfall tables, parents;
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

/* TiDB wants it of the table that a foreign key leads to. In the statement that creates the other one its schema stands only where it
 * differs, and no route changes it then. */
static void look_at_parent(struct search *s, const struct live_table *t)
{
	uint64_t references = privileges_find("REFERENCES");
	struct str schema = str_eq(t->foreign_schema, t->schema) ? t->target_schema : t->foreign_schema;

	if (t->foreign_key.p && !t->target && grants_lacking(s->acc.grants, references, schema, t->foreign_table, NULL))
		shortfall_add(s->l, &s->acc, &s->parents, references, schema, STR_LIT(""));
}

static void say_lacking(struct search *s, const struct shortfall *sf, const char *what)
{
	struct lint *l = s->l;
	struct diag *d;

	if (!sf->n)
		return;
	d = report_server(l, "account %.*s lacks %.*s on what the task %s: %.*s", STR_FMT(s->acc.name),
			  STR_FMT(privileges_names(l->arena, sf->set)), what, STR_FMT(shortfall_names(l, sf)));
	help_shortfall(l, d, &s->acc, "", sf);
}

static void check_tables(struct search *s)
{
	const struct live_tables *all = live_tables(s->l);
	uint32_t version;
	bool foreign_keys = task_loads(s->l->task) && server_vendor(s->l->server, &version) == VENDOR_TIDB &&
			    live_tidb_knows("feature", STR_LIT("foreign keys"), all->target_version);

	s->wanted = privileges_find(task_syncs(s->l->task) ? OF_SYNC : OF_LOAD);
	for (size_t i = 0; i < all->n; i++) {
		look_at(s, &all->list[i]);
		if (foreign_keys)
			look_at_parent(s, &all->list[i]);
	}
	say_lacking(s, &s->tables, "writes");
	say_lacking(s, &s->parents, "creates foreign keys to");
}

/* A schema of DM's own. later: what the task can begin without; at_once: what DM's check wants, whatever it is to leave out. */
static void check_schema(struct search *s, struct str schema, const char *wanted, const char *later,
			 const char *at_once, const char *what)
{
	struct lint *l = s->l;
	const struct node *item = l->ignored;
	uint64_t lacking = grants_lacking(s->acc.grants, privileges_find(wanted), schema, STR_LIT(""), NULL);
	bool stops_check = lacking & privileges_find(at_once);
	struct diag *d;

	if (!lacking)
		return;
	if (stops_check)
		l->ignored = NULL;
	d = report_server(l, "account %.*s lacks %.*s on schema \"%.*s\", where %s", STR_FMT(s->acc.name),
			  STR_FMT(privileges_names(l->arena, lacking)), STR_FMT(schema), what);
	if (!(lacking & ~privileges_find(later)))
		report_severity(l, d, SEV_WARNING);
	help_grant(l, d, &s->acc, "", grant_statement(l, &s->acc, lacking, schema, STR_LIT("")));
	if (stops_check && item)
		report_note(
			l, d, item->span,
			"to leave out \"%.*s\" is not enough: DM's check creates its table for online-ddl all the same",
			STR_FMT(item->text));
	l->ignored = item;
}

static bool keeps_duplicates(const struct lint *l)
{
	const struct task *t = l->task;

	for (size_t i = 0; i < t->n_instances && task_loads(t) && uses_physical_import(l); i++) {
		struct str manual = task_str(t->instances[i].unit[SEC_LOADERS], "on-duplicate-physical", "");

		if (str_eq_nocase(manual, STR_LIT("manual")))
			return dm_check_find("physical-duplicates", l->dm);
	}
	return false;
}

static void check(struct lint *l)
{
	struct str meta = task_meta_schema(l->task);
	bool writes = task_loads(l->task) || task_syncs(l->task), checked = online_check_writes(l);
	struct search s = {.l = l};

	if (!writes && !checked) {
		live_not_applicable(l, "the task does not write to the target");
		return;
	}
	account_read(l, &s.acc);
	if (!writes) {
		check_schema(&s, meta, OF_CHECK, "", OF_CHECK,
			     "DM's check creates its table for online-ddl, unless that is false");
		return;
	}
	read_schemas(&s);
	check_tables(&s);
	check_schema(&s, meta, OF_META, task_syncs(l->task) ? OF_META_LATER : OF_META_LATER ", DELETE",
		     checked ? OF_CHECK : "", "DM keeps its checkpoints");
	if (keeps_duplicates(l))
		check_schema(&s, arena_fmt(l->arena, "%.*s_%.*s", STR_FMT(meta), STR_FMT(l->task->name)), OF_DUPLICATES,
			     "", "", "physical import keeps the rows that are there twice");
}

const struct rule rule_dml8007 = {
	.info = {.id = "DML8007",
		 .name = "target-privileges",
		 .severity = SEV_ERROR,
		 .summary = "an account that may not write what the task writes",
		 .why = "Up to 6.4 nothing looks at the privileges of the target, and then DM only warns, because it does not know which tables will "
			"come; check-task itself stops at a meta schema that it may not create. DM warns, too, where everything is granted on "
			"the schemas that are written, as it asks for *.* only: nothing needs to be done about that. TiDB from 6.6 on creates a foreign "
			"key only for accounts with REFERENCES on the table it leads to, for which nobody asks.",
		 .remedy = "Grant the privileges on the target schemas and on the meta schema.",
		 .versions = "all",
		 .dm_errors = "10006 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.needs = FACT_BIT(FACT_GRANTS),
	.item = "target_privilege",
	.check = check,
};
