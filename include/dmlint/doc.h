/* doc.h: one input as text with positions, and as a tree of YAML nodes with byte spans.
 *
 * The tree is what Go's yaml.v2 (the decoder of every DM version) composes from the first document: aliases are
 * replaced by copies of their anchor, merge keys are inlined, duplicates are kept. All offsets are bytes of
 * text.bytes, which is UTF-8 also when the file was UTF-16 (text_source_offset maps back to the file). */
#ifndef DMLINT_DOC_H
#define DMLINT_DOC_H

#include "dmlint/base.h"

#define TEXT_MAX_BYTES (64u << 20) /* larger inputs are refused with a finding: offsets are 32 bits */

struct span {
	uint32_t lo, hi; /* half open, bytes */
};

struct pos {
	uint32_t line, column; /* from 1; columns in Unicode code points, a byte-order mark does not count */
};

enum text_encoding { TEXT_UTF8, TEXT_UTF16LE, TEXT_UTF16BE };

struct text {
	struct str path;  /* as given; "<stdin>" or --stdin-filename for "-" */
	struct str bytes; /* UTF-8 */
	enum text_encoding encoding;
	bool ascii;       /* bytes hold no code point above U+007F */
	const uint32_t *line_starts; /* LF, CR LF and lone CR end a line, as in editors */
	uint32_t n_lines;
	const uint32_t *source_starts; /* UTF-16 only: where each line begins in the file itself */
	const uint32_t *code_points;   /* unless ascii: code points before byte 4096, 8192 and so on */
	struct span *masked;           /* values of secret fields, sorted, not overlapping */
	size_t n_masked, masked_cap;
	struct arena *arena;
};

/* Takes the bytes of a file (borrowed). Converts UTF-16 with a byte-order mark; other bytes stay as they are. */
struct text *text_new(struct arena *a, struct str path, struct str bytes);
struct pos text_pos(const struct text *t, uint32_t offset);
uint64_t text_source_offset(const struct text *t, uint32_t offset); /* bytes in the file itself */
/* Line (from 1) without its end, secrets replaced by ******, ready to print; bytes that are not UTF-8 or are
 * control characters become U+FFFD, tabs stay; a byte-order mark is left out. */
struct str text_line_for_display(const struct text *t, uint32_t line, struct arena *a);
/* Byte offset inside the displayed line that stands for this offset of the text (masking moves columns). */
size_t text_display_offset(const struct text *t, uint32_t line, uint32_t offset);
/* Adds the span of a secret value; call before anything of the text is shown. */
void text_mask(struct text *t, struct span at);
/* Masks whatever looks like a secret by its key (password, secret, key material, user:password@ in a URL), line by
 * line, without any tree. For files too broken to parse, and as a net under every other file. */
void text_mask_by_looks(struct text *t);
void text_mask_sentence_by_looks(struct text *t); /* but not what follows "password" without ":" or "=" */
/* What of a key may be shown: of "password=x" only the first word. */
struct str text_key_for_display(struct str key);

enum node_kind { NODE_SCALAR, NODE_SEQ, NODE_MAP };
enum node_style { STYLE_PLAIN, STYLE_SINGLE, STYLE_DOUBLE, STYLE_LITERAL, STYLE_FOLDED, STYLE_BLOCK, STYLE_FLOW };
/* The tag written in the file. TAG_NONE: none; TAG_BANG: a lone "!"; TAG_OTHER: custom, yaml.v2 ignores it. */
enum node_tag {
	TAG_NONE, TAG_BANG, TAG_STR, TAG_INT, TAG_FLOAT, TAG_BOOL, TAG_NULL, TAG_TIMESTAMP, TAG_BINARY, TAG_MERGE,
	TAG_SEQ, TAG_MAP, TAG_OTHER
};

struct field; /* schema.h */

struct node {
	/* Bit-fields of the enums above: 88 bytes a node, and an 11 MB task has 600,000 of them. */
	unsigned kind : 2, style : 3, tag : 4, key_style : 3, key_tag : 4;
	unsigned aliased : 1;  /* a copy made for an alias: its spans lie in the anchor's text */
	unsigned anchored : 1; /* "&name" stands before it */
	uint32_t merged;      /* 0: written here; else number of the merge that brought it (one number per merged map) */
	struct span span;     /* the value, without anchor, tag, trailing blanks, comments and line ends */
	struct span key_span; /* its key, when the parent is a map; in a list lo == hi == its index there */
	struct str text;      /* decoded scalar; for maps and sequences absent; secret fields: emptied by the schema */
	struct str key;       /* decoded key, when the parent is a map */
	struct node *parent, *first, *next; /* file order, duplicates kept */
	const struct field *field;          /* set by schema_annotate; NULL: unknown to this DM version */
};

enum doc_problem_kind {
	DOC_OK,
	DOC_SYNTAX,          /* the scanner or parser refuses it */
	DOC_ENCODING,        /* not UTF-8, NUL, a control character that YAML forbids */
	DOC_TAB,             /* indentation by a tab */
	DOC_TOO_BIG,         /* over TEXT_MAX_BYTES */
	DOC_TOO_DEEP,        /* nested deeper than any configuration; yaml.v2 would go on up to 10,000 */
	DOC_UNKNOWN_ANCHOR,
	DOC_RECURSIVE_ALIAS, /* "anchor contains itself" */
	DOC_EXPLODING_ALIAS, /* "excessive aliasing" */
	DOC_VERSION,         /* %YAML other than 1.1 */
	DOC_BAD_KEY,         /* a map or sequence as a key */
	DOC_BAD_MERGE        /* "<<" with something that is no map */
};

struct doc_problem {
	enum doc_problem_kind kind;
	struct span at;
	struct span related; /* where the unclosed quote, bracket or block began; lo == hi == 0: nothing */
	struct str message;  /* our words, lower case, no full stop */
	struct str help;     /* the way out; may be absent */
};

struct comment {
	struct span at;   /* from '#' to the end of the line */
	bool alone;       /* nothing but blanks before it on its line */
};

struct doc {
	struct arena *arena; /* of the tree */
	struct text *text;
	struct node *root;   /* NULL when empty (only comments, nothing) or when problem.kind is set before any node */
	struct doc_problem problem; /* the first thing for which yaml.v2 refuses the whole file */
	bool more_documents; /* something follows the first document; DM ignores it */
	struct span rest;    /* where it begins */
	bool has_alias;
};

/* Parses t. Always fills *ret; never fails. When problem.kind is set, root holds what was read before it (closed
 * at the point of the problem) or NULL. */
void doc_load(struct arena *a, struct text *t, struct doc *ret);

/* Comments outside scalars, in file order. */
size_t doc_comments(const struct doc *d, struct arena *a, struct comment **ret);

/* The child of a map that DM ends up with for this key: the last one written, merges included; NULL when absent. */
struct node *node_get(const struct node *map, const char *key);
size_t node_count(const struct node *n); /* children */
/* The node behind n below top in file order; NULL at the end. Without recursion. */
const struct node *node_next(const struct node *n, const struct node *top);
/* "mysql-instances[0].source-id"; root is "". Keys that hold a dot or bracket are quoted. */
struct str node_path(const struct node *n, struct arena *a);
struct span node_key_or_value(const struct node *n); /* the key when there is one, else the value */

/* How yaml.v2 reads a plain scalar into interface{}: the resolved type of an untagged or tagged scalar. */
enum scalar_kind { SCALAR_STR, SCALAR_INT, SCALAR_UINT, SCALAR_FLOAT, SCALAR_BOOL, SCALAR_NULL, SCALAR_TIMESTAMP, SCALAR_BINARY, SCALAR_ERROR };
struct scalar {
	enum scalar_kind kind;
	union {
		int64_t i;
		uint64_t u; /* only above INT64_MAX */
		double f;
		bool b;
	};
};
/* yaml.v2's resolve(), of the value and of the key. It is the same in v2.2.8 (DM 1.0) and v2.4.0 (all later ones). A
 * timestamp decodes as its own text. SCALAR_ERROR: the tag does not fit, yaml.v2 refuses the whole file. */
struct scalar scalar_resolve(const struct node *n);
struct scalar scalar_resolve_key(const struct node *n);

#endif
