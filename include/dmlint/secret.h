/* secret.h: bytes that must not leave the process: locked, between guard pages, wiped when freed.
 *
 * Holds what dmlint decrypts, what the user types, and the key of DM 8.0 and later. What stands readable in the user's
 * own file is not copied here: it lies in the text buffer anyway. */
#ifndef DMLINT_SECRET_H
#define DMLINT_SECRET_H

#include "dmlint/base.h"

struct secret;

/* From here on no core dump and no debugger of the same user: called once, before the first file is read. Harmless to
 * repeat; what the system refuses is left as it is. */
void secret_guard_process(void);

/* Reads fd to its end, or to the end of its first line when line is set (the line end is left out). Never passes
 * through unlocked memory. false: *e says why: unreadable, or more than max bytes. */
MUST_CHECK bool secret_read(int fd, size_t max, bool line, struct secret **ret, struct err *e);
/* A copy, for bytes that stand in the user's file in another form. */
struct secret *secret_from(struct str bytes);
/* Lends the bytes, NUL terminated behind their end, for the time of one call. */
void secret_with(const struct secret *s, void (*use)(struct str bytes, void *arg), void *arg);
void secret_free(struct secret *s); /* NULL is fine */

#endif
