/* config.h: .dmlint.yaml, dmlint's own settings: what a file says and what is wrong in it. Its keys are in
 * schemas/config.yaml. Which file holds for which input, and what the command line overrides, is the business of run. */
#ifndef DMLINT_CONFIG_H
#define DMLINT_CONFIG_H

#include "dmlint/policy.h"

#define CONFIG_NAME ".dmlint.yaml"

/* A pattern for paths, as in .gitignore but without "!": "*" and "?" stop at "/", "**" does not, "[a-z]" and "[!a-z]" are one
 * character, "\" takes the next one literally. Without a "/" before its end it matches at any depth. What matches a folder
 * matches everything below it; with a "/" at the end it matches folders only. */
struct glob {
	struct str pattern; /* made to match from the folder on */
	bool folders;
};
/* NULL, or why it is no glob, in a few words. */
MUST_CHECK const char *glob_parse(struct arena *a, struct str s, struct glob *ret);
/* path: relative to the folder that the glob is for, with "/" between names. */
bool glob_match(const struct glob *g, struct str path);

/* Something in the file that cannot be used. */
struct config_issue {
	const struct node *at; /* NULL: the file as a whole */
	struct span place;
	struct str message, help; /* help may be absent */
};

struct config_rule {
	struct str name; /* or id; whether there is such a rule is not known here */
	enum severity severity;
	const struct node *at;
};

struct config_version {
	struct glob files;
	struct str written; /* the glob */
	uint32_t dm;        /* 0: auto */
	const struct node *at;
};

struct config_glob {
	struct glob glob;
	struct str written;
	const struct node *at;
};

struct config_path {
	struct str path; /* as the process can open it */
	const struct node *at;
};

struct config_address {
	struct str host;
	uint16_t port;
	const struct node *at;
};
/* HOST:PORT or [HOST]:PORT, with a port from 1 on. host points into s. */
MUST_CHECK bool config_address_parse(struct str s, struct str *ret_host, uint16_t *ret_port);

#define CONFIG_MAX_TIMEOUT_S 86400
#define CONFIG_MAX_JOBS 10000

/* For TLS with components of DM, in this order everywhere: ssl-ca, ssl-cert, ssl-key, as dmctl calls its options. */
#define CONFIG_N_FILES 3u
extern const char *const config_files[CONFIG_N_FILES];

/* How to ask servers. */
struct config_live {
	unsigned timeout_s, jobs; /* 0: not said */
	const struct node *timeout_at, *jobs_at;
	struct config_address *masters;
	size_t n_masters;
	struct config_path files[CONFIG_N_FILES];
};

/* What a file says, without what cannot be used. `at` is NULL where nothing is said. */
struct config {
	const struct text *text;
	struct config_rule *rules;
	size_t n_rules;
	uint32_t dm; /* 0: auto */
	const struct node *dm_at;
	struct config_version *versions; /* the last that matches counts */
	size_t n_versions;
	struct config_path *sources;
	size_t n_sources;
	struct config_glob *exclude;
	size_t n_exclude;
	struct config_path secret_key_file;
	enum severity fail_on; /* SEV_OFF: never */
	const struct node *fail_on_at;
	struct config_live live;
	struct policy *policies;
	size_t n_policies;
	struct config_issue *issues; /* file order; what schema_annotate tells is not among them */
	size_t n_issues;
};

/* Reads a document that was annotated as CONFIG_DMLINT. Never fails; paths in it are relative to the folder of its file. */
void config_read(struct arena *a, const struct doc *d, struct config *ret);
/* "conf/.dmlint.yaml:3": where a setting comes from. */
struct str config_place(const struct config *c, const struct node *at, struct arena *a);
/* The glob that leaves this path out; NULL when none does. */
const struct node *config_excludes(const struct config *c, struct str path);
/* The DM that the file names for this path; *ret_at is NULL when it names none. */
uint32_t config_dm(const struct config *c, struct str path, const struct node **ret_at);

#endif
