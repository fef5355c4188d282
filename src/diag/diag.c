/* diag.c: the list of findings of one file: order, repetitions, fingerprints. Rules append, run sorts, reporters and
 * exit codes read. It prints nothing and judges nothing. */
#include "dmlint/diag.h"

#include <inttypes.h>
#include <stdlib.h>

static const char *const names[] = {
	[SEV_OFF] = "off",
	[SEV_NOTE] = "note",
	[SEV_WARNING] = "warning",
	[SEV_ERROR] = "error",
};

const char *severity_name(enum severity s)
{
	return names[s];
}

bool severity_parse(struct str s, enum severity *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (str_eq_c(s, names[i])) {
			*ret = (enum severity)i;
			return true;
		}
	}
	return false;
}

void diag_append(struct diag_list *l, struct diag *d)
{
	d->next = NULL;
	if (l->last)
		l->last->next = d;
	else
		l->first = d;
	l->last = d;
	l->n++;
}

static struct note *copy_notes(struct arena *a, const struct note *n)
{
	struct note *first = NULL, **end = &first;

	for (; n; n = n->next) {
		struct note *copy = ARENA_NEW(a, struct note);

		*copy = (struct note){.in = n->in, .at = n->at, .text = arena_str(a, n->text)};
		*end = copy;
		end = &copy->next;
	}
	return first;
}

static struct fix *copy_fixes(struct arena *a, const struct fix *f)
{
	struct fix *first = NULL, **end = &first;

	for (; f; f = f->next) {
		struct fix *copy = ARENA_NEW(a, struct fix);

		*copy = *f;
		copy->title = arena_str(a, f->title);
		copy->edits = ARENA_ARRAY(a, struct edit, f->n_edits);
		for (size_t i = 0; i < f->n_edits; i++)
			copy->edits[i] = (struct edit){f->edits[i].at, arena_str(a, f->edits[i].with)};
		*end = copy;
		end = &copy->next;
	}
	return first;
}

static struct statement *copy_statements(struct arena *a, const struct statement *s)
{
	struct statement *first = NULL, **end = &first;

	for (; s; s = s->next) {
		struct statement *copy = ARENA_NEW(a, struct statement);

		*copy = (struct statement){.server = arena_str(a, s->server), .sql = arena_str(a, s->sql)};
		*end = copy;
		end = &copy->next;
	}
	return first;
}

static struct str copy_str(struct arena *a, struct str s)
{
	return s.p ? arena_str(a, s) : s;
}

struct diag_list diag_copy_list(struct arena *a, const struct diag_list *l)
{
	struct diag_list copies = {0};

	for (const struct diag *d = l->first; d; d = d->next) {
		struct diag *copy = ARENA_NEW(a, struct diag);

		*copy = *d;
		copy->message = copy_str(a, d->message);
		copy->help = copy_str(a, d->help);
		copy->field = copy_str(a, d->field);
		copy->policy = copy_str(a, d->policy);
		copy->fingerprint = copy_str(a, d->fingerprint);
		copy->notes = copy_notes(a, d->notes);
		copy->fixes = copy_fixes(a, d->fixes);
		copy->statements = copy_statements(a, d->statements);
		diag_append(&copies, copy);
	}
	return copies;
}

struct slot {
	struct diag *d;
	size_t index; /* order of arrival: qsort is not stable by itself */
};

static int compare_place(const struct diag *x, const struct diag *y)
{
	if (x->at.lo != y->at.lo)
		return x->at.lo < y->at.lo ? -1 : 1;
	int c = str_cmp(str_from(x->rule->id), str_from(y->rule->id));
	if (c == 0)
		c = str_cmp(x->message, y->message);
	if (c == 0 && x->at.hi != y->at.hi)
		c = x->at.hi < y->at.hi ? -1 : 1;
	return c;
}

static int compare_slots(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;
	int c = compare_place(x->d, y->d);
	if (c == 0)
		c = x->index < y->index ? -1 : 1;
	return c;
}

void diag_sort(struct diag_list *l, struct arena *a)
{
	if (l->n < 2)
		return;
	struct slot *slots = ARENA_ARRAY(a, struct slot, l->n);
	size_t n = 0;
	for (struct diag *d = l->first; d; d = d->next) {
		slots[n] = (struct slot){.d = d, .index = n};
		n++;
	}
	qsort(slots, n, sizeof(*slots), compare_slots);
	*l = (struct diag_list){0};
	for (size_t i = 0; i < n; i++) {
		if (!l->last || compare_place(l->last, slots[i].d) != 0)
			diag_append(l, slots[i].d);
	}
}

/* seen: what a fingerprint is made of -> how often so far. */
static void set_fingerprint(struct diag *d, struct strmap *seen)
{
	/* Without a place in the tree the message is all that tells two findings of a rule apart. */
	struct str what = d->key.n || d->field.n ? d->key : d->message;
	struct buf b = {0};
	buf_c(&b, d->rule->id);
	buf_char(&b, '\0');
	buf_str(&b, d->field);
	buf_char(&b, '\0');
	buf_str(&b, what);
	struct str made_of = arena_str(seen->arena, (struct str){.p = b.p, .n = b.n});
	size_t *count = strmap_get(seen, made_of);
	if (!count) {
		count = ARENA_NEW(seen->arena, size_t);
		(void)strmap_put(seen, made_of, count);
	}
	if (*count > 0) {
		buf_char(&b, '\0');
		buf_fmt(&b, "%zu", *count);
	}
	++*count;
	d->fingerprint = arena_fmt(seen->arena, "%016" PRIx64, str_hash((struct str){.p = b.p, .n = b.n}));
	buf_free(&b);
}

void diag_fingerprints(struct diag_list *l, struct diag_list *suppressed, struct arena *a)
{
	struct strmap seen = {.arena = a};
	struct diag *d = l->first, *s = suppressed->first;
	while (d || s) {
		struct diag **next = !s || (d && compare_place(d, s) <= 0) ? &d : &s;
		set_fingerprint(*next, &seen);
		*next = (*next)->next;
	}
}
