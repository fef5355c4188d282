/* toml_value.c: strings, numbers, dates, arrays and inline tables of TOML, as BurntSushi/toml 0.3.1 (the library of
 * DM 1.0) takes them. Called by toml.c. */
#include "internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 64 /* no configuration nests so deep; the library would go on */

bool toml_is_newline(char c)
{
	return c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The byte behind a string's text: text is what stands between the quotes. */
static bool find_end(struct reader *r, char quote, size_t n_quotes, struct str *ret_text)
{
	size_t start = r->at, from = start + n_quotes;

	for (r->at = from; !reader_at_end(r); r->at++) {
		char c = r->s.p[r->at];

		if (c == '\0')
			return reader_fail(r, r->at, r->at + 1, "a NUL ends the file for DM",
					   "a NUL stands in a string");
		if (n_quotes == 1 && toml_is_newline(c))
			break;
		if (c == '\\' && quote == '"') {
			r->at++;
			continue;
		}
		if (c == quote && (n_quotes == 1 || (reader_peek(r, 1) == quote && reader_peek(r, 2) == quote))) {
			*ret_text = (struct str){r->s.p + from, r->at - from};
			r->at += n_quotes;
			return true;
		}
	}
	return reader_fail(r, start, start + n_quotes, "close it with the quote it begins with",
			   "the string is not closed");
}

/* What Go's TrimLeftFunc with unicode.IsSpace takes away; beyond ASCII only what a keyboard gives. */
static size_t skip_spaces(struct str s, size_t at)
{
	for (;;) {
		if (at < s.n && (s.p[at] == ' ' || (s.p[at] >= '\t' && s.p[at] <= '\r')))
			at++;
		else if (at + 1 < s.n && s.p[at] == '\xc2' && (s.p[at + 1] == '\xa0' || s.p[at + 1] == '\x85'))
			at += 2;
		else
			return at;
	}
}

/* In """ strings a backslash at the end of a line joins it with the next. Taken from the text as it stands, before
 * any other escape is looked at, as the library does. */
static struct str join_lines(struct reader *r, struct str s)
{
	char *out = arena_alloc(r->arena, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n;) {
		if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == '\n')
			i = skip_spaces(s, i + 2);
		else
			out[n++] = s.p[i++];
	}
	return (struct str){out, n};
}

static bool read_unicode(struct reader *r, struct str s, size_t at, size_t digits, size_t place, uint32_t *ret)
{
	uint32_t cp = 0;

	for (size_t i = 0; i < digits; i++) {
		char c = at + i < s.n ? s.p[at + i] : '\0';

		if (!is_hex(c))
			return reader_fail(r, place, place + 1, NULL,
					   "\"\\%c\" must be followed by %zu hexadecimal digits",
					   digits == 4 ? 'u' : 'U', digits);
		cp = cp << 4 | (uint32_t)(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	if (cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		return reader_fail(r, place, place + 1, NULL, "there is no character U+%04X", cp);
	*ret = cp;
	return true;
}

/* One escape, s.p[at] is behind the backslash. Returns the bytes read, 0 when it failed. */
static size_t read_escape(struct reader *r, struct str s, size_t at, size_t place, uint32_t *ret)
{
	static const char letters[] = "btnfr\"\\";
	static const char meanings[] = "\b\t\n\f\r\"\\";
	char c = at < s.n ? s.p[at] : '\0';
	const char *known = c ? strchr(letters, c) : NULL;
	size_t digits = c == 'u' ? 4 : 8;

	if (known) {
		*ret = (unsigned char)meanings[known - letters];
		return 1;
	}
	if (c != 'u' && c != 'U') {
		reader_fail(r, place, place + 2, "write \\\\ for a backslash, or put the text in single quotes",
			    "a backslash in a string must be followed by one of b t n f r \" \\ u U");
		return 0;
	}
	return read_unicode(r, s, at + 1, digits, place, ret) ? digits + 1 : 0;
}

/* place is where s begins in the file, or where the string begins once lines were joined. */
static bool undo_escapes(struct reader *r, struct str s, size_t place, bool exact, struct str *ret)
{
	char *out = arena_alloc(r->arena, s.n * 3 + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n;) {
		uint32_t cp = 0xfffd;
		size_t step;

		if (s.p[i] == '\\') {
			step = read_escape(r, s, i + 1, exact ? place + i : place, &cp);
			if (!step)
				return false;
			step++;
		} else {
			step = utf8_decode(s.p + i, s.n - i, &cp);
			if (!step) {
				cp = 0xfffd; /* Go's conversion of runes to a string */
				step = 1;
			}
		}
		n += utf8_put(cp, out + n);
		i += step;
	}
	*ret = (struct str){out, n};
	return true;
}

static struct str without_first_newline(struct str s)
{
	return s.n && s.p[0] == '\n' ? (struct str){s.p + 1, s.n - 1} : s;
}

bool toml_read_string(struct reader *r, struct str *ret)
{
	char quote = reader_peek(r, 0);
	bool three = reader_peek(r, 1) == quote && reader_peek(r, 2) == quote;
	size_t start = r->at, place = start + (three ? 3 : 1);
	struct str text;

	if (!find_end(r, quote, three ? 3 : 1, &text))
		return false;
	if (quote == '\'') {
		*ret = three ? without_first_newline(text) : text;
		return true;
	}
	if (!three)
		return undo_escapes(r, text, place, true, ret);
	return undo_escapes(r, without_first_newline(join_lines(r, text)), start, false, ret);
}

/* Between two underscores, and before the first and behind the last, something must stand. */
static bool underscores_fit(struct str s)
{
	bool may = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '_' && !may)
			return false;
		may = s.p[i] != '_';
	}
	return may;
}

static struct str without_underscores(struct reader *r, struct str s)
{
	char *out = arena_alloc(r->arena, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '_')
			out[n++] = s.p[i];
	}
	return (struct str){out, n};
}

static bool is_whole_number(struct str s, size_t *ret_digits)
{
	size_t i = s.n && (s.p[0] == '+' || s.p[0] == '-'), first = i;

	while (i < s.n && is_digit(s.p[i]))
		i++;
	*ret_digits = i;
	return i > first && i == s.n;
}

/* Leading zeros and the plus would mean something else to a reader of YAML. */
static bool read_integer(struct reader *r, struct str s, struct node *n)
{
	struct str plain = without_underscores(r, s);
	bool minus = plain.n && plain.p[0] == '-';
	uint64_t v = 0, limit = minus ? (uint64_t)INT64_MAX + 1 : INT64_MAX;
	size_t end;

	if (!underscores_fit(s) || !is_whole_number(plain, &end))
		return reader_fail(r, n->span.lo, r->at, "digits, and single underscores between them",
				   "this is no whole number");
	for (size_t i = 0; i < plain.n; i++) {
		uint64_t digit = (uint64_t)(plain.p[i] - '0');

		if (!is_digit(plain.p[i]))
			continue;
		if (v > (limit - digit) / 10)
			return reader_fail(r, n->span.lo, r->at, NULL, "this number does not fit into 64 bits");
		v = v * 10 + digit;
	}
	n->tag = TAG_INT;
	n->text = arena_fmt(r->arena, "%s%llu", minus && v ? "-" : "", (unsigned long long)v);
	return true;
}

/* digits [. digits] [e [sign] digits], signs and finite values as Go's ParseFloat has them. */
static bool is_float(struct str s)
{
	size_t i, n;

	(void)is_whole_number(s, &i);
	if (i == 0 || !is_digit(s.p[i - 1]))
		return false;
	if (i < s.n && s.p[i] == '.') {
		n = ++i;
		while (i < s.n && is_digit(s.p[i]))
			i++;
		if (i == n)
			return false;
	}
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		struct str exponent = {s.p + i + 1, s.n - i - 1};

		return is_whole_number(exponent, &n);
	}
	return i == s.n;
}

static bool read_float(struct reader *r, struct str s, struct node *n)
{
	struct str plain = without_underscores(r, s);
	bool fits = true;

	for (size_t lo = 0, i = 0; i <= s.n; i++) {
		if (i < s.n && s.p[i] != '.' && (s.p[i] | 0x20) != 'e')
			continue;
		fits = fits && (i == lo || underscores_fit((struct str){s.p + lo, i - lo}));
		lo = i + 1;
	}
	if (!fits || !is_float(plain))
		return reader_fail(r, n->span.lo, r->at, "digits must stand before and behind the point",
				   "this is no number");
	if (isinf(strtod(arena_str(r->arena, plain).p, NULL)))
		return reader_fail(r, n->span.lo, r->at, NULL, "this number is too large");
	n->tag = TAG_FLOAT;
	n->text = plain;
	return true;
}

static int two_digits(const char *p)
{
	return (p[0] - '0') * 10 + (p[1] - '0');
}

/* d stands for a digit, everything else for itself. */
static bool looks_like(struct str s, const char *shape)
{
	size_t i = 0;

	for (; shape[i]; i++) {
		if (i >= s.n || (shape[i] == 'd' ? !is_digit(s.p[i]) : s.p[i] != shape[i]))
			return false;
	}
	return true;
}

static bool is_date(struct str s)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year, month, day;

	if (!looks_like(s, "dddd-dd-dd"))
		return false;
	year = two_digits(s.p) * 100 + two_digits(s.p + 2);
	month = two_digits(s.p + 5);
	day = two_digits(s.p + 8);
	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

/* 2006-01-02, 2006-01-02T15:04:05[.999], the same with Z or +07:00. */
static bool is_datetime(struct str s)
{
	size_t at = 19;

	if (!is_date(s))
		return false;
	if (s.n == 10)
		return true;
	if (!looks_like((struct str){s.p + 10, s.n - 10}, "Tdd:dd:dd") || two_digits(s.p + 11) > 23 ||
	    two_digits(s.p + 14) > 59 || two_digits(s.p + 17) > 59)
		return false;
	if (at + 1 < s.n && s.p[at] == '.' && is_digit(s.p[at + 1])) {
		for (at++; at < s.n && is_digit(s.p[at]); at++)
			;
	}
	if (at == s.n || (s.p[at] == 'Z' && at + 1 == s.n))
		return true;
	return (s.p[at] == '+' || s.p[at] == '-') && s.n == at + 6 &&
	       looks_like((struct str){s.p + at + 1, 5}, "dd:dd");
}

/* The kind shows while reading, character by character. */
bool toml_read_number(struct reader *r, struct node *n)
{
	size_t lo = r->at;
	const char *more = NULL;
	struct str s;

	r->at += reader_peek(r, 0) == '+' || reader_peek(r, 0) == '-';
	if (!is_digit(reader_peek(r, 0)))
		return reader_fail(r, lo, r->at + 1, NULL, "a number needs a digit here");
	for (;; r->at++) {
		char c = reader_peek(r, 0);

		if (is_digit(c))
			continue;
		if (more ? c && strchr(more, c) : c == '_')
			continue;
		if (!more && (c == '.' || c == 'e' || c == 'E'))
			more = "_.-+eE";
		else if (!more && c == '-' && is_digit(r->s.p[lo]) && !memchr(r->s.p + lo, '_', r->at - lo))
			more = "-T:.Z+";
		else
			break;
	}
	s = (struct str){r->s.p + lo, r->at - lo};
	if (!more)
		return read_integer(r, s, n);
	if (more[0] == '_')
		return read_float(r, s, n);
	if (!is_datetime(s))
		return reader_fail(r, lo, r->at, NULL, "this is neither a number nor a date");
	n->tag = TAG_TIMESTAMP;
	n->text = s;
	return true;
}

static bool read_word(struct reader *r, struct node *n)
{
	size_t lo = r->at;
	struct str s;

	while (reader_peek(r, 0) && !strchr(" \t\r\n,]}#=\"'", reader_peek(r, 0)))
		r->at++;
	s = (struct str){r->s.p + lo, r->at - lo};
	n->tag = TAG_BOOL;
	n->text = s;
	if (str_eq_c(s, "true") || str_eq_c(s, "false"))
		return true;
	if (s.n == 0)
		return reader_fail(r, lo, lo + 1, NULL, "a value is missing here");
	return reader_fail(r, lo, r->at, "text must stand in quotes", "a value cannot be written like this");
}

static enum node_tag kind_of(const struct node *n)
{
	return n->kind == NODE_SCALAR ? (enum node_tag)n->tag : n->kind == NODE_SEQ ? TAG_SEQ : TAG_MAP;
}

/* Blanks, line ends and comments between the items of an array. */
static void skip_filling(struct reader *r)
{
	for (;;) {
		char c = reader_peek(r, 0);

		if (c == '#') {
			while (reader_peek(r, 0) && !toml_is_newline(reader_peek(r, 0)))
				r->at++;
		} else if (c == ' ' || c == '\t' || toml_is_newline(c)) {
			r->at++;
		} else {
			return;
		}
	}
}

static bool read_array(struct reader *r, struct node *seq)
{
	struct node *last = NULL, *item;

	r->at++;
	for (skip_filling(r); reader_peek(r, 0) != ']'; skip_filling(r)) {
		if (reader_at_end(r))
			return reader_fail(r, seq->span.lo, seq->span.lo + 1, "close it with \"]\"",
					   "the array is not closed");
		if (reader_peek(r, 0) == ',')
			return reader_fail(r, r->at, r->at + 1, NULL, "a value is missing before this comma");
		if (!toml_read_value(r, &item))
			return false;
		if (last && kind_of(last) != kind_of(item))
			return reader_fail(r, item->span.lo, item->span.hi, NULL,
					   "all values of an array must be of one kind");
		reader_append(seq, &last, item);
		skip_filling(r);
		if (reader_peek(r, 0) == ',')
			r->at++;
		else if (reader_peek(r, 0) != ']')
			return reader_fail(r, r->at, r->at + 1, NULL, "a comma or \"]\" is missing here");
	}
	r->at++;
	return true;
}

static bool read_inline_table(struct reader *r, struct node *map)
{
	struct node *last = NULL, *value;

	r->at++;
	for (reader_skip_blanks(r); reader_peek(r, 0) != '}'; reader_skip_blanks(r)) {
		struct str key;
		struct span at;

		if (toml_is_newline(reader_peek(r, 0)) || reader_at_end(r) || reader_peek(r, 0) == '#')
			return reader_fail(r, map->span.lo, map->span.lo + 1,
					   "such a table must end on the line it begins on, without a comment",
					   "the table is not closed");
		if (!toml_read_key(r, &key, &at) || !toml_read_value(r, &value))
			return false;
		value->key = key;
		value->key_span = at;
		reader_append(map, &last, value);
		reader_skip_blanks(r);
		if (reader_peek(r, 0) == ',')
			r->at++;
		else if (reader_peek(r, 0) != '}')
			return reader_fail(r, r->at, r->at + 1, NULL, "a comma or \"}\" is missing here");
	}
	r->at++;
	return true;
}

static bool read_into(struct reader *r, struct node *n)
{
	char c = reader_peek(r, 0);

	if (n->kind == NODE_SEQ)
		return read_array(r, n);
	if (n->kind == NODE_MAP)
		return read_inline_table(r, n);
	if (c == '"' || c == '\'') {
		n->style = c == '"' ? STYLE_DOUBLE : STYLE_SINGLE;
		return toml_read_string(r, &n->text);
	}
	if (is_digit(c) || c == '+' || c == '-')
		return toml_read_number(r, n);
	return read_word(r, n);
}

bool toml_read_value(struct reader *r, struct node **ret)
{
	struct node *n;
	char c;
	bool ok;

	reader_skip_blanks(r);
	c = reader_peek(r, 0);
	if (r->depth >= MAX_DEPTH)
		return reader_fail(r, r->at, r->at + 1, NULL, "the file nests deeper than %d levels", MAX_DEPTH);
	n = reader_node(r, c == '[' ? NODE_SEQ : c == '{' ? NODE_MAP : NODE_SCALAR, r->at);
	r->depth++;
	ok = read_into(r, n);
	r->depth--;
	n->span.hi = (uint32_t)r->at;
	*ret = n;
	return ok;
}
