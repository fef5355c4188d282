/* schema.h: what DM's configuration structs look like, version by version, as const tables made at build time from
 * schemas/, and the decoding of a tree as Go's yaml.v2 does it in strict mode for one DM version. */
#ifndef DMLINT_SCHEMA_H
#define DMLINT_SCHEMA_H

#include "dmlint/doc.h"

/* A DM version is major * 10000 + minor * 100 + patch: v6.5.12 is 60512. */
#define DM_VERSION(major, minor, patch) ((uint32_t)((major) * 10000 + (minor) * 100 + (patch)))

struct dm_range {
	uint32_t from, to; /* from <= v < to */
};

struct dm_release {
	const char *name; /* "8.5" */
	const char *full; /* "v8.5.5": the release whose verdicts were recorded */
	uint32_t version;
};
extern const struct dm_release dm_releases[]; /* oldest first */
extern const size_t dm_n_releases;
/* "8.5", "6.5.3", "v6.5.3"; a short name means its recorded release, else the latest patch (99) of that minor. */
MUST_CHECK bool dm_version_parse(struct str s, uint32_t *ret);
/* "8.5" for a recorded release, "7.1" for the latest patch of another minor, else "6.5.3". */
struct str dm_version_name(uint32_t v, struct arena *a);

/* An inventory has no schema of its own: its variables carry the fields of a worker. */
enum config_kind {
	CONFIG_UNKNOWN, CONFIG_TASK, CONFIG_SOURCE, CONFIG_WORKER,
	CONFIG_DMLINT, /* dmlint's own settings: .dmlint.yaml */
	CONFIG_INVENTORY
};

enum go_type {
	GO_STRING, GO_BOOL, GO_INT, GO_UINT32, GO_UINT64, GO_UINT8, GO_FLOAT,
	GO_DURATION, /* a struct around time.Duration with UnmarshalText */
	GO_SIZE,     /* lightning's ByteSize */
	GO_CHECKING_ITEM, /* string; DM knows it by name (20001) */
	GO_STRUCT, GO_MAP, GO_LIST, GO_ANY
};

struct enum_value {
	const char *value;
	const struct dm_range *ranges; /* when it is allowed */
	size_t n_ranges;
	const char *text; /* NULL: none */
	bool folds;       /* with enum_fold: by strings.EqualFold instead */
};

/* A key at one place of the configuration, as some versions decode it. A key that changed has a row for each shape. */
struct field {
	const char *name; /* key; "*" for the member of a map, "[]" for an item of a list */
	const char *path; /* "mysql-instances[].meta.binlog-pos"; "" for the root */
	const char *in;   /* its struct: "meta", "mydumper"; the same wherever that is used. "" for members and items */
	const struct field *parent; /* NULL for the root */
	enum go_type type;
	uint16_t name_n, index; /* strlen(name); place in parent->fields */
	bool nullable;  /* a Go pointer, map or list: null is told from empty */
	bool secret, required;
	bool preset;    /* filled with defaults before it is decoded (units) */
	bool enum_fold, enum_empty; /* letter case ignored, by strings.ToLower; "" allowed */
	const struct dm_range *ranges; /* versions that decode it */
	size_t n_ranges;
	uint32_t deprecated;  /* 0: not */
	const struct field *const *fields; /* of a struct: sorted by name, then version; of a map or list: one element */
	size_t n_fields;
	/* Of a list or map of scalars these five stand at the element. */
	const struct enum_value *enums;
	size_t n_enums;
	const char *enum_check; /* id in schemas/checks.tsv that DM applies, or NULL: nothing of DM's */
	const char *refers;     /* top-level section that must define the value */
	uint32_t max_bytes;     /* longest value that DM takes; 0: any */
	const char *replaced_by;
	const char *def;        /* default as text; NULL: none */
	const char *minimum, *maximum; /* sensible range, for editors and our own warnings */
	const char *text;       /* one sentence */
};
#define SCHEMA_MAX_FIELDS 64 /* rows in one struct */

const struct field *schema_root(enum config_kind kind); /* its ranges: the versions that know this kind of file */
bool field_known(const struct field *f, uint32_t v);
bool ranges_hold(const struct dm_range *r, size_t n, uint32_t v);
/* The field of a struct by key for this version, or the element of a map; NULL when the version does not decode it. */
const struct field *field_find(const struct field *parent, struct str key, uint32_t v);
/* The same when some other version knows the key: of several rows the latest. For "removed", "not yet known". */
const struct field *schema_find_any_version(const struct field *parent, struct str key);
/* A field with that key anywhere in the configuration, in any version; the shallowest place. NULL: nowhere. */
const struct field *schema_find_elsewhere(enum config_kind kind, struct str key);
/* By path such as "routes.*.schema-pattern", "target-database.password", or the last keys of one ("meta.binlog-pos");
 * "[]" may be left out. Of several rows the latest; NULL: none. */
const struct field *schema_find_path(enum config_kind kind, struct str path);
const char *go_type_name(enum go_type t); /* for messages: "number", "true or false", "list" */

/* One thing that yaml.v2 refuses (or that the tree shows) while decoding. */
enum decode_fault {
	DECODE_UNKNOWN_KEY, DECODE_DUPLICATE_KEY, DECODE_WRONG_TYPE, DECODE_OUT_OF_RANGE, DECODE_BAD_DURATION,
	DECODE_BAD_SIZE, DECODE_BAD_CHECKING_ITEM, /* checks.tsv "checking-item"; every other one is "decode" */
	DECODE_BAD_MERGE, DECODE_BAD_BINARY, DECODE_BAD_KEY_TAG
};
struct decode_issue {
	enum decode_fault fault;
	const struct node *node;
	const struct node *other;    /* the first of two equal keys */
	const struct field *field;   /* the field wanted, never NULL; for an unknown or repeated key what is around it */
	const struct field *suggest; /* for an unknown key: the field meant, when there is exactly one good candidate */
	bool suggest_free;           /* and its place is still empty */
};
struct decode_result {
	struct decode_issue *issues;
	size_t n_issues;
};
/* Decodes the tree as kind for v: sets node->field everywhere (an unknown key with one good candidate whose place is
 * free is decoded as that one, unless the very key belongs to another place or version), takes the text of secrets out
 * of the tree and masks their spans, and lists every fault in file order. May be called again for another version. */
void schema_annotate(struct arena *a, struct doc *d, enum config_kind kind, uint32_t v, struct decode_result *ret);
/* Decoded bytes of an annotated scalar; also of a secret, whose node->text is empty. Only for checks of passwords. */
struct str schema_secret_text(const struct node *n);
/* Does to one value what schema_annotate does to secrets, once; n->field must be a secret one. For trees of other formats. */
void schema_hide_secret(struct arena *a, struct text *t, struct node *n);

/* Did decoding leave this pointer, map or list nil, or the scalar at zero? NULL counts as null. Not so for a struct
 * written as Null or NULL: yaml.v2 makes an empty one of it, and a unit loses its presets. */
bool node_is_null(const struct node *n);
/* Typed readings of an annotated scalar; def when n is NULL or faulty. A null is the zero value, not def: yaml.v2 sets
 * the field to zero, whatever its default. */
struct str value_str(const struct node *n, struct str def);
bool value_bool(const struct node *n, bool def);
int64_t value_int(const struct node *n, int64_t def); /* cut off to the range of int64_t */

/* What DM checks after decoding, as data: schemas/checks.tsv. */
enum dm_effect { DM_REJECTS, DM_PANICS, DM_WARNS, DM_HOLDS /* no check: a way of behaving */ };
enum dm_phase {
	PHASE_DECODE, PHASE_CTL, PHASE_TASK, PHASE_INSTANCE, PHASE_AFTER, PHASE_SUBTASK, PHASE_CHECKER, PHASE_SOURCE
};
struct dm_check {
	const char *id; /* "task-mode" */
	const struct dm_range *ranges;
	size_t n_ranges;
	int code; /* 0: DM gives none */
	enum dm_effect effect;
	enum dm_phase phase;
	uint16_t step; /* order inside the phase; DM reports only the first */
	const char *about;
};
/* The row for this version, or NULL when this version does not check it. An id without any row is a BUG. */
const struct dm_check *dm_check_find(const char *id, uint32_t v);

#endif
