/* task.h: the task as DM sees it after decoding: sections with their named entries, instances with their
 * references resolved, defaults applied; and DM's own matching of table names. Resolving never reports: rules do. */
#ifndef DMLINT_TASK_H
#define DMLINT_TASK_H

#include "dmlint/schema.h"
#include "dmlint/source.h"

enum section {
	SEC_ROUTES,
	SEC_FILTERS,
	SEC_COLUMN_MAPPINGS,
	SEC_EXPRESSION_FILTERS,
	SEC_BLOCK_ALLOW_LIST,
	SEC_BLACK_WHITE_LIST,
	SEC_MYDUMPERS,
	SEC_LOADERS,
	SEC_SYNCERS,
	SEC_VALIDATORS,
	SEC_COUNT
};

/* One named entry of a top-level section: routes.user-rule. */
struct entry {
	struct str name;
	const struct node *node; /* its value; NODE_SCALAR null when written without a body */
	bool null;
	size_t n_uses; /* references from instances that DM follows */
	size_t user;   /* index of the first instance that refers to it; SIZE_MAX: none */
	size_t index;  /* in its section, in file order */
};

struct section_info {
	const char *key;        /* "block-allow-list" */
	const char *ref_key;    /* key inside an instance: "block-allow-list", "route-rules" */
	const char *inline_key; /* "mydumper", or NULL */
	const char *thread_key; /* "mydumper-thread", or NULL */
	bool ref_is_list;
	const char *check; /* prefix of its rows in schemas/checks.tsv: "routes" for "routes-unknown" */
};
extern const struct section_info section_infos[SEC_COUNT];

/* A name written in an instance. */
struct ref {
	enum section sec;
	const struct node *node; /* the scalar with the name */
	struct str name;
	struct entry *entry;     /* NULL: not defined */
	struct entry *meant;     /* of an undefined name: the only entry within two edits; counts as used. NULL: none */
	const struct ref *first; /* an earlier reference with the same name in the same list, or NULL */
};

struct instance {
	size_t index;
	const struct node *node;    /* map, or null */
	const struct node *id_node; /* source-id; NULL when absent */
	struct str source_id;
	struct ref *refs;
	size_t n_refs;
	const struct node *unit[SEC_COUNT]; /* units: the body in force (inline or entry), NULL: defaults */
	bool has_inline[SEC_COUNT];
	struct entry *list;      /* block-allow-list entry in force, NULL: none */
	const struct node *meta; /* NULL: none */
};

struct task {
	const struct doc *doc;
	const struct node *root;
	uint32_t dm;
	struct str name, mode, shard_mode; /* shard_mode after adjustment: "", pessimistic, optimistic */
	bool case_sensitive;
	const struct node *section[SEC_COUNT]; /* the map as written; NULL when absent or null */
	enum section lists;                    /* the section that defines the lists: allow or black-white */
	struct entry *entries[SEC_COUNT];
	size_t n_entries[SEC_COUNT];
	struct strmap by_name[SEC_COUNT];
	const struct node *instances_node; /* NULL when absent or no list */
	struct instance *instances;
	size_t n_instances;
	struct strmap
		latest_ref[SEC_COUNT]; /* while resolving: a name -> the ref that last began to name it in a list */
	size_t n_suggestions;          /* made while resolving */
	struct arena *arena;
};

/* The last child of a struct that decoded as this field (a misspelt key counts as the field meant); NULL when absent. */
const struct node *task_get(const struct node *map, const char *name);
struct str task_str(const struct node *map, const char *name, const char *def);
/* root must have been annotated for dm. Never fails: what is missing or of a wrong type is absent. */
struct task *task_resolve(struct arena *a, const struct doc *d, uint32_t dm);
/* What the task-mode does; false for an unknown mode. */
bool task_dumps(const struct task *t);
bool task_loads(const struct task *t);
bool task_syncs(const struct task *t);
struct str task_meta_schema(const struct task *t);
/* Does it delete its checkpoints when it starts (remove-meta of DM 1.0)? */
bool task_forgets(const struct task *t);

#endif
