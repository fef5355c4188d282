/* list.c: the one argument in which DM 1.0 hands all selected tables to mydumper, to the byte, and the schemas that are never in it.
 * Called by rules and by the table listing. */
#include "internal.h"

size_t dump_list_bytes(const struct dump_name *names, size_t n)
{
	size_t bytes = n ? n - 1 : 0; /* the commas */

	for (size_t i = 0; i < n; i++)
		bytes += names[i].schema.n + 1 + names[i].table.n;
	return bytes;
}

struct system_schema {
	const char *name;
	struct dm_range range;
	bool dumped;
};

static const struct system_schema system_schemas[] = {
#define SYSTEM_SCHEMA(name_, from_, to_, dumped_) {.name = name_, .range = {from_, to_}, .dumped = dumped_},
#include "system_schemas.def"
#undef SYSTEM_SCHEMA
};

bool dump_system_schema(struct str schema, uint32_t dm)
{
	for (size_t i = 0; i < ARRAY_LEN(system_schemas); i++) {
		if (str_eq_nocase(schema, str_from(system_schemas[i].name)) &&
		    ranges_hold(&system_schemas[i].range, 1, dm))
			return true;
	}
	return false;
}

size_t dump_system_names(struct arena *a, uint32_t dm, struct rx_name **ret)
{
	size_t n = 0;

	*ret = ARENA_ARRAY(a, struct rx_name, ARRAY_LEN(system_schemas));
	for (size_t i = 0; i < ARRAY_LEN(system_schemas); i++) {
		const struct system_schema *s = &system_schemas[i];

		if (s->dumped && ranges_hold(&s->range, 1, dm))
			(*ret)[n++] = (struct rx_name){arena_fmt(a, "%s.", s->name), true};
	}
	return n;
}
