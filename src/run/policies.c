/* policies.c: tries policies on the examples that they carry, for `dmlint policies --test`. Called by src/cli. */
#include <string.h>

#include "internal.h"

/* What an example says of this policy; the first syntax error where it cannot be read. */
static const struct diag *first_finding(const struct file_report *f)
{
	for (const struct diag *d = f->diags.first; d; d = d->next) {
		if (strcmp(d->rule->id, "DML9101") == 0 || strcmp(d->rule->id, "DML0001") == 0)
			return d;
	}
	return NULL;
}

static void test_one(struct arena *a, const struct policy *p, uint32_t dm, struct policy_test *t)
{
	bool task = p->kinds & 1u << CONFIG_TASK, source = p->kinds & 1u << CONFIG_SOURCE;
	struct run_options o = {
		.dm = dm,
		.kind = task && source ? CONFIG_UNKNOWN
			: task         ? CONFIG_TASK
				       : CONFIG_SOURCE,
		.policies = p,
		.n_policies = 1,
	};
	const struct diag *d;
	struct file_report f;

	run_lint_bytes(a, p->name, value_str(t->example, STR_LIT("")), &o, &f);
	d = first_finding(&f);
	t->readable = strcmp(f.kind, "unknown") != 0 && !(d && strcmp(d->rule->id, "DML0001") == 0);
	t->broken = d != NULL;
	t->finding = d ? d->message : STR_LIT("neither a task nor a source");
}

static size_t test_list(struct arena *a, const struct policy *p, bool good, uint32_t dm, struct policy_test *ret)
{
	size_t n = 0;

	for (const struct node *e = good ? p->good : p->bad; e; e = e->next, n++) {
		ret[n] = (struct policy_test){.policy = p, .example = e, .good = good};
		test_one(a, p, dm, &ret[n]);
	}
	return n;
}

static size_t count(const struct node *first)
{
	return first ? node_count(first->parent) : 0;
}

size_t run_test_policies(struct arena *a, const struct config *c, uint32_t dm, struct policy_test **ret)
{
	size_t n = 0, room = 1;

	for (size_t i = 0; i < c->n_policies; i++)
		room += count(c->policies[i].good) + count(c->policies[i].bad);
	*ret = ARENA_ARRAY(a, struct policy_test, room);
	for (size_t i = 0; i < c->n_policies; i++) {
		struct policy *p = &c->policies[i];

		policy_compile(a, p);
		n += test_list(a, p, true, dm, *ret + n);
		n += test_list(a, p, false, dm, *ret + n);
		policy_release(p);
	}
	return n;
}
