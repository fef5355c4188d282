/* A TiDB older than what this task and this DM are made for:
 *
 *     SELECT VERSION();   -- 5.7.10-TiDB-v2.1.0
 */
#include "live_server.h"

struct minimum {
	const char *what; /* "dm", or a setting of the task */
	struct dm_range range;
	uint32_t since;
	const char *text;
};

static const struct minimum minimums[] = {
#define TARGET_VERSION(what_, from_, to_, since_, text_) \
	{.what = what_, .range = {from_, to_}, .since = since_, .text = text_},
#include "target_versions.def"
#undef TARGET_VERSION
};

static bool applies(const struct lint *l, const struct minimum *m)
{
	if (!ranges_hold(&m->range, 1, l->dm))
		return false;
	return str_eq_c(STR_LIT("dm"), m->what) || (task_loads(l->task) && uses_physical_import(l));
}

static void check(struct lint *l)
{
	uint32_t version;

	if (l->server->connect != CONNECT_OK || server_vendor(l->server, &version) != VENDOR_TIDB || !version)
		return;
	for (size_t i = 0; i < ARRAY_LEN(minimums); i++) {
		const struct minimum *m = &minimums[i];
		struct diag *d;

		if (version >= m->since || !applies(l, m))
			continue;
		d = report_server(l, "TiDB %u.%u.%u is older than %u.%u.%u, %s", version / 1000000,
				  version / 1000 % 1000, version % 1000, m->since / 1000000, m->since / 1000 % 1000,
				  m->since % 1000, m->text);
		if (!str_eq_c(STR_LIT("dm"), m->what))
			report_severity(l, d, SEV_ERROR);
		report_help(l, d, "upgrade TiDB, or use the DM of its time");
		return;
	}
}

const struct rule rule_dml8005 = {
	.info = {.id = "DML8005",
		 .name = "target-version",
		 .severity = SEV_WARNING,
		 .summary = "a TiDB older than what the task or DM is made for",
		 .why = "No check of DM looks at the version of the target, except for physical import. Old TiDB lacks types, collations and statements "
			"that DM and MySQL take for granted, so a task stops at some DDL, days after its start.",
		 .remedy = "Upgrade TiDB before the migration.",
		 .versions = "all; an error for physical import",
		 .dm_errors = ""},
	.kind = CONFIG_TASK,
	.role = ROLE_TARGET,
	.check = check,
};
