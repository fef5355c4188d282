/* reporters.c: the list of output forms, found by name. The command line and the documentation read it. */
#include "internal.h"

const struct reporter reporters[] = {
	{.name = "text", .about = "each finding with its source line and help", .render = render_text},
	{.name = "short", .about = "one line a finding", .render = render_short},
	{.name = "json", .about = "everything, for programs", .render = render_json},
	{.name = "sarif", .about = "SARIF 2.1.0, for code scanning", .render = render_sarif},
	{.name = "github", .about = "annotations of GitHub Actions", .render = render_github},
	{.name = "gitlab", .about = "GitLab code quality", .render = render_gitlab},
	{.name = "junit", .about = "JUnit XML, one suite a file", .render = render_junit},
	{.name = "checkstyle", .about = "Checkstyle XML", .render = render_checkstyle},
	{.name = "html", .about = "one page, with a drawing of the task", .draws = true, .render = render_html},
};
const size_t n_reporters = ARRAY_LEN(reporters);

const struct reporter *reporter_find(struct str name)
{
	for (size_t i = 0; i < n_reporters; i++) {
		if (str_eq_c(name, reporters[i].name))
			return &reporters[i];
	}
	return NULL;
}
