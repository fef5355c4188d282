/* source.h: the servers DM replicates from, as source.yaml, dm-worker.toml or the Ansible inventory describe them, and the
 * passwords of tasks and sources, judged but not shown. */
#ifndef DMLINT_SOURCE_H
#define DMLINT_SOURCE_H

#include "dmlint/crypt.h"
#include "dmlint/schema.h"

/* A password field that is filled in. */
struct password {
	const struct node *node;
	struct crypt_verdict verdict;
	bool has_key; /* this DM decrypts at all */
	struct str
		cipher; /* what could stand there instead of plain text; absent where there is no key or no plain text */
};
struct passwords {
	struct password *list; /* file order */
	size_t n;
};

/* Judges every password of an annotated tree. key: what this DM version decrypts with; NULL: it takes all literally. */
void passwords_judge(struct arena *a, const struct node *root, const struct crypt_key *key, struct passwords *ret);

#endif
