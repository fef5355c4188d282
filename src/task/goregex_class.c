/* goregex_class.c: reads what stands for sets of characters: [...], [[:alpha:]], \d, \p{Greek}; and single escapes.
 *
 * Called by the parser with p->pos at the first byte; moves it behind what was read. Go's escapes are strict: a
 * backslash before a letter or digit that means nothing is an error, and there are no backreferences. */
#include "goregex_internal.h"

#include <string.h>

struct named_set {
	const char *name;
	uint32_t ranges[8];
	size_t n;
};

static const struct named_set perl_sets[] = {
	{"d", {'0', '9'}, 2},
	{"s", {'\t', '\n', '\f', '\r', ' ', ' '}, 6},
	{"w", {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}, 8},
};

static const struct named_set posix_sets[] = {
	{"alnum", {'0', '9', 'A', 'Z', 'a', 'z'}, 6},
	{"alpha", {'A', 'Z', 'a', 'z'}, 4},
	{"ascii", {0, 0x7f}, 2},
	{"blank", {'\t', '\t', ' ', ' '}, 4},
	{"cntrl", {0, 0x1f, 0x7f, 0x7f}, 4},
	{"digit", {'0', '9'}, 2},
	{"graph", {'!', '~'}, 2},
	{"lower", {'a', 'z'}, 2},
	{"print", {' ', '~'}, 2},
	{"punct", {'!', '/', ':', '@', '[', '`', '{', '~'}, 8},
	{"space", {'\t', '\r', ' ', ' '}, 4},
	{"upper", {'A', 'Z'}, 2},
	{"word", {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'}, 8},
	{"xdigit", {'0', '9', 'A', 'F', 'a', 'f'}, 6},
};

static const struct named_set *find_set(const struct named_set *sets, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_c(name, sets[i].name))
			return &sets[i];
	return NULL;
}

static bool hex_digit(uint32_t c, uint32_t *ret)
{
	if (c >= '0' && c <= '9')
		*ret = c - '0';
	else if (c >= 'a' && c <= 'f')
		*ret = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		*ret = c - 'A' + 10;
	else
		return false;
	return true;
}

/* Adds a set or its complement. Other cases of the letters count before the complement is taken. */
static void add_set(struct re_parser *p, struct runes *to, const struct runes *set, bool negated, bool folded)
{
	if (!negated) {
		runes_add_set(p->arena, to, set, folded);
		return;
	}
	struct runes all = *set;

	if (folded) {
		all = (struct runes){0};
		runes_add_set(p->arena, &all, set, true);
		runes_clean(&all);
	}
	all = runes_complement(p->arena, &all);
	runes_add_set(p->arena, to, &all, false);
}

static void add_named(struct re_parser *p, struct runes *to, const struct named_set *named, bool negated)
{
	uint32_t copy[ARRAY_LEN(named->ranges)];

	memcpy(copy, named->ranges, sizeof(copy));
	add_set(p, to, &(struct runes){.p = copy, .n = named->n}, negated, p->flags & RE_FOLD);
}

/* \p{...}: the members as named, or with their other cases. Made once per pattern and then shared. */
static const struct runes *class_members(struct re_parser *p, int class, bool negated)
{
	bool folded = p->flags & RE_FOLD && unicode_class_folds(class);

	if (!p->classes)
		p->classes = ARENA_ARRAY(p->arena, struct runes, 4 * (size_t)unicode_class_count());
	struct runes *known = &p->classes[4 * class + 2 * folded + negated];

	if (!known->p) {
		struct runes set = unicode_class_members(p->arena, class);

		add_set(p, known, &set, negated, folded);
		runes_clean(known);
		known->cap = 0;
	}
	return known;
}

static enum re_class_found parse_unicode(struct re_parser *p, struct runes *set)
{
	size_t start = p->pos, at = start + 2, end = p->pattern.n;
	bool negated = p->pattern.p[start + 1] == 'P';
	uint32_t cp;
	struct str name;

	if (at < end && p->pattern.p[at] == '{') {
		const char *close = memchr(p->pattern.p + at, '}', end - at);
		size_t name_end = close ? (size_t)(close - p->pattern.p) : end;

		if (!re_check_utf8(p, at + 1, name_end))
			return RE_CLASS_ERROR;
		name = (struct str){.p = p->pattern.p + at + 1, .n = name_end - at - 1};
		end = close ? name_end + 1 : end;
		if (!close) {
			re_fail(p, GO_REGEX_BAD_RANGE, "missing } after the name of a character class", start,
				end - start);
			return RE_CLASS_ERROR;
		}
	} else {
		size_t length = 0;

		if (at < end && !(length = utf8_decode(p->pattern.p + at, end - at, &cp))) {
			re_check_utf8(p, at, end);
			return RE_CLASS_ERROR;
		}
		name = (struct str){.p = p->pattern.p + at, .n = length};
		end = at + length;
	}
	if (name.n && name.p[0] == '^') {
		negated = !negated;
		name.p++;
		name.n--;
	}
	int class = unicode_class_find(name, p->dialect);

	if (class < 0) {
		re_fail(p, GO_REGEX_BAD_RANGE, "unknown name of a character class", start, end - start);
		return RE_CLASS_ERROR;
	}
	const struct runes *members = class_members(p, class, negated);

	if (set->n)
		runes_add_set(p->arena, set, members, false);
	else
		*set = *members;
	p->pos = end;
	return RE_CLASS_YES;
}

enum re_class_found re_parse_class_escape(struct re_parser *p, struct runes *set)
{
	const char *s = p->pattern.p + p->pos;

	if (p->pattern.n - p->pos < 2 || s[0] != '\\')
		return RE_CLASS_NO;
	if (s[1] == 'p' || s[1] == 'P')
		return parse_unicode(p, set);
	char lower = s[1] >= 'A' && s[1] <= 'Z' ? (char)(s[1] - 'A' + 'a') : s[1];
	const struct named_set *named = find_set(perl_sets, ARRAY_LEN(perl_sets), (struct str){.p = &lower, .n = 1});

	if (!named)
		return RE_CLASS_NO;
	add_named(p, set, named, lower != s[1]);
	p->pos += 2;
	return RE_CLASS_YES;
}

/* [:alpha:] and [:^alpha:]; "[:" without ":]" behind it means nothing special. */
static enum re_class_found parse_posix(struct re_parser *p, struct runes *set)
{
	const char *s = p->pattern.p + p->pos;
	size_t n = p->pattern.n - p->pos;

	if (n <= 2 || s[0] != '[' || s[1] != ':')
		return RE_CLASS_NO;
	if (p->no_posix_end)
		return RE_CLASS_NO;
	const char *end = memmem(s + 2, n - 2, ":]", 2);

	if (!end) {
		p->no_posix_end = true;
		return RE_CLASS_NO;
	}
	bool negated = s[2] == '^';
	struct str name = {.p = s + 2 + negated, .n = (size_t)(end - s) - 2 - negated};
	const struct named_set *named = find_set(posix_sets, ARRAY_LEN(posix_sets), name);
	size_t length = (size_t)(end - s) + 2;

	if (!named) {
		re_fail(p, GO_REGEX_BAD_RANGE, "unknown name of a character class", p->pos, length);
		return RE_CLASS_ERROR;
	}
	add_named(p, set, named, negated);
	p->pos += length;
	return RE_CLASS_YES;
}

/* \0 to \777. A single digit other than 0 would be a backreference. */
static bool parse_octal(struct re_parser *p, size_t at, uint32_t *ret_cp)
{
	size_t end = at;
	uint32_t value = 0;

	while (end < p->pattern.n && end < at + 3 && p->pattern.p[end] >= '0' && p->pattern.p[end] <= '7')
		value = value * 8 + (uint32_t)(p->pattern.p[end++] - '0');
	if (end == at + 1 && value)
		return re_fail(p, GO_REGEX_BAD_ESCAPE, "backreferences are not supported", p->pos, end - p->pos);
	p->pos = end;
	*ret_cp = value;
	return true;
}

/* Takes one code point; 0 in *ret_length at the end of the pattern. false: not UTF-8. */
static bool take(struct re_parser *p, size_t at, uint32_t *ret_cp, size_t *ret_length)
{
	*ret_length = 0;
	if (at == p->pattern.n)
		return true;
	*ret_length = utf8_decode(p->pattern.p + at, p->pattern.n - at, ret_cp);
	return *ret_length || re_check_utf8(p, at, p->pattern.n);
}

static bool bad_hex(struct re_parser *p, size_t end)
{
	return re_fail(p, GO_REGEX_BAD_ESCAPE, "bad hexadecimal escape", p->pos, end - p->pos);
}

/* \x7F; both digits are read before the first one is looked at. */
static bool parse_hex_pair(struct re_parser *p, size_t at, uint32_t *ret_cp)
{
	uint32_t high = 0, low = 0;
	size_t high_length, low_length;

	if (!take(p, at, &high, &high_length) || !take(p, at + high_length, &low, &low_length))
		return false;
	at += high_length + low_length;
	if (!hex_digit(high, &high) || !hex_digit(low, &low))
		return bad_hex(p, at);
	p->pos = at;
	*ret_cp = high * 16 + low;
	return true;
}

/* \x{10FFFF}; at stands behind the brace. */
static bool parse_hex_braces(struct re_parser *p, size_t at, uint32_t *ret_cp)
{
	uint32_t value = 0, c = 0, digit;

	for (size_t digits = 0, length;; digits++, at += length) {
		if (!take(p, at, &c, &length))
			return false;
		if (!length)
			return bad_hex(p, at);
		if (c == '}' && digits)
			break;
		if (!hex_digit(c, &digit))
			return bad_hex(p, at + length);
		value = value * 16 + digit;
		if (value > MAX_CODE_POINT)
			return bad_hex(p, at + length);
	}
	p->pos = at + 1;
	*ret_cp = value;
	return true;
}

bool re_parse_escape(struct re_parser *p, uint32_t *ret_cp)
{
	static const char letters[] = "afnrtv", meant[] = "\a\f\n\r\t\v";
	size_t at = p->pos + 1, length;
	uint32_t c = 0;

	if (at == p->pattern.n)
		return re_fail(p, GO_REGEX_LONE_BACKSLASH, "a backslash at the end", p->pos, 1);
	if (!take(p, at, &c, &length))
		return false;
	if (c >= '0' && c <= '7')
		return parse_octal(p, at, ret_cp);
	if (c == 'x' && at + 1 < p->pattern.n && p->pattern.p[at + 1] == '{')
		return parse_hex_braces(p, at + 2, ret_cp);
	if (c == 'x')
		return parse_hex_pair(p, at + 1, ret_cp);
	const char *letter = c && c < 0x80 ? strchr(letters, (int)c) : NULL;
	bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

	if (!letter && (alnum || c >= 0x80)) {
		const char *why = c == '8' || c == '9' ? "backreferences are not supported" : "unknown escape";

		return re_fail(p, GO_REGEX_BAD_ESCAPE, why, p->pos, 1 + length);
	}
	*ret_cp = letter ? (uint32_t)meant[letter - letters] : c;
	p->pos = at + length;
	return true;
}

static bool parse_class_char(struct re_parser *p, size_t bracket, uint32_t *ret_cp)
{
	size_t length;

	if (p->pos == p->pattern.n)
		return re_fail(p, GO_REGEX_NO_BRACKET, "missing closing ]", bracket, p->pattern.n - bracket);
	if (p->pattern.p[p->pos] == '\\')
		return re_parse_escape(p, ret_cp);
	if (!take(p, p->pos, ret_cp, &length))
		return false;
	p->pos += length;
	return true;
}

static bool parse_class_range(struct re_parser *p, size_t bracket, struct runes *set)
{
	const char *s = p->pattern.p;
	size_t start = p->pos;
	uint32_t from, to;

	if (!parse_class_char(p, bracket, &from))
		return false;
	to = from;
	if (p->pattern.n - p->pos >= 2 && s[p->pos] == '-' && s[p->pos + 1] != ']') {
		p->pos++;
		if (!parse_class_char(p, bracket, &to))
			return false;
		if (to < from)
			return re_fail(p, GO_REGEX_BAD_RANGE, "the range ends before it begins", start, p->pos - start);
	}
	if (p->flags & RE_FOLD)
		runes_add_folded(p->arena, set, from, to);
	else
		runes_add(p->arena, set, from, to);
	return true;
}

bool re_parse_bracket(struct re_parser *p)
{
	size_t bracket = p->pos++;
	struct re_node *n = re_node_new(p, RE_CLASS);
	bool negated = p->pos < p->pattern.n && p->pattern.p[p->pos] == '^';
	struct runes set = {0};

	n->flags = p->flags;
	p->pos += negated;
	for (bool first = true; first || p->pos == p->pattern.n || p->pattern.p[p->pos] != ']'; first = false) {
		enum re_class_found found = parse_posix(p, &set);

		if (found == RE_CLASS_NO)
			found = re_parse_class_escape(p, &set);
		if (found == RE_CLASS_ERROR || (found == RE_CLASS_NO && !parse_class_range(p, bracket, &set)))
			return false;
	}
	p->pos++;
	runes_clean(&set);
	n->runes = negated ? runes_complement(p->arena, &set) : set;
	re_push(p, n);
	return true;
}
