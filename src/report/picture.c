/* picture.c: from a topology to what is drawn of it: boxes, of which a column holds few enough to be looked at, lines between
 * them, and the findings at each. Called by the html form. Draws nothing. */
#include <stdlib.h>

#include "html.h"

enum {
	MAX_SINGLE = 8, /* nodes with findings that are drawn by themselves in a column of groups */
};

static const struct column {
	const char *head, *unit;
} columns[TOPO_COLUMNS] = {
	[TOPO_SOURCES] = {"Sources", "source"},
	[TOPO_LISTS] = {"Lists", "list"},
	[TOPO_ROUTES] = {"Routes", "route"},
	[TOPO_TARGETS] = {"Target tables", "table"},
};

const char *picture_column(enum topo_column c)
{
	return columns[c].head;
}

enum severity marks_worst(const struct marks *m)
{
	int s = SEV_ERROR;
	while (s > SEV_OFF && m->n[s] == 0)
		s--;
	return (enum severity)s;
}

static void add_marks(struct marks *to, const struct marks *m)
{
	if (marks_worst(m) == SEV_OFF)
		return;
	if (marks_worst(to) == SEV_OFF || m->first < to->first)
		to->first = m->first;
	for (int s = SEV_NOTE; s <= SEV_ERROR; s++)
		to->n[s] += m->n[s];
}

/* A place of the file and the node that stands there. */
struct place {
	struct span at;
	struct marks *marks;
};

static int by_start(const void *x, const void *y)
{
	const struct place *a = x, *b = y;
	if (a->at.lo != b->at.lo)
		return a->at.lo < b->at.lo ? -1 : 1;
	return a->at.hi == b->at.hi ? 0 : a->at.hi > b->at.hi ? -1 : 1;
}

/* Everything a picture is made from. */
struct making {
	struct arena *arena;
	const struct topology *t;
	struct picture *p;
	struct marks *marks[TOPO_COLUMNS]; /* of each node */
	size_t *box_of[TOPO_COLUMNS];      /* of each node */
};

static size_t collect_places(struct making *m, struct place **ret)
{
	size_t n = 1;
	for (int c = 0; c < TOPO_COLUMNS; c++)
		n += m->t->nodes[c].n;
	struct place *list = ARENA_ARRAY(m->arena, struct place, n);
	n = 0;
	for (int c = 0; c < TOPO_COLUMNS; c++) {
		const struct topo_nodes *nodes = &m->t->nodes[c];
		m->marks[c] = ARENA_ARRAY(m->arena, struct marks, nodes->n + 1);
		for (size_t i = 0; i < nodes->n; i++) {
			if (nodes->list[i].at.hi > nodes->list[i].at.lo)
				list[n++] = (struct place){nodes->list[i].at, &m->marks[c][i]};
		}
	}
	if (m->t->target.at.hi > m->t->target.at.lo)
		list[n++] = (struct place){m->t->target.at, &m->p->target};
	qsort(list, n, sizeof(*list), by_start);
	*ret = list;
	return n;
}

/* Each finding belongs to the innermost place around it. Both lists are in file order. */
static void mark_nodes(struct making *m, const struct diag_list *diags)
{
	struct place *places;
	size_t n = collect_places(m, &places), next = 0, depth = 0, index = 0;
	struct place **open = ARENA_ARRAY(m->arena, struct place *, n + 1);
	for (const struct diag *d = diags->first; d; d = d->next, index++) {
		while (next < n && places[next].at.lo <= d->at.lo) {
			while (depth && open[depth - 1]->at.hi <= places[next].at.lo)
				depth--;
			open[depth++] = &places[next++];
		}
		while (depth && open[depth - 1]->at.hi <= d->at.lo)
			depth--;
		struct marks one = {.first = index};
		one.n[d->severity] = 1;
		add_marks(depth ? open[depth - 1]->marks : &m->p->elsewhere, &one);
	}
}

/* A name with every number in it replaced: what is counted up belongs together. */
static struct str stem(struct arena *a, struct str s)
{
	struct buf b = {0};
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			buf_char(&b, s.p[i]);
		else if (i == 0 || s.p[i - 1] < '0' || s.p[i - 1] > '9')
			buf_char(&b, '*');
	}
	struct str made = arena_str(a, (struct str){b.p, b.n});
	buf_free(&b);
	return made;
}

struct group {
	struct str name;
	size_t n, first, last; /* members */
	size_t box;
};

/* Tables by their schema, and when those are too many, by what their names have in common; the others always so. */
static struct str group_name(const struct making *m, const struct topo_node *node, bool coarse)
{
	if (!node->group.n)
		return stem(m->arena, node->name);
	struct str schema = coarse ? stem(m->arena, node->group) : node->group;
	return arena_fmt(m->arena, "%.*s.*", STR_FMT(schema));
}

static int by_size(const void *x, const void *y)
{
	const struct group *const *a = x, *const *b = y;
	if ((*a)->n != (*b)->n)
		return (*a)->n > (*b)->n ? -1 : 1;
	return (*a)->first < (*b)->first ? -1 : (*a)->first > (*b)->first;
}

/* The groups of the nodes that have no box yet, largest first. */
static size_t make_groups(const struct making *m, enum topo_column c, bool coarse, struct group **of,
			  struct group ***ret)
{
	const struct topo_nodes *nodes = &m->t->nodes[c];
	struct strmap map = {.arena = m->arena};
	struct group **list = ARENA_ARRAY(m->arena, struct group *, nodes->n);
	size_t n = 0;
	for (size_t i = 0; i < nodes->n; i++) {
		if (m->box_of[c][i] != SIZE_MAX)
			continue;
		struct str name = group_name(m, &nodes->list[i], coarse);
		struct group *g = strmap_get(&map, name);
		if (!g) {
			g = list[n++] = ARENA_NEW(m->arena, struct group);
			*g = (struct group){.name = name, .first = i};
			(void)strmap_put(&map, name, g);
		}
		g->n++;
		g->last = i;
		of[i] = g;
	}
	if (n > 1)
		qsort(list, n, sizeof(struct group *), by_size);
	*ret = list;
	return n;
}

static size_t add_box(const struct making *m, enum topo_column c, struct str name)
{
	struct box *box = &m->p->boxes[c][m->p->n_boxes[c]];
	box->name = name;
	return m->p->n_boxes[c]++;
}

static void put_into_box(const struct making *m, enum topo_column c, size_t i, size_t box)
{
	struct box *to = &m->p->boxes[c][box];
	const struct topo_node *node = &m->t->nodes[c].list[i];
	m->box_of[c][i] = box;
	add_marks(&to->marks, &m->marks[c][i]);
	if (to->n_nodes++ == 0) {
		to->state = node->state;
		to->detail = node->detail;
		to->first = i;
	} else {
		to->state = TOPO_USED;
	}
}

static void box_each(const struct making *m, enum topo_column c)
{
	for (size_t i = 0; i < m->t->nodes[c].n; i++)
		put_into_box(m, c, i, add_box(m, c, m->t->nodes[c].list[i].name));
}

/* Nodes with the worst findings stay visible by themselves, as long as they are few. */
static void box_marked(const struct making *m, enum topo_column c)
{
	const struct topo_nodes *nodes = &m->t->nodes[c];
	for (int s = SEV_ERROR; s >= SEV_NOTE; s--) {
		size_t n = 0;
		for (size_t i = 0; i < nodes->n; i++)
			n += marks_worst(&m->marks[c][i]) == (enum severity)s;
		if (m->p->n_boxes[c] + n > MAX_SINGLE)
			return;
		for (size_t i = 0; i < nodes->n && n; i++) {
			if (marks_worst(&m->marks[c][i]) == (enum severity)s)
				put_into_box(m, c, i, add_box(m, c, nodes->list[i].name));
		}
	}
}

static void describe_group(const struct making *m, enum topo_column c, const struct group *g)
{
	struct box *box = &m->p->boxes[c][g->box];
	if (box->n_nodes < 2)
		return;
	box->detail = arena_fmt(m->arena, "%zu %ss", box->n_nodes, columns[c].unit);
	if (box->n_nodes == g->n)
		box->more = arena_fmt(m->arena, "%.*s to %.*s", STR_FMT(m->t->nodes[c].list[g->first].name),
				      STR_FMT(m->t->nodes[c].list[g->last].name));
}

static void box_groups(const struct making *m, enum topo_column c)
{
	size_t n_nodes = m->t->nodes[c].n;
	struct group **of = ARENA_ARRAY(m->arena, struct group *, n_nodes), **groups;
	box_marked(m, c);
	size_t room = MAX_BOXES - m->p->n_boxes[c];
	size_t n = make_groups(m, c, false, of, &groups);
	if (n > room)
		n = make_groups(m, c, true, of, &groups);
	for (size_t k = 0; k < n; k++) {
		struct group *g = groups[k];
		if (k < room - (n > room))
			g->box = add_box(m, c, g->n > 1 ? g->name : m->t->nodes[c].list[g->first].name);
		else if (k == room - 1)
			g->box = add_box(m, c, STR_LIT("others"));
		else
			g->box = MAX_BOXES - 1;
	}
	for (size_t i = 0; i < n_nodes; i++) {
		if (of[i])
			put_into_box(m, c, i, of[i]->box);
	}
	for (size_t k = 0; k < n && k < room; k++)
		describe_group(m, c, groups[k]);
}

static void draw_lines(const struct making *m)
{
	for (int c = 0; c < TOPO_COLUMNS - 1; c++) {
		const struct topo_edges *edges = &m->t->edges[c];
		for (size_t i = 0; i < edges->n; i++) {
			size_t from = m->box_of[c][edges->list[i].from], to = m->box_of[c + 1][edges->list[i].to];
			m->p->lines[c][from][to] = true;
		}
	}
}

/* Where the lines into a box come from on the average; at the end what none leads to. */
static double height_of(const struct picture *p, int c, size_t box)
{
	size_t sum = 0, n = 0;
	for (size_t k = 0; k < p->n_boxes[c - 1]; k++) {
		if (p->lines[c - 1][p->order[c - 1][k]][box]) {
			sum += k;
			n++;
		}
	}
	return n ? (double)sum / (double)n : MAX_BOXES;
}

/* Fewer crossings: sources in file order, the other columns in the order of what leads to them. */
static void order_boxes(struct picture *p)
{
	for (int c = 0; c < TOPO_COLUMNS; c++) {
		double heights[MAX_BOXES] = {0};
		for (size_t i = 0; i < p->n_boxes[c]; i++) {
			size_t k = i;
			heights[i] = c ? height_of(p, c, i) : (double)p->boxes[c][i].first;
			for (; k > 0 && heights[p->order[c][k - 1]] > heights[i]; k--)
				p->order[c][k] = p->order[c][k - 1];
			p->order[c][k] = i;
		}
	}
}

void picture_make(struct arena *a, const struct file_report *f, struct picture *ret)
{
	struct making m = {.arena = a, .t = f->topology, .p = ret};
	*ret = (struct picture){.of = f->topology};
	mark_nodes(&m, &f->diags);
	for (int c = 0; c < TOPO_COLUMNS; c++) {
		size_t n = m.t->nodes[c].n;
		m.box_of[c] = ARENA_ARRAY(a, size_t, n + 1);
		for (size_t i = 0; i < n; i++)
			m.box_of[c][i] = SIZE_MAX;
		if (n <= MAX_BOXES)
			box_each(&m, (enum topo_column)c);
		else
			box_groups(&m, (enum topo_column)c);
	}
	draw_lines(&m);
	order_boxes(ret);
}
