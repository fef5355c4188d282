/* gen.h: what the parts of the build-time table generator share. Not part of dmlint: gen_*.c are linked with base and
 * doc into gen_schema, which turns schemas/ into C tables. Any mistake in schemas/ ends it with file and line. */
#ifndef DMLINT_SCHEMA_GEN_H
#define DMLINT_SCHEMA_GEN_H

#include "dmlint/schema.h"

/* Sorted spans of versions that do not touch. */
struct gen_ranges {
	struct dm_range *at;
	size_t n;
};

struct gen_enum {
	struct str value, text;
	bool folds;
	struct gen_ranges ranges;
};

/* One row of the tables. Members are what struct field says; absent strings are { NULL, 0 }. */
struct gen_row {
	struct str name, path, in;
	struct gen_row *parent;
	enum go_type type;
	bool nullable, secret, required, preset, enum_fold, enum_empty;
	struct gen_ranges ranges;
	uint32_t deprecated, max_bytes;
	struct gen_row **kids;
	size_t n_kids, cap_kids;
	struct gen_enum *enums;
	size_t n_enums;
	struct str enum_check, refers, replaced_by, def, minimum, maximum, text;
	size_t number;         /* in the order of output */
	const struct node *at; /* where schemas/ says it */
	const struct gen_file *file;
};

struct gen_release {
	struct str name, full;
	uint32_t version;
};

struct gen_check {
	struct str id, about;
	struct gen_ranges ranges;
	unsigned code, step;
	enum dm_effect effect;
	enum dm_phase phase;
	unsigned line;
};

struct gen_file {
	struct str path;
	struct doc doc;
};

#define GEN_KINDS 5 /* enum config_kind, without the inventory */

struct gen {
	struct arena *arena;
	struct gen_file files[GEN_KINDS]; /* [0] is empty: CONFIG_UNKNOWN has no file */
	struct strmap structs;            /* name -> struct gen_struct */
	struct gen_row *roots[GEN_KINDS];
	struct gen_release *releases;
	size_t n_releases;
	struct gen_check *checks; /* sorted by id */
	size_t n_checks;
};

/* gen_schema.c */
_Noreturn void gen_fail(struct str path, unsigned line, const char *fmt, ...) PRINTF_LIKE(3, 4);
_Noreturn void gen_fail_at(const struct gen_file *f, const struct node *n, const char *fmt, ...) PRINTF_LIKE(3, 4);
struct str gen_path(struct gen *g, const char *dir, const char *name);
struct str gen_read(struct gen *g, struct str path);

/* gen_ranges.c: false when s is no version or list of spans. */
bool gen_version_parse(struct str s, uint32_t *ret);
bool gen_ranges_parse(struct arena *a, struct str s, struct gen_ranges *ret);
struct gen_ranges gen_ranges_from(struct arena *a, uint32_t from, uint32_t to);
struct gen_ranges gen_ranges_intersect(struct arena *a, struct gen_ranges x, struct gen_ranges y);
struct gen_ranges gen_ranges_subtract(struct arena *a, struct gen_ranges x, struct gen_ranges y);

/* gen_read.c: the YAML files into g->roots; g->checks must be there. */
void gen_read_fields(struct gen *g);

/* gen_attr.c: the attributes of one shape of a field. `was` is NULL for the present one. */
struct gen_shape {
	const struct gen_file *file;
	const struct node *base, *was;
};
void gen_attr_names(const struct gen_shape *s);
const struct node *gen_attr(const struct gen_shape *s, const char *name);
struct str gen_attr_str(const struct gen_shape *s, const char *name);
bool gen_attr_bool(const struct gen_shape *s, const char *name);
uint32_t gen_attr_version(const struct gen_shape *s, const char *name);
struct gen_ranges gen_attr_span(struct gen *g, const struct gen_file *f, const struct node *map);
void gen_attr_enums(struct gen *g, const struct gen_shape *s, struct gen_row *row);
struct gen_row *gen_attr_leaf(struct gen *g, const struct gen_shape *s, struct gen_row *row);

/* gen_checks.c */
void gen_read_releases(struct gen *g, const char *dir);
void gen_read_checks(struct gen *g, const char *dir);

/* gen_emit.c */
void gen_emit(struct gen *g, struct buf *out);

/* gen_json.c: the schema of the root's kind for a DM version; id and title are the schema's. false when the version knows no such
 * file. */
bool gen_json(struct gen *g, enum config_kind kind, uint32_t v, struct str id, struct str title, struct buf *out);

#endif
