/* A name that mydumper cannot take from the list that DM 1.0 makes for it:
 *
 *     black-white-list:
 *       shop: {do-dbs: [my-shop]}
 */
#include <string.h>

#include "dump_list.h"

/* mydumper writes "SHOW TABLE STATUS FROM schema LIKE 'table'", with the parts of the list as they are. */
static const char *schema_trouble(struct str s)
{
	bool digits = true;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x80)
			return "is not ASCII: mydumper exits at once";
		if (c == '.' || c == ',')
			return "holds a separator of the list: mydumper looks for another schema";
		digits &= c >= '0' && c <= '9';
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
		      c == '$'))
			return "would need quotes, but mydumper writes it into its query as it is";
	}
	return digits ? "would need quotes, but mydumper writes it into its query as it is" : NULL;
}

static const char *table_trouble(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x80)
			return "is not ASCII: mydumper exits at once";
		if (c == '.' || c == ',')
			return "holds a separator of the list: mydumper looks for another table";
		if (c == '\'' || c == '\\')
			return "breaks the query into which mydumper writes it";
	}
	return NULL;
}

static void report_name(struct lint *l, const struct entry *list, const struct node *at, struct str name,
			const char *why)
{
	struct diag *d =
		report(l, at->span, "\"%.*s\" %s: the dump fails or lacks tables (code 32001)", STR_FMT(name), why);

	report_field(l, d, at);
	dump_offer_regex(l, d, list);
}

static void check_list(struct lint *l, const struct entry *list, const struct listed *names)
{
	for (size_t i = 0; i < names->n_schemas; i++) {
		const char *why = schema_trouble(names->schemas[i]);

		if (why) {
			report_name(l, list, names->schema_items[i], names->schemas[i], why);
			return; /* one fix for all of them */
		}
	}
	for (size_t i = 0; i < names->n; i++) {
		const char *schema = schema_trouble(names->names[i].schema),
			   *table = table_trouble(names->names[i].table);
		const struct node *db = task_get(names->items[i], "db-name"),
				  *tbl = task_get(names->items[i], "tbl-name");

		if (schema)
			report_name(l, list, db, names->names[i].schema, schema);
		else if (table)
			report_name(l, list, tbl, names->names[i].table, table);
		if (schema || table)
			return;
	}
}

static void check(struct lint *l)
{
	each_made_list(l, check_list);
}

const struct rule rule_dml6303 = {
	.info = {.id = "DML6303",
		 .name = "unlistable-name",
		 .severity = SEV_ERROR,
		 .summary = "a schema or table whose name mydumper cannot take from DM's list",
		 .why = "DM 1.0 names the tables to mydumper as \"schema.table,schema.table\" without any quotes, and mydumper writes the parts "
			"into its queries as they are. A schema such as my-shop is then a syntax error: mydumper stops going through the "
			"list and exits, and the dump fails with code 32001.",
		 .remedy =
			 "Give mydumper a --regex in extra-args, which can express every name; DM then makes no list.",
		 .versions = "1.0.2 to 1.0",
		 .dm_errors = "32001"},
	.kind = CONFIG_TASK,
	.check = check,
};
