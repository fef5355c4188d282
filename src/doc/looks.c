/* looks.c: masks what looks like a secret, by the words around it alone, without a tree: for files too broken to
 * parse, other formats (TOML, INI), and as a net under every file. It rather hides too much than too little. */
#include "dmlint/doc.h"

#include <string.h>

#include "internal.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* "ssl_key_bytes" and "ssl-key-bytes" are the same word. */
static bool word_at(struct str s, size_t at, const char *word)
{
	size_t k = 0;

	while (word[k] && at + k < s.n && (lower(s.p[at + k]) == word[k] || (s.p[at + k] == '_' && word[k] == '-')))
		k++;
	return !word[k];
}

static bool has_word(struct str key, const char *word)
{
	for (size_t i = 0; i < key.n; i++)
		if (word_at(key, i, word))
			return true;
	return false;
}

static bool ends_with(struct str key, const char *word)
{
	size_t n = strlen(word);

	return key.n >= n && word_at(key, key.n - n, word);
}

#define LETTER(c) (1u << ((c) - 'a'))

static bool is_secret_key(struct str key)
{
	static const char *const words[] = {"passw", "passphrase", "pwd",     "private-key", "privatekey", "secret",
					    "token", "credential", "api-key", "apikey",      "access-key"};
	static const uint32_t first_letters = LETTER('p') | LETTER('s') | LETTER('t') | LETTER('c') | LETTER('a');
	bool found = false, has_key = false;

	for (size_t i = 0; i < key.n && !found; i++) {
		char c = lower(key.p[i]);
		if (c < 'a' || c > 'z')
			continue;
		has_key = has_key || (c == 'k' && word_at(key, i, "key"));
		for (size_t w = 0; (first_letters & LETTER(c)) && w < ARRAY_LEN(words); w++)
			found = found || (words[w][0] == c && word_at(key, i, words[w]));
	}
	found = found || ends_with(key, "pass") || (has_key && (has_word(key, "bytes") || has_word(key, "base64")));
	return found && !ends_with(key, "path") && !ends_with(key, "file");
}

static bool is_key_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
	       c == '.' || (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct scan {
	struct text *t;
	uint32_t line;   /* the one being read */
	uint32_t lo, hi; /* its bytes */
	uint32_t no_at;  /* up to here no "@" follows without a gap */
};

static bool go_to_line(struct scan *s, uint32_t line)
{
	if (line > s->t->n_lines)
		return false;
	struct str bytes = text_line_bytes(s->t, line);

	s->line = line;
	s->lo = bytes.n ? (uint32_t)(bytes.p - s->t->bytes.p) : s->t->line_starts[line - 1];
	s->hi = s->lo + (uint32_t)bytes.n;
	return true;
}

/* The word before the ":" or "=" at byte at; quotes, escaped ones too, and blanks in between do not matter. */
static struct str key_before(const struct scan *s, uint32_t at)
{
	const char *p = s->t->bytes.p;
	uint32_t hi = at;

	while (hi > s->lo && is_blank(p[hi - 1]))
		hi--;
	while (hi > s->lo && strchr("\"'\\", p[hi - 1]))
		hi--;
	uint32_t lo = hi;
	while (lo > s->lo && is_key_char(p[lo - 1]))
		lo--;
	return (struct str){.p = p + lo, .n = hi - lo};
}

static uint32_t indentation(const struct scan *s)
{
	uint32_t at = s->lo;

	while (at < s->hi && is_blank(s->t->bytes.p[at]))
		at++;
	return at - s->lo;
}

/* Does the line, from its first letter on, look like another entry or a comment? */
static bool is_entry(const struct scan *s)
{
	const char *p = s->t->bytes.p;
	uint32_t at = s->lo + indentation(s);

	if (at < s->hi && (p[at] == '#' || (p[at] == '-' && at + 1 < s->hi && is_blank(p[at + 1]))))
		return true;
	while (at < s->hi && (is_key_char(p[at]) || p[at] == '"' || p[at] == '\''))
		at++;
	return at < s->hi && p[at] == ':' && (at + 1 == s->hi || is_blank(p[at + 1]));
}

/* Masks the lines that follow and are indented deeper than column; blank ones between them too. Stops before what
 * looks like an entry when told so. */
static void mask_below(struct scan *s, uint32_t column, bool stop_at_entries)
{
	uint32_t lo = 0, hi = 0, next = s->line + 1;

	for (; go_to_line(s, next); next++) {
		uint32_t depth = indentation(s);
		if (depth == s->hi - s->lo)
			continue;
		if (depth <= column || (stop_at_entries && is_entry(s)))
			break;
		lo = lo ? lo : s->lo + depth;
		hi = s->hi;
	}
	text_mask(s->t, (struct span){lo, hi});
	go_to_line(s, next - 1);
	s->lo = s->hi;
}

/* Masks text in quotes that begins behind the quote at byte at. Returns the byte behind it. */
static uint32_t mask_quoted(struct scan *s, uint32_t at, uint32_t column)
{
	const char *p = s->t->bytes.p;
	char quote = p[at];
	uint32_t lo = at + 1, end = (uint32_t)s->t->bytes.n, i = lo;

	while (i < end && p[i] != quote && (i < s->hi || p[i] != '\n'))
		i += quote == '"' && p[i] == '\\' && i + 1 < end ? 2 : 1;
	if (i < s->hi && p[i] == quote) {
		text_mask(s->t, (struct span){lo, i});
		return i + 1;
	}
	/* The quote is not closed on its line: the rest of it, and what may go on below. */
	text_mask(s->t, (struct span){lo, s->hi});
	mask_below(s, column, false);
	return s->hi;
}

/* Masks the value behind a ":" or "=". Returns the byte where to go on. */
static uint32_t mask_value(struct scan *s, uint32_t at, char separator, uint32_t column)
{
	const char *p = s->t->bytes.p;

	while (at < s->hi && is_blank(p[at]))
		at++;
	while (at < s->hi && p[at] == '\\')
		at++;
	if (at == s->hi || p[at] == '#') {
		mask_below(s, column, false);
		return s->hi;
	}
	if (p[at] == '"' || p[at] == '\'')
		return mask_quoted(s, at, column);
	if (p[at] == '|' || p[at] == '>') {
		mask_below(s, column, false);
		return s->hi;
	}
	uint32_t hi = s->hi;
	if (separator == '=') {
		hi = at;
		while (hi < s->hi && !is_blank(p[hi]) && !strchr("\"'&;,", p[hi]))
			hi++;
		text_mask(s->t, (struct span){at, hi});
		return hi;
	}
	while (hi > at && is_blank(p[hi - 1]))
		hi--;
	text_mask(s->t, (struct span){at, hi});
	mask_below(s, column, true);
	return s->hi;
}

/* user:password@host, with or without a scheme: the part between ":" and the last "@" before the host ends. */
static void mask_user_info(struct scan *s, uint32_t colon)
{
	const char *p = s->t->bytes.p;
	uint32_t at = colon + 1, last = 0;

	if (colon == s->lo || colon < s->no_at || !is_key_char(p[colon - 1]))
		return;
	while (at < s->hi && !strchr(" \t\"'/", p[at])) {
		if (p[at] == '@')
			last = at;
		at++;
	}
	if (last > colon + 1)
		text_mask(s->t, (struct span){colon + 1, last});
	s->no_at = at;
}

static uint32_t find(const struct text *t, uint32_t at, uint32_t end, const char *what)
{
	size_t n = strlen(what);

	for (const char *p = t->bytes.p + at; (p = memchr(p, what[0], (size_t)(t->bytes.p + end - p))) != NULL; p++)
		if (p + n <= t->bytes.p + end && memcmp(p, what, n) == 0)
			return (uint32_t)(p - t->bytes.p);
	return UINT32_MAX;
}

/* PEM blocks, on lines of their own or in one string with escapes. */
static void mask_private_keys(struct text *t)
{
	static const char begin[] = "PRIVATE KEY-----", end[] = "-----END";
	uint32_t n = (uint32_t)t->bytes.n, at = 0;

	while ((at = find(t, at, n, begin)) != UINT32_MAX) {
		at += sizeof(begin) - 1;
		uint32_t stop = find(t, at, n, end);
		text_mask(t, (struct span){at, stop == UINT32_MAX ? n : stop});
		if (stop == UINT32_MAX)
			return;
		/* behind the last dashes of the end line */
		uint32_t dashes = find(t, stop + (uint32_t)sizeof(end) - 1, n, "-----");
		if (dashes == UINT32_MAX)
			return;
		at = dashes + 5;
	}
}

static void scan_line(struct scan *s)
{
	const char *p = s->t->bytes.p;

	for (uint32_t at = s->lo; at < s->hi; at++) {
		if (p[at] != ':' && p[at] != '=')
			continue;
		struct str key = key_before(s, at);
		if (is_secret_key(key)) {
			uint32_t column = (uint32_t)(key.p - p) - s->lo;
			column -= column && strchr("\"'", key.p[-1]) ? 1 : 0;
			at = mask_value(s, at + 1, p[at], column) - 1;
		} else if (p[at] == ':') {
			mask_user_info(s, at);
		}
	}
}

void text_mask_by_looks(struct text *t)
{
	struct scan s = {.t = t};

	mask_private_keys(t);
	for (uint32_t line = 1; go_to_line(&s, line); line = s.line + 1)
		scan_line(&s);
}
