/* suppress.c: comments that take findings away. Called once for each file and version, after the verdict of DM stands. */
#include <string.h>

#include "internal.h"

#define MARK "dmlint:"

static uint32_t line_of(const struct text *t, uint32_t at)
{
	return text_pos(t, at).line;
}

static struct span span_of(const struct text *t, struct str s)
{
	uint32_t lo = (uint32_t)(s.p - t->bytes.p);

	return (struct span){lo, lo + (uint32_t)s.n};
}

/* "ignore[a, b] reason" behind the mark. */
static bool read_comment(struct str s, struct suppression *ret)
{
	const char *mark = memmem(s.p, s.n, MARK, strlen(MARK));
	struct str rest;
	const char *close;

	if (!mark || str_trim((struct str){s.p + 1, (size_t)(mark - s.p) - 1}).n)
		return false;
	rest = str_trim((struct str){mark + strlen(MARK), s.n - (size_t)(mark - s.p) - strlen(MARK)});
	if (!str_has_prefix(rest, "ignore["))
		return false;
	rest = (struct str){rest.p + 7, rest.n - 7};
	close = memchr(rest.p, ']', rest.n);
	if (!close)
		return false;
	ret->names = str_trim((struct str){rest.p, (size_t)(close - rest.p)});
	ret->reason = str_trim((struct str){close + 1, rest.n - (size_t)(close - rest.p) - 1});
	return true;
}

/* The first line from on that holds more than blanks and a comment; 0 when there is none. */
static uint32_t next_content(const struct text *t, uint32_t from)
{
	for (uint32_t line = from; line <= t->n_lines; line++) {
		uint32_t lo = t->line_starts[line - 1];
		uint32_t hi = line < t->n_lines ? t->line_starts[line] : (uint32_t)t->bytes.n;
		struct str s = str_trim((struct str){t->bytes.p + lo, hi - lo});

		if (s.n && s.p[0] != '#')
			return line;
	}
	return 0;
}

static size_t collect(struct arena *a, const struct doc *doc, struct suppression **ret)
{
	const struct text *t = doc->text;
	struct comment *comments;
	size_t n_comments, n = 0;
	uint32_t first_content, content;

	if (!t->bytes.n || !memmem(t->bytes.p, t->bytes.n, MARK, strlen(MARK)))
		return 0;
	n_comments = doc_comments(doc, a, &comments);
	*ret = ARENA_ARRAY(a, struct suppression, n_comments + 1);
	first_content = content = next_content(t, 1);
	for (size_t i = 0; i < n_comments; i++) {
		struct span at = comments[i].at;
		struct suppression s = {.at = at};
		uint32_t line = line_of(t, at.lo);

		if (!read_comment((struct str){t->bytes.p + at.lo, at.hi - at.lo}, &s))
			continue;
		while (content && content < line)
			content = next_content(t, content + 1);
		s.first = s.last = comments[i].alone ? content : line;
		if (comments[i].alone && (first_content == 0 || line < first_content)) {
			s.first = 1;
			s.last = UINT32_MAX;
		}
		(*ret)[n++] = s;
	}
	return n;
}

/* Suppressions by line (0: the whole file) and each name they have: the first one of it. Ids are found in any letter case. */
struct suppression_index {
	struct strmap map;
	struct buf key;
};

static struct str key_for(struct suppression_index *x, uint32_t line, bool id, struct str name)
{
	x->key.n = 0;
	buf_add(&x->key, (const char *)&line, sizeof(line));
	buf_char(&x->key, id ? 'i' : 'n');
	buf_str(&x->key, name);
	for (size_t i = x->key.n - name.n; id && i < x->key.n; i++)
		x->key.p[i] = (char)(x->key.p[i] >= 'a' && x->key.p[i] <= 'z' ? x->key.p[i] - 32 : x->key.p[i]);
	return (struct str){x->key.p, x->key.n};
}

static void index_name(struct suppression_index *x, struct suppression *s, bool id, struct str name)
{
	struct str key = key_for(x, s->last == UINT32_MAX ? 0 : s->first, id, name);

	if (!strmap_get(&x->map, key))
		strmap_put(&x->map, arena_str(x->map.arena, key), s);
}

static void index_all(struct suppression_index *x, struct suppression *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str names = s[i].names, one;

		if (s[i].first == 0) /* nothing follows it */
			continue;
		while (suppression_next_name(&names, &one)) {
			index_name(x, &s[i], true, one);
			index_name(x, &s[i], false, one);
		}
	}
}

/* By id or name, or by the name of a policy: the first in the file. */
static struct suppression *find_at(struct suppression_index *x, uint32_t line, const struct diag *d)
{
	struct suppression *by_id = strmap_get(&x->map, key_for(x, line, true, str_from(d->rule->id)));
	struct suppression *by_name = strmap_get(&x->map, key_for(x, line, false, str_from(d->rule->name)));
	struct suppression *by_policy = d->policy.n ? strmap_get(&x->map, key_for(x, line, false, d->policy)) : NULL;
	struct suppression *first = by_id;

	if (by_name && (!first || by_name < first))
		first = by_name;
	return by_policy && (!first || by_policy < first) ? by_policy : first;
}

/* The whole file first, then the line. */
static struct suppression *find(struct suppression_index *x, uint32_t line, const struct diag *d)
{
	struct suppression *s = find_at(x, 0, d);

	return s ? s : find_at(x, line, d);
}

void run_suppress(struct arena *a, const struct doc *doc, struct diag_list *diags, struct diag_list *suppressed,
		  struct lint *l)
{
	struct suppression_index index = {.map.arena = a};
	struct suppression *s = NULL;
	size_t n = collect(a, doc, &s);
	struct diag *d = diags->first;

	l->suppressions = s;
	l->n_suppressions = n;
	if (n == 0)
		return;
	index_all(&index, s, n);
	*diags = (struct diag_list){0};
	while (d) {
		struct diag *next = d->next;
		struct suppression *by = find(&index, line_of(doc->text, d->at.lo), d);

		if (by) {
			by->n_used++;
			d->reason = span_of(doc->text, by->reason);
		}
		diag_append(by ? suppressed : diags, d);
		d = next;
	}
	buf_free(&index.key);
}
