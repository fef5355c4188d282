/* apply.c: chooses the fixes that go together and makes the new text. Called by src/run, which lints the result again. */
#include <stdlib.h>
#include <string.h>

#include "dmlint/fix.h"

struct chosen {
	const struct edit **edits;
	size_t n, cap;
	struct arena *arena;
};

/* An insertion touches what it stands beside: two at one place would depend on their order. */
static bool overlap(struct span a, struct span b)
{
	return a.lo <= b.hi && b.lo <= a.hi;
}

/* First index whose edit ends at or after lo; the edits are kept sorted and apart. */
static size_t position(const struct chosen *c, uint32_t lo)
{
	size_t from = 0, to = c->n;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (c->edits[mid]->at.hi < lo)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static bool fits(const struct chosen *c, const struct fix *f, const struct text *t)
{
	for (size_t i = 0; i < f->n_edits; i++) {
		const struct edit *e = &f->edits[i];
		size_t k = position(c, e->at.lo);

		if (e->at.lo > e->at.hi || e->at.hi > t->bytes.n)
			return false;
		if (k < c->n && overlap(c->edits[k]->at, e->at))
			return false;
		for (size_t j = 0; j < i; j++) {
			if (overlap(f->edits[j].at, e->at))
				return false;
		}
	}
	return true;
}

static void take(struct chosen *c, const struct edit *e)
{
	size_t k = position(c, e->at.lo);

	if (c->n == c->cap) {
		size_t cap = c->cap ? c->cap * 2 : 16;
		const struct edit **bigger = ARENA_ARRAY(c->arena, const struct edit *, cap);

		if (c->n)
			memcpy(bigger, c->edits, c->n * sizeof(*bigger));
		c->edits = bigger;
		c->cap = cap;
	}
	memmove(c->edits + k + 1, c->edits + k, (c->n - k) * sizeof(*c->edits));
	c->edits[k] = e;
	c->n++;
}

static const struct fix *allowed_fix(const struct diag *d, enum fix_mode mode)
{
	for (const struct fix *f = d->fixes; f; f = f->next) {
		if (f->n_edits && (f->safe || mode == FIX_UNSAFE))
			return f;
	}
	return NULL;
}

void fix_apply(struct arena *a, const struct text *t, const struct diag_list *l, enum fix_mode mode,
	       struct fix_result *ret)
{
	struct chosen c = {.arena = a};
	struct buf out = {0};
	uint32_t done = 0;

	*ret = (struct fix_result){.bytes = t->bytes};
	if (mode == FIX_NONE || t->encoding != TEXT_UTF8)
		return;
	ret->applied = ARENA_ARRAY(a, const struct diag *, l->n + 1);
	for (const struct diag *d = l->first; d; d = d->next) {
		const struct fix *f = allowed_fix(d, mode);

		if (f && !fits(&c, f, t)) {
			ret->n_left++;
		} else if (f) {
			for (size_t i = 0; i < f->n_edits; i++)
				take(&c, &f->edits[i]);
			ret->applied[ret->n_applied++] = d;
		}
	}
	ret->edits = c.edits;
	ret->n_edits = c.n;
	if (c.n == 0)
		return;
	for (size_t i = 0; i < c.n; i++) {
		buf_add(&out, t->bytes.p + done, c.edits[i]->at.lo - done);
		buf_str(&out, c.edits[i]->with);
		done = c.edits[i]->at.hi;
	}
	buf_add(&out, t->bytes.p + done, t->bytes.n - done);
	ret->bytes = arena_str(a, (struct str){out.p, out.n});
	buf_free(&out);
}
