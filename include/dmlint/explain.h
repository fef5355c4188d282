/* explain.h: the errors of DM: what every code means, what to do about the usual ones, and the recognition of both in texts,
 * in JSON answers of dmctl and in whole logs. Reports nothing and prints nothing. */
#ifndef DMLINT_EXPLAIN_H
#define DMLINT_EXPLAIN_H

#include "dmlint/task.h"

/* A row of schemas/errors.tsv. A code that changed its meaning has several, one behind the other. */
struct dm_error {
	int code;
	const char *class_name, *scope, *level; /* as DM prints them */
	struct dm_range range;
	const char *name; /* DM's own, without "Err" */
	const char *meaning, *handling;
};
extern const struct dm_error dm_errors[]; /* sorted by code */
extern const size_t dm_n_errors;
const struct dm_error *dm_error_find(long code); /* the first row of the code; NULL: no version has it */

/* What can be made for a task that is given. */
enum recipe {
	RECIPE_NONE,
	RECIPE_POSITION,  /* the checkpoints set to the start of a binlog file */
	RECIPE_GRANTS,    /* for the accounts of the task */
	RECIPE_REGEX,     /* of the lists of tables, for mydumper */
	RECIPE_PASSWORDS, /* which fields, and what is wrong with each */
};

/* An entry of schemas/error-guides.txt, which says what the members mean. Lists have one item a line; none is "". */
struct error_guide {
	const char *key, *title;
	const char *codes, *numbers, *texts;
	const char *means, *cases, *check;
	const char *steps; /* items begin with "do " or "run " */
	enum recipe recipe;
};
extern const struct error_guide error_guides[];
extern const size_t n_error_guides;
const struct error_guide *error_guide_find(struct str key);   /* by key; NULL: none */
const struct error_guide *error_guide_of_code(long code);     /* of a DM code; NULL: none */
const struct error_guide *error_guide_of_number(long number); /* of a MySQL or TiDB error; NULL: none */
/* Takes the first item off a list; false at its end. */
bool error_list_next(const char **list, struct str *ret);

/* A task whose names go into the commands. */
struct explain_task {
	const struct task *task;
	struct str path;               /* of the task, as given */
	const struct sources *sources; /* when any are given, only these are concerned; NULL: all of the task */
};
/* A command of a guide with the names of the task in it, each fit for a shell or dmctl. */
struct str recipe_command(struct arena *a, struct str command, const struct explain_task *t);
/* Appends the recipe of a guide, whole lines; nothing where the guide has none or the task does not need it. */
void recipe_write(struct buf *b, enum recipe r, const struct explain_task *t, struct arena *a);

/* What gave an error away. */
enum clue {
	CLUE_CODE,   /* a code of DM, in any form its versions print */
	CLUE_NUMBER, /* a number of MySQL or TiDB: "Error 1045 (28000):", "[ddl:8200]" */
	CLUE_TEXT,   /* a text of a guide */
};

/* Equal clues of an input, counted. */
struct finding {
	enum clue clue;
	long number;                     /* of CLUE_CODE and CLUE_NUMBER */
	const char *class_name, *scope;  /* of CLUE_CODE, where the text gives them; "" otherwise */
	const struct dm_error *error;    /* of CLUE_CODE; NULL: no version of DM has the code */
	const struct error_guide *guide; /* NULL: none */
	struct str text;                 /* of CLUE_TEXT */
	uint64_t lines;                  /* with this clue */
	uint64_t first, last;            /* line numbers, from 1 */
};

/* Reads any amount of text in bounded memory. One scan at a time per object; bytes may be anything. */
struct scan;
struct scan *scan_new(struct arena *a);
void scan_feed(struct scan *s, struct str bytes);
/* What was found, in the order of first appearance; numbers of servers that no guide knows are left out, codes that no
 * version knows are not. *ret_lines: lines read. Call it once, at the end. */
const struct finding *scan_end(struct scan *s, size_t *ret_n, uint64_t *ret_lines);

#endif
