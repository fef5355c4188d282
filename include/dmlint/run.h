/* run.h: the pipeline from files to a report: load, tell the kind, choose the version, annotate, resolve, run the
 * rules, sort. Prints nothing. */
#ifndef DMLINT_RUN_H
#define DMLINT_RUN_H

#include "dmlint/baseline.h"
#include "dmlint/config.h"
#include "dmlint/explain.h"
#include "dmlint/fix.h"
#include "dmlint/live.h"
#include "dmlint/report.h"
#include "dmlint/rule.h"

struct rule_override {
	const struct rule *rule;
	enum severity severity;
};

/* A component of DM to be asked, too. */
struct run_master {
	struct str host;
	uint16_t port;
};

struct run_options {
	struct str config;     /* a configuration of dmlint for every input; absent: those found above each of them */
	struct str config_fallback; /* for inputs above which there is none; absent: none */
	bool dm_fixed;         /* the command line says dm, and a configuration does not change it */
	bool dm_from_file;     /* a configuration says dm; set by run_lint */
	bool fail_on_fixed, timeout_fixed, jobs_fixed, masters_fixed; /* as dm_fixed */
	uint32_t dm;           /* 0: auto */
	bool compat;           /* fill file_report.compat */
	bool topology;         /* fill file_report.topology */
	enum config_kind kind; /* CONFIG_UNKNOWN: by content */
	enum severity fail_on; /* SEV_OFF: never */
	const struct rule_override *overrides;
	size_t n_overrides;    /* a later one wins; those of a configuration come first */
	const struct policy *policies; /* of a configuration; set by run_lint */
	size_t n_policies;
	struct str stdin_name; /* shown for "-" */
	enum fix_mode fix;     /* apply fixes; the report is about the result */
	bool fix_write;        /* and write the files; without it they are only made (file_report.before tells) */
	const struct crypt_key *secret_key; /* of DM 8.0 and later; NULL: none is known */
	const struct run_input *sources;    /* linted after the inputs, and compared with their tasks */
	size_t n_sources;
	struct sources *known_sources; /* what they define; set by run_lint */
	struct baseline *baseline;     /* findings that count no more; NULL: none */
	struct str baseline_path;      /* of it, or of one to be written; absent: neither */
	struct str stable_path;        /* of the file being linted, from its folder on; set by run_lint */
	bool readable_by_all;          /* the file being linted; set by run_lint */
	const struct facts *facts;     /* what servers answered: live rules run; NULL: no server was asked */
	const struct live_options *live;  /* ask the servers of all tasks first; NULL: do not */
	const struct run_master *masters; /* to be asked besides; a configuration's when the command line names none */
	size_t n_masters;
	struct str master_files[CONFIG_N_FILES]; /* for TLS with them; absent: none */
	bool master_files_fixed[CONFIG_N_FILES]; /* as dm_fixed */
};

/* An input named by the user or found in a folder. */
struct run_input {
	struct str path;
	struct str bytes; /* its content, when it has been read already; else absent */
	bool named; /* on the command line: then YAML that is no DM configuration is a finding, else it is skipped */
};

/* Walks folders for *.yaml, *.yml, *.toml and inventory.ini (sorted, hidden folders left out). Paths that do not exist come
 * through and fail when read. */
void run_expand(struct arena *a, const struct str *paths, size_t n, struct run_input **ret, size_t *ret_n);
/* Lints every input. All of them stay in a until it is freed: reports show their lines. */
void run_lint(struct arena *a, const struct run_input *in, size_t n, const struct run_options *o,
	      struct run_report *ret);
/* Asks the servers of all tasks among the inputs for these facts (FACT_BITs), and lints nothing. Inputs that cannot be
 * read, and unusable settings, are in *ret_report. */
void run_ask(struct arena *a, const struct run_input *in, size_t n, const struct run_options *o, uint32_t needs, struct facts *ret,
	     struct run_report *ret_report);
/* Lints bytes that are already there (stdin, tests, fuzzing). */
void run_lint_bytes(struct arena *a, struct str path, struct str bytes, const struct run_options *o,
		    struct file_report *ret);
/* What servers answered, from a file that `dmlint facts --save` wrote. */
MUST_CHECK bool run_load_facts(struct arena *a, const char *path, const struct facts **ret, struct err *e);
/* What holds for one input. */
struct run_settings {
	struct run_options options;
	const struct config *config; /* NULL: none holds */
	struct str path;             /* of the input, from the configuration's folder on */
};
/* Finds them without linting anything. false: a configuration cannot be used, *ret_report says why. */
MUST_CHECK bool run_find_settings(struct arena *a, struct str path, bool is_folder, const struct run_options *o,
				  struct run_settings *ret, struct run_report *ret_report);
/* A policy tried on one of its examples. */
struct policy_test {
	const struct policy *policy;
	const struct node *example;
	bool good;          /* it is to keep to the policy */
	bool readable;      /* as YAML, and as the kind of file that the policy is about */
	bool broken;        /* the policy finds something in it */
	struct str finding; /* that, or why it is not readable */
};
/* Tries those of c on all their examples, for this DM. Returns how many there are. */
size_t run_test_policies(struct arena *a, const struct config *c, uint32_t dm, struct policy_test **ret);
/* "3.3.20": the library that servers are asked with; NULL: it cannot be loaded. */
const char *run_live_library(struct arena *a);
/* Every finding of the report becomes a known one, as if a baseline held it. */
void run_accept(struct run_report *r);
/* 0, 1 or 2 as documented. */
int run_exit_code(const struct run_report *r);

/* Reads a task, and the sources of o when there are any, for explanations; findings are not looked for. false: *e says what
 * cannot be read or is no task. */
MUST_CHECK bool run_explain_task(struct arena *a, struct str path, const struct run_options *o,
				 struct explain_task *ret, struct err *e);

#endif
