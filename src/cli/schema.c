/* schema.c: `dmlint schema`: the published JSON Schema of a configuration, out of the program itself. */
#include "internal.h"

#include "dmlint/run.h"

static const struct embedded *schema_find(struct str name)
{
	for (size_t i = 0; i < n_embedded_schemas; i++) {
		if (str_eq_c(name, embedded_schemas[i].name))
			return &embedded_schemas[i];
	}
	return NULL;
}

int schema_run(const struct args *a)
{
	struct str kind = STR_LIT("task");
	const char *wanted = args_last(a, OPT_DM_VERSION);
	uint32_t version = dm_releases[dm_n_releases - 1].version;
	if (a->n_operands == 1)
		kind = str_from(a->operands[0]);
	if (a->n_operands > 1 || (!str_eq_c(kind, "task") && !str_eq_c(kind, "source") && !str_eq_c(kind, "config")))
		return usage_error(a, "schema takes task, source or config");
	if (wanted && !dm_version_parse(str_from(wanted), &version))
		return usage_error(a, "--dm-version: \"%s\" is no version of DM", wanted);
	/* dmlint's own settings have no DM version. */
	bool own = str_eq_c(kind, "config");
	struct str name = own ? STR_LIT("1") : dm_version_name(version, a->arena);
	const struct embedded *s = schema_find(arena_fmt(a->arena, "%.*s-v%.*s.json", STR_FMT(kind), STR_FMT(name)));
	if (!s)
		return trouble("there is no schema of a %.*s configuration for DM %.*s", STR_FMT(kind), STR_FMT(name));
	struct buf b = {0};
	buf_str(&b, s->content);
	return write_stdout(&b);
}
