/* quirks.c: where libyaml 0.2.5 and Go's yaml.v2 read the same bytes differently. yaml.v2 is an older port of libyaml
 * with a few changes of its own, and DM's verdict is yaml.v2's. Three means: refuse here what libyaml would let pass;
 * hand libyaml another byte where it refuses or splits what yaml.v2 takes, and parse again; undo that in the value.
 *
 *                              libyaml                 yaml.v2
 *     %YAML 1.2                accepts                 refuses
 *     "\/"                     accepts                 refuses
 *     "\'"                     refuses                 a quote
 *     [a?b]                    one scalar              refuses: "?" begins a key
 *     {a:, b: c}               refuses                 the key is "a:"
 *     [!t,x] and !t[x          the tag ends at "," "[" these belong to the tag
 *     U+FEFF inside            skipped at line start   a letter
 *     two byte-order marks     skipped                 letters go missing; here refused
 */
#include "dmlint/doc.h"

#include <string.h>

#include "internal.h"

/* The whole of these at the head of a file; each tag is resolved through them. */
#define DIRECTIVES_MAX_BYTES 1024u
/* What libyaml may spend on wiping buffers, in bytes: it does so after each gap between words, with a buffer as long
 * as the longest gap. */
#define WIPE_MAX_BYTES (UINT64_C(1) << 36)

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
}

/* Length of the line end at p, 0 when there is none. */
static uint32_t break_at(const char *p, size_t n)
{
	if (n && (*p == '\n' || *p == '\r'))
		return 1;
	if (n >= 2 && memcmp(p, "\xc2\x85", 2) == 0)
		return 2;
	return n >= 3 && (memcmp(p, "\xe2\x80\xa8", 3) == 0 || memcmp(p, "\xe2\x80\xa9", 3) == 0) ? 3 : 0;
}

uint32_t quirk_skip_space(const struct text *t, uint32_t at, uint32_t limit)
{
	const char *p = t->bytes.p;

	while (at < limit) {
		uint32_t eol = break_at(p + at, limit - at);
		if (eol)
			at += eol;
		else if (p[at] == ' ' || p[at] == '\t')
			at++;
		else if (p[at] == '#')
			while (at < limit && !break_at(p + at, limit - at))
				at++;
		else
			break;
	}
	return at;
}

/* A tag as yaml.v2 reads it, from its "!" on. */
static struct str tag_at(const struct text *t, uint32_t lo)
{
	const char *p = t->bytes.p + lo;
	size_t left = t->bytes.n - lo, n = 1;

	if (left > 1 && p[1] == '<') {
		const char *end = memchr(p, '>', left);
		return (struct str){.p = p, .n = end ? (size_t)(end - p) + 1 : left};
	}
	while (n < left && p[n] && (is_word(p[n]) || strchr(";/?:@&=+$,.!~*'()[]%", p[n])))
		n++;
	return (struct str){.p = p, .n = n};
}

struct properties quirk_properties(const struct text *t, uint32_t lo, uint32_t limit)
{
	const char *p = t->bytes.p;
	uint32_t n = (uint32_t)t->bytes.n;
	struct properties r = {.end = lo};

	while (r.end < n) {
		uint32_t at = r.end;
		if (p[at] == '&' && !r.anchor.n) {
			uint32_t end = at + 1;
			while (end < n && is_word(p[end]))
				end++;
			r.anchor = (struct str){.p = p + at + 1, .n = end - at - 1};
			r.end = end;
		} else if (p[at] == '!' && !r.tag.n) {
			r.tag = tag_at(t, at);
			r.end += (uint32_t)r.tag.n;
		} else {
			break;
		}
		if (r.end < limit)
			r.end = quirk_skip_space(t, r.end, limit);
		if (r.end >= limit)
			break;
	}
	r.end = r.end < limit ? r.end : limit;
	return r;
}

bool quirk_patch_tag(struct feed *f, struct arena *a, struct str tag)
{
	bool patched = false;

	if (tag.n < 2 || tag.p[1] == '<')
		return false;
	for (size_t i = 0; i < tag.n; i++) {
		uint32_t at = (uint32_t)(tag.p + i - f->text->bytes.p);
		if (strchr(",[]", tag.p[i]) && !feed_is_patched(f, (struct span){at, at + 1})) {
			feed_patch(f, a, at, '.');
			patched = true;
		}
	}
	return patched;
}

bool quirk_repair(struct feed *f, struct arena *a, const struct raw_error *e)
{
	struct str s = f->text->bytes;

	if (strcmp(e->problem, "found unexpected ':'") == 0) {
		/* In a list or map in brackets "?" ends the scalar for yaml.v2, so it can stand for ":" here. */
		feed_patch(f, a, e->at, '?');
		return true;
	}
	if (strcmp(e->problem, "found unknown escape character") == 0) {
		bool patched = false;
		for (size_t i = e->at; i + 1 < s.n && s.p[i] != '"'; i++) {
			if (s.p[i] != '\\')
				continue;
			uint32_t at = (uint32_t)++i;
			if (s.p[at] == '\'' && !feed_is_patched(f, (struct span){at, at + 1})) {
				feed_patch(f, a, at, '"');
				patched = true;
			}
		}
		return patched;
	}
	if (e->context &&
	    (strcmp(e->context, "while scanning a tag") == 0 || strcmp(e->context, "while parsing a tag") == 0))
		return e->context_at < s.n && quirk_patch_tag(f, a, tag_at(f->text, e->context_at));
	return false;
}

static bool is_gap(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || (c && strchr("\xc2\x85\xe2\x80\xa8\xa9", c));
}

/* A buffer of libyaml grows with the longest gap in a scalar and is wiped for each later gap: a hostile file could
 * keep it busy for hours. */
static bool check_gaps(struct doc *d)
{
	struct str s = d->text->bytes;
	uint64_t longest = 2 * WIPE_MAX_BYTES / s.n, cost = 0;
	size_t done = 0;

	if (longest >= s.n)
		return true;
	for (size_t i = 0; i < s.n; i += longest / 2) {
		size_t lo = i, hi = i;
		if (i < done || !is_gap(s.p[i]))
			continue;
		while (lo > done && is_gap(s.p[lo - 1]))
			lo--;
		while (hi < s.n && is_gap(s.p[hi]))
			hi++;
		done = hi;
		if (hi - lo > longest)
			cost += (uint64_t)(hi - lo) * ((s.n - hi) / 2);
		if (cost > WIPE_MAX_BYTES)
			return problem_set(d, DOC_TOO_BIG, (struct span){(uint32_t)lo, (uint32_t)hi},
					   "a gap of this length in a file of this size",
					   "take the blanks and empty lines out");
	}
	return true;
}

/* Each tag is looked up among the directives, one after the other. */
static bool check_directive_size(struct doc *d)
{
	size_t sum = 0;

	for (uint32_t line = 1; line <= d->text->n_lines; line++) {
		struct str s = text_line_bytes(d->text, line);
		size_t i = line == 1 ? text_bom(d->text) : 0;
		if (i < s.n && !strchr("%# \t", s.p[i]))
			break;
		while (i < s.n && s.p[i] != '%')
			i++;
		sum += i + 4 <= s.n && memcmp(s.p + i, "%TAG", 4) == 0 ? s.n - i : 0;
		if (sum > DIRECTIVES_MAX_BYTES) {
			uint32_t lo = d->text->line_starts[line - 1];
			return problem_set(d, DOC_SYNTAX, (struct span){lo, lo + (uint32_t)s.n},
					   "too many %TAG directives", "DM needs none of them");
		}
	}
	return true;
}

bool quirk_check_start(struct doc *d)
{
	const struct text *t = d->text;
	uint32_t bom = (uint32_t)text_bom(t), n = (uint32_t)t->bytes.n;

	if (n > TEXT_MAX_BYTES)
		return problem_set(d, DOC_TOO_BIG, (struct span){0, 0}, "the file is larger than 64 MiB", NULL);
	if (bom && (t->encoding != TEXT_UTF8 || (n >= 6 && memcmp(t->bytes.p + 3, UTF8_BOM, 3) == 0)))
		return problem_set(d, DOC_ENCODING, (struct span){n >= 6 ? 3 : 0, n >= 6 ? 6 : 3},
				   "two byte-order marks: DM drops letters at the starts of lines",
				   "save the file as UTF-8 without a byte-order mark");
	return n == 0 || (check_gaps(d) && check_directive_size(d));
}

/* "1.1", as yaml.v2 counts: one or two digits each. */
static bool is_version_1_1(struct str s)
{
	s = str_trim(s);
	return str_eq_c(s, "1.1") || str_eq_c(s, "01.1") || str_eq_c(s, "1.01") || str_eq_c(s, "01.01");
}

bool quirk_check_directives(struct doc *d, struct span at)
{
	const char *p = d->text->bytes.p;

	for (uint32_t i = at.lo; i < at.hi;) {
		uint32_t eol = i;
		while (eol < at.hi && !break_at(p + eol, at.hi - eol))
			eol++;
		if (eol - i > 5 && memcmp(p + i, "%YAML", 5) == 0) {
			struct str v = {.p = p + i + 5, .n = eol - i - 5};
			const char *comment = memchr(v.p, '#', v.n);
			v.n = comment ? (size_t)(comment - v.p) : v.n;
			if (!is_version_1_1(v))
				return problem_set(d, DOC_VERSION, (struct span){i, eol}, "DM reads YAML 1.1 only",
						   "delete this line");
		}
		i = eol + (eol < at.hi ? break_at(p + eol, at.hi - eol) : 0);
	}
	return true;
}

bool quirk_check_flow_scalar(struct doc *d, struct span at)
{
	const char *p = d->text->bytes.p, *mark = memchr(p + at.lo, '?', at.hi - at.lo);

	if (!mark)
		return true;
	at.lo = (uint32_t)(mark - p);
	at.hi = at.lo + 1;
	return problem_set(d, DOC_SYNTAX, at, "\"?\" begins a key inside [...] or {...}, even inside a word",
			   "put the text in quotes");
}

bool quirk_check_escapes(struct doc *d, struct span at)
{
	const char *p = d->text->bytes.p, *end = p + at.hi;

	for (const char *q = p + at.lo; (q = memchr(q, '\\', (size_t)(end - q))) != NULL; q += 2) {
		uint32_t lo = (uint32_t)(q - p);
		if (q[1] == '/')
			return problem_set(d, DOC_SYNTAX, (struct span){lo, lo + 2},
					   "DM's YAML knows no escape \"\\/\"", "write \"/\" alone");
	}
	return true;
}

/* What a backslash at p stands for when that is a quote. */
static char quote_of_escape(const char *p, size_t n)
{
	if (n >= 2 && (p[1] == '"' || p[1] == '\''))
		return p[1];
	if ((n >= 4 && memcmp(p, "\\x22", 4) == 0) || (n >= 6 && memcmp(p, "\\u0022", 6) == 0) ||
	    (n >= 10 && memcmp(p, "\\U00000022", 10) == 0))
		return '"';
	return '\0';
}

void quirk_restore_scalar(const struct feed *f, const struct event *e, char *value, size_t n)
{
	const char *p = f->text->bytes.p + e->at.lo;
	size_t size = e->at.hi - e->at.lo;

	feed_restore(f, value, n);
	if (!feed_is_patched(f, e->at))
		return;
	for (size_t i = 0; e->style == STYLE_PLAIN && i < n; i++)
		value[i] = value[i] == '?' ? ':' : value[i];
	/* The quotes in the value, in order, are those that escapes stand for. */
	char *end = value + n;
	for (size_t i = 1; e->style == STYLE_DOUBLE && i + 1 < size; i++) {
		if (p[i] != '\\')
			continue;
		char quote = quote_of_escape(p + i, size - i);
		if (quote) {
			value = memchr(value, '"', (size_t)(end - value));
			if (!value)
				return;
			*value++ = quote;
		}
		i++;
	}
}
