/* goregex_factor.c: makes one node of several, and finds what the members of an alternation have in common.
 *
 * Called by goregex_tree.c. Go turns "abc|abd|x|y" into "ab(?:c|d)|[xy]" while it reads; the limits on depth and size
 * are checked after that, so a pattern's verdict can depend on it. What matches does not change. */
#include "goregex_internal.h"

#include <string.h>

/* Each level of common beginnings adds one to the height of the tree, so Go gives up no later than here. */
#define MAX_DEPTH 1000

static bool matches_newline(const struct re_node *n)
{
	if (n->op == RE_LITERAL)
		return n->runes.n == 1 && n->runes.p[0] == '\n';
	for (size_t i = 0; n->op == RE_CLASS && i < n->runes.n; i += 2)
		if (n->runes.p[i] <= '\n' && '\n' <= n->runes.p[i + 1])
			return true;
	return n->op == RE_ANY;
}

static void add_literal(struct re_parser *p, struct runes *set, uint32_t cp, unsigned flags)
{
	if (flags & RE_FOLD)
		runes_add_folded(p->arena, set, cp, cp);
	else
		runes_add(p->arena, set, cp, cp);
}

void re_merge_single(struct re_parser *p, struct re_node *into, const struct re_node *from)
{
	struct runes set = {0};

	switch ((unsigned)into->op) {
	case RE_NOT_NEWLINE:
		if (matches_newline(from))
			into->op = RE_ANY;
		break;
	case RE_CLASS:
		if (from->op == RE_LITERAL)
			add_literal(p, &into->runes, from->runes.p[0], from->flags);
		else
			runes_add_set(p->arena, &into->runes, &from->runes, false);
		break;
	case RE_LITERAL:
		if (into->runes.p[0] == from->runes.p[0] && into->flags == from->flags)
			break;
		add_literal(p, &set, into->runes.p[0], into->flags);
		add_literal(p, &set, from->runes.p[0], from->flags);
		into->op = RE_CLASS;
		into->runes = set;
		break;
	default:
		break;
	}
}

void re_clean_class(struct re_node *n)
{
	static const uint32_t any[] = {0, MAX_CODE_POINT};
	static const uint32_t not_newline[] = {0, '\n' - 1, '\n' + 1, MAX_CODE_POINT};

	if (n->op != RE_CLASS)
		return;
	runes_clean(&n->runes);
	if (n->runes.n == ARRAY_LEN(any) && !memcmp(n->runes.p, any, sizeof(any)))
		n->op = RE_ANY;
	else if (n->runes.n == ARRAY_LEN(not_newline) && !memcmp(n->runes.p, not_newline, sizeof(not_newline)))
		n->op = RE_NOT_NEWLINE;
	else
		return;
	n->runes = (struct runes){0};
}

/* The text that n begins with; none when it begins with something else. */
static struct runes leading_text(const struct re_node *n, unsigned *ret_flags)
{
	if (n->op == RE_CONCAT)
		n = n->sub[0];
	*ret_flags = 0;
	if (n->op != RE_LITERAL)
		return (struct runes){0};
	*ret_flags = n->flags & RE_FOLD;
	return n->runes;
}

/* What is left of a concatenation without its first part. */
static struct re_node *drop_first(struct re_parser *p, struct re_node *n)
{
	struct re_node *first = *n->sub++;

	n->n_sub--;
	if (n->n_sub > 1) {
		if (n->own_size)
			n->size -= first->size;
		return n;
	}
	struct re_node *rest = n->sub[0];

	re_node_reuse(p, n);
	return rest;
}

static struct re_node *drop_text(struct re_parser *p, struct re_node *n, size_t length)
{
	struct re_node *text = n->op == RE_CONCAT ? n->sub[0] : n;

	text->runes.p += length;
	text->runes.n -= length;
	text->runes.cap -= length < text->runes.cap ? length : text->runes.cap;
	if (text->runes.n)
		return n;
	text->op = RE_EMPTY;
	if (text == n)
		return n;
	re_node_reuse(p, text);
	return drop_first(p, n);
}

static struct re_node *leading_part(struct re_node *n)
{
	if (n->op == RE_CONCAT)
		n = n->sub[0];
	return n->op == RE_EMPTY ? NULL : n;
}

/* keep: the part dropped lives on as the common beginning of several members. */
static struct re_node *drop_part(struct re_parser *p, struct re_node *n, bool keep)
{
	if (n->op == RE_CONCAT) {
		if (!keep)
			re_node_reuse(p, n->sub[0]);
		return drop_first(p, n);
	}
	if (!keep)
		re_node_reuse(p, n);
	return re_node_new(p, RE_EMPTY);
}

/* Go up to 1.25 forgets to ask whether both ignore case, so "[aA]c|A" matches "a" as well; later releases do ask. */
static bool same_single(const struct re_node *x, const struct re_node *y)
{
	return x->op == y->op && re_is_single(x) && runes_equal(&x->runes, &y->runes);
}

/* Only what takes the same number of code points in one way may be shared: a set, or a fixed number of times one. */
static bool shareable(const struct re_node *x, const struct re_node *y)
{
	if (!x || !y)
		return false;
	if (x->op != RE_REPEAT || y->op != RE_REPEAT)
		return same_single(x, y);
	return x->min == x->max && x->min == y->min && x->max == y->max && !((x->flags ^ y->flags) & RE_UNGREEDY) &&
	       same_single(x->sub[0], y->sub[0]);
}

static void set_subs(struct re_parser *p, struct re_node *n, struct re_node **sub, size_t n_sub)
{
	n->sub = ARENA_ARRAY(p->arena, struct re_node *, n_sub);
	memcpy(n->sub, sub, n_sub * sizeof(*sub));
	n->n_sub = n_sub;
}

static struct re_node *join_prefix(struct re_parser *p, struct re_node *prefix, struct re_node **sub, size_t n,
				   unsigned depth)
{
	struct re_node *suffix = re_collapse(p, sub, n, RE_ALTERNATE, depth + 1);
	struct re_node *whole = re_node_new(p, RE_CONCAT);

	set_subs(p, whole, (struct re_node *[]){prefix, suffix}, 2);
	return whole;
}

static size_t factor_texts(struct re_parser *p, struct re_node **sub, size_t n, unsigned depth)
{
	struct runes common = {0};
	unsigned common_flags = 0;
	size_t start = 0, out = 0;

	for (size_t i = 0; i <= n; i++) {
		struct runes text = {0};
		unsigned flags = 0;

		if (i < n)
			text = leading_text(sub[i], &flags);
		if (i < n && flags == common_flags) {
			size_t same = 0;

			while (same < common.n && same < text.n && common.p[same] == text.p[same])
				same++;
			if (same) {
				common.n = same;
				continue;
			}
		}
		if (i == start + 1) {
			sub[out++] = sub[start];
		} else if (i > start) {
			struct re_node *prefix = re_node_new(p, RE_LITERAL);

			prefix->flags = common_flags;
			runes_append(p->arena, &prefix->runes, common.p, common.n);
			for (size_t j = start; j < i; j++) {
				sub[j] = drop_text(p, sub[j], common.n);
				re_check_shorter(p, sub[j]);
			}
			sub[out++] = join_prefix(p, prefix, sub + start, i - start, depth);
		}
		start = i;
		common = text;
		common_flags = flags;
	}
	return out;
}

static size_t factor_parts(struct re_parser *p, struct re_node **sub, size_t n, unsigned depth)
{
	struct re_node *first = NULL;
	size_t start = 0, out = 0;

	for (size_t i = 0; i <= n; i++) {
		struct re_node *part = i < n ? leading_part(sub[i]) : NULL;

		if (shareable(first, part))
			continue;
		if (i == start + 1) {
			sub[out++] = sub[start];
		} else if (i > start) {
			for (size_t j = start; j < i; j++) {
				sub[j] = drop_part(p, sub[j], j == start);
				re_check_shorter(p, sub[j]);
			}
			sub[out++] = join_prefix(p, first, sub + start, i - start, depth);
		}
		start = i;
		first = part;
	}
	return out;
}

static size_t merge_singles(struct re_parser *p, struct re_node **sub, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n;) {
		size_t end = i, most = i;

		for (; end < n && re_is_single(sub[end]); end++)
			if (sub[most]->op < sub[end]->op ||
			    (sub[most]->op == sub[end]->op && sub[most]->runes.n < sub[end]->runes.n))
				most = end;
		if (end > i + 1) {
			struct re_node *kept = sub[most];

			sub[most] = sub[i];
			for (size_t j = i + 1; j < end; j++) {
				re_merge_single(p, kept, sub[j]);
				re_node_reuse(p, sub[j]);
			}
			re_clean_class(kept);
			sub[out++] = kept;
			i = end;
			continue;
		}
		sub[out++] = sub[i++];
	}
	return out;
}

static size_t merge_empties(struct re_node **sub, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n; i++)
		if (i + 1 == n || sub[i]->op != RE_EMPTY || sub[i + 1]->op != RE_EMPTY)
			sub[out++] = sub[i];
	return out;
}

static size_t factor(struct re_parser *p, struct re_node **sub, size_t n, unsigned depth)
{
	if (n < 2)
		return n;
	if (depth == MAX_DEPTH) {
		re_fail(p, GO_REGEX_TOO_DEEP, "the expression nests too deeply", 0, p->pattern.n);
		return n;
	}
	n = factor_texts(p, sub, n, depth);
	n = factor_parts(p, sub, n, depth);
	n = merge_singles(p, sub, n);
	return merge_empties(sub, n);
}

/* Members that are themselves of this operation are taken apart: "a(?:b|c)" stays, "a|(?:b|c)" becomes one level. */
struct re_node *re_collapse(struct re_parser *p, struct re_node **sub, size_t n, enum re_op op, unsigned depth)
{
	if (n == 1)
		return sub[0];
	struct re_node *whole = re_node_new(p, op);
	size_t total = 0, at = 0;

	for (size_t i = 0; i < n; i++)
		total += sub[i]->op == op ? sub[i]->n_sub : 1;
	whole->sub = ARENA_ARRAY(p->arena, struct re_node *, total);
	for (size_t i = 0; i < n; i++) {
		size_t parts = sub[i]->op == op ? sub[i]->n_sub : 1;

		memcpy(whole->sub + at, sub[i]->op == op ? sub[i]->sub : &sub[i], parts * sizeof(*sub));
		at += parts;
		if (sub[i]->op == op)
			re_node_reuse(p, sub[i]);
	}
	whole->n_sub = op == RE_ALTERNATE ? factor(p, whole->sub, total, depth) : total;
	if (op == RE_ALTERNATE && whole->n_sub == 1) {
		struct re_node *only = whole->sub[0];

		re_node_reuse(p, whole);
		return only;
	}
	return whole;
}
