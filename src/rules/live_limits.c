/* live_limits.c: limits in the server's texts about an account. Called by the rules on what an account may use. Judges nothing. */
#include "live_limits.h"

#include <string.h>

static uint64_t limit_in(const struct rows *r, const char *column, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i < r->n; i++) {
		struct str text = rows_get(r, i, column);
		const char *at = text.n ? memmem(text.p, text.n, word, n) : NULL;
		size_t behind = at ? (size_t)(at - text.p) + n : 0;

		if (at)
			return server_number((struct str){text.p + behind, text.n - behind});
	}
	return 0;
}

uint64_t account_limit(const struct server_facts *s, const char *word)
{
	uint64_t n = limit_in(fact_rows(s, FACT_ACCOUNT_LIMITS), "create_user", word);

	return n ? n : limit_in(fact_rows(s, FACT_GRANTS), "grant", word);
}
