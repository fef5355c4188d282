/* regex.c: from the names of tables to the best regular expression for mydumper. Called by rules and by the table listing; lists by
 * pattern are the business of regex_list.c. */
#include <string.h>

#include "internal.h"

/* An expression of this length still reads; a longer one gives way to a shorter one that is right for today's tables only. */
#define READABLE 2000

bool dump_regex_fits(struct arena *a, struct str text, size_t *ret_code)
{
	struct dump_pcre_info info;
	struct dump_pcre *re;

	if (text.n >= DUMP_MAX_ARG)
		return false;
	re = dump_pcre_compile(a, text, &info);
	dump_pcre_free(re);
	*ret_code = info.code;
	return re != NULL;
}

static struct rx_name join(struct arena *a, struct str schema, struct str table)
{
	char *p = arena_alloc(a, schema.n + table.n + 2);

	memcpy(p, schema.p, schema.n);
	p[schema.n] = '.';
	if (table.n)
		memcpy(p + schema.n + 1, table.p, table.n);
	return (struct rx_name){.text = {p, schema.n + 1 + table.n}};
}

/* What all candidates are made from. */
struct material {
	struct arena *arena;
	struct rx_name *names, *others;
	size_t n, n_others;
	bool knows_others;
};

/* Each schema's own name, "schema.(null)": a name where a table of it is selected, else one of the others. */
static void add_schemas(struct material *m, const struct dump_name *list, size_t n, struct strmap *seen,
			struct rx_name *to, size_t *n_to)
{
	for (size_t i = 0; i < n; i++) {
		if (!strmap_put(seen, list[i].schema, to))
			to[(*n_to)++] = join(m->arena, list[i].schema, STR_LIT("(null)"));
	}
}

static void gather(struct material *m, uint32_t dm, const struct dump_name *names, size_t n,
		   const struct dump_name *others, size_t n_others)
{
	struct strmap seen = {.arena = m->arena};
	struct rx_name *system;
	size_t n_system = dump_system_names(m->arena, dm, &system);

	m->names = ARENA_ARRAY(m->arena, struct rx_name, 2 * n + 1);
	m->others = ARENA_ARRAY(m->arena, struct rx_name, 2 * n_others + n_system + 1);
	for (size_t i = 0; i < n; i++)
		m->names[m->n++] = join(m->arena, names[i].schema, names[i].table);
	add_schemas(m, names, n, &seen, m->names, &m->n);
	for (size_t i = 0; i < n_others; i++) {
		if (!dump_system_schema(others[i].schema, dm))
			m->others[m->n_others++] = join(m->arena, others[i].schema, others[i].table);
	}
	for (size_t i = 0; i < n_others; i++) {
		if (!dump_system_schema(others[i].schema, dm))
			add_schemas(m, &others[i], 1, &seen, m->others, &m->n_others);
	}
	for (size_t i = 0; i < n_system; i++)
		m->others[m->n_others++] = system[i];
}

/* The text is "schema.table" as a whole; the matcher puts the dot between two halves. */
static bool selects(struct dump_pcre *re, struct str s)
{
	const char *dot = memchr(s.p, '.', s.n);
	size_t k = (size_t)(dot - s.p);

	return dump_pcre_match(re, (struct str){s.p, k}, (struct str){dot + 1, s.n - k - 1});
}

/* Does every name match, and none of the others but those that differ from a name in letter case only? Both are sorted. */
static bool holds(struct material *m, struct str text)
{
	struct dump_pcre_info info;
	struct dump_pcre *re = dump_pcre_compile(m->arena, text, &info);
	bool ok = re != NULL;

	for (size_t i = 0; ok && i < m->n; i++)
		ok = selects(re, m->names[i].text);
	for (size_t i = 0, k = 0; ok && i < m->n_others; i++) {
		struct str s = m->others[i].text;

		while (k < m->n && str_cmp(m->names[k].text, s) < 0)
			k++;
		ok = m->others[i].whole || (k < m->n && str_eq(m->names[k].text, s)) || !selects(re, s);
	}
	dump_pcre_free(re);
	return ok;
}

/* Keeps the candidate in ret when it can be used and is better than what is there. */
static void consider(struct material *m, enum dump_form form, bool cut, bool small, struct dump_regex *ret)
{
	bool turn = form == DUMP_FORM_EXCLUSION;
	struct rx_options o = {.fold = true, .cut = cut, .small = small};
	struct buf b = {0};
	struct str text;
	size_t code = 0;
	bool ok;

	buf_c(&b, turn ? "^(?!" : "^");
	ok = turn ? rx_write(m->arena, m->others, m->n_others, m->names, m->n, &o, DUMP_MAX_ARG, &b)
		  : rx_write(m->arena, m->names, m->n, m->others, m->n_others, &o, DUMP_MAX_ARG, &b);
	buf_c(&b, turn ? ")" : "");
	text = (struct str){b.p, b.n};
	if (ok && (ret->form == DUMP_FORM_NONE || text.n < ret->text.n) && dump_regex_fits(m->arena, text, &code) &&
	    holds(m, text))
		*ret = (struct dump_regex){form, arena_str(m->arena, text), code};
	buf_free(&b);
}

void dump_regex_of_names(struct arena *a, uint32_t dm, const struct dump_name *names, size_t n,
			 const struct dump_name *others, size_t n_others, struct dump_regex *ret)
{
	struct material m = {.arena = a, .knows_others = others != NULL};
	struct dump_regex shorter = {0};

	*ret = (struct dump_regex){0};
	gather(&m, dm, names, n, others, n_others);
	consider(&m, DUMP_FORM_NAMES, false, false, ret);
	if (ret->form == DUMP_FORM_NONE)
		consider(&m, DUMP_FORM_NAMES, false, true, ret);
	if (!m.knows_others || (ret->form != DUMP_FORM_NONE && ret->text.n <= READABLE))
		return;
	for (int small = 0; small < 2 && shorter.form == DUMP_FORM_NONE; small++) {
		consider(&m, DUMP_FORM_PREFIXES, true, small, &shorter);
		consider(&m, DUMP_FORM_EXCLUSION, true, small, &shorter);
	}
	if (shorter.form != DUMP_FORM_NONE && (ret->form == DUMP_FORM_NONE || shorter.text.n < ret->text.n / 4))
		*ret = shorter;
}
