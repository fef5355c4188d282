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
	uint32_t first_content;

	if (!t->bytes.n || !memmem(t->bytes.p, t->bytes.n, MARK, strlen(MARK)))
		return 0;
	n_comments = doc_comments(doc, a, &comments);
	*ret = ARENA_ARRAY(a, struct suppression, n_comments + 1);
	first_content = next_content(t, 1);
	for (size_t i = 0; i < n_comments; i++) {
		struct span at = comments[i].at;
		struct suppression s = {.at = at};
		uint32_t line = line_of(t, at.lo);

		if (!read_comment((struct str){t->bytes.p + at.lo, at.hi - at.lo}, &s))
			continue;
		s.first = s.last = comments[i].alone ? next_content(t, line) : line;
		if (comments[i].alone && (first_content == 0 || line < first_content)) {
			s.first = 1;
			s.last = UINT32_MAX;
		}
		(*ret)[n++] = s;
	}
	return n;
}

/* By id or name, or by the name of a policy. */
static bool names_finding(struct str names, const struct diag *d)
{
	struct str one;

	while (suppression_next_name(&names, &one)) {
		if (str_eq_nocase(one, str_from(d->rule->id)) || str_eq_c(one, d->rule->name) ||
		    (d->policy.n && str_eq(one, d->policy)))
			return true;
	}
	return false;
}

/* The whole file first, then the line: the list is in file order, those about one line stand together. */
static struct suppression *find(struct suppression *s, size_t n, uint32_t line, const struct diag *d)
{
	size_t lo = 0, hi = n, n_whole = 0;

	for (; n_whole < n && s[n_whole].last == UINT32_MAX; n_whole++) {
		if (names_finding(s[n_whole].names, d))
			return &s[n_whole];
	}
	lo = n_whole;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s[mid].first < line)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < n && s[lo].first == line; lo++) {
		if (names_finding(s[lo].names, d))
			return &s[lo];
	}
	return NULL;
}

void run_suppress(struct arena *a, const struct doc *doc, struct diag_list *diags, struct diag_list *suppressed,
		  struct lint *l)
{
	struct suppression *s = NULL;
	size_t n = collect(a, doc, &s);
	struct diag *d = diags->first;

	l->suppressions = s;
	l->n_suppressions = n;
	if (n == 0)
		return;
	*diags = (struct diag_list){0};
	while (d) {
		struct diag *next = d->next;
		struct suppression *by = find(s, n, line_of(doc->text, d->at.lo), d);

		if (by) {
			by->n_used++;
			d->reason = span_of(doc->text, by->reason);
		}
		diag_append(by ? suppressed : diags, d);
		d = next;
	}
}
