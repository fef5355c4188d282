/* redact.c: keeps secrets of servers out of the facts: hashes in grants, values of variables that hold a password. Called on every
 * answer by src/live, and on every record by load.c. */
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
			 word_at(grant, end, " WITH MAX_"))
			break;
	}
	return arena_fmt(a, "%.*s%.*s", (int)at, grant.p, (int)(grant.n - end), grant.p + end);
}

bool facts_secret_variable(struct str name, struct str value)
{
	static const char *const ends[] = {"_password", "_pwd", "_auth", "_secret", "_passphrase"};
	bool secret = false;

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		secret = secret || str_has_suffix(name, ends[i]);
	return secret && value.n && !str_eq_nocase(value, STR_LIT("ON")) && !str_eq_nocase(value, STR_LIT("OFF"));
}
