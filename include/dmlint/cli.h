/* cli.h: the command line. The only module, beside an editor server, that writes to a stream. */
#ifndef DMLINT_CLI_H
#define DMLINT_CLI_H

/* Runs the subcommand that argv names (lint when it names none) and returns the exit code: 0 nothing found, 1 findings,
 * 2 dmlint could not do its work. Nothing of argv is kept. */
int cli_main(int argc, char **argv);

#endif
