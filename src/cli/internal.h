/* internal.h: what the subcommands share: the option table, parsed arguments, and the only ways to write. */
#ifndef DMLINT_CLI_INTERNAL_H
#define DMLINT_CLI_INTERNAL_H

#include "dmlint/base.h"

enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_TROUBLE = 2 };

/* OPT_DM_VERSION and so on, in the order of schemas/options.tsv. */
enum option_id {
#define OPTION(id, name, letter, arg, commands, help) OPT_##id,
#include "options.def"
#undef OPTION
	OPT_COUNT
};

/* One row of schemas/options.tsv. */
struct option_row {
	const char *name;
	int letter;           /* 0: none */
	const char *arg;      /* its name in help; NULL: takes none */
	const char *commands; /* space separated; "*": all */
	const char *help;
};
extern const struct option_row option_rows[OPT_COUNT];

struct args;

struct command {
	const char *name;
	const char *operands; /* as shown behind the name in help */
	const char *about;    /* one line */
	int (*run)(const struct args *a);
};
extern const struct command commands[];
extern const size_t n_commands;
const struct command *command_find(struct str name);
bool command_takes(const struct command *c, const struct option_row *row);

/* A command line after parsing. Options stand in the order given; --help and --version are among them. */
struct args {
	const struct command *command;
	struct arena *arena; /* until the program ends */
	const struct given {
		enum option_id id;
		const char *value; /* NULL when the option takes none */
	} * given;
	size_t n_given;
	char *const *operands;
	size_t n_operands;
};

/* false: a message and the way to the help are on stderr. argv[0] is not an operand. */
MUST_CHECK bool args_parse(struct arena *arena, const struct command *c, int argc, char **argv, struct args *ret);
const char *args_last(const struct args *a, enum option_id id); /* value of its last use, NULL: not given */

/* "dmlint: ..." on stderr. usage_error adds the way to the help. Both return EXIT_TROUBLE. */
int trouble(const char *fmt, ...) PRINTF_LIKE(1, 2);
int usage_error(const struct args *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Writes everything or says why not on stderr (a closed pipe says nothing). Frees b. Returns EXIT_CLEAN or
 * EXIT_TROUBLE. */
int write_stdout(struct buf *b);
/* The same for lines of text in which there is some from files: safe for a terminal. */
int write_lines(struct buf *b);
int write_file(const char *path, struct buf *b);

/* Appends text wrapped at 80 columns, every line but the first behind indent blanks; column is where it starts. */
void put_wrapped(struct buf *b, const char *text, unsigned indent, unsigned column);
void put_help(struct buf *b, const struct command *c);

/* A file that the build put into the program: a published JSON Schema, or an example out of tests/cases. */
struct embedded {
	const char *name; /* "task-v8.5.json", "DML0101/bad-typo.yaml" */
	struct str content;
};
extern const struct embedded embedded_schemas[], embedded_cases[];
extern const size_t n_embedded_schemas, n_embedded_cases;

/* "versions   2.0.2 and later" and the like. */
struct dm_range;
void put_ranges_row(struct buf *b, const char *label, const struct dm_range *r, size_t n, struct arena *a);
/* A DM error code, a number of MySQL or TiDB, or the key of a guide; false: none of these, and b is as it was. t: the task
 * whose names go into the commands, or NULL. */
struct explain_task;
MUST_CHECK bool explain_error(struct buf *b, struct str what, const struct explain_task *t, struct arena *a);
/* Explains what a text, or a file ("-": standard input), holds of errors. Returns an exit code. */
int explain_text(struct str text, const struct explain_task *t, struct arena *a);
int explain_log(const char *path, const struct explain_task *t, struct arena *a);

/* What --version prints, and --verbose adds to it. */
int version_print(const struct args *a);

/* --print-config for one path; key_file: of the command line, or NULL. false: *ret_report says why not. */
struct run_options;
struct run_report;
MUST_CHECK bool settings_put(struct buf *b, struct arena *arena, struct str path, const struct run_options *o,
			     const char *key_file, struct run_report *ret_report);

/* The settings of the user, for files above which there are none; absent when there is no such file. */
struct str settings_of_user(struct arena *a);
/* Into o what the command line and the configuration of this one input say of the DM version, sources and the key; the key is to
 * be freed by crypt_key_free(*ret_key). false: a message is on stderr. */
struct crypt_key;
MUST_CHECK bool settings_take(const struct args *a, struct str path, struct run_options *o, struct crypt_key **ret_key);
/* What makes settings unusable, on standard output, in the default form. Returns EXIT_TROUBLE. */
int settings_complain(const struct run_report *r, struct arena *a);

/* What the options say about asking servers. false: a message is on stderr. Ctrl-C ends the asking from then on, a second one
 * the program. */
struct live_options;
MUST_CHECK bool asking_options(const struct args *a, struct live_options *ret);

int lint_run(const struct args *a);
int facts_run(const struct args *a);
int explain_run(const struct args *a);
int encrypt_run(const struct args *a);
int schema_run(const struct args *a);
int policies_run(const struct args *a);
int rules_run(const struct args *a);
int tables_run(const struct args *a);
int migrate_run(const struct args *a);
int completion_run(const struct args *a);
int manual_run(const struct args *a);
int help_run(const struct args *a);

#endif
