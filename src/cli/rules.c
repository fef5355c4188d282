/* rules.c: `dmlint rules`: the rule table for people, for programs, and for README. */
#include "internal.h"

#include "dmlint/run.h"

#include <jansson.h>
#include <string.h>

static void put_text(struct buf *b)
{
	for (size_t i = 0; i < n_rules; i++) {
		const struct rule_info *r = &rules[i]->info;
		buf_fmt(b, "%s  %-8s %-28s %s\n", r->id, severity_name(r->severity), r->name, r->summary);
	}
}

static void put_cell(struct buf *b, const char *text)
{
	buf_c(b, " ");
	for (const char *p = text; *p; p++) {
		if (*p == '|')
			buf_char(b, '\\');
		buf_char(b, *p);
	}
	buf_c(b, " |");
}

static void put_markdown(struct buf *b)
{
	buf_c(b, "| id | name | severity | finds | DM codes | DM versions |\n|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < n_rules; i++) {
		const struct rule_info *r = &rules[i]->info;
		buf_char(b, '|');
		put_cell(b, r->id);
		put_cell(b, r->name);
		put_cell(b, severity_name(r->severity));
		put_cell(b, r->summary);
		put_cell(b, r->dm_errors);
		put_cell(b, r->versions);
		buf_char(b, '\n');
	}
}

static void put_json(struct buf *b)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n_rules; i++) {
		const struct rule_info *r = &rules[i]->info;
		json_t *j = json_object();
		json_object_set_new(j, "id", json_string(r->id));
		json_object_set_new(j, "name", json_string(r->name));
		json_object_set_new(j, "severity", json_string(severity_name(r->severity)));
		json_object_set_new(j, "summary", json_string(r->summary));
		json_object_set_new(j, "why", json_string(r->why));
		json_object_set_new(j, "remedy", json_string(r->remedy));
		json_object_set_new(j, "versions", json_string(r->versions));
		json_object_set_new(j, "dm_errors", json_string(r->dm_errors));
		json_array_append_new(list, j);
	}
	char *text = json_dumps(list, JSON_INDENT(1));
	if (!text)
		BUG("a rule whose text is not UTF-8");
	buf_c(b, text);
	buf_char(b, '\n');
	free(text);
	json_decref(list);
}

int rules_run(const struct args *a)
{
	const char *format = args_last(a, OPT_FORMAT);
	struct buf b = {0};
	if (a->n_operands)
		return usage_error(a, "rules takes no operands");
	if (!format || strcmp(format, "text") == 0)
		put_text(&b);
	else if (strcmp(format, "json") == 0)
		put_json(&b);
	else if (strcmp(format, "markdown") == 0)
		put_markdown(&b);
	else
		return usage_error(a, "--format: \"%s\" is not one of text, json, markdown", format);
	return write_stdout(&b);
}
