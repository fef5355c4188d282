/* passwords.c: finds the password fields of a task or source and has src/crypt judge each. Called by src/run once
 * for each file and version. Hands on states and ciphertexts, never a password. */
#include "dmlint/source.h"

#include <string.h>

/* The other secret fields (keys of TLS) are never ciphertexts. */
static bool is_password(const struct node *n)
{
	const struct field *f = n->field;

	return f && f->secret && f->type == GO_STRING && strcmp(f->name, "password") == 0 && n->kind == NODE_SCALAR &&
	       !node_is_null(n);
}

/* Behind a tag such as !!binary a ciphertext would be read as something else. */
static bool is_replaceable(const struct node *n)
{
	return !n->aliased && !n->merged && n->tag == TAG_NONE;
}

void passwords_judge(struct arena *a, const struct node *root, const struct crypt_key *key, bool encrypt,
		     struct passwords *ret)
{
	size_t n = 0;

	*ret = (struct passwords){0};
	for (const struct node *k = root; k; k = node_next(k, root))
		n += is_password(k);
	if (n == 0)
		return;
	ret->list = ARENA_ARRAY(a, struct password, n);
	for (const struct node *k = root; k; k = node_next(k, root)) {
		struct password *p = &ret->list[ret->n];

		if (!is_password(k))
			continue;
		p->node = k;
		p->has_key = key != NULL;
		crypt_classify(schema_secret_text(k), key, &p->verdict);
		p->encryptable = key && p->verdict.status == CRYPT_PLAIN && is_replaceable(k);
		/* The path is the salt: equal passwords at different places of one file do not show that they are. */
		if (encrypt && p->encryptable)
			p->cipher = crypt_encrypt(schema_secret_text(k), key, IV_DERIVED, node_path(k, a), a);
		ret->n++;
	}
}
