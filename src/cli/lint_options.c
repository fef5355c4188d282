/* lint_options.c: the options and operands of lint and facts into a struct lint_job. Called by lint.c and facts.c. Lints nothing. */
#include "job.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool bad_choice(const struct args *a, const struct given *g, const char *wanted)
{
	(void)usage_error(a, "--%s: \"%s\" is not one of %s", option_rows[g->id].name, g->value, wanted);
	return false;
}

static bool take_dm_version(const struct args *a, const struct given *g, struct lint_job *job)
{
	struct str v = str_from(g->value);
	job->run.dm = 0;
	job->run.dm_fixed = true;
	if (str_eq_c(v, "auto") || dm_version_parse(v, &job->run.dm))
		return true;
	return bad_choice(a, g, "auto, 1.0, 2.0, 5.4, 6.5, 7.5, 8.5 or a full version between them");
}

static bool take_kind(const struct args *a, const struct given *g, struct lint_job *job)
{
	if (strcmp(g->value, "task") == 0)
		job->run.kind = CONFIG_TASK;
	else if (strcmp(g->value, "source") == 0)
		job->run.kind = CONFIG_SOURCE;
	else if (strcmp(g->value, "config") == 0)
		job->run.kind = CONFIG_DMLINT;
	else
		return bad_choice(a, g, "task, source, config");
	return true;
}

/* F, or F=FILE. */
static bool take_format(const struct args *a, const struct given *g, struct lint_job *job)
{
	const char *equals = strchr(g->value, '=');
	struct str name = str_from(g->value);
	if (equals)
		name.n = (size_t)(equals - g->value);
	const struct reporter *r = reporter_find(name);
	if (!r) {
		struct buf wanted = {0};
		for (size_t i = 0; i < n_reporters; i++)
			buf_fmt(&wanted, "%s%s", i ? ", " : "", reporters[i].name);
		buf_char(&wanted, '\0');
		bool ok = bad_choice(a, g, wanted.p);
		buf_free(&wanted);
		return ok;
	}
	if (equals && !equals[1]) {
		(void)usage_error(a, "--format %s: the name of a file is missing", g->value);
		return false;
	}
	job->out[job->n_out++] = (struct destination){.reporter = r, .path = equals ? equals + 1 : NULL};
	return true;
}

static bool take_max_findings(const struct args *a, const struct given *g, struct lint_job *job)
{
	char *end;
	errno = 0;
	unsigned long n = strtoul(g->value, &end, 10);
	if (*end || end == g->value || errno || g->value[0] == '-' || n == 0)
		return bad_choice(a, g, "the numbers from 1 on");
	job->report.max_findings = n;
	return true;
}

static bool take_fail_on(const struct args *a, const struct given *g, struct lint_job *job)
{
	if (strcmp(g->value, "never") == 0)
		job->run.fail_on = SEV_OFF;
	else if (!severity_parse(str_from(g->value), &job->run.fail_on) || job->run.fail_on == SEV_OFF)
		return bad_choice(a, g, "error, warning, note, never");
	job->run.fail_on_fixed = true;
	return true;
}

static bool take_rule(const struct args *a, const struct given *g, struct lint_job *job)
{
	const char *equals = strchr(g->value, '=');
	struct rule_override *o = &job->overrides[job->run.n_overrides];
	if (!equals || !severity_parse(str_from(equals + 1), &o->severity)) {
		(void)usage_error(a, "--rule %s: NAME=off, NAME=note, NAME=warning or NAME=error is wanted", g->value);
		return false;
	}
	struct str name = {.p = g->value, .n = (size_t)(equals - g->value)};
	o->rule = rule_find(name);
	if (!o->rule) {
		const struct rule *near = rule_nearest(name);
		if (near)
			(void)usage_error(a, "--rule %s: no rule has this name, did you mean %s?", g->value,
					  near->info.name);
		else
			(void)usage_error(a, "--rule %s: no rule has this name or id; 'dmlint rules' lists them",
					  g->value);
		return false;
	}
	job->run.n_overrides++;
	return true;
}

/* The conventions of no-color.org and bixense.com/clicolors; NO_COLOR wins. */
static bool color_by_environment(void)
{
	const char *v = getenv("NO_COLOR");
	if (v && *v)
		return false;
	v = getenv("FORCE_COLOR");
	if (v && *v)
		return strcmp(v, "0") != 0;
	v = getenv("CLICOLOR_FORCE");
	if (v && *v && strcmp(v, "0") != 0)
		return true;
	v = getenv("CLICOLOR");
	if (v && strcmp(v, "0") == 0)
		return false;
	v = getenv("TERM");
	return isatty(STDOUT_FILENO) && v && *v && strcmp(v, "dumb") != 0;
}

static bool take_color(const struct args *a, const struct given *g, struct lint_job *job)
{
	job->force_color = strcmp(g->value, "always") == 0;
	if (strcmp(g->value, "auto") == 0)
		job->report.color = color_by_environment();
	else if (job->force_color || strcmp(g->value, "never") == 0)
		job->report.color = job->force_color;
	else
		return bad_choice(a, g, "auto, always, never");
	return true;
}

static void add_path(struct arena *arena, struct lint_job *job, struct str path)
{
	if (job->n_paths == job->cap_paths) {
		size_t cap = job->cap_paths ? 2 * job->cap_paths : 16;
		struct str *bigger = ARENA_ARRAY(arena, struct str, cap);
		if (job->n_paths)
			memcpy(bigger, job->paths, job->n_paths * sizeof(*bigger));
		job->paths = bigger;
		job->cap_paths = cap;
	}
	job->paths[job->n_paths++] = path;
}

/* One name a line, or, as soon as the list holds a NUL, separated by NUL. Empty names are left out. */
static bool take_files_from(const struct args *a, const struct given *g, struct lint_job *job)
{
	struct str list;
	struct err e;
	bool too_big;
	if (strcmp(g->value, "-") == 0) {
		if (job->reads_stdin) {
			(void)usage_error(a, "standard input can be read once only");
			return false;
		}
		job->reads_stdin = true;
	}
	if (!file_read(a->arena, g->value, TEXT_MAX_BYTES, &list, &too_big, &e)) {
		(void)trouble("--files-from: %s", e.msg);
		return false;
	}
	if (too_big) {
		(void)trouble("--files-from: %s: larger than %u bytes", g->value, TEXT_MAX_BYTES);
		return false;
	}
	char separator = list.n && memchr(list.p, '\0', list.n) ? '\0' : '\n';
	for (size_t start = 0, i = 0; i <= list.n; i++) {
		if (i < list.n && list.p[i] != separator)
			continue;
		struct str name = {.p = list.p + start, .n = i - start};
		if (separator == '\n' && str_has_suffix(name, "\r"))
			name.n--;
		if (name.n)
			add_path(a->arena, job, arena_str(a->arena, name));
		start = i + 1;
	}
	return true;
}

static bool take_secret_key(const struct given *g, struct lint_job *job)
{
	struct err e;
	crypt_key_free(job->secret_key);
	job->secret_key = NULL;
	if (!crypt_key_load(g->value, &job->secret_key, &e)) {
		(void)trouble("%s", e.msg);
		return false;
	}
	job->run.secret_key = job->secret_key;
	return true;
}

static bool take_facts(const struct args *a, const struct given *g, struct lint_job *job)
{
	struct err e;
	if (run_load_facts(a->arena, g->value, &job->run.facts, &e))
		return true;
	(void)trouble("--facts: %s", e.msg);
	return false;
}

static bool take_master(const struct args *a, const struct given *g, struct lint_job *job)
{
	struct run_master *m = &job->masters[job->run.n_masters];
	if (!config_address_parse(str_from(g->value), &m->host, &m->port))
		return bad_choice(a, g, "HOST:PORT");
	job->run.n_masters++;
	return true;
}

/* One of those for TLS with components of DM. */
static bool take_master_file(const struct given *g, struct lint_job *job)
{
	for (size_t i = 0; i < CONFIG_N_FILES; i++) {
		if (strcmp(option_rows[g->id].name, config_files[i]) != 0)
			continue;
		job->run.master_files[i] = str_from(g->value);
		job->run.master_files_fixed[i] = true;
	}
	if (access(g->value, R_OK) == 0)
		return true;
	(void)trouble("--%s: cannot open %s: %s", option_rows[g->id].name, g->value, strerror(errno));
	return false;
}

static bool take_fix(const struct args *a, const struct given *g, struct lint_job *job)
{
	if (g->value && strcmp(g->value, "unsafe") != 0)
		return bad_choice(a, g, "unsafe, or nothing");
	if (g->value || job->run.fix == FIX_NONE)
		job->run.fix = g->value ? FIX_UNSAFE : FIX_SAFE;
	if (g->id == OPT_DIFF)
		job->diff = true;
	return true;
}

static bool take_baseline(const struct args *a, const struct given *g, struct lint_job *job)
{
	if (!*g->value || strcmp(g->value, "-") == 0) {
		(void)usage_error(a, "--%s: the name of a file is missing", option_rows[g->id].name);
		return false;
	}
	if (g->id == OPT_WRITE_BASELINE)
		job->write_baseline = g->value;
	else
		job->baseline = g->value;
	/* When both are given only the one to be written counts. */
	job->run.baseline_path = str_from(job->write_baseline ? job->write_baseline : job->baseline);
	return true;
}

static bool is_absent_or_empty(const char *path)
{
	struct stat st;
	return stat(path, &st) != 0 || (S_ISREG(st.st_mode) && st.st_size == 0);
}

/* One to be written may be there already: what it holds of files that are not looked at now stays. */
static bool read_baseline(const struct args *a, struct lint_job *job)
{
	const char *path = job->write_baseline ? job->write_baseline : job->baseline;
	struct str bytes;
	bool too_big;
	struct err e;
	if (!path || (job->write_baseline && is_absent_or_empty(path)))
		return true;
	job->run.baseline = ARENA_NEW(a->arena, struct baseline);
	if (file_read(a->arena, path, TEXT_MAX_BYTES, &bytes, &too_big, &e) &&
	    baseline_read(a->arena, path, bytes, job->run.baseline, &e))
		return true;
	(void)trouble("--%s: %s", job->write_baseline ? "write-baseline" : "baseline", e.msg);
	return false;
}

static bool take_option(const struct args *a, const struct given *g, struct lint_job *job)
{
	switch (g->id) {
	case OPT_DM_VERSION:
		return take_dm_version(a, g, job);
	case OPT_COMPAT:
		job->run.compat = true;
		return true;
	case OPT_KIND:
		return take_kind(a, g, job);
	case OPT_FORMAT:
		return take_format(a, g, job);
	case OPT_QUIET:
		job->report.quiet = true;
		return true;
	case OPT_MAX_FINDINGS:
		return take_max_findings(a, g, job);
	case OPT_STDIN_FILENAME:
		job->run.stdin_name = str_from(g->value);
		return true;
	case OPT_FAIL_ON:
		return take_fail_on(a, g, job);
	case OPT_RULE:
		return take_rule(a, g, job);
	case OPT_FILES_FROM:
		return take_files_from(a, g, job);
	case OPT_COLOR:
		return take_color(a, g, job);
	case OPT_SOURCE:
		job->sources[job->n_sources++] = str_from(g->value);
		return true;
	case OPT_SECRET_KEY_FILE:
		return take_secret_key(g, job);
	case OPT_FACTS:
		return take_facts(a, g, job);
	case OPT_LIVE:
		job->run.live = &job->live;
		return true;
	case OPT_MASTER_ADDR:
		return take_master(a, g, job);
	case OPT_SSL_CA:
	case OPT_SSL_CERT:
	case OPT_SSL_KEY:
		return take_master_file(g, job);
	case OPT_FIX:
	case OPT_DIFF:
		return take_fix(a, g, job);
	case OPT_CONFIG:
		job->run.config = str_from(g->value);
		return true;
	case OPT_PRINT_CONFIG:
		job->print_settings = true;
		return true;
	case OPT_BASELINE:
	case OPT_WRITE_BASELINE:
		return take_baseline(a, g, job);
	case OPT_TIMEOUT:
	case OPT_JOBS:
	case OPT_SAVE:
	case OPT_TEST:
	case OPT_TASK:
	case OPT_TABLES:
	case OPT_LOG:
	case OPT_FROM:
	case OPT_TO:
	case OPT_OUTPUT:
	case OPT_HELP:
	case OPT_VERSION:
	case OPT_VERBOSE:
	case OPT_COUNT:
		break;
	}
	return true;
}

/* Inside GitHub Actions what nobody asked for otherwise comes as annotations; in a file they would be none. */
static struct str default_format(const char *output)
{
	const char *v = getenv("GITHUB_ACTIONS");
	bool to_stdout = !output || strcmp(output, "-") == 0;
	return to_stdout && v && strcmp(v, "true") == 0 ? STR_LIT("github") : STR_LIT("text");
}

/* Formats without a file of their own go to --output or to standard output: only one can. */
static bool settle_destinations(const struct args *a, struct lint_job *job)
{
	const char *output = args_last(a, OPT_OUTPUT);
	size_t n_without = 0;
	if (output && !*output) {
		(void)usage_error(a, "--output: the name of a file is missing");
		return false;
	}
	if (job->n_out == 0)
		job->out[job->n_out++] = (struct destination){.reporter = reporter_find(default_format(output))};
	for (size_t i = 0; i < job->n_out; i++) {
		job->run.topology |= job->out[i].reporter->draws;
		if (!job->out[i].path) {
			job->out[i].path = output && strcmp(output, "-") != 0 ? output : NULL;
			n_without++;
		}
	}
	if (n_without > 1) {
		(void)usage_error(a, "only one --format can go without a file; write --format F=FILE for the others");
		return false;
	}
	if (output && n_without == 0) {
		(void)usage_error(a, "--output %s: every --format has a file of its own", output);
		return false;
	}
	return true;
}

/* Servers are asked, or their answers come from a record, or neither. */
static bool settle_asking(const struct args *a, struct lint_job *job)
{
	const char *needing[] = {
		args_last(a, OPT_TIMEOUT) ? "timeout" : NULL,   args_last(a, OPT_JOBS) ? "jobs" : NULL,
		job->run.n_masters ? "master-addr" : NULL,      args_last(a, OPT_SSL_CA) ? "ssl-ca" : NULL,
		args_last(a, OPT_SSL_CERT) ? "ssl-cert" : NULL, args_last(a, OPT_SSL_KEY) ? "ssl-key" : NULL};
	if (a->command->run == facts_run)
		job->run.live = &job->live;
	if (job->run.live && job->run.facts) {
		(void)usage_error(a,
				  "--live and --facts exclude each other: the record is there instead of the servers");
		return false;
	}
	for (size_t i = 0; i < ARRAY_LEN(needing) && !job->run.live; i++) {
		if (!needing[i])
			continue;
		(void)usage_error(a, "--%s says how to ask servers, and without --live none is asked", needing[i]);
		return false;
	}
	if (!args_last(a, OPT_SSL_CERT) != !args_last(a, OPT_SSL_KEY)) {
		(void)usage_error(a, "--ssl-cert and --ssl-key are of no use without each other");
		return false;
	}
	job->run.timeout_fixed = args_last(a, OPT_TIMEOUT) != NULL;
	job->run.masters_fixed = job->run.n_masters > 0;
	job->run.jobs_fixed = args_last(a, OPT_JOBS) != NULL;
	return !job->run.live || asking_options(a, &job->live);
}

static void expand_sources(const struct args *a, struct lint_job *job)
{
	struct run_input *sources;
	run_expand(a->arena, job->sources, job->n_sources, &sources, &job->run.n_sources);
	job->run.sources = sources;
}

bool job_prepare(const struct args *a, struct lint_job *job)
{
	*job = (struct lint_job){
		.run = {.fail_on = SEV_ERROR},
		.report = {.arena = a->arena, .color = color_by_environment()},
		.overrides = ARENA_ARRAY(a->arena, struct rule_override, a->n_given),
		.sources = ARENA_ARRAY(a->arena, struct str, a->n_given + 1),
		.masters = ARENA_ARRAY(a->arena, struct run_master, a->n_given + 1),
		.out = ARENA_ARRAY(a->arena, struct destination, a->n_given + 1),
	};
	job->run.overrides = job->overrides;
	job->run.masters = job->masters;
	for (size_t i = 0; i < a->n_operands; i++) {
		bool is_stdin = strcmp(a->operands[i], "-") == 0;
		if (is_stdin && job->reads_stdin) {
			(void)usage_error(a, "standard input can be read once only");
			return false;
		}
		job->reads_stdin |= is_stdin;
		add_path(a->arena, job, str_from(a->operands[i]));
	}
	for (size_t i = 0; i < a->n_given; i++) {
		if (!take_option(a, &a->given[i], job))
			return false;
	}
	if (job->print_settings && job->n_paths == 0)
		add_path(a->arena, job, STR_LIT("."));
	if (job->n_paths == 0 && job->n_sources == 0 && !args_last(a, OPT_FILES_FROM)) {
		(void)usage_error(a, "nothing to check: name files, folders, or - for standard input");
		return false;
	}
	if (!settle_asking(a, job))
		return false;
	job->run.config_fallback = settings_of_user(a->arena);
	job->run.fix_write = job->run.fix != FIX_NONE && !job->diff;
	if (job->run.fix_write && job->reads_stdin && !args_last(a, OPT_FILES_FROM)) {
		(void)usage_error(a, "--fix cannot write standard input; use --diff");
		return false;
	}
	expand_sources(a, job);
	return read_baseline(a, job) && settle_destinations(a, job);
}
