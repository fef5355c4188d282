/* A time zone that DM does not know:
 *
 *     timezone: Asia/Beijing
 */
#include "dmlint/govalue.h"

#include "internal.h"

static void check(struct lint *l)
{
	const struct node *n = task_get(l->root, "timezone");
	struct str v = value_str(n, STR_LIT(""));
	struct govalue_zone zone = govalue_zone(v, l->dm);
	struct str near;
	struct diag *d;

	if (!n || n->kind != NODE_SCALAR || v.n == 0 || zone.verdict == GOVALUE_ZONE_OK)
		return;
	d = report_check(l, zone.verdict == GOVALUE_ZONE_CRASHES ? "timezone-panic" : "timezone", n->span,
			 "time zone \"%.*s\": %s", STR_FMT(v), zone.why);
	near = govalue_zone_suggest(v);
	if (near.n)
		report_help(l, d, "did you mean \"%.*s\"?", STR_FMT(near));
	else if (d && !d->help.n)
		report_help(l, d, "use a name such as \"Asia/Shanghai\"%s",
			    dm_check_find("timezone-offsets", l->dm) ? ", or an offset such as \"+08:00\"" : "");
	report_field(l, d, n);
}

const struct rule rule_dml6003 = {
	.info = {.id = "DML6003",
		 .name = "unknown-time-zone",
		 .severity = SEV_ERROR,
		 .summary = "a timezone that DM refuses",
		 .why = "1.0 looks the name up in the zone database only; from 5.3 on names and offsets from -12:59 to +14:00 are taken, but neither "
			"SYSTEM nor Local; 2.0.4 to 2.0.7 ignore the field. Letter case counts.",
		 .remedy =
			 "Use a name of the zone database or, from 5.3 on, an offset in the form +08:00. Best is to leave it out: the target is asked.",
		 .versions = "up to 2.0.3, 5.3.0 and later",
		 .dm_errors = "20008"},
	.kind = CONFIG_TASK,
	.check = check,
};
