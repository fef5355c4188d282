/* settings.c: --print-config: the settings that hold for a file or folder, and where each of them comes from, as YAML that a
 * .dmlint.yaml could hold. Called by lint.c instead of linting. */
#include "internal.h"

#include "dmlint/config.h"
#include "dmlint/run.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct settings_view {
	struct buf *out;
	struct arena *arena;
	const struct run_options *options;
	const struct config *config; /* NULL: none holds */
};

static void put_quoted(struct buf *b, struct str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			buf_fmt(b, "\\x%02x", (unsigned char)s.p[i]);
		else
			buf_fmt(b, "%s%c", s.p[i] == '"' || s.p[i] == '\\' ? "\\" : "", s.p[i]);
	}
	buf_char(b, '"');
}

/* The end of a line: the place in the configuration, else what it comes from otherwise. */
static void put_origin(struct settings_view *v, const struct node *at, const char *otherwise)
{
	if (at)
		buf_fmt(v->out, " # %.*s\n", STR_FMT(config_place(v->config, at, v->arena)));
	else
		buf_fmt(v->out, " # %s\n", otherwise);
}

static void put_version(struct settings_view *v, struct str path)
{
	const struct node *at = NULL;
	if (!v->options->dm_fixed && v->config)
		(void)config_dm(v->config, path, &at);
	buf_c(v->out, "dm-version: ");
	put_quoted(v->out, v->options->dm ? dm_version_name(v->options->dm, v->arena) : STR_LIT("auto"));
	put_origin(v, at, v->options->dm_fixed ? "--dm-version" : "default");
}

/* Which files have another version than the folder's. */
static void put_versions(struct settings_view *v)
{
	if (v->options->dm_fixed || !v->config || !v->config->n_versions)
		return;
	buf_c(v->out, "dm-versions:\n");
	for (size_t i = 0; i < v->config->n_versions; i++) {
		const struct config_version *version = &v->config->versions[i];
		buf_c(v->out, "  - {files: ");
		put_quoted(v->out, version->written);
		buf_c(v->out, ", version: ");
		put_quoted(v->out, version->dm ? dm_version_name(version->dm, v->arena) : STR_LIT("auto"));
		buf_char(v->out, '}');
		put_origin(v, version->at, "");
	}
}

static void put_fail_on(struct settings_view *v)
{
	const struct run_options *o = v->options;
	buf_fmt(v->out, "fail-on: %s", o->fail_on == SEV_OFF ? "never" : severity_name(o->fail_on));
	put_origin(v, o->fail_on_fixed || !v->config ? NULL : v->config->fail_on_at,
		   o->fail_on_fixed ? "--fail-on" : "default");
}

static void put_key_file(struct settings_view *v, const char *given)
{
	if (!given && (!v->config || !v->config->secret_key_file.at))
		return;
	buf_c(v->out, "secret-key-file: ");
	put_quoted(v->out, given ? str_from(given) : v->config->secret_key_file.path);
	put_origin(v, given ? NULL : v->config->secret_key_file.at, "--secret-key-file");
}

static void put_sources(struct settings_view *v)
{
	bool own = v->options->n_sources == 0;
	size_t n = own ? v->config ? v->config->n_sources : 0 : v->options->n_sources;
	if (n)
		buf_c(v->out, "sources:\n");
	for (size_t i = 0; i < n; i++) {
		buf_c(v->out, "  - ");
		put_quoted(v->out, own ? v->config->sources[i].path : v->options->sources[i].path);
		put_origin(v, own ? v->config->sources[i].at : NULL, "--source");
	}
}

static void put_number(struct settings_view *v, const char *key, unsigned number, const struct node *at, bool fixed)
{
	if (!fixed && !at)
		return;
	buf_fmt(v->out, "  %s: %u", key, number);
	put_origin(v, fixed ? NULL : at, arena_fmt(v->arena, "--%s", key).p);
}

static void put_address(struct settings_view *v, struct str host, uint16_t port, const struct node *at)
{
	bool v6 = host.n && memchr(host.p, ':', host.n);
	buf_c(v->out, "    - ");
	put_quoted(v->out, arena_fmt(v->arena, "%s%.*s%s:%u", v6 ? "[" : "", STR_FMT(host), v6 ? "]" : "", port));
	put_origin(v, at, "--master-addr");
}

static void put_file(struct settings_view *v, const char *key, struct str path, const struct node *at)
{
	if (!path.p)
		return;
	buf_fmt(v->out, "  %s: ", key);
	put_quoted(v->out, path);
	put_origin(v, at, arena_fmt(v->arena, "--%s", key).p);
}

/* What has been set of asking servers. */
static void put_live(struct settings_view *v)
{
	static const struct config_live none;
	const struct run_options *o = v->options;
	const struct config_live *c = v->config ? &v->config->live : &none;
	size_t n = o->masters_fixed ? o->n_masters : c->n_masters;
	bool files = false;
	for (size_t i = 0; i < CONFIG_N_FILES; i++)
		files = files || o->master_files_fixed[i] || c->files[i].at;
	if (!c->timeout_at && !c->jobs_at && !o->timeout_fixed && !o->jobs_fixed && !n && !files)
		return;
	buf_c(v->out, "live:\n");
	put_number(v, "timeout", o->timeout_fixed ? o->live->timeout_ms / 1000 : c->timeout_s, c->timeout_at,
		   o->timeout_fixed);
	put_number(v, "jobs", o->jobs_fixed ? o->live->jobs : c->jobs, c->jobs_at, o->jobs_fixed);
	buf_c(v->out, n ? "  master-addr:\n" : "");
	for (size_t i = 0; i < n; i++) {
		if (o->masters_fixed)
			put_address(v, o->masters[i].host, o->masters[i].port, NULL);
		else
			put_address(v, c->masters[i].host, c->masters[i].port, c->masters[i].at);
	}
	for (size_t i = 0; i < CONFIG_N_FILES; i++)
		put_file(v, config_files[i], o->master_files_fixed[i] ? o->master_files[i] : c->files[i].path,
			 o->master_files_fixed[i] ? NULL : c->files[i].at);
}

static void put_exclude(struct settings_view *v)
{
	if (v->config && v->config->n_exclude)
		buf_c(v->out, "exclude:\n");
	for (size_t i = 0; v->config && i < v->config->n_exclude; i++) {
		buf_c(v->out, "  - ");
		put_quoted(v->out, v->config->exclude[i].written);
		put_origin(v, v->config->exclude[i].at, "");
	}
}

/* Those that have been set. Of several settings of a rule the last one counts; the configuration's come first. */
static void put_rules(struct settings_view *v)
{
	const struct run_options *o = v->options;
	size_t n_own = v->config ? v->config->n_rules : 0;
	bool any = false;
	for (size_t i = 0; i < n_rules; i++) {
		size_t k = o->n_overrides;
		while (k > 0 && o->overrides[k - 1].rule != rules[i])
			k--;
		if (k == 0)
			continue;
		buf_fmt(v->out, "%s  %s: %s", any ? "" : "rules:\n", rules[i]->info.name,
			severity_name(o->overrides[k - 1].severity));
		put_origin(v, k <= n_own ? v->config->rules[k - 1].at : NULL, "--rule");
		any = true;
	}
}

static void put_policies(struct settings_view *v)
{
	if (v->config && v->config->n_policies)
		buf_c(v->out, "policies:\n");
	for (size_t i = 0; v->config && i < v->config->n_policies; i++) {
		buf_fmt(v->out, "  - {name: %.*s}", STR_FMT(v->config->policies[i].name));
		put_origin(v, v->config->policies[i].at, "");
	}
}

static void put_settings(struct settings_view *v, struct str path, const struct run_settings *s, bool is_folder,
			 const char *key_file)
{
	const struct node *excluded = v->config && !is_folder ? config_excludes(v->config, s->path) : NULL;
	buf_c(v->out, "# ");
	put_quoted(v->out, path);
	if (excluded)
		buf_fmt(v->out, " is excluded by %.*s\n", STR_FMT(config_place(v->config, excluded, v->arena)));
	else if (v->config)
		buf_fmt(v->out, " has the settings of %.*s\n", STR_FMT(v->config->text->path));
	else
		buf_c(v->out, " has no configuration\n");
	put_version(v, s->path);
	if (is_folder)
		put_versions(v);
	put_fail_on(v);
	put_key_file(v, key_file);
	put_sources(v);
	put_live(v);
	put_exclude(v);
	put_rules(v);
	put_policies(v);
}

static bool is_folder(struct str path)
{
	struct stat st;
	return stat(path.p, &st) == 0 && S_ISDIR(st.st_mode);
}

bool settings_put(struct buf *b, struct arena *arena, struct str path, const struct run_options *o,
		  const char *key_file, struct run_report *ret_report)
{
	struct run_settings s;
	bool folder = is_folder(path);
	if (!run_find_settings(arena, path, folder, o, &s, ret_report))
		return false;
	struct settings_view v = {.out = b, .arena = arena, .options = &s.options, .config = s.config};
	put_settings(&v, path, &s, folder, key_file);
	return true;
}

struct str settings_of_user(struct arena *a)
{
	const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct str path = {NULL, 0};
	if (base && base[0] == '/')
		path = arena_fmt(a, "%s/dmlint/config.yaml", base);
	else if (home && home[0] == '/')
		path = arena_fmt(a, "%s/.config/dmlint/config.yaml", home);
	return path.p && access(path.p, F_OK) == 0 ? path : (struct str){NULL, 0};
}

/* Those of the command line, else those of the configuration. */
static void take_sources(const struct args *a, const struct config *c, struct run_options *o)
{
	size_t n = 0, n_own = c ? c->n_sources : 0;
	struct str *paths = ARENA_ARRAY(a->arena, struct str, a->n_given + n_own + 1);
	struct run_input *sources;
	for (size_t i = 0; i < a->n_given; i++) {
		if (a->given[i].id == OPT_SOURCE)
			paths[n++] = str_from(a->given[i].value);
	}
	for (size_t i = 0; n == 0 && i < n_own; i++)
		paths[i] = c->sources[i].path;
	run_expand(a->arena, paths, n ? n : n_own, &sources, &o->n_sources);
	o->sources = sources;
}

bool settings_take(const struct args *a, struct str path, struct run_options *o, struct crypt_key **ret_key)
{
	const char *version = args_last(a, OPT_DM_VERSION), *key = args_last(a, OPT_SECRET_KEY_FILE);
	struct run_settings s;
	struct run_report report;
	struct err e;
	*ret_key = NULL;
	o->dm = 0;
	o->dm_fixed = version != NULL;
	if (version && strcmp(version, "auto") != 0 && !dm_version_parse(str_from(version), &o->dm)) {
		(void)usage_error(a, "--dm-version: \"%s\" is no version of DM", version);
		return false;
	}
	o->config = str_from(args_last(a, OPT_CONFIG));
	o->config_fallback = settings_of_user(a->arena);
	if (!run_find_settings(a->arena, path, false, o, &s, &report)) {
		(void)settings_complain(&report, a->arena);
		return false;
	}
	o->dm = s.options.dm;
	take_sources(a, s.config, o);
	if (!key && s.config && s.config->secret_key_file.at)
		key = s.config->secret_key_file.path.p;
	if (key && !crypt_key_load(key, ret_key, &e)) {
		(void)trouble("%s", e.msg);
		return false;
	}
	o->secret_key = *ret_key;
	return true;
}

int settings_complain(const struct run_report *r, struct arena *a)
{
	struct report_options o = {.arena = a};
	struct buf b = {0};
	reporters[0].render(&b, r, &o);
	(void)write_stdout(&b);
	for (size_t i = 0; i < r->n_files; i++) {
		if (!r->files[i].text)
			(void)trouble("%.*s", STR_FMT(r->files[i].failure));
	}
	return trouble("the settings cannot be used as they are");
}
