/* A column whose default TiDB cannot have: an expression, or a text for TEXT and BLOB:
 *
 *     CREATE TABLE app.t (id INT PRIMARY KEY, n INT DEFAULT (1 + 2));
 */
#include "live.h"

/* MariaDB shows every default as an expression: 1.5, 'text', b'1', current_timestamp(). */
static bool is_literal(struct str s)
{
	return s.n && (s.p[0] == '\'' || s.p[0] == '-' || s.p[0] == '.' || (s.p[0] >= '0' && s.p[0] <= '9') ||
		       (s.n > 1 && s.p[1] == '\'')); /* b'1', x'41' */
}

static bool has_no_literal_default(struct str type)
{
	static const char *const ends[] = {"text", "blob"};
	struct str word = live_type_word(type);

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		if (str_has_suffix(word, ends[i]))
			return true;
	}
	return false;
}

static bool refused(struct lint *l, const struct live_column *c, bool all_expressions, uint32_t version)
{
	if (!c->def.p)
		return false;
	if (all_expressions && is_literal(c->def))
		return has_no_literal_default(c->type);
	if (all_expressions || str_contains_nocase(c->extra, "DEFAULT_GENERATED"))
		return !live_tidb_default(l, c->def, version);
	return false;
}

static void check(struct lint *l)
{
	const struct live_tables *all = live_tables(l);
	struct live_names names = {0};
	uint32_t source_version = 0;
	bool all_expressions =
		server_vendor(l->server, &source_version) == VENDOR_MARIADB && source_version >= 10002007;
	size_t n;
	const struct live_table *t = live_tables_of(all, l->source_of, &n);

	if (!task_loads(l->task)) {
		live_not_applicable(l, "the task creates no tables");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < t[i].n_columns && !t[i].target; k++) {
			const struct live_column *c = &t[i].columns[k];

			if (!refused(l, c, all_expressions, all->target_version))
				continue;
			live_names_add(l, &names, &t[i],
				       arena_fmt(l->arena, "%.*s DEFAULT %.*s", STR_FMT(c->name), STR_FMT(c->def)));
			break;
		}
	}
	if (names.n)
		(void)report(l, l->home, "source \"%.*s\" has tables with a default that TiDB does not take: %.*s",
			     STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &names)));
}

const struct rule rule_dml7216 = {
	.info = {.id = "DML7216",
		 .name = "unsupported-default",
		 .severity = SEV_ERROR,
		 .summary = "a default that TiDB does not take",
		 .why = "MySQL 8.0.13 and MariaDB 10.2 take expressions as defaults. TiDB takes only some functions, by "
			"version, no operators, and no plain text for TEXT and BLOB: it refuses the CREATE TABLE (1064, "
			"1101, 3770), and the load stops. DM only warns of what its parser does not read.",
		 .remedy = "Create the table on the target beforehand without that default, or take the default away "
			   "upstream: rows carry their values, DM needs no defaults.",
		 .versions = "all; by the version of the target",
		 .dm_errors = "10006 26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.item = "table_schema",
	.check = check,
};
