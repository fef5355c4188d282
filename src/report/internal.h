/* internal.h: what the reporters share: text that is safe to print, source lines with an underline, counts in words. */
#ifndef DMLINT_REPORT_INTERNAL_H
#define DMLINT_REPORT_INTERNAL_H

#include "dmlint/report.h"

/* "[unknown-key DML0101, DM 20003]": what stands behind a message. */
void put_rule(struct buf *b, const struct diag *d);

/* The way out of a finding: its own, or that of its rule. */
struct str finding_help(const struct diag *d);

/* Where at ends, with the last character and not behind it, and never on a line that it only touches: for readers that
 * count the end as a part. */
struct pos last_pos(const struct text *t, struct span at);

/* buf_clean for XML: in text and in attributes between double quotes. */
void put_xml(struct buf *b, struct str s);

/* What at holds of one line, with secrets masked. */
struct str displayed(const struct text *t, struct span at, struct arena *a);

/* "3 errors"; an s unless n is 1. */
void put_count(struct buf *b, size_t n, const char *what);

/* The lines of --compat, the same in all forms for people. */
void put_compat(struct buf *b, const struct file_report *f);

/* The counts of the run, one line. */
void put_summary(struct buf *b, const struct run_report *r);

/* Escape sequences, or "" without colour. */
struct palette {
	const char *path, *severity[SEV_ERROR + 1], *frame, *caret, *off;
};

/* checklist.c: what was asked of servers about one file. */
void put_checklist(struct buf *b, const struct file_report *f, const struct palette *palette);

/* How the source lines of one file are shown. */
struct view {
	const struct text *text;
	const struct palette *palette;
	struct arena *arena;
	unsigned gutter;     /* columns of the line number */
	struct strmap lines; /* line number -> the line as displayed */
};

/* A line of the file as it is shown, cut around the place: [lo, hi) of s. */
struct excerpt {
	struct str s;
	size_t lo, hi;
	bool cut_before, cut_after;
	uint32_t line, last; /* the place goes on to line `last` */
};
struct excerpt excerpt_of(struct view *v, struct span at);

/* The first line of at with its number and an underline below. Long lines are cut around the place. */
void put_snippet(struct buf *b, struct view *v, struct span at);

void render_text(struct buf *out, const struct run_report *r, const struct report_options *o);
void render_short(struct buf *out, const struct run_report *r, const struct report_options *o);
void render_json(struct buf *out, const struct run_report *r, const struct report_options *o);
void render_sarif(struct buf *out, const struct run_report *r, const struct report_options *o);
void render_github(struct buf *out, const struct run_report *r, const struct report_options *o);
void render_gitlab(struct buf *out, const struct run_report *r, const struct report_options *o);
void render_junit(struct buf *out, const struct run_report *r, const struct report_options *o);
void render_checkstyle(struct buf *out, const struct run_report *r, const struct report_options *o);
void render_html(struct buf *out, const struct run_report *r, const struct report_options *o);

#endif
