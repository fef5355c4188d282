/* completion.c: `dmlint completion`: scripts by which bash, zsh and fish complete a command line of dmlint, made from the
 * tables of commands, options, rules, versions and formats. Nothing is asked of dmlint while a line is typed. */
#include "internal.h"

#include "dmlint/run.h"

#include <string.h>

/* What may stand where an option or a command wants a word. */
struct choice {
	const char *words;             /* separated by blanks */
	void (*more)(struct buf *b);   /* appends further words, each behind a blank */
	const char *tail;              /* words behind WORD=; NULL: there is no such form */
	bool tail_is_file, file, yaml; /* yaml: files whose name says YAML, and folders */
};

static void more_versions(struct buf *b)
{
	for (size_t i = 0; i < dm_n_releases; i++)
		buf_fmt(b, " %s", dm_releases[i].name);
}

static void more_reporters(struct buf *b)
{
	for (size_t i = 0; i < n_reporters; i++)
		buf_fmt(b, " %s", reporters[i].name);
}

static void more_rules(struct buf *b)
{
	for (size_t i = 0; i < n_rules; i++)
		buf_fmt(b, " %s", rules[i]->info.name);
	for (size_t i = 0; i < n_rules; i++)
		buf_fmt(b, " %s", rules[i]->info.id);
}

static void more_commands(struct buf *b)
{
	for (size_t i = 0; i < n_commands; i++)
		buf_fmt(b, " %s", commands[i].name);
}

static const struct choice nothing, any_file = {.file = true};

static struct choice choice_of_option(const struct command *c, enum option_id id)
{
	static const struct {
		enum option_id id;
		const char *command; /* NULL: whichever takes it */
		struct choice choice;
	} table[] = {
		{OPT_DM_VERSION, "lint", {.words = "auto", .more = more_versions}},
		{OPT_DM_VERSION, NULL, {.more = more_versions}},
		{OPT_FROM, NULL, {.more = more_versions}},
		{OPT_TO, NULL, {.more = more_versions}},
		{OPT_KIND, NULL, {.words = "task source config"}},
		{OPT_FORMAT, "rules", {.words = "text json markdown"}},
		{OPT_FORMAT, NULL, {.more = more_reporters, .tail = "", .tail_is_file = true}},
		{OPT_FIX, NULL, {.words = "unsafe"}},
		{OPT_DIFF, "lint", {.words = "unsafe"}},
		{OPT_FAIL_ON, NULL, {.words = "error warning note never"}},
		{OPT_RULE, NULL, {.more = more_rules, .tail = "off note warning error"}},
		{OPT_COLOR, NULL, {.words = "auto always never"}},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (table[i].id == id && (!table[i].command || strcmp(table[i].command, c->name) == 0))
			return table[i].choice;
	}
	const char *arg = option_rows[id].arg;
	return arg && (strcmp(arg, "FILE") == 0 || strcmp(arg, "PATH") == 0) ? any_file : nothing;
}

static struct choice choice_of_operand(const struct command *c)
{
	static const struct {
		const char *command;
		struct choice choice;
	} table[] = {
		{"lint", {.yaml = true}},
		{"migrate", {.yaml = true}},
		{"tables", {.yaml = true}},
		{"facts", {.yaml = true}},
		{"explain", {.more = more_rules}},
		{"schema", {.words = "task source config"}},
		{"help", {.more = more_commands}},
		{"completion", {.words = "bash zsh fish"}},
		{"manual", {.words = "dmlint dmlint.yaml dmlint-rules"}},
	};
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (strcmp(table[i].command, c->name) == 0)
			return table[i].choice;
	}
	return nothing;
}

static void put_words(struct buf *b, struct choice choice)
{
	struct buf words = {0};
	if (choice.words)
		buf_fmt(&words, " %s", choice.words);
	if (choice.more)
		choice.more(&words);
	if (words.n)
		buf_add(b, words.p + 1, words.n - 1);
	buf_free(&words);
}

/* The first part of a help text, for the menus of zsh and fish: `escaped` get a backslash, apostrophes become the
 * given text, as both stand between apostrophes. */
static void put_brief(struct buf *b, const char *text, const char *escaped, const char *apostrophe)
{
	for (const char *p = text; *p; p++) {
		if (strchr(".:;", *p) && (p[1] == ' ' || !p[1]))
			break;
		if (*p == '\'') {
			buf_c(b, apostrophe);
			continue;
		}
		if (strchr(escaped, *p))
			buf_char(b, '\\');
		buf_char(b, *p);
	}
}

static bool is_optional(const struct option_row *row)
{
	return row->arg && row->arg[0] == '[';
}

/* --- bash ------------------------------------------------------------------------------------------------- */

/* One arm of the case by command: the options it takes, and what its operands are. */
static void bash_command(struct buf *b, const struct command *c)
{
	buf_fmt(b, "\t%s)\n\t\toptions='", c->name);
	const char *gap = "";
	for (int id = 0; id < OPT_COUNT; id++) {
		const struct option_row *row = &option_rows[id];
		if (!command_takes(c, row))
			continue;
		buf_fmt(b, "%s--%s", gap, row->name);
		gap = " ";
		if (is_optional(row))
			buf_fmt(b, " --%s=%s", row->name, choice_of_option(c, (enum option_id)id).words);
	}
	struct choice operand = choice_of_operand(c);
	buf_c(b, "'\n\t\twords='");
	put_words(b, operand);
	buf_fmt(b, "'\n\t\tfiles=%s\n\t\t;;\n", operand.yaml ? "yaml" : operand.file ? "any" : "");
}

static void bash_option(struct buf *b, const struct command *c, enum option_id id)
{
	const struct option_row *row = &option_rows[id];
	struct choice choice = choice_of_option(c, id);
	if (!row->arg || !command_takes(c, row))
		return;
	buf_fmt(b, "\t'%s --%s'", c->name, row->name);
	if (row->letter)
		buf_fmt(b, " | '%s -%c'", c->name, row->letter);
	buf_c(b, ")\n\t\twords='");
	put_words(b, choice);
	buf_fmt(b, "'\n\t\tfiles=%s\n", choice.file ? "any" : "");
	if (choice.tail)
		buf_fmt(b, "\t\ttail='%s'\n\t\ttail_files=%s\n", choice.tail, choice.tail_is_file ? "any" : "");
	buf_c(b, is_optional(row) ? "\t\tattached=yes\n\t\t;;\n" : "\t\t;;\n");
}

static const char bash_start[] =
	"# Completion of dmlint for bash, made by: dmlint completion bash\n"
	"# What may follow: for a command its options, words and files; for an option its words, and the tail behind WORD=.\n"
	"_dmlint_command() {\n"
	"\tcase $1 in\n";

static const char bash_middle[] = "\t*) return 1 ;;\n"
				  "\tesac\n"
				  "}\n"
				  "\n"
				  "_dmlint_option() {\n"
				  "\ttail='' tail_files='' attached=''\n"
				  "\tcase $1 in\n";

static const char bash_function[] =
	"\t*) return 1 ;;\n"
	"\tesac\n"
	"}\n"
	"\n"
	"_dmlint() {\n"
	"\tlocal IFS=$' \\t\\n' line=() n=0 i word cur prev='' command=lint value prefix=''\n";

/* bash cuts words at "=" when that is among COMP_WORDBREAKS, and then wants only what follows it. */
static const char bash_end[] = "\tlocal options words files tail tail_files attached\n"
			       "\tfor ((i = 1; i <= COMP_CWORD; i++)); do\n"
			       "\t\tword=${COMP_WORDS[i]}\n"
			       "\t\tif [[ $n -gt 0 && ($word == =* || ${COMP_WORDS[i - 1]} == =) ]]; then\n"
			       "\t\t\tline[n - 1]+=$word\n"
			       "\t\telse\n"
			       "\t\t\tline[n++]=$word\n"
			       "\t\tfi\n"
			       "\tdone\n"
			       "\tcur=${line[n - 1]}\n"
			       "\tif [[ $n -gt 1 ]]; then\n"
			       "\t\tprev=${line[n - 2]}\n"
			       "\t\tif _dmlint_command \"${line[0]}\"; then\n"
			       "\t\t\tcommand=${line[0]}\n"
			       "\t\tfi\n"
			       "\tfi\n"
			       "\tif [[ $cur == --*=* ]] && _dmlint_option \"$command ${cur%%=*}\"; then\n"
			       "\t\tvalue=${cur#*=} prefix=${cur%%=*}=\n"
			       "\telif _dmlint_option \"$command $prev\" && [[ ! $attached ]]; then\n"
			       "\t\tvalue=$cur\n"
			       "\telse\n"
			       "\t\t_dmlint_command \"$command\"\n"
			       "\t\tvalue=$cur tail=''\n"
			       "\t\t[[ $n -gt 1 ]] || words+=\" $commands\"\n"
			       "\t\t[[ $cur != -* ]] || words=$options files=''\n"
			       "\tfi\n"
			       "\tif [[ $tail$tail_files && $value == *=* ]]; then\n"
			       "\t\twords=$tail files=$tail_files prefix+=${value%%=*}= value=${value#*=}\n"
			       "\telif [[ $tail ]]; then\n"
			       "\t\twords=${words// /= }=\n"
			       "\t\tcompopt -o nospace\n"
			       "\tfi\n"
			       "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$value\")\n"
			       "\tif [[ $files ]]; then\n"
			       "\t\tcompopt -o filenames\n"
			       "\t\tcase $files in\n"
			       "\t\tyaml) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(\n"
			       "\t\t\tcompgen -f -X '!*.yaml' -- \"$value\"\n"
			       "\t\t\tcompgen -f -X '!*.yml' -- \"$value\"\n"
			       "\t\t\tcompgen -d -- \"$value\"\n"
			       "\t\t) ;;\n"
			       "\t\tany) mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- \"$value\") ;;\n"
			       "\t\tesac\n"
			       "\tfi\n"
			       "\t[[ $COMP_WORDBREAKS == *=* ]] || COMPREPLY=(\"${COMPREPLY[@]/#/$prefix}\")\n"
			       "}\n"
			       "complete -F _dmlint dmlint\n";

static void put_bash(struct buf *b)
{
	buf_c(b, bash_start);
	for (size_t i = 0; i < n_commands; i++)
		bash_command(b, &commands[i]);
	buf_c(b, bash_middle);
	for (size_t i = 0; i < n_commands; i++) {
		for (int id = 0; id < OPT_COUNT; id++)
			bash_option(b, &commands[i], (enum option_id)id);
	}
	buf_c(b, bash_function);
	buf_c(b, "\tlocal commands='");
	put_words(b, (struct choice){.more = more_commands});
	buf_c(b, "'\n");
	buf_c(b, bash_end);
}

/* --- zsh -------------------------------------------------------------------------------------------------- */

/* The action behind the last colon of a specification of _arguments. */
static void zsh_action(struct buf *b, struct choice choice)
{
	if (choice.tail) {
		/* The blank keeps _arguments from adding words of its own. */
		buf_fmt(b, " _dmlint_pair %s", choice.tail_is_file ? "file" : "word");
		buf_c(b, " \"");
		put_words(b, choice);
		buf_fmt(b, "\" \"%s\"", choice.tail);
	} else if (choice.yaml) {
		buf_c(b, "_files -g \"*.(yaml|yml)\"");
	} else if (choice.file) {
		buf_c(b, "_files");
	} else if (choice.words || choice.more) {
		buf_c(b, "(");
		put_words(b, choice);
		buf_c(b, ")");
	} else {
		buf_c(b, " ");
	}
}

static void zsh_option(struct buf *b, const struct command *c, enum option_id id)
{
	const struct option_row *row = &option_rows[id];
	for (int is_short = 0; is_short < (row->letter ? 2 : 1); is_short++) {
		buf_c(b, " \\\n\t\t\t'*");
		if (is_short)
			buf_fmt(b, "-%c%s", row->letter, row->arg ? "+" : "");
		else
			buf_fmt(b, "--%s%s", row->name, !row->arg ? "" : is_optional(row) ? "=-" : "=");
		buf_char(b, '[');
		put_brief(b, row->help, "[]:\\", "'\\''");
		buf_char(b, ']');
		if (row->arg) {
			buf_fmt(b, "%s%s:", is_optional(row) ? "::" : ":", row->name);
			zsh_action(b, choice_of_option(c, id));
		}
		buf_char(b, '\'');
	}
}

static void zsh_command(struct buf *b, const struct command *c)
{
	buf_fmt(b, "\t%s)\n\t\t_arguments -s -S", c->name);
	for (int id = 0; id < OPT_COUNT; id++) {
		if (command_takes(c, &option_rows[id]))
			zsh_option(b, c, (enum option_id)id);
	}
	struct choice operand = choice_of_operand(c);
	if (operand.words || operand.more || operand.file || operand.yaml) {
		buf_fmt(b, " \\\n\t\t\t'%s:operand:", operand.yaml ? "*" : "1");
		zsh_action(b, operand);
		buf_char(b, '\'');
	}
	buf_c(b, "\n\t\t;;\n");
}

static const char zsh_start[] =
	"#compdef dmlint\n"
	"# Completion of dmlint for zsh, made by: dmlint completion zsh\n"
	"\n"
	"# _dmlint_pair file|word WORDS TAIL: one of WORDS, and behind = a file or one of TAIL.\n"
	"_dmlint_pair() {\n"
	"\tlocal kind=$1 words=$2 tail=$3\n"
	"\tshift 3\n"
	"\tif compset -P '*='; then\n"
	"\t\tif [[ $kind = file ]]; then _files; else compadd -- ${=tail}; fi\n"
	"\telif [[ $kind = file ]]; then\n"
	"\t\tcompadd -- ${=words}\n"
	"\telse\n"
	"\t\tcompadd -q -S = -- ${=words}\n"
	"\tfi\n"
	"}\n"
	"\n"
	"_dmlint() {\n"
	"\tlocal command=lint\n"
	"\tlocal -a commands\n"
	"\tcommands=(\n";

static const char zsh_middle[] = "\t)\n"
				 "\tif (( CURRENT == 2 )) && [[ $PREFIX != -* ]]; then\n"
				 "\t\t_describe -t commands command commands\n"
				 "\telif [[ -n ${(M)commands:#${words[2]}:*} ]] && (( CURRENT > 2 )); then\n"
				 "\t\tcommand=${words[2]}\n"
				 "\t\tshift words\n"
				 "\t\t(( CURRENT-- ))\n"
				 "\tfi\n"
				 "\tcase $command in\n";

static const char zsh_end[] = "\tesac\n"
			      "}\n"
			      "\n"
			      "if [[ $funcstack[1] = _dmlint ]]; then\n"
			      "\t_dmlint \"$@\"\n"
			      "else\n"
			      "\tcompdef _dmlint dmlint\n"
			      "fi\n";

static void put_zsh(struct buf *b)
{
	buf_c(b, zsh_start);
	for (size_t i = 0; i < n_commands; i++) {
		buf_fmt(b, "\t\t'%s:", commands[i].name);
		put_brief(b, commands[i].about, "\\:", "'\\''");
		buf_c(b, "'\n");
	}
	buf_c(b, zsh_middle);
	for (size_t i = 0; i < n_commands; i++)
		zsh_command(b, &commands[i]);
	buf_c(b, zsh_end);
}

/* --- fish ------------------------------------------------------------------------------------------------- */

/* WORD=TAIL for every pair: fish narrows a list down by itself, but does not ask again behind "=". */
static void fish_pairs(struct buf *b, struct choice choice)
{
	struct buf words = {0};
	put_words(&words, choice);
	buf_fmt(b, "(string join \\n (string split ' ' -- \"%.*s\")=", (int)words.n, words.p);
	buf_fmt(b, "(string split ' ' -- \"%s\"))", choice.tail);
	buf_free(&words);
}

static void fish_option(struct buf *b, const struct command *c, enum option_id id)
{
	const struct option_row *row = &option_rows[id];
	struct choice choice = choice_of_option(c, id);
	buf_fmt(b, "complete -c dmlint -n '__dmlint_command %s' -l %s", c->name, row->name);
	if (row->letter)
		buf_fmt(b, " -s %c", row->letter);
	if (row->arg && !is_optional(row))
		buf_c(b, choice.file ? " -rF" : " -x");
	if (choice.words || choice.more) {
		/* Double quotes inside of apostrophes: fish runs the text only when it completes. */
		buf_c(b, " -a '");
		if (choice.tail && !choice.tail_is_file) {
			struct buf pairs = {0};
			fish_pairs(&pairs, choice);
			for (size_t i = 0; i < pairs.n; i++) {
				buf_c(b, pairs.p[i] == '\'' ? "\\" : "");
				buf_char(b, pairs.p[i]);
			}
			buf_free(&pairs);
		} else {
			put_words(b, choice);
		}
		buf_char(b, '\'');
	}
	buf_c(b, " -d '");
	put_brief(b, row->help, "\\", "\\'");
	buf_c(b, "'\n");
}

static void fish_operands(struct buf *b, const struct command *c)
{
	struct choice operand = choice_of_operand(c);
	if (operand.yaml) {
		buf_fmt(b, "complete -c dmlint -n '__dmlint_command %s' -k -a '(__fish_complete_suffix .yaml .yml)'\n",
			c->name);
	} else if (operand.words || operand.more) {
		buf_fmt(b, "complete -c dmlint -n '__dmlint_command %s' -a '", c->name);
		put_words(b, operand);
		buf_c(b, "'\n");
	}
}

static const char fish_start[] = "# Completion of dmlint for fish, made by: dmlint completion fish\n"
				 "\n"
				 "# Whether the command line is one of this command; without any it is one of lint.\n"
				 "function __dmlint_command\n"
				 "\tset -l line (commandline -opc)\n"
				 "\tif set -q line[2]; and contains -- $line[2] ";

static const char fish_end[] = "\n"
			       "\t\ttest $line[2] = $argv[1]\n"
			       "\telse\n"
			       "\t\ttest $argv[1] = lint\n"
			       "\tend\n"
			       "end\n"
			       "\n"
			       "complete -c dmlint -f\n";

static void put_fish(struct buf *b)
{
	buf_c(b, fish_start);
	put_words(b, (struct choice){.more = more_commands});
	buf_c(b, fish_end);
	for (size_t i = 0; i < n_commands; i++) {
		const struct command *c = &commands[i];
		buf_fmt(b, "complete -c dmlint -n 'test (count (commandline -opc)) = 1' -a %s -d '", c->name);
		put_brief(b, c->about, "\\", "\\'");
		buf_c(b, "'\n");
		for (int id = 0; id < OPT_COUNT; id++) {
			if (command_takes(c, &option_rows[id]))
				fish_option(b, c, (enum option_id)id);
		}
		fish_operands(b, c);
	}
}

int completion_run(const struct args *a)
{
	static const struct {
		const char *name;
		void (*put)(struct buf *b);
	} shells[] = {{"bash", put_bash}, {"zsh", put_zsh}, {"fish", put_fish}};
	if (a->n_operands != 1)
		return usage_error(a, "completion takes one shell: bash, zsh or fish");
	for (size_t i = 0; i < ARRAY_LEN(shells); i++) {
		if (strcmp(a->operands[0], shells[i].name) != 0)
			continue;
		struct buf b = {0};
		shells[i].put(&b);
		return write_stdout(&b);
	}
	return usage_error(a, "completion: \"%s\" is not one of bash, zsh, fish", a->operands[0]);
}
