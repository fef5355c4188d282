/* live_online.c: tables that online schema changes use. Called by the rule on what such changes leave behind. The real name
 * of a table that a rule of the task's own finds is not computed: a selected table whose name stands inside is taken. */
#include "live_online.h"

#include <string.h>

#include "live.h"

#define MAX_TRIED 1000 /* a rule that finds more tables than this finds no shadow tables */

static const struct {
	const char *end, *scheme;
	enum online_kind kind;
} endings[] = {
	{"_gho", "gh-ost", ONLINE_SHADOW}, {"_ghc", "gh-ost", ONLINE_TRASH}, {"_del", "gh-ost", ONLINE_TRASH},
	{"_new", "pt", ONLINE_SHADOW},     {"_old", "pt", ONLINE_TRASH},
};

static bool open_rules(struct lint *l, struct online *o, size_t kind, const char *key)
{
	const struct node *list = task_get(l->root, key);

	for (const struct node *n = list && list->kind == NODE_SEQ ? list->first : NULL; n; n = n->next) {
		struct str v = value_str(n, STR_LIT(""));
		struct go_regex *re;

		if (o->n[kind] == ONLINE_MAX_RULES)
			return false;
		v = arena_fmt(l->arena, "%s%.*s%s", str_has_prefix(v, "^") ? "" : "^", STR_FMT(v),
			      str_has_suffix(v, "$") ? "" : "$");
		re = go_regex_compile(l->arena, v, pattern_dialect(l->dm), false, NULL);
		if (!re)
			return false;
		o->rules[kind][o->n[kind]++] = re;
	}
	return true;
}

/* Up to 2.0.4 DM looked for the tables of one tool, the one that online-ddl-scheme names. */
static bool is_on(const struct lint *l)
{
	bool otherwise = dm_check_find("online-ddl-default", l->dm);

	return task_str(l->root, "online-ddl-scheme", "").n ||
	       (dm_check_find("online-ddl-both", l->dm) && value_bool(task_get(l->root, "online-ddl"), otherwise));
}

bool online_check_writes(const struct lint *l)
{
	return dm_check_find("online-ddl-checked", l->dm) && is_on(l) && !item_ignored(l, "all");
}

bool online_open(struct lint *l, struct online *ret)
{
	const struct entry *list = l->source_of->list;

	*ret = (struct online){.l = l};
	if (!is_on(l))
		return false;
	ret->filter = list && !list->null ? list_filter(l, l->task->lists, list) : NULL; /* NULL: everything */
	if (open_rules(l, ret, 0, "shadow-table-rules") && open_rules(l, ret, 1, "trash-table-rules"))
		return true;
	online_close(ret);
	return false;
}

void online_close(struct online *o)
{
	for (size_t kind = 0; kind < 2; kind++) {
		for (size_t i = 0; i < o->n[kind]; i++)
			go_regex_free(o->rules[kind][i]);
		o->n[kind] = 0;
	}
}

static bool contains(struct str s, struct str part)
{
	return part.n && memmem(s.p, s.n, part.p, part.n) != NULL;
}

static bool holds_selected(struct online *o, struct str schema, struct str table)
{
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(o->l), o->l->source_of, &n);

	o->n_tried++;
	for (size_t i = 0; i < n && o->n_tried <= MAX_TRIED; i++) {
		if (t[i].name.n < table.n && str_eq(t[i].schema, schema) && contains(table, t[i].name))
			return true;
	}
	return false;
}

static enum online_kind by_rules(struct online *o, struct str schema, struct str table)
{
	for (size_t kind = 0; kind < 2; kind++) {
		for (size_t i = 0; i < o->n[kind]; i++) {
			if (go_regex_match(o->rules[kind][i], table) == GO_REGEX_MATCH)
				return !holds_selected(o, schema, table) ? ONLINE_NONE
				       : kind                            ? ONLINE_TRASH
									 : ONLINE_SHADOW;
		}
	}
	return ONLINE_NONE;
}

enum online_kind online_kind_of(struct online *o, struct str schema, struct str table)
{
	bool both = dm_check_find("online-ddl-both", o->l->dm) != NULL;
	struct str scheme = task_str(o->l->root, "online-ddl-scheme", "");

	if (o->n[0] + o->n[1])
		return by_rules(o, schema, table);
	if (table.n <= 5 || table.p[0] != '_')
		return ONLINE_NONE;
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		if (str_has_suffix(table, endings[i].end) && (both || str_eq_c(scheme, endings[i].scheme)) &&
		    (!o->filter || filter_match(o->filter, schema, (struct str){table.p + 1, table.n - 5}, NULL)))
			return endings[i].kind;
	}
	return ONLINE_NONE;
}
