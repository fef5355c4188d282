/* A value that does not decode into the type of its field:
 *
 *     target-database:
 *       port: "4000"
 */
#include <string.h>

#include "internal.h"

static const char *type_name(const struct field *f)
{
	switch (f->type) {
	case GO_STRING:
	case GO_CHECKING_ITEM:
		return "text";
	case GO_BOOL:
		return "true or false";
	case GO_INT:
		return "an integer";
	case GO_UINT32:
		return "an integer from 0 to 4294967295";
	case GO_UINT64:
		return "an integer from 0 to 18446744073709551615";
	case GO_UINT8:
		return "an integer from 0 to 255";
	case GO_FLOAT:
		return "a number";
	case GO_DURATION:
		return "a duration such as \"30s\" or \"1h30m\"";
	case GO_SIZE:
		return "a size such as \"512MiB\"";
	case GO_STRUCT:
	case GO_MAP:
		return "a map";
	case GO_LIST:
		return "a list";
	case GO_ANY:
		break;
	}
	return "something else";
}

static const char *node_name(const struct node *n)
{
	if (n->kind == NODE_MAP)
		return "a map";
	if (n->kind == NODE_SEQ)
		return "a list";
	if (n->style != STYLE_PLAIN)
		return "quoted text";
	switch (scalar_resolve(n).kind) {
	case SCALAR_INT:
	case SCALAR_UINT:
		return "an integer";
	case SCALAR_FLOAT:
		return "a number";
	case SCALAR_BOOL:
		return "a boolean";
	case SCALAR_NULL:
		return "nothing";
	case SCALAR_STR:
	case SCALAR_TIMESTAMP:
	case SCALAR_BINARY:
	case SCALAR_ERROR:
		break;
	}
	return "text";
}

/* A quoted number or boolean that would decode without its quotes. */
static void offer_unquoted(struct lint *l, struct diag *d, const struct node *n, const struct field *f)
{
	bool scalar_field = f->type == GO_BOOL || f->type == GO_INT || f->type == GO_UINT32 || f->type == GO_UINT64 ||
			    f->type == GO_UINT8 || f->type == GO_FLOAT;
	struct node plain = *n;
	enum scalar_kind k;

	if (!scalar_field || n->kind != NODE_SCALAR || (n->style != STYLE_SINGLE && n->style != STYLE_DOUBLE) ||
	    n->aliased || n->tag != TAG_NONE || n->text.n == 0 || memchr(n->text.p, '\n', n->text.n))
		return;
	plain.style = STYLE_PLAIN;
	k = scalar_resolve(&plain).kind;
	if (f->type == GO_BOOL ? k != SCALAR_BOOL : k != SCALAR_INT)
		return;
	report_help(l, d, "write it without quotes");
	report_fix(l, d, true, n->span, n->text, "remove the quotes");
}

static void report_type(struct lint *l, const struct decode_issue *i)
{
	const struct node *n = i->node;
	struct span at = n->span.hi > n->span.lo ? n->span : node_key_or_value(n);
	const char *what = n->field ? n->field->name : NULL;
	struct diag *d;

	if (i->fault == DECODE_OUT_OF_RANGE)
		d = report_check(l, "decode", at, "this number does not fit, the field takes %s", type_name(i->field));
	else if (what && what[0] != '[' && what[0] != '*')
		d = report_check(l, "decode", at, "\"%s\" must be %s, this is %s", what, type_name(i->field),
				 node_name(n));
	else
		d = report_check(l, "decode", at, "this must be %s, it is %s", type_name(i->field), node_name(n));
	offer_unquoted(l, d, n, i->field);
	if (d && !d->help.n && i->field->type == GO_LIST && n->kind == NODE_SCALAR)
		report_help(l, d, "write a list: [value, value], or one \"- value\" per line");
	report_field(l, d, n);
}

static void report_form(struct lint *l, const struct decode_issue *i)
{
	struct span at = i->node->span.hi > i->node->span.lo ? i->node->span : node_key_or_value(i->node);
	struct diag *d = report_check(l, "decode", at, "this is not %s", type_name(i->field));

	report_field(l, d, i->node);
}

static void check(struct lint *l)
{
	for (size_t k = 0; k < l->decode->n_issues; k++) {
		const struct decode_issue *i = &l->decode->issues[k];

		switch (i->fault) {
		case DECODE_WRONG_TYPE:
		case DECODE_OUT_OF_RANGE:
			report_type(l, i);
			break;
		case DECODE_BAD_DURATION:
		case DECODE_BAD_SIZE:
			report_form(l, i);
			break;
		case DECODE_BAD_MERGE:
			report_check(l, "decode", node_key_or_value(i->node),
				     "\"<<\" must be given a map or a list of maps");
			break;
		case DECODE_BAD_BINARY:
			report_check(l, "decode", i->node->span, "!!binary must be followed by base64");
			break;
		case DECODE_BAD_KEY_TAG:
			report_help(l,
				    report_check(l, "decode", node_key_or_value(i->node),
						 "the tag of this key does not fit it"),
				    "leave the tag out");
			break;
		case DECODE_UNKNOWN_KEY:
		case DECODE_DUPLICATE_KEY:
		case DECODE_BAD_CHECKING_ITEM:
			break;
		}
	}
}

const struct rule rule_dml0103 = {
	.info = {.id = "DML0103",
		 .name = "wrong-type",
		 .severity = SEV_ERROR,
		 .summary = "a value that does not decode into its field",
		 .why = "DM refuses the file when a value has another type than its field: a quoted number for an integer, text for a list, "
			"a map for text. Text fields take any scalar, but integers, booleans, lists and maps are strict.",
		 .remedy = "Write a value of the type named in the message.",
		 .versions = "all",
		 .dm_errors = "20003"},
	.partial = true,
	.check = check,
};
