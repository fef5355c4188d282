/* policy_walk.c: where a document has the field of a policy, and whether a value keeps to it. Called by the rule that reports
 * violations. */
#include <string.h>

#include "dmlint/goregex.h"

#include "internal.h"

void policy_compile(struct arena *a, struct policy *p)
{
	if (p->pattern.p)
		p->regex = go_regex_compile(a, p->pattern, GO_REGEX_1_25, false, NULL);
}

void policy_release(struct policy *p)
{
	go_regex_free(p->regex);
	p->regex = NULL;
}

struct policy_trip {
	struct arena *arena;
	const struct policy *policy;
	uint32_t dm;
	policy_each *each;
	void *arg;
};

/* The child that DM ends up with; a misspelt key counts as what it is decoded as. NULL: absent or null. */
static const struct node *child_of(const struct node *map, struct str key)
{
	const struct node *found = NULL;

	for (const struct node *n = map->kind == NODE_MAP ? map->first : NULL; n; n = n->next) {
		if (n->field && n->field->name[0] != '*' ? str_eq_c(key, n->field->name) : str_eq(key, n->key))
			found = n;
	}
	return node_is_null(found) ? NULL : found;
}

static const struct field *field_below(const struct field *f, const struct policy_step *s, uint32_t dm)
{
	if (!f)
		return NULL;
	if (s->kind == STEP_KEY)
		return field_find(f, s->key, dm);
	return f->type == (s->kind == STEP_ITEM ? GO_LIST : GO_MAP) ? f->fields[0] : NULL;
}

static struct str path_of_steps(const struct policy_trip *t, size_t from)
{
	struct buf b = {0};
	struct str path;

	for (size_t i = from; i < t->policy->n_steps; i++) {
		const struct policy_step *s = &t->policy->steps[i];

		if (s->kind == STEP_ITEM)
			buf_c(&b, "[]");
		else
			buf_fmt(&b, "%s%.*s", i > from ? "." : "", s->kind == STEP_MEMBER ? 1 : (int)s->key.n,
				s->kind == STEP_MEMBER ? "*" : s->key.p);
	}
	path = arena_str(t->arena, (struct str){b.p, b.n});
	buf_free(&b);
	return path;
}

/* Recursion goes as deep as the path is long. f: the field of n; NULL when this version of DM has none there. */
static void walk(const struct policy_trip *t, const struct node *n, const struct field *f, size_t i)
{
	const struct policy_step *s = &t->policy->steps[i];
	const struct node *child;

	if (i == t->policy->n_steps) {
		t->each(t->arg, t->policy, n, (struct str){NULL, 0});
		return;
	}
	if (s->kind != STEP_KEY) {
		enum node_kind wanted = s->kind == STEP_ITEM ? NODE_SEQ : NODE_MAP;

		for (child = n->kind == wanted ? n->first : NULL; child; child = child->next) {
			if (!node_is_null(child))
				walk(t, child, field_below(f, s, t->dm), i + 1);
		}
		return;
	}
	child = child_of(n, s->key);
	if (child) {
		walk(t, child, field_below(f, s, t->dm), i + 1);
		return;
	}
	for (size_t k = i; k < t->policy->n_steps; k++)
		f = field_below(f, &t->policy->steps[k], t->dm);
	if (f)
		t->each(t->arg, t->policy, n, path_of_steps(t, i));
}

void policy_walk(struct arena *a, const struct policy *p, const struct node *root, enum config_kind kind, uint32_t dm,
		 policy_each *each, void *arg)
{
	struct policy_trip t = {.arena = a, .policy = p, .dm = dm, .each = each, .arg = arg};

	if (root && (p->kinds & 1u << kind))
		walk(&t, root, schema_root(kind), 0);
}

bool config_number(const struct node *n, double *ret)
{
	struct scalar s = {.kind = SCALAR_STR};

	if (n->kind == NODE_SCALAR)
		s = scalar_resolve(n);
	if (s.kind == SCALAR_INT)
		*ret = (double)s.i;
	else if (s.kind == SCALAR_UINT)
		*ret = (double)s.u;
	else if (s.kind == SCALAR_FLOAT)
		*ret = s.f;
	return s.kind == SCALAR_INT || s.kind == SCALAR_UINT || s.kind == SCALAR_FLOAT;
}

/* As texts, or as numbers or booleans written in another way. */
static bool same_value(const struct node *x, const struct node *y)
{
	double a, b;

	if (str_eq(value_str(x, STR_LIT("")), value_str(y, STR_LIT(""))))
		return true;
	if (config_number(x, &a) && config_number(y, &b))
		return a == b;
	return scalar_resolve(x).kind == SCALAR_BOOL && scalar_resolve(y).kind == SCALAR_BOOL &&
	       value_bool(x, false) == value_bool(y, false);
}

static bool is_allowed(const struct policy *p, const struct node *value)
{
	for (const struct node *n = p->values; n; n = n->next) {
		if (n->kind == NODE_SCALAR && same_value(n, value))
			return true;
	}
	return false;
}

enum policy_fault policy_judge(const struct policy *p, const struct node *value)
{
	enum go_regex_answer answer = GO_REGEX_MATCH;
	double number, limit;

	if (value->kind != NODE_SCALAR)
		return POLICY_KEPT; /* of another type than its field: told by other rules */
	if (p->values && !is_allowed(p, value))
		return POLICY_NOT_ALLOWED;
	if ((p->minimum || p->maximum) && !config_number(value, &number))
		return POLICY_NO_NUMBER;
	if (p->minimum && config_number(p->minimum, &limit) && !(number >= limit))
		return POLICY_TOO_SMALL;
	if (p->maximum && config_number(p->maximum, &limit) && !(number <= limit))
		return POLICY_TOO_LARGE;
	if (p->regex)
		answer = go_regex_match(p->regex, value_str(value, STR_LIT("")));
	return answer == GO_REGEX_MATCH      ? POLICY_KEPT
	       : answer == GO_REGEX_NO_MATCH ? POLICY_NO_MATCH
					     : POLICY_NO_ANSWER;
}
