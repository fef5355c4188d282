/* html.h: what the files of the html form share: the picture of a topology, and the parts of the page. */
#ifndef DMLINT_REPORT_HTML_H
#define DMLINT_REPORT_HTML_H

#include "internal.h"

/* Findings of one place: how many of each severity, and the first of them. */
struct marks {
	size_t n[SEV_ERROR + 1];
	size_t first; /* its index among those of the file, if there are any */
};

enum { MAX_BOXES = 24 }; /* of a column; beyond, nodes are drawn in groups */

/* One node, or a group of them. */
struct box {
	struct str name, detail;
	struct str more;       /* of a group: its first and last member */
	size_t n_nodes, first; /* nodes in it, and the first of them */
	enum topo_state state;
	struct marks marks;
};

struct picture {
	const struct topology *of;
	struct box boxes[TOPO_COLUMNS][MAX_BOXES];
	size_t n_boxes[TOPO_COLUMNS];
	size_t order[TOPO_COLUMNS][MAX_BOXES]; /* from top to bottom: indices of boxes */
	bool lines[TOPO_COLUMNS - 1][MAX_BOXES][MAX_BOXES];
	struct marks target, elsewhere; /* findings at the target database, and at no node */
};

void picture_make(struct arena *a, const struct file_report *f, struct picture *ret);
const char *picture_column(enum topo_column c); /* "Sources" */

enum severity marks_worst(const struct marks *m); /* SEV_OFF: none is there */
/* The drawing, and the same as a table. file: the number that the ids of its findings begin with. */
void put_picture(struct buf *b, const struct picture *p, size_t file, const struct report_options *o);
/* The section of one file: what DM makes of it, the drawing, the findings. */
void put_html_file(struct buf *b, const struct file_report *f, size_t file, const struct report_options *o);

extern const char *const html_style[]; /* ends with NULL */

#endif
