/* scan.c: finds DM's errors in any amount of text: codes in the forms of all versions, numbers of MySQL and TiDB, and texts of
 * the guides. Called by the command line, piece by piece. Keeps counts, never the text: a log may hold secrets. */
#include <string.h>

#include "dmlint/explain.h"
#include "src/explain/internal.h"

/* What stands behind a needle must be in the buffer, too, when it is looked at: the class and scope behind a code, with the
 * blanks of indented JSON between. */
enum { BUFFER = 256 << 10, BEHIND = 512, BEFORE = 16, MAX_FINDINGS = 1024, SLOTS = 4096, MAX_CLASSES = 64 };

/* The needles that are no texts of guides come first, in this order. */
enum { NEEDLE_LINE, NEEDLE_BRACKET, NEEDLE_JSON, NEEDLE_OPENAPI, NEEDLE_ERROR, NEEDLE_TIDB };

/* How TiDB writes its numbers: "[ddl:8200]". */
static const char *const tidb_prefixes[] = {
	"[ddl:",        "[schema:",    "[types:",      "[table:",  "[parser:",      "[planner:", "[executor:",
	"[expression:", "[privilege:", "[infoschema:", "[autoid:", "[kv:",          "[tikv:",    "[domain:",
	"[server:",     "[session:",   "[variable:",   "[meta:",   "[transaction:",
};

static const char *const scopes[] = {"not-set", "upstream", "downstream", "internal"};

struct scan {
	struct arena *arena;
	struct needles needles;
	struct str *texts; /* by needle */
	const struct error_guide **guides;
	size_t first_text; /* the needles from here on are texts of guides */
	const char *classes[MAX_CLASSES];
	size_t n_classes;
	size_t state;
	uint64_t line;
	bool line_empty;
	struct finding *findings;
	size_t n_findings;
	uint16_t slots[SLOTS]; /* index of a finding, plus one */
	size_t pos, n;         /* data[0..pos) was looked at */
	char data[BUFFER];
};

static void add_class(struct scan *s, const char *name)
{
	for (size_t i = 0; i < s->n_classes; i++) {
		if (strcmp(s->classes[i], name) == 0)
			return;
	}
	if (s->n_classes == MAX_CLASSES)
		BUG("more error classes than thought");
	s->classes[s->n_classes++] = name;
}

struct scan *scan_new(struct arena *a)
{
	struct scan *s = ARENA_NEW(a, struct scan);
	size_t most = NEEDLE_TIDB + ARRAY_LEN(tidb_prefixes), n = NEEDLE_TIDB;

	for (size_t i = 0; i < n_error_guides; i++)
		most += strlen(error_guides[i].texts);
	s->arena = a;
	s->line = 1;
	s->line_empty = true;
	s->findings = ARENA_ARRAY(a, struct finding, MAX_FINDINGS);
	s->texts = ARENA_ARRAY(a, struct str, most);
	s->guides = ARENA_ARRAY(a, const struct error_guide *, most);
	s->texts[NEEDLE_LINE] = STR_LIT("\n");
	s->texts[NEEDLE_BRACKET] = STR_LIT("[code=");
	s->texts[NEEDLE_JSON] = STR_LIT("errcode");
	s->texts[NEEDLE_OPENAPI] = STR_LIT("error_code");
	s->texts[NEEDLE_ERROR] = STR_LIT("error ");
	for (size_t i = 0; i < ARRAY_LEN(tidb_prefixes); i++)
		s->texts[n++] = str_from(tidb_prefixes[i]);
	s->first_text = n;
	for (size_t i = 0; i < n_error_guides; i++) {
		for (const char *list = error_guides[i].texts; error_list_next(&list, &s->texts[n]); n++)
			s->guides[n] = &error_guides[i];
	}
	needles_build(a, s->texts, n, &s->needles);
	for (size_t i = 0; i < dm_n_errors; i++)
		add_class(s, dm_errors[i].class_name);
	return s;
}

/* Reading forward from a place in the buffer. */
struct cursor {
	const char *p, *end;
};

static bool take(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(c->end - c->p) < n || !str_eq_nocase((struct str){c->p, n}, (struct str){text, n}))
		return false;
	c->p += n;
	return true;
}

static void skip(struct cursor *c, const char *bytes)
{
	while (c->p < c->end && *c->p && strchr(bytes, *c->p))
		c->p++;
}

/* At most 9 digits, at least one. */
static bool take_number(struct cursor *c, long *ret)
{
	long n = 0;
	size_t digits = 0;

	for (; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++, digits++) {
		if (digits == 9)
			return false;
		n = n * 10 + (*c->p - '0');
	}
	if (!digits)
		return false;
	*ret = n;
	return true;
}

static struct str take_word(struct cursor *c)
{
	struct str w = {.p = c->p};

	while (c->p < c->end && ((*c->p >= 'a' && *c->p <= 'z') || *c->p == '-'))
		c->p++;
	w.n = (size_t)(c->p - w.p);
	return w;
}

/* The known name that the word is; "" for any other, so that no foreign text stays. */
static const char *known_name(const char *const *names, size_t n, struct str word)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq_c(word, names[i]))
			return names[i];
	}
	return "";
}

static size_t slot_of(const struct finding *f)
{
	uint64_t h = (uint64_t)f->clue + 3 * (uint64_t)f->number;

	h = (h ^ (uint64_t)(uintptr_t)f->class_name) * UINT64_C(0x9e3779b97f4a7c15);
	h = (h ^ (uint64_t)(uintptr_t)f->scope ^ (uint64_t)(uintptr_t)f->text.p) * UINT64_C(0x9e3779b97f4a7c15);
	return (size_t)(h >> 52);
}

static bool same(const struct finding *a, const struct finding *b)
{
	return a->clue == b->clue && a->number == b->number && a->class_name == b->class_name && a->scope == b->scope &&
	       a->text.p == b->text.p;
}

/* Counts a clue once a line. What comes when the table is full, the 1025th kind, is not counted. */
static void count(struct scan *s, struct finding f)
{
	size_t slot = slot_of(&f);

	while (s->slots[slot] && !same(&s->findings[s->slots[slot] - 1], &f))
		slot = (slot + 1) % SLOTS;
	if (!s->slots[slot]) {
		if (s->n_findings == MAX_FINDINGS)
			return;
		f.first = s->line;
		s->findings[s->n_findings++] = f;
		s->slots[slot] = (uint16_t)s->n_findings;
	}
	struct finding *known = &s->findings[s->slots[slot] - 1];
	if (known->last != s->line)
		known->lines++;
	known->last = s->line;
}

static void count_code(struct scan *s, long code, struct str class_name, struct str scope)
{
	count(s, (struct finding){
			 .clue = CLUE_CODE,
			 .number = code,
			 .class_name = known_name(s->classes, s->n_classes, class_name),
			 .scope = known_name(scopes, ARRAY_LEN(scopes), scope),
			 .error = dm_error_find(code),
			 .guide = error_guide_of_code(code),
		 });
}

/* Behind "[code=": "10006:class=database:scope=downstream:level=high]". */
static void read_bracket(struct scan *s, struct cursor c)
{
	struct str class_name = {0}, scope = {0};
	long code;

	if (!take_number(&c, &code))
		return;
	if (take(&c, ":class=")) {
		class_name = take_word(&c);
		if (take(&c, ":scope="))
			scope = take_word(&c);
	} else if (!dm_error_find(code) || !take(&c, "]")) {
		return;
	}
	count_code(s, code, class_name, scope);
}

/* The word behind the key of the next member of a JSON object. */
static struct str take_member(struct cursor *c, const char *key)
{
	struct cursor at = *c;
	struct str none = {0};

	skip(&at, " \t\r\n,\\\"");
	if (!take(&at, key))
		return none;
	skip(&at, " \t:\\\"");
	*c = at;
	return take_word(c);
}

/* Behind "ErrCode": `": 10006, "ErrClass": "database", "ErrScope": "downstream"`, with or without backslashes. */
static void read_json(struct scan *s, struct cursor c)
{
	const char *start = c.p;
	struct str class_name, scope;
	long code;

	skip(&c, "\\\"");
	if (c.p == start)
		return;
	skip(&c, " \t");
	if (!take(&c, ":"))
		return;
	skip(&c, " \t");
	if (!take_number(&c, &code))
		return;
	class_name = take_member(&c, "ErrClass");
	scope = take_member(&c, "ErrScope");
	if (dm_error_find(code) || class_name.n)
		count_code(s, code, class_name, scope);
}

static void count_number(struct scan *s, long number)
{
	const struct error_guide *g = error_guide_of_number(number);

	if (g)
		count(s, (struct finding){
				 .clue = CLUE_NUMBER, .number = number, .class_name = "", .scope = "", .guide = g});
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Behind "Error ": "1045: ..." or "1045 (28000): ...". */
static void read_error(struct scan *s, size_t at, struct cursor c)
{
	static const size_t length = 6;
	long number;

	if (at > length && is_word(s->data[at - length - 1]))
		return;
	if (!take_number(&c, &number))
		return;
	if (take(&c, " (")) {
		for (int i = 0; i < 5; i++, c.p++) {
			if (c.p >= c.end || !is_word(*c.p))
				return;
		}
		if (!take(&c, ")"))
			return;
	} else if (!take(&c, ":")) {
		return;
	}
	count_number(s, number);
}

static void found(struct scan *s, size_t needle, size_t at)
{
	struct cursor c = {.p = s->data + at, .end = s->data + s->n};
	long number;

	if (needle == NEEDLE_BRACKET) {
		read_bracket(s, c);
	} else if (needle == NEEDLE_JSON || needle == NEEDLE_OPENAPI) {
		read_json(s, c);
	} else if (needle == NEEDLE_ERROR) {
		read_error(s, at, c);
	} else if (needle >= s->first_text) {
		count(s, (struct finding){.clue = CLUE_TEXT,
					  .class_name = "",
					  .scope = "",
					  .guide = s->guides[needle],
					  .text = s->texts[needle]});
	} else if (take_number(&c, &number) && take(&c, "]")) {
		count_number(s, number);
	}
}

static void look(struct scan *s, size_t limit)
{
	const struct needles *m = &s->needles;
	size_t state = s->state, n_classes = m->n_classes;

	for (size_t i = s->pos; i < limit; i++) {
		state = m->next[state * n_classes + m->class_of[(unsigned char)s->data[i]]];
		for (size_t end = m->first[state]; end; end = m->shorter[end]) {
			size_t needle = (size_t)m->ends[end] - 1;

			if (needle == NEEDLE_LINE)
				s->line++;
			else
				found(s, needle, i + 1);
		}
	}
	s->state = state;
	if (limit > s->pos)
		s->line_empty = s->data[limit - 1] == '\n';
	s->pos = limit;
}

void scan_feed(struct scan *s, struct str bytes)
{
	while (bytes.n) {
		size_t room = BUFFER - s->n, n = bytes.n < room ? bytes.n : room;

		memcpy(s->data + s->n, bytes.p, n);
		s->n += n;
		bytes.p += n;
		bytes.n -= n;
		if (s->n < BUFFER)
			return;
		look(s, s->n - BEHIND);
		/* The longest needle that is looked at backwards, and the byte before it, stay. */
		size_t drop = s->pos - BEFORE;
		memmove(s->data, s->data + drop, s->n - drop);
		s->n -= drop;
		s->pos -= drop;
	}
}

const struct finding *scan_end(struct scan *s, size_t *ret_n, uint64_t *ret_lines)
{
	look(s, s->n);
	*ret_n = s->n_findings;
	*ret_lines = s->line - (s->line_empty ? 1 : 0);
	return s->findings;
}
