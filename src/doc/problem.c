/* problem.c: why a document cannot be read, in our words, at the place that has to be changed, with the way out.
 * libyaml says what the scanner or parser missed; most people meant something else: a tab, a missing blank behind a
 * colon, a bracket or quote left open. */
#include "dmlint/doc.h"

#include <string.h>

#include "internal.h"

bool problem_set(struct doc *d, enum doc_problem_kind kind, struct span at, const char *message, const char *help)
{
	d->problem = (struct doc_problem){.kind = kind, .at = at, .message = str_from(message), .help = str_from(help)};
	return false;
}

/* What is known while one error is put into words. */
struct scene {
	struct doc *d;
	const struct text *t;
	const struct raw_error *e;
	uint32_t line, column; /* of the error, from 1 and 0, in bytes */
	struct str before;     /* the line up to the error */
	struct str rest;       /* and from there on */
	struct span at;        /* the word there */
	char c;                /* its first character, NUL at the end of the file */
};

static struct span line_span(const struct text *t, uint32_t offset)
{
	struct str s = text_line_bytes(t, text_line(t, offset));
	uint32_t lo = s.n ? (uint32_t)(s.p - t->bytes.p) : offset, hi = lo + (uint32_t)s.n;

	while (lo < hi && (t->bytes.p[lo] == ' ' || t->bytes.p[lo] == '\t'))
		lo++;
	while (hi > lo && (t->bytes.p[hi - 1] == ' ' || t->bytes.p[hi - 1] == '\t'))
		hi--;
	return (struct span){lo, hi};
}

/* From offset to the end of its line, without blanks there. */
static struct span rest_of_line(const struct text *t, uint32_t offset)
{
	struct span s = line_span(t, offset);

	return (struct span){offset, s.hi > offset ? s.hi : offset};
}

static size_t indentation(const struct text *t, uint32_t offset)
{
	struct str s = text_line_bytes(t, text_line(t, offset));
	size_t n = 0;

	while (n < s.n && s.p[n] == ' ')
		n++;
	return n;
}

static void set_scene(struct scene *s, struct doc *d, const struct raw_error *e)
{
	const struct text *t = d->text;
	uint32_t n = (uint32_t)t->bytes.n, at = e->at < n ? e->at : n, hi = at;

	*s = (struct scene){.d = d, .t = t, .e = e, .line = text_line(t, at)};
	struct str line = text_line_bytes(t, s->line);
	s->column = at - t->line_starts[s->line - 1];
	s->before = (struct str){.p = line.p, .n = line.n < s->column ? line.n : s->column};
	s->rest = (struct str){.p = line.p + s->before.n, .n = line.n - s->before.n};
	s->c = at < n ? t->bytes.p[at] : '\0';
	while (hi < n && !strchr(" \t\r\n", t->bytes.p[hi]) && hi - at < 200)
		hi++;
	if (hi == at && at < n)
		hi++;
	s->at = (struct span){at, hi};
}

static bool set(const struct scene *s, enum doc_problem_kind kind, const char *message, const char *help)
{
	return problem_set(s->d, kind, s->at, message, help);
}

static bool set_at(const struct scene *s, struct span at, const char *message, const char *help)
{
	return problem_set(s->d, DOC_SYNTAX, at, message, help);
}

static bool contains(struct str s, const char *what)
{
	size_t n = strlen(what);

	for (size_t i = 0; i + n <= s.n; i++)
		if (memcmp(s.p + i, what, n) == 0)
			return true;
	return false;
}

static bool on_control(const struct scene *s, struct span at, uint32_t cp)
{
	size_t nuls = 0, n = s->t->bytes.n < 64 ? s->t->bytes.n : 64;

	for (size_t i = 0; i < n; i++)
		nuls += s->t->bytes.p[i] == '\0';
	if (nuls > n / 3)
		return problem_set(s->d, DOC_ENCODING, at, "a NUL byte",
				   "this looks like UTF-16 without a byte-order mark: save it as UTF-8");
	struct str message = arena_fmt(s->t->arena, cp ? "control character U+%04X" : "a NUL byte", cp);
	return problem_set(s->d, DOC_ENCODING, at, message.p, "delete it; double quotes can hold it as an escape");
}

static bool on_encoding(const struct scene *s)
{
	const char *p = s->t->bytes.p;
	uint32_t lo = s->at.lo, n = (uint32_t)s->t->bytes.n, cp = 0;
	unsigned len = utf8_decode(p + lo, n - lo, &cp);

	if (len && strcmp(s->e->problem, "control characters are not allowed") == 0)
		return on_control(s, (struct span){lo, lo + len}, cp);
	/* libyaml may point at the byte behind: back to the one that promised more */
	for (uint32_t back = 1; back <= 3 && back <= lo && (len || ((unsigned char)p[lo] & 0xc0) == 0x80); back++) {
		if ((unsigned char)p[lo - back] >= 0xc0) {
			lo -= back;
			break;
		}
	}
	struct span at = {lo, lo < n ? lo + 1 : lo};
	if (s->t->encoding != TEXT_UTF8)
		return problem_set(s->d, DOC_ENCODING, at, "broken UTF-16: half a character", "save the file as UTF-8");
	return problem_set(s->d, DOC_ENCODING, at, "not UTF-8", "save the file as UTF-8");
}

static bool on_tab(const struct scene *s)
{
	uint32_t lo = s->at.lo, hi = lo;

	/* libyaml may stop at the text behind the tab */
	while (lo > 0 && s->t->bytes.p[lo - 1] == '\t')
		lo--;
	while (hi < s->t->bytes.n && s->t->bytes.p[hi] == '\t')
		hi++;
	struct span at = {lo, hi > lo ? hi : lo + (lo < s->t->bytes.n)};
	return problem_set(s->d, DOC_TAB, at, "a tab in the indentation", "indent with blanks");
}

static bool on_bad_start(const struct scene *s)
{
	static const char quote[] = "put the text in quotes";

	if (s->c == '\t')
		return on_tab(s);
	if (s->c == '%' && contains(s->before, "{"))
		return set(s, DOC_SYNTAX, "this is a template, not YAML", "fill the template in first");
	if (s->c == '@')
		return set(s, DOC_SYNTAX, "text cannot begin with \"@\"", quote);
	if (s->c == '`')
		return set(s, DOC_SYNTAX, "text cannot begin with a backquote", quote);
	if (s->c == '%')
		return set(s, DOC_SYNTAX, "text cannot begin with \"%\"", quote);
	if (s->c == '|' || s->c == '>')
		return set(s, DOC_SYNTAX, "block text cannot stand inside [...] or {...}", "use quotes there");
	return set(s, DOC_SYNTAX, "text cannot begin with this character", quote);
}

/* A line that should have been "key: value". */
static bool on_line_without_colon(const struct scene *s, struct span at)
{
	struct str line = {.p = s->t->bytes.p + at.lo, .n = at.hi - at.lo};

	if (str_has_prefix(line, "<<<<<<<") || str_has_prefix(line, "=======") || str_has_prefix(line, ">>>>>>>"))
		return set_at(s, at, "a conflict marker of git", "finish the merge first");
	if (contains(line, "\xef\xbc\x9a"))
		return set_at(s, at, "this colon is a full-width one", "write \": \" in ASCII");
	if (contains(line, ":"))
		return set_at(s, at, "a line without \": \"", "put a blank behind the colon");
	if (contains(line, "="))
		return set_at(s, at, "a line without \":\"", "write \"key: value\", not \"key = value\"");
	return set_at(s, at, "a line without \":\"",
		      "write \"key: value\"; text that goes on over several lines needs deeper indentation");
}

static bool on_missing_colon(const struct scene *s)
{
	struct span at = line_span(s->t, s->e->context_at);

	if (s->e->at > s->e->context_at + 1024 && s->line == text_line(s->t, at.lo))
		return set_at(s, at, "a key longer than 1024 characters, or a line without \":\"", NULL);
	return on_line_without_colon(s, at);
}

/* The line above that is neither blank nor a comment; lo == hi when there is none. */
static struct span line_above(const struct scene *s)
{
	for (uint32_t line = s->line - 1; line > 0; line--) {
		struct span at = line_span(s->t, s->t->line_starts[line - 1]);
		if (at.hi > at.lo && s->t->bytes.p[at.lo] != '#')
			return at;
	}
	return (struct span){0, 0};
}

/* Has it a key? */
static bool has_key(struct str line)
{
	return contains(line, ": ") || contains(line, ":\t") || (line.n && line.p[line.n - 1] == ':');
}

static bool on_extra_colon(const struct scene *s)
{
	struct span colon = {s->at.lo, s->at.lo + 1}, above = line_above(s);
	struct str line = {.p = s->t->bytes.p + above.lo, .n = above.hi - above.lo};

	if (str_has_prefix(s->before, "\xc2\xa0") || str_has_prefix(line, "\xc2\xa0"))
		return set_at(s, line_span(s->t, s->at.lo), "a no-break space in the indentation",
			      "indent with blanks");
	if (has_key(s->before))
		return set_at(s, colon, "a second \": \" in one line", "put the value in quotes");
	if (line.n && !has_key(line) && (contains(line, ":") || !str_has_prefix(line, "- ")))
		return on_line_without_colon(s, above);
	if (line.n && indentation(s->t, s->at.lo) > indentation(s->t, above.lo))
		return set_at(s, line_span(s->t, s->at.lo),
			      "indented deeper than the key above, which has its value already",
			      "indent it like the other keys of its section");
	return set_at(s, colon, "a \":\" where no key can stand", "put the text in quotes");
}

static bool on_alias_or_anchor(const struct scene *s)
{
	struct scene start;
	struct raw_error e = *s->e;
	bool alias = strcmp(s->e->context, "while scanning an alias") == 0;

	e.at = e.context_at;
	set_scene(&start, s->d, &e);
	return set(&start, DOC_SYNTAX, alias ? "\"*\" begins an alias here" : "\"&\" begins an anchor here",
		   alias ? "put patterns in quotes: \"*\"" : "put the text in quotes");
}

static bool on_tag(const struct scene *s)
{
	struct scene start;
	struct raw_error e = *s->e;

	e.at = e.context_at;
	set_scene(&start, s->d, &e);
	return set(&start, DOC_SYNTAX, "\"!\" begins a tag here", "put the text in quotes");
}

/* A quote that swallowed lines: most likely the closing one is missing. */
static bool on_late_quote(const struct scene *s, uint32_t quote)
{
	struct str message = arena_fmt(s->t->arena, "this quote is not closed before line %u", s->line);

	return set_at(s, rest_of_line(s->t, quote), message.p, "close it on the same line");
}

static bool on_open_quote(const struct scene *s)
{
	return set_at(s, rest_of_line(s->t, s->e->context_at), "this quote is never closed",
		      "close it on the same line");
}

static bool on_escape(const struct scene *s)
{
	struct span at = {s->at.lo, s->at.lo + (s->at.lo + 2 <= s->t->bytes.n ? 2 : 1)};
	bool unknown = strcmp(s->e->problem, "found unknown escape character") == 0;

	if (text_line(s->t, s->e->context_at) < s->line)
		return on_late_quote(s, s->e->context_at);
	problem_set(s->d, DOC_SYNTAX, at, unknown ? "no escape that YAML knows" : "a broken escape",
		    "use single quotes for text with backslashes, or double them");
	s->d->problem.related = (struct span){s->e->context_at, s->e->context_at + 1};
	return false;
}

/* In a list or map in brackets. */
static bool on_open_bracket(const struct scene *s)
{
	struct span open = {s->e->context_at, s->e->context_at + 1};
	bool list = s->t->bytes.p[open.lo] == '[';
	uint32_t line = text_line(s->t, open.lo);

	if (s->c == '\0' ||
	    (s->line > line && indentation(s->t, s->at.lo) <= indentation(s->t, open.lo) && s->c != ']' && s->c != '}'))
		return set_at(s, open, list ? "this \"[\" is never closed" : "this \"{\" is never closed",
			      list ? "close the list with \"]\"" : "close the map with \"}\"");
	set(s, DOC_SYNTAX, list ? "\",\" or \"]\" is missing before this" : "\",\" or \"}\" is missing before this",
	    "entries are separated by commas; text with commas, brackets or quotes in it needs quotes around all of it");
	s->d->problem.related = open;
	return false;
}

/* A block map goes on with something that is no key. */
static bool on_missing_key(const struct scene *s)
{
	struct span above = line_above(s);
	size_t column = s->column;
	const struct text *t = s->t;
	uint32_t map_line = text_line(t, s->e->context_at);
	size_t map_column = s->e->context_at - t->line_starts[map_line - 1];
	struct span first = {s->e->context_at, s->e->context_at + 1};
	bool starts_line = str_trim(s->before).n == 0;

	if (s->c == ']' || s->c == '}')
		set(s, DOC_SYNTAX, "this bracket was never opened", "delete it, or put the text in quotes");
	else if (s->c == ':')
		set(s, DOC_SYNTAX, "a \":\" without a key before it", "put the text in quotes");
	else if (!starts_line)
		set(s, DOC_SYNTAX, "text behind the end of a value",
		    "put the whole value in one pair of quotes; a quote inside is doubled ('') or escaped (\\\")");
	else if (s->c == '-' && column == map_column)
		set(s, DOC_SYNTAX, "a list item among the keys of a map", "indent the list below its key");
	else
		set(s, DOC_SYNTAX,
		    above.hi && indentation(t, above.lo) > column
			    ? "indented less than the keys above, deeper than those outside"
			    : "indented deeper than the keys it belongs to",
		    "keys of one map begin in the same column");
	s->d->problem.related = first;
	return false;
}

static bool on_missing_item(const struct scene *s)
{
	if (s->c == ']' || s->c == '}')
		set(s, DOC_SYNTAX, "this bracket was never opened", "delete it, or put the text in quotes");
	else if (str_trim(s->before).n)
		set(s, DOC_SYNTAX, "text behind the end of a list item", "put the whole item in quotes");
	else
		set(s, DOC_SYNTAX, "neither an item of the list above nor outside of it",
		    "begin items with \"- \" in the same column; indent what follows like the key of the list");
	s->d->problem.related = (struct span){s->e->context_at, s->e->context_at + 1};
	return false;
}

static bool on_missing_value(const struct scene *s)
{
	if (s->c == ']' || s->c == '}')
		return set(s, DOC_SYNTAX, "this bracket was never opened", "delete it, or put the text in quotes");
	if (s->c == ',')
		return set(s, DOC_SYNTAX, "a value is missing before this comma",
			   "write the value, or delete the comma");
	if (s->c == '-' && s->e->context && strstr(s->e->context, "flow"))
		return set(s, DOC_SYNTAX, "a list with dashes cannot stand inside [...] or {...}", NULL);
	return set(s, DOC_SYNTAX, "a value is missing before this", NULL);
}

static bool on_directive(const struct scene *s)
{
	return set_at(s, line_span(s->t, s->e->context ? s->e->context_at : s->at.lo),
		      "a line that begins with \"%\" is a directive", "put the text in quotes, or delete the line");
}

static bool on_version(const struct scene *s)
{
	return problem_set(s->d, DOC_VERSION, line_span(s->t, s->at.lo), "DM reads YAML 1.1 only", "delete this line");
}

static bool on_missing_start(const struct scene *s)
{
	return set(s, DOC_SYNTAX, "\"---\" is missing between the directives and this", NULL);
}

static bool on_block_header(const struct scene *s)
{
	return set(s, DOC_SYNTAX, "text behind \"|\" or \">\"", "begin the text on the next line, or use quotes");
}

static bool on_block_entry(const struct scene *s)
{
	return set(s, DOC_SYNTAX, "a list item cannot begin here", "begin the list on a line of its own");
}

static bool on_block_key(const struct scene *s)
{
	return set(s, DOC_SYNTAX, "\"? \" cannot begin a key here", "put the text in quotes");
}

static bool on_line_end(const struct scene *s)
{
	bool block = s->e->context && strstr(s->e->context, "block scalar");

	return block ? on_block_header(s) : on_directive(s);
}

static bool on_document_mark(const struct scene *s)
{
	set(s, DOC_SYNTAX, "the document ends inside a quote", "close the quote");
	s->d->problem.related = (struct span){s->e->context_at, s->e->context_at + 1};
	return false;
}

static bool on_flow_colon(const struct scene *s)
{
	return set(s, DOC_SYNTAX, "a \":\" with no blank behind it inside [...] or {...}", "put the text in quotes");
}

static const struct {
	const char *libyaml;
	bool (*say)(const struct scene *s);
} sayings[] = {
	{"could not find expected ':'", on_missing_colon},
	{"mapping values are not allowed in this context", on_extra_colon},
	{"mapping keys are not allowed in this context", on_block_key},
	{"block sequence entries are not allowed in this context", on_block_entry},
	{"found character that cannot start any token", on_bad_start},
	{"found a tab character that violates indentation", on_tab},
	{"found a tab character where an indentation space is expected", on_tab},
	{"found unexpected ':'", on_flow_colon},
	{"found unexpected end of stream", on_open_quote},
	{"found unexpected document indicator", on_document_mark},
	{"found unknown escape character", on_escape},
	{"did not find expected hexdecimal number", on_escape},
	{"found invalid Unicode character escape code", on_escape},
	{"did not find expected alphabetic or numeric character", on_alias_or_anchor},
	{"did not find expected comment or line break", on_line_end},
	{"found an indentation indicator equal to 0", on_block_header},
	{"did not find expected ',' or ']'", on_open_bracket},
	{"did not find expected ',' or '}'", on_open_bracket},
	{"did not find expected key", on_missing_key},
	{"did not find expected '-' indicator", on_missing_item},
	{"did not find expected node content", on_missing_value},
	{"did not find expected <document start>", on_missing_start},
	{"found incompatible YAML document", on_version},
	{"found undefined tag handle", on_tag},
	{"found duplicate %YAML directive", on_directive},
	{"found duplicate %TAG directive", on_directive},
};

bool problem_from_error(struct doc *d, const struct raw_error *e)
{
	struct scene s;

	set_scene(&s, d, e);
	if (e->reader)
		return on_encoding(&s);
	if (e->quoted.hi && e->quoted.hi <= e->at && s.line == text_line(s.t, e->quoted.hi))
		return on_late_quote(&s, e->quoted.lo);
	if (e->quoted.hi && e->context && strstr(e->context, "quoted") &&
	    text_line(s.t, e->context_at) == text_line(s.t, e->quoted.hi)) {
		s.line = text_line(s.t, e->quoted.hi);
		return on_late_quote(&s, e->quoted.lo);
	}
	for (size_t i = 0; i < ARRAY_LEN(sayings); i++)
		if (strcmp(e->problem, sayings[i].libyaml) == 0)
			return sayings[i].say(&s);
	if (e->context && strstr(e->context, "directive"))
		return on_directive(&s);
	if (e->context && strstr(e->context, "tag"))
		return on_tag(&s);
	return set(&s, DOC_SYNTAX, "no YAML", NULL);
}
