/* goregex_tree.c: the stack on which a regular expression's tree is built.
 *
 * Called by the parser, which pushes what it reads. "(" and "|" stand on the stack as markers until what belongs to
 * them becomes one node. Texts of literals are joined as late as Go does it: a repetition that follows takes the last
 * character only. */
#include "goregex_internal.h"

#include <string.h>

/* The most recently dropped node is used again first: which figures a node still remembers depends on it. */
struct re_node *re_node_new(struct re_parser *p, enum re_op op)
{
	struct re_node *n = p->free;
	int64_t size = 0;
	bool has_size = false;

	if (n) {
		p->free = n->next_free;
		size = n->size;
		has_size = n->has_size;
	} else {
		n = ARENA_NEW(p->arena, struct re_node);
		p->n_nodes++;
	}
	*n = (struct re_node){.op = op, .size = size, .has_size = has_size};
	return n;
}

void re_node_reuse(struct re_parser *p, struct re_node *n)
{
	n->height = 0;
	n->next_free = p->free;
	p->free = n;
}

static void set_rune(struct re_node *n, uint32_t cp)
{
	n->own[0] = cp;
	n->runes = (struct runes){.p = n->own, .n = 1, .cap = ARRAY_LEN(n->own)};
}

/* Joins the two topmost nodes where both are texts. With replace, the upper node then becomes the text of cp; true
 * when it did. */
static bool join_literals(struct re_parser *p, bool replace, uint32_t cp, unsigned flags)
{
	if (p->n_stack < 2)
		return false;
	struct re_node *upper = p->stack[p->n_stack - 1], *lower = p->stack[p->n_stack - 2];

	if (upper->op != RE_LITERAL || lower->op != RE_LITERAL || (upper->flags ^ lower->flags) & RE_FOLD)
		return false;
	runes_append(p->arena, &lower->runes, upper->runes.p, upper->runes.n);
	if (replace) {
		set_rune(upper, cp);
		upper->flags = flags;
		return true;
	}
	p->n_stack--;
	re_node_reuse(p, upper);
	return false;
}

static void stack_add(struct re_parser *p, struct re_node *n)
{
	if (p->n_stack == p->cap_stack) {
		size_t cap = p->cap_stack ? 2 * p->cap_stack : 32;
		struct re_node **stack = ARENA_ARRAY(p->arena, struct re_node *, cap);

		if (p->n_stack)
			memcpy(stack, p->stack, p->n_stack * sizeof(*stack));
		p->stack = stack;
		p->cap_stack = cap;
	}
	p->stack[p->n_stack++] = n;
}

/* A set of one letter in both cases is a text that ignores case, provided that there is no third one, as with "k". */
static bool is_case_pair(const struct runes *r)
{
	uint32_t x, y;

	if (r->n == 4 && r->p[0] == r->p[1] && r->p[2] == r->p[3])
		x = r->p[0], y = r->p[2];
	else if (r->n == 2 && r->p[0] + 1 == r->p[1])
		x = r->p[0], y = r->p[1];
	else
		return false;
	return fold_next(x) == y && fold_next(y) == x;
}

void re_push(struct re_parser *p, struct re_node *n)
{
	bool one = n->op == RE_CLASS && n->runes.n == 2 && n->runes.p[0] == n->runes.p[1];
	bool pair = n->op == RE_CLASS && !one && is_case_pair(&n->runes);

	p->n_runes += (int64_t)n->runes.n;
	if (one || pair) {
		unsigned flags = pair ? p->flags | RE_FOLD : p->flags & ~(unsigned)RE_FOLD;

		if (join_literals(p, true, n->runes.p[0], flags))
			return;
		n->op = RE_LITERAL;
		n->flags = flags;
		set_rune(n, n->runes.p[0]);
	} else {
		join_literals(p, false, 0, 0);
	}
	stack_add(p, n);
	re_check_limits(p, n);
}

struct re_node *re_push_op(struct re_parser *p, enum re_op op)
{
	struct re_node *n = re_node_new(p, op);

	n->flags = p->flags;
	re_push(p, n);
	return n;
}

void re_push_literal(struct re_parser *p, uint32_t cp)
{
	struct re_node *n = re_node_new(p, RE_LITERAL);

	n->flags = p->flags;
	set_rune(n, p->flags & RE_FOLD ? fold_least(cp) : cp);
	re_push(p, n);
}

bool re_is_single(const struct re_node *n)
{
	return (n->op == RE_LITERAL && n->runes.n == 1) || n->op == RE_CLASS || n->op == RE_NOT_NEWLINE ||
	       n->op == RE_ANY;
}

/* Takes what stands above the last marker off the stack and pushes it as one node. */
static void reduce(struct re_parser *p, enum re_op op)
{
	size_t from = p->n_stack;

	while (from && p->stack[from - 1]->op < RE_OPEN)
		from--;
	size_t n = p->n_stack - from;

	p->n_stack = from;
	if (n)
		re_push(p, re_collapse(p, p->stack + from, n, op, 0));
	else
		re_push(p, re_node_new(p, RE_EMPTY));
}

static void reduce_concat(struct re_parser *p)
{
	join_literals(p, false, 0, 0);
	reduce(p, RE_CONCAT);
}

/* Brings the "|" below the top to the top, so that all members of the alternation stand below it. Two members that
 * match one code point each become one set on the way. false: there is no "|". */
static bool lift_bar(struct re_parser *p)
{
	size_t n = p->n_stack;

	if (n < 2 || p->stack[n - 2]->op != RE_BAR)
		return false;
	struct re_node *top = p->stack[n - 1], *bar = p->stack[n - 2];

	if (n >= 3 && re_is_single(top) && re_is_single(p->stack[n - 3])) {
		struct re_node *kept = p->stack[n - 3];

		if (top->op > kept->op) {
			p->stack[n - 3] = top;
			top = kept;
			kept = p->stack[n - 3];
		}
		re_merge_single(p, kept, top);
		re_node_reuse(p, top);
		p->n_stack--;
		return true;
	}
	if (n >= 3)
		re_clean_class(p->stack[n - 3]);
	p->stack[n - 2] = top;
	p->stack[n - 1] = bar;
	return true;
}

void re_push_bar(struct re_parser *p)
{
	reduce_concat(p);
	if (!lift_bar(p))
		re_push_op(p, RE_BAR);
}

void re_close(struct re_parser *p)
{
	reduce_concat(p);
	if (lift_bar(p))
		p->n_stack--;
	if (p->n_stack && p->stack[p->n_stack - 1]->op < RE_OPEN)
		re_clean_class(p->stack[p->n_stack - 1]);
	reduce(p, RE_ALTERNATE);
}
