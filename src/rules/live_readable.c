/* live_readable.c: which tables an account can read although SHOW GRANTS does not show it. Called by the rules on privileges of
 * sources. */
#include <string.h>

#include "live_readable.h"

static struct str key_of(struct arena *a, struct str schema, struct str table)
{
	char *p = arena_alloc(a, schema.n + table.n + 1);

	memcpy(p, schema.p, schema.n);
	p[schema.n] = '\0';
	memcpy(p + schema.n + 1, table.p, table.n);
	return (struct str){p, schema.n + table.n + 1};
}

/* The rows are sorted by table. */
void readable_read(struct lint *l, struct readable *ret)
{
	const struct rows *r = fact_rows(l->server, FACT_READABLE);
	size_t to;

	*ret = (struct readable){.tables = {.arena = l->arena}, .schemas = {.arena = l->arena}};
	for (size_t from = 0; from < r->n; from = to) {
		struct str schema = rows_get(r, from, "schema"), table = rows_get(r, from, "table");
		bool all = schema.n && table.n;

		for (to = from;
		     to < r->n && str_eq(rows_get(r, to, "schema"), schema) && str_eq(rows_get(r, to, "table"), table);
		     to++)
			all = all && str_eq_c(rows_get(r, to, "readable"), "1");
		if (!all)
			continue;
		strmap_put(&ret->tables, key_of(l->arena, schema, table), ret);
		strmap_put(&ret->schemas, schema, ret);
	}
}

bool readable_table(const struct readable *r, struct arena *a, struct str schema, struct str table)
{
	return r->tables.n && schema.n && table.n && strmap_get(&r->tables, key_of(a, schema, table));
}

bool readable_schema(const struct readable *r, struct str schema)
{
	return r->schemas.n && strmap_get(&r->schemas, schema);
}
