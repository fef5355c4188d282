/* A source of a version that DM was not made for, or whose version text DM's check cannot read:
 *
 *     SHOW GLOBAL VARIABLES LIKE 'version';   -- 5.5.62, 9.7.4, 10.11.6-MariaDB, 5.7.x-vendor
 */
#include "live_server.h"

enum version_effect { VERSION_OK, VERSION_WARN, VERSION_FAIL, VERSION_OLD };

static const struct {
	enum server_vendor vendor;
	struct dm_range dm, server;
	enum version_effect effect;
} source_versions[] = {
#define SOURCE_VERSION(vendor_, dm_from, dm_to, from_, to_, effect_) {vendor_, {dm_from, dm_to}, {from_, to_}, effect_},
#include "source_versions.def"
#undef SOURCE_VERSION
};

static enum version_effect effect_of(enum server_vendor vendor, uint32_t version, uint32_t dm)
{
	for (size_t i = 0; i < ARRAY_LEN(source_versions); i++) {
		if (source_versions[i].vendor == vendor && ranges_hold(&source_versions[i].dm, 1, dm) &&
		    ranges_hold(&source_versions[i].server, 1, version))
			return source_versions[i].effect;
	}
	return VERSION_OK;
}

/* As DM's check reads it: three decimal numbers, up to the first "-". */
static bool read_version(struct str s, uint32_t *ret)
{
	uint32_t part[3] = {0};
	size_t n = 0, digits = 0;

	for (size_t i = 0; i < s.n && s.p[i] != '-'; i++) {
		if (s.p[i] == '.' && digits && n < 2) {
			n++;
			digits = 0;
		} else if (s.p[i] >= '0' && s.p[i] <= '9' && digits < 3) {
			part[n] = part[n] * 10 + (uint32_t)(s.p[i] - '0');
			digits++;
		} else {
			return false;
		}
	}
	*ret = part[0] * 1000000 + part[1] * 1000 + part[2];
	return n == 2 && digits;
}

static void report_version(struct lint *l, struct str text, enum server_vendor vendor, enum version_effect effect)
{
	const char *says = effect == VERSION_FAIL ? "fails" : "warns";
	struct str dm = dm_version_name(l->dm, l->arena);
	struct diag *d;

	if (effect == VERSION_OLD) {
		d = report_server(l, "version \"%.*s\" is older than any that DM replicates from", STR_FMT(text));
		report_help(
			l, d,
			"upgrade it to MySQL 5.6 (MariaDB 10.1.2) at least, or replicate from a newer replica of it");
		return;
	}
	if (vendor == VENDOR_TIDB)
		d = report_server(
			l, "\"%.*s\" is a TiDB, which has no binlog of MySQL: DM can dump it, not replicate from it",
			STR_FMT(text));
	else if (vendor == VENDOR_MARIADB)
		d = report_server(l, "\"%.*s\" is a MariaDB, which DM %.*s calls experimental and %s of", STR_FMT(text),
				  STR_FMT(dm), says);
	else
		d = report_server(l, "version \"%.*s\" is newer than those that DM %.*s names, its check %s of it",
				  STR_FMT(text), STR_FMT(dm), says);
	if (vendor != VENDOR_TIDB || !task_syncs(l->task))
		report_severity(l, d, SEV_WARNING);
	if (vendor == VENDOR_TIDB && task_syncs(l->task))
		report_help(l, d, "use TiCDC to replicate from a TiDB");
	else
		report_help(l, d, "try it first; ignore-checking-items: [\"version\"] takes the check away");
}

static void check(struct lint *l)
{
	struct str text = fact_var(l->server, "version");
	enum server_vendor vendor;
	enum version_effect effect;
	uint32_t version, as_read;

	if (!text.p)
		text = l->server->version;
	vendor = server_vendor(l->server, &version);
	if (vendor == VENDOR_TIDB && task_syncs(l->task)) {
		report_version(l, text, vendor, VERSION_WARN);
		return;
	}
	if (!read_version(text, &as_read)) {
		struct diag *d =
			report_server(l, "version \"%.*s\" is not three numbers, DM's check fails at reading it",
				      STR_FMT(server_said(l, text)));

		report_severity(l, d, SEV_WARNING);
		report_help(
			l, d,
			"ignore-checking-items: [\"version\", \"binlog_row_image\"] takes the two checks away that read it");
		return;
	}
	/* What a proxy in front of a MariaDB writes before its number is no version. */
	effect = effect_of(vendor, vendor == VENDOR_MARIADB ? version : as_read, l->dm);
	if (effect != VERSION_OK)
		report_version(l, text, vendor, effect);
}

const struct rule rule_dml7004 = {
	.info = {.id = "DML7004",
		 .name = "source-version",
		 .severity = SEV_ERROR,
		 .summary = "a source older or newer than DM was made for, or of another kind",
		 .why = "DM compares the version text with fixed numbers that differ from release to release: 1.0 fails at "
			"MySQL 8.0, later ones only warn, and since 6.0 even of a MySQL as old as 5.5 that lacks what DM "
			"reads. A newer number alone stops nothing.",
		 .remedy =
			 "Replicate from a supported version, or try it and take the check away with ignore-checking-items: [\"version\"].",
		 .versions = "all",
		 .dm_errors = "26005"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES),
	.item = "version",
	.check = check,
};
