/* test_diag.c: order, repetitions and fingerprints of findings. */
#include "dmlint/diag.h"

#include "unit.h"

static const struct rule_info rule_a = {.id = "DML0101", .name = "a"};
static const struct rule_info rule_b = {.id = "DML0102", .name = "b"};

static struct diag *add(struct diag_list *l, struct arena *a, const struct rule_info *r, uint32_t lo, const char *msg)
{
	struct diag *d = ARENA_NEW(a, struct diag);
	*d = (struct diag){.rule = r, .severity = SEV_ERROR, .at = {lo, lo + 1}, .message = str_from(msg)};
	diag_append(l, d);
	return d;
}

static void test_severity(struct unit *u)
{
	enum severity s = SEV_NOTE;
	CHECK(u, severity_parse(STR_LIT("off"), &s) && s == SEV_OFF);
	CHECK(u, severity_parse(STR_LIT("error"), &s) && s == SEV_ERROR);
	CHECK(u, !severity_parse(STR_LIT("Error"), &s));
	CHECK(u, !severity_parse(STR_LIT(""), &s));
	CHECK(u, s == SEV_ERROR);
	CHECK_STR(u, str_from(severity_name(SEV_WARNING)), "warning");
}

static void test_sort(struct unit *u)
{
	struct arena *a = arena_new();
	struct diag_list l = {0};
	diag_sort(&l, a);
	CHECK_NUM(u, l.n, 0);
	add(&l, a, &rule_b, 20, "x");
	add(&l, a, &rule_a, 20, "y");
	add(&l, a, &rule_a, 5, "z");
	add(&l, a, &rule_a, 20, "x");
	struct diag *repeated = add(&l, a, &rule_a, 20, "y");
	repeated->severity = SEV_NOTE;
	diag_sort(&l, a);
	CHECK_NUM(u, l.n, 4);
	const struct diag *d = l.first;
	CHECK_STR(u, d->message, "z");
	d = d->next;
	CHECK_STR(u, d->message, "x");
	CHECK(u, d->rule == &rule_a);
	d = d->next;
	CHECK_STR(u, d->message, "y");
	CHECK_NUM(u, d->severity, SEV_ERROR);
	d = d->next;
	CHECK(u, d->rule == &rule_b);
	CHECK(u, d == l.last && !d->next);
	arena_free(a);
}

static void test_fingerprints(struct unit *u)
{
	struct arena *a = arena_new();
	struct diag_list l = {0}, moved = {0}, none = {0}, suppressed = {0};
	struct diag *second;
	add(&l, a, &rule_a, 1, "m")->key = STR_LIT("k");
	second = add(&l, a, &rule_a, 9, "m");
	second->key = STR_LIT("k");
	add(&l, a, &rule_b, 9, "m")->key = STR_LIT("k");
	add(&l, a, &rule_a, 30, "one");
	add(&l, a, &rule_a, 31, "two");
	diag_fingerprints(&l, &none, a);
	add(&moved, a, &rule_a, 77, "said otherwise")->key = STR_LIT("k");
	diag_fingerprints(&moved, &none, a);
	CHECK_NUM(u, l.first->fingerprint.n, 16);
	CHECK(u, str_eq(l.first->fingerprint, moved.first->fingerprint));
	for (const struct diag *x = l.first; x; x = x->next) {
		for (const struct diag *y = x->next; y; y = y->next)
			CHECK(u, !str_eq(x->fingerprint, y->fingerprint));
	}
	/* The second of two equal ones keeps its own when the first is suppressed. */
	add(&suppressed, a, &rule_a, 50, "m")->key = STR_LIT("k");
	moved.first->at.lo = 77;
	diag_fingerprints(&moved, &suppressed, a);
	CHECK(u, str_eq(suppressed.first->fingerprint, l.first->fingerprint));
	CHECK(u, str_eq(moved.first->fingerprint, second->fingerprint));
	arena_free(a);
}

int main(void)
{
	struct unit u = {0};
	test_severity(&u);
	test_sort(&u);
	test_fingerprints(&u);
	return unit_done(&u);
}
