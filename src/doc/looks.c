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

static bool is_secret_word(struct str key, size_t i)
{
	switch (lower(key.p[i])) {
	case 'a':
		return word_at(key, i, "api-key") || word_at(key, i, "apikey") || word_at(key, i, "access-key");
	case 'c':
		return word_at(key, i, "credential");
	case 'k':
		return word_at(key, i, "key") && (has_word(key, "bytes") || has_word(key, "base64"));
	case 'p':
		return word_at(key, i, "passw") || word_at(key, i, "passphrase") || word_at(key, i, "pwd") ||
		       word_at(key, i, "private-key") || word_at(key, i, "privatekey") ||
		       (i + 4 == key.n && word_at(key, i, "pass"));
	case 's':
		return word_at(key, i, "secret");
	case 't':
		return word_at(key, i, "token");
	default:
		return false;
	}
}

/* "pasword", "passwrod", "pass_word": at most two slips of the finger from "password", from its last "p" or the one
 * before on, and without what stands between its letters. */
static bool is_near_password(struct str key)
{
	char letters[12];
	size_t n = 0, p = 0;

	for (size_t i = key.n; i > 0 && n < sizeof(letters) && p < 2; i--) {
		char c = lower(key.p[i - 1]);

		if (c < 'a' || c > 'z')
			continue;
		letters[sizeof(letters) - ++n] = c;
		if (c != 'p')
			continue;
		p++;
		if (n >= 6 && str_distance((struct str){letters + sizeof(letters) - n, n}, STR_LIT("password"), 2) <= 2)
			return true;
	}
	return false;
}

static bool is_secret_key(struct str key)
{
	bool found = false;

	for (size_t i = 0; i < key.n && !found; i++)
		found = is_secret_word(key, i);
	found = found || is_near_password(key);
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
	const char *p;
	uint32_t n;
	uint32_t line;   /* the one being masked */
	uint32_t lo, hi; /* its bytes */
	uint32_t no_at;  /* up to here no "@" follows without a gap */
	struct span *found;
	size_t n_found, cap;
};

/* In text order. */
static void add(struct scan *s, uint32_t lo, uint32_t hi)
{
	if (lo >= hi)
		return;
	if (s->n_found == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 16;
		struct span *grown = ARENA_ARRAY(s->t->arena, struct span, cap);
		if (s->n_found)
			memcpy(grown, s->found, s->n_found * sizeof(*grown));
		s->found = grown;
		s->cap = cap;
	}
	s->found[s->n_found++] = (struct span){lo, hi};
}

static bool go_to_line(struct scan *s, uint32_t line)
{
	if (line > s->t->n_lines)
		return false;
	struct str bytes = text_line_bytes(s->t, line);

	s->line = line;
	s->lo = s->t->line_starts[line - 1];
	s->hi = s->lo + (uint32_t)bytes.n;
	return true;
}

/* The word before the ":" or "=" at byte at; quotes, escaped ones too, and blanks in between do not matter. */
static struct str key_before(const char *p, uint32_t at)
{
	uint32_t hi = at;

	while (hi > 0 && is_blank(p[hi - 1]))
		hi--;
	while (hi > 0 && (p[hi - 1] == '"' || p[hi - 1] == '\'' || p[hi - 1] == '\\'))
		hi--;
	uint32_t lo = hi;
	while (lo > 0 && is_key_char(p[lo - 1]))
		lo--;
	return (struct str){.p = p + lo, .n = hi - lo};
}

static uint32_t indentation(const struct scan *s)
{
	uint32_t at = s->lo;

	while (at < s->hi && is_blank(s->p[at]))
		at++;
	return at - s->lo;
}

/* Does the line, from its first letter on, look like another entry or a comment? */
static bool is_entry(const struct scan *s)
{
	const char *p = s->p;
	uint32_t at = s->lo + indentation(s);

	if (at < s->hi && (p[at] == '#' || (p[at] == '-' && at + 1 < s->hi && is_blank(p[at + 1]))))
		return true;
	while (at < s->hi && (is_key_char(p[at]) || p[at] == '"' || p[at] == '\''))
		at++;
	return at < s->hi && p[at] == ':' && (at + 1 == s->hi || is_blank(p[at + 1]));
}

/* A line that goes on with what the line before has begun, however it is indented: no entry, and nothing that
 * opens, closes or separates. */
static bool is_continued(const struct scan *s)
{
	uint32_t at = s->lo + indentation(s);

	return at < s->hi && !strchr("-#[]{}?:.%&*!|>", s->p[at]) && !is_entry(s);
}

/* Masks the lines that follow and are indented deeper than column; blank ones between them too. Told to stop before
 * what looks like an entry, it takes lines that are indented less, too. Returns the byte where to go on. */
static uint32_t mask_below(struct scan *s, uint32_t column, bool stop_at_entries)
{
	uint32_t lo = 0, hi = 0, next = s->line + 1;

	for (; go_to_line(s, next); next++) {
		uint32_t depth = indentation(s);
		if (depth == s->hi - s->lo)
			continue;
		if (stop_at_entries ? is_entry(s) || (depth <= column && !is_continued(s)) : depth <= column)
			break;
		lo = lo ? lo : s->lo + depth;
		hi = s->hi;
	}
	add(s, lo, hi);
	go_to_line(s, next - 1);
	return s->hi;
}

/* Does another entry begin here: "word=" or an option? */
static bool is_assignment(const struct scan *s, uint32_t at)
{
	if (at < s->hi && s->p[at] == '-')
		return true;
	while (at < s->hi && is_key_char(s->p[at]))
		at++;
	return at < s->hi && s->p[at] == '=';
}

/* Behind a value in quotes: what neither ends the entry nor begins another one may belong to the secret, as a
 * comment may. */
static uint32_t mask_rest(struct scan *s, uint32_t at)
{
	uint32_t next = at;

	while (next < s->hi && is_blank(s->p[next]))
		next++;
	if (next == s->hi || strchr(",}]\"'\\&;", s->p[next]) || (next > at && is_assignment(s, next)))
		return at;
	add(s, next, s->hi);
	return s->hi;
}

/* A value without quotes behind "key=": words, up to the next entry; in a URL, up to the next part of it. */
static uint32_t mask_words(struct scan *s, uint32_t at)
{
	const char *p = s->p;
	uint32_t hi = at;
	bool in_url = false;

	for (uint32_t i = s->lo; i + 2 < at && !in_url; i++)
		in_url = p[i] == ':' && p[i + 1] == '/' && p[i + 2] == '/';
	while (hi < s->hi && !(in_url && strchr("\"'& ", p[hi])) && !(is_blank(p[hi]) && is_assignment(s, hi + 1)))
		hi++;
	add(s, at, hi);
	return hi;
}

/* Masks text in quotes that begins behind the quote at byte at. Returns the byte where to go on. */
static uint32_t mask_quoted(struct scan *s, uint32_t at, uint32_t column)
{
	const char *p = s->p;
	char quote = p[at];
	uint32_t lo = at + 1, i = lo;

	for (; i < s->hi; i++) {
		bool doubled = quote == '\'' && p[i] == quote && i + 1 < s->hi && p[i + 1] == quote;
		if (doubled || (quote == '"' && p[i] == '\\'))
			i++;
		else if (p[i] == quote)
			break;
	}
	if (i < s->hi) {
		add(s, lo, i);
		return mask_rest(s, i + 1);
	}
	/* The quote is not closed on its line: the rest of it, and what may go on below. */
	add(s, lo, s->hi);
	return mask_below(s, column, false);
}

/* "|" or ">" with its indicators and nothing more. */
static bool is_block_header(const struct scan *s, uint32_t at)
{
	if (s->p[at] != '|' && s->p[at] != '>')
		return false;
	for (at++; at < s->hi && strchr("+-123456789 \t", s->p[at]); at++)
		;
	return at == s->hi;
}

/* Masks the value behind a ":" or "=". Returns the byte where to go on. */
static uint32_t mask_value(struct scan *s, uint32_t at, char separator, uint32_t column)
{
	const char *p = s->p;

	bool tight = separator == '=' && at < s->hi && !is_blank(p[at]);
	while (at < s->hi && (is_blank(p[at]) || p[at] == '\\'))
		at++;
	if (at == s->hi || is_block_header(s, at))
		return mask_below(s, column, false);
	if (p[at] == '"' || p[at] == '\'')
		return mask_quoted(s, at, column);
	if (tight)
		return mask_words(s, at);
	uint32_t hi = s->hi;
	while (hi > at && is_blank(p[hi - 1]))
		hi--;
	add(s, at, hi);
	return separator == '=' ? s->hi : mask_below(s, column, true);
}

/* user:password@host, with or without a scheme: the part between ":" and the last "@" before the host ends. */
static void mask_user_info(struct scan *s, uint32_t colon)
{
	const char *p = s->p;
	uint32_t at = colon + 1, last = 0;

	if (colon == 0 || colon < s->no_at || at == s->n || is_blank(p[at]) || !is_key_char(p[colon - 1]))
		return;
	while (at < s->n && !strchr(" \t\r\n\"'/", p[at])) {
		if (p[at] == '@')
			last = at;
		at++;
	}
	if (last)
		add(s, colon + 1, last);
	s->no_at = at;
}

/* By memchr: the first characters looked for are rare, and memmem costs many instructions a byte. */
static uint32_t find(const struct scan *s, uint32_t at, const char *what)
{
	size_t n = strlen(what);

	for (const char *p = s->p + at; (p = memchr(p, what[0], (size_t)(s->p + s->n - p))) != NULL; p++)
		if ((size_t)(s->p + s->n - p) >= n && memcmp(p, what, n) == 0)
			return (uint32_t)(p - s->p);
	return UINT32_MAX;
}

/* PEM blocks, on lines of their own or in one string with escapes. */
static void mask_private_keys(struct scan *s)
{
	static const char begin[] = "PRIVATE KEY-----", end[] = "-----END";

	for (uint32_t at = 0; (at = find(s, at, begin)) != UINT32_MAX;) {
		at += (uint32_t)sizeof(begin) - 1;
		uint32_t stop = find(s, at, end);
		add(s, at, stop == UINT32_MAX ? s->n : stop);
		if (stop == UINT32_MAX)
			return;
		/* behind the last dashes of the end line */
		uint32_t dashes = find(s, stop + (uint32_t)sizeof(end) - 1, "-----");
		if (dashes == UINT32_MAX)
			return;
		at = dashes + 5;
	}
}

/* The end of the base64 that begins here, on this line and on those below it that hold nothing else. */
static uint32_t end_of_base64(const struct scan *s, uint32_t at)
{
	uint32_t end = at, next = at;

	do {
		while (next < s->n && (base64_digit(s->p[next]) >= 0 || s->p[next] == '='))
			next++;
		if (next < s->n && end != at && !strchr("\r\n", s->p[next]))
			return end;
		end = next;
		while (next < s->n && strchr(" \t\r\n", s->p[next]))
			next++;
	} while (next > end && next < s->n && (base64_digit(s->p[next]) >= 0 || s->p[next] == '='));
	return end;
}

/* The same in base64, as DM takes them; a key may stand in the place of a certificate. */
static void mask_encoded_keys(struct scan *s)
{
	/* "-----", and "PRIVATE KEY" behind as many bytes as leave 0, 1 or 2 when divided by 3 */
	static const char begin[] = "LS0tLS1";
	static const char *const key[] = {"UFJJVkFURSBLRV", "BSSVZBVEUgS0V", "QUklWQVRFIEtFW"};

	for (uint32_t at = find(s, 0, begin); at != UINT32_MAX; at = find(s, at, begin)) {
		uint32_t end = end_of_base64(s, at);
		bool is_key = false;

		for (size_t i = 0; i < ARRAY_LEN(key) && !is_key; i++)
			is_key = memmem(s->p + at, end - at, key[i], strlen(key[i])) != NULL;
		if (is_key)
			add(s, at, end);
		at = end;
	}
}

/* The next byte of this kind from at on, n when there is none. */
static uint32_t next_of(const struct scan *s, uint32_t at, char c)
{
	const char *p = at < s->n ? memchr(s->p + at, c, s->n - at) : NULL;

	return p ? (uint32_t)(p - s->p) : s->n;
}

static void mask_values(struct scan *s)
{
	uint32_t colon = next_of(s, 0, ':'), equals = next_of(s, 0, '=');

	while (colon < s->n || equals < s->n) {
		uint32_t at = colon < equals ? colon : equals, next = at + 1;
		struct str key = key_before(s->p, at);
		if (is_secret_key(key)) {
			go_to_line(s, text_line(s->t, at));
			uint32_t column = (uint32_t)(key.p - s->p) - s->lo;
			column -= column && (key.p[-1] == '"' || key.p[-1] == '\'') ? 1 : 0;
			next = mask_value(s, at + 1, s->p[at], column);
		} else if (at == colon) {
			mask_user_info(s, at);
		}
		colon = colon < next ? next_of(s, next, ':') : colon;
		equals = equals < next ? next_of(s, next, '=') : equals;
	}
}

/* "password; x", "password x", "? password" and the ": x" below it: where no ":" or "=" follows the word. */
static void mask_after_word(struct scan *s, uint32_t at)
{
	const char *p = s->p;
	uint32_t end = at;

	go_to_line(s, text_line(s->t, at));
	while (at > s->lo && is_key_char(p[at - 1]))
		at--;
	while (end < s->hi && is_key_char(p[end]))
		end++;
	if (!is_secret_key((struct str){p + at, end - at}))
		return;
	while (end < s->hi && (is_blank(p[end]) || p[end] == '"' || p[end] == '\''))
		end++;
	if (end == s->hi && go_to_line(s, s->line + 1)) {
		end = s->lo + indentation(s);
		if (end < s->hi && p[end] == ':')
			add(s, end + 1, s->hi);
	} else if (end < s->hi && p[end] != ':' && p[end] != '=' && !strchr(",}])", p[end])) {
		add(s, end, s->hi);
	}
}

/* "passw" and "pasw" in any letter case, by their rarest letter. */
static void mask_after_words(struct scan *s)
{
	struct str all = {s->p, s->n};

	for (const char *w = "wW"; *w; w++) {
		s->n_found = 0;
		for (uint32_t at = next_of(s, 0, *w); at < s->n; at = next_of(s, at + 1, *w)) {
			if ((at >= 4 && word_at(all, at - 4, "passw")) || (at >= 3 && word_at(all, at - 3, "pasw")))
				mask_after_word(s, at);
		}
		text_mask_all(s->t, s->found, s->n_found);
	}
}

struct str text_key_for_display(struct str key)
{
	size_t n = 0;

	while (n < key.n && is_key_char(key.p[n]))
		n++;
	return n < key.n && is_secret_key((struct str){key.p, n}) ? (struct str){key.p, n} : key;
}

void text_mask_sentence_by_looks(struct text *t)
{
	struct scan s = {.t = t, .p = t->bytes.p, .n = (uint32_t)t->bytes.n};

	mask_private_keys(&s);
	text_mask_all(t, s.found, s.n_found);
	s.n_found = 0;
	mask_encoded_keys(&s);
	text_mask_all(t, s.found, s.n_found);
	s.n_found = 0;
	mask_values(&s);
	text_mask_all(t, s.found, s.n_found);
}

void text_mask_by_looks(struct text *t)
{
	struct scan s = {.t = t, .p = t->bytes.p, .n = (uint32_t)t->bytes.n};

	text_mask_sentence_by_looks(t);
	mask_after_words(&s);
}
