/* A name outside ASCII that is not written as a regular expression:
 *
 *     do-dbs: ["用户"]
 */
#include <string.h>

#include "internal.h"

/* Without bytes outside ASCII and without escapes no name can leave ASCII: spares long lists the walk. */
static bool is_plain_ascii(struct str s)
{
	uint64_t high = 0;
	size_t i = 0;

	for (; i + 8 <= s.n; i += 8) {
		uint64_t word;

		memcpy(&word, s.p + i, 8);
		high |= word;
	}
	for (; i < s.n; i++)
		high |= (unsigned char)s.p[i];
	return !(high & UINT64_C(0x8080808080808080)) && !memchr(s.p ? s.p : "", '\\', s.n);
}

static bool never_matches(struct str v, bool regexps)
{
	if (v.n == 0 || (regexps && v.p[0] == '~'))
		return false;
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '*') /* takes the rest of the name */
			return false;
		if ((unsigned char)v.p[i] >= 0x80)
			return true;
	}
	return false;
}

static void complain(struct lint *l, const struct node *n, bool regexps)
{
	struct str v = value_str(n, STR_LIT(""));
	struct diag *d;

	if (!n || n->kind != NODE_SCALAR || !never_matches(v, regexps))
		return;
	d = report(l, n->span, "\"%.*s\" never matches: DM's selector does not find names outside ASCII", STR_FMT(v));
	if (regexps)
		report_help(l, d, "write it as a regular expression: \"~^%.*s$\"", STR_FMT(v));
	else
		report_help(l, d, "give the part in ASCII before it and \"*\", or \"*\" alone");
	report_field(l, d, n);
}

static void check_item(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
		       const struct node *tbl)
{
	(void)part;
	(void)item;
	complain(arg, db, true);
	complain(arg, tbl, true);
}

static void check(struct lint *l)
{
	const struct task *t = l->task;
	static const enum section rules_with_patterns[] = {SEC_ROUTES, SEC_FILTERS, SEC_COLUMN_MAPPINGS};

	if (!dm_check_find("list-wildcards", l->dm) || is_plain_ascii(l->doc->text->bytes))
		return;
	for (size_t i = 0; i < t->n_entries[t->lists]; i++)
		filter_each(&t->entries[t->lists][i], check_item, l);
	for (size_t k = 0; k < ARRAY_LEN(rules_with_patterns); k++) {
		enum section s = rules_with_patterns[k];
		bool regexps = s == SEC_ROUTES && dm_check_find("route-regexps", l->dm);

		for (size_t i = 0; i < t->n_entries[s]; i++) {
			complain(l, task_get(t->entries[s][i].node, "schema-pattern"), regexps);
			complain(l, task_get(t->entries[s][i].node, "table-pattern"), regexps);
		}
	}
}

const struct rule rule_dml3015 = {
	.info = {.id = "DML3015",
		 .name = "non-ascii-pattern",
		 .severity = SEV_WARNING,
		 .summary = "a literal or wildcard name outside ASCII, which never matches",
		 .why = "DM stores a pattern byte by byte but walks a name character by character, so a Chinese, Cyrillic or accented name never "
			"equals its own pattern. From 2.0 on the dump unit does find it, so that dump and replication disagree.",
		 .remedy = "Use a regular expression where the field takes one, else an ASCII prefix with \"*\".",
		 .versions = "1.0.5 and later",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.check = check,
};
