/* encrypt.c: `dmlint encrypt`: a password from the terminal or from standard input, and what dmctl encrypt prints
 * for it. A password is never taken from the command line, where every user of the machine could read it. */
#include "internal.h"

#include "dmlint/crypt.h"
#include "dmlint/schema.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#define PASSWORD_MAX ((size_t)64 << 10)

/* A terminal that does not show what is typed. Signals wait in a descriptor meanwhile, so that none ends or stops the
 * process before the terminal is as it was. */
struct prompt {
	struct termios shown;
	sigset_t waiting, before;
	int signals;
};

static bool hide(const struct prompt *p)
{
	struct termios hidden = p->shown;

	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK);
	hidden.c_lflag |= ECHONL | ICANON;
	return tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
}

static void show(const struct prompt *p)
{
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &p->shown);
}

static bool prompt_open(struct prompt *p)
{
	static const int held[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGALRM};

	if (tcgetattr(STDIN_FILENO, &p->shown) != 0)
		return false;
	sigemptyset(&p->waiting);
	for (size_t i = 0; i < ARRAY_LEN(held); i++)
		sigaddset(&p->waiting, held[i]);
	p->signals = signalfd(-1, &p->waiting, SFD_CLOEXEC);
	if (p->signals < 0)
		return false;
	sigprocmask(SIG_BLOCK, &p->waiting, &p->before);
	if (hide(p))
		return true;
	sigprocmask(SIG_SETMASK, &p->before, NULL);
	close(p->signals);
	return false;
}

static void prompt_close(struct prompt *p)
{
	show(p);
	sigprocmask(SIG_SETMASK, &p->before, NULL);
	close(p->signals);
}

/* Lets the signal do its work with the terminal restored; comes back when the process was only stopped. */
static void take_signal(struct prompt *p, const char *question)
{
	struct signalfd_siginfo info;

	if (read(p->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return;
	show(p);
	/* It is no longer pending once it was read. Unblocking lets the new one through at once. */
	sigprocmask(SIG_SETMASK, &p->before, NULL);
	raise((int)info.ssi_signo);
	sigprocmask(SIG_BLOCK, &p->waiting, NULL);
	(void)hide(p);
	fputs(question, stderr);
}

static bool ask(struct prompt *p, const char *question, struct secret **ret, struct err *e)
{
	fputs(question, stderr);
	for (;;) {
		fd_set ready;

		FD_ZERO(&ready);
		FD_SET(STDIN_FILENO, &ready);
		FD_SET(p->signals, &ready);
		if (select((p->signals > STDIN_FILENO ? p->signals : STDIN_FILENO) + 1, &ready, NULL, NULL, NULL) < 0) {
			if (errno == EINTR)
				continue;
			err_set(e, "%s", strerror(errno));
			return false;
		}
		if (FD_ISSET(p->signals, &ready))
			take_signal(p, question);
		else
			return secret_read(STDIN_FILENO, PASSWORD_MAX, true, ret, e);
	}
}

struct comparison {
	const struct secret *other;
	struct str first;
	bool same;
};

static void compare_second(struct str bytes, void *arg)
{
	struct comparison *c = arg;

	c->same = str_eq(c->first, bytes);
}

static void compare_first(struct str bytes, void *arg)
{
	struct comparison *c = arg;

	c->first = bytes;
	secret_with(c->other, compare_second, c);
}

static bool read_terminal(struct secret **ret, struct err *e)
{
	struct secret *first = NULL, *second = NULL;
	struct comparison c = {0};
	struct prompt p;
	bool ok;

	if (!prompt_open(&p)) {
		err_set(e, "the terminal cannot be kept from showing what is typed");
		return false;
	}
	ok = ask(&p, "Password: ", &first, e) && ask(&p, "Again: ", &second, e);
	prompt_close(&p);
	if (ok) {
		c.other = second;
		secret_with(first, compare_first, &c);
		ok = c.same;
		if (!ok)
			err_set(e, "the two are not the same");
	}
	secret_free(second);
	if (ok)
		*ret = first;
	else
		secret_free(first);
	return ok;
}

struct encryption {
	struct arena *arena;
	const struct crypt_key *key;
	struct str cipher;
	const char *fault;
	bool unusual;
};

/* One line end belongs to the tool that wrote the line, not to the password. */
static struct str without_line_end(struct str s)
{
	if (str_has_suffix(s, "\n"))
		s.n--;
	if (str_has_suffix(s, "\r"))
		s.n--;
	return s;
}

static void encrypt_bytes(struct str bytes, void *arg)
{
	struct encryption *w = arg;
	struct str plain = without_line_end(bytes);

	if (plain.n == 0)
		w->fault = "there is no password";
	else if (memchr(plain.p, '\n', plain.n))
		w->fault = "there is more than one line";
	else
		w->cipher = crypt_encrypt(plain, w->key, IV_RANDOM, (struct str){NULL, 0}, w->arena);
	w->unusual = (crypt_look_at(plain) & (BYTES_NUL | BYTES_NOT_UTF8)) != 0;
}

static int encrypt_with(const struct args *a, const struct crypt_key *key)
{
	struct encryption w = {.arena = a->arena, .key = key};
	struct secret *password = NULL;
	struct buf b = {0};
	struct err e;
	bool ok = isatty(STDIN_FILENO) ? read_terminal(&password, &e)
				       : secret_read(STDIN_FILENO, PASSWORD_MAX, false, &password, &e);

	if (!ok)
		return trouble("cannot read the password: %s", e.msg);
	secret_with(password, encrypt_bytes, &w);
	secret_free(password);
	if (w.fault)
		return trouble("cannot encrypt: %s", w.fault);
	if (w.unusual)
		(void)trouble(
			"warning: the password is not UTF-8 or holds a NUL; several versions of DM fail on it (20002)");
	buf_str(&b, w.cipher);
	buf_char(&b, '\n');
	return write_stdout(&b);
}

int encrypt_run(const struct args *a)
{
	const char *version = args_last(a, OPT_DM_VERSION), *path = args_last(a, OPT_SECRET_KEY_FILE);
	struct crypt_key *own = NULL;
	uint32_t dm = 0;
	struct err e;
	int code;

	if (a->n_operands)
		return usage_error(
			a,
			"a password on the command line can be seen by everybody: type it when asked, or pipe it in");
	if (version && strcmp(version, "auto") != 0 && !dm_version_parse(str_from(version), &dm))
		return usage_error(a, "--dm-version: \"%s\" is no version of DM", version);
	if (dm && path && dm_check_find("builtin-key", dm))
		return usage_error(a, "--secret-key-file: DM %s knows no key but the one built in", version);
	if (dm && !path && !dm_check_find("builtin-key", dm))
		return usage_error(
			a,
			"DM %s has no key built in: name the file of dm-master's secret-key-path with --secret-key-file",
			version);
	if (path && !crypt_key_load(path, &own, &e))
		return trouble("%s", e.msg);
	code = encrypt_with(a, own ? own : crypt_builtin_key());
	crypt_key_free(own);
	return code;
}
