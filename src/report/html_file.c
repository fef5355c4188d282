/* html_file.c: one file in the html form: what DM makes of it, the way of its tables, and its findings with their lines, which
 * doc has masked. Called by the page. */
#include <string.h>

#include "html.h"

/* Tabs stay: the page shows lines as they are. */
static void put_code(struct buf *b, struct str s)
{
	while (s.n) {
		const char *tab = memchr(s.p, '\t', s.n);
		size_t n = tab ? (size_t)(tab - s.p) : s.n;
		put_xml(b, (struct str){s.p, n});
		if (tab)
			buf_char(b, '\t');
		n += tab != NULL;
		s = (struct str){s.p + n, s.n - n};
	}
}

/* Something must be seen of an empty place: the character behind it. */
static size_t end_of_mark(const struct excerpt *e)
{
	uint32_t cp;
	if (e->hi > e->lo || e->lo == e->s.n)
		return e->hi > e->lo ? e->hi : e->lo;
	return e->lo + utf8_decode(e->s.p + e->lo, e->s.n - e->lo, &cp);
}

static void put_line(struct buf *b, struct view *v, struct span at)
{
	struct excerpt e = excerpt_of(v, at);
	size_t hi = end_of_mark(&e);
	buf_fmt(b, "<pre><code><i>%u</i>  %s", e.line, e.cut_before ? "<i>\xe2\x80\xa6</i>" : "");
	put_code(b, (struct str){e.s.p, e.lo});
	buf_c(b, "<mark>");
	put_code(b, (struct str){e.s.p + e.lo, hi - e.lo});
	if (hi == e.lo)
		buf_char(b, ' ');
	buf_c(b, "</mark>");
	put_code(b, (struct str){e.s.p + hi, e.s.n - hi});
	if (e.cut_after)
		buf_c(b, "<i>\xe2\x80\xa6</i>");
	if (e.last != e.line)
		buf_fmt(b, "\n<i>up to line %u</i>", e.last);
	buf_c(b, "</code></pre>\n");
}

static void put_place(struct buf *b, const struct text *t, struct span at)
{
	struct pos pos = text_pos(t, at.lo);
	buf_c(b, "<code>");
	put_xml(b, t->path);
	buf_fmt(b, ":%u:%u</code>", pos.line, pos.column);
}

static void put_notes(struct buf *b, struct view *v, const struct diag *d)
{
	for (const struct note *n = d->notes; n; n = n->next) {
		struct view other = {.text = n->in, .arena = v->arena, .lines = {.arena = v->arena}};
		buf_c(b, "<p>");
		put_place(b, n->in ? n->in : v->text, n->at);
		buf_c(b, ": ");
		put_xml(b, n->text);
		buf_c(b, "</p>\n");
		put_line(b, n->in ? &other : v, n->at);
	}
}

static void put_rule_link(struct buf *b, const struct rule_info *r)
{
	buf_fmt(b, "<a href=\"#%s\">%s %s</a>", r->id, r->name, r->id);
}

static void put_finding(struct buf *b, struct view *v, const struct diag *d, size_t file, size_t number)
{
	const char *severity = severity_name(d->severity);
	struct str help = finding_help(d);
	buf_fmt(b, "<li id=\"f%zu-%zu\" class=\"%s\">\n<p class=\"%s\"><b>%s:</b> ", file, number, severity, severity,
		severity);
	put_xml(b, d->message);
	buf_c(b, "</p>\n<p class=\"dim\">");
	put_place(b, v->text, d->at);
	buf_c(b, " \xc2\xb7 ");
	put_rule_link(b, d->rule);
	if (d->dm_code)
		buf_fmt(b, " \xc2\xb7 DM %d", d->dm_code);
	else if (d->dm_panics)
		buf_c(b, " \xc2\xb7 DM crashes");
	else if (d->dm_rejects)
		buf_c(b, " \xc2\xb7 DM rejects");
	buf_c(b, "</p>\n");
	put_line(b, v, d->at);
	put_notes(b, v, d);
	if (help.n) {
		buf_c(b, "<p><b>Help:</b> ");
		put_xml(b, help);
		buf_c(b, "</p>\n");
	}
	for (const struct fix *fix = d->fixes; fix; fix = fix->next) {
		buf_fmt(b, "<p><b>%s:</b> ", fix->safe ? "Fix" : "Unsafe fix");
		put_xml(b, fix->title);
		buf_c(b, "</p>\n");
	}
	buf_c(b, "</li>\n");
}

static void put_findings(struct buf *b, struct view *v, const struct file_report *f, size_t file,
			 const struct report_options *o)
{
	size_t number = 0;
	if (!f->diags.first) {
		buf_c(b, "<p>Nothing found.</p>\n");
		return;
	}
	buf_c(b, "<h3>Findings</h3>\n<ol>\n");
	for (const struct diag *d = f->diags.first; d; d = d->next) {
		if (o->max_findings && number == o->max_findings)
			break;
		put_finding(b, v, d, file, ++number);
	}
	buf_c(b, "</ol>\n");
	if (number < f->diags.n) {
		buf_c(b, "<p>");
		put_count(b, f->diags.n - number, "more finding");
		buf_c(b, " not shown.</p>\n");
	}
}

/* Findings that do not count, each in a line, behind a line that opens them. */
static void put_left_out(struct buf *b, const struct file_report *f, const struct diag_list *list, const char *why,
			 bool reasons, const struct report_options *o)
{
	size_t shown = 0;
	if (!list->first)
		return;
	buf_c(b, "<details><summary>");
	put_count(b, list->n, "finding");
	buf_fmt(b, " %s</summary>\n<ul>\n", why);
	for (const struct diag *d = list->first; d; d = d->next) {
		if (o->max_findings && shown++ == o->max_findings)
			break;
		buf_c(b, "<li>");
		put_place(b, f->text, d->at);
		buf_c(b, ": ");
		put_xml(b, d->message);
		buf_fmt(b, " [%s %s]", d->rule->name, d->rule->id);
		if (reasons) {
			buf_c(b, ". Reason: ");
			put_xml(b, d->reason.hi > d->reason.lo ? displayed(f->text, d->reason, o->arena)
							       : STR_LIT("none given"));
		}
		buf_c(b, "</li>\n");
	}
	buf_c(b, "</ul>\n</details>\n");
}

static void put_verdicts(struct buf *b, const struct file_report *f)
{
	if (f->n_compat == 0)
		return;
	buf_c(b, "<h3>Versions of DM</h3>\n<ul>\n");
	for (size_t i = 0; i < f->n_compat; i++) {
		const struct compat_row *row = &f->compat[i];
		buf_fmt(b, "<li>DM %s %s", row->version, row->rejects ? "rejects it: " : "accepts it");
		if (row->rejects)
			put_xml(b, row->message);
		if (row->rejects && row->dm_code)
			buf_fmt(b, " [DM %d]", row->dm_code);
		buf_c(b, "</li>\n");
	}
	buf_c(b, "</ul>\n");
}

static void put_checks(struct buf *b, const struct file_report *f, size_t file)
{
	static const char *const states[] = {
		[CHECK_PASSED] = "passed",
		[CHECK_FINDING] = "<b class=\"error\">finding</b>",
		[CHECK_NOT_APPLICABLE] = "not applicable",
		[CHECK_NOT_MADE] = "<b class=\"warning\">not made</b>",
	};
	if (f->n_checks == 0)
		return;
	buf_fmt(b, "<h3 id=\"f%zu-checks\">Checks of servers</h3>\n", file);
	buf_fmt(b, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"f%zu-checks\"><table>\n",
		file);
	buf_c(b, "<thead><tr><th scope=\"col\">server</th><th scope=\"col\">check</th><th scope=\"col\">state</th>"
		 "<th scope=\"col\">reason</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < f->n_checks; i++) {
		const struct check_row *c = &f->checks[i];
		buf_c(b, "<tr><th scope=\"row\">");
		put_xml(b, c->server);
		buf_fmt(b, "</th><td>%s</td><td>%s</td><td>", c->check, states[c->state]);
		put_xml(b, c->reason);
		buf_c(b, "</td></tr>\n");
	}
	buf_c(b, "</tbody>\n</table></div>\n");
}

void put_html_file(struct buf *b, const struct file_report *f, size_t file, const struct report_options *o)
{
	struct view v = {.text = f->text, .arena = o->arena, .lines = {.arena = o->arena}};
	buf_fmt(b, "<section class=\"file\" aria-labelledby=\"f%zu\">\n<h2 id=\"f%zu\"><code>", file, file);
	put_xml(b, f->path);
	buf_c(b, "</code></h2>\n");
	if (!f->text) {
		buf_c(b, "<p class=\"error\"><b>not read:</b> ");
		put_xml(b, f->failure);
		buf_c(b, "</p>\n</section>\n");
		return;
	}
	buf_fmt(b, "<p>Kind: %s. DM %.*s %s it", f->kind, STR_FMT(f->dm_version), f->rejects ? "rejects" : "accepts");
	if (f->rejects && f->dm_code)
		buf_fmt(b, " with code %d", f->dm_code);
	buf_c(b, ".");
	if (f->dm_version_why.n) {
		buf_c(b, " Checked as that version because ");
		put_xml(b, f->dm_version_why);
		buf_char(b, '.');
	}
	buf_c(b, "</p>\n");
	put_verdicts(b, f);
	if (f->topology) {
		struct picture *p = ARENA_NEW(o->arena, struct picture);
		picture_make(o->arena, f, p);
		put_picture(b, p, file, o);
	}
	put_findings(b, &v, f, file, o);
	put_checks(b, f, file);
	put_left_out(b, f, &f->known, "known from the baseline", false, o);
	put_left_out(b, f, &f->suppressed, "suppressed by comments", true, o);
	buf_c(b, "</section>\n");
}
