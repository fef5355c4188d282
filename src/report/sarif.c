/* sarif.c: SARIF 2.1.0 for code scanning: the rules that found something with their texts, each finding with its place,
 * fingerprint and fixes, and what DM itself would do. Findings that a comment or the baseline takes away are marked, not left out. */
#include "jsonout.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

struct sarif {
	const struct run_report *run;
	const struct report_options *o;
	const struct rule_info **rules; /* in the order of their first finding */
	size_t n_rules, n_results;
	struct strmap index; /* rule id -> struct rule_slot */
};

struct rule_slot {
	size_t i;
};

static const char *level(enum severity s)
{
	return s == SEV_OFF ? "none" : severity_name(s);
}

/* Braces stand for arguments in a message, unless doubled (3.11.5). */
static void put_message_text(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '{' || s.p[i] == '}')
			buf_char(b, s.p[i]);
		buf_char(b, s.p[i]);
	}
}

/* What must be said, and on a line of its own what may be absent. */
static json_t *message(struct str s, struct str more)
{
	struct buf b = {0};
	put_message_text(&b, s);
	if (more.n) {
		buf_char(&b, '\n');
		put_message_text(&b, more);
	}
	json_t *j = json_object();
	json_object_set_new(j, "text", json_text((struct str){.p = b.p, .n = b.n}));
	buf_free(&b);
	return j;
}

static bool is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == '_' || c == '~' || c == '/';
}

/* A path as a URI: relative paths stay relative, so that the reader resolves them against the repository. */
static json_t *uri(struct str path)
{
	struct buf b = {0};
	while (str_has_prefix(path, "./")) {
		path.p += 2;
		path.n -= 2;
	}
	if (str_has_prefix(path, "/"))
		buf_c(&b, "file://");
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];
		if (is_unreserved(c))
			buf_char(&b, (char)c);
		else
			buf_fmt(&b, "%%%02X", c);
	}
	json_t *j = json_text((struct str){.p = b.p, .n = b.n});
	buf_free(&b);
	return j;
}

static json_t *artifact(struct str path)
{
	json_t *j = json_object();
	json_object_set_new(j, "uri", uri(path));
	return j;
}

static json_t *region(const struct text *t, struct span at)
{
	struct pos from = text_pos(t, at.lo), to = text_pos(t, at.hi);
	json_t *j = json_object();
	json_object_set_new(j, "startLine", json_integer(from.line));
	json_object_set_new(j, "startColumn", json_integer(from.column));
	json_object_set_new(j, "endLine", json_integer(to.line));
	json_object_set_new(j, "endColumn", json_integer(to.column));
	return j;
}

static json_t *location(const struct text *t, struct span at)
{
	json_t *physical = json_object(), *j = json_object();
	json_object_set_new(physical, "artifactLocation", artifact(t->path));
	json_object_set_new(physical, "region", region(t, at));
	json_object_set_new(j, "physicalLocation", physical);
	return j;
}

static json_t *list_of_one(json_t *member)
{
	json_t *j = json_array();
	json_array_append_new(j, member);
	return j;
}

static json_t *finding_location(const struct file_report *f, const struct diag *d)
{
	json_t *j = location(f->text, d->at);
	if (d->field.n) {
		json_t *logical = json_object();
		json_object_set_new(logical, "fullyQualifiedName", json_text(d->field));
		json_object_set_new(logical, "kind", json_string("member"));
		json_object_set_new(j, "logicalLocations", list_of_one(logical));
	}
	return j;
}

static json_t *related(const struct file_report *f, const struct diag *d)
{
	json_t *list = json_array();
	json_int_t id = 0;
	for (const struct note *n = d->notes; n; n = n->next) {
		json_t *j = location(n->in ? n->in : f->text, n->at);
		json_object_set_new(j, "id", json_integer(++id));
		json_object_set_new(j, "message", message(n->text, (struct str){0}));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *fix_changes(const struct file_report *f, const struct fix *fix)
{
	json_t *replacements = json_array(), *change = json_object();
	for (size_t i = 0; i < fix->n_edits; i++) {
		json_t *j = json_object(), *content = json_object();
		json_object_set_new(content, "text", json_text(fix->edits[i].with));
		json_object_set_new(j, "deletedRegion", region(f->text, fix->edits[i].at));
		json_object_set_new(j, "insertedContent", content);
		json_array_append_new(replacements, j);
	}
	json_object_set_new(change, "artifactLocation", artifact(f->path));
	json_object_set_new(change, "replacements", replacements);
	return list_of_one(change);
}

static json_t *fixes(const struct file_report *f, const struct diag *d)
{
	json_t *list = json_array();
	for (const struct fix *fix = d->fixes; fix; fix = fix->next) {
		if (fix->secret) /* and without its edits it is none */
			continue;
		json_t *j = json_object(), *properties = json_object();
		json_object_set_new(properties, "safe", json_boolean(fix->safe));
		json_object_set_new(j, "description", message(fix->title, (struct str){0}));
		json_object_set_new(j, "artifactChanges", fix_changes(f, fix));
		json_object_set_new(j, "properties", properties);
		json_array_append_new(list, j);
	}
	return list;
}

static size_t rule_index(struct sarif *s, const struct rule_info *rule)
{
	struct rule_slot *slot = strmap_get(&s->index, str_from(rule->id));
	if (!slot) {
		slot = ARENA_NEW(s->o->arena, struct rule_slot);
		slot->i = s->n_rules;
		(void)strmap_put(&s->index, str_from(rule->id), slot);
		s->rules[s->n_rules++] = rule;
	}
	return slot->i;
}

/* What a finding counts for: a comment or the baseline may have taken it away. */
enum standing { FOUND, SUPPRESSED, KNOWN };

/* An empty list says that a finding is not suppressed; it stands at each finding or at none (3.27.23). */
static json_t *suppressions(const struct sarif *s, const struct text *t, const struct diag *d, enum standing standing)
{
	json_t *list = json_array(), *j;
	if (standing == FOUND)
		return list;
	j = json_object();
	json_object_set_new(j, "kind", json_string(standing == KNOWN ? "external" : "inSource"));
	if (standing == KNOWN)
		json_object_set_new(j, "justification", json_string("in the baseline"));
	if (d->reason.hi > d->reason.lo)
		json_object_set_new(j, "justification", json_text(displayed(t, d->reason, s->o->arena)));
	json_array_append_new(list, j);
	return list;
}

static json_t *result(struct sarif *s, const struct file_report *f, const struct diag *d, enum standing standing)
{
	json_t *j = json_object(), *prints = json_object(), *properties = json_object();
	json_object_set_new(j, "ruleId", json_string(d->rule->id));
	json_object_set_new(j, "ruleIndex", json_integer((json_int_t)rule_index(s, d->rule)));
	json_object_set_new(j, "level", json_string(level(d->severity)));
	json_object_set_new(j, "message", message(d->message, d->help));
	json_object_set_new(j, "locations", list_of_one(finding_location(f, d)));
	if (d->notes)
		json_object_set_new(j, "relatedLocations", related(f, d));
	json_object_set_new(prints, "dmlint/v1", json_text(d->fingerprint));
	json_object_set_new(j, "partialFingerprints", prints);
	json_t *ways_out = fixes(f, d);
	if (json_array_size(ways_out))
		json_object_set_new(j, "fixes", ways_out);
	else
		json_decref(ways_out);
	json_object_set_new(j, "suppressions", suppressions(s, f->text, d, standing));
	json_object_set_new(properties, "dm_code", json_integer(d->dm_code));
	json_object_set_new(properties, "dm_rejects", json_boolean(d->dm_rejects));
	json_object_set_new(j, "properties", properties);
	return j;
}

static json_t *rule(const struct rule_info *r)
{
	json_t *j = json_object(), *configuration = json_object(), *properties = json_object();
	json_object_set_new(j, "id", json_string(r->id));
	json_object_set_new(j, "name", json_string(r->name));
	json_object_set_new(j, "shortDescription", message(str_from(r->summary), (struct str){0}));
	json_object_set_new(j, "fullDescription", message(str_from(r->why), (struct str){0}));
	json_object_set_new(j, "help", message(str_from(r->remedy), (struct str){0}));
	json_object_set_new(configuration, "level", json_string(level(r->severity)));
	json_object_set_new(j, "defaultConfiguration", configuration);
	json_object_set_new(properties, "dm_errors", json_string(r->dm_errors));
	json_object_set_new(properties, "dm_versions", json_string(r->versions));
	json_object_set_new(j, "properties", properties);
	return j;
}

static void put_artifacts(struct buf *b, const struct run_report *r)
{
	const char *separator = "\n   ";
	buf_c(b, "  \"artifacts\": [");
	for (size_t i = 0; i < r->n_files; i++) {
		const struct file_report *f = &r->files[i];
		if (!f->text)
			continue;
		json_t *j = json_object(), *properties = json_object();
		json_object_set_new(j, "location", artifact(f->path));
		json_object_set_new(properties, "kind", json_string(f->kind));
		json_object_set_new(properties, "dm_version", json_text(f->dm_version));
		json_object_set_new(properties, "dm_verdict", json_string(f->rejects ? "reject" : "accept"));
		json_object_set_new(properties, "dm_code", json_integer(f->dm_code));
		json_object_set_new(j, "properties", properties);
		buf_c(b, separator);
		put_json(b, j);
		separator = ",\n   ";
	}
	buf_c(b, "],\n");
}

/* Whether the work was done, which is not whether something was found. */
static void put_invocation(struct buf *b, const struct run_report *r)
{
	json_t *j = json_object(), *list = json_array();
	json_object_set_new(j, "executionSuccessful", json_boolean(r->n_failed == 0));
	for (size_t i = 0; i < r->n_files; i++) {
		const struct file_report *f = &r->files[i];
		if (f->text)
			continue;
		json_t *n = json_object(), *physical = json_object(), *where = json_object();
		json_object_set_new(physical, "artifactLocation", artifact(f->path));
		json_object_set_new(where, "physicalLocation", physical);
		json_object_set_new(n, "level", json_string("error"));
		json_object_set_new(n, "message", message(f->failure, (struct str){0}));
		json_object_set_new(n, "locations", list_of_one(where));
		json_array_append_new(list, n);
	}
	json_object_set_new(j, "toolExecutionNotifications", list);
	put_key(b, "  ", "invocations", list_of_one(j));
	buf_c(b, ",\n");
}

static void put_list(struct buf *b, struct sarif *s, const struct file_report *f, const struct diag_list *l,
		     enum standing standing)
{
	size_t n = 0;
	for (const struct diag *d = l->first; d; d = d->next) {
		if (s->o->max_findings && n++ == s->o->max_findings)
			break;
		buf_c(b, s->n_results++ ? ",\n   " : "\n   ");
		put_json(b, result(s, f, d, standing));
	}
}

static void put_results(struct buf *b, struct sarif *s)
{
	buf_c(b, "  \"results\": [");
	for (size_t i = 0; i < s->run->n_files; i++) {
		const struct file_report *f = &s->run->files[i];
		put_list(b, s, f, &f->diags, FOUND);
		put_list(b, s, f, &f->suppressed, SUPPRESSED);
		put_list(b, s, f, &f->known, KNOWN);
	}
	buf_c(b, "],\n");
}

/* Behind the results: which rules stand here is known then, and the order of members means nothing in JSON. */
static void put_tool(struct buf *b, const struct sarif *s)
{
	put_key(b, "  \"tool\": {\"driver\": {", "name", json_string("dmlint"));
	put_key(b, ", ", "version", json_string(DMLINT_VERSION));
	put_key(b, ", ", "semanticVersion", json_string(DMLINT_VERSION));
	buf_c(b, ", \"rules\": [");
	for (size_t i = 0; i < s->n_rules; i++) {
		buf_c(b, i ? ",\n   " : "\n   ");
		put_json(b, rule(s->rules[i]));
	}
	buf_c(b, "]}}");
}

void render_sarif(struct buf *out, const struct run_report *r, const struct report_options *o)
{
	struct sarif s = {.run = r, .o = o, .index = {.arena = o->arena}};
	size_t n = 0;
	for (size_t i = 0; i < r->n_files; i++)
		n += r->files[i].diags.n + r->files[i].suppressed.n + r->files[i].known.n;
	s.rules = ARENA_ARRAY(o->arena, const struct rule_info *, n);
	put_key(out, "{", "$schema", json_string(SCHEMA));
	buf_c(out, ", \"version\": \"2.1.0\", \"runs\": [\n {\"columnKind\": \"unicodeCodePoints\",\n");
	put_invocation(out, r);
	put_artifacts(out, r);
	put_results(out, &s);
	put_tool(out, &s);
	buf_c(out, "}]}\n");
}
