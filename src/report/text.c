/* text.c: the default form, for people: each finding with its source line and an underline, notes and help below, and a
 * last line with the counts. */
#include "internal.h"

#include "dmlint/baseline.h"

static const struct palette plain = {
	.path = "",
	.severity = {"", "", "", ""},
	.frame = "",
	.caret = "",
	.off = "",
};
static const struct palette coloured = {
	.path = "\x1b[1m",
	.severity = {"", "\x1b[1;36m", "\x1b[1;33m", "\x1b[1;31m"},
	.frame = "\x1b[34m",
	.caret = "\x1b[1;32m",
	.off = "\x1b[0m",
};

static void put_head(struct buf *b, const struct text *t, struct span at, enum severity s, const struct palette *p)
{
	struct pos pos = text_pos(t, at.lo);
	buf_c(b, p->path);
	buf_clean(b, t->path);
	buf_fmt(b, ":%u:%u:%s %s%s:%s ", pos.line, pos.column, p->off, p->severity[s], severity_name(s), p->off);
}

/* All frames of a finding stand under one another: room for the largest line number among them. */
static unsigned gutter_width(const struct text *t, const struct diag *d)
{
	uint32_t line = text_pos(t, d->at.lo).line;
	for (const struct note *n = d->notes; n; n = n->next) {
		uint32_t other = text_pos(n->in ? n->in : t, n->at.lo).line;
		if (other > line)
			line = other;
	}
	unsigned digits = 1;
	for (; line >= 10; line /= 10)
		digits++;
	return digits < 4 ? 4 : digits;
}

static void put_finding(struct buf *b, struct view *v, const struct file_report *f, const struct diag *d,
			struct str help)
{
	const struct palette *p = v->palette;
	v->gutter = gutter_width(f->text, d);
	put_head(b, f->text, d->at, d->severity, p);
	buf_clean(b, d->message);
	buf_char(b, ' ');
	put_rule(b, d);
	buf_char(b, '\n');
	put_snippet(b, v, d->at);
	for (const struct note *n = d->notes; n; n = n->next) {
		/* Lines are remembered for one file. */
		struct view other = {.text = n->in,
				     .palette = p,
				     .arena = v->arena,
				     .gutter = v->gutter,
				     .lines = {.arena = v->arena}};
		put_head(b, n->in ? n->in : f->text, n->at, SEV_NOTE, p);
		buf_clean(b, n->text);
		buf_char(b, '\n');
		put_snippet(b, n->in ? &other : v, n->at);
	}
	if (help.n) {
		buf_fmt(b, "%s%*s =%s help: ", p->frame, (int)v->gutter, "", p->off);
		buf_clean(b, help);
		buf_char(b, '\n');
	}
}

static void put_findings(struct buf *b, const struct file_report *f, const struct report_options *o,
			 const struct palette *p)
{
	struct view view = {.text = f->text, .palette = p, .arena = o->arena, .lines = {.arena = o->arena}};
	/* A rule's general remedy is worth reading once a file. */
	struct strmap remedies = {.arena = o->arena};
	size_t shown = 0;
	for (const struct diag *d = f->diags.first; d; d = d->next) {
		if (o->max_findings && shown++ == o->max_findings) {
			buf_clean(b, f->path);
			buf_c(b, ": ");
			put_count(b, f->diags.n - o->max_findings, "more finding");
			buf_c(b, " not shown\n");
			return;
		}
		struct str help = d->help;
		if (!help.n && !strmap_put(&remedies, str_from(d->rule->id), &view))
			help = str_from(d->rule->remedy);
		put_finding(b, &view, f, d, help);
	}
}

void put_summary(struct buf *b, const struct run_report *r)
{
	if (r->n_errors + r->n_warnings + r->n_notes == 0)
		buf_c(b, "nothing found");
	if (r->n_errors)
		put_count(b, r->n_errors, "error");
	if (r->n_warnings) {
		buf_c(b, r->n_errors ? ", " : "");
		put_count(b, r->n_warnings, "warning");
	}
	if (r->n_notes) {
		buf_c(b, r->n_errors || r->n_warnings ? ", " : "");
		put_count(b, r->n_notes, "note");
	}
	buf_c(b, " in ");
	put_count(b, r->n_files - r->n_failed, "file");
	if (r->n_skipped) {
		buf_c(b, ", ");
		put_count(b, r->n_skipped, "file");
		buf_c(b, " that DM does not read skipped");
	}
	if (r->n_excluded) {
		buf_c(b, ", ");
		put_count(b, r->n_excluded, "file");
		buf_c(b, " excluded");
	}
	if (r->n_failed) {
		buf_c(b, ", ");
		put_count(b, r->n_failed, "file");
		buf_c(b, " not read");
	}
	if (r->n_suppressed)
		buf_fmt(b, "; %zu suppressed", r->n_suppressed);
	if (r->n_fixed) {
		buf_fmt(b, "; %zu %s written", r->n_fixed, r->n_fixed == 1 ? "fix" : "fixes");
	}
	if (r->has_baseline)
		buf_fmt(b, "; %zu known", r->n_known);
	if (r->n_gone)
		buf_fmt(b, ", %zu gone: --write-baseline renews the baseline", r->n_gone);
	if (r->n_servers) {
		buf_c(b, r->recorded ? "; answers of " : "; ");
		put_count(b, r->n_servers, "server");
		buf_c(b, r->recorded ? " read from a record" : " asked");
		if (r->n_unanswered)
			buf_fmt(b, ", %zu gave no connection", r->n_unanswered);
		buf_char(b, '\n');
	} else {
		buf_c(b, "; no server was asked\n");
	}
}

/* What the baseline need not hold any longer. */
static void put_gone(struct buf *b, const struct run_report *r)
{
	for (size_t i = 0; i < r->n_gone; i++) {
		const struct baseline_entry *e = r->gone[i];
		buf_clean(b, e->path);
		buf_c(b, ": gone: ");
		buf_clean(b, e->message);
		buf_c(b, " [");
		buf_clean(b, e->rule);
		buf_char(b, ' ');
		buf_clean(b, e->id);
		buf_c(b, "]\n");
	}
}

void render_text(struct buf *out, const struct run_report *r, const struct report_options *o)
{
	const struct palette *p = o->color ? &coloured : &plain;
	for (size_t i = 0; i < r->n_files; i++) {
		const struct file_report *f = &r->files[i];
		put_findings(out, f, o, p);
		if (f->dm_version_why.n && !o->quiet) {
			buf_clean(out, f->path);
			buf_fmt(out, ": checked as DM %.*s: ", STR_FMT(f->dm_version));
			buf_clean(out, f->dm_version_why);
			buf_char(out, '\n');
		}
		put_compat(out, f);
	}
	for (size_t i = 0; i < r->n_files && !o->quiet; i++)
		put_checklist(out, &r->files[i], p);
	if (!o->quiet)
		put_gone(out, r);
	if (!o->quiet)
		put_summary(out, r);
}
