/* facts.c: `dmlint facts --save`: what the servers of tasks answer, into a file. */
#include "job.h"

#include <string.h>

static int save_answers(const struct args *a, const struct lint_job *job, const char *path)
{
	struct run_input *inputs;
	size_t n_inputs, n_answered = 0;
	struct run_report report;
	struct facts facts;
	struct buf b = {0};
	run_expand(a->arena, job->paths, job->n_paths, &inputs, &n_inputs);
	run_ask(a->arena, inputs, n_inputs, &job->run, FACT_BIT(FACT_COUNT) - 1, &facts, &report);
	if (report.n_unusable) {
		(void)job_report(&report, job);
		return job_failures(&report);
	}
	if (job_failures(&report) != EXIT_CLEAN)
		return EXIT_TROUBLE;
	if (facts.n == 0)
		return trouble("no server to ask: none of the inputs is a task that names one");
	for (size_t i = 0; i < facts.n; i++)
		n_answered += facts.servers[i].connect == CONNECT_OK;
	facts_write(&facts, &b);
	if (strcmp(path, "-") == 0)
		return write_stdout(&b);
	if (write_file(path, &b) != EXIT_CLEAN)
		return EXIT_TROUBLE;
	b = (struct buf){0};
	buf_fmt(&b, "%s: answers of %zu of %zu server%s\n", path, n_answered, facts.n, facts.n == 1 ? "" : "s");
	return write_stdout(&b);
}

int facts_run(const struct args *a)
{
	const char *path = args_last(a, OPT_SAVE);
	struct lint_job job;
	if (!path || !*path)
		return usage_error(a, "--save FILE is missing: where to write what the servers answer");
	if (!job_prepare(a, &job))
		return EXIT_TROUBLE;
	int code = save_answers(a, &job, path);
	crypt_key_free(job.secret_key);
	return code;
}
