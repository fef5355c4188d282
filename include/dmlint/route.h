/* route.h: where the tables of an instance go, as DM's table router decides it, and which binlog filters are about them. */
#ifndef DMLINT_ROUTE_H
#define DMLINT_ROUTE_H

#include "dmlint/pattern.h"
#include "dmlint/task.h"

/* A route or filter that an instance names. */
struct route_rule {
	const struct entry *entry;
	struct pattern schema, table;
	bool has_table;                        /* without table-pattern it is about a whole schema */
	struct str target_schema, target_table; /* of a route; target_table may be empty: the name stays */
};
struct router {
	struct route_rule *rules; /* in the order of the instance */
	size_t n;
	bool invalid; /* a pattern does not compile: that rule is missing here */
};
struct route_result {
	struct str schema, table;       /* the target */
	const struct route_rule *rule;  /* NULL: no route matches, the names stay */
	const struct route_rule *other; /* a second route of the same kind: DM stops with code 11043 */
};

/* sec: SEC_ROUTES or SEC_FILTERS. Never fails. A name that the instance gives twice counts once. */
void router_build(struct arena *a, const struct task *t, const struct instance *in, enum section sec, struct router *ret);
void router_release(struct router *r);
/* Table routes win over schema routes; of one kind exactly one may match. table.n == 0 asks for the schema. */
void router_route(const struct router *r, struct str schema, struct str table, struct route_result *ret);
bool route_rule_matches(const struct route_rule *rule, struct str schema, struct str table);

#endif
