/* internal.h: what several rules share. */
#ifndef DMLINT_RULES_INTERNAL_H
#define DMLINT_RULES_INTERNAL_H

#include "dmlint/edit.h"
#include "dmlint/match.h"
#include "dmlint/rule.h"

/* Where a finding about something absent points: the key of the map it belongs to, for the root its first key. */
struct span place_of_map(const struct lint *l, const struct node *map);
/* The value when it is written, else place_of_map(map). */
struct span place_of_field(const struct lint *l, const struct node *map, const char *name);

/* The top-level instance that holds n; SIZE_MAX when none does. Sets l->instance on success. */
size_t set_instance_of(struct lint *l, const struct node *n);

/* Is this a struct to DM? A map, or "Null" and "NULL", which yaml.v2 turns into a struct of zeroes instead of nothing. */
bool has_body(const struct node *n);

/* Has this node not been seen yet? Remembers it. */
bool first_time(struct lint *l, struct strmap *seen, const struct node *n);

/* Does an instance load with import-mode physical? */
bool uses_physical_import(const struct lint *l);
/* The item of ignore-checking-items by which this check of DM's is left out; NULL: it is made. */
const struct node *item_ignored(const struct lint *l, const char *item);

/* What is wrong with one pattern, in words that end a sentence begun with the pattern. */
struct str pattern_fault_text(struct lint *l, const struct pattern_check *c);
/* Bytes at..at+len of a scalar's text in the file, where the text stands there byte by byte; else the whole value. */
struct span text_place(const struct lint *l, const struct node *n, size_t at, size_t len);
/* The place of the fault inside the scalar, where that can be told; else the whole value. */
struct span pattern_fault_place(const struct lint *l, const struct node *n, const struct pattern_check *c);
/* A finding of DM's when the definition is in use, a warning of our own when it is not. */
struct diag *report_if_used(struct lint *l, bool used, const char *check, struct span at, const char *fmt, ...)
	PRINTF_LIKE(5, 6);
/* Calls each() for every source of the linted file that is the same as an earlier one in this respect. */
void each_clash(struct lint *l, enum source_sameness what,
		void (*each)(struct lint *l, const struct source *s, const struct source *first));
/* schema-pattern and table-pattern of a rule as one key: rules with one key are one to DM's selector. */
struct str pattern_pair_key(struct lint *l, const struct node *rule, const struct pattern_mode *mode);
/* A list of the section, compiled once for all rules; it belongs to l. */
const struct table_filter *list_filter(struct lint *l, enum section sec, const struct entry *list);
/* Only its do-dbs and ignore-dbs. What is reported by it needs list_filter to be valid, too. */
const struct table_filter *list_schemas(struct lint *l, enum section sec, const struct entry *list);
/* "lists-invalid", or "lists-checker" for DM 1.0, which builds the same things in its checker. */
const char *check_or_checker(const struct lint *l, const char *prefix);

#endif
