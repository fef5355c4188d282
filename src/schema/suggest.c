/* suggest.c: what a misspelt key most likely means. Called by annotate.c for keys that the version does not know. */
#include "internal.h"

#define KEY_MAX 64  /* no key of DM is longer */
#define SHORT_KEY 4 /* up to this length only one edit counts */

static char folded(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c == '_' || c == ' ' ? '-' : c;
}

/* Equal but for letter case and the way words are joined: "taskMode", "task_mode". */
static bool same_words(struct str a, struct str b)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < a.n && folded(a.p[i]) == '-')
			i++;
		while (j < b.n && folded(b.p[j]) == '-')
			j++;
		if (i == a.n || j == b.n)
			return i == a.n && j == b.n;
		if (folded(a.p[i++]) != folded(b.p[j++]))
			return false;
	}
}

const struct field *suggest_field(const struct field *parent, struct str key, uint32_t v)
{
	const struct field *best = NULL;
	char buf[KEY_MAX];
	struct str low = str_trim(key);
	unsigned max = low.n <= SHORT_KEY ? 1 : 2, least = max + 1;

	if (low.n == 0 || low.n > KEY_MAX || parent->type != GO_STRUCT)
		return NULL;
	for (size_t i = 0; i < low.n; i++)
		buf[i] = folded(low.p[i]);
	low.p = buf;
	for (size_t i = 0; i < parent->n_fields; i++) {
		const struct field *f = parent->fields[i];
		struct str name = {f->name, f->name_n};
		unsigned d;

		if (!field_known(f, v))
			continue;
		d = same_words(low, name) ? 0 : str_distance(low, name, max);
		if (d > max || d > least)
			continue;
		best = d < least ? f : NULL; /* two at the same distance: no good candidate */
		least = d;
	}
	return best;
}
