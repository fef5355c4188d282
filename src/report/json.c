/* json.c: the form for programs, as published in schemas/json/output-v1.json. One finding a line, so that the output can be
 * read and compared; every value is made by jansson, only the frame around them is written here. */
#include "jsonout.h"

#include "dmlint/baseline.h"

static json_t *json_place(const struct text *t, uint32_t offset)
{
	struct pos pos = text_pos(t, offset);
	json_t *j = json_object();
	json_object_set_new(j, "line", json_integer(pos.line));
	json_object_set_new(j, "column", json_integer(pos.column));
	json_object_set_new(j, "offset", json_integer((json_int_t)text_source_offset(t, offset)));
	return j;
}

static void set_span(json_t *j, const struct text *t, struct span at)
{
	json_object_set_new(j, "start", json_place(t, at.lo));
	json_object_set_new(j, "end", json_place(t, at.hi));
}

static json_t *json_notes(const struct file_report *f, const struct diag *d)
{
	json_t *list = json_array();
	for (const struct note *n = d->notes; n; n = n->next) {
		json_t *j = json_object();
		json_object_set_new(j, "path", json_text(n->in ? n->in->path : f->path));
		set_span(j, n->in ? n->in : f->text, n->at);
		json_object_set_new(j, "message", json_text(n->text));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *json_fixes(const struct file_report *f, const struct diag *d)
{
	json_t *list = json_array();
	for (const struct fix *fix = d->fixes; fix; fix = fix->next) {
		json_t *edits = json_array();
		for (size_t i = 0; i < fix->n_edits && !fix->secret; i++) {
			json_t *e = json_object();
			set_span(e, f->text, fix->edits[i].at);
			json_object_set_new(e, "text", json_text(fix->edits[i].with));
			json_array_append_new(edits, e);
		}
		json_t *j = json_object();
		json_object_set_new(j, "title", json_text(fix->title));
		json_object_set_new(j, "safe", json_boolean(fix->safe));
		json_object_set_new(j, "edits", edits);
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *json_statements(const struct diag *d)
{
	json_t *list = json_array();
	for (const struct statement *s = d->statements; s; s = s->next) {
		json_t *j = json_object();
		json_object_set_new(j, "server", json_text(s->server));
		json_object_set_new(j, "sql", json_text(s->sql));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *json_finding(const struct file_report *f, const struct diag *d)
{
	json_t *j = json_object();
	json_object_set_new(j, "id", json_string(d->rule->id));
	json_object_set_new(j, "rule", json_string(d->rule->name));
	json_object_set_new(j, "severity", json_string(severity_name(d->severity)));
	json_object_set_new(j, "dm_code", json_integer(d->dm_code));
	json_object_set_new(j, "dm_rejects", json_boolean(d->dm_rejects));
	json_object_set_new(j, "message", json_text(d->message));
	json_object_set_new(j, "help", json_text(finding_help(d)));
	if (d->statements)
		json_object_set_new(j, "statements", json_statements(d));
	json_object_set_new(j, "field", json_text(d->field));
	set_span(j, f->text, d->at);
	json_object_set_new(j, "related", json_notes(f, d));
	json_object_set_new(j, "fixes", json_fixes(f, d));
	json_object_set_new(j, "fingerprint", json_text(d->fingerprint));
	return j;
}

static void put_compat_rows(struct buf *b, const struct file_report *f)
{
	buf_c(b, ",\n   \"compat\": [");
	for (size_t i = 0; i < f->n_compat; i++) {
		const struct compat_row *row = &f->compat[i];
		json_t *j = json_object();
		json_object_set_new(j, "version", json_string(row->version));
		json_object_set_new(j, "dm_verdict", json_string(row->rejects ? "reject" : "accept"));
		json_object_set_new(j, "dm_code", json_integer(row->dm_code));
		json_object_set_new(j, "message", json_text(row->message));
		buf_c(b, i ? ",\n    " : "\n    ");
		put_json(b, j);
	}
	buf_char(b, ']');
}

static void put_check_rows(struct buf *b, const struct file_report *f)
{
	static const char *const states[] = {
		[CHECK_PASSED] = "passed",
		[CHECK_FINDING] = "finding",
		[CHECK_NOT_APPLICABLE] = "not_applicable",
		[CHECK_NOT_MADE] = "not_made",
	};
	buf_c(b, ",\n   \"checks\": [");
	for (size_t i = 0; i < f->n_checks; i++) {
		const struct check_row *c = &f->checks[i];
		json_t *j = json_object();
		json_object_set_new(j, "server", json_text(c->server));
		json_object_set_new(j, "check", json_string(c->check));
		json_object_set_new(j, "state", json_string(states[c->state]));
		json_object_set_new(j, "reason", json_text(c->reason));
		buf_c(b, i ? ",\n    " : "\n    ");
		put_json(b, j);
	}
	buf_char(b, ']');
}

static void put_file(struct buf *b, const struct file_report *f, const struct report_options *o)
{
	put_key(b, "{", "path", json_text(f->path));
	put_key(b, ", ", "kind", json_string(f->kind));
	put_key(b, ", ", "dm_version", json_text(f->dm_version));
	put_key(b, ", ", "dm_version_from", json_string(f->dm_version_from));
	put_key(b, ",\n   ", "dm_verdict", json_string(f->rejects ? "reject" : "accept"));
	put_key(b, ", ", "dm_code", json_integer(f->dm_code));
	if (f->n_compat)
		put_compat_rows(b, f);
	if (f->n_checks)
		put_check_rows(b, f);
	buf_c(b, ",\n   \"diagnostics\": [");
	size_t i = 0;
	for (const struct diag *d = f->diags.first; d; d = d->next, i++) {
		if (o->max_findings && i == o->max_findings)
			break;
		buf_c(b, i ? ",\n    " : "\n    ");
		put_json(b, json_finding(f, d));
	}
	buf_c(b, "]}");
}

static void put_failures(struct buf *b, const struct run_report *r)
{
	const char *separator = "\n  ";
	buf_c(b, " \"failures\": [");
	for (size_t i = 0; i < r->n_files; i++) {
		const struct file_report *f = &r->files[i];
		if (f->text)
			continue;
		json_t *j = json_object();
		json_object_set_new(j, "path", json_text(f->path));
		json_object_set_new(j, "message", json_text(f->failure));
		buf_c(b, separator);
		put_json(b, j);
		separator = ",\n  ";
	}
	buf_c(b, "],\n");
}

static void put_baseline(struct buf *b, const struct run_report *r)
{
	json_t *j = json_object(), *gone = json_array();
	for (size_t i = 0; i < r->n_gone; i++) {
		const struct baseline_entry *e = r->gone[i];
		json_t *entry = json_object();
		json_object_set_new(entry, "path", json_text(e->path));
		json_object_set_new(entry, "id", json_text(e->id));
		json_object_set_new(entry, "rule", json_text(e->rule));
		json_object_set_new(entry, "message", json_text(e->message));
		json_object_set_new(entry, "fingerprint", json_text(e->fingerprint));
		json_array_append_new(gone, entry);
	}
	json_object_set_new(j, "known", json_integer((json_int_t)r->n_known));
	json_object_set_new(j, "gone", gone);
	put_key(b, " ", "baseline", j);
	buf_c(b, ",\n");
}

void render_json(struct buf *out, const struct run_report *r, const struct report_options *o)
{
	const char *separator = "\n  ";
	size_t n_read = 0;
	put_key(out, "{", "dmlint", json_string(DMLINT_VERSION));
	buf_c(out, ", \"format\": 1,\n \"files\": [");
	for (size_t i = 0; i < r->n_files; i++) {
		if (!r->files[i].text)
			continue;
		buf_c(out, separator);
		put_file(out, &r->files[i], o);
		separator = ",\n  ";
		n_read++;
	}
	buf_c(out, "],\n");
	put_failures(out, r);
	json_t *summary = json_object();
	json_object_set_new(summary, "files", json_integer((json_int_t)n_read));
	json_object_set_new(summary, "errors", json_integer((json_int_t)r->n_errors));
	json_object_set_new(summary, "warnings", json_integer((json_int_t)r->n_warnings));
	json_object_set_new(summary, "notes", json_integer((json_int_t)r->n_notes));
	if (r->has_baseline)
		put_baseline(out, r);
	put_key(out, " ", "summary", summary);
	buf_c(out, "}\n");
}
