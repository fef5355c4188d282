/* goregex_internal.h: what the files goregex*.c share: the tree of a pattern, sets of code points, the parser's state.
 *
 * Nobody else includes it. The tree is built the way Go builds it, node by node, because Go's limits on depth and
 * size are limits on that very tree, after its simplifications. */
#ifndef DMLINT_TASK_GOREGEX_INTERNAL_H
#define DMLINT_TASK_GOREGEX_INTERNAL_H

#include "dmlint/goregex.h"

#define MAX_CODE_POINT 0x10ffffu

/* The text of a literal, or a set: pairs of first and last code point. cap 0: the memory belongs to somebody else and
 * must not be written to. */
struct runes {
	uint32_t *p;
	size_t n, cap;
};

void runes_append(struct arena *a, struct runes *r, const uint32_t *p, size_t n);
void runes_add(struct arena *a, struct runes *set, uint32_t from, uint32_t to);
void runes_add_folded(struct arena *a, struct runes *set, uint32_t from, uint32_t to); /* and what folds to it */
void runes_add_set(struct arena *a, struct runes *set, const struct runes *more, bool folded);
void runes_clean(struct runes *set); /* sorted, disjoint, neighbours joined */
/* What is not in set, which must be clean. */
struct runes runes_complement(struct arena *a, const struct runes *set);
bool runes_equal(const struct runes *x, const struct runes *y);

/* Code points that differ in case only form a ring; the next one, or cp itself when it is alone. */
uint32_t fold_next(uint32_t cp);
uint32_t fold_least(uint32_t cp);
/* Moves *cp on to the first code point from there that is not alone in its ring. false: there is none up to last. */
bool fold_within(uint32_t *cp, uint32_t last);

/* The set called name in \p{name}: its number, -1 when the dialect has none. */
int unicode_class_find(struct str name, enum go_regex_dialect dialect);
unsigned unicode_class_count(void);
bool unicode_class_folds(int class);                            /* does (?i) add the other cases of its members? */
struct runes unicode_class_members(struct arena *a, int class); /* clean */

/* LITERAL to ANY are in the order of what they can match: merging two of them keeps the later one. */
enum re_op {
	RE_EMPTY,
	RE_LITERAL,
	RE_CLASS,
	RE_NOT_NEWLINE,
	RE_ANY,
	RE_LINE_BEGIN,
	RE_LINE_END,
	RE_TEXT_BEGIN,
	RE_TEXT_END,
	RE_WORD_EDGE,
	RE_NO_WORD_EDGE,
	RE_CAPTURE,
	RE_STAR,
	RE_PLUS,
	RE_QUEST,
	RE_REPEAT,
	RE_CONCAT,
	RE_ALTERNATE,
	RE_OPEN, /* this and the next stand on the parser's stack only */
	RE_BAR,
};

enum re_flag { RE_FOLD = 1, RE_DOT_NEWLINE = 2, RE_MULTILINE = 4, RE_UNGREEDY = 8 };

struct re_node {
	enum re_op op;
	unsigned flags;
	int min, max;   /* of RE_REPEAT; max -1: no limit */
	unsigned group; /* of RE_OPEN and RE_CAPTURE; 0: does not capture */
	size_t at;      /* of RE_OPEN: where in the pattern */
	struct re_node **sub;
	size_t n_sub;
	struct runes runes; /* of RE_LITERAL and RE_CLASS */
	uint32_t own[2];    /* memory for short runes */
	/* What the limits are checked with: number of instructions and levels of the tree, as of the last check. */
	int64_t size;
	bool has_size;
	bool own_size; /* computed for this node, not left over from the one whose memory it took */
	int height;    /* 0: not known */
	struct re_node *next_free;
};

struct re_parser {
	struct arena *arena;
	struct str pattern;
	enum go_regex_dialect dialect;
	size_t pos;
	unsigned flags;
	size_t repeat, last_repeat; /* where the repetition read now, or before, began; SIZE_MAX: it was none */
	struct re_node **stack;
	size_t n_stack, cap_stack;
	struct runes *classes; /* members of the sets named so far: [4 * number + 2 * folded + negated] */
	bool no_posix_end;     /* there is no ":]" in the rest of the pattern */
	/* The state of the limits. */
	struct re_node *free;
	int64_t n_nodes, n_runes, repeats;
	bool sizes_tracked, heights_tracked;
	struct go_regex_info *info;
};

/* Notes the first error; always false. */
bool re_fail(struct re_parser *p, enum go_regex_error error, const char *text, size_t offset, size_t length);
bool re_check_utf8(struct re_parser *p, size_t from, size_t to);

/* goregex_tree.c */
struct re_node *re_node_new(struct re_parser *p, enum re_op op);
void re_node_reuse(struct re_parser *p, struct re_node *n);
void re_push(struct re_parser *p, struct re_node *n);
struct re_node *re_push_op(struct re_parser *p, enum re_op op);
void re_push_literal(struct re_parser *p, uint32_t cp);
void re_push_bar(struct re_parser *p);
void re_close(struct re_parser *p);         /* what stands above the last "(" becomes one node */
bool re_is_single(const struct re_node *n); /* matches exactly one code point */

/* goregex_factor.c: finds common beginnings of the members of an alternation; returns how many members are left. */
struct re_node *re_collapse(struct re_parser *p, struct re_node **sub, size_t n, enum re_op op, unsigned depth);
void re_merge_single(struct re_parser *p, struct re_node *into, const struct re_node *from);
void re_clean_class(struct re_node *n);

/* goregex_limits.c */
void re_check_limits(struct re_parser *p, struct re_node *n);
/* The same for a node whose first part was taken away or made shorter. */
void re_check_shorter(struct re_parser *p, struct re_node *n);
bool re_repeat_fits(const struct re_node *n, int most);

/* goregex_class.c: false: noted with re_fail. */
bool re_parse_bracket(struct re_parser *p);
bool re_parse_escape(struct re_parser *p, uint32_t *ret_cp);
enum re_class_found { RE_CLASS_NO, RE_CLASS_YES, RE_CLASS_ERROR };
enum re_class_found re_parse_class_escape(struct re_parser *p, struct runes *set);

/* goregex.c: the tree of a pattern, NULL when Go rejects it. */
struct re_node *re_parse(struct arena *a, struct str pattern, enum go_regex_dialect dialect, bool ignore_case,
			 struct go_regex_info *ret);

#endif
