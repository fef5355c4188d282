/* gitlab.c: a GitLab code quality report: one JSON list of findings. Files that could not be read have no place in it; the
 * exit code and standard error tell of them. */
#include "jsonout.h"

#include <inttypes.h>

static const char *gitlab_severity(const struct diag *d)
{
	if (d->severity == SEV_ERROR)
		return d->dm_rejects ? "critical" : "major";
	return d->severity == SEV_WARNING ? "minor" : "info";
}

/* GitLab takes findings of one fingerprint for one finding, and ours does not hold the file. */
static struct str with_path(struct str fingerprint, struct str path, struct arena *a)
{
	struct str both = arena_fmt(a, "%.*s:%.*s", STR_FMT(fingerprint), STR_FMT(path));
	return arena_fmt(a, "%016" PRIx64, str_hash(both));
}

static json_t *gitlab_finding(const struct file_report *f, const struct diag *d, struct str fingerprint)
{
	struct buf b = {0};
	json_t *j = json_object(), *location = json_object(), *lines = json_object();
	buf_str(&b, d->message);
	buf_char(&b, ' ');
	put_rule(&b, d);
	json_object_set_new(j, "description", json_text((struct str){.p = b.p, .n = b.n}));
	json_object_set_new(j, "check_name", json_string(d->rule->name));
	json_object_set_new(j, "fingerprint", json_text(fingerprint));
	json_object_set_new(j, "severity", json_string(gitlab_severity(d)));
	json_object_set_new(lines, "begin", json_integer(text_pos(f->text, d->at.lo).line));
	json_object_set_new(lines, "end", json_integer(last_pos(f->text, d->at).line));
	json_object_set_new(location, "path", json_text(f->path));
	json_object_set_new(location, "lines", lines);
	json_object_set_new(j, "location", location);
	buf_free(&b);
	return j;
}

void render_gitlab(struct buf *out, const struct run_report *r, const struct report_options *o)
{
	const char *separator = "\n ";
	buf_char(out, '[');
	for (size_t i = 0; i < r->n_files; i++) {
		const struct file_report *f = &r->files[i];
		size_t n = 0;
		for (const struct diag *d = f->diags.first; d; d = d->next) {
			if (o->max_findings && n++ == o->max_findings)
				break;
			buf_c(out, separator);
			put_json(out, gitlab_finding(f, d, with_path(d->fingerprint, f->path, o->arena)));
			separator = ",\n ";
		}
	}
	buf_c(out, "]\n");
}
