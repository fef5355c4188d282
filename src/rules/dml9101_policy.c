/* A value that a policy of .dmlint.yaml does not allow:
 *
 *     syncers: {global: {safe-mode: true}}   # policies: [{name: no-safe-mode, field: syncers.*.safe-mode, enum: [false]}]
 */
#include "dmlint/policy.h"

#include "internal.h"

/* Texts stay out of messages: whatever they hold, a snippet shows it masked. */
static bool may_be_shown(const struct node *n)
{
	enum go_type t = n->field ? n->field->type : GO_STRING;

	return t == GO_BOOL || t == GO_INT || t == GO_UINT8 || t == GO_UINT32 || t == GO_UINT64 || t == GO_FLOAT;
}

static struct str list_values(struct lint *l, const struct policy *p)
{
	struct buf b = {0};
	struct str out;

	for (const struct node *n = p->values; n; n = n->next) {
		struct str v = value_str(n, STR_LIT(""));

		buf_fmt(&b, "%s%s%.*s%s",
			b.n               ? ", "
			: p->values->next ? "one of "
					  : "",
			v.n ? "" : "\"", STR_FMT(v), v.n ? "" : "\"");
	}
	out = arena_str(l->arena, (struct str){b.p, b.n});
	buf_free(&b);
	return out;
}

/* What is wrong, as the end of a sentence about the field. */
static struct str fault_text(struct lint *l, const struct policy *p, const struct node *n, enum policy_fault fault)
{
	struct str is = STR_LIT("");

	if (fault != POLICY_KEPT && may_be_shown(n))
		is = arena_fmt(l->arena, ", it is %.*s", STR_FMT(n->text));
	switch (fault) {
	case POLICY_NOT_ALLOWED:
		return arena_fmt(l->arena, "must be %.*s%.*s", STR_FMT(list_values(l, p)), STR_FMT(is));
	case POLICY_TOO_SMALL:
		return arena_fmt(l->arena, "must be at least %.*s%.*s", STR_FMT(p->minimum->text), STR_FMT(is));
	case POLICY_TOO_LARGE:
		return arena_fmt(l->arena, "must be at most %.*s%.*s", STR_FMT(p->maximum->text), STR_FMT(is));
	case POLICY_NO_NUMBER:
		return STR_LIT("must be a number");
	case POLICY_NO_MATCH:
		return arena_fmt(l->arena, "must match %.*s", STR_FMT(p->pattern));
	case POLICY_NO_ANSWER:
		return arena_fmt(l->arena, "takes too long to compare with %.*s", STR_FMT(p->pattern));
	case POLICY_KEPT:
		break;
	}
	return STR_LIT("must not be there");
}

static void report_violation(struct lint *l, const struct policy *p, const struct node *at, struct str missing,
			     struct str what)
{
	struct span place = missing.p ? place_of_map(l, at) : at->span;
	struct diag *d;

	/* What must not be there is the key; and the end of a secret tells its length. */
	if (place.hi == place.lo || (!missing.p && (p->forbidden || (at->field && at->field->secret))))
		place = node_key_or_value(at);
	d = report(l, place, "policy \"%.*s\": %.*s", STR_FMT(p->name), STR_FMT(p->message.n ? p->message : what));
	if (d->rule != &l->rule->info)
		return; /* a placeholder, whose value nobody knows yet */
	report_severity(l, d, p->severity);
	report_field(l, d, at);
	d->policy = p->name;
	d->key = arena_fmt(l->arena, "%.*s %.*s", STR_FMT(p->name), STR_FMT(missing.p ? missing : d->key));
	if (p->link.n)
		report_help(l, d, "see %.*s", STR_FMT(p->link));
}

static void look_at(void *arg, const struct policy *p, const struct node *at, struct str missing)
{
	struct lint *l = arg;
	enum policy_fault fault = missing.p || p->forbidden ? POLICY_KEPT : policy_judge(p, at);
	struct str path = node_path(at, l->arena), what;

	if (missing.p) {
		if (!p->required)
			return;
		what = arena_fmt(l->arena, "\"%.*s%s%.*s\" is missing", STR_FMT(path), path.n ? "." : "",
				 STR_FMT(missing));
	} else {
		if (fault == POLICY_KEPT && !p->forbidden)
			return;
		what = arena_fmt(l->arena, "\"%.*s\" %.*s", STR_FMT(path), STR_FMT(fault_text(l, p, at, fault)));
	}
	report_violation(l, p, at, missing, what);
}

static void check(struct lint *l)
{
	for (size_t i = 0; i < l->n_policies; i++)
		policy_walk(l->arena, &l->policies[i], l->root, l->kind, l->dm, look_at, l);
}

const struct rule rule_dml9101 = {
	.info = {.id = "DML9101",
		 .name = "policy",
		 .severity = SEV_ERROR,
		 .summary = "a value that a policy of .dmlint.yaml does not allow",
		 .why = "DM takes the value; your team does not. What policies there are, and what they demand, stands in .dmlint.yaml.",
		 .remedy =
			 "Change the value, or suppress the finding by the name of the policy and say why. dmlint policies lists them.",
		 .versions = "all",
		 .dm_errors = ""},
	.check = check,
};
