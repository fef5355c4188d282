/* reader.c: the small steps that the readers of TOML and of the inventory share. */
#include "internal.h"

char reader_peek(const struct reader *r, size_t ahead)
{
	return r->at + ahead < r->s.n ? r->s.p[r->at + ahead] : '\0';
}

bool reader_at_end(const struct reader *r)
{
	return r->at >= r->s.n;
}

void reader_skip_blanks(struct reader *r)
{
	while (reader_peek(r, 0) == ' ' || reader_peek(r, 0) == '\t')
		r->at++;
}

bool reader_failed(const struct reader *r)
{
	return r->doc->problem.kind != DOC_OK;
}

bool reader_fail(struct reader *r, size_t lo, size_t hi, const char *help, const char *fmt, ...)
{
	struct doc_problem *p = &r->doc->problem;
	va_list ap;

	if (p->kind != DOC_OK)
		return false;
	p->kind = DOC_SYNTAX;
	p->at = (struct span){(uint32_t)lo, (uint32_t)(hi < r->s.n ? hi : r->s.n)};
	p->help = str_from(help);
	va_start(ap, fmt);
	p->message = arena_vfmt(r->arena, fmt, ap);
	va_end(ap);
	return false;
}

struct node *reader_node(struct reader *r, enum node_kind kind, size_t lo)
{
	struct node *n = ARENA_NEW(r->arena, struct node);

	n->kind = kind & 3u;
	n->style = kind == NODE_SCALAR ? STYLE_PLAIN : STYLE_FLOW;
	n->span = (struct span){(uint32_t)lo, (uint32_t)lo};
	return n;
}

void reader_append(struct node *parent, struct node **last, struct node *child)
{
	child->parent = parent;
	if (*last)
		(*last)->next = child;
	else
		parent->first = child;
	*last = child;
}
