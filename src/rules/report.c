/* report.c: how rules make findings. The only place where a row of schemas/checks.tsv becomes severity, code and order. */
#include <string.h>

#include "dmlint/rule.h"

static struct diag *placeholder_at(const struct lint *l, struct span at)
{
	size_t lo = 0, hi = l->n_placeholders;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct placeholder *p = &l->placeholders[mid];

		if (at.lo >= p->at.lo && at.hi <= p->at.hi)
			return p->diag;
		if (at.lo < p->at.lo)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

/* What DM is told not to look at does not keep a task from starting. It is still there when the task runs. */
static void lower_ignored(struct lint *l, struct diag *d)
{
	const struct node *item = l->ignored;

	if (!item || l->overridden || d->severity != SEV_ERROR)
		return;
	d->severity = SEV_WARNING;
	report_note(
		l, d, item->span,
		"DM's check is skipped by \"%.*s\" in \"ignore-checking-items\": the task starts, and meets this while it "
		"runs",
		STR_FMT(item->text));
}

static PRINTF_LIKE(3, 0) struct diag *new_diag(struct lint *l, struct span at, const char *fmt, va_list ap)
{
	struct diag *d = placeholder_at(l, at);

	if (d)
		return d;
	d = ARENA_NEW(l->arena, struct diag);
	d->rule = &l->rule->info;
	d->severity = l->severity;
	d->at = at;
	d->message = arena_vfmt(l->arena, fmt, ap);
	diag_append(l->out, d);
	lower_ignored(l, d);
	return d;
}

struct diag *report(struct lint *l, struct span at, const char *fmt, ...)
{
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	d = new_diag(l, at, fmt, ap);
	va_end(ap);
	return d;
}

static uint64_t check_order(const struct lint *l, const struct dm_check *c)
{
	bool per_instance = c->phase == PHASE_INSTANCE || c->phase == PHASE_SUBTASK || c->phase == PHASE_CHECKER;

	return ((uint64_t)c->phase << 48) | ((uint64_t)(per_instance ? l->instance : 0) << 16) | c->step;
}

/* The worker of DM 1.0 reads TOML, by another library and with other codes. */
static const char *check_of_kind(const struct lint *l, const char *check)
{
	if (l->kind == CONFIG_WORKER && strcmp(check, "decode") == 0)
		return "worker-decode";
	if (l->kind == CONFIG_WORKER && strcmp(check, "unknown-key") == 0)
		return "worker-unknown-key";
	return check;
}

struct diag *report_check(struct lint *l, const char *check, struct span at, const char *fmt, ...)
{
	const struct dm_check *c = dm_check_find(check_of_kind(l, check), l->dm);
	struct diag *d;
	va_list ap;

	if (!c)
		return NULL;
	va_start(ap, fmt);
	d = new_diag(l, at, fmt, ap);
	va_end(ap);
	if (l->kind == CONFIG_INVENTORY || l->kind == CONFIG_DMLINT)
		return d; /* Ansible's, and dmlint's own: DM never sees them */
	if (c->effect == DM_REJECTS || c->effect == DM_PANICS) {
		if (d->dm_rejects && d->dm_order <= check_order(l, c))
			return d;
		if (d->rule != &l->rule->info && d->severity != SEV_OFF)
			d->severity = SEV_ERROR; /* the placeholder is what makes DM refuse the file */
		d->dm_rejects = true;
		d->dm_panics = c->effect == DM_PANICS;
		d->dm_code = c->code;
		d->dm_order = check_order(l, c);
	} else if (d->severity > SEV_WARNING) {
		d->severity = SEV_WARNING;
	}
	if (d->dm_panics && d->rule == &l->rule->info)
		d->help = STR_LIT("DM crashes on this instead of reporting an error");
	return d;
}

static PRINTF_LIKE(5, 0) void add_note(struct lint *l, struct diag *d, const struct text *text, struct span at,
				       const char *fmt, va_list ap)
{
	struct note *n, **end;

	if (!d || d->rule != &l->rule->info)
		return;
	n = ARENA_NEW(l->arena, struct note);
	n->in = text;
	n->at = at;
	n->text = arena_vfmt(l->arena, fmt, ap);
	for (end = &d->notes; *end; end = &(*end)->next)
		;
	*end = n;
}

void report_note(struct lint *l, struct diag *d, struct span at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_note(l, d, NULL, at, fmt, ap);
	va_end(ap);
}

void report_note_in(struct lint *l, struct diag *d, const struct text *text, struct span at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_note(l, d, text, at, fmt, ap);
	va_end(ap);
}

void report_severity(struct lint *l, struct diag *d, enum severity s)
{
	if (!d || d->rule != &l->rule->info || l->overridden)
		return;
	d->severity = s;
	lower_ignored(l, d);
}

void report_help(struct lint *l, struct diag *d, const char *fmt, ...)
{
	va_list ap;

	if (!d || d->rule != &l->rule->info)
		return;
	va_start(ap, fmt);
	d->help = arena_vfmt(l->arena, fmt, ap);
	va_end(ap);
}

void report_field(struct lint *l, struct diag *d, const struct node *n)
{
	struct span at;

	if (!d || !n || d->rule != &l->rule->info)
		return;
	d->field = node_path(n, l->arena);
	at = n->span;
	if (n->field && n->field->secret)
		return;
	if (n->kind == NODE_SCALAR && at.hi - at.lo <= 64)
		d->key = (struct str){l->doc->text->bytes.p + at.lo, at.hi - at.lo};
}

struct fix *report_fix(struct lint *l, struct diag *d, bool safe, struct span at, struct str with, const char *fmt, ...)
{
	struct fix *f, **end;
	va_list ap;

	if (!d || d->rule != &l->rule->info)
		return NULL;
	f = ARENA_NEW(l->arena, struct fix);
	va_start(ap, fmt);
	f->title = arena_vfmt(l->arena, fmt, ap);
	va_end(ap);
	f->safe = safe;
	report_edit(l, f, at, with);
	for (end = &d->fixes; *end; end = &(*end)->next)
		;
	*end = f;
	return f;
}

void report_edit(struct lint *l, struct fix *f, struct span at, struct str with)
{
	struct edit *e;

	if (!f)
		return;
	e = ARENA_ARRAY(l->arena, struct edit, f->n_edits + 1);
	for (size_t i = 0; i < f->n_edits; i++)
		e[i] = f->edits[i];
	e[f->n_edits] = (struct edit){at, with};
	f->edits = e;
	f->n_edits++;
}

void live_not_applicable(struct lint *l, const char *why)
{
	l->not_applicable = why;
}

void live_not_made(struct lint *l, const char *why)
{
	l->not_made = why;
}
