/* grants.c: what the lines of SHOW GRANTS add up to for one table, as the servers decide it. Called by rules.
 *
 * Of the grants on databases that fit a name a server takes the most specific one alone: without wildcards before with, a late
 * wildcard before an early one. Grants on everything, on the table, and those of each role come in addition. MySQL 8 with roles
 * in force adds up all that fit, unless one is the name itself. */
#include <string.h>

#include "grants_parts.h"

#define RANK_LITERAL 128

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
	bool together; /* of databases: all that fit */
	uint64_t server;
	struct database_grant *databases;
	size_t n_databases, n_grantees;
	unsigned *best;         /* by grantee, while a schema is looked at */
	uint64_t *sets;         /* the same */
	struct strmap grantees; /* user NUL host -> its first database_grant */
	struct strmap revoked;  /* schema -> set */
	struct strmap tables;   /* schema NUL table -> two sets: whole, columns */
	struct strmap schemas;  /* schema -> set: remembered */
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

	g->arena = g->grantees.arena = g->revoked.arena = g->tables.arena = g->schemas.arena = a;
	g->fold = fact_var_int(s, "lower_case_table_names", 0) != 0;
	g->literal = fact_var_on(s, "partial_revokes");
	g->together = server_vendor(s, &version) == VENDOR_MYSQL && roles_in_force(s);
	g->n = rows->n;
	g->lines = ARENA_ARRAY(a, struct grant_line, rows->n);
	g->databases = ARENA_ARRAY(a, struct database_grant, rows->n);
	for (size_t i = 0; i < rows->n; i++) {
		grant_parse(a, rows_get(rows, i, "grant"), &g->lines[i]);
		add(g, &g->lines[i]);
	}
	g->best = ARENA_ARRAY(a, unsigned, g->n_grantees);
	g->sets = ARENA_ARRAY(a, uint64_t, g->n_grantees);
	return g;
}

const struct grant_line *grants_lines(const struct grants *g, size_t *ret_n)
{
	*ret_n = g->n;
	return g->lines;
}

static uint64_t of_databases(struct grants *g, struct str schema)
{
	uint64_t set = 0;

	for (size_t i = 0; i < g->n_grantees; i++) {
		g->best[i] = 0;
		g->sets[i] = 0;
	}
	for (size_t i = 0; i < g->n_databases; i++) {
		const struct database_grant *d = &g->databases[i];

		if (d->rank < g->best[d->grantee] || !pattern_fits(g, d->pattern, schema))
			continue;
		if (d->rank > g->best[d->grantee])
			g->sets[d->grantee] = 0;
		g->best[d->grantee] = d->rank;
		g->sets[d->grantee] |= d->set;
	}
	for (size_t i = 0; i < g->n_grantees; i++)
		set |= g->sets[i];
	return set;
}

/* What the account may do on every table of a schema. */
static uint64_t of_schema(struct grants *g, struct str schema)
{
	uint64_t *known = strmap_get(&g->schemas, schema);
	const uint64_t *revoked;

	if (known)
		return *known;
	revoked = strmap_get(&g->revoked, schema);
	known = sets_of(&g->schemas, arena_str(g->arena, schema), 1);
	*known = (g->server & ~(revoked ? *revoked : 0)) | of_databases(g, schema);
	return *known;
}

uint64_t grants_lacking(struct grants *g, uint64_t wanted, struct str schema, struct str table, uint64_t *ret_columns)
{
	struct str s = folded(g, schema);
	uint64_t lacking = wanted & ~(s.n ? of_schema(g, s) : g->server);
	const uint64_t *sets = NULL;

	if (lacking && s.n && table.n && g->tables.n)
		sets = strmap_get(&g->tables, pair(g->arena, s, folded(g, table)));
	if (sets)
		lacking &= ~sets[0];
	if (ret_columns)
		*ret_columns = sets ? lacking & sets[1] : 0;
	return lacking;
}
