/* output.c: the only writes of dmlint to a stream or a file. Everything goes out in one piece, and a write that fails is
 * never overlooked. */
#include "internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static PRINTF_LIKE(1, 0) void complain(const char *fmt, va_list ap)
{
	struct buf b = {0};
	char line[1024];
	int n = vsnprintf(line, sizeof(line), fmt, ap);
	buf_c(&b, "dmlint: ");
	/* Names come from outside: no escape sequence may reach the terminal. */
	buf_clean(&b, n < 0 ? STR_LIT("?") : str_from(line));
	buf_char(&b, '\n');
	fwrite(b.p, 1, b.n, stderr);
	buf_free(&b);
}

int trouble(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	complain(fmt, ap);
	va_end(ap);
	return EXIT_TROUBLE;
}

int usage_error(const struct args *a, const char *fmt, ...)
{
	if (fmt) {
		va_list ap;
		va_start(ap, fmt);
		complain(fmt, ap);
		va_end(ap);
	}
	const char *name = a->command->name;
	bool lint = strcmp(name, "lint") == 0;
	fprintf(stderr, "Try 'dmlint%s%s --help'.\n", lint ? "" : " ", lint ? "" : name);
	return EXIT_TROUBLE;
}

int write_stdout(struct buf *b)
{
	size_t done = 0;
	int error = 0;
	while (done < b->n && !error) {
		ssize_t n = write(STDOUT_FILENO, b->p + done, b->n - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			error = errno;
	}
	/* Some file systems report a full disk only here. */
	if (!error && close(STDOUT_FILENO) != 0 && errno != EINTR)
		error = errno;
	buf_free(b);
	if (!error)
		return EXIT_CLEAN;
	if (error != EPIPE)
		return trouble("cannot write standard output: %s", strerror(error));
	return EXIT_TROUBLE;
}

int write_lines(struct buf *b)
{
	struct buf out = {0};
	for (size_t at = 0; at < b->n;) {
		const char *end = memchr(b->p + at, '\n', b->n - at);
		size_t n = end ? (size_t)(end - b->p) - at : b->n - at;
		buf_clean(&out, (struct str){b->p + at, n});
		buf_c(&out, end ? "\n" : "");
		at += n + 1;
	}
	buf_free(b);
	return write_stdout(&out);
}

int write_file(const char *path, struct buf *b)
{
	struct err e;
	bool ok = file_write(path, (struct str){.p = b->p, .n = b->n}, &e);
	buf_free(b);
	return ok ? EXIT_CLEAN : trouble("%s", e.msg);
}
