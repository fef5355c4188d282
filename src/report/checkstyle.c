/* checkstyle.c: the XML form of Checkstyle, which many review and build tools read: each file with its findings. A file that
 * could not be read stands there with one error on line 0. */
#include "internal.h"

static void put_finding(struct buf *b, const struct file_report *f, const struct diag *d)
{
	struct pos pos = text_pos(f->text, d->at.lo);
	const char *severity = d->severity == SEV_NOTE ? "info" : severity_name(d->severity);
	buf_fmt(b, "  <error line=\"%u\" column=\"%u\" severity=\"%s\" message=\"", pos.line, pos.column, severity);
	put_xml(b, d->message);
	buf_char(b, ' ');
	put_rule(b, d);
	buf_fmt(b, "\" source=\"dmlint.%s\"/>\n", d->rule->name);
}

static void put_file(struct buf *b, const struct file_report *f, const struct report_options *o)
{
	size_t shown = 0;
	buf_c(b, " <file name=\"");
	put_xml(b, f->path);
	buf_c(b, "\">\n");
	if (!f->text) {
		buf_c(b, "  <error line=\"0\" severity=\"error\" message=\"");
		put_xml(b, f->failure);
		buf_c(b, "\" source=\"dmlint.unreadable-file\"/>\n");
	}
	for (const struct diag *d = f->diags.first; d; d = d->next) {
		if (o->max_findings && shown++ == o->max_findings)
			break;
		put_finding(b, f, d);
	}
	buf_c(b, " </file>\n");
}

void render_checkstyle(struct buf *out, const struct run_report *r, const struct report_options *o)
{
	buf_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n");
	for (size_t i = 0; i < r->n_files; i++)
		put_file(out, &r->files[i], o);
	buf_c(out, "</checkstyle>\n");
}
