/* lint.c: dmlint's default command: inputs through src/run, reports to where they were asked. */
#include "job.h"

#include <string.h>

/* The diffs of all files, in their order. */
static int show_diffs(const struct run_report *r, const struct lint_job *job)
{
	struct buf b = {0};

	for (size_t i = 0; i < r->n_files; i++) {
		if (r->files[i].before)
			buf_str(&b, fix_diff(job->report.arena, r->files[i].before, r->files[i].text));
	}
	return write_stdout(&b);
}

int job_report(const struct run_report *r, const struct lint_job *job)
{
	int code = EXIT_CLEAN;
	for (size_t i = 0; i < job->n_out; i++) {
		const struct destination *d = &job->out[i];
		struct report_options o = job->report;
		struct buf b = {0};
		o.color = d->path ? job->force_color : o.color;
		d->reporter->render(&b, r, &o);
		if ((d->path ? write_file(d->path, &b) : write_stdout(&b)) != EXIT_CLEAN)
			code = EXIT_TROUBLE;
	}
	return code;
}

int job_failures(const struct run_report *r)
{
	int code = EXIT_CLEAN;
	for (size_t i = 0; i < r->n_files; i++) {
		const struct file_report *f = &r->files[i];
		if (!f->text)
			code = trouble("%.*s", STR_FMT(f->failure));
	}
	if (r->n_unusable)
		code = trouble("nothing was checked: the settings cannot be used as they are");
	return code;
}

static int print_settings(const struct args *a, const struct lint_job *job)
{
	struct buf b = {0};
	struct run_report report;
	for (size_t i = 0; i < job->n_paths; i++) {
		if (settings_put(&b, a->arena, job->paths[i], &job->run, args_last(a, OPT_SECRET_KEY_FILE), &report))
			continue;
		buf_free(&b);
		(void)job_report(&report, job);
		return job_failures(&report);
	}
	return write_stdout(&b);
}

/* By Ctrl-C, while servers were asked. */
static bool was_interrupted(const struct lint_job *job)
{
	return job->run.live && *job->live.cancel;
}

/* Not of a run that has not seen everything: what it missed would count as new later. */
static bool write_baseline(struct run_report *r, const struct lint_job *job)
{
	struct buf b = {0};
	if (r->n_unusable || r->n_failed || was_interrupted(job))
		return true; /* exit code and reports tell */
	baseline_render(&b, r, job->run.baseline, job->report.arena);
	run_accept(r);
	return write_file(job->write_baseline, &b) == EXIT_CLEAN;
}

static int lint_inputs(const struct args *a, const struct lint_job *job)
{
	struct run_input *inputs;
	size_t n_inputs;
	struct run_report report;
	run_expand(a->arena, job->paths, job->n_paths, &inputs, &n_inputs);
	run_lint(a->arena, inputs, n_inputs, &job->run, &report);
	if (job->write_baseline && !write_baseline(&report, job))
		return EXIT_TROUBLE;
	int code = job->diff && !report.n_unusable ? show_diffs(&report, job) : job_report(&report, job);
	if (job_failures(&report) != EXIT_CLEAN)
		code = EXIT_TROUBLE;
	if (code == EXIT_CLEAN)
		code = run_exit_code(&report);
	/* What nobody has looked at is no success. */
	return code == EXIT_CLEAN && was_interrupted(job) ? trouble("interrupted before all servers had answered")
							  : code;
}

int lint_run(const struct args *a)
{
	struct lint_job job;
	if (!job_prepare(a, &job))
		return EXIT_TROUBLE;
	int code = job.print_settings ? print_settings(a, &job) : lint_inputs(a, &job);
	crypt_key_free(job.secret_key);
	return code;
}
