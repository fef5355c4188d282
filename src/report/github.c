/* github.c: workflow commands of GitHub Actions, which become annotations at their lines, and the counts for the log. Nothing
 * that comes from a file stands outside a command: the runner would obey what looks like one. */
#include "internal.h"

/* What the runner decodes again; in properties also what separates them. */
static void put_escaped(struct buf *b, struct str s, bool property)
{
	struct buf clean = {0};
	buf_clean(&clean, s);
	for (size_t i = 0; i < clean.n; i++) {
		char c = clean.p[i];
		if (c == '%')
			buf_c(b, "%25");
		else if (property && c == ':')
			buf_c(b, "%3A");
		else if (property && c == ',')
			buf_c(b, "%2C");
		else
			buf_char(b, c);
	}
	buf_free(&clean);
}

static void put_note(struct buf *b, const struct file_report *f, const struct note *n)
{
	const struct text *in = n->in ? n->in : f->text;
	struct pos pos = text_pos(in, n->at.lo);
	buf_c(b, "%0A");
	put_escaped(b, in->path, false);
	buf_fmt(b, ":%u:%u: ", pos.line, pos.column);
	put_escaped(b, n->text, false);
}

static void put_finding(struct buf *b, const struct file_report *f, const struct diag *d)
{
	struct pos from = text_pos(f->text, d->at.lo), to = last_pos(f->text, d->at);
	struct str help = finding_help(d);
	buf_fmt(b, "::%s file=", d->severity == SEV_NOTE ? "notice" : severity_name(d->severity));
	put_escaped(b, f->path, true);
	buf_fmt(b, ",line=%u", from.line);
	if (to.line == from.line)
		buf_fmt(b, ",col=%u,endColumn=%u", from.column, to.column);
	else
		buf_fmt(b, ",endLine=%u", to.line);
	buf_fmt(b, ",title=%s %s", d->rule->name, d->rule->id);
	if (d->dm_code)
		buf_fmt(b, " (DM %d)", d->dm_code);
	buf_c(b, "::");
	put_escaped(b, d->message, false);
	for (const struct note *n = d->notes; n; n = n->next)
		put_note(b, f, n);
	if (help.n) {
		buf_c(b, "%0Ahelp: ");
		put_escaped(b, help, false);
	}
	buf_char(b, '\n');
}

static void put_notice(struct buf *b, const char *kind, const struct file_report *f, const char *title)
{
	buf_fmt(b, "::%s file=", kind);
	put_escaped(b, f->path, true);
	buf_fmt(b, ",title=%s::", title);
}

static void put_verdicts(struct buf *b, const struct file_report *f)
{
	for (size_t i = 0; i < f->n_compat; i++) {
		const struct compat_row *row = &f->compat[i];
		put_notice(b, "notice", f, "compatibility");
		buf_fmt(b, "DM %s %s", row->version, row->rejects ? "rejects: " : "accepts");
		if (row->rejects)
			put_escaped(b, row->message, false);
		if (row->rejects && row->dm_code)
			buf_fmt(b, " [DM %d]", row->dm_code);
		buf_char(b, '\n');
	}
}

void render_github(struct buf *out, const struct run_report *r, const struct report_options *o)
{
	for (size_t i = 0; i < r->n_files; i++) {
		const struct file_report *f = &r->files[i];
		size_t shown = 0;
		for (const struct diag *d = f->diags.first; d; d = d->next) {
			if (o->max_findings && shown++ == o->max_findings)
				break;
			put_finding(out, f, d);
		}
		if (!f->text) {
			put_notice(out, "error", f, "unreadable file");
			put_escaped(out, f->failure, false);
			buf_char(out, '\n');
		}
		if (f->dm_version_why.n && !o->quiet) {
			put_notice(out, "notice", f, "DM version");
			buf_fmt(out, "checked as DM %.*s: ", STR_FMT(f->dm_version));
			put_escaped(out, f->dm_version_why, false);
			buf_char(out, '\n');
		}
		put_verdicts(out, f);
	}
	if (!o->quiet)
		put_summary(out, r);
}
