/* match.h: which tables a task selects and where they go, as DM's block-allow-list filter and table router decide it. */
#ifndef DMLINT_MATCH_H
#define DMLINT_MATCH_H

#include "dmlint/pattern.h"
#include "dmlint/task.h"

struct table_rule {
	struct pattern schema, table;
	const struct node *node; /* where it is written */
};

/* Rules of one kind: literal names by hash, the others in file order. */
struct rule_set {
	struct strmap literals; /* "schema" or "schema NUL table", lower-cased where DM does -> struct node */
	struct table_rule *patterns;
	size_t n_patterns, cap_patterns;
	size_t n; /* both kinds */
};

/* One entry of block-allow-list, compiled. */
struct table_filter {
	struct rule_set do_dbs, ignore_dbs, do_tables, ignore_tables;
	bool case_sensitive;
	bool invalid; /* a pattern in it does not compile: nothing can be said */
};

/* Never fails; entry may be NULL (everything passes). Rules with a fault are left out and set invalid. */
void filter_build(struct arena *a, const struct task *t, const struct entry *list, struct table_filter *ret);
/* Only do-dbs and ignore-dbs: a list names many tables and few schemas. */
void filter_build_schemas(struct arena *a, const struct task *t, const struct entry *list, struct table_filter *ret);
void filter_release(struct table_filter *f);
/* table.n == 0 asks for the schema itself. *ret_by, if not NULL, gets the entry that decided, or NULL for the default. */
bool filter_match(const struct table_filter *f, struct str schema, struct str table, const struct node **ret_by);

/* One of the four lists in an entry: "do-dbs", "do-tables", "ignore-dbs", "ignore-tables". */
struct list_part {
	const char *key;
	bool tables, ignore;
};
/* Calls each(arg, which list, its item) for every pattern of an entry as written, in DM's order. tbl is NULL for the lists of
 * schemas. */
void filter_each(const struct entry *list,
		 void (*each)(void *arg, const struct list_part *part, const struct node *item, const struct node *db,
			      const struct node *tbl),
		 void *arg);

#endif
