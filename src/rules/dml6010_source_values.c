/* Values of a source configuration that DM refuses:
 *
 *     source-id: mysql-01
 *     relay-binlog-name: mysql-bin
 */
#include "dmlint/govalue.h"

#include "internal.h"

#define SECOND INT64_C(1000000000) /* ns; DM fixes backoff-min at one second */

static void check_relay(struct lint *l)
{
	const struct node *name = task_get(l->root, "relay-binlog-name"), *set = task_get(l->root, "relay-binlog-gtid");
	struct str flavor = task_str(l->root, "flavor", "");
	struct str v = value_str(name, STR_LIT("")), gtid = value_str(set, STR_LIT(""));
	const char *why = NULL;
	struct diag *d;

	if (v.n && !govalue_binlog_name(v)) {
		d = report_check(l, "relay-binlog-name", name->span, "\"%.*s\" is no name of a binlog file",
				 STR_FMT(v));
		report_help(l, d, "a name with a dot and a number, such as mysql-bin.000001");
		report_field(l, d, name);
	}
	if (gtid.n == 0)
		return;
	switch (govalue_gtid(gtid, flavor, l->dm, &why)) {
	case GOVALUE_GTID_OK:
		return;
	case GOVALUE_GTID_BAD_FLAVOR:
		d = report_check(l, "flavor-gtid", task_get(l->root, "flavor")->span,
				 "\"%.*s\" is no flavor: DM knows mysql and mariadb", STR_FMT(flavor));
		break;
	case GOVALUE_GTID_BAD:
	default:
		d = report_check(l, "relay-binlog-gtid", set->span, "\"relay-binlog-gtid\" is no GTID set of %s: %s",
				 str_eq_c(flavor, "mariadb") ? "MariaDB" : "MySQL", why ? why : "it does not parse");
		break;
	}
	report_field(l, d, set);
}

static void check(struct lint *l)
{
	const struct node *checker = task_get(l->root, "checker");
	const struct node *max = task_get(checker, "backoff-max");
	struct str v = value_str(max, STR_LIT(""));
	int64_t ns = 0;

	check_relay(l);
	/* "checker: null", in any spelling, leaves a section of zeroes. */
	if (checker && checker->kind == NODE_SCALAR && scalar_resolve(checker).kind == SCALAR_NULL) {
		report_field(l,
			     report_check(l, "backoff", node_key_or_value(checker),
					  "an empty \"checker\" sets its limits to zero"),
			     checker);
		return;
	}
	if (!max || max->kind != NODE_SCALAR ||
	    (!node_is_null(max) && (!govalue_duration(v, &ns, NULL) || ns >= SECOND)))
		return;
	report_field(l,
		     report_check(l, "backoff", max->span.hi > max->span.lo ? max->span : max->key_span,
				  "\"backoff-max\" is below \"backoff-min\", which is always 1s"),
		     max);
}

const struct rule rule_dml6010 = {
	.info = {.id = "DML6010",
		 .name = "source-values",
		 .severity = SEV_ERROR,
		 .summary = "values of a source configuration that DM refuses",
		 .why = "operate-source checks the relay position, the GTID set by the flavor, and that backoff-max is not below backoff-min.",
		 .remedy = "Correct the value named in the message.",
		 .versions = "2.0.0 and later",
		 .dm_errors = "11010 20043 40007"},
	.kind = CONFIG_SOURCE,
	.check = check,
};
