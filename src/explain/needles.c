/* needles.c: builds the machine that finds many texts in one pass over the input, whatever their number. Called by scan.c. */
#include "src/explain/internal.h"

static unsigned char fold(unsigned char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* Class 0 is for bytes outside every text. */
static void find_classes(const struct str *texts, size_t n, struct needles *m)
{
	m->n_classes = 1;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < texts[i].n; k++) {
			unsigned char c = fold((unsigned char)texts[i].p[k]);

			if (!m->class_of[c])
				m->class_of[c] = (uint8_t)m->n_classes++;
		}
	}
	for (unsigned char c = 'A'; c <= 'Z'; c++)
		m->class_of[c] = m->class_of[fold(c)];
}

static size_t add_texts(const struct str *texts, size_t n, struct needles *m)
{
	size_t n_states = 1;

	for (size_t i = 0; i < n; i++) {
		size_t state = 0;

		for (size_t k = 0; k < texts[i].n; k++) {
			uint16_t *to = &m->next[state * m->n_classes + m->class_of[(unsigned char)texts[i].p[k]]];

			if (!*to)
				*to = (uint16_t)n_states++;
			state = *to;
		}
		m->ends[state] = (uint16_t)(i + 1);
	}
	return n_states;
}

/* Breadth first: what lies behind a missing way is what the longest proper end of the state would do. */
static void close_ways(struct arena *a, size_t n_states, struct needles *m)
{
	uint16_t *queue = ARENA_ARRAY(a, uint16_t, n_states), *fallback = ARENA_ARRAY(a, uint16_t, n_states);
	size_t head = 0, tail = 0;

	for (size_t c = 0; c < m->n_classes; c++) {
		if (m->next[c])
			queue[tail++] = m->next[c];
	}
	while (head < tail) {
		size_t state = queue[head++], back = fallback[state];

		m->shorter[state] = m->first[back];
		m->first[state] = m->ends[state] ? (uint16_t)state : m->shorter[state];
		for (size_t c = 0; c < m->n_classes; c++) {
			uint16_t *to = &m->next[state * m->n_classes + c], other = m->next[back * m->n_classes + c];

			if (*to) {
				fallback[*to] = other;
				queue[tail++] = *to;
			} else {
				*to = other;
			}
		}
	}
}

void needles_build(struct arena *a, const struct str *texts, size_t n, struct needles *ret)
{
	struct needles m = {0};
	size_t most = 1;

	for (size_t i = 0; i < n; i++)
		most += texts[i].n;
	if (most > UINT16_MAX)
		BUG("needles_build: too many texts");
	find_classes(texts, n, &m);
	m.next = ARENA_ARRAY(a, uint16_t, most * m.n_classes);
	m.ends = ARENA_ARRAY(a, uint16_t, most);
	m.first = ARENA_ARRAY(a, uint16_t, most);
	m.shorter = ARENA_ARRAY(a, uint16_t, most);
	close_ways(a, add_texts(texts, n, &m), &m);
	*ret = m;
}
