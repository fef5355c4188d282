/* rx.c: an automaton of names written as a regular expression: sets of characters, "\d", counted repetitions, and one group for
 * what has the same beginning and end. Groups never capture: mydumper has room for two only. Called by regex.c and
 * regex_list.c. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* One thing that a quantifier can follow, and how often it stands there. */
struct piece {
	struct str atom;
	uint32_t min, max;
};

/* Pieces one after the other. */
struct seq {
	struct piece *p;
	size_t n, cap;
};

struct writer {
	struct arena *arena;
	const struct automaton *m;
	const struct rx_options *o;
	size_t max, made; /* bytes of text made so far, counting texts that went into others again */
	bool full;
};

void rx_put_char(struct buf *b, unsigned char c)
{
	static const char special[] = "\\^$.[]|()?*+{}";

	if (c <= 0x20 || c >= 0x7f || c == '\'' || c == '"' || c == '`') {
		buf_fmt(b, "\\x%02x", c);
		return;
	}
	if (strchr(special, c))
		buf_char(b, '\\');
	buf_char(b, (char)c);
}

void rx_put_text(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		rx_put_char(b, (unsigned char)s.p[i]);
}

void rx_put_set_char(struct buf *b, unsigned char c)
{
	if (c == '-')
		buf_c(b, "\\-");
	else if (c == '$' || c == '.' || c == '|' || c == '(' || c == ')' || c == '?' || c == '*' || c == '+' ||
		 c == '{' || c == '}')
		buf_char(b, (char)c);
	else
		rx_put_char(b, c);
}

static struct str keep(struct writer *w, struct buf *b)
{
	struct str s = arena_str(w->arena, (struct str){b->p, b->n});

	buf_free(b);
	w->made += s.n;
	if (w->made > 64 * w->max)
		w->full = true;
	return s;
}

static void append_piece(struct writer *w, struct seq *s, struct piece p)
{
	struct piece *last = s->n ? &s->p[s->n - 1] : NULL;

	if (last && str_eq(last->atom, p.atom)) {
		last->min += p.min;
		last->max += p.max;
		return;
	}
	if (s->n == s->cap) {
		struct piece *bigger = ARENA_ARRAY(w->arena, struct piece, s->cap ? 2 * s->cap : 4);

		if (s->n)
			memcpy(bigger, s->p, s->n * sizeof(*bigger));
		s->p = bigger;
		s->cap = s->cap ? 2 * s->cap : 4;
	}
	s->p[s->n++] = p;
}

static void append_seq(struct writer *w, struct seq *s, const struct seq *tail)
{
	for (size_t i = 0; i < tail->n; i++)
		append_piece(w, s, tail->p[i]);
}

static void put_piece(struct buf *b, const struct piece *p)
{
	size_t n = p->atom.n;

	if (p->min == p->max && p->min <= 3 && (p->min - 1) * n <= 3) {
		for (uint32_t i = 0; i < p->min; i++)
			buf_str(b, p->atom);
		return;
	}
	if (p->min == 1 && p->max == 2 && n <= 2) {
		buf_str(b, p->atom);
		buf_str(b, p->atom);
		buf_char(b, '?');
		return;
	}
	buf_str(b, p->atom);
	if (p->min == 0 && p->max == 1)
		buf_char(b, '?');
	else if (p->min == p->max)
		buf_fmt(b, "{%u}", p->min);
	else
		buf_fmt(b, "{%u,%u}", p->min, p->max);
}

static void put_seq(struct buf *b, const struct seq *s)
{
	for (size_t i = 0; i < s->n; i++)
		put_piece(b, &s->p[i]);
}

static void put_set(struct buf *b, const unsigned char *set, size_t n)
{
	buf_char(b, '[');
	for (size_t i = 0; i < n;) {
		size_t k = i;

		while (k + 1 < n && set[k + 1] == set[k] + 1)
			k++;
		rx_put_set_char(b, set[i]);
		if (k > i + 1)
			buf_char(b, '-');
		if (k > i)
			rx_put_set_char(b, set[k]);
		i = k + 1;
	}
	buf_char(b, ']');
}

/* A set of n bytes in order, as something that takes a quantifier. */
static struct str set_atom(struct writer *w, const unsigned char *set, size_t n)
{
	struct buf b = {0};

	if (n == 1) {
		rx_put_char(&b, set[0]);
	} else if (n == 10 && set[0] == '0' && set[9] == '9') {
		buf_c(&b, "\\d"); /* one byte of code, a set in brackets has 33 */
	} else if (w->o->small && n <= 5) {
		buf_c(&b, "(?:");
		for (size_t i = 0; i < n; i++) {
			buf_c(&b, i ? "|" : "");
			rx_put_char(&b, set[i]);
		}
		buf_char(&b, ')');
	} else {
		put_set(&b, set, n);
	}
	return keep(w, &b);
}

static bool all_end_alike(const struct seq *alt, size_t n)
{
	const struct piece *last = alt[0].n ? &alt[0].p[alt[0].n - 1] : NULL;

	for (size_t i = 0; i < n; i++) {
		const struct piece *p = alt[i].n ? &alt[i].p[alt[i].n - 1] : NULL;

		if (!last || !p || !str_eq(p->atom, last->atom) || p->min != last->min || p->max != last->max)
			return false;
	}
	return true;
}

/* One piece for any of the alternatives; empty ones make it optional. */
static struct piece group(struct writer *w, const struct seq *alt, size_t n)
{
	struct buf b = {0};
	const struct seq *only = NULL;
	size_t full = 0;

	for (size_t i = 0; i < n; i++) {
		full += alt[i].n > 0;
		only = alt[i].n ? &alt[i] : only;
	}
	if (full == 1 && only->n == 1 && only->p[0].min <= 1)
		return (struct piece){only->p[0].atom, full < n ? 0 : only->p[0].min, only->p[0].max};
	buf_c(&b, "(?:");
	for (size_t i = 0, k = 0; i < n; i++) {
		if (alt[i].n == 0)
			continue;
		buf_c(&b, k++ ? "|" : "");
		put_seq(&b, &alt[i]);
	}
	buf_char(&b, ')');
	return (struct piece){keep(w, &b), full < n ? 0 : 1, 1};
}

/* What the alternatives are together, appended to out. Changes them. */
static void append_alternatives(struct writer *w, struct seq *out, struct seq *alt, size_t n)
{
	struct seq tail = {0};

	if (n == 1) {
		append_seq(w, out, &alt[0]);
		return;
	}
	while (all_end_alike(alt, n)) {
		append_piece(w, &tail, alt[0].p[alt[0].n - 1]);
		for (size_t i = 0; i < n; i++)
			alt[i].n--;
	}
	append_piece(w, out, group(w, alt, n));
	while (tail.n)
		append_piece(w, out, tail.p[--tail.n]);
}

static struct seq write_from(struct writer *w, uint32_t node, uint32_t stop);

static int by_target(const void *x, const void *y)
{
	const struct auto_edge *a = x, *b = y;

	return a->to != b->to ? (a->to < b->to ? -1 : 1) : a->c - b->c;
}

static int by_first_char(const void *x, const void *y)
{
	const struct seq *const *a = x, *const *b = y;

	return str_cmp((*a)->p[0].atom, (*b)->p[0].atom);
}

/* One alternative for each node that the edges lead to. Returns their number. */
static size_t write_edges(struct writer *w, const struct auto_node *x, struct seq *alt)
{
	struct auto_edge *e = ARENA_ARRAY(w->arena, struct auto_edge, x->n_edges + 1);
	unsigned char set[256];
	size_t n = 0;

	memcpy(e, w->m->edges + x->first, x->n_edges * sizeof(*e));
	qsort(e, x->n_edges, sizeof(*e), by_target);
	for (size_t i = 0; i < x->n_edges;) {
		uint32_t to = e[i].to;
		size_t k = 0;
		struct seq tail;

		for (; i < x->n_edges && e[i].to == to; i++)
			set[k++] = e[i].c;
		append_piece(w, &alt[n], (struct piece){set_atom(w, set, k), 1, 1});
		tail = write_from(w, to, x->exit);
		append_seq(w, &alt[n], &tail);
		n++;
	}
	return n;
}

/* Sorts alternatives by their first byte, so that the text is in the order of the names. */
static void sort(struct arena *a, struct seq *alt, size_t n)
{
	const struct seq **order = ARENA_ARRAY(a, const struct seq *, n);
	struct seq *copy = ARENA_ARRAY(a, struct seq, n);

	memcpy(copy, alt, n * sizeof(*copy));
	for (size_t i = 0; i < n; i++)
		order[i] = &copy[i];
	qsort(order, n, sizeof(*order), by_first_char);
	for (size_t i = 0; i < n; i++)
		alt[i] = *order[i];
}

/* The ways from node to stop, which all ways lead through. The depth of recursion ends at RX_MAX_NAME. */
static struct seq write_from(struct writer *w, uint32_t node, uint32_t stop)
{
	struct seq out = {0};

	while (node != stop && !w->full) {
		const struct auto_node *x = &w->m->nodes[node];
		struct seq *alt;
		size_t n = 0;

		if (node == AUTO_END) {
			append_piece(w, &out, (struct piece){STR_LIT("$"), 1, 1});
			break;
		}
		alt = ARENA_ARRAY(w->arena, struct seq, x->n_edges + 1);
		n = write_edges(w, x, alt);
		if (n > 1)
			sort(w->arena, alt, n);
		if (x->accept)
			alt[n++] = write_from(w, AUTO_END, x->exit);
		append_alternatives(w, &out, alt, n);
		node = x->exit;
	}
	return out;
}

static int by_text(const void *x, const void *y)
{
	const struct rx_name *a = x, *b = y;

	return str_cmp(a->text, b->text);
}

/* Sorts and, with fold, lower-cases in place (in copies of the texts). false: a name longer than any can be. */
static bool prepare(struct arena *a, struct rx_name *names, size_t n, bool fold)
{
	for (size_t i = 0; i < n; i++) {
		struct str s = names[i].text;
		char *small;

		if (s.n > RX_MAX_NAME)
			return false;
		if (!fold)
			continue;
		small = arena_alloc(a, s.n + 1);
		for (size_t k = 0; k < s.n; k++)
			small[k] = (char)(s.p[k] >= 'A' && s.p[k] <= 'Z' ? s.p[k] + 32 : s.p[k]);
		names[i].text = (struct str){small, s.n};
	}
	if (n > 1)
		qsort(names, n, sizeof(*names), by_text);
	return true;
}

bool rx_write(struct arena *a, struct rx_name *names, size_t n, struct rx_name *others, size_t n_others,
	      const struct rx_options *o, size_t max, struct buf *b)
{
	struct automaton m;
	struct writer w = {.arena = a, .m = &m, .o = o, .max = max};
	struct seq s;

	if (n == 0 || !prepare(a, names, n, o->fold) || !prepare(a, others, n_others, o->fold))
		return false;
	if (!automaton_build(a, names, n, others, n_others, o->cut, max, &m))
		return false;
	s = write_from(&w, m.root, AUTO_ANY);
	if (w.full)
		return false;
	put_seq(b, &s);
	return b->n <= max;
}
