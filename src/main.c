/* main.c: hands the command line to src/cli. Nothing else belongs here. */
#include "dmlint/cli.h"

int main(int argc, char **argv)
{
	return cli_main(argc, argv);
}
