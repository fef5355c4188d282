/* file.c: whole files in and out. What goes wrong here is an operational failure, never a finding. */
#include "dmlint/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads up to n bytes; fewer only at the end of the file. -1 on error. */
static ssize_t read_fully(int fd, char *p, size_t n)
{
	size_t got = 0;

	while (got < n) {
		ssize_t r = read(fd, p + got, n - got);
		if (r == 0)
			break;
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return -1;
		got += (size_t)r;
	}
	return (ssize_t)got;
}

/* For pipes and terminals, and for files whose size the system does not tell: grows as bytes arrive. One byte
 * over max is read to learn whether there is more. */
static bool read_stream(int fd, size_t max, struct buf *b)
{
	char chunk[1 << 16];

	while (b->n <= max) {
		size_t want = max + 1 - b->n < sizeof(chunk) ? max + 1 - b->n : sizeof(chunk);
		ssize_t r = read_fully(fd, chunk, want);
		if (r < 0)
			return false;
		buf_add(b, chunk, (size_t)r);
		if ((size_t)r < want)
			break;
	}
	return true;
}

static bool read_open_file(struct arena *a, int fd, size_t max, struct str *ret, bool *ret_too_big)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return false;
	}
	if (S_ISREG(st.st_mode) && st.st_size > 0) {
		bool big = (uintmax_t)st.st_size > max;
		size_t size = big ? max : (size_t)st.st_size;
		char *p = arena_alloc(a, size + 1);
		ssize_t n = read_fully(fd, p, size);
		if (n < 0)
			return false;
		*ret = (struct str){.p = p, .n = (size_t)n};
		*ret_too_big = big;
		return true;
	}
	struct buf b = {0};
	bool ok = read_stream(fd, max, &b);
	int saved = errno;
	if (ok) {
		*ret_too_big = b.n > max;
		*ret = arena_str(a, (struct str){.p = b.p, .n = b.n > max ? max : b.n});
	}
	buf_free(&b);
	errno = saved;
	return ok;
}

bool file_read(struct arena *a, const char *path, size_t max, struct str *ret, bool *ret_too_big, struct err *e)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (max >= SIZE_MAX / 4)
		BUG("file_read: no bound");
	if (fd < 0) {
		err_set(e, "cannot open %s: %s", path, strerror(errno));
		return false;
	}
	bool ok = read_open_file(a, fd, max, ret, ret_too_big);
	if (!ok && errno == EISDIR)
		err_set(e, "cannot read %s: it is a folder", is_stdin ? "the standard input" : path);
	else if (!ok)
		err_set(e, "cannot read %s: %s", is_stdin ? "the standard input" : path, strerror(errno));
	if (!is_stdin)
		close(fd);
	return ok;
}

static bool write_fully(int fd, struct str s)
{
	while (s.n) {
		ssize_t w = write(fd, s.p, s.n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			return false;
		s.p += w;
		s.n -= (size_t)w;
	}
	return true;
}

/* Devices and pipes cannot be replaced by a rename. */
static bool write_in_place(const char *path, struct str content)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return false;
	bool ok = write_fully(fd, content);
	int saved = errno;
	if (close(fd) != 0 && ok)
		return false;
	errno = saved;
	return ok;
}

/* The temporary file is never more open than the file it replaces. */
static bool write_and_rename(const char *target, const struct stat *old, struct str content)
{
	struct buf tmp = {0};

	buf_fmt(&tmp, "%s.%ld.tmp", target, (long)getpid());
	int fd = open(tmp.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, old ? old->st_mode & 0777 : 0666);
	bool ok = fd >= 0;
	if (ok) {
		ok = write_fully(fd, content);
		/* The umask may have taken bits away. Owner and group are kept where the system allows it. */
		if (ok && old) {
			if (fchown(fd, old->st_uid, old->st_gid) != 0)
				errno = 0;
			ok = fchmod(fd, old->st_mode & 07777) == 0;
		}
		ok = ok && fsync(fd) == 0;
		ok = close(fd) == 0 && ok;
		ok = ok && rename(tmp.p, target) == 0;
		int saved = errno;
		if (!ok)
			unlink(tmp.p);
		errno = saved;
	}
	int saved = errno;
	buf_free(&tmp);
	errno = saved;
	return ok;
}

bool file_write(const char *path, struct str content, struct err *e)
{
	struct stat st;
	bool exists = stat(path, &st) == 0, ok = false;

	if (exists && S_ISDIR(st.st_mode)) {
		errno = EISDIR;
	} else if (exists && !S_ISREG(st.st_mode)) {
		ok = write_in_place(path, content);
	} else {
		char *target = exists ? realpath(path, NULL) : NULL;
		ok = write_and_rename(target ? target : path, exists ? &st : NULL, content);
		int saved = errno;
		free(target);
		errno = saved;
	}
	if (!ok)
		err_set(e, "cannot write %s: %s", path, strerror(errno));
	return ok;
}
