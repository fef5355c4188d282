/* internal.h: what the files of src/doc share among themselves. */
#ifndef DMLINT_DOC_INTERNAL_H
#define DMLINT_DOC_INTERNAL_H

#include <string.h>

#include "dmlint/doc.h"

#define UTF8_BOM "\xef\xbb\xbf"
/* yaml.v2 stops at 10,000 levels. No configuration comes near, and libyaml gets slow with depth. */
#define DOC_MAX_DEPTH 1000u

/* text.c */
size_t text_bom(const struct text *t); /* length of the byte-order mark in bytes: 3 or 0 */
uint32_t text_line(const struct text *t, uint32_t offset);
struct str text_line_bytes(const struct text *t, uint32_t line); /* without its end */

static inline bool text_is_ascii_word(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return !(w & UINT64_C(0x8080808080808080));
}

/* Code points that begin in the eight bytes at p. */
static inline uint32_t text_points_in_word(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	/* bytes of the form 10xxxxxx continue one */
	w = w >> 7 & ~(w >> 6) & UINT64_C(0x0101010101010101);
	return 8 - (uint32_t)((w * UINT64_C(0x0101010101010101)) >> 56);
}

/* display.c */
void text_mask_all(struct text *t, const struct span *spans, size_t n);

/* utf16.c */
struct str utf16_decode(struct arena *a, struct str s, enum text_encoding e);
const uint32_t *utf16_line_starts(const struct text *t);
uint32_t utf16_size(struct str utf8); /* bytes in UTF-16 */

/* feed.c: the text as libyaml gets to see it: in the portions in which yaml.v2 reads, with single bytes replaced where
 * the two would read it differently. */
struct patch {
	uint32_t at;
	char with;
};
struct feed {
	const struct text *text;
	uint32_t at;           /* the next byte to hand out */
	struct patch *patches; /* in text order */
	size_t n_patches, patches_cap, next_patch;
	bool inner_bom;   /* byte-order marks behind the first: yaml.v2 takes them as letters, libyaml skips them */
	char stand_in[3]; /* what libyaml gets instead */
};
void feed_init(struct feed *f, const struct text *t);
void feed_rewind(struct feed *f);
void feed_patch(struct feed *f, struct arena *a, uint32_t at, char with);
bool feed_is_patched(const struct feed *f, struct span at); /* a byte of it */
size_t feed_read(struct feed *f, unsigned char *out, size_t room);
/* Is value what libyaml makes of the text from lo on when it changes nothing? */
bool feed_same(const struct feed *f, struct str value, uint32_t lo);
void feed_restore(const struct feed *f, char *value, size_t n);

/* One event of libyaml in our terms: yaml.c makes them, build.c turns them into the tree. */
enum event_kind { EVENT_SCALAR, EVENT_ALIAS, EVENT_SEQ, EVENT_MAP, EVENT_END };
struct event {
	enum event_kind kind;
	enum node_style style;
	enum node_tag tag;
	struct span at;    /* without anchor and tag */
	struct str value;  /* scalar, or name of an alias */
	struct str anchor; /* absent: none */
	bool bare;         /* nothing is written there at all: an empty scalar without anchor and tag */
};

struct anchor {
	struct node *node;
	uint64_t ops;    /* decoding steps that yaml.v2 counts for it */
	uint32_t height; /* levels below it */
	bool open;       /* its end is not reached: an alias here contains itself */
};

/* A collection that is not closed yet. */
struct frame {
	struct node *node, *last;
	struct anchor *anchor;
	uint64_t ops;   /* steps counted before it */
	struct str key; /* of a map: the key whose value comes next */
	struct span key_span;
	uint8_t key_style, key_tag;
	bool has_key, merging; /* merging: the key is "<<" */
	uint32_t end;          /* where the last thing inside ends */
	uint32_t height, count;
};

struct builder {
	struct arena *arena;
	struct doc *doc;
	struct chunk *chunks, *chunk; /* nodes; kept from one attempt to the next */
	size_t chunk_used;
	uint32_t n_nodes;
	struct frame *frames;
	uint32_t depth, frames_cap, flow_depth, flow_cost;
	struct strmap anchors;
	uint64_t ops, alias_ops;
	uint64_t copied; /* nodes, for anchored maps that are merged where they stand */
	bool finished;   /* yaml.v2 ends the document here */
	uint32_t n_merges;
	struct renumbered *renumbered; /* by old number of a merge */
	uint32_t renumbered_cap, renumbering;
};
/* build.c */
void build_start(struct builder *b, struct arena *a, struct doc *d); /* b: zeroed, or used before for the same doc */
bool build_event(struct builder *b, const struct event *e);          /* false: doc->problem says why */
void build_abandon(struct builder *b);                               /* closes what is open */
struct node *build_node(struct builder *b);
void build_attach(struct builder *b, struct node *n); /* where the next value belongs */
void build_link(struct frame *f, struct node *n);     /* behind the last child */
/* expand.c */
bool expand_alias(struct builder *b, const struct event *e);
bool expand_merge(struct builder *b, struct frame *into, struct node *value);
void expand_anchor(struct builder *b, struct str name, struct node *n, struct frame *f);
bool expand_is_merge_key(const struct event *e);

/* quirks.c: where libyaml and yaml.v2 differ */
struct raw_error {
	const char *problem, *context; /* libyaml's words; context may be NULL */
	uint32_t at, context_at;       /* bytes */
	bool reader;                   /* about the encoding */
	struct span quoted;            /* the last scalar in quotes that goes over several lines; hi == 0: none */
};
struct properties {
	struct str anchor, tag; /* as written, the tag with its "!" */
	uint32_t end;           /* where the content begins; at most limit */
};
/* Behind blanks, line ends as YAML 1.1 knows them and comments. */
uint32_t quirk_skip_space(const struct text *t, uint32_t at, uint32_t limit);
struct properties quirk_properties(const struct text *t, uint32_t lo, uint32_t limit);
bool quirk_patch_tag(struct feed *f, struct arena *a, struct str tag);
bool quirk_repair(struct feed *f, struct arena *a, const struct raw_error *e); /* true: try again */
bool quirk_check_start(struct doc *d);
bool quirk_check_directives(struct doc *d, struct span at);
bool quirk_check_flow_scalar(struct doc *d, struct span at); /* a plain one inside brackets */
bool quirk_check_escapes(struct doc *d, struct span at);     /* in double quotes */
void quirk_restore_scalar(const struct feed *f, const struct event *e, char *value, size_t n);

/* timestamp.c */
bool scalar_is_timestamp(struct str s);

/* problem.c */
bool problem_set(struct doc *d, enum doc_problem_kind kind, struct span at, const char *message, const char *help);
bool problem_from_error(struct doc *d, const struct raw_error *e); /* both return false */

#endif
