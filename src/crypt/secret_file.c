/* secret_file.c: bytes under the name of a file, for a library that reads certificates and keys from files only. They never reach a disk:
 * the file has no name in any folder, its pages are locked and wiped. Called by src/live for the time of a login. */
#include "internal.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct secret_file {
	int fd;
	size_t n;
	unsigned char *pages;
	char path[32];
};

struct secret_file *secret_file_new(struct str bytes)
{
	struct secret_file *f = calloc(1, sizeof(*f));

	if (!f)
		out_of_memory();
	f->n = bytes.n ? bytes.n : 1;
	f->pages = MAP_FAILED;
	f->fd = memfd_create("dmlint", MFD_CLOEXEC);
	if (f->fd >= 0 && ftruncate(f->fd, (off_t)f->n) == 0)
		f->pages = mmap(NULL, f->n, PROT_READ | PROT_WRITE, MAP_SHARED, f->fd, 0);
	if (f->pages == MAP_FAILED) {
		secret_file_free(f);
		return NULL;
	}
	(void)sodium_mlock(f->pages, f->n); /* a system that locks no more than this is no reason to end */
	if (bytes.n)
		memcpy(f->pages, bytes.p, bytes.n);
	snprintf(f->path, sizeof(f->path), "/proc/self/fd/%d", f->fd);
	return f;
}

const char *secret_file_path(const struct secret_file *f)
{
	return f->path;
}

void secret_file_free(struct secret_file *f)
{
	if (!f)
		return;
	if (f->pages != MAP_FAILED) {
		(void)sodium_munlock(f->pages, f->n); /* which wipes them */
		munmap(f->pages, f->n);
	}
	if (f->fd >= 0)
		close(f->fd);
	free(f);
}
