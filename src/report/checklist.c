/* checklist.c: what was asked of servers, for people: server by server, what needs a look first. What failed to be made for one
 * reason, or did not apply for it, is one paragraph; JSON has each check with its state and reason. Called by text.c. */
#include "internal.h"

#define MANY 3 /* checks of one reason make a paragraph */
#define LINE 100
#define STATE_WIDTH 14 /* "not applicable" */

static const struct {
	enum check_state state;
	const char *word, *count;
	enum severity colour;
} states[] = {
	{CHECK_FINDING, "finding", "with findings", SEV_ERROR},
	{CHECK_NOT_MADE, "not made", "not made", SEV_WARNING},
	{CHECK_PASSED, "passed", "passed", SEV_OFF},
	{CHECK_NOT_APPLICABLE, "not applicable", "not applicable", SEV_OFF},
};

/* The checks of one server. */
struct part {
	const struct check_row *rows;
	size_t n;
	size_t width; /* of the names that have a line of their own, with a reason */
	const struct palette *palette;
};

static size_t count(const struct part *p, enum check_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		n += p->rows[i].state == state;
	return n;
}

static bool same_reason(const struct check_row *a, const struct check_row *b)
{
	return a->state == b->state && str_eq(a->reason, b->reason);
}

/* How many checks share state and reason with this one; 0: it is not the first of them. */
static size_t alike(const struct part *p, size_t at)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++) {
		if (!same_reason(&p->rows[i], &p->rows[at]))
			continue;
		if (n++ == 0 && i != at)
			return 0;
	}
	return n;
}

static bool in_paragraph(const struct part *p, size_t at)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		n += same_reason(&p->rows[i], &p->rows[at]);
	return p->rows[at].reason.n && n >= MANY;
}

static void put_state(struct buf *b, const struct part *p, size_t k)
{
	const char *colour = p->palette->severity[states[k].colour];

	buf_fmt(b, "  %s%-*s%s  ", colour, STATE_WIDTH, states[k].word, *colour ? p->palette->off : "");
}

/* "not made        41 checks, no connection: source-tls, source-login," and so on, the lines below indented. */
static void put_paragraph(struct buf *b, const struct part *p, size_t at, size_t n)
{
	const size_t indent = STATE_WIDTH + 4;
	size_t column = indent;
	bool first = true;

	put_count(b, n, "check");
	buf_c(b, ", ");
	buf_clean(b, p->rows[at].reason);
	buf_fmt(b, ":\n%*s", (int)indent, "");
	for (size_t i = at; i < p->n; i++) {
		size_t len = str_from(p->rows[i].check).n;

		if (!same_reason(&p->rows[i], &p->rows[at]))
			continue;
		if (!first && column + len + 3 > LINE) {
			buf_fmt(b, ",\n%*s", (int)indent, "");
			column = indent;
			first = true;
		}
		buf_fmt(b, "%s%s", first ? "" : ", ", p->rows[i].check);
		column += len + (first ? 0 : 2);
		first = false;
	}
	buf_char(b, '\n');
}

static void put_line(struct buf *b, const struct part *p, size_t at)
{
	const struct check_row *c = &p->rows[at];

	if (c->reason.n) {
		buf_fmt(b, "%-*s  ", (int)p->width, c->check);
		buf_clean(b, c->reason);
	} else {
		buf_c(b, c->check);
	}
	buf_char(b, '\n');
}

static void put_part(struct buf *b, const struct file_report *f, struct part *p)
{
	const char *comma = ": ";

	buf_c(b, p->palette->path);
	buf_clean(b, f->path);
	buf_c(b, ": ");
	buf_clean(b, p->rows[0].server);
	buf_c(b, p->palette->off);
	for (size_t k = 0; k < ARRAY_LEN(states); k++) {
		if (count(p, states[k].state)) {
			buf_fmt(b, "%s%zu %s", comma, count(p, states[k].state), states[k].count);
			comma = ", ";
		}
	}
	buf_char(b, '\n');
	for (size_t i = 0; i < p->n; i++) {
		size_t len = str_from(p->rows[i].check).n;

		if (p->rows[i].reason.n && !in_paragraph(p, i) && len > p->width)
			p->width = len;
	}
	for (size_t k = 0; k < ARRAY_LEN(states); k++) {
		for (size_t i = 0; i < p->n; i++) {
			size_t n = p->rows[i].state == states[k].state ? alike(p, i) : 0;

			if (p->rows[i].state != states[k].state || (in_paragraph(p, i) && n == 0))
				continue;
			put_state(b, p, k);
			if (in_paragraph(p, i))
				put_paragraph(b, p, i, n);
			else
				put_line(b, p, i);
		}
	}
}

void put_checklist(struct buf *b, const struct file_report *f, const struct palette *palette)
{
	size_t to;

	for (size_t from = 0; from < f->n_checks; from = to) {
		struct part p = {.rows = &f->checks[from], .palette = palette};

		for (to = from; to < f->n_checks && str_eq(f->checks[to].server, f->checks[from].server); to++)
			;
		p.n = to - from;
		put_part(b, f, &p);
	}
}
