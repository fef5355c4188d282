/* report.h: from diagnostics to text. A reporter fills one buffer; only src/cli writes it to a stream. */
#ifndef DMLINT_REPORT_H
#define DMLINT_REPORT_H

#include "dmlint/diag.h"
#include "dmlint/topology.h"

struct compat_row {
	const char *version;
	bool rejects;
	int dm_code;
	struct str message; /* of the first finding that rejects */
};

/* One line of the checklist. */
struct check_row {
	struct str server; /* "source mysql-01 (10.0.0.8:3306)"; those of one server stand together */
	const char *check; /* name of the rule */
	enum check_state state;
	struct str reason; /* why not applicable or not made */
};

struct baseline_entry;

/* One linted file. */
struct file_report {
	struct text *text; /* NULL when the file could not be read: then `failure` says why */
	struct str path;
	struct str failure;
	const char *kind;            /* "task", "source", "unknown" */
	struct str dm_version;       /* "8.5" */
	const char *dm_version_from; /* "option", "config", "inferred" */
	struct str dm_version_why;   /* when the choice mattered: "8.5 rejects …"; else absent */
	bool rejects;
	int dm_code;
	struct diag_list diags;
	struct diag_list suppressed; /* findings taken away by comments */
	struct diag_list known;      /* findings of the baseline */
	struct str stable_path;      /* from the folder of the baseline on; absent without one */
	enum severity fail_on;       /* what the exit code counts as a failure here; SEV_OFF: nothing */
	struct text *before; /* the text before fixes; NULL when none was asked for or none applied */
	size_t n_fixed;      /* fixes applied */
	struct compat_row *compat;
	size_t n_compat;
	struct check_row *checks; /* what was asked of servers */
	size_t n_checks;
	const struct topology *topology; /* NULL: not asked for, or no task */
};

struct run_report {
	struct file_report *files;
	size_t n_files;
	size_t n_errors, n_warnings, n_notes, n_failed, n_skipped;
	size_t n_excluded;   /* files that a configuration leaves out */
	size_t n_unusable;   /* configurations of dmlint with errors: then they are the only files */
	bool fails;          /* a finding is at or above the severity that makes the exit code 1 */
	size_t n_fixed;      /* fixes written to files */
	size_t n_suppressed; /* findings taken away by comments */
	size_t n_servers;    /* asked, or recorded as asked */
	size_t n_unanswered; /* of those, without a connection */
	bool recorded;
	bool has_baseline;
	size_t n_known; /* findings that are in it */
	const struct baseline_entry **gone; /* what it holds and nothing finds any more */
	size_t n_gone;
};

struct report_options {
	bool color;
	bool quiet;
	size_t max_findings; /* per file, 0: no limit */
	struct arena *arena;
};

struct reporter {
	const char *name; /* "json" */
	const char *about;
	bool draws; /* needs file_report.topology */
	void (*render)(struct buf *out, const struct run_report *r, const struct report_options *o);
};
extern const struct reporter reporters[];
extern const size_t n_reporters;
const struct reporter *reporter_find(struct str name);

#endif
