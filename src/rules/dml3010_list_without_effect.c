/* Parts of a list that cannot take effect beside others:
 *
 *     block-allow-list:
 *       instance:
 *         do-dbs: [user]
 *         ignore-dbs: [log]
 */
#include "internal.h"

static const struct node *list_of(const struct entry *e, const char *key)
{
	const struct node *n = task_get(e->node, key);

	return n && n->kind == NODE_SEQ && n->first ? n : NULL;
}

static void check_pair(struct lint *l, const struct entry *e, const char *wins, const char *loses)
{
	const struct node *winner = list_of(e, wins), *loser = list_of(e, loses);
	struct diag *d;

	if (!winner || !loser)
		return;
	d = report(l, loser->key_span, "\"%s\" has no effect beside \"%s\"", loses, wins);
	report_note(l, d, winner->key_span, "this alone decides");
	report_help(l, d, "what is not in \"%s\" is left out anyway, and what is in it stays even when \"%s\" names it",
		    wins, loses);
	report_field(l, d, loser);
}

/* do-tables is asked only for tables whose schema do-dbs and ignore-dbs let through. */
static void check_schemas(struct lint *l, enum section sec, const struct entry *e)
{
	const struct node *tables = list_of(e, "do-tables");
	struct pattern_mode mode = pattern_mode_list(l->dm, l->task->case_sensitive);
	struct str passed = {NULL, 0}; /* tables of one schema mostly stand together */
	const struct table_filter *f;

	if (!tables || (!list_of(e, "do-dbs") && !list_of(e, "ignore-dbs")))
		return;
	f = list_schemas(l, sec, e);
	for (const struct node *n = f->invalid ? NULL : tables->first; n; n = n->next) {
		const struct node *db = task_get(n, "db-name");
		struct str schema = value_str(db, STR_LIT(""));
		struct diag *d;

		if (!db || (passed.p && str_eq(schema, passed)) || !pattern_is_literal(schema, &mode))
			continue;
		if (filter_match(f, schema, STR_LIT(""), NULL)) {
			passed = schema;
			continue;
		}
		if (list_filter(l, sec, e)->invalid)
			break;
		d = report(l, db->span, "\"%.*s\" is never migrated: its schema does not pass \"%s\"", STR_FMT(schema),
			   f->do_dbs.n ? "do-dbs" : "ignore-dbs");
		report_note(l, d, list_of(e, f->do_dbs.n ? "do-dbs" : "ignore-dbs")->key_span,
			    "schemas are decided here first");
		report_field(l, d, n);
	}
}

static void check(struct lint *l)
{
	static const enum section lists[] = {SEC_BLOCK_ALLOW_LIST, SEC_BLACK_WHITE_LIST};

	for (size_t k = 0; k < ARRAY_LEN(lists); k++) {
		for (size_t i = 0; i < l->task->n_entries[lists[k]]; i++) {
			const struct entry *e = &l->task->entries[lists[k]][i];

			check_pair(l, e, "do-dbs", "ignore-dbs");
			check_pair(l, e, "do-tables", "ignore-tables");
			check_schemas(l, lists[k], e);
		}
	}
}

const struct rule rule_dml3010 = {
	.info = {.id = "DML3010",
		 .name = "list-without-effect",
		 .severity = SEV_WARNING,
		 .summary = "part of a block-allow-list that cannot take effect",
		 .why = "With do-dbs, ignore-dbs is never looked at; with do-tables, ignore-tables changes nothing; and do-tables never rescues a "
			"table whose schema the first step has dropped.",
		 .remedy =
			 "Remove the part without effect, or write what was meant: a do list to name what is migrated, an ignore list alone to "
			 "migrate everything else.",
		 .versions = "all",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
