/* internal.h: what the files of src/dump share. */
#ifndef DMLINT_DUMP_INTERNAL_H
#define DMLINT_DUMP_INTERNAL_H

#include "dmlint/dump_regex.h"

/* More arguments than this in one extra-args are not looked at. */
#define DUMP_MAX_ARGS 4096

/* Do the value's bytes fit the type? Sets fault and why. */
void dump_check_value(struct dump_args *args, struct dump_arg *g);

/* The words as GLib's option parser (mydumper) or pflag (dumpling) takes them; faults in their own order. */
void dump_parse_mydumper(struct dump_args *args);
void dump_parse_dumpling(struct dump_args *args);
/* What DM looks at after pflag: --no-locks, --filesize, --tables-list and --filter. */
void dump_check_dumpling(struct dump_args *args);

/* A text that a regular expression has to begin with; unless whole, nothing may follow. */
struct rx_name {
	struct str text; /* "schema.table", "schema." with whole */
	bool whole;
};

/* How to write a set of texts as a regular expression. */
struct rx_options {
	bool fold;  /* lower-case ASCII letters first, as PCRE_CASELESS makes no difference between them */
	bool cut;   /* leave out the end of a name once no other name goes on like it; never before the dot */
	bool small; /* few characters as alternatives instead of a set: longer text, smaller code */
};

/* Texts of the longest possible names are shorter; longer ones get no regular expression. */
#define RX_MAX_NAME 560

/* Writes to b an expression for all names (behind "^", "$" included where it is needed) that matches none of the others. The
 * arrays are sorted. false: it would be longer than max bytes; b is then undefined. */
bool rx_write(struct arena *a, struct rx_name *names, size_t n, struct rx_name *others, size_t n_others,
	      const struct rx_options *o, size_t max, struct buf *b);
/* A byte as PCRE takes it literally: no blank, no quote, ASCII only. */
void rx_put_char(struct buf *b, unsigned char c);
void rx_put_text(struct buf *b, struct str s);
/* Characters of a set, without its brackets. */
void rx_put_set_char(struct buf *b, unsigned char c);

/* A minimal automaton without cycles, from automaton.c. Node 0: anything may follow; node 1: the end of the name. */
enum { AUTO_ANY = 0, AUTO_END = 1 };
struct auto_edge {
	uint32_t to;
	unsigned char c;
};
struct auto_node {
	uint32_t first, n_edges; /* in edges, by c */
	bool accept;             /* a name may end here: like an edge to AUTO_END */
	uint32_t exit;           /* every way on leads through this node, and there is none nearer */
	uint32_t depth;          /* exits until AUTO_ANY */
};
struct automaton {
	struct auto_node *nodes;
	struct auto_edge *edges;
	uint32_t n_nodes, n_edges, root;
};
/* false: more than max edges. */
bool automaton_build(struct arena *a, const struct rx_name *names, size_t n, const struct rx_name *others,
		     size_t n_others, bool cut, size_t max, struct automaton *ret);

/* A pattern of a list for one half of "schema.table". */
struct rx_pattern {
	bool literal, all, never; /* a name; matches everything; matches nothing */
	bool open;                /* anything may follow */
	bool system;              /* no name, and matches a schema that DM never migrates but mydumper would dump */
	struct str text;          /* literal: the name as it is; else an expression that begins where the half begins */
};
/* no_dot: no part of it that is not literal matches a dot, for schemas that are left out: in "a.b.c" the schema is taken for "a".
 * false: it does not compile, or PCRE might read it in another way. */
bool rx_pattern_read(struct arena *a, struct str pattern, const struct pattern_mode *mode, bool no_dot,
		     struct rx_pattern *ret);

/* The schemas that DM never migrates but mydumper would dump, as whole texts ("mysql."). Returns how many. */
size_t dump_system_names(struct arena *a, uint32_t dm, struct rx_name **ret);
/* Is it a regular expression that mydumper can be given? Sets *ret_code. */
bool dump_regex_fits(struct arena *a, struct str text, size_t *ret_code);

#endif
