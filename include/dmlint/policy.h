/* policy.h: a team's own constraint on a field of DM's configurations, as .dmlint.yaml states it, and the places of a document
 * that it is about. */
#ifndef DMLINT_POLICY_H
#define DMLINT_POLICY_H

#include "dmlint/diag.h"
#include "dmlint/schema.h"

#define POLICY_MAX_STEPS 16

enum policy_step_kind { STEP_KEY, STEP_MEMBER /* "*" */, STEP_ITEM /* "[]" */ };

struct policy_step {
	enum policy_step_kind kind;
	struct str key; /* of STEP_KEY */
};

struct go_regex;

struct policy {
	struct str name, field;
	struct policy_step steps[POLICY_MAX_STEPS];
	size_t n_steps;
	unsigned kinds;           /* 1u << enum config_kind: which configurations have the field */
	const struct node *values; /* first of those allowed, NULL: any */
	const struct node *minimum, *maximum;
	struct str pattern;     /* absent: any value */
	struct go_regex *regex; /* it, compiled by policy_compile */
	bool required, forbidden;
	struct str message, link; /* may be absent */
	enum severity severity;
	const struct node *good, *bad; /* first examples, or NULL */
	const struct node *at;
};

/* Makes the pattern ready, once for all files. */
void policy_compile(struct arena *a, struct policy *p);
void policy_release(struct policy *p);

/* What a policy has to say about one place: at is the value, or, where there is none, the innermost map around it; then missing
 * is the rest of its path, else absent. */
typedef void policy_each(void *arg, const struct policy *p, const struct node *at, struct str missing);

/* Calls each for every value of the field, and for every place where the version of DM has it and the document has not. A null
 * counts as absent. */
void policy_walk(struct arena *a, const struct policy *p, const struct node *root, enum config_kind kind, uint32_t dm,
		 policy_each *each, void *arg);

enum policy_fault {
	POLICY_KEPT,
	POLICY_NOT_ALLOWED, /* none of the values */
	POLICY_TOO_SMALL,
	POLICY_TOO_LARGE,
	POLICY_NO_NUMBER,
	POLICY_NO_MATCH,
	POLICY_NO_ANSWER /* the pattern takes too long on it */
};
enum policy_fault policy_judge(const struct policy *p, const struct node *value);

#endif
