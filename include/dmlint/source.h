/* source.h: the servers DM replicates from, as source.yaml, dm-worker.toml or the Ansible inventory describe them,
 * and the passwords of tasks and sources, judged but not shown. */
#ifndef DMLINT_SOURCE_H
#define DMLINT_SOURCE_H

#include "dmlint/crypt.h"
#include "dmlint/schema.h"

/* What the rules that compare files look at. */
enum source_field {
	SOURCE_ID,
	SOURCE_HOST,
	SOURCE_PORT,
	SOURCE_USER,
	SOURCE_PASSWORD,
	SOURCE_ENABLE_GTID,
	SOURCE_ENABLE_RELAY,
	SOURCE_BINLOG_NAME,
	SOURCE_BINLOG_GTID,
	SOURCE_RELAY_DIR,
	SOURCE_SERVER_ID,
	SOURCE_CASE_SENSITIVE,
	SOURCE_FLAVOR,
	SOURCE_FIELDS
};

/* In what two sources may be the same. */
enum source_sameness {
	SAME_ID,
	SAME_SERVER,    /* host and port */
	SAME_SERVER_ID, /* written, and not 0 */
	SAME_RELAY_DIR, /* absolute, with a relay log */
	SAMENESSES
};

/* One source: a source.yaml, a dm-worker.toml, or a host of an inventory. */
struct source {
	const struct text *text; /* the file */
	enum config_kind kind;
	const struct node *at[SOURCE_FIELDS]; /* NULL: not written */
	struct str id;                        /* "" when there is none */
	struct span home;                     /* where a finding about the source as a whole points */
	const struct source
		*same[SAMENESSES]; /* the first of the run that is the same in this, or NULL: it is the first */
	bool relay;                /* keeps a relay log: always in DM 1.0, else with enable-relay */
	bool filters;              /* has filters of its own */
	size_t n_uses;             /* instances of the tasks of this run */
};

/* All sources given to a run. */
struct sources {
	struct arena *arena;
	struct source **list;
	size_t n, cap;
	struct strmap first[SAMENESSES]; /* struct source */
	struct strmap by_file;           /* struct source_file */
	size_t n_tasks;                  /* tasks that were looked at */
};
/* Adds the sources of a decoded document: one, or as many as an inventory has. */
void sources_add(struct sources *s, const struct doc *d, enum config_kind kind);
/* NULL when none has that id. */
struct source *sources_find(const struct sources *s, struct str id);
/* The sources that a file describes. */
struct source *const *sources_of_file(const struct sources *s, struct str path, size_t *ret_n);
/* A field's value, or where it would stand. */
struct str source_str(const struct source *s, enum source_field f);
struct span source_place(const struct source *s, enum source_field f);

/* A password field that is filled in. */
struct password {
	const struct node *node;
	struct crypt_verdict verdict;
	bool has_key;      /* this DM decrypts at all */
	bool encryptable;  /* plain text, and a ciphertext could stand in its place */
	struct str cipher; /* that ciphertext; absent where it was not asked for */
};
struct passwords {
	struct password *list; /* file order */
	size_t n;
};

/* Judges every password of an annotated tree. key: what this DM version decrypts with; NULL: it takes all literally.
 * encrypt: make the ciphertexts, too, which loads a large library. */
void passwords_judge(struct arena *a, const struct node *root, const struct crypt_key *key, bool encrypt,
		     struct passwords *ret);

/* A dm-worker.toml as a tree, the way BurntSushi/toml 0.3.1 (DM 1.0) reads it; like doc_load. Strings are quoted
 * scalars, every other value has its tag, whole numbers stand as yaml.v2 would read them. */
void source_load_toml(struct arena *a, struct text *text, struct doc *ret);
/* Decodes it for v (DM 1.0.x), like schema_annotate. */
void source_annotate_worker(struct arena *a, struct doc *d, uint32_t v, struct decode_result *ret);
/* An Ansible inventory as a tree: a map for each host with a worker, its variables by name; those that DM-Ansible
 * writes into dm-worker.toml have that file's fields. Nothing more is to be decoded. */
void source_load_inventory(struct arena *a, struct text *text, struct doc *ret);
/* The variable of the inventory that sets a field of dm-worker.toml ("from.host"), or NULL. */
const char *source_variable(const char *path);

#endif
