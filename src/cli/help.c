/* help.c: --help and `dmlint help`, printed from the tables of commands and options. */
#include "internal.h"

enum { WIDTH = 80, OPTION_COLUMN = 26 };

void put_wrapped(struct buf *b, const char *text, unsigned indent, unsigned column)
{
	const char *p = text;
	bool first = true;
	while (*p) {
		size_t n = 0;
		while (p[n] && p[n] != ' ')
			n++;
		if (!first && column + 1 + n > WIDTH) {
			buf_fmt(b, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!first) {
			buf_char(b, ' ');
			column++;
		}
		buf_add(b, p, n);
		column += (unsigned)n;
		first = false;
		p += n;
		while (*p == ' ')
			p++;
	}
	buf_char(b, '\n');
}

static void put_option(struct buf *b, const struct option_row *row)
{
	struct buf head = {0};
	if (row->letter)
		buf_fmt(&head, "  -%c, ", row->letter);
	else
		buf_c(&head, "      ");
	buf_fmt(&head, "--%s", row->name);
	if (row->arg)
		buf_fmt(&head, "%s%s", row->arg[0] == '[' ? "" : " ", row->arg);
	buf_add(b, head.p, head.n);
	if (head.n + 2 > OPTION_COLUMN)
		buf_fmt(b, "\n%*s", OPTION_COLUMN, "");
	else
		buf_fmt(b, "%*s", (int)(OPTION_COLUMN - head.n), "");
	put_wrapped(b, row->help, OPTION_COLUMN, OPTION_COLUMN);
	buf_free(&head);
}

static void put_options(struct buf *b, const struct command *c)
{
	buf_c(b, "\nOptions:\n");
	for (int id = 0; id < OPT_COUNT; id++) {
		if (command_takes(c, &option_rows[id]))
			put_option(b, &option_rows[id]);
	}
}

void put_help(struct buf *b, const struct command *c)
{
	bool top = c == &commands[0];
	buf_fmt(b, "Usage: dmlint %s [OPTION]... %s\n", top ? "[lint]" : c->name, c->operands);
	if (top) {
		for (size_t i = 1; i < n_commands; i++)
			buf_fmt(b, "       dmlint %s%s%s\n", commands[i].name, *commands[i].operands ? " " : "",
				commands[i].operands);
	}
	buf_char(b, '\n');
	put_wrapped(b, c->about, 0, 0);
	if (top) {
		buf_c(b, "\nCommands:\n");
		for (size_t i = 0; i < n_commands; i++) {
			buf_fmt(b, "  %-12s", commands[i].name);
			put_wrapped(b, commands[i].about, 14, 14);
		}
	}
	put_options(b, c);
	if (top)
		buf_c(b, "\nExit code: 0 nothing found at or above --fail-on, 1 findings, 2 dmlint could\n"
			 "not do its work.\n");
}

int help_run(const struct args *a)
{
	const struct command *c = &commands[0];
	if (a->n_operands > 1)
		return usage_error(a, "help takes one command");
	if (a->n_operands == 1) {
		c = command_find(str_from(a->operands[0]));
		if (!c)
			return usage_error(a, "no such command: %s", a->operands[0]);
	}
	struct buf b = {0};
	put_help(&b, c);
	return write_stdout(&b);
}
