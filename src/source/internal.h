/* internal.h: what the files of src/source share. */
#ifndef DMLINT_SOURCE_INTERNAL_H
#define DMLINT_SOURCE_INTERNAL_H

#include "dmlint/source.h"

/* A file being read from its beginning; the first fault ends the reading. */
struct reader {
	struct arena *arena;
	struct doc *doc;
	struct str s;
	size_t at;
	unsigned depth;
};

/* The byte at an offset from here; NUL behind the end. */
char reader_peek(const struct reader *r, size_t ahead);
bool reader_at_end(const struct reader *r);
void reader_skip_blanks(struct reader *r); /* blanks and tabs */
/* Sets the document's problem, unless there is one. Always false. */
bool reader_fail(struct reader *r, size_t lo, size_t hi, const char *help, const char *fmt, ...) PRINTF_LIKE(5, 6);
bool reader_failed(const struct reader *r);
struct node *reader_node(struct reader *r, enum node_kind kind, size_t lo);
void reader_append(struct node *parent, struct node **last, struct node *child);

/* A TOML string in any of its four forms, from its opening quote on. */
bool toml_read_string(struct reader *r, struct str *ret);
/* A number or a date into a scalar whose text yaml.v2 would read as the same value. */
bool toml_read_number(struct reader *r, struct node *n);
/* Any value; false when it failed. */
bool toml_read_value(struct reader *r, struct node **ret);
bool toml_read_key(struct reader *r, struct str *ret, struct span *ret_at);
bool toml_is_newline(char c);

#endif
