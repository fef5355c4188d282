/* internal.h: what the files of schema share. */
#ifndef DMLINT_SCHEMA_INTERNAL_H
#define DMLINT_SCHEMA_INTERNAL_H

#include "dmlint/schema.h"

/* The generated tables (schema_tables.c), by enum config_kind; the one of CONFIG_UNKNOWN is NULL. */
extern const struct field *const schema_roots[];
extern const struct field *const *const schema_names[]; /* all rows with a key of their own, by key, shallow first */
extern const size_t schema_n_names[];
extern const struct dm_check dm_checks[]; /* by id */
extern const size_t dm_n_checks;

/* lookup.c: is this the field's key? The first row of parent with that key: parent->n_fields when there is none. */
bool field_has_key(const struct field *f, struct str key);
size_t field_lower_bound(const struct field *parent, struct str key);

/* convert.c: may yaml.v2 store this scalar in this field? false: *ret_fault says why not. */
MUST_CHECK bool convert_scalar(const struct node *n, const struct field *f, uint32_t v, enum decode_fault *ret_fault);
/* The same for the time.Duration inside of a duration written as a map. */
MUST_CHECK bool convert_plain_duration(const struct node *n, enum decode_fault *ret_fault);
/* Go's base64.StdEncoding; false when malformed. */
MUST_CHECK bool base64_decode(struct arena *a, struct str s, struct str *ret);

/* suggest.c: the one field of parent that a misspelt key most likely means, or NULL. */
const struct field *suggest_field(const struct field *parent, struct str key, uint32_t v);

/* secret.c */
void secret_mask(struct text *t, struct span at);                  /* once, however often it is called */
void secret_hide(struct arena *a, struct text *t, struct node *n); /* n->field is secret; the whole value */
void secret_restore(struct node *n);                               /* one node, before n->field is cleared */
bool secret_is_hidden(const struct node *n);

/* annotate.c and any.c */
struct walk {
	struct arena *arena;
	struct doc *doc;
	enum config_kind kind;
	uint32_t v;
	struct decode_result *out;
	size_t cap;
	/* The order of keys in the last struct: next[i + 1] is the field that followed field i, next[0] the first. */
	const struct field *order_of;
	uint8_t next[SCHEMA_MAX_FIELDS + 1];
	/* The last unknown key. */
	const struct field *unknown_in, *unknown_suggest;
	struct str unknown_key;
};
struct decode_issue *walk_issue(struct walk *w, enum decode_fault fault, const struct node *n, const struct field *f);
/* The scalar that n's key is. */
struct node walk_key_node(const struct node *n);
/* What yaml.v2 refuses in a value of no particular type; f is its row. Nothing below gets a field. */
void walk_any(struct walk *w, struct node *n, const struct field *f);
/* The base64 behind !!binary becomes its bytes, in a value and in a key; malformed base64 stays. */
void walk_binary(struct walk *w, struct node *n);

#endif
