/* goregex_limits.c: Go's limits on a regular expression: levels of its tree, instructions when compiled, code points in
 * its sets, and how often nested repetitions copy what they repeat.
 *
 * Called after each step that builds the tree. As in Go, sizes and heights are remembered in the nodes and only
 * looked at once the tree could be too big at all; a remembered figure may be out of date in the same cases as in Go,
 * or the limits would bite elsewhere. */
#include "goregex_internal.h"

#define MAX_HEIGHT 1000
#define MAX_BYTES ((int64_t)128 << 20)
#define MAX_SIZE (MAX_BYTES / 40) /* bytes of one instruction */
#define MAX_RUNES (MAX_BYTES / 4) /* bytes of one code point */

static int64_t tree_size(struct re_node *n);

static int64_t remembered_size(struct re_node *n)
{
	return n->has_size ? n->size : tree_size(n);
}

static int64_t repeat_size(const struct re_node *n)
{
	int64_t once = remembered_size(n->sub[0]);

	if (n->max >= 0)
		return n->max * once + (n->max - n->min);
	return n->min ? 1 + n->min * once : 2 + once;
}

/* Recursive: no deeper than the tree, whose height is checked on the way up. */
static int64_t tree_size(struct re_node *n)
{
	int64_t size = 0;

	switch ((unsigned)n->op) {
	case RE_LITERAL:
		size = (int64_t)n->runes.n;
		break;
	case RE_CAPTURE:
	case RE_STAR:
		size = 2 + remembered_size(n->sub[0]);
		break;
	case RE_PLUS:
	case RE_QUEST:
		size = 1 + remembered_size(n->sub[0]);
		break;
	case RE_REPEAT:
		size = repeat_size(n);
		break;
	case RE_ALTERNATE:
	case RE_CONCAT:
		for (size_t i = 0; i < n->n_sub; i++)
			size += remembered_size(n->sub[i]);
		if (n->op == RE_ALTERNATE && n->n_sub > 1)
			size += (int64_t)n->n_sub - 1;
		break;
	default:
		break;
	}
	n->size = size > 1 ? size : 1;
	n->has_size = true;
	n->own_size = true;
	return n->size;
}

static void check_size(struct re_parser *p, struct re_node *n)
{
	if (!p->sizes_tracked) {
		if (n->op == RE_REPEAT) {
			int64_t times = n->max < 0 ? n->min : n->max;

			if (times > MAX_SIZE / p->repeats)
				p->repeats = MAX_SIZE;
			else if (times > 0)
				p->repeats *= times;
		}
		if (p->n_nodes < MAX_SIZE / p->repeats)
			return;
		p->sizes_tracked = true;
		for (size_t i = 0; i < p->n_stack; i++)
			check_size(p, p->stack[i]);
	}
	if (tree_size(n) > MAX_SIZE)
		re_fail(p, GO_REGEX_TOO_LARGE, "the expression is too large", 0, p->pattern.n);
}

/* Recursive: no deeper than MAX_HEIGHT plus what one step of the parser adds. */
static int tree_height(struct re_node *n)
{
	int height = 1;

	for (size_t i = 0; i < n->n_sub; i++) {
		int sub = n->sub[i]->height ? n->sub[i]->height : tree_height(n->sub[i]);

		if (height < 1 + sub)
			height = 1 + sub;
	}
	n->height = height;
	return height;
}

static void check_height(struct re_parser *p, struct re_node *n)
{
	if (p->n_nodes < MAX_HEIGHT)
		return;
	if (!p->heights_tracked) {
		p->heights_tracked = true;
		for (size_t i = 0; i < p->n_stack; i++)
			check_height(p, p->stack[i]);
	}
	if (tree_height(n) > MAX_HEIGHT)
		re_fail(p, GO_REGEX_TOO_DEEP, "the expression nests too deeply", 0, p->pattern.n);
}

void re_check_limits(struct re_parser *p, struct re_node *n)
{
	if (p->info->error)
		return;
	if (p->n_runes > MAX_RUNES)
		re_fail(p, GO_REGEX_TOO_LARGE, "the expression is too large", 0, p->pattern.n);
	check_size(p, n);
	check_height(p, n);
}

/* A concatenation cannot have become too big, and adding up all its parts again would make the time for a long
 * alternation grow faster than its length; who took the part away has reduced its size. */
void re_check_shorter(struct re_parser *p, struct re_node *n)
{
	bool no_sum = p->sizes_tracked ? n->own_size : p->n_nodes < MAX_SIZE / p->repeats;

	if (n->op == RE_CONCAT && no_sum)
		n->height = 0;
	else
		re_check_limits(p, n);
}

/* Recursive: the tree is at most MAX_HEIGHT high here, or the parser had stopped. */
bool re_repeat_fits(const struct re_node *n, int most)
{
	if (n->op == RE_REPEAT) {
		int times = n->max < 0 ? n->min : n->max;

		if (!n->max)
			return true;
		if (times > most)
			return false;
		if (times)
			most /= times;
	}
	for (size_t i = 0; i < n->n_sub; i++)
		if (!re_repeat_fits(n->sub[i], most))
			return false;
	return true;
}
