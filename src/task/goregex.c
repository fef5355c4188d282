/* goregex.c: reads a regular expression as Go's regexp/syntax does with Perl flags, and says where and why it is wrong.
 *
 * Called by whoever has a pattern to judge (go_regex_parse) and by goregex_match.c, which needs the tree. The first
 * error ends the reading, as in Go. Does not match anything. */
#include "goregex_internal.h"

#include <string.h>

#define MAX_REPEAT 1000

bool re_fail(struct re_parser *p, enum go_regex_error error, const char *text, size_t offset, size_t length)
{
	if (!p->info->error)
		*p->info = (struct go_regex_info){.error = error, .text = text, .offset = offset, .length = length};
	return false;
}

bool re_check_utf8(struct re_parser *p, size_t from, size_t to)
{
	uint32_t cp;

	while (from < to) {
		size_t n = utf8_decode(p->pattern.p + from, to - from, &cp);

		if (!n)
			return re_fail(p, GO_REGEX_BAD_UTF8, "not UTF-8", from, 1);
		from += n;
	}
	return true;
}

static bool starts_with(const struct re_parser *p, const char *what)
{
	return str_has_prefix((struct str){.p = p->pattern.p + p->pos, .n = p->pattern.n - p->pos}, what);
}

static bool parse_character(struct re_parser *p)
{
	uint32_t cp;
	size_t n = utf8_decode(p->pattern.p + p->pos, p->pattern.n - p->pos, &cp);

	if (!n)
		return re_fail(p, GO_REGEX_BAD_UTF8, "not UTF-8", p->pos, 1);
	p->pos += n;
	re_push_literal(p, cp);
	return true;
}

static void push_open(struct re_parser *p, bool captures, size_t at)
{
	struct re_node *n = re_push_op(p, RE_OPEN);

	n->at = at;
	if (captures)
		n->group = ++p->info->n_groups;
}

/* (?P<name> and, in later dialects, (?<name>. Names may come twice. */
static bool parse_named_group(struct re_parser *p, size_t name_at)
{
	const char *s = p->pattern.p;
	const char *close = memchr(s + name_at, '>', p->pattern.n - name_at);
	size_t name_end = close ? (size_t)(close - s) : p->pattern.n, end = name_end + (close != NULL);
	bool lookbehind = s[name_at - 2] == '?' && name_at < p->pattern.n && (s[name_at] == '=' || s[name_at] == '!');
	bool good = close && name_end > name_at;

	if (!re_check_utf8(p, close ? name_at : p->pos, name_end))
		return false;
	for (size_t i = name_at; good && i < name_end; i++)
		good = s[i] == '_' || (s[i] >= '0' && s[i] <= '9') || (s[i] >= 'A' && s[i] <= 'Z') ||
		       (s[i] >= 'a' && s[i] <= 'z');
	if (!good)
		return re_fail(p, GO_REGEX_BAD_GROUP_NAME,
			       lookbehind ? "lookbehind is not supported" : "bad name of a group", p->pos,
			       end - p->pos);
	push_open(p, true, p->pos);
	p->pos = end;
	return true;
}

/* What the user may have wanted with a "(?" that Go does not know. */
static bool fail_group(struct re_parser *p, size_t end)
{
	static const struct {
		const char *begin, *text;
	} known[] = {
		{"(?=", "lookahead is not supported"},
		{"(?!", "lookahead is not supported"},
		{"(?<=", "lookbehind is not supported"},
		{"(?<!", "lookbehind is not supported"},
		{"(?>", "atomic groups are not supported"},
		{"(?#", "comments are not supported"},
		{"(?<", "a named group is written (?P<name>...) here"},
	};
	const char *text = "unknown flag or kind of group";

	for (size_t i = ARRAY_LEN(known); i-- > 0;)
		if (starts_with(p, known[i].begin))
			text = known[i].text;
	return re_fail(p, GO_REGEX_BAD_GROUP, text, p->pos, end - p->pos);
}

/* (?flags) and (?flags: with flags out of "imsU" and "-"; at least one must follow "-". */
static bool parse_flags(struct re_parser *p)
{
	static const char letters[] = "imsU";
	static const unsigned bits[] = {RE_FOLD, RE_MULTILINE, RE_DOT_NEWLINE, RE_UNGREEDY};
	size_t start = p->pos, at = start + 2;
	unsigned flags = p->flags;
	bool minus = false, dangling = false;

	for (; at < p->pattern.n; at++) {
		char c = p->pattern.p[at];
		const char *letter = c ? strchr(letters, c) : NULL;

		if (letter && minus)
			flags &= ~bits[letter - letters];
		else if (letter)
			flags |= bits[letter - letters];
		else if (c != '-' || minus)
			break;
		else
			minus = true;
		dangling = !letter;
	}
	if (at == p->pattern.n)
		return fail_group(p, at);
	uint32_t cp;
	size_t n = utf8_decode(p->pattern.p + at, p->pattern.n - at, &cp);

	if (!n)
		return re_fail(p, GO_REGEX_BAD_UTF8, "not UTF-8", at, 1);
	if (dangling || (cp != ':' && cp != ')'))
		return fail_group(p, at + n);
	if (cp == ':')
		push_open(p, false, start);
	p->flags = flags;
	p->pos = at + 1;
	return true;
}

static bool parse_open(struct re_parser *p)
{
	size_t rest = p->pattern.n - p->pos;

	if (rest > 4 && starts_with(p, "(?P<"))
		return parse_named_group(p, p->pos + 4);
	if (rest > 3 && p->dialect != GO_REGEX_1_21 && starts_with(p, "(?<"))
		return parse_named_group(p, p->pos + 3);
	if (starts_with(p, "(?"))
		return parse_flags(p);
	push_open(p, true, p->pos++);
	return true;
}

static bool parse_close(struct re_parser *p)
{
	re_close(p);
	if (p->info->error)
		return false;
	struct re_node *open = p->n_stack > 1 ? p->stack[p->n_stack - 2] : NULL;

	if (!open)
		return re_fail(p, GO_REGEX_EXTRA_PAREN, "no ( for this )", p->pos, 1);
	struct re_node *inner = p->stack[p->n_stack - 1];

	p->n_stack -= 2;
	p->flags = open->flags;
	p->pos++;
	if (!open->group) {
		re_push(p, inner);
		return true;
	}
	open->op = RE_CAPTURE;
	open->sub = ARENA_NEW(p->arena, struct re_node *);
	open->sub[0] = inner;
	open->n_sub = 1;
	re_push(p, open);
	return true;
}

/* Applies a repetition that stands at p->pos and ends at end to what was read last. */
static bool repeat(struct re_parser *p, enum re_op op, int min, int max, size_t end)
{
	size_t start = p->pos;
	unsigned flags = p->flags;

	if (end < p->pattern.n && p->pattern.p[end] == '?') {
		end++;
		flags ^= RE_UNGREEDY;
	}
	if (p->last_repeat != SIZE_MAX)
		return re_fail(p, GO_REGEX_DOUBLE_REPEAT, "a repetition of a repetition", p->last_repeat,
			       end - p->last_repeat);
	if (!p->n_stack || p->stack[p->n_stack - 1]->op >= RE_OPEN)
		return re_fail(p, GO_REGEX_NOTHING_TO_REPEAT, "nothing to repeat", start, end - start);
	struct re_node *n = re_node_new(p, op);

	n->min = min;
	n->max = max;
	n->flags = flags;
	n->sub = ARENA_NEW(p->arena, struct re_node *);
	n->sub[0] = p->stack[p->n_stack - 1];
	n->n_sub = 1;
	p->stack[p->n_stack - 1] = n;
	re_check_limits(p, n);
	if (p->info->error)
		return false;
	if (op == RE_REPEAT && (min > 1 || max > 1) && !re_repeat_fits(n, MAX_REPEAT))
		return re_fail(p, GO_REGEX_BAD_REPEAT_COUNT, "nested repetitions of more than 1000 copies", start,
			       end - start);
	p->repeat = start;
	p->pos = end;
	return true;
}

/* A number without leading zeros; MAX_REPEAT + 1 stands for all that are larger. false: none there. */
static bool parse_count(const struct re_parser *p, size_t *at, int *ret)
{
	size_t start = *at, end = start;
	int value = 0;

	for (; end < p->pattern.n && p->pattern.p[end] >= '0' && p->pattern.p[end] <= '9'; end++)
		if (value <= MAX_REPEAT)
			value = value * 10 + (p->pattern.p[end] - '0');
	if (end == start || (end > start + 1 && p->pattern.p[start] == '0'))
		return false;
	*at = end;
	*ret = value <= MAX_REPEAT ? value : MAX_REPEAT + 1;
	return true;
}

/* {2}, {2,} and {2,5}; a brace that begins something else is a literal. */
static bool parse_counted(struct re_parser *p)
{
	size_t at = p->pos + 1;
	int min, max;
	bool counted = parse_count(p, &at, &min);

	max = min;
	if (counted && at < p->pattern.n && p->pattern.p[at] == ',') {
		at++;
		max = -1;
		if (at < p->pattern.n && p->pattern.p[at] != '}')
			counted = parse_count(p, &at, &max);
	}
	if (!counted || at == p->pattern.n || p->pattern.p[at] != '}')
		return parse_character(p);
	at++;
	if (min > MAX_REPEAT || max > MAX_REPEAT)
		return re_fail(p, GO_REGEX_BAD_REPEAT_COUNT, "a repetition of more than 1000 times", p->pos,
			       at - p->pos);
	if (max >= 0 && min > max)
		return re_fail(p, GO_REGEX_BAD_REPEAT_COUNT, "a repetition whose maximum is below its minimum", p->pos,
			       at - p->pos);
	return repeat(p, RE_REPEAT, min, max, at);
}

/* \Q...\E; without \E it reaches to the end. */
static bool parse_quoted(struct re_parser *p)
{
	const char *s = p->pattern.p + p->pos + 2;
	size_t n = p->pattern.n - p->pos - 2;
	const char *close = memmem(s, n, "\\E", 2);
	size_t end = close ? (size_t)(close - p->pattern.p) : p->pattern.n;

	p->pos += 2;
	while (p->pos < end && !p->info->error)
		if (!parse_character(p))
			return false;
	p->pos = close ? end + 2 : end;
	return true;
}

static bool parse_backslash(struct re_parser *p)
{
	static const struct {
		char letter;
		enum re_op op;
	} marks[] = {{'A', RE_TEXT_BEGIN}, {'b', RE_WORD_EDGE}, {'B', RE_NO_WORD_EDGE}, {'z', RE_TEXT_END}};
	char letter = p->pattern.n - p->pos > 1 ? p->pattern.p[p->pos + 1] : 0;

	if (letter == 'Q')
		return parse_quoted(p);
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (letter != marks[i].letter)
			continue;
		re_push_op(p, marks[i].op);
		p->pos += 2;
		return true;
	}
	struct re_node *n = re_node_new(p, RE_CLASS);
	struct runes set = {0};
	enum re_class_found found = re_parse_class_escape(p, &set);
	uint32_t cp;

	if (found == RE_CLASS_ERROR)
		return false;
	if (found == RE_CLASS_YES) {
		n->flags = p->flags;
		n->runes = set;
		re_push(p, n);
		return true;
	}
	re_node_reuse(p, n);
	if (!re_parse_escape(p, &cp))
		return false;
	re_push_literal(p, cp);
	return true;
}

static bool parse_mark(struct re_parser *p, enum re_op op)
{
	re_push_op(p, op);
	p->pos++;
	return true;
}

static bool parse_next(struct re_parser *p)
{
	unsigned flags = p->flags;

	switch (p->pattern.p[p->pos]) {
	case '(':
		return parse_open(p);
	case ')':
		return parse_close(p);
	case '|':
		re_push_bar(p);
		p->pos++;
		return true;
	case '^':
		return parse_mark(p, flags & RE_MULTILINE ? RE_LINE_BEGIN : RE_TEXT_BEGIN);
	case '$':
		return parse_mark(p, flags & RE_MULTILINE ? RE_LINE_END : RE_TEXT_END);
	case '.':
		return parse_mark(p, flags & RE_DOT_NEWLINE ? RE_ANY : RE_NOT_NEWLINE);
	case '[':
		return re_parse_bracket(p);
	case '*':
		return repeat(p, RE_STAR, 0, 0, p->pos + 1);
	case '+':
		return repeat(p, RE_PLUS, 0, 0, p->pos + 1);
	case '?':
		return repeat(p, RE_QUEST, 0, 0, p->pos + 1);
	case '{':
		return parse_counted(p);
	case '\\':
		return parse_backslash(p);
	default:
		return parse_character(p);
	}
}

struct re_node *re_parse(struct arena *a, struct str pattern, enum go_regex_dialect dialect, bool ignore_case,
			 struct go_regex_info *ret)
{
	struct re_parser p = {
		.arena = a,
		.pattern = pattern,
		.dialect = dialect,
		.flags = ignore_case ? RE_FOLD : 0,
		.repeat = SIZE_MAX,
		.last_repeat = SIZE_MAX,
		.repeats = 1,
		.info = ret,
	};

	*ret = (struct go_regex_info){0};
	while (p.pos < pattern.n) {
		if (!parse_next(&p) || ret->error)
			return NULL;
		p.last_repeat = p.repeat;
		p.repeat = SIZE_MAX;
	}
	re_close(&p);
	if (ret->error)
		return NULL;
	if (p.n_stack > 1) {
		size_t at = p.n_stack - 1;

		while (p.stack[at]->op != RE_OPEN)
			at--;
		re_fail(&p, GO_REGEX_NO_PAREN, "missing closing )", p.stack[at]->at, pattern.n - p.stack[at]->at);
		return NULL;
	}
	return p.stack[0];
}

bool go_regex_parse(struct str pattern, enum go_regex_dialect dialect, struct go_regex_info *ret)
{
	struct arena *a = arena_new();
	bool good = re_parse(a, pattern, dialect, false, ret) != NULL;

	arena_free(a);
	return good;
}
