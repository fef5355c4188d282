/* err.c: operational failures (exit code 2) and broken invariants. Findings about the user's file never pass here. */
#include "dmlint/base.h"

#include <stdio.h>
#include <stdlib.h>

void err_set(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
}

void bug_at(const char *file, int line, const char *what)
{
	fprintf(stderr, "dmlint: bug at %s:%d: %s\n", file, line, what);
	abort();
}

void out_of_memory(void)
{
	fputs("dmlint: out of memory\n", stderr);
	_Exit(2);
}
