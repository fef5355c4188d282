/* secret.c: locked memory for passwords and keys, through libsodium. Called by the rest of src/crypt and by whoever
 * lends a secret for one call. Knows nothing of ciphertexts. */
#include "internal.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define ALIGNMENT 16u

void secret_guard_process(void)
{
	struct rlimit none = {0, 0};

	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
}

struct secret *secret_new(size_t n)
{
	struct secret *s;

	if (sodium_init() < 0)
		BUG("libsodium does not start");
	if (n > SIZE_MAX / 2)
		out_of_memory();
	/* sodium_malloc puts the end of the block at the guard page: only full multiples are aligned at their start. */
	size_t size = (sizeof(*s) + n + ALIGNMENT) / ALIGNMENT * ALIGNMENT;
	s = sodium_malloc(size);
	if (!s)
		out_of_memory();
	memset(s, 0, size);
	s->n = n;
	return s;
}

/* Shortens; what is left out is wiped. */
static void cut(struct secret *s, size_t n)
{
	sodium_memzero(s->bytes + n, s->n - n);
	s->n = n;
}

bool secret_read(int fd, size_t max, bool line, struct secret **ret, struct err *e)
{
	struct secret *s = secret_new(max + 1);
	size_t n = 0;

	while (n <= max) {
		/* One byte at a time for a line: what follows it belongs to the next reader. */
		ssize_t r = read(fd, s->bytes + n, line ? 1 : max + 1 - n);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0) {
			err_set(e, "%s", strerror(errno));
			secret_free(s);
			return false;
		}
		if (r == 0 || (line && s->bytes[n] == '\n'))
			break;
		n += (size_t)r;
	}
	if (n > max) {
		err_set(e, "more than %zu bytes", max);
		secret_free(s);
		return false;
	}
	cut(s, n);
	*ret = s;
	return true;
}

struct secret *secret_from(struct str bytes)
{
	struct secret *s = secret_new(bytes.n);

	if (bytes.n)
		memcpy(s->bytes, bytes.p, bytes.n);
	return s;
}

void secret_with(const struct secret *s, void (*use)(struct str bytes, void *arg), void *arg)
{
	use((struct str){(const char *)s->bytes, s->n}, arg);
}

void secret_free(struct secret *s)
{
	sodium_free(s);
}
