/* svg.c: a picture as SVG inside the html form, and the same as a table for those who cannot see it. Called by the page. */
#include <string.h>

#include "html.h"

enum {
	WIDTH = 960,
	BOX_WIDTH = 186,
	BOX_HEIGHT = 44,
	STEP_X = 253, /* from one column to the next */
	STEP_Y = 64,
	HEAD_Y = 20,  /* base line of the heads */
	FIRST_Y = 70, /* the first box of a column */
	LEFT = 6,
	NAME_COLUMNS = 21,
	DETAIL_COLUMNS = 25,
	BADGE_HEIGHT = 18,
};

static size_t columns_of(struct str s, size_t n)
{
	size_t columns = 0, i = 0;
	while (i < n) {
		uint32_t cp;
		unsigned len = utf8_decode(s.p + i, s.n - i, &cp);
		columns += len ? utf8_width(cp) : 1;
		i += len ? len : 1;
	}
	return columns;
}

static bool at_character(struct str s, size_t i)
{
	return i == s.n || ((unsigned char)s.p[i] & 0xc0) != 0x80;
}

/* Names differ at their ends: what is too long is cut in the middle. */
static void put_clipped(struct buf *b, struct str s, size_t columns)
{
	size_t head = 0, tail = s.n;
	if (s.n <= columns || columns_of(s, s.n) <= columns) {
		put_xml(b, s);
		return;
	}
	for (size_t i = 1; columns_of(s, i) <= columns * 3 / 5; i++)
		head = at_character(s, i) ? i : head;
	for (size_t i = s.n - 1; columns_of((struct str){s.p + i, s.n - i}, s.n - i) < columns * 2 / 5; i--)
		tail = at_character(s, i) ? i : tail;
	put_xml(b, (struct str){s.p, head});
	buf_c(b, "\xe2\x80\xa6");
	put_xml(b, (struct str){s.p + tail, s.n - tail});
}

static void put_marks(struct buf *b, const struct marks *m)
{
	const char *separator = "";
	for (int s = SEV_ERROR; s >= SEV_NOTE; s--) {
		if (m->n[s] == 0)
			continue;
		buf_c(b, separator);
		put_count(b, m->n[s], severity_name((enum severity)s));
		separator = ", ";
	}
}

/* The drawing of one file, and how its findings can be reached. */
struct drawing {
	struct buf *b;
	const struct picture *p;
	size_t file, max_findings;
};

static bool is_shown(const struct drawing *d, const struct marks *m)
{
	return !d->max_findings || m->first < d->max_findings;
}

/* What follows, up to close_link, leads to the first finding. */
static bool open_link(const struct drawing *d, const struct marks *m)
{
	if (marks_worst(m) == SEV_OFF || !is_shown(d, m))
		return false;
	buf_fmt(d->b, "<a href=\"#f%zu-%zu\">", d->file, m->first + 1);
	return true;
}

static void close_link(const struct drawing *d, bool opened)
{
	if (opened)
		buf_c(d->b, "</a>");
}

static void put_badge(const struct drawing *d, const struct marks *m, unsigned right, unsigned y)
{
	enum severity s = marks_worst(m);
	if (s == SEV_OFF)
		return;
	struct buf text = {0};
	size_t others = m->n[SEV_ERROR] + m->n[SEV_WARNING] + m->n[SEV_NOTE] - m->n[s];
	put_count(&text, m->n[s], severity_name(s));
	if (others)
		buf_fmt(&text, " +%zu", others);
	unsigned width = (unsigned)text.n * 7 + 18;
	buf_fmt(d->b, "<g class=\"badge %s\"><rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"9\"/>",
		severity_name(s), right - width, y, width, BADGE_HEIGHT);
	buf_fmt(d->b, "<text x=\"%u\" y=\"%u\" text-anchor=\"middle\">%.*s</text></g>", right - width / 2, y + 13,
		(int)text.n, text.p);
	buf_free(&text);
}

static unsigned column_x(int c)
{
	return LEFT + (unsigned)c * STEP_X;
}

static unsigned row_y(size_t row)
{
	return FIRST_Y + (unsigned)row * STEP_Y;
}

static void put_box(const struct drawing *d, const struct box *box, unsigned x, unsigned y)
{
	static const char *const classes[] = {"used", "unused", "missing"};
	bool link = open_link(d, &box->marks);
	buf_fmt(d->b, "<g class=\"%s\"><title>", classes[box->state]);
	put_xml(d->b, box->name);
	if (box->more.n)
		buf_c(d->b, ": ");
	put_xml(d->b, box->more);
	if (box->state == TOPO_UNUSED)
		buf_c(d->b, ", not used");
	if (marks_worst(&box->marks) != SEV_OFF)
		buf_c(d->b, ": ");
	put_marks(d->b, &box->marks);
	buf_c(d->b, "</title>");
	if (box->n_nodes > 1) /* one behind the other */
		buf_fmt(d->b, "<rect class=\"box\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"4\"/>", x + 4,
			y + 4, BOX_WIDTH, BOX_HEIGHT);
	buf_fmt(d->b, "<rect class=\"box\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"4\"/>", x, y, BOX_WIDTH,
		BOX_HEIGHT);
	buf_fmt(d->b, "<text class=\"name\" x=\"%u\" y=\"%u\">", x + 10, y + (box->detail.n ? 19 : 27));
	put_clipped(d->b, box->name, NAME_COLUMNS);
	buf_c(d->b, "</text>");
	if (box->detail.n) {
		buf_fmt(d->b, "<text class=\"detail\" x=\"%u\" y=\"%u\">", x + 10, y + 36);
		put_clipped(d->b, box->detail, DETAIL_COLUMNS);
		buf_c(d->b, "</text>");
	}
	put_badge(d, &box->marks, x + BOX_WIDTH + 4, y - BADGE_HEIGHT / 2);
	buf_c(d->b, "</g>");
	close_link(d, link);
	buf_char(d->b, '\n');
}

static void put_lines(const struct drawing *d, int c)
{
	const struct picture *p = d->p;
	unsigned x1 = column_x(c) + BOX_WIDTH, x2 = column_x(c + 1), bend = (x2 - x1) / 2;
	for (size_t i = 0; i < p->n_boxes[c]; i++) {
		for (size_t k = 0; k < p->n_boxes[c + 1]; k++) {
			if (!p->lines[c][p->order[c][i]][p->order[c + 1][k]])
				continue;
			unsigned y1 = row_y(i) + BOX_HEIGHT / 2, y2 = row_y(k) + BOX_HEIGHT / 2;
			buf_fmt(d->b, "<path d=\"M%u %uC%u %u %u %u %u %u\"/>\n", x1, y1, x1 + bend, y1, x2 - bend, y2,
				x2, y2);
		}
	}
}

/* Those that the file defines, or that arrive at the target. */
static size_t count_nodes(const struct topology *t, int c)
{
	size_t n = 0;
	for (size_t i = 0; i < t->nodes[c].n; i++) {
		const struct topo_node *node = &t->nodes[c].list[i];
		n += c == TOPO_TARGETS || (node->at.hi > node->at.lo && node->state != TOPO_MISSING);
	}
	return n;
}

static void put_heads(const struct drawing *d, unsigned height)
{
	const struct picture *p = d->p;
	const struct topo_node *target = &p->of->target;
	for (int c = 0; c < TOPO_COLUMNS; c++)
		buf_fmt(d->b, "<text class=\"head\" x=\"%u\" y=\"%u\">%s (%zu)</text>\n", column_x(c), HEAD_Y,
			picture_column((enum topo_column)c), count_nodes(p->of, c));
	/* The target database holds its tables. */
	unsigned x = column_x(TOPO_TARGETS);
	bool link = open_link(d, &p->target);
	buf_fmt(d->b, "<g class=\"%s\"><title>target-database", target->state == TOPO_MISSING ? "missing" : "used");
	if (marks_worst(&p->target) != SEV_OFF)
		buf_c(d->b, ": ");
	put_marks(d->b, &p->target);
	buf_fmt(d->b, "</title><rect class=\"frame box\" x=\"%u\" y=\"32\" width=\"%u\" height=\"%u\" rx=\"6\"/>",
		x - 6, BOX_WIDTH + 12, height - 34);
	buf_fmt(d->b, "<text class=\"name\" x=\"%u\" y=\"51\">", x + 4);
	put_clipped(d->b, target->name.n ? target->name : STR_LIT("target-database"), NAME_COLUMNS);
	buf_c(d->b, "</text>");
	put_badge(d, &p->target, x + BOX_WIDTH + 4, 32 - BADGE_HEIGHT / 2);
	buf_c(d->b, "</g>");
	close_link(d, link);
	buf_char(d->b, '\n');
}

static void put_svg(const struct drawing *d)
{
	const struct picture *p = d->p;
	size_t rows = 1;
	for (int c = 0; c < TOPO_COLUMNS; c++)
		rows = p->n_boxes[c] > rows ? p->n_boxes[c] : rows;
	unsigned height = row_y(rows);
	buf_fmt(d->b, "<svg viewBox=\"0 0 %u %u\" role=\"group\" aria-labelledby=\"f%zu-way\">\n", WIDTH, height,
		d->file);
	put_heads(d, height);
	for (int c = 0; c < TOPO_COLUMNS - 1; c++)
		put_lines(d, c);
	for (int c = 0; c < TOPO_COLUMNS; c++) {
		for (size_t i = 0; i < p->n_boxes[c]; i++)
			put_box(d, &p->boxes[c][p->order[c][i]], column_x(c), row_y(i));
	}
	buf_c(d->b, "</svg>\n");
}

static void put_cell_of_lines(struct buf *b, const struct picture *p, int c, size_t box)
{
	const char *separator = "";
	buf_c(b, "<td>");
	for (size_t k = 0; k < p->n_boxes[c + 1]; k++) {
		size_t to = p->order[c + 1][k];
		if (!p->lines[c][box][to])
			continue;
		buf_c(b, separator);
		put_xml(b, p->boxes[c + 1][to].name);
		separator = ", ";
	}
	buf_c(b, "</td>");
}

/* Each box with what it leads to. */
static void put_table(const struct drawing *d)
{
	const struct picture *p = d->p;
	buf_c(d->b,
	      "<details><summary>The same as a table</summary>\n<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
	      "aria-label=\"Where the tables go\"><table>\n<thead><tr><th scope=\"col\">Kind</th><th scope=\"col\">Name</th>"
	      "<th scope=\"col\">What it is</th><th scope=\"col\">Leads to</th><th scope=\"col\">Findings</th></tr></thead>\n<tbody>\n");
	for (int c = 0; c < TOPO_COLUMNS; c++) {
		for (size_t i = 0; i < p->n_boxes[c]; i++) {
			const struct box *box = &p->boxes[c][p->order[c][i]];
			buf_fmt(d->b, "<tr><td>%s</td><th scope=\"row\"><code>", picture_column((enum topo_column)c));
			put_xml(d->b, box->name);
			buf_c(d->b, "</code></th><td>");
			put_xml(d->b, box->detail);
			buf_c(d->b, box->state == TOPO_UNUSED ? " (not used)</td>" : "</td>");
			if (c + 1 < TOPO_COLUMNS)
				put_cell_of_lines(d->b, p, c, p->order[c][i]);
			else
				buf_c(d->b, "<td></td>");
			buf_c(d->b, "<td>");
			bool link = open_link(d, &box->marks);
			put_marks(d->b, &box->marks);
			close_link(d, link);
			buf_c(d->b, "</td></tr>\n");
		}
	}
	buf_c(d->b, "</tbody>\n</table></div>\n</details>\n");
}

static void put_caption(const struct drawing *d)
{
	const struct picture *p = d->p;
	bool grouped = false;
	for (int c = 0; c < TOPO_COLUMNS; c++)
		grouped |= p->of->nodes[c].n > p->n_boxes[c];
	buf_c(d->b, "<figcaption>");
	if (p->of->guessed)
		buf_c(d->b,
		      "Where tables are not named one by one, a line says what may be: only a source knows its tables. ");
	if (grouped)
		buf_c(d->b, "A double box stands for several. ");
	if (marks_worst(&p->elsewhere) != SEV_OFF) {
		buf_c(d->b, "Elsewhere in the file: ");
		bool link = open_link(d, &p->elsewhere);
		put_marks(d->b, &p->elsewhere);
		close_link(d, link);
		buf_char(d->b, '.');
	}
	buf_c(d->b, "</figcaption>\n");
}

void put_picture(struct buf *b, const struct picture *p, size_t file, const struct report_options *o)
{
	struct drawing d = {.b = b, .p = p, .file = file, .max_findings = o->max_findings};
	buf_fmt(b, "<h3 id=\"f%zu-way\">Where the tables go</h3>\n<figure>\n", file);
	buf_fmt(b, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"f%zu-way\">\n", file);
	put_svg(&d);
	buf_c(b, "</div>\n");
	put_caption(&d);
	buf_c(b, "</figure>\n");
	put_table(&d);
}
