/* html.c: one page for people who were not there: counts for each file and rule, then every file with the way of its tables and
 * its findings. Everything is in it, and nothing in it runs; it is well-formed XML as well. */
#include <stdlib.h>

#include "html.h"

/* A rule with findings. */
struct rule_count {
	const struct rule_info *rule;
	struct marks marks;
};

struct counts {
	struct strmap by_rule; /* id -> struct rule_count */
	struct rule_count **rules;
	size_t n_rules;
};

static void count_finding(struct counts *c, const struct diag *d)
{
	struct str id = str_from(d->rule->id);
	struct rule_count *r = strmap_get(&c->by_rule, id);
	if (!r) {
		r = ARENA_NEW(c->by_rule.arena, struct rule_count);
		r->rule = d->rule;
		(void)strmap_put(&c->by_rule, id, r);
		c->rules[c->n_rules++] = r;
	}
	r->marks.n[d->severity]++;
}

static int by_id(const void *x, const void *y)
{
	const struct rule_count *const *a = x, *const *b = y;
	return str_cmp(str_from((*a)->rule->id), str_from((*b)->rule->id));
}

static void count_rules(const struct run_report *r, struct arena *a, struct counts *ret)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_files; i++)
		n += r->files[i].diags.n;
	*ret = (struct counts){.by_rule.arena = a, .rules = ARENA_ARRAY(a, struct rule_count *, n + 1)};
	for (size_t i = 0; i < r->n_files; i++) {
		for (const struct diag *d = r->files[i].diags.first; d; d = d->next)
			count_finding(ret, d);
	}
	if (ret->n_rules > 1)
		qsort(ret->rules, ret->n_rules, sizeof(struct rule_count *), by_id);
}

static void put_counts(struct buf *b, const struct marks *m)
{
	for (int s = SEV_ERROR; s >= SEV_NOTE; s--)
		buf_fmt(b, "<td class=\"count\">%zu</td>", m->n[s]);
}

/* The columns up to the counts, as cells of a head. */
static void open_table(struct buf *b, const char *id, const char *title, const char *columns)
{
	buf_fmt(b, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", id, id, title);
	buf_fmt(b, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s\"><table>\n<thead><tr>%s",
		id, columns);
	for (int s = SEV_ERROR; s >= SEV_NOTE; s--)
		buf_fmt(b, "<th scope=\"col\" class=\"count\">%ss</th>", severity_name((enum severity)s));
	buf_c(b, "</tr></thead>\n<tbody>\n");
}

static void close_table(struct buf *b)
{
	buf_c(b, "</tbody>\n</table></div>\n</section>\n");
}

static void put_files(struct buf *b, const struct run_report *r)
{
	open_table(
		b, "files", "Files",
		"<th scope=\"col\">file</th><th scope=\"col\">kind</th><th scope=\"col\">DM</th><th scope=\"col\">verdict</th>");
	for (size_t i = 0; i < r->n_files; i++) {
		const struct file_report *f = &r->files[i];
		struct marks m = {0};
		for (const struct diag *d = f->diags.first; d; d = d->next)
			m.n[d->severity]++;
		buf_fmt(b, "<tr><th scope=\"row\"><a href=\"#f%zu\">", i + 1);
		put_xml(b, f->path);
		buf_fmt(b, "</a></th><td>%s</td><td>%.*s</td><td>", f->kind, STR_FMT(f->dm_version));
		if (!f->text)
			buf_c(b, "<b class=\"error\">not read</b>");
		else
			buf_c(b, f->rejects ? "<b class=\"error\">rejected</b>" : "accepted");
		buf_c(b, "</td>");
		put_counts(b, &m);
		buf_c(b, "</tr>\n");
	}
	close_table(b);
}

static void put_rules(struct buf *b, const struct counts *c)
{
	if (c->n_rules == 0)
		return;
	open_table(b, "rules", "Rules", "<th scope=\"col\">rule</th>");
	for (size_t i = 0; i < c->n_rules; i++) {
		const struct rule_info *r = c->rules[i]->rule;
		buf_fmt(b, "<tr><th scope=\"row\" id=\"%s\"><code>%s</code> %s<details><summary>", r->id, r->name,
			r->id);
		put_xml(b, str_from(r->summary));
		buf_c(b, "</summary>");
		put_xml(b, str_from(r->why));
		buf_c(b, "</details></th>");
		put_counts(b, &c->rules[i]->marks);
		buf_c(b, "</tr>\n");
	}
	close_table(b);
}

static void put_summary_text(struct buf *b, const struct run_report *r)
{
	struct buf line = {0};
	put_summary(&line, r);
	put_xml(b, (struct str){line.p, line.n - 1}); /* without the end of the line */
	buf_free(&line);
}

void render_html(struct buf *out, const struct run_report *r, const struct report_options *o)
{
	struct counts c;
	count_rules(r, o->arena, &c);
	/* Should a file ever get a word in: nothing may be fetched and nothing may run. */
	buf_c(out,
	      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>dmlint: ");
	put_summary_text(out, r);
	buf_c(out, "</title>\n<style>\n");
	for (size_t i = 0; html_style[i]; i++)
		buf_fmt(out, "%s\n", html_style[i]);
	buf_c(out, "</style>\n</head>\n<body>\n<header>\n<h1>dmlint report</h1>\n<p>");
	put_summary_text(out, r);
	buf_c(out, "</p>\n</header>\n<main>\n");
	put_files(out, r);
	put_rules(out, &c);
	for (size_t i = 0; i < r->n_files; i++)
		put_html_file(out, &r->files[i], i + 1, o);
	buf_c(out, "</main>\n<footer><p class=\"dim\">dmlint " DMLINT_VERSION "</p></footer>\n</body>\n</html>\n");
}
