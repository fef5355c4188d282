/* internal.h: what the files of src/run share. */
#ifndef DMLINT_RUN_INTERNAL_H
#define DMLINT_RUN_INTERNAL_H

#include "dmlint/migrate.h"
#include "dmlint/run.h"

/* What one DM version makes of one document. */
struct verdict {
	uint32_t dm;
	struct diag_list diags;
	size_t n_rejects;
	struct diag_list suppressed; /* taken away by comments; they count for the verdict */
	const struct diag *first;    /* the finding that DM meets first; NULL when it accepts */
	const struct task *task;     /* NULL: no task */
	struct check_row *checks;
	size_t n_checks;
};

/* A server of the task being linted, or the task itself. */
struct live_place {
	enum server_role role;
	struct str name;
	const struct server_facts *server; /* NULL: the task, or nobody asked it */
	const struct instance *source_of;
	size_t instance;
	struct span home;
	bool failed; /* the connection, and a rule has said why */
};
struct live_run {
	struct arena *arena;
	struct live_place *places; /* none when there are no facts or no task */
	size_t n_places;
	struct live_check *checks; /* by rule, then by place */
	size_t n_checks, cap_checks;
};
void run_live_begin(const struct lint *l, struct live_run *ret);
/* Runs l->rule, which is a live one, at every place of its role, and writes down what became of it. */
void run_live_rule(struct lint *l, struct live_run *run);
/* The same by place, then by rule: the checklist. */
void run_live_rows(const struct live_run *run, struct check_row **ret, size_t *ret_n);

void run_verdict(struct arena *a, struct doc *doc, enum config_kind kind, uint32_t dm, const struct run_options *o,
		 struct verdict *ret);
/* Finds the suppressions of the file, moves the findings they name from one list to the other, and sets l->suppressions. */
void run_suppress(struct arena *a, const struct doc *doc, struct diag_list *diags, struct diag_list *suppressed,
		  struct lint *l);
/* What the lists select and where the routes lead, for a drawing. sources: NULL when none were given. */
struct topology *run_topology(struct arena *a, const struct task *t, const struct sources *sources);
/* Applies fixes and lints again until none is left, at most a few rounds. *f is about the result; f->before is set when
 * something changed. */
void run_fix_bytes(struct arena *a, struct str path, struct str bytes, const struct run_options *o,
		   struct file_report *f);
/* Writes now to the file, unless that no longer holds before. */
MUST_CHECK bool run_fix_write(struct arena *a, struct str path, struct str before, struct str now, struct err *e);
/* Parses a file as YAML, TOML or inventory, as its name wants it, and tells what it is; wanted wins where it can. */
enum config_kind run_load(struct arena *a, struct text *text, enum config_kind wanted, struct doc *ret);
void run_decode(struct arena *a, struct doc *doc, enum config_kind kind, uint32_t dm, struct decode_result *ret);
/* Reads and lints one input and adds it to the report. */
void run_lint_input(struct arena *a, const struct run_input *in, const struct run_options *o, struct run_report *r);
/* Is it called .dmlint.yaml? */
bool run_is_own_name(struct str path);
/* dm when it is given and knows such files, else the newest release that does. */
uint32_t run_newest(enum config_kind kind, uint32_t dm);
/* Reads a whole input, at most TEXT_MAX_BYTES + 1 bytes of it. */
MUST_CHECK bool run_read_input(struct arena *a, const struct run_input *in, struct str *ret, bool *ret_too_big,
			       struct err *e);
/* Adds the findings of a file to the counts. */
void run_count(struct run_report *r, const struct file_report *f);

/* Sources that tasks are compared with. */
struct given {
	struct arena *arena;
	struct strmap files;    /* by device and inode: its struct run_input */
	struct run_input *list; /* what of the inputs describes sources, each file once */
	size_t n;
	struct sources sources;
};

/* All servers of a run, each once, and which of them a task has. */
struct asking {
	struct arena *arena;
	struct live_options limits; /* of the tasks together; without any task the command line's */
	size_t n_tasks;
	uint32_t needs; /* FACT_BITs to ask for; 0: what rules need */
	struct live_server *servers;
	struct server_facts *never; /* by number of the server: connect is CONNECT_NEVER where it cannot be asked */
	size_t n, cap;
	struct strmap by_key; /* number + 1 */
	struct facts facts;   /* after asking_collect, by number */
	size_t n_asked;
};
struct asked_task {
	size_t *servers; /* numbers */
	size_t n;
};
void asking_begin(struct asking *x, struct arena *a, const struct run_options *o, uint32_t needs);
/* Takes down the servers of the input, if it is a task; o: what holds for it. */
void asking_add(struct asking *x, const struct run_input *in, const struct run_options *o, struct asked_task *ret);
void asking_collect(struct asking *x);
/* What the servers of one task answered: a source-id may mean another server in another task. */
const struct facts *asking_facts(const struct asking *x, const struct asked_task *t);

/* What one configuration of dmlint says, and the options that follow. */
struct settings {
	struct str path;             /* absent: no configuration */
	const struct config *config; /* NULL: none, or unusable */
	bool usable;
	struct file_report report;  /* its findings */
	struct run_options options; /* but for what differs from file to file */
	struct crypt_key *secret_key;
	struct live_options live;
	struct run_input *sources; /* of the file; the command line's are in options */
	size_t n_sources;
	struct given *given; /* them, read; NULL: not yet */
	struct settings *next;
};

/* All configurations of a run. */
struct setup {
	struct arena *arena;
	const struct run_options *options; /* the command line's */
	struct strmap files;               /* struct settings by path */
	struct strmap folders;             /* struct settings by folder */
	struct strmap below;               /* struct str by folder: its path from the configuration's folder on */
	struct strmap stable;              /* and from the baseline's */
	struct str baseline_folder;        /* absent: there is no baseline */
	struct settings *all;              /* the last read first */
};

/* An input and what holds for it. */
struct placed {
	struct settings *settings;
	struct str path;   /* from the folder of the configuration on */
	struct str stable; /* from that of the baseline on; absent: there is none */
};

void setup_begin(struct setup *s, struct arena *a, const struct run_options *o);
void setup_end(struct setup *s);
void setup_find(struct setup *s, struct str path, bool is_folder, struct placed *ret);
/* The options for one input. */
void setup_options(const struct placed *p, struct run_options *ret);
/* false: some configuration cannot be used, and *ret says why. */
MUST_CHECK bool setup_usable(const struct setup *s, struct run_report *ret);
/* By the keys at the top level: which structs know more of them. Without any clue: CONFIG_UNKNOWN. */
enum config_kind run_detect_kind(const struct doc *doc);

enum migration_when { WHEN_ANY, WHEN_ABSENT, WHEN_SET, WHEN_IS, WHEN_BEGINS };
enum migration_action {
	MIGRATE_REMOVE,
	MIGRATE_RENAME,
	MIGRATE_WRITE,
	MIGRATE_OVERWRITE,
	MIGRATE_VALUE,
	MIGRATE_NUMBER,
	MIGRATE_BRACKET,
	MIGRATE_FIX,
	MIGRATE_TELL
};

/* A row of schemas/migrations.tsv, which says what the members mean. Empty texts are "". */
struct migration_row {
	const char *in, *name; /* struct and key; in is "" when name is that of a rule */
	struct dm_range from, to;
	enum migration_when when;
	const char *is; /* for WHEN_IS and WHEN_BEGINS */
	enum migration_action action;
	const char *key, *value;
	enum severity severity;
	const char *text;
};
extern const struct migration_row migration_rows[];
extern const size_t n_migration_rows;

/* The rows that hold between two versions, with what was looked up in them. */
struct migration_table {
	struct arena *arena;
	uint32_t from, to;
	struct strmap
		by_field; /* address of a field or, for absent keys, of a struct's list of fields -> struct row_list */
};
/* The row of a rule, or NULL. */
const struct migration_row *migration_row_of_rule(const struct migration_table *m, const char *name,
						  enum migration_action action);
/* The tree must be annotated for m->from. Appends what the rows change, with one fix each; told: instead what they tell, and
 * what could not be changed. */
void migration_collect(struct migration_table *m, const struct doc *doc, bool told, struct diag_list *ret);

#endif
