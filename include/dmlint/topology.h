/* topology.h: the way of the tables of one task, as plain data for a drawing: sources, the lists that select, the routes that
 * rename, the tables at the target. src/run fills it from the task, reporters draw it; names are the file's, none is a secret. */
#ifndef DMLINT_TOPOLOGY_H
#define DMLINT_TOPOLOGY_H

#include "dmlint/doc.h"

enum topo_column { TOPO_SOURCES, TOPO_LISTS, TOPO_ROUTES, TOPO_TARGETS, TOPO_COLUMNS };

enum topo_state {
	TOPO_USED,
	TOPO_UNUSED, /* defined, and no instance names it */
	TOPO_MISSING /* named, and not defined */
};

struct topo_node {
	struct str name, detail; /* detail may be absent */
	struct str group;        /* of a table at the target: its schema; else absent */
	struct span at;          /* where the file writes it; empty: nowhere */
	enum topo_state state;
};

/* From a node of one column to a node of the next. */
struct topo_edge {
	size_t from, to;
};

struct topo_nodes {
	struct topo_node *list;
	size_t n, cap;
};
struct topo_edges {
	struct topo_edge *list; /* each once */
	size_t n, cap;
};

struct topology {
	struct topo_nodes nodes[TOPO_COLUMNS]; /* sources, lists and routes in file order */
	struct topo_edges edges[TOPO_COLUMNS - 1];
	struct topo_node target; /* the database that everything goes to */
	bool guessed;            /* not every table is named: some edges say what may be, not what is */
};

#endif
