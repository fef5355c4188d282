/* files.c: from the names on the command line to a report over all files. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "internal.h"

#define MAX_FOLDER_DEPTH 64

struct walk {
	struct arena *arena;
	struct run_input *list;
	size_t n, cap;
};

static void add_input(struct walk *w, struct str path, bool named)
{
	if (w->n == w->cap) {
		size_t cap = w->cap ? w->cap * 2 : 16;
		struct run_input *bigger = ARENA_ARRAY(w->arena, struct run_input, cap);

		if (w->n)
			memcpy(bigger, w->list, w->n * sizeof(*bigger));
		w->list = bigger;
		w->cap = cap;
	}
	w->list[w->n++] = (struct run_input){.path = path, .named = named};
}

static int visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static bool is_config_name(const char *name)
{
	struct str s = str_from(name);

	return str_has_suffix(s, ".yaml") || str_has_suffix(s, ".yml") || str_has_suffix(s, ".toml") ||
	       str_eq_c(s, "inventory.ini");
}

/* Nobody has asked for a pipe that lies in a folder: to open it would wait for whoever writes into it. */
static void walk_folder(struct walk *w, const char *path, unsigned depth)
{
	struct dirent **entries;
	int n = scandir(path, &entries, visible, alphasort);

	if (n < 0) {
		add_input(w, str_from(path), true); /* reading it will say why */
		return;
	}
	for (int i = 0; i < n; i++) {
		size_t len = strlen(path);
		const char *slash = len && path[len - 1] == '/' ? "" : "/";
		struct str child = arena_fmt(w->arena, "%s%s%s", path, slash, entries[i]->d_name);
		struct stat st;
		bool exists = stat(child.p, &st) == 0;

		if (exists && S_ISDIR(st.st_mode)) {
			if (depth < MAX_FOLDER_DEPTH)
				walk_folder(w, child.p, depth + 1);
		} else if (is_config_name(entries[i]->d_name) && !(exists && S_ISFIFO(st.st_mode))) {
			add_input(w, child, false);
		}
		free(entries[i]);
	}
	free(entries);
}

void run_expand(struct arena *a, const struct str *paths, size_t n, struct run_input **ret, size_t *ret_n)
{
	struct walk w = {.arena = a};

	for (size_t i = 0; i < n; i++) {
		struct str path = arena_str(a, paths[i]);
		struct stat st;

		if (!str_eq_c(path, "-") && stat(path.p, &st) == 0 && S_ISDIR(st.st_mode))
			walk_folder(&w, path.p, 0);
		else
			add_input(&w, path, true);
	}
	*ret = w.list;
	*ret_n = w.n;
}

void run_count(struct run_report *r, const struct file_report *f)
{
	r->n_known += f->known.n;
	r->n_suppressed += f->suppressed.n;
	for (const struct diag *d = f->diags.first; d; d = d->next) {
		r->fails |= f->fail_on != SEV_OFF && d->severity >= f->fail_on;
		r->n_errors += d->severity == SEV_ERROR;
		r->n_warnings += d->severity == SEV_WARNING;
		r->n_notes += d->severity == SEV_NOTE;
	}
}

bool run_read_input(struct arena *a, const struct run_input *in, struct str *ret, bool *ret_too_big, struct err *e)
{
	*ret_too_big = in->bytes.n > TEXT_MAX_BYTES;
	*ret = in->bytes;
	return in->bytes.p || file_read(a, in->path.p, (size_t)TEXT_MAX_BYTES + 1, ret, ret_too_big, e);
}

void run_lint_input(struct arena *a, const struct run_input *in, const struct run_options *o, struct run_report *r)
{
	struct file_report *f = &r->files[r->n_files];
	struct str path = in->path, bytes;
	bool too_big = false;
	struct err e;

	if (str_eq_c(path, "-"))
		path = o->stdin_name.p ? o->stdin_name : STR_LIT("<stdin>");
	if (!run_read_input(a, in, &bytes, &too_big, &e)) {
		*f = (struct file_report){.path = path, .kind = "unknown", .failure = arena_str(a, str_from(e.msg))};
		r->n_failed++;
		r->n_files++;
		return;
	}
	if (o->fix == FIX_NONE || too_big)
		run_lint_bytes(a, path, bytes, o, f);
	else
		run_fix_bytes(a, path, bytes, o, f);
	if (!in->named && strcmp(f->kind, "unknown") == 0) {
		r->n_skipped++;
		return;
	}
	if (f->before && o->fix_write && !str_eq_c(in->path, "-")) {
		if (!run_fix_write(a, f->path, f->before->bytes, f->text->bytes, &e)) {
			*f = (struct file_report){
				.path = path, .kind = "unknown", .failure = arena_str(a, str_from(e.msg))};
			r->n_failed++;
			r->n_files++;
			return;
		}
		r->n_fixed += f->n_fixed;
	}
	f->stable_path = o->stable_path;
	if (o->baseline)
		baseline_take(o->baseline, a, f->stable_path, f);
	run_count(r, f);
	r->n_files++;
}

void run_accept(struct run_report *r)
{
	r->n_errors = r->n_warnings = r->n_notes = r->n_known = r->n_gone = 0;
	r->fails = false;
	r->has_baseline = true;
	for (size_t i = 0; i < r->n_files; i++) {
		struct file_report *f = &r->files[i];

		for (struct diag *d = f->diags.first, *next; d; d = next) {
			next = d->next;
			diag_append(&f->known, d);
		}
		f->diags = (struct diag_list){0};
		r->n_known += f->known.n;
	}
}

int run_exit_code(const struct run_report *r)
{
	return r->n_failed || r->n_unusable ? 2 : r->fails ? 1 : 0;
}
