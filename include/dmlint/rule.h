/* rule.h: what a rule is and what it may do. One rule is one file src/rules/dmlNNNN_name.c, one line in
 * src/rules/rules.def and one folder tests/cases/DMLNNNN. */
#ifndef DMLINT_RULE_H
#define DMLINT_RULE_H

#include "dmlint/diag.h"
#include "dmlint/policy.h"
#include "dmlint/facts.h"
#include "dmlint/schema.h"
#include "dmlint/task.h"

struct rule;
struct table_filter; /* match.h */

/* An unfilled template placeholder and its finding: whatever else is wrong with the value follows from it. */
struct placeholder {
	struct span at;
	struct diag *diag;
};

/* A comment "# dmlint: ignore[rule, ...] reason": about the next line with content when it stands on a line of its own,
 * about its own line behind content, about the whole file in the first block of comments. */
struct suppression {
	struct span at;       /* the comment */
	uint32_t first, last; /* lines, from 1 */
	struct str names;     /* between the brackets */
	struct str reason;
	size_t n_used; /* findings it took away */
};
/* Takes the next name off the list between the brackets; false at its end. */
bool suppression_next_name(struct str *rest, struct str *ret);

/* A live rule at a server. */
struct live_check {
	const struct rule *rule;
	size_t place;                      /* counts the servers of the task, and itself */
	struct str name;                   /* "source mysql-01 (10.0.0.8:3306)", "task" */
	const struct server_facts *server; /* NULL: the task, or a server that nobody asked */
	struct span home;
	enum check_state state;
	uint32_t lacking;  /* CHECK_NOT_MADE: facts that were refused, failed or cut off */
	struct str reason; /* why not applicable, why not made */
};

/* Everything a rule may read. */
struct lint {
	struct arena *arena;
	const struct rule *rule; /* the one running */
	struct doc *doc;
	enum config_kind kind;
	uint32_t dm;                        /* DM version */
	const struct decode_result *decode; /* faults of decoding */
	const struct task *task;            /* NULL unless kind is CONFIG_TASK */
	struct passwords passwords;         /* of this file, judged for this version */
	const struct sources *sources;      /* given beside the tasks; NULL: none were */
	const struct crypt_key *key;        /* what this DM decrypts passwords with; NULL: it takes them literally */
	bool readable_by_all;               /* every user of the machine may read the file */
	const struct node *root;            /* NULL when there is none */
	struct diag_list *out;
	enum severity severity;           /* of the running rule, after overrides */
	bool overridden;                  /* the user has set it */
	struct placeholder *placeholders; /* sorted by place */
	size_t n_placeholders;
	/* Compiled lists by entry, made when a rule asks (list_filter, list_schemas). */
	struct table_filter **filters[SEC_COUNT], **schema_filters[SEC_COUNT];
	const struct suppression *suppressions; /* in file order, applied before rules that are .last run */
	size_t n_suppressions;
	const struct policy *policies; /* of .dmlint.yaml, ready to be used */
	size_t n_policies;
	size_t instance; /* index used by report_check in PHASE_INSTANCE and PHASE_SUBTASK */
	/* Of live rules. */
	const struct facts *facts;         /* of every server of the run; NULL: none was asked */
	const struct server_facts *server; /* the one the rule is about; NULL for ROLE_TASK */
	const struct instance *source_of;  /* ROLE_SOURCE: the instance that replicates from it */
	struct span home;                  /* where findings about the server point: source-id, target-database */
	struct live_tables *tables;        /* what is selected (rules/live.h), made when the first rule asks */
	const struct node *ignored;        /* the ignore-checking-items by which DM skips this; its errors are warnings then */
	const char *not_applicable;        /* set by live_not_applicable */
	const char *not_made;              /* set by live_not_made */
	const struct live_check *checks;   /* made so far: those of rules with a lower id */
	size_t n_checks;
};

struct rule {
	struct rule_info info;
	enum config_kind kind; /* CONFIG_UNKNOWN: any */
	bool partial;          /* makes sense, too, when the file could be read only up to a problem */
	bool last;             /* runs after the suppressions have been applied, and cannot be suppressed */
	/* Live rules: run once for each server of the role that the task names, with l->server and l->home set; ROLE_TASK once for the
	 * task, with l->home at its first key. With needs == 0 whatever became of the connection, else only when all these facts are
	 * there, for ROLE_TASK each of them at some server of the task: what could not be checked for want of them is a finding of
	 * its own (DML9004). */
	enum server_role role;
	uint32_t needs;   /* FACT_BITs */
	const char *item; /* ignore-checking-items that skips the like of it in DM; NULL: none. Its errors are lowered then */
	void (*check)(struct lint *l);
};

extern const struct rule *const rules[];
extern const size_t n_rules;
const struct rule *rule_find(struct str id_or_name); /* NULL: none */
/* The rule whose name a misspelt one was probably meant to be: the nearest within a quarter of its length. NULL: none. */
const struct rule *rule_nearest(struct str name);

/* Gives back what rules have compiled for each other; after the last rule has run. */
void rules_release(struct lint *l);

/* A finding of dmlint's own. Never NULL. */
struct diag *report(struct lint *l, struct span at, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* A finding that DM has, too: severity, code and order from schemas/checks.tsv. NULL (and no finding) when this
 * version of DM does not check it. */
struct diag *report_check(struct lint *l, const char *check, struct span at, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* The following add to the finding of the running rule; with NULL, or with the finding of a placeholder, they do nothing. */
void report_note(struct lint *l, struct diag *d, struct span at, const char *fmt, ...) PRINTF_LIKE(4, 5);
/* The same for a place in another file. */
void report_note_in(struct lint *l, struct diag *d, const struct text *text, struct span at, const char *fmt, ...)
	PRINTF_LIKE(5, 6);
/* Another severity than the rule's for this one finding, unless the user has set one. */
void report_severity(struct lint *l, struct diag *d, enum severity s);
void report_help(struct lint *l, struct diag *d, const char *fmt, ...) PRINTF_LIKE(3, 4);
void report_field(struct lint *l, struct diag *d, const struct node *n); /* sets d->field and d->key */
/* A fix with one edit; further edits by report_edit. */
struct fix *report_fix(struct lint *l, struct diag *d, bool safe, struct span at, struct str with, const char *fmt, ...)
	PRINTF_LIKE(6, 7);
void report_edit(struct lint *l, struct fix *f, struct span at, struct str with);

/* For the checklist: this check says nothing about this server, because ...; why is a literal ("the task does not dump"). */
void live_not_applicable(struct lint *l, const char *why);
/* The same where it would say something, had another server than this one answered. */
void live_not_made(struct lint *l, const char *why);

#endif
