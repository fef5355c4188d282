/* unit.h: the few macros of the unit tests. Each test program prints TAP and ends with 1 when a check failed. */
#ifndef DMLINT_TESTS_UNIT_H
#define DMLINT_TESTS_UNIT_H

#include <stdio.h>

#include "dmlint/base.h"

struct unit {
	unsigned n, failed;
};

static inline void unit_check(struct unit *u, bool ok, const char *file, int line, const char *what)
{
	u->n++;
	printf("%sok %u - %s\n", ok ? "" : "not ", u->n, what);
	if (!ok) {
		u->failed++;
		printf("# failed at %s:%d\n", file, line);
	}
}

static inline void unit_check_str(struct unit *u, struct str got, const char *want, const char *file, int line,
				  const char *what)
{
	bool ok = str_eq_c(got, want);

	unit_check(u, ok, file, line, what);
	if (!ok)
		printf("#  got: \"%.*s\"\n# want: \"%s\"\n", STR_FMT(got), want);
}

static inline void unit_check_num(struct unit *u, long long got, long long want, const char *file, int line,
				  const char *what)
{
	unit_check(u, got == want, file, line, what);
	if (got != want)
		printf("#  got: %lld\n# want: %lld\n", got, want);
}

static inline int unit_done(const struct unit *u)
{
	printf("1..%u\n", u->n);
	return u->failed ? 1 : 0;
}

#define CHECK(u, cond) unit_check((u), (cond), __FILE__, __LINE__, #cond)
#define CHECK_STR(u, got, want) unit_check_str((u), (got), (want), __FILE__, __LINE__, #got)
#define CHECK_NUM(u, got, want) unit_check_num((u), (long long)(got), (want), __FILE__, __LINE__, #got)

#endif
