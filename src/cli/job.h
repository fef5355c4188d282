/* job.h: what a command line of lint or facts asks for, taken from its options, and what the two do alike with a report. */
#ifndef DMLINT_CLI_JOB_H
#define DMLINT_CLI_JOB_H

#include "internal.h"

#include "dmlint/run.h"

/* One --format, or the default. */
struct destination {
	const struct reporter *reporter;
	const char *path; /* NULL: standard output */
};

struct lint_job {
	struct run_options run;
	struct report_options report;
	bool force_color;
	struct rule_override *overrides;
	struct destination *out;
	size_t n_out;
	struct str *paths;
	size_t n_paths, cap_paths;
	bool reads_stdin;
	bool diff;
	bool print_settings;
	const char *baseline, *write_baseline; /* NULL: none is to be written */
	struct crypt_key *secret_key;
	struct live_options live;
	struct run_master *masters;
	struct str *sources;
	size_t n_sources;
};

/* Takes all options and operands. false: a message is on stderr. */
MUST_CHECK bool job_prepare(const struct args *a, struct lint_job *job);
/* Every format to its destination. Returns an exit code. */
int job_report(const struct run_report *r, const struct lint_job *job);
/* What could not be read, and that nothing was checked, on stderr. Returns an exit code. */
int job_failures(const struct run_report *r);

#endif
