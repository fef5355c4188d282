/* grants.c: what the lines of SHOW GRANTS add up to for one table, as the servers decide it. Called by rules.
 *
 * Of the grants on databases that fit a name a server takes one alone: the first in its list, which is sorted so that the most
 * specific ones come first. MariaDB and MySQL up to 5.7 show the list in that order, and each sorts it in its own way. MySQL 8 shows
 * it by name: there one without wildcards comes before one with, a late wildcard before an early one; which of several with their
 * first wildcard at the same place comes first depends on when they were granted, and on the last restart. Grants on everything,
 * on the table, and those of each role come in addition. MySQL 8 with roles in force adds up all that fit, unless one is the name
 * itself. */
#include <limits.h>
#include <string.h>

#include "grants_parts.h"

#define RANK_LITERAL 128
#define LISTED_BY_NAME 8000000 /* MySQL */

struct database_grant {
	struct str pattern;
	uint64_t set;
	unsigned rank;
	size_t grantee; /* 0, 1, ... */
};

struct grants {
	struct arena *arena;
	struct grant_line *lines;
	size_t n;
	bool fold;     /* names are compared without letter case */
	bool literal;  /* no wildcards: partial_revokes is on */
	bool listed;   /* of databases: the first that fits */
	bool together; /* all that fit */
	uint64_t server;
	struct database_grant *databases;
	size_t n_databases, n_grantees;
	unsigned *best;         /* by grantee, while a schema is looked at */
	uint64_t *sets, *sure;  /* the same: what one of the best gives, and what each of them does */
	struct strmap grantees; /* user NUL host -> its first database_grant */
	struct strmap revoked;  /* schema -> set */
	struct strmap tables;   /* schema NUL table -> two sets: whole, columns */
	struct strmap schemas;  /* schema -> two sets: what is there, what of it nobody can tell; remembered */
};

/* Servers fold letters beyond ASCII, too; names that differ in those alone are told apart here. */
static struct str folded(const struct grants *g, struct str name)
{
	char *p;

	if (!g->fold)
		return name;
	p = arena_alloc(g->arena, name.n + 1);
	for (size_t i = 0; i < name.n; i++)
		p[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] - 'A' + 'a' : name.p[i]);
	return (struct str){p, name.n};
}

static struct str pair(struct arena *a, struct str x, struct str y)
{
	char *p = arena_alloc(a, x.n + 1 + y.n);

	if (x.n)
		memcpy(p, x.p, x.n);
	if (y.n)
		memcpy(p + x.n + 1, y.p, y.n);
	return (struct str){p, x.n + 1 + y.n};
}

/* The n sets of a key, made when it is new. */
static uint64_t *sets_of(struct strmap *m, struct str key, size_t n)
{
	uint64_t *sets = strmap_get(m, key);

	if (!sets) {
		sets = ARENA_ARRAY(m->arena, uint64_t, n);
		strmap_put(m, key, sets);
	}
	return sets;
}

/* Where the first wildcard stands, counted from 1 and at most 127. */
static unsigned pattern_rank(const struct grants *g, struct str pattern)
{
	for (size_t i = 0; i < pattern.n && !g->literal; i++) {
		if (pattern.p[i] == '\\' && i + 1 < pattern.n)
			i++;
		else if (pattern.p[i] == '%' || pattern.p[i] == '_')
			return i < 126 ? (unsigned)i + 1 : 127;
	}
	return RANK_LITERAL;
}

/* One byte at a time, as the servers do it. "\" takes the meaning off what follows; at a dead end the last "%" takes one byte
 * more. */
static bool pattern_fits(const struct grants *g, struct str pattern, struct str name)
{
	size_t i = 0, k = 0, star = SIZE_MAX, from = 0;

	while (i < name.n) {
		bool wild = k < pattern.n && !g->literal;
		size_t escape = !g->literal && k + 1 < pattern.n && pattern.p[k] == '\\';

		if (wild && pattern.p[k] == '%') {
			star = k++;
			from = i;
		} else if (wild && pattern.p[k] == '_') {
			i++;
			k++;
		} else if (k < pattern.n && pattern.p[k + escape] == name.p[i]) {
			i++;
			k += 1 + escape;
		} else if (star != SIZE_MAX) {
			k = star + 1;
			i = ++from;
		} else {
			return false;
		}
	}
	while (k < pattern.n && !g->literal && pattern.p[k] == '%')
		k++;
	return k == pattern.n;
}

static void add_database(struct grants *g, const struct grant_line *l)
{
	struct str grantee = pair(g->arena, l->user, l->host);
	struct database_grant *first = strmap_get(&g->grantees, grantee);
	struct database_grant *d = &g->databases[g->n_databases++];

	d->pattern = folded(g, l->schema);
	d->set = l->whole;
	d->rank = pattern_rank(g, d->pattern);
	if (g->together && d->rank != RANK_LITERAL)
		d->rank = 1;
	if (g->listed)
		d->rank = UINT_MAX - (unsigned)g->n_databases;
	d->grantee = first ? first->grantee : g->n_grantees++;
	if (!first)
		strmap_put(&g->grantees, grantee, d);
}

static void add(struct grants *g, const struct grant_line *l)
{
	uint64_t *sets;

	if (l->kind == GRANT_REVOKE && l->scope == SCOPE_DATABASE)
		*sets_of(&g->revoked, folded(g, l->schema), 1) |= l->whole;
	if (l->kind != GRANT_PRIVILEGES)
		return;
	if (l->scope == SCOPE_SERVER)
		g->server |= privileges_with_given(l->whole);
	if (l->scope == SCOPE_DATABASE)
		add_database(g, l);
	if (l->scope == SCOPE_TABLE) {
		sets = sets_of(&g->tables, pair(g->arena, folded(g, l->schema), folded(g, l->table)), 2);
		sets[0] |= l->whole;
		sets[1] |= l->columns;
	}
}

static bool roles_in_force(const struct server_facts *s)
{
	const struct rows *account = fact_rows(s, FACT_ACCOUNT);
	struct str role = account->n ? rows_get(account, 0, "role") : STR_LIT("");

	return role.n && !str_eq_nocase(role, STR_LIT("NONE"));
}

struct grants *grants_read(struct arena *a, const struct server_facts *s)
{
	const struct rows *rows = fact_rows(s, FACT_GRANTS);
	struct grants *g = ARENA_NEW(a, struct grants);
	uint32_t version;
	enum server_vendor vendor = server_vendor(s, &version);

	g->arena = g->grantees.arena = g->revoked.arena = g->tables.arena = g->schemas.arena = a;
	g->fold = fact_var_int(s, "lower_case_table_names", 0) != 0;
	g->literal = fact_var_on(s, "partial_revokes");
	g->listed = vendor == VENDOR_MARIADB || (vendor == VENDOR_MYSQL && version < LISTED_BY_NAME);
	g->together = vendor == VENDOR_MYSQL && roles_in_force(s);
	g->n = rows->n;
	g->lines = ARENA_ARRAY(a, struct grant_line, rows->n);
	g->databases = ARENA_ARRAY(a, struct database_grant, rows->n);
	for (size_t i = 0; i < rows->n; i++) {
		grant_parse(a, rows_get(rows, i, "grant"), &g->lines[i]);
		add(g, &g->lines[i]);
	}
	g->best = ARENA_ARRAY(a, unsigned, g->n_grantees);
	g->sets = ARENA_ARRAY(a, uint64_t, g->n_grantees);
	g->sure = ARENA_ARRAY(a, uint64_t, g->n_grantees);
	return g;
}

const struct grant_line *grants_lines(const struct grants *g, size_t *ret_n)
{
	*ret_n = g->n;
	return g->lines;
}

/* What they give, and in *ret_sure what they give whichever of the equally specific ones the server takes. */
static uint64_t of_databases(struct grants *g, struct str schema, uint64_t *ret_sure)
{
	uint64_t set = 0;

	for (size_t i = 0; i < g->n_grantees; i++) {
		g->best[i] = 0;
		g->sets[i] = g->sure[i] = 0;
	}
	for (size_t i = 0; i < g->n_databases; i++) {
		const struct database_grant *d = &g->databases[i];
		uint64_t *sets = &g->sets[d->grantee], *sure = &g->sure[d->grantee];
		bool better = d->rank > g->best[d->grantee];

		if (d->rank < g->best[d->grantee] || !pattern_fits(g, d->pattern, schema))
			continue;
		g->best[d->grantee] = d->rank;
		*sets = better ? d->set : *sets | d->set;
		*sure = better ? d->set : g->together ? *sure | d->set : *sure & d->set;
	}
	*ret_sure = 0;
	for (size_t i = 0; i < g->n_grantees; i++) {
		set |= g->sets[i];
		*ret_sure |= g->sure[i];
	}
	return set;
}

/* Two sets: what the account may do on every table of a schema, and what of that nobody can tell. */
static const uint64_t *of_schema(struct grants *g, struct str schema)
{
	uint64_t *known = strmap_get(&g->schemas, schema);
	const uint64_t *revoked;
	uint64_t sure, server;

	if (known)
		return known;
	revoked = strmap_get(&g->revoked, schema);
	known = sets_of(&g->schemas, arena_str(g->arena, schema), 2);
	server = g->server & ~(revoked ? *revoked : 0);
	known[0] = server | of_databases(g, schema, &sure);
	known[1] = known[0] & ~(server | sure);
	return known;
}

/* What is granted on a table itself: all of it, some columns; NULL: nothing. */
static const uint64_t *of_table(struct grants *g, struct str schema, struct str table)
{
	return schema.n && table.n && g->tables.n ? strmap_get(&g->tables, pair(g->arena, schema, folded(g, table)))
						  : NULL;
}

uint64_t grants_lacking(struct grants *g, uint64_t wanted, struct str schema, struct str table, uint64_t *ret_columns)
{
	struct str s = folded(g, schema);
	uint64_t lacking = wanted & ~(s.n ? *of_schema(g, s) : g->server);
	const uint64_t *sets = lacking ? of_table(g, s, table) : NULL;

	if (sets)
		lacking &= ~sets[0];
	if (ret_columns)
		*ret_columns = sets ? lacking & sets[1] : 0;
	return lacking;
}

uint64_t grants_untold(struct grants *g, uint64_t wanted, struct str schema, struct str table)
{
	struct str s = folded(g, schema);
	uint64_t untold = s.n ? wanted & of_schema(g, s)[1] : 0;
	const uint64_t *sets = untold ? of_table(g, s, table) : NULL;

	return sets ? untold & ~sets[0] : untold;
}
