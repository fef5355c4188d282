/* toml.c: a file in TOML as a tree of nodes, accepted and refused as BurntSushi/toml 0.3.1 does: dm-worker.toml of
 * DM 1.0. That library is older than TOML 1.0: no dotted keys, no hexadecimal numbers, arrays of one kind. Called
 * by src/run. */
#include "internal.h"

#include <string.h>

/* A table, or the last one of an array of tables, and what it holds by name. */
struct table {
	struct node *node, *last;
	struct strmap members; /* struct member */
};

enum member_kind { MEMBER_VALUE, MEMBER_TABLE, MEMBER_ARRAY };

struct member {
	enum member_kind kind;
	bool implicit; /* a table that only the header of a table below it has named */
	struct node *node;
	struct node *last;   /* of an array of tables */
	struct table *table; /* NULL: a value that is no table */
};

struct toml {
	struct reader r;
	struct table root;
	struct table *open; /* what keys go to */
};

static bool is_bare(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static bool read_name(struct reader *r, struct str *ret, struct span *ret_at)
{
	size_t lo = r->at;
	bool ok = true;

	if (reader_peek(r, 0) == '"' || reader_peek(r, 0) == '\'') {
		ok = toml_read_string(r, ret);
	} else {
		while (is_bare(reader_peek(r, 0)))
			r->at++;
		*ret = (struct str){r->s.p + lo, r->at - lo};
		if (ret->n == 0)
			ok = reader_fail(r, lo, lo + 1,
					 "names are made of letters, digits, \"-\" and \"_\", or stand in quotes",
					 "a name is missing here");
	}
	*ret_at = (struct span){(uint32_t)lo, (uint32_t)r->at};
	return ok;
}

bool toml_read_key(struct reader *r, struct str *ret, struct span *ret_at)
{
	if (!read_name(r, ret, ret_at))
		return false;
	reader_skip_blanks(r);
	if (reader_peek(r, 0) != '=') {
		size_t lo = r->at;

		if (toml_is_newline(reader_peek(r, 0)) || reader_at_end(r))
			return reader_fail(r, ret_at->lo, ret_at->hi, NULL, "\"=\" and a value are missing");
		return reader_fail(r, lo, lo + 1,
				   "names with other characters than letters, digits, \"-\" and \"_\" need quotes",
				   "\"=\" is missing here");
	}
	r->at++;
	return true;
}

static struct table *table_new(struct toml *t, struct node *n)
{
	struct table *new = ARENA_NEW(t->r.arena, struct table);

	new->node = n;
	new->members.arena = t->r.arena;
	return new;
}

static struct member *member_new(struct toml *t, struct table *in, struct str name, struct span at,
				 enum member_kind kind, struct node *n)
{
	struct member *m = ARENA_NEW(t->r.arena, struct member);

	m->kind = kind;
	m->node = n;
	n->key = name;
	n->key_span = at;
	reader_append(in->node, &in->last, n);
	strmap_put(&in->members, name, m);
	return m;
}

/* Tables written inline can be extended by headers, so their members get a table, too. Not deeper than values may
 * nest. */
static struct table *index_inline(struct toml *t, struct node *map)
{
	struct table *new = table_new(t, map);

	for (struct node *n = map->first; n; n = n->next) {
		struct member *m = ARENA_NEW(t->r.arena, struct member);

		m->node = n;
		m->kind = n->kind == NODE_MAP ? MEMBER_TABLE : MEMBER_VALUE;
		m->table = n->kind == NODE_MAP ? index_inline(t, n) : NULL;
		strmap_put(&new->members, n->key, m);
		new->last = n;
	}
	return new;
}

static bool twice(struct toml *t, const struct member *m, struct str name, struct span at)
{
	reader_fail(&t->r, at.lo, at.hi, "TOML takes every key and every table once", "\"%.*s\" is there twice",
		    STR_FMT(name));
	t->r.doc->problem.related = m->node->key_span;
	return false;
}

static bool read_entry(struct toml *t)
{
	struct reader *r = &t->r;
	struct span at;
	struct str name;
	struct node *n;
	struct member *m;

	if (!toml_read_key(r, &name, &at) || !toml_read_value(r, &n))
		return false;
	m = strmap_get(&t->open->members, name);
	if (m && m->implicit) {
		/* The library keeps the table and forgets the value. */
		m->implicit = false;
		return true;
	}
	if (m)
		return twice(t, m, name, at);
	m = member_new(t, t->open, name, at, n->kind == NODE_MAP ? MEMBER_TABLE : MEMBER_VALUE, n);
	if (n->kind == NODE_MAP)
		m->table = index_inline(t, n);
	return true;
}

/* One step down a header such as [a.b.c]: the table called name, made when it is not there. */
static struct table *step_into(struct toml *t, struct table *from, struct str name, struct span at)
{
	struct member *m = strmap_get(&from->members, name);

	if (!m) {
		m = member_new(t, from, name, at, MEMBER_TABLE, reader_node(&t->r, NODE_MAP, at.lo));
		m->implicit = true;
		m->table = table_new(t, m->node);
	}
	if (!m->table) {
		reader_fail(&t->r, at.lo, at.hi, NULL, "\"%.*s\" is a value, not a table", STR_FMT(name));
		t->r.doc->problem.related = m->node->key_span;
	}
	return m->table;
}

static bool open_table(struct toml *t, struct table *in, struct str name, struct span at)
{
	struct member *m = strmap_get(&in->members, name);

	if (m && !m->implicit)
		return twice(t, m, name, at);
	if (!m) {
		m = member_new(t, in, name, at, MEMBER_TABLE, reader_node(&t->r, NODE_MAP, at.lo));
		m->table = table_new(t, m->node);
	}
	m->implicit = false;
	t->open = m->table;
	return true;
}

static bool open_array_item(struct toml *t, struct table *in, struct str name, struct span at)
{
	struct member *m = strmap_get(&in->members, name);
	struct node *item = reader_node(&t->r, NODE_MAP, at.lo);

	if (m && m->kind != MEMBER_ARRAY)
		return twice(t, m, name, at);
	if (!m)
		m = member_new(t, in, name, at, MEMBER_ARRAY, reader_node(&t->r, NODE_SEQ, at.lo));
	reader_append(m->node, &m->last, item);
	m->table = table_new(t, item);
	t->open = m->table;
	return true;
}

static bool read_header(struct toml *t)
{
	struct reader *r = &t->r;
	struct table *in = &t->root;
	bool array = reader_peek(r, 1) == '[';
	size_t lo = r->at;
	struct span at;
	struct str name;

	for (r->at += array ? 2 : 1;; r->at++) {
		reader_skip_blanks(r);
		if (!read_name(r, &name, &at))
			return false;
		reader_skip_blanks(r);
		if (reader_peek(r, 0) != '.')
			break;
		in = step_into(t, in, name, at);
		if (!in)
			return false;
	}
	if (reader_peek(r, 0) != ']' || (array && reader_peek(r, 1) != ']'))
		return reader_fail(r, lo, r->at < lo + 2 ? lo + 2 : r->at, NULL,
				   "the name of a table must end with \"%s\"", array ? "]]" : "]");
	r->at += array ? 2 : 1;
	return array ? open_array_item(t, in, name, at) : open_table(t, in, name, at);
}

static void skip_comment(struct reader *r)
{
	while (reader_peek(r, 0) && !toml_is_newline(reader_peek(r, 0)))
		r->at++;
}

/* Behind a value or a header nothing may stand but a comment. A NUL there ends the file for the library. */
static bool end_line(struct reader *r)
{
	reader_skip_blanks(r);
	if (reader_at_end(r) || toml_is_newline(reader_peek(r, 0)))
		return true;
	if (reader_peek(r, 0) == '\0') {
		r->doc->more_documents = true;
		r->doc->rest = (struct span){(uint32_t)r->at, (uint32_t)r->s.n};
		r->s.n = r->at;
		return true;
	}
	if (reader_peek(r, 0) == '#')
		return true;
	return reader_fail(r, r->at, r->at + 1, "one entry a line; text must stand in quotes",
			   "the line must end here");
}

static bool read_line(struct toml *t)
{
	struct reader *r = &t->r;
	char c = reader_peek(r, 0);

	if (c == ' ' || c == '\t' || toml_is_newline(c)) {
		r->at++;
		return true;
	}
	if (c == '#') {
		skip_comment(r);
		return true;
	}
	if (c == '\0')
		return reader_fail(r, r->at, r->at + 1, NULL, "a NUL stands in the file");
	return (c == '[' ? read_header(t) : read_entry(t)) && end_line(r);
}

/* Tables end with their last member. Deepest first, without recursion: parents follow their children here. */
static void close_spans(struct node *root)
{
	struct node *n = root;

	for (;;) {
		while (n->first && n->kind != NODE_SCALAR && n->span.hi <= n->span.lo)
			n = n->first;
		for (;;) {
			if (n != root && n->parent->span.hi < n->span.hi)
				n->parent->span.hi = n->span.hi;
			if (n->span.hi <= n->span.lo)
				n->span.hi = n->key_span.hi > n->span.lo ? n->key_span.hi : n->span.lo;
			if (n == root || n->next)
				break;
			n = n->parent;
		}
		if (n == root)
			return;
		n = n->next;
	}
}

void source_load_toml(struct arena *a, struct text *text, struct doc *ret)
{
	struct toml t = {.r = {.arena = a, .doc = ret, .s = text->bytes}};

	*ret = (struct doc){.arena = a, .text = text};
	if (text->bytes.n > TEXT_MAX_BYTES) {
		ret->problem =
			(struct doc_problem){.kind = DOC_TOO_BIG, .message = STR_LIT("the file is larger than 64 MiB")};
		return;
	}
	t.root.node = reader_node(&t.r, NODE_MAP, 0);
	t.root.members.arena = a;
	t.open = &t.root;
	if (text->encoding != TEXT_UTF8)
		reader_fail(&t.r, 0, 1, "save it as UTF-8", "the file is UTF-16; TOML is UTF-8");
	else if (text->bytes.n >= 3 && memcmp(text->bytes.p, "\xef\xbb\xbf", 3) == 0)
		reader_fail(&t.r, 0, 3, "save it as UTF-8 without a byte-order mark",
			    "the file begins with a byte-order mark");
	while (!reader_failed(&t.r) && !reader_at_end(&t.r) && read_line(&t))
		;
	close_spans(t.root.node);
	ret->root = t.root.node->first ? t.root.node : NULL;
}
