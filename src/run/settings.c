/* settings.c: which configuration of dmlint holds for which input, read once each, and the options that follow. Called by
 * sources.c before anything is linted, and for --print-config. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

#define MAX_FOLDERS 256 /* looked into above one input */

static struct str join(struct arena *a, struct str folder, const char *name)
{
	if (str_eq_c(folder, "."))
		return arena_str(a, str_from(name));
	return arena_fmt(a, "%.*s%s%s", STR_FMT(folder), str_has_suffix(folder, "/") ? "" : "/", name);
}

/* What stands before the last "/"; "." when nothing does. */
static struct str folder_of(struct arena *a, struct str path)
{
	size_t n = path.n;

	while (n && path.p[n - 1] != '/')
		n--;
	while (n > 1 && path.p[n - 1] == '/')
		n--;
	return n ? arena_str(a, (struct str){path.p, n}) : STR_LIT(".");
}

static bool same_folder(struct str x, struct str y)
{
	struct stat a, b;

	return stat(x.p, &a) != 0 || stat(y.p, &b) != 0 || (a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

/* The folder around one, by its name as far as that goes; false at the root. */
static bool parent_of(struct arena *a, struct str folder, struct str *ret)
{
	while (str_has_suffix(folder, "/."))
		folder = folder_of(a, folder);
	if (str_eq_c(folder, "."))
		*ret = STR_LIT("..");
	else if (str_eq_c(folder, "..") || str_has_suffix(folder, "/.."))
		*ret = arena_fmt(a, "%.*s/..", STR_FMT(folder));
	else
		*ret = folder_of(a, folder);
	if (str_has_suffix(*ret, ".."))
		return !same_folder(folder, *ret);
	return !str_eq(*ret, folder);
}

static void set_failure(struct settings *x, struct arena *a, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void set_failure(struct settings *x, struct arena *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	x->usable = false;
	x->report = (struct file_report){.path = x->path, .kind = "config", .failure = arena_vfmt(a, fmt, ap)};
	va_end(ap);
}

static bool has_error(const struct file_report *f)
{
	for (const struct diag *d = f->diags.first; d; d = d->next) {
		if (d->severity == SEV_ERROR)
			return true;
	}
	return false;
}

/* The file's severities first: a later override wins. */
static void merge_overrides(struct arena *a, const struct config *c, struct run_options *o)
{
	struct rule_override *all = ARENA_ARRAY(a, struct rule_override, c->n_rules + o->n_overrides + 1);
	size_t n = 0;

	for (size_t i = 0; i < c->n_rules; i++)
		all[n++] = (struct rule_override){rule_find(c->rules[i].name), c->rules[i].severity};
	for (size_t i = 0; i < o->n_overrides; i++)
		all[n++] = o->overrides[i];
	o->overrides = all;
	o->n_overrides = n;
}

static bool can_read(struct setup *s, struct settings *x, const struct config_path *p)
{
	if (access(p->path.p, R_OK) == 0)
		return true;
	set_failure(x, s->arena, "%.*s: cannot open %.*s: %s", STR_FMT(config_place(x->config, p->at, s->arena)),
		    STR_FMT(p->path), strerror(errno));
	return false;
}

/* Unless the command line names sources. */
static void find_sources(struct setup *s, struct settings *x)
{
	const struct config *c = x->config;
	struct str *paths = ARENA_ARRAY(s->arena, struct str, c->n_sources + 1);

	if (x->options.n_sources)
		return;
	for (size_t i = 0; i < c->n_sources; i++) {
		paths[i] = c->sources[i].path;
		(void)can_read(s, x, &c->sources[i]);
	}
	run_expand(s->arena, paths, c->n_sources, &x->sources, &x->n_sources);
}

/* For TLS with components of DM. */
static void apply_files(struct setup *s, struct settings *x)
{
	for (size_t i = 0; i < CONFIG_N_FILES; i++) {
		const struct config_path *p = &x->config->live.files[i];

		if (p->at && !x->options.master_files_fixed[i] && can_read(s, x, p))
			x->options.master_files[i] = p->path;
	}
}

/* Whether servers are asked is for the command line to say. */
static void apply_live(struct setup *s, struct settings *x)
{
	const struct config_live *c = &x->config->live;
	struct run_options *o = &x->options;
	struct run_master *masters;

	if (!o->live)
		return;
	x->live = *o->live;
	o->live = &x->live;
	if (c->timeout_at && !o->timeout_fixed)
		x->live.timeout_ms = c->timeout_s * 1000;
	if (x->live.connect_timeout_ms > x->live.timeout_ms)
		x->live.connect_timeout_ms = x->live.timeout_ms;
	if (c->jobs_at && !o->jobs_fixed)
		x->live.jobs = c->jobs;
	apply_files(s, x);
	if (o->masters_fixed)
		return;
	masters = ARENA_ARRAY(s->arena, struct run_master, c->n_masters + 1);
	for (size_t i = 0; i < c->n_masters; i++)
		masters[i] = (struct run_master){c->masters[i].host, c->masters[i].port};
	o->masters = masters;
	o->n_masters = c->n_masters;
}

static void apply(struct setup *s, struct settings *x)
{
	const struct config *c = x->config;
	struct run_options *o = &x->options;
	struct err e;

	merge_overrides(s->arena, c, o);
	if (!o->fail_on_fixed && c->fail_on_at)
		o->fail_on = c->fail_on;
	if (!o->secret_key && c->secret_key_file.at) {
		if (crypt_key_load(c->secret_key_file.path.p, &x->secret_key, &e))
			o->secret_key = x->secret_key;
		else
			set_failure(x, s->arena, "%.*s: %s", STR_FMT(config_place(c, c->secret_key_file.at, s->arena)),
				    e.msg);
	}
	find_sources(s, x);
	apply_live(s, x);
	for (size_t i = 0; i < c->n_policies; i++)
		policy_compile(s->arena, &c->policies[i]);
	o->policies = c->policies;
	o->n_policies = c->n_policies;
}

static void read_file(struct setup *s, struct settings *x)
{
	struct run_options plain = {.kind = CONFIG_DMLINT};
	struct doc *doc = ARENA_NEW(s->arena, struct doc);
	struct config *c = ARENA_NEW(s->arena, struct config);
	struct decode_result decode;
	bool too_big = false;
	struct str bytes;
	struct err e;

	if (!file_read(s->arena, x->path.p, (size_t)TEXT_MAX_BYTES + 1, &bytes, &too_big, &e)) {
		set_failure(x, s->arena, "%s", e.msg);
		return;
	}
	run_lint_bytes(s->arena, x->path, bytes, &plain, &x->report);
	x->usable = !has_error(&x->report);
	if (!x->usable)
		return;
	doc_load(s->arena, text_new(s->arena, x->path, bytes), doc);
	run_decode(s->arena, doc, CONFIG_DMLINT, run_newest(CONFIG_DMLINT, 0), &decode);
	config_read(s->arena, doc, c);
	x->config = c;
	apply(s, x);
}

/* Of one file; an absent path stands for no configuration. */
static struct settings *settings_of(struct setup *s, struct str path)
{
	struct str key = path.p ? path : STR_LIT("");
	struct settings *x = strmap_get(&s->files, key);

	if (x)
		return x;
	x = ARENA_NEW(s->arena, struct settings);
	*x = (struct settings){.path = path, .usable = true, .options = *s->options, .next = s->all};
	s->all = x;
	strmap_put(&s->files, key, x);
	if (path.p)
		read_file(s, x);
	return x;
}

/* A pipe would keep the run waiting for whoever writes into it. */
static bool is_there(struct str file)
{
	struct stat st;

	return stat(file.p, &st) == 0 && !S_ISFIFO(st.st_mode);
}

/* Looks into the folders from here upwards, up to one that holds .git. What it passes shares the answer. */
static struct settings *search(struct setup *s, struct str folder)
{
	struct str passed[MAX_FOLDERS], found = s->options->config_fallback;
	struct settings *x = NULL;
	size_t n = 0;

	while (!x && n < MAX_FOLDERS) {
		struct str file = join(s->arena, folder, CONFIG_NAME);

		x = strmap_get(&s->folders, folder);
		if (x)
			break;
		passed[n++] = folder;
		if (is_there(file)) {
			found = file;
			break;
		}
		if (access(join(s->arena, folder, ".git").p, F_OK) == 0 || !parent_of(s->arena, folder, &folder))
			break;
	}
	if (!x)
		x = settings_of(s, found);
	for (size_t i = 0; i < n; i++)
		strmap_put(&s->folders, passed[i], x);
	return x;
}

/* A folder as seen from another one around it, with a "/" at its end, or "". */
static struct str below(struct arena *a, struct str folder, struct str around)
{
	char *top = realpath(around.p, NULL), *here = realpath(folder.p, NULL);
	size_t n = top ? strlen(top) : 0;
	struct str ret = folder;

	n -= n == 1; /* the root */
	if (top && here && strncmp(top, here, n) == 0 && (here[n] == '/' || !here[n]))
		ret = str_from(here[n] == '/' ? here + n + 1 : "");
	ret = arena_fmt(a, "%.*s%s", STR_FMT(ret), ret.n ? "/" : "");
	free(top);
	free(here);
	return ret;
}

/* A path from another folder on; the folder of each file is looked at once. */
static struct str path_from(struct arena *a, struct strmap *cache, struct str path, bool is_folder, struct str around)
{
	struct str folder = is_folder ? path : folder_of(a, path);
	struct str *prefix = strmap_get(cache, folder);

	if (!prefix) {
		prefix = ARENA_NEW(a, struct str);
		*prefix = below(a, folder, around);
		strmap_put(cache, folder, prefix);
	}
	while (!is_folder && memchr(path.p, '/', path.n))
		path = (struct str){path.p + 1, path.n - 1};
	return is_folder ? *prefix : arena_fmt(a, "%.*s%.*s", STR_FMT(*prefix), STR_FMT(path));
}

static bool has_globs(const struct settings *x)
{
	return x->config && (x->config->n_exclude || x->config->n_versions);
}

void setup_begin(struct setup *s, struct arena *a, const struct run_options *o)
{
	*s = (struct setup){.arena = a,
			    .options = o,
			    .files = {.arena = a},
			    .folders = {.arena = a},
			    .below = {.arena = a},
			    .stable = {.arena = a}};
	if (o->baseline_path.p)
		s->baseline_folder = folder_of(a, o->baseline_path);
}

void setup_end(struct setup *s)
{
	for (struct settings *x = s->all; x; x = x->next) {
		crypt_key_free(x->secret_key);
		for (size_t i = 0; x->config && i < x->config->n_policies; i++)
			policy_release(&x->config->policies[i]);
	}
}

void setup_find(struct setup *s, struct str path, bool is_folder, struct placed *ret)
{
	struct arena *a = s->arena;

	*ret = (struct placed){.path = path};
	if (s->options->kind == CONFIG_DMLINT || (!is_folder && run_is_own_name(path)))
		ret->settings = settings_of(s, (struct str){NULL, 0}); /* settings have none themselves */
	else if (s->options->config.p)
		ret->settings = settings_of(s, s->options->config);
	else
		ret->settings = search(s, is_folder ? path : folder_of(a, path));
	if (has_globs(ret->settings))
		ret->path = path_from(a, &s->below, path, is_folder, folder_of(a, ret->settings->path));
	if (s->baseline_folder.p)
		ret->stable = path_from(a, &s->stable, path, is_folder, s->baseline_folder);
}

void setup_options(const struct placed *p, struct run_options *ret)
{
	const struct node *at = NULL;

	*ret = p->settings->options;
	ret->stable_path = p->stable;
	if (ret->dm_fixed || !p->settings->config)
		return;
	ret->dm = config_dm(p->settings->config, p->path, &at);
	ret->dm_from_file = at != NULL;
}

bool run_find_settings(struct arena *a, struct str path, bool is_folder, const struct run_options *o,
		       struct run_settings *ret, struct run_report *ret_report)
{
	struct setup s;
	struct placed at;
	bool usable;

	setup_begin(&s, a, o);
	setup_find(&s, path, is_folder, &at);
	usable = setup_usable(&s, ret_report);
	if (usable) {
		*ret = (struct run_settings){.config = at.settings->config, .path = at.path};
		setup_options(&at, &ret->options);
		ret->options.secret_key = o->secret_key;
	}
	setup_end(&s);
	return usable;
}

bool setup_usable(const struct setup *s, struct run_report *ret)
{
	size_t n = 0;

	for (const struct settings *x = s->all; x; x = x->next)
		n += !x->usable;
	if (n == 0)
		return true;
	*ret = (struct run_report){.files = ARENA_ARRAY(s->arena, struct file_report, n), .n_files = n};
	for (const struct settings *x = s->all; x; x = x->next) {
		if (x->usable)
			continue;
		ret->files[--n] = x->report; /* the last is the first of the list */
		run_count(ret, &x->report);
		ret->n_failed += !x->report.text;
		ret->n_unusable += x->report.text != NULL;
	}
	return false;
}
