/* asking.c: the options of asking servers, Ctrl-C while they are asked, and on a terminal the line that tells what is still missing.
 * Called by lint_options.c and tables.c. Opens no socket. */
#include "internal.h"

#include "dmlint/config.h"
#include "dmlint/run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEFAULT_TIMEOUT_S 30
#define CONNECT_TIMEOUT_MS 5000
#define MAX_SHOWN 3 /* names in the line */
#define ERASE "\r\x1b[K"

/* The one thing here that changes: a signal handler can reach nothing else. */
static volatile int cancelled;

static void cancel(int signal_number)
{
	(void)signal_number;
	cancelled = 1;
}

static bool read_number(const char *s, unsigned long max, unsigned *ret)
{
	char *end;
	errno = 0;
	unsigned long n = strtoul(s, &end, 10);
	if (*end || end == s || errno || s[0] < '0' || s[0] > '9' || n == 0 || n > max)
		return false;
	*ret = (unsigned)n;
	return true;
}

static void put_plain(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n && i < 40; i++)
		buf_char(b, s.p[i] >= ' ' && s.p[i] < 0x7f ? s.p[i] : '?');
}

/* A line that goes on below could not be written over. */
static size_t line_width(void)
{
	struct winsize w;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) != 0 || w.ws_col < 2)
		return 79;
	return w.ws_col - 1u;
}

/* One line that writes over itself, and is gone when all have answered. */
static void show_progress(void *arg, const struct live_server *servers, const bool *done, size_t n)
{
	struct buf b = {0};
	size_t n_missing = 0;
	(void)arg;
	for (size_t i = 0; i < n; i++)
		n_missing += !done[i];
	buf_c(&b, ERASE);
	if (n_missing)
		buf_fmt(&b, "%zu of %zu servers have answered, waiting for ", n - n_missing, n);
	for (size_t i = 0, shown = 0; i < n && shown < MAX_SHOWN; i++) {
		if (done[i])
			continue;
		buf_c(&b, shown++ ? ", " : "");
		put_plain(&b, servers[i].id.n ? servers[i].id : servers[i].host);
	}
	buf_c(&b, n_missing > MAX_SHOWN ? ", ..." : "");
	size_t room = sizeof(ERASE) - 1 + line_width();
	fwrite(b.p, 1, b.n < room ? b.n : room, stderr);
	fflush(stderr);
	buf_free(&b);
}

bool asking_options(const struct args *a, struct live_options *ret)
{
	const char *timeout = args_last(a, OPT_TIMEOUT), *jobs = args_last(a, OPT_JOBS);
	struct sigaction on_interrupt = {.sa_handler = cancel, .sa_flags = (int)SA_RESETHAND};
	unsigned seconds = DEFAULT_TIMEOUT_S;
	*ret = (struct live_options){.connect_timeout_ms = CONNECT_TIMEOUT_MS, .cancel = &cancelled};
	if (timeout && !read_number(timeout, CONFIG_MAX_TIMEOUT_S, &seconds)) {
		(void)usage_error(a, "--timeout: \"%s\" is no number of seconds from 1 to %d", timeout,
				  CONFIG_MAX_TIMEOUT_S);
		return false;
	}
	if (jobs && !read_number(jobs, CONFIG_MAX_JOBS, &ret->jobs)) {
		(void)usage_error(a, "--jobs: \"%s\" is no number from 1 to %d", jobs, CONFIG_MAX_JOBS);
		return false;
	}
	ret->timeout_ms = seconds * 1000;
	if (ret->connect_timeout_ms > ret->timeout_ms)
		ret->connect_timeout_ms = ret->timeout_ms;
	if (isatty(STDERR_FILENO))
		ret->progress = show_progress;
	sigaction(SIGINT, &on_interrupt, NULL);
	return true;
}
