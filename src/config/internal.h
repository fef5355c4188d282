/* internal.h: what the files of src/config share while a configuration is read. */
#ifndef DMLINT_CONFIG_INTERNAL_H
#define DMLINT_CONFIG_INTERNAL_H

#include "dmlint/config.h"

struct reader {
	struct arena *arena;
	const struct node *root;
	struct config *config;
	size_t cap_issues;
};

/* Notes what cannot be used; key: the place is the key, not its value. help may be NULL. */
void config_issue(struct reader *r, const struct node *at, bool key, const char *help, const char *fmt, ...)
	PRINTF_LIKE(5, 6);
/* A key that decodes and is not null, or NULL. */
const struct node *config_get(const struct node *map, const char *key);
/* The same, when it is a scalar. */
const struct node *config_scalar(const struct node *map, const char *key);

/* policy.c */
void config_read_policies(struct reader *r);
/* The number that a scalar is; false when it is none. */
MUST_CHECK bool config_number(const struct node *n, double *ret);

#endif
