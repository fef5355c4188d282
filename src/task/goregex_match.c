/* goregex_match.c: answers whether a regular expression matches, by giving PCRE2 an equivalent one.
 *
 * Called by the matching of table patterns and binlog filters. The tree of the pattern is written out in the few parts
 * of PCRE2's syntax that mean the same as in Go: sets as code points, no letter case, no flags, no classes with names;
 * so neither PCRE2's options nor its version of Unicode matter. Only whether there is a match is asked, never which, so
 * groups do not capture and repetitions may be greedy. The only file that knows PCRE2. */
#include "goregex_internal.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Compiled code is limited to 64 KiB by how PCRE2 is usually built; more text than this never fits. */
#define MAX_TEXT ((size_t)1 << 19)
#define MAX_NESTING 500
/* For the matcher that goes back: steps, some milliseconds as a rule; and memory in KiB. */
#define MATCH_LIMIT 50000
#define HEAP_LIMIT 16384
/* For the other matcher, whose time grows with the square of both: length of the subject, and room for its states. */
#define MAX_DFA_SUBJECT 256
#define DFA_WORKSPACE 2048

struct go_regex {
	pcre2_code *code; /* NULL: too large, every answer is UNKNOWN */
	pcre2_match_data *data;
	pcre2_match_context *limits;
};

static void write_rune(struct buf *out, uint32_t cp)
{
	if ((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') || cp == '_')
		buf_char(out, (char)cp);
	else
		buf_fmt(out, "\\x{%x}", (unsigned)cp);
}

/* Surrogates never occur in a subject and PCRE2 rejects them in a pattern. */
static void write_range(struct buf *out, uint32_t from, uint32_t to)
{
	if (from < 0xd800 && to >= 0xd800) {
		write_range(out, from, 0xd7ff);
		from = 0xe000;
	} else if (from >= 0xd800 && from <= 0xdfff) {
		from = 0xe000;
	}
	if (to >= 0xd800 && to <= 0xdfff)
		return;
	if (from > to)
		return;
	write_rune(out, from);
	if (from == to)
		return;
	buf_char(out, '-');
	write_rune(out, to);
}

static void write_class(struct buf *out, const struct runes *set)
{
	buf_char(out, '[');
	size_t start = out->n;

	for (size_t i = 0; i < set->n && out->n < MAX_TEXT; i += 2)
		write_range(out, set->p[i], set->p[i + 1]);
	if (out->n == start)
		buf_c(out, "^\\x{0}-\\x{10ffff}");
	buf_char(out, ']');
}

static void write_literal(struct buf *out, const struct re_node *n)
{
	for (size_t i = 0; i < n->runes.n && out->n < MAX_TEXT; i++) {
		uint32_t cp = n->runes.p[i], next = cp;

		if (cp >= 0xd800 && cp <= 0xdfff) {
			write_class(out, &(struct runes){0});
			continue;
		}
		if (!(n->flags & RE_FOLD) || fold_next(cp) == cp) {
			write_rune(out, cp);
			continue;
		}
		buf_char(out, '[');
		do {
			write_rune(out, next);
			next = fold_next(next);
		} while (next != cp);
		buf_char(out, ']');
	}
}

static void write_subs(struct buf *out, const struct re_node *n, unsigned depth);

/* Recursive: no deeper than MAX_NESTING. */
static void write_node(struct buf *out, const struct re_node *n, unsigned depth)
{
	static const char *const marks[] = {
		[RE_EMPTY] = "(?:)",        [RE_NOT_NEWLINE] = "\\N", [RE_ANY] = ".",
		[RE_LINE_BEGIN] = "(?m:^)", [RE_LINE_END] = "(?m:$)", [RE_TEXT_BEGIN] = "\\A",
		[RE_TEXT_END] = "\\z",      [RE_WORD_EDGE] = "\\b",   [RE_NO_WORD_EDGE] = "\\B",
	};

	if (n->op == RE_LITERAL)
		write_literal(out, n);
	else if (n->op == RE_CLASS)
		write_class(out, &n->runes);
	else if (n->op < RE_CAPTURE)
		buf_c(out, marks[n->op]);
	else
		write_subs(out, n, depth);
}

static void write_subs(struct buf *out, const struct re_node *n, unsigned depth)
{
	if (depth == MAX_NESTING)
		out->n = MAX_TEXT;
	if (out->n >= MAX_TEXT)
		return;
	/* A group would be compiled once for each time it is repeated, a set is not. */
	bool grouped = n->n_sub > 1 || !re_is_single(n->sub[0]);

	if (grouped)
		buf_c(out, "(?:");
	for (size_t i = 0; i < n->n_sub && out->n < MAX_TEXT; i++) {
		if (i && n->op == RE_ALTERNATE)
			buf_char(out, '|');
		write_node(out, n->sub[i], depth + 1);
	}
	if (grouped)
		buf_char(out, ')');
	if (n->op == RE_STAR)
		buf_char(out, '*');
	else if (n->op == RE_PLUS)
		buf_char(out, '+');
	else if (n->op == RE_QUEST)
		buf_char(out, '?');
	else if (n->op == RE_REPEAT && n->max < 0)
		buf_fmt(out, "{%d,}", n->min);
	else if (n->op == RE_REPEAT)
		buf_fmt(out, "{%d,%d}", n->min, n->max);
}

/* NULL: too large for PCRE2. */
static pcre2_code *compile_tree(const struct re_node *tree)
{
	struct buf text = {0};
	pcre2_code *code = NULL;
	int error;
	PCRE2_SIZE offset;

	write_node(&text, tree, 0);
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	if (context && text.n < MAX_TEXT) {
		pcre2_set_newline(context, PCRE2_NEWLINE_LF);
		pcre2_set_parens_nest_limit(context, MAX_NESTING + 10);
		code = pcre2_compile((PCRE2_SPTR)(text.n ? text.p : ""), text.n,
				     PCRE2_UTF | PCRE2_DOTALL | PCRE2_ALT_CIRCUMFLEX, &error, &offset, context);
	}
	pcre2_compile_context_free(context);
	buf_free(&text);
	return code;
}

struct go_regex *go_regex_compile(struct arena *a, struct str pattern, enum go_regex_dialect dialect, bool ignore_case,
				  struct go_regex_info *ret_info)
{
	struct arena *scratch = arena_new();
	struct go_regex_info info;
	struct go_regex *re = NULL;
	const struct re_node *tree = re_parse(scratch, pattern, dialect, ignore_case, &info);

	if (tree) {
		re = ARENA_NEW(a, struct go_regex);
		re->code = compile_tree(tree);
		re->data = re->code ? pcre2_match_data_create(1, NULL) : NULL;
		re->limits = re->code ? pcre2_match_context_create(NULL) : NULL;
		if (re->limits) {
			pcre2_set_match_limit(re->limits, MATCH_LIMIT);
			pcre2_set_heap_limit(re->limits, HEAP_LIMIT);
		}
	}
	arena_free(scratch);
	if (ret_info)
		*ret_info = info;
	return re;
}

void go_regex_free(struct go_regex *re)
{
	if (!re)
		return;
	pcre2_match_context_free(re->limits);
	pcre2_match_data_free(re->data);
	pcre2_code_free(re->code);
	*re = (struct go_regex){0};
}

/* The subject with U+FFFD for each byte that is not UTF-8, as Go sees it. Nothing is written while it is all UTF-8. */
static struct str repair_utf8(struct str s, struct buf *out)
{
	static const char replacement[] = "\xef\xbf\xbd";
	size_t done = 0;
	uint32_t cp;

	for (size_t i = 0; i < s.n;) {
		size_t n = utf8_decode(s.p + i, s.n - i, &cp);

		if (!n) {
			buf_add(out, s.p + done, i - done);
			buf_c(out, replacement);
			done = i + 1;
		}
		i += n ? n : 1;
	}
	if (!done)
		return s;
	buf_add(out, s.p + done, s.n - done);
	return (struct str){.p = out->p, .n = out->n};
}

enum go_regex_answer go_regex_match(const struct go_regex *re, struct str subject)
{
	struct buf repaired = {0};

	if (!re->data || !re->limits || subject.n > GO_REGEX_MAX_SUBJECT)
		return GO_REGEX_UNKNOWN;
	subject = repair_utf8(subject, &repaired);
	PCRE2_SPTR text = (PCRE2_SPTR)(subject.n ? subject.p : "");
	int got = pcre2_match(re->code, text, subject.n, 0, 0, re->data, re->limits);

	if (got < 0 && got != PCRE2_ERROR_NOMATCH && subject.n <= MAX_DFA_SUBJECT) {
		int workspace[DFA_WORKSPACE];

		got = pcre2_dfa_match(re->code, text, subject.n, 0, PCRE2_DFA_SHORTEST, re->data, re->limits, workspace,
				      ARRAY_LEN(workspace));
	}
	buf_free(&repaired);
	if (got >= 0)
		return GO_REGEX_MATCH;
	return got == PCRE2_ERROR_NOMATCH ? GO_REGEX_NO_MATCH : GO_REGEX_UNKNOWN;
}
