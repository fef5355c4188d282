/* cli.c: finds the subcommand and runs it. */
#include "dmlint/cli.h"

#include "internal.h"

#include "dmlint/secret.h"

#include <signal.h>

const struct command commands[] = {
	{
		.name = "lint",
		.operands = "[FILE|DIR|-]...",
		.about = "Check DM task and source configurations; folders are searched for YAML files",
		.run = lint_run,
	},
	{
		.name = "explain",
		.operands = "RULE|FIELD|CODE|TEXT|-",
		.about = "Say what a rule finds, a field or error code of DM means, or what the errors in a log mean",
		.run = explain_run,
	},
	{
		.name = "encrypt",
		.operands = "",
		.about = "Ask for a password, or read it from standard input, and print what dmctl encrypt would print",
		.run = encrypt_run,
	},
	{
		.name = "tables",
		.operands = "TASK",
		.about =
			"List the tables that a task selects, where they go, and the list that DM 1.0 makes of them for mydumper",
		.run = tables_run,
	},
	{
		.name = "migrate",
		.operands = "TASK...",
		.about = "Rewrite a task for a newer DM, and say what that changes in its meaning",
		.run = migrate_run,
	},
	{
		.name = "facts",
		.operands = "--save FILE [TASK]...",
		.about = "Ask the servers of tasks, as lint --live does, and record what they answer for lint --facts",
		.run = facts_run,
	},
	{
		.name = "schema",
		.operands = "[task|source|config]",
		.about = "Print the JSON Schema of a configuration, for editors",
		.run = schema_run,
	},
	{
		.name = "policies",
		.operands = "",
		.about = "List the policies that hold for the files of this folder, or test them on their examples",
		.run = policies_run,
	},
	{
		.name = "rules",
		.operands = "",
		.about = "List the rules",
		.run = rules_run,
	},
	{
		.name = "completion",
		.operands = "bash|zsh|fish",
		.about = "Print a script by which a shell completes the command line",
		.run = completion_run,
	},
	{
		.name = "manual",
		.operands = "[dmlint|dmlint.yaml|dmlint-rules]",
		.about = "Print a man page, to be read with: dmlint manual | man -l -",
		.run = manual_run,
	},
	{
		.name = "help",
		.operands = "[COMMAND]",
		.about = "Print the help of a command",
		.run = help_run,
	},
};
const size_t n_commands = ARRAY_LEN(commands);

const struct command *command_find(struct str name)
{
	for (size_t i = 0; i < n_commands; i++) {
		if (str_eq_c(name, commands[i].name))
			return &commands[i];
	}
	return NULL;
}

static int run(struct arena *arena, int argc, char **argv)
{
	const struct command *c = argc > 1 ? command_find(str_from(argv[1])) : NULL;
	/* The command takes the place of the program's name: getopt_long wants something there. */
	if (c) {
		argc--;
		argv++;
	} else {
		c = &commands[0];
	}
	char name[] = "dmlint";
	argv[0] = name;
	struct args a;
	if (!args_parse(arena, c, argc, argv, &a))
		return EXIT_TROUBLE;
	if (args_last(&a, OPT_HELP)) {
		struct buf b = {0};
		put_help(&b, c);
		return write_stdout(&b);
	}
	if (args_last(&a, OPT_VERSION))
		return version_print(&a);
	if (args_last(&a, OPT_VERBOSE))
		return usage_error(&a, "--verbose goes with --version");
	return c->run(&a);
}

int cli_main(int argc, char **argv)
{
	/* A reader that goes away is an error of write, not the end of the process. */
	signal(SIGPIPE, SIG_IGN);
	secret_guard_process();
	if (argc < 1)
		return EXIT_TROUBLE;
	struct arena *arena = arena_new();
	int code = run(arena, argc, argv);
	arena_free(arena);
	return code;
}
