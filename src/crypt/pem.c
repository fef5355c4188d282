/* pem.c: certificates and keys that stand as base64 in a configuration. Callers see what is wrong with one, never its content. Called by
 * the rule on them, and by src/live before it uses them. Does not parse what is inside a block. */
#include "internal.h"

#include <string.h>

/* A block as Go's encoding/pem finds it; of a key whatever kind. */
static bool has_block(struct str s, const char *label)
{
	static const char begin[] = "-----BEGIN ", end[] = "-----END ";
	size_t n = strlen(label);

	for (const char *p = s.p; p && (p = memmem(p, s.n - (size_t)(p - s.p), begin, sizeof(begin) - 1));) {
		const char *name = p + sizeof(begin) - 1, *stop = s.p + s.n;
		const char *dash = memmem(name, (size_t)(stop - name), "-----", 5);

		if (!dash)
			return false;
		if ((size_t)(dash - name) >= n && memcmp(dash - n, label, n) == 0 &&
		    memmem(dash, (size_t)(stop - dash), end, sizeof(end) - 1))
			return true;
		p = dash;
	}
	return false;
}

struct look {
	bool key;
	enum pem_state state;
};

static void look_at(struct str bytes, void *arg)
{
	struct look *l = arg;

	if (!has_block(bytes, l->key ? "PRIVATE KEY" : "CERTIFICATE"))
		l->state = !l->key && has_block(bytes, "PRIVATE KEY") ? PEM_SWAPPED : PEM_ABSENT;
	else if (l->key && memmem(bytes.p, bytes.n, "ENCRYPTED", sizeof("ENCRYPTED") - 1))
		l->state = PEM_LOCKED;
}

enum pem_state crypt_pem_state(struct str base64, bool key)
{
	struct look l = {.key = key, .state = PEM_WELL};
	struct secret *raw = crypt_base64_decode(base64);

	if (!raw) /* or the file as it is */
		return !key && has_block(base64, "PRIVATE KEY") ? PEM_SWAPPED : PEM_NO_BASE64;
	secret_with(raw, look_at, &l);
	secret_free(raw);
	return l.state;
}
