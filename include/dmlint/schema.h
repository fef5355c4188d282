/* schema.h: what DM's configuration structs look like, version by version, as const tables made at build time from
 * schemas/, and the decoding of a tree as Go's yaml.v2 does it in strict mode for one DM version. */
#ifndef DMLINT_SCHEMA_H
#define DMLINT_SCHEMA_H

#include "dmlint/doc.h"

/* A DM version is major * 10000 + minor * 100 + patch: v6.5.12 is 60512. */
#define DM_VERSION(major, minor, patch) ((uint32_t)((major)*10000 + (minor)*100 + (patch)))

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
struct str dm_version_name(uint32_t v, struct arena *a); /* "8.5" for a recorded release, else "6.5.3" */

enum config_kind { CONFIG_UNKNOWN, CONFIG_TASK, CONFIG_SOURCE, CONFIG_WORKER };

enum go_type {
	GO_STRING, GO_BOOL, GO_INT, GO_UINT32, GO_UINT64, GO_UINT8, GO_FLOAT,
	GO_DURATION, /* a type with UnmarshalText or UnmarshalYAML over time.ParseDuration */
	GO_SIZE,     /* lightning's ByteSize */
	GO_CHECKING_ITEM, /* string, verified while decoding (20001) */
	GO_STRUCT, GO_MAP, GO_LIST, GO_ANY
};

struct enum_value {
	const char *value;
	const struct dm_range *ranges; /* when it is allowed */
	size_t n_ranges;
	const char *text;
};

struct field {
	const char *name; /* key; "*" for the member of a map, "[]" for an item of a list */
	const char *path; /* "mysql-instances[].meta.binlog-pos"; of the first place for shared structs */
	enum go_type type;
	bool nullable;  /* a Go pointer, map or list: null is told from empty */
	bool secret, required;
	bool preset;    /* filled with defaults before it is decoded (units) */
	bool enum_fold, enum_empty; /* letter case ignored; "" allowed */
	const struct dm_range *ranges; /* versions that decode it */
	size_t n_ranges;
	uint32_t deprecated;  /* 0: not */
	const struct field *const *fields; /* of a struct: sorted by name; of a map or list: one element */
	size_t n_fields;
	const struct enum_value *enums;
	size_t n_enums;
	const char *enum_check; /* id in schemas/checks.tsv that DM applies, or NULL: nothing of DM's */
	const char *refers;     /* top-level section that must define the value */
	const char *replaced_by;
	const char *def;        /* default as text; NULL: none */
	const char *minimum, *maximum; /* sensible range, for editors and our own warnings */
	const char *text;       /* one sentence */
};

const struct field *schema_root(enum config_kind kind);
bool field_known(const struct field *f, uint32_t v);
bool ranges_hold(const struct dm_range *r, size_t n, uint32_t v);
/* The field of a struct by key for this version; NULL when the version does not decode it. A key may have two rows
 * for different versions. */
const struct field *field_find(const struct field *parent, struct str key, uint32_t v);
/* By path such as "routes.*.schema-pattern", "target-database.password", or the last keys of one; NULL: none. */
const struct field *schema_find_path(enum config_kind kind, struct str path);

/* One thing that yaml.v2 refuses (or that the tree shows) while decoding. */
enum decode_fault {
	DECODE_UNKNOWN_KEY, DECODE_DUPLICATE_KEY, DECODE_WRONG_TYPE, DECODE_OUT_OF_RANGE, DECODE_BAD_DURATION, DECODE_BAD_SIZE,
	DECODE_BAD_CHECKING_ITEM, DECODE_BAD_MERGE, DECODE_BAD_BINARY
};
struct decode_issue {
	enum decode_fault fault;
	const struct node *node;
	const struct node *other;    /* the first of two equal keys */
	const struct field *field;   /* the field wanted; for an unknown key the struct or map around it */
	const struct field *suggest; /* for an unknown key: the field meant, when there is exactly one good candidate */
	bool suggest_free;           /* and its place is still empty */
};
/* Decodes root as kind for v: sets node->field everywhere (an unknown key with one good candidate is decoded as that
 * one), empties the text of secret scalars into *ret_secrets' spans, and lists every fault in file order. */
struct decode_result {
	struct decode_issue *issues;
	size_t n_issues;
};
void schema_annotate(struct arena *a, struct doc *d, enum config_kind kind, uint32_t v, struct decode_result *ret);
/* The struct, map or list that yaml.v2 fills, null and all: did decoding leave this field nil? */
bool node_is_null(const struct node *n); /* NULL counts as null */
/* Typed readings of a scalar that decoded without a fault; def when n is NULL, null or faulty. */
struct str value_str(const struct node *n, struct str def);
bool value_bool(const struct node *n, bool def);
int64_t value_int(const struct node *n, int64_t def);

/* What DM checks after decoding, as data: schemas/checks.tsv. */
enum dm_effect { DM_REJECTS, DM_PANICS, DM_WARNS };
enum dm_phase { PHASE_DECODE, PHASE_CTL, PHASE_TASK, PHASE_INSTANCE, PHASE_AFTER, PHASE_SUBTASK, PHASE_CHECKER, PHASE_SOURCE };
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
