/* explain_errors.c: the half of `dmlint explain` that is about DM's errors: a code, a number of MySQL or TiDB, or a text or log
 * with such in it. Called by explain.c. Prints nothing out of the text itself: a log may hold secrets. */
#include "internal.h"

#include "dmlint/run.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { INDENT = 11 };

static void put_label(struct buf *b, const char *label, struct str text)
{
	struct buf copy = {0};

	buf_str(&copy, text);
	buf_char(&copy, '\0');
	buf_fmt(b, "%-*s", INDENT, label);
	put_wrapped(b, copy.p, INDENT, INDENT);
	buf_free(&copy);
}

static void put_list(struct buf *b, const char *label, const char *list)
{
	struct str item;

	for (; error_list_next(&list, &item); label = "")
		put_label(b, label, item);
}

static void put_steps(struct buf *b, const char *list, const struct explain_task *t, struct arena *a)
{
	struct str item;
	int n = 0;

	buf_char(b, '\n');
	while (error_list_next(&list, &item)) {
		bool run = str_has_prefix(item, "run ");
		size_t skip = run ? 4 : 3;
		struct str text = {.p = item.p + skip, .n = item.n - skip};

		if (run && t)
			text = recipe_command(a, text, t);
		if (run) {
			buf_fmt(b, "         %.*s\n", STR_FMT(text));
		} else {
			buf_fmt(b, "%3d. ", ++n);
			put_wrapped(b, arena_str(a, text).p, 5, 5);
		}
	}
}

static void put_guide(struct buf *b, const struct error_guide *g, const struct explain_task *t, struct arena *a)
{
	struct buf recipe = {0};

	put_label(b, "means", str_from(g->means));
	put_list(b, "cases", g->cases);
	if (*g->check)
		put_label(b, "dmlint", str_from(g->check));
	put_steps(b, g->steps, t, a);
	if (t)
		recipe_write(&recipe, g->recipe, t, a);
	if (recipe.n) {
		buf_fmt(b, "\nFor this task, with DM %.*s:\n\n", STR_FMT(dm_version_name(t->task->dm, a)));
		buf_add(b, recipe.p, recipe.n);
	}
	buf_free(&recipe);
}

static bool list_holds(const char *list, long code)
{
	while (*list) {
		long n = 0;

		for (; *list >= '0' && *list <= '9'; list++)
			n = n * 10 + (*list - '0');
		if (n == code)
			return true;
		list += *list == ' ';
	}
	return false;
}

/* The rules that keep the code from happening. */
static void put_rules(struct buf *b, long code)
{
	struct buf text = {0};

	for (size_t i = 0; i < n_rules; i++) {
		const struct rule_info *r = &rules[i]->info;

		if (list_holds(r->dm_errors, code))
			buf_fmt(&text, "%s%s %s", text.n ? ", " : "", r->id, r->name);
	}
	if (text.n)
		put_label(b, "rules", (struct str){.p = text.p, .n = text.n});
	buf_free(&text);
}

static void put_rows(struct buf *b, const struct dm_error *e, bool handling, struct arena *a)
{
	for (int code = e->code; e < dm_errors + dm_n_errors && e->code == code; e++) {
		put_label(b, "code",
			  arena_fmt(a, "%d %s, class %s, scope %s, level %s", e->code, e->name, e->class_name, e->scope,
				    e->level));
		put_ranges_row(b, "versions", &e->range, 1, a);
		put_label(b, "meaning", str_from(e->meaning));
		if (handling)
			put_label(b, "handling", str_from(e->handling));
	}
	put_rules(b, e[-1].code);
}

static void put_code(struct buf *b, const struct dm_error *e, const struct explain_task *t, struct arena *a)
{
	const struct error_guide *g = error_guide_of_code(e->code);

	buf_fmt(b, "DM error %d: %s\n\n", e->code, g ? g->title : e->meaning);
	put_rows(b, e, !g, a);
	if (g)
		put_guide(b, g, t, a);
}

static void put_guide_alone(struct buf *b, const struct error_guide *g, const struct explain_task *t, struct arena *a)
{
	struct str item;
	const char *sep = "";

	buf_fmt(b, "%s: %s\n\n", g->key, g->title);
	if (*g->codes) {
		struct buf text = {0};

		for (const char *list = g->codes; error_list_next(&list, &item); sep = ", ")
			buf_fmt(&text, "%s%.*s", sep, STR_FMT(item));
		put_label(b, "DM codes", (struct str){.p = text.p, .n = text.n});
		buf_free(&text);
	}
	put_guide(b, g, t, a);
}

/* "32001", "code=32001", or the key of a guide. */
bool explain_error(struct buf *b, struct str what, const struct explain_task *t, struct arena *a)
{
	const struct error_guide *g = error_guide_find(what);
	const struct dm_error *e = NULL;
	long number = 0;

	if (str_has_prefix(what, "code="))
		what = (struct str){.p = what.p + 5, .n = what.n - 5};
	for (size_t i = 0; i < what.n && number >= 0; i++)
		number = what.p[i] >= '0' && what.p[i] <= '9' && i < 6 ? number * 10 + (what.p[i] - '0') : -1;
	if (number > 0) {
		e = dm_error_find(number);
		if (!e && !g)
			g = error_guide_of_number(number);
	}
	if (e)
		put_code(b, e, t, a);
	else if (g)
		put_guide_alone(b, g, t, a);
	return e || g;
}

static void put_clue(struct buf *b, const struct finding *f)
{
	if (f->clue == CLUE_CODE) {
		buf_fmt(b, "code %ld", f->number);
		if (*f->class_name)
			buf_fmt(b, ", class %s", f->class_name);
		if (*f->scope)
			buf_fmt(b, ", scope %s", f->scope);
	} else if (f->clue == CLUE_NUMBER) {
		buf_fmt(b, "server error %ld", f->number);
	} else {
		buf_fmt(b, "text \"%.*s\"", STR_FMT(f->text));
	}
	if (f->lines == 1)
		buf_fmt(b, ": line %llu\n", (unsigned long long)f->first);
	else
		buf_fmt(b, ": %llu lines, first %llu, last %llu\n", (unsigned long long)f->lines,
			(unsigned long long)f->first, (unsigned long long)f->last);
}

static bool same_entry(const struct finding *x, const struct finding *y)
{
	return x->guide ? x->guide == y->guide : !y->guide && x->number == y->number;
}

/* An entry once, with all the clues that lead to it. */
static void put_entry(struct buf *b, const struct finding *found, size_t n, size_t at, const struct explain_task *t,
		      struct arena *a)
{
	const struct finding *f = &found[at];

	buf_fmt(b, "\n== %s\n", f->guide ? f->guide->title : f->error->meaning);
	for (size_t i = at; i < n; i++) {
		if (same_entry(f, &found[i]))
			put_clue(b, &found[i]);
	}
	buf_char(b, '\n');
	if (f->guide) {
		for (size_t i = at; i < n; i++) {
			bool shown = false;

			for (size_t k = at; k < i; k++)
				shown = shown || (same_entry(f, &found[k]) && found[k].number == found[i].number);
			if (!shown && same_entry(f, &found[i]) && found[i].error)
				put_rules(b, found[i].number);
		}
		put_guide(b, f->guide, t, a);
	} else {
		put_rows(b, f->error, true, a);
	}
}

static int put_findings(struct scan *s, const struct explain_task *t, struct arena *a)
{
	size_t n, entries = 0;
	uint64_t lines;
	const struct finding *found = scan_end(s, &n, &lines);
	struct buf b = {0}, body = {0};

	for (size_t i = 0; i < n; i++) {
		bool first = true;

		if (!found[i].guide && !found[i].error)
			continue;
		for (size_t k = 0; k < i; k++)
			first = first && !same_entry(&found[i], &found[k]);
		if (first) {
			entries++;
			put_entry(&body, found, n, i, t, a);
		}
	}
	buf_fmt(&b, "%zu known error%s in %llu line%s\n", entries, entries == 1 ? "" : "s", (unsigned long long)lines,
		lines == 1 ? "" : "s");
	buf_add(&b, body.p, body.n);
	for (size_t i = 0; i < n; i++) {
		if (!found[i].guide && !found[i].error) {
			buf_c(&b, "\nUnknown to dmlint: ");
			put_clue(&b, &found[i]);
		}
	}
	buf_free(&body);
	int code = write_stdout(&b);
	return code == EXIT_CLEAN && entries == 0 ? EXIT_FINDINGS : code;
}

int explain_text(struct str text, const struct explain_task *t, struct arena *a)
{
	struct scan *s = scan_new(a);

	scan_feed(s, text);
	return put_findings(s, t, a);
}

int explain_log(const char *path, const struct explain_task *t, struct arena *a)
{
	static const size_t piece = (size_t)256 << 10;
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	char *bytes = arena_alloc(a, piece);
	struct scan *s = scan_new(a);
	ssize_t n = fd < 0 ? -1 : 1;

	while (n > 0 || (n < 0 && fd >= 0 && errno == EINTR)) {
		n = read(fd, bytes, piece);
		if (n > 0)
			scan_feed(s, (struct str){.p = bytes, .n = (size_t)n});
	}
	int error = n < 0 ? errno : 0;
	if (fd >= 0 && !is_stdin)
		close(fd);
	if (error)
		return trouble("cannot read %s: %s", is_stdin ? "standard input" : path, strerror(error));
	return put_findings(s, t, a);
}
