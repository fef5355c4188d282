/* diag.h: findings about the user's files, as plain data in an arena. Reporters, fixes and exit codes read them;
 * rules make them (rule.h). A diagnostic lives as long as the arena of its file. */
#ifndef DMLINT_DIAG_H
#define DMLINT_DIAG_H

#include "dmlint/doc.h"

enum severity { SEV_OFF, SEV_NOTE, SEV_WARNING, SEV_ERROR };
const char *severity_name(enum severity s); /* "off", "note", "warning", "error" */
MUST_CHECK bool severity_parse(struct str s, enum severity *ret);

/* The printable half of a rule: all that a reporter may know about it. */
struct rule_info {
	const char *id;   /* "DML2003"; never reused */
	const char *name; /* "unused-route" */
	enum severity severity;
	const char *summary;   /* one line */
	const char *why;       /* what DM does, and what follows */
	const char *remedy;    /* the way out */
	const char *versions;  /* in words for the table: "all", "2.0.2 and later" */
	const char *dm_errors; /* DM codes it prevents, space separated; "" for none */
};

struct edit {
	struct span at;
	struct str with;
};

struct fix {
	struct str title;
	bool safe;
	bool secret; /* its edits hold what could be decrypted: applied, but never shown */
	struct edit *edits;
	size_t n_edits;
	struct fix *next;
};

struct note {
	const struct text *in; /* NULL: the file of the finding */
	struct span at;
	struct str text; /* "first defined here" */
	struct note *next;
};

/* For a server: what changes it, or what shows more of it. */
struct statement {
	struct str server; /* as in the checklist: "source mysql-01 (10.0.0.7:3306)" */
	struct str sql;    /* complete, with its semicolon */
	struct statement *next;
};

struct diag {
	const struct rule_info *rule;
	enum severity severity; /* after the user's overrides */
	struct span at;
	struct str message; /* states the fact: lower case, no full stop, names in quotes, never a secret */
	struct str help;    /* the way out for this very case; may be absent: then the rule's remedy holds */
	struct str field;   /* "mysql-instances[0].source-id"; may be absent */
	bool dm_rejects;    /* DM of this version refuses the file for this */
	bool dm_panics;     /* and crashes on it */
	int dm_code;        /* the code DM reports for it, 0: none */
	uint64_t dm_order;  /* DM reports the smallest first */
	struct note *notes;
	struct fix *fixes;
	struct statement *statements; /* those of the help that can be run as they are */
	struct str policy;            /* the policy it breaks; absent: none */
	struct str key;         /* what the fingerprint is made of besides rule and field: the text at the place */
	struct str fingerprint; /* set by diag_fingerprints */
	struct span reason;     /* in the comment that suppresses it; empty: none was given */
	struct diag *next;
};

/* What became of a check of a server. */
enum check_state {
	CHECK_PASSED,
	CHECK_FINDING,
	CHECK_NOT_APPLICABLE,
	CHECK_NOT_MADE /* its facts are not known */
};

struct diag_list {
	struct diag *first, *last;
	size_t n;
};

void diag_append(struct diag_list *l, struct diag *d);
/* Copies with all that they hold: a may live longer than the arena where they were found. Notes in other texts, and the keys,
 * which lie in the text itself, stay where they are. */
struct diag_list diag_copy_list(struct arena *a, const struct diag_list *l);
/* Sorts by offset, then rule id, then message; drops repetitions (same rule, place and message). */
void diag_sort(struct diag_list *l, struct arena *a);
/* 16 hex digits from rule, field and key, without path or line: the same finding keeps it when the file moves. Equal findings in one
 * file are told apart by a counter over both lists, which are sorted: suppressing one does not change the others. */
void diag_fingerprints(struct diag_list *l, struct diag_list *suppressed, struct arena *a);

#endif
