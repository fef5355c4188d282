/* manual.c: `dmlint manual`: the man pages dmlint(1), dmlint.yaml(5) and dmlint-rules(7) in the mdoc language, made from
 * the tables of commands, options, settings and rules. `make install` installs what it prints. */
#include "internal.h"

#include "dmlint/run.h"

#include <string.h>

enum { LINE = 78 };

/* The day of the last change to the texts below: a page must have one, and the same source must give the same page. */
static const char head[] = ".Dd November 22, 2026\n";

/* One word of a text: a dash at its front is typed by users, a dot or an apostrophe there would be a request. */
static void put_word(struct buf *b, const char *p, size_t n, bool first)
{
	bool front = true;
	if (first && (*p == '.' || *p == '\''))
		buf_c(b, "\\&");
	for (size_t i = 0; i < n; i++) {
		front = front && p[i] == '-';
		if (p[i] == '\\')
			buf_c(b, "\\e");
		else if (front)
			buf_c(b, "\\-");
		else
			buf_char(b, p[i]);
	}
}

/* A text as lines of mdoc. A sentence begins a line, as formatters know its end only there. */
static void put_text(struct buf *b, const char *text)
{
	size_t column = 0;
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, " ");
		if (column && column + 1 + n > LINE) {
			buf_char(b, '\n');
			column = 0;
		}
		if (column)
			buf_char(b, ' ');
		put_word(b, p, n, column == 0);
		bool ends = n && strchr(".?!", p[n - 1]);
		column += n + 1;
		p += n;
		while (*p == ' ')
			p++;
		if (ends && *p) {
			buf_char(b, '\n');
			column = 0;
		}
	}
	buf_char(b, '\n');
}

/* An argument of a macro in quotation marks: brackets and bars in it are nothing special. */
static void put_argument(struct buf *b, const char *text)
{
	buf_c(b, "\"\\&");
	for (const char *p = text; *p; p++)
		buf_fmt(b, *p == '-' ? "\\%c" : "%c", *p);
	buf_char(b, '"');
}

static void put_command(struct buf *b, const struct command *c)
{
	buf_fmt(b, ".It Cm %s", c->name);
	if (*c->operands) {
		buf_c(b, " Ar ");
		put_argument(b, c->operands);
	}
	buf_char(b, '\n');
	put_text(b, c->about);
}

static void put_option(struct buf *b, const struct option_row *row)
{
	buf_c(b, ".It ");
	if (row->letter)
		buf_fmt(b, "Fl %c , ", row->letter);
	buf_fmt(b, "Fl \\-%s", row->name);
	if (row->arg) {
		buf_c(b, row->arg[0] == '[' ? " Ns Ar " : " Ar ");
		put_argument(b, row->arg);
	}
	buf_char(b, '\n');
	put_text(b, row->help);
	if (strcmp(row->commands, "*") == 0)
		return;
	buf_c(b, "(");
	bool any = false;
	for (size_t i = 0; i < n_commands; i++) {
		if (!command_takes(&commands[i], row))
			continue;
		buf_fmt(b, "%s%s", any ? ", " : "", commands[i].name);
		any = true;
	}
	buf_c(b, ")\n");
}

static const char dmlint_about[] = ".Dt DMLINT 1\n"
				   ".Os\n"
				   ".Sh NAME\n"
				   ".Nm dmlint\n"
				   ".Nd check configurations of TiDB Data Migration\n"
				   ".Sh SYNOPSIS\n";

static const char dmlint_description[] =
	".Sh DESCRIPTION\n"
	".Nm\n"
	"checks the task and source configurations of TiDB Data Migration (DM) before DM\n"
	"sees them, and gives the verdict that DM would give.\n"
	"It shows every mistake of a file at once, each with its place, its reason and\n"
	"the way out.\n"
	"No server and no network are needed; with\n"
	".Fl \\-live\n"
	"it asks the servers of a task, too, and writes nothing there.\n"
	".Pp\n"
	"Without a command,\n"
	".Nm\n"
	"does what\n"
	".Cm lint\n"
	"does.\n"
	"Long options can be abbreviated; two dashes end the options; a single dash as a\n"
	"file is standard input.\n"
	".Sh COMMANDS\n"
	".Bl -tag -width Ds\n";

static const char dmlint_end[] = ".El\n"
				 ".Sh ENVIRONMENT\n"
				 ".Bl -tag -width Ds\n"
				 ".It Ev NO_COLOR , FORCE_COLOR , CLICOLOR , CLICOLOR_FORCE\n"
				 "Whether there are colours, unless\n"
				 ".Fl \\-color\n"
				 "says so.\n"
				 ".El\n"
				 ".Sh EXIT STATUS\n"
				 ".Bl -tag -width Ds\n"
				 ".It 0\n"
				 "Nothing was found at or above the severity of\n"
				 ".Fl \\-fail-on .\n"
				 ".It 1\n"
				 "Something was found; or a task was not migrated, or needs a hand after it; or\n"
				 ".Cm explain\n"
				 "knows nothing of what it was given; or\n"
				 ".Cm policies\n"
				 ".Fl \\-test\n"
				 "found a policy that does not say what its examples want.\n"
				 ".It 2\n"
				 ".Nm\n"
				 "could not do its work: wrong usage, settings with errors, a file that cannot be\n"
				 "read, output that cannot be written, or an interrupt before all servers had\n"
				 "answered, with nothing found so far.\n"
				 ".El\n"
				 ".Sh EXAMPLES\n"
				 "Check all configurations of a folder for one version of DM:\n"
				 ".Pp\n"
				 ".Dl dmlint --dm-version 6.5 conf/\n"
				 ".Pp\n"
				 "Which versions of DM take a task, and why the others do not:\n"
				 ".Pp\n"
				 ".Dl dmlint --compat task.yaml\n"
				 ".Pp\n"
				 "What would change in a task of an older DM so that DM 8.5 takes it:\n"
				 ".Pp\n"
				 ".Dl dmlint migrate --to 8.5 --diff task.yaml\n"
				 ".Pp\n"
				 "Whether the servers are fit for it, with a record for others to look at:\n"
				 ".Pp\n"
				 ".Dl dmlint --live --source conf/sources task.yaml\n"
				 ".Dl dmlint facts --save answers.yaml --source conf/sources task.yaml\n"
				 ".Dl dmlint --facts answers.yaml task.yaml\n"
				 ".Pp\n"
				 "Only what is new since today:\n"
				 ".Pp\n"
				 ".Dl dmlint --write-baseline known.json conf/\n"
				 ".Dl dmlint --baseline known.json conf/\n"
				 ".Pp\n"
				 "What a rule means:\n"
				 ".Pp\n"
				 ".Dl dmlint explain unknown-key\n"
				 ".Sh SEE ALSO\n"
				 ".Xr dmlint.yaml 5 ,\n"
				 ".Xr dmlint-rules 7\n";

static void put_dmlint(struct buf *b)
{
	buf_c(b, dmlint_about);
	for (size_t i = 0; i < n_commands; i++) {
		buf_fmt(b, ".Nm dmlint\n%s Cm %s\n.Op Ar option ...\n", i ? "." : ".Op", commands[i].name);
		if (*commands[i].operands) {
			buf_c(b, ".Ar ");
			put_argument(b, commands[i].operands);
			buf_char(b, '\n');
		}
	}
	buf_c(b, dmlint_description);
	for (size_t i = 0; i < n_commands; i++)
		put_command(b, &commands[i]);
	buf_c(b, ".El\n.Sh OPTIONS\nIn parentheses stand the commands that take an option.\n.Bl -tag -width Ds\n");
	for (int id = 0; id < OPT_COUNT; id++)
		put_option(b, &option_rows[id]);
	buf_c(b, dmlint_end);
}

static const char rules_about[] = ".Dt DMLINT-RULES 7\n"
				  ".Os\n"
				  ".Sh NAME\n"
				  ".Nm dmlint-rules\n"
				  ".Nd what dmlint finds in configurations of TiDB Data Migration\n"
				  ".Sh DESCRIPTION\n"
				  "Each rule has an id and a name, and either stands for it wherever a rule is\n"
				  "wanted.\n"
				  "The severity is\n"
				  ".Sy error\n"
				  "for what DM rejects, stops on, or loses data by;\n"
				  "another one is set with the option\n"
				  ".Fl \\-rule\n"
				  "of\n"
				  ".Xr dmlint 1 .\n"
				  "A comment\n"
				  ".Pp\n"
				  ".Dl # dmlint: ignore[unknown-key] the reason\n"
				  ".Pp\n"
				  "takes the findings of a rule away from its own line, from the next line when it\n"
				  "stands alone, and from the whole file in the first block of comments.\n"
				  ".Pp\n"
				  "The command\n"
				  ".Cm dmlint explain\n"
				  "shows a wrong and a right example of a rule as well.\n"
				  ".Sh RULES\n"
				  ".Bl -tag -width Ds\n";

static void put_row(struct buf *b, const char *label, const char *text)
{
	if (!*text)
		return;
	buf_fmt(b, ".It %s\n", label);
	put_text(b, text);
}

static void put_rules(struct buf *b)
{
	buf_c(b, rules_about);
	for (size_t i = 0; i < n_rules; i++) {
		const struct rule_info *r = &rules[i]->info;
		buf_fmt(b, ".It Sy %s %s Pq %s\n.Bl -tag -width versions -compact\n", r->id, r->name,
			severity_name(r->severity));
		put_row(b, "finds", r->summary);
		put_row(b, "why", r->why);
		put_row(b, "remedy", r->remedy);
		put_row(b, "versions", r->versions);
		put_row(b, "DM codes", r->dm_errors);
		buf_c(b, ".El\n");
	}
	buf_c(b, ".El\n.Sh SEE ALSO\n.Xr dmlint 1\n");
}

static const char config_about[] = ".Dt DMLINT.YAML 5\n"
				   ".Os\n"
				   ".Sh NAME\n"
				   ".Nm dmlint.yaml\n"
				   ".Nd settings of dmlint\n"
				   ".Sh DESCRIPTION\n"
				   "A file\n"
				   ".Pa .dmlint.yaml\n"
				   "holds for the configurations of DM in its folder and in the folders below it.\n"
				   "The nearest one above a file counts, alone; the search ends behind a folder with\n"
				   ".Pa .git .\n"
				   "What the command line of\n"
				   ".Xr dmlint 1\n"
				   "says goes before it, and the option\n"
				   ".Fl \\-config\n"
				   "names another file for all.\n"
				   ".Pp\n"
				   "dmlint checks the file before it uses it; one with errors ends it with 2, and\n"
				   "nothing is checked.\n"
				   "The option\n"
				   ".Fl \\-print-config\n"
				   "shows what holds for a file and where each setting comes from.\n"
				   ".Ss Globs\n"
				   "Globs are those of\n"
				   ".Pa .gitignore\n"
				   "without an exclamation mark in front.\n"
				   "An asterisk stands for any characters of one name, a question mark for one\n"
				   "character, brackets for one of those in them, and two asterisks between slashes\n"
				   "for any number of folders.\n"
				   "A backslash takes the next character literally.\n"
				   "Without a slash before its end a glob matches at any depth, else from the folder\n"
				   "of the file on.\n"
				   "What matches a folder matches everything in it, and with a slash at its end it\n"
				   "matches folders only.\n"
				   ".Sh KEYS\n"
				   ".Bl -tag -width Ds\n";

static const char config_end[] = ".El\n"
				 ".Sh FILES\n"
				 ".Bl -tag -width Ds\n"
				 ".It Pa .dmlint.yaml\n"
				 "in the folder of a file or above it\n"
				 ".It Pa $XDG_CONFIG_HOME/dmlint/config.yaml\n"
				 "where there is none\n"
				 ".El\n"
				 ".Sh EXAMPLES\n"
				 ".Bd -literal -offset indent\n"
				 "rules:\n"
				 "  unused-source: off\n"
				 "dm-version: 6.5\n"
				 "exclude: [generated/]\n"
				 "policies:\n"
				 "  - name: no-safe-mode\n"
				 "    field: syncers.*.safe-mode\n"
				 "    enum: [false]\n"
				 "    examples:\n"
				 "      bad: [\"syncers: {global: {safe-mode: true}}\"]\n"
				 ".Ed\n"
				 ".Sh SEE ALSO\n"
				 ".Xr dmlint 1 ,\n"
				 ".Xr dmlint-rules 7\n";

static void put_setting(struct buf *b, const struct field *f)
{
	bool many = f->type == GO_LIST || f->type == GO_MAP;
	const struct field *value = many ? f->fields[0] : f;
	buf_c(b, ".It Ic ");
	put_argument(b, f->path);
	buf_fmt(b, " Pq %s%s%s\n", go_type_name(f->type), many ? " of " : "", many ? go_type_name(value->type) : "");
	put_text(b, f->text);
	if (many)
		put_text(b, value->text);
	for (size_t i = 0; i < value->n_enums; i++)
		buf_fmt(b, "%s%s%s\n", i ? "" : "One of:\n", value->enums[i].value, i + 1 < value->n_enums ? "," : ".");
	if (f->def)
		buf_fmt(b, "Default: %s.\n", f->def);
}

/* No deeper than the tables are. */
static void put_settings(struct buf *b, const struct field *parent)
{
	for (size_t i = 0; i < parent->n_fields; i++) {
		const struct field *f = parent->fields[i];
		const struct field *below = f->type == GO_LIST || f->type == GO_MAP ? f->fields[0] : f;
		put_setting(b, f);
		if (below->type == GO_STRUCT)
			put_settings(b, below);
	}
}

static void put_config(struct buf *b)
{
	buf_c(b, config_about);
	put_settings(b, schema_root(CONFIG_DMLINT));
	buf_c(b, config_end);
}

int manual_run(const struct args *a)
{
	static const struct {
		const char *name;
		void (*put)(struct buf *b);
	} pages[] = {{"dmlint", put_dmlint}, {"dmlint.yaml", put_config}, {"dmlint-rules", put_rules}};
	const char *wanted = a->n_operands ? a->operands[0] : pages[0].name;
	if (a->n_operands > 1)
		return usage_error(a, "manual takes one page: dmlint, dmlint.yaml or dmlint-rules");
	for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
		if (strcmp(wanted, pages[i].name) != 0)
			continue;
		struct buf b = {0};
		buf_c(&b, head);
		pages[i].put(&b);
		return write_stdout(&b);
	}
	return usage_error(a, "manual: \"%s\" is not one of dmlint, dmlint.yaml, dmlint-rules", wanted);
}
