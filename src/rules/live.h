/* live.h: the tables that a task really selects on its sources, with what the servers tell of them, for the live rules about tables. */
#ifndef DMLINT_RULES_LIVE_H
#define DMLINT_RULES_LIVE_H

#include "internal.h"

struct live_column {
	struct str name, type, charset, collation, extra, generation;
	struct str def; /* absent: none, or NULL */
	bool nullable;
};

struct live_index {
	struct str name;
	struct str *columns; /* in order; absent: an expression */
	size_t n_columns;
	bool unique, primary;
	bool nullable;               /* a column of it may be NULL */
	bool prefix;                 /* of a column only the beginning */
	struct str type, expression; /* "FULLTEXT"; its first expression; absent: not known */
};

/* A table of a source that an instance selects, or a table of the target. */
struct live_table {
	const struct instance *in; /* NULL: of the target */
	struct str schema, name, type, engine, collation, create_options;
	struct str target_schema, target_table; /* where the routes send it */
	const struct entry *route,
		*other_route; /* the route that it takes, and a second one that DM stops at; NULL: none */
	struct live_column *columns;
	size_t n_columns;         /* 0: not known */
	struct strmap *by_column; /* filled by live_column_find when a table is wide; keys in lower case */
	struct live_index *indexes;
	size_t n_indexes;
	const struct live_table *target; /* the table there, if it exists; NULL too when nobody knows */
	bool has_checkpoint;             /* this task's in the target */
	struct str foreign_key, foreign_schema, foreign_table; /* of one of its foreign keys; absent: none */
	struct str foreign_text;                               /* where that leads, for a message */
	struct str partitioned;                                /* "RANGE"; absent: it is not */
	bool subpartitions;
};

/* All that goes into one table of the target, whose names know no letter case. */
struct live_group {
	struct live_table **members;
	size_t n, cap;
	const struct live_table *target; /* as it is there; NULL: it is not, or nobody knows */
	bool filled;                     /* it has rows */
};

/* Takes all that any version takes. */
#define LIVE_TIDB_UNKNOWN (UINT32_MAX - 1)

struct live_tables {
	struct live_table *list; /* instance by instance, in the server's order */
	size_t n;
	const struct instance *instances;
	size_t *from;              /* where those of an instance begin in the list, and one behind the last */
	struct live_group *groups; /* in the order of their first member */
	size_t n_groups;
	bool target_known;                 /* tables and columns of the target are there */
	uint32_t target_version;           /* of TiDB as server_vendor gives it, or LIVE_TIDB_UNKNOWN */
	const struct server_facts *target; /* NULL: nobody asked it */
};

/* Made once for a task, of the sources whose tables are known. */
const struct live_tables *live_tables(struct lint *l);
/* Has this task a checkpoint in the target, and keeps it? Then it goes on where it was; a table for them without rows is none. */
bool live_goes_on(struct lint *l);
/* What the source of an instance answered; NULL: nobody asked it. */
const struct server_facts *live_server_of(const struct lint *l, const struct instance *in);
/* A task without a dump needs no privileges on its tables, and replicates those that the account does not see as well. */
bool live_may_be_hidden(const struct lint *l, const struct server_facts *s);
/* Does DM tell the columns of a change by those of the target? From a dump or a checkpoint of the table it knows the source's own. */
bool live_reads_by_target(struct lint *l, const struct live_table *from);
/* How the columns differ then, in number or order; absent: they do not, or it does not matter. */
struct str live_displaced(struct lint *l, const struct live_table *from, const struct live_table *to);
/* Reports each route or binlog event filter that matches nothing of any source that uses it. what: "route" */
void live_report_unmatched(struct lint *l, enum section sec, const char *what);
/* The part of the list that is about one instance. */
const struct live_table *live_tables_of(const struct live_tables *t, const struct instance *in, size_t *ret_n);

/* Names for a message: the first few, and how many more. */
struct live_names {
	struct str text;
	size_t n;
};
/* what may be absent: something about this table, in brackets behind its name. */
void live_names_add(struct lint *l, struct live_names *names, const struct live_table *t, struct str what);
/* The same for a schema. */
void live_names_add_schema(struct lint *l, struct live_names *names, struct str schema, struct str what);
/* The text, with "and 12 more" at its end where there are more. */
struct str live_names_text(struct lint *l, const struct live_names *names);

/* Findings of one kind, which are one: a single table in words of its own, several in a list. Zero it first. */
struct live_found {
	struct live_names names;
	struct str words; /* of the first */
};
/* what: see live_names_add. */
void live_found_add(struct lint *l, struct live_found *f, const struct live_table *t, struct str what,
		    const char *words, ...) PRINTF_LIKE(5, 6);
/* many: what is said of several, "tables are views there". NULL: there are none. */
struct diag *live_found_report(struct lint *l, const struct live_found *f, struct span at, const char *many);

/* The same column of another table, letter case ignored; NULL: none. at: where it probably stands. */
const struct live_column *live_column_find(const struct live_table *t, struct str name, size_t at);
/* "int" of "int(11) unsigned". */
struct str live_type_word(struct str type);
/* Has a column of the one type room for every value of the other? Types as COLUMN_TYPE gives them. */
bool live_type_holds(struct str to, struct str from);
/* Does one character set have every letter of the other? */
bool live_charset_holds(struct str to, struct str from);
/* What stands in the place of a table, with its article: "a view"; NULL: it is a table. */
const char *live_no_table(const struct live_table *t);
/* Does its route add columns that tell where a row came from (extract-table and its kin)? */
bool live_extracts(const struct live_table *t);
/* Is it one character set, or collation? utf8 is called utf8mb3 by newer servers. */
bool live_same_charset(struct str a, struct str b);
/* Do two keys consist of the same columns in the same order, letter case ignored, and of unique ones of as much of them? */
bool live_index_same(const struct live_index *a, const struct live_index *b);
/* The index whose columns are the same, and as unique; NULL: none. */
const struct live_index *live_index_find(const struct live_table *t, const struct live_index *like);
/* Do the servers of two tables write defaults in the same way? */
bool live_write_alike(const struct lint *l, const struct live_table *a, const struct live_table *b);
/* Do both generate a column, and each in its own way? Servers of different versions write one expression in two ways: false. */
bool live_generated_otherwise(const struct lint *l, const struct live_table *a, const struct live_column *x,
			      const struct live_table *b, const struct live_column *y);
/* Why optimistic sharding cannot make one table of two; absent: it can. */
struct str live_cannot_join(struct lint *l, const struct live_table *a, const struct live_table *b);
/* Where the members of a group come from: "app.t_1 of source "a"". */
struct str live_table_text(struct lint *l, const struct live_table *t);

/* Of all tables that go into one, compares the first with the others until one is different: compare has reported that then. Only in
 * tasks that merge shards. */
void live_compare_shards(struct lint *l,
			 bool (*compare)(struct lint *l, const struct live_table *a, const struct live_table *b));

/* Does TiDB of this version know it? kind: "charset", "collation", "type", "engine", "feature", "index", "mode", "option", "function", "call". */
bool live_tidb_knows(const char *kind, struct str name, uint32_t version);
/* A function in an expression, as a server shows it, that TiDB does not know ("call") or does not let an index be on ("function");
 * absent: none. Operators and CAST are no functions. */
struct str live_unknown_call(struct str expression, const char *kind, uint32_t version);
/* May a column have this expression, as a server shows it, as its default? */
bool live_tidb_default(struct lint *l, struct str expression, uint32_t version);
/* Has its character set this collation without COLLATE? Then the one that TiDB takes where a statement names none; else NULL. */
const char *live_plain_collation(struct str collation);

#endif
