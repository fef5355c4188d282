/* tables.h: what becomes of each table of the sources of a task: selected or not, by which rule, and where it goes; and the list
 * that DM 1.0 makes of them for mydumper. Names come from a file, or from the task itself. */
#ifndef DMLINT_TABLES_H
#define DMLINT_TABLES_H

#include "dmlint/dump_regex.h"
#include "dmlint/route.h"
#include "dmlint/run.h"

/* The tables of a source. */
struct table_names {
	struct str source; /* source-id; absent: every source without names of its own */
	struct dump_name *names;
	size_t n;
};
/* Reads names from text: "schema.table" or "schema TAB table" a line, backquotes allowed; "[source-id]" begins the names of one source;
 * empty lines and lines with "#" in front are skipped. false: *e names the line that holds no name. */
MUST_CHECK bool tables_read(struct arena *a, struct str path, struct str text, struct table_names **ret, size_t *ret_n,
			    struct err *e);

/* The names that servers gave; sources whose tables are not known are left out. */
void tables_of_facts(struct arena *a, const struct facts *f, struct table_names **ret, size_t *ret_n);

/* What happens to one table. */
struct table_row {
	struct dump_name name;
	bool selected, system; /* system: a schema that DM never migrates */
	struct str by;         /* the rule of the list that decided: "block-allow-list.shop.do-tables[0]"; absent: none did */
	struct route_result target;
	const struct entry **filters; /* binlog filters that are about it */
	size_t n_filters;
};
struct table_listing {
	struct str source, list; /* list: its name; absent: none */
	struct table_row *rows;  /* sorted by name */
	size_t n_rows, n_selected;
	bool known;     /* the names are the source's; false: only those that the list gives one by one */
	bool list_made; /* DM hands the list to mydumper */
	size_t list_bytes;
	struct dump_regex regex; /* in its place; form DUMP_FORM_NONE when there is none, or DM makes no list */
	const struct dump_arg *selected_by; /* the argument in extra-args that selects instead; NULL: none */
};
struct tables_report {
	struct str path, dm_version;
	uint32_t dm;
	struct table_listing *listings; /* one for each instance */
	size_t n;
};
/* Reads a task and lists its tables. Without names (n == 0) those that the lists name themselves. */
MUST_CHECK bool run_tables(struct arena *a, struct str path, const struct run_options *o, const struct table_names *names, size_t n,
			   struct tables_report *ret, struct err *e);

#endif
