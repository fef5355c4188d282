/* redact.c: keeps secrets of servers out of the facts: hashes in grants, values of variables that hold a password, what an error
 * repeats. Called on every answer by src/live, and on every record by load.c. */
#include "dmlint/doc.h"
#include "dmlint/facts.h"

#include <string.h>

static bool word_at(struct str s, size_t at, const char *word)
{
	size_t n = strlen(word);

	return at + n <= s.n && str_eq_nocase((struct str){s.p + at, n}, (struct str){word, n});
}

/* Where a quoted text that begins at i ends, past its quote. */
static size_t quoted_end(struct str s, size_t i)
{
	char quote = s.p[i++];

	while (i < s.n && s.p[i] != quote)
		i += s.p[i] == '\\' && quote != '`' && i + 1 < s.n ? 2 : 1;
	return i < s.n ? i + 1 : s.n;
}

/* GRANT ... IDENTIFIED BY PASSWORD 'hash', IDENTIFIED VIA x USING 'hash', IDENTIFIED WITH x AS 'hash': the text behind is dropped
 * up to the clause that follows (REQUIRE, WITH GRANT OPTION). */
struct str facts_redact_grant(struct arena *a, struct str grant)
{
	size_t at = 0, end;

	while (at < grant.n && !word_at(grant, at, " IDENTIFIED ")) {
		char c = grant.p[at];

		at = c == '\'' || c == '`' || c == '"' ? quoted_end(grant, at) : at + 1;
	}
	if (at >= grant.n)
		return arena_str(a, grant);
	for (end = at + 1; end < grant.n; end++) {
		if (grant.p[end] == '\'' || grant.p[end] == '"')
			end = quoted_end(grant, end) - 1;
		else if (word_at(grant, end, " REQUIRE ") || word_at(grant, end, " WITH GRANT ") ||
			 word_at(grant, end, " WITH MAX_") || word_at(grant, end, " PASSWORD EXPIRE ") ||
			 word_at(grant, end, " ACCOUNT "))
			break;
	}
	return arena_fmt(a, "%.*s%.*s", (int)at, grant.p, (int)(grant.n - end), grant.p + end);
}

/* The end of "(using password: YES)" that begins at i, which tells no secret; i: something else begins there. */
static size_t harmless_end(struct str s, size_t i)
{
	static const char *const phrases[] = {"(using password: YES)", "(using password: NO)"};

	for (size_t k = 0; s.p[i] == '(' && k < ARRAY_LEN(phrases); k++) {
		if (word_at(s, i, phrases[k]))
			return i + strlen(phrases[k]);
	}
	return i;
}

static void put_masked(struct arena *a, struct str part, struct buf *b)
{
	struct text *t = text_new(a, STR_LIT(""), part);
	uint32_t at = 0;

	text_mask_sentence_by_looks(t);
	for (size_t i = 0; i < t->n_masked; i++) {
		buf_str(b, (struct str){t->bytes.p + at, t->masked[i].lo - at});
		buf_c(b, "******");
		at = t->masked[i].hi;
	}
	buf_str(b, (struct str){t->bytes.p + at, t->bytes.n - at});
}

/* A server, or a proxy in front of it, may repeat what it was sent. Of a text with IDENTIFIED the rest is dropped. */
struct str facts_redact_error(struct arena *a, struct str error)
{
	struct buf b = {0};
	struct str redacted;
	size_t from = 0, at = 0;

	while (at < error.n && !word_at(error, at, "IDENTIFIED ")) {
		size_t end = harmless_end(error, at);

		if (end > at) {
			put_masked(a, (struct str){error.p + from, at - from}, &b);
			buf_str(&b, (struct str){error.p + at, end - at});
			from = end;
		}
		at = end > at ? end : at + 1;
	}
	put_masked(a, (struct str){error.p + from, at - from}, &b);
	buf_c(&b, at < error.n ? "IDENTIFIED ******" : "");
	redacted = arena_str(a, (struct str){b.p, b.n});
	buf_free(&b);
	return redacted;
}

bool facts_secret_variable(struct str name, struct str value)
{
	static const char *const ends[] = {"_password", "_pwd", "_auth", "_secret", "_passphrase"};
	bool secret = false;

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		secret = secret || (name.n > strlen(ends[i]) && word_at(name, name.n - strlen(ends[i]), ends[i]));
	return secret && value.n && !str_eq_nocase(value, STR_LIT("ON")) && !str_eq_nocase(value, STR_LIT("OFF"));
}
