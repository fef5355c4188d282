/* yaml.c: doc_load: from libyaml's events to the tree. The only file that sees <yaml.h>. build.c makes the nodes,
 * quirks.c knows where libyaml and yaml.v2 differ, problem.c says what is wrong in words.
 *
 * Of libyaml's marks only the index is used, and it counts code points behind the byte-order mark: it is turned into
 * bytes by walking along, never from the start. The end marks of block collections and block scalars lie behind
 * blank lines and comments and are not used at all. */
#include "dmlint/doc.h"

#include <string.h>
#include <yaml.h>

#include "internal.h"

/* Attempts that end at a byte to be replaced cost what they have read; beyond this much libyaml has the last word. */
#define REPEAT_MAX_BYTES (16u << 20)

struct loader {
	yaml_parser_t parser;
	struct arena *arena;
	struct doc *doc;
	const struct text *text;
	struct feed feed;
	struct builder builder;
	size_t index; /* of a code point, and the byte where it begins */
	uint32_t byte;
	uint64_t repeated;
	struct span quoted; /* see struct raw_error */
};

enum outcome { OUTCOME_DONE, OUTCOME_PROBLEM, OUTCOME_AGAIN };

static int read_portion(void *data, unsigned char *buffer, size_t size, size_t *ret_size)
{
	*ret_size = feed_read(data, buffer, size);
	return 1;
}

static uint32_t walk_to(struct loader *l, size_t index)
{
	const char *p = l->text->bytes.p;
	uint32_t n = (uint32_t)l->text->bytes.n, at = l->byte;

	/* l->index is the number of code points that begin before at */
	for (; l->index < index && at + 8 <= n; at += 8) {
		bool near = index - l->index <= 8;
		if (near && text_is_ascii_word(p + at)) {
			at += (uint32_t)(index - l->index);
			l->index = index;
			break;
		}
		if (near)
			break;
		l->index += text_points_in_word(p + at);
	}
	while (at < n && (l->index < index || ((unsigned char)p[at] & 0xc0) == 0x80)) {
		l->index += ((unsigned char)p[at] & 0xc0) != 0x80;
		at++;
	}
	while (l->index > index) {
		at--;
		l->index -= ((unsigned char)p[at] & 0xc0) != 0x80;
	}
	l->byte = at;
	return at;
}

static inline uint32_t byte_at(struct loader *l, size_t index)
{
	if (l->text->ascii)
		return index < l->text->bytes.n ? (uint32_t)index : (uint32_t)l->text->bytes.n;
	return index == l->index ? l->byte : walk_to(l, index);
}

static enum node_tag tag_from(const yaml_char_t *tag, struct str written)
{
	static const struct {
		const char *name;
		enum node_tag tag;
	} known[] = {{"str", TAG_STR},       {"int", TAG_INT},     {"float", TAG_FLOAT},
		     {"bool", TAG_BOOL},     {"null", TAG_NULL},   {"timestamp", TAG_TIMESTAMP},
		     {"binary", TAG_BINARY}, {"merge", TAG_MERGE}, {"seq", TAG_SEQ},
		     {"map", TAG_MAP}};
	static const char prefix[] = "tag:yaml.org,2002:";
	struct str s = str_from((const char *)tag);

	if (!written.n)
		return TAG_NONE;
	if (!tag || str_eq_c(s, "!"))
		return TAG_BANG;
	/* libyaml's tag ends at an escaped NUL */
	for (size_t i = 0; i + 2 < written.n; i++)
		if (memcmp(written.p + i, "%00", 3) == 0)
			return TAG_OTHER;
	if (!str_has_prefix(s, prefix))
		return TAG_OTHER;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp((const char *)tag + sizeof(prefix) - 1, known[i].name) == 0)
			return known[i].tag;
	return TAG_OTHER;
}

/* An absent value stands at the start of what comes next: there may be an anchor, but not its own. */
static bool has_properties(const struct loader *l, const struct event *e)
{
	char first = e->at.lo < l->text->bytes.n ? l->text->bytes.p[e->at.lo] : '\0';

	return !e->bare && (first == '&' || first == '!');
}

/* Reads anchor and tag in front of a node. */
static enum outcome take_properties(struct loader *l, const yaml_char_t *tag, struct event *e)
{
	struct properties p = quirk_properties(l->text, e->at.lo, e->at.hi);
	if (quirk_patch_tag(&l->feed, l->arena, p.tag))
		return OUTCOME_AGAIN;
	e->anchor = p.anchor;
	e->tag = tag_from(tag, p.tag);
	e->at.lo = p.end;
	e->bare = false;
	return OUTCOME_DONE;
}

static enum node_style scalar_style(yaml_scalar_style_t s)
{
	return s == YAML_SINGLE_QUOTED_SCALAR_STYLE   ? STYLE_SINGLE
	       : s == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? STYLE_DOUBLE
	       : s == YAML_LITERAL_SCALAR_STYLE       ? STYLE_LITERAL
	       : s == YAML_FOLDED_SCALAR_STYLE        ? STYLE_FOLDED
						      : STYLE_PLAIN;
}

/* The end of a block scalar without trailing blank lines. */
static uint32_t trim_block(const struct text *t, struct span at)
{
	const char *p = t->bytes.p;
	uint32_t header = at.lo + 1;

	while (header < at.hi && strchr("+-0123456789", p[header]))
		header++;
	const char *eol = memchr(p + header, '\n', at.hi - header);
	while (at.hi > header && strchr(" \t\r\n", p[at.hi - 1]))
		at.hi--;
	/* nothing but a comment behind the header */
	return eol && p + at.hi <= eol ? header : at.hi;
}

static enum outcome take_scalar(struct loader *l, const yaml_event_t *ev, struct event *e)
{
	struct str value = {.p = (const char *)ev->data.scalar.value, .n = ev->data.scalar.length};

	e->kind = EVENT_SCALAR;
	e->style = scalar_style(ev->data.scalar.style);
	e->bare = e->at.lo == e->at.hi;
	if (has_properties(l, e) && take_properties(l, ev->data.scalar.tag, e) == OUTCOME_AGAIN)
		return OUTCOME_AGAIN;
	if (e->style == STYLE_LITERAL || e->style == STYLE_FOLDED)
		e->at.hi = trim_block(l->text, e->at);
	uint32_t quote = e->style == STYLE_SINGLE || e->style == STYLE_DOUBLE, size = e->at.hi - e->at.lo;
	bool inline_style = quote || e->style == STYLE_PLAIN;
	if (inline_style && value.n + 2 * quote == size && feed_same(&l->feed, value, e->at.lo + quote)) {
		e->value = (struct str){.p = l->text->bytes.p + e->at.lo + quote, .n = value.n};
		return OUTCOME_DONE;
	}
	if (quote && memchr(l->text->bytes.p + e->at.lo, '\n', size))
		l->quoted = e->at;
	/* only what is not there letter by letter can have escapes */
	if (e->style == STYLE_DOUBLE && !quirk_check_escapes(l->doc, e->at))
		return OUTCOME_PROBLEM;
	e->value = arena_str(l->arena, value);
	if (l->feed.n_patches || l->feed.inner_bom)
		quirk_restore_scalar(&l->feed, e, (char *)(uintptr_t)e->value.p, value.n);
	return OUTCOME_DONE;
}

static enum outcome convert(struct loader *l, const yaml_event_t *ev, struct event *e)
{
	uint32_t lo = byte_at(l, ev->start_mark.index);

	*e = (struct event){.at = {.lo = lo, .hi = byte_at(l, ev->end_mark.index)}};
	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		return take_scalar(l, ev, e);
	case YAML_ALIAS_EVENT:
		e->kind = EVENT_ALIAS;
		e->value = (struct str){.p = l->text->bytes.p + lo + 1, .n = e->at.hi - lo - 1};
		return OUTCOME_DONE;
	case YAML_SEQUENCE_START_EVENT:
		e->kind = EVENT_SEQ;
		e->style = ev->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE ? STYLE_FLOW : STYLE_BLOCK;
		return has_properties(l, e) ? take_properties(l, ev->data.sequence_start.tag, e) : OUTCOME_DONE;
	case YAML_MAPPING_START_EVENT:
		e->kind = EVENT_MAP;
		e->style = ev->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE ? STYLE_FLOW : STYLE_BLOCK;
		/* what stands before the first key of a block map without properties belongs to that key */
		if ((!ev->data.mapping_start.anchor && !ev->data.mapping_start.tag) || !has_properties(l, e))
			return OUTCOME_DONE;
		return take_properties(l, ev->data.mapping_start.tag, e);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		e->kind = EVENT_END;
		return OUTCOME_DONE;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
	BUG("an event outside its document");
}

static enum outcome take_error(struct loader *l)
{
	const yaml_parser_t *p = &l->parser;
	struct raw_error e = {.problem = p->problem ? p->problem : "", .context = p->context, .quoted = l->quoted};

	if (p->error == YAML_MEMORY_ERROR)
		out_of_memory();
	e.reader = p->error == YAML_READER_ERROR;
	if (e.reader) {
		e.at = (uint32_t)(text_bom(l->text) + p->problem_offset);
	} else {
		e.context_at = e.context ? byte_at(l, p->context_mark.index) : 0;
		e.at = byte_at(l, p->problem_mark.index);
	}
	if (l->repeated < REPEAT_MAX_BYTES && quirk_repair(&l->feed, l->arena, &e))
		return OUTCOME_AGAIN;
	build_abandon(&l->builder);
	problem_from_error(l->doc, &e);
	return OUTCOME_PROBLEM;
}

/* What follows the first document, if anything but comments and empty documents does. */
static void find_rest(struct loader *l, uint32_t at)
{
	struct str s = l->text->bytes;
	uint32_t n = (uint32_t)s.n, first = UINT32_MAX;

	while ((at = quirk_skip_space(l->text, at, n)) < n) {
		bool mark = at + 3 <= n && (memcmp(s.p + at, "---", 3) == 0 || memcmp(s.p + at, "...", 3) == 0);
		first = first == UINT32_MAX ? at : first;
		if (!mark || (at + 3 < n && !strchr(" \t\r\n", s.p[at + 3]))) {
			l->doc->more_documents = true;
			l->doc->rest = (struct span){.lo = first, .hi = n};
			return;
		}
		at += 3;
	}
}

static enum outcome take_event(struct loader *l, const yaml_event_t *ev)
{
	struct event e;
	enum outcome o = convert(l, ev, &e);

	if (o != OUTCOME_DONE)
		return o;
	if (e.kind == EVENT_SCALAR && e.style == STYLE_PLAIN && l->builder.flow_depth &&
	    !quirk_check_flow_scalar(l->doc, e.at))
		return OUTCOME_PROBLEM;
	return build_event(&l->builder, &e) ? OUTCOME_DONE : OUTCOME_PROBLEM;
}

static enum outcome start_document(struct loader *l, const yaml_event_t *ev)
{
	struct span at = {.lo = byte_at(l, ev->start_mark.index), .hi = byte_at(l, ev->end_mark.index)};

	return quirk_check_directives(l->doc, at) ? OUTCOME_DONE : OUTCOME_PROBLEM;
}

/* Reads the first document. */
static enum outcome run(struct loader *l)
{
	enum outcome o = OUTCOME_DONE;

	while (o == OUTCOME_DONE) {
		yaml_event_t ev;
		if (!yaml_parser_parse(&l->parser, &ev))
			return take_error(l);
		bool end = ev.type == YAML_DOCUMENT_END_EVENT || ev.type == YAML_STREAM_END_EVENT;
		if (ev.type == YAML_DOCUMENT_END_EVENT)
			find_rest(l,
				  byte_at(l, ev.data.document_end.implicit ? ev.start_mark.index : ev.end_mark.index));
		else if (ev.type == YAML_DOCUMENT_START_EVENT)
			o = start_document(l, &ev);
		else if (!end && ev.type != YAML_STREAM_START_EVENT)
			o = take_event(l, &ev);
		yaml_event_delete(&ev);
		if (end || l->builder.finished)
			return OUTCOME_DONE;
	}
	if (o == OUTCOME_PROBLEM)
		build_abandon(&l->builder);
	return o;
}

static enum outcome attempt(struct loader *l)
{
	l->index = 0;
	l->quoted = (struct span){0, 0};
	l->byte = (uint32_t)text_bom(l->text);
	feed_rewind(&l->feed);
	build_start(&l->builder, l->arena, l->doc);
	if (!yaml_parser_initialize(&l->parser))
		out_of_memory();
	yaml_parser_set_encoding(&l->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input(&l->parser, read_portion, &l->feed);
	enum outcome o = run(l);
	l->repeated += l->feed.at;
	yaml_parser_delete(&l->parser);
	return o;
}

void doc_load(struct arena *a, struct text *t, struct doc *ret)
{
	struct loader l = {.arena = a, .text = t, .doc = ret};

	*ret = (struct doc){.arena = a, .text = t};
	if (!quirk_check_start(ret))
		return;
	feed_init(&l.feed, t);
	while (attempt(&l) == OUTCOME_AGAIN)
		*ret = (struct doc){.arena = a, .text = t};
}
