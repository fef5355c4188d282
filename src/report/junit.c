/* junit.c: JUnit XML: a suite for each file, a case for each finding, or one case that passes. What --fail-on counts is a
 * failure, milder findings pass and stand in the output of their case; a file that could not be read is an error. */
#include "internal.h"

struct tally {
	size_t tests, failures, errors;
};

static bool is_failure(const struct file_report *f, const struct diag *d)
{
	return f->fail_on != SEV_OFF && d->severity >= f->fail_on;
}

static struct tally count(const struct file_report *f, const struct report_options *o)
{
	struct tally t = {0};
	if (!f->text)
		return (struct tally){.tests = 1, .errors = 1};
	for (const struct diag *d = f->diags.first; d; d = d->next) {
		if (o->max_findings && t.tests == o->max_findings)
			break;
		t.tests++;
		t.failures += is_failure(f, d);
	}
	if (t.tests == 0)
		t.tests = 1;
	return t;
}

static void put_tally(struct buf *b, struct tally t)
{
	buf_fmt(b, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", t.tests, t.failures, t.errors);
}

static void put_case(struct buf *b, const struct file_report *f)
{
	buf_c(b, "  <testcase classname=\"");
	put_xml(b, f->path);
	buf_c(b, "\" name=\"");
}

static void put_details(struct buf *b, const struct file_report *f, const struct diag *d)
{
	struct pos pos = text_pos(f->text, d->at.lo);
	struct str help = finding_help(d);
	put_xml(b, f->path);
	buf_fmt(b, ":%u:%u: %s: ", pos.line, pos.column, severity_name(d->severity));
	put_xml(b, d->message);
	buf_char(b, ' ');
	put_rule(b, d);
	for (const struct note *n = d->notes; n; n = n->next) {
		const struct text *in = n->in ? n->in : f->text;
		pos = text_pos(in, n->at.lo);
		buf_char(b, '\n');
		put_xml(b, in->path);
		buf_fmt(b, ":%u:%u: note: ", pos.line, pos.column);
		put_xml(b, n->text);
	}
	if (help.n) {
		buf_c(b, "\nhelp: ");
		put_xml(b, help);
	}
}

static void put_finding(struct buf *b, const struct file_report *f, const struct diag *d)
{
	/* The name keeps its meaning between runs: no line in it. */
	put_case(b, f);
	buf_fmt(b, "%s %s", d->rule->name, d->rule->id);
	if (d->field.n) {
		buf_c(b, ": ");
		put_xml(b, d->field);
	}
	buf_c(b, "\">\n");
	if (is_failure(f, d)) {
		buf_fmt(b, "   <failure type=\"%s\" message=\"", severity_name(d->severity));
		put_xml(b, d->message);
		buf_c(b, "\">");
		put_details(b, f, d);
		buf_c(b, "</failure>\n");
	} else {
		buf_c(b, "   <system-out>");
		put_details(b, f, d);
		buf_c(b, "</system-out>\n");
	}
	buf_c(b, "  </testcase>\n");
}

static void put_suite(struct buf *b, const struct file_report *f, const struct report_options *o)
{
	size_t shown = 0;
	buf_c(b, " <testsuite name=\"");
	put_xml(b, f->path);
	buf_char(b, '"');
	put_tally(b, count(f, o));
	buf_c(b, ">\n");
	for (const struct diag *d = f->diags.first; d; d = d->next) {
		if (o->max_findings && shown++ == o->max_findings)
			break;
		put_finding(b, f, d);
	}
	if (!f->text) {
		put_case(b, f);
		buf_c(b, "readable\">\n   <error type=\"unreadable-file\" message=\"");
		put_xml(b, f->failure);
		buf_c(b, "\"/>\n  </testcase>\n");
	} else if (!f->diags.first) {
		put_case(b, f);
		buf_c(b, "nothing found\"/>\n");
	}
	buf_c(b, " </testsuite>\n");
}

void render_junit(struct buf *out, const struct run_report *r, const struct report_options *o)
{
	struct tally sum = {0};
	for (size_t i = 0; i < r->n_files; i++) {
		struct tally t = count(&r->files[i], o);
		sum.tests += t.tests;
		sum.failures += t.failures;
		sum.errors += t.errors;
	}
	buf_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dmlint\"");
	put_tally(out, sum);
	buf_c(out, ">\n");
	for (size_t i = 0; i < r->n_files; i++)
		put_suite(out, &r->files[i], o);
	buf_c(out, "</testsuites>\n");
}
