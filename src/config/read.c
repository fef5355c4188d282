/* read.c: an annotated tree of .dmlint.yaml as struct config. Called by run, which applies it, and by the rule that reports what
 * is wrong in it. Knows no rule, and opens no file. */
#include "dmlint/config.h"

#include <string.h>

#include "internal.h"

#define VERSIONS "auto, 1.0, 2.0, 5.4, 6.5, 7.5, 8.5, or a full version such as v6.5.3"

void config_issue(struct reader *r, const struct node *at, bool key, const char *help, const char *fmt, ...)
{
	struct config *c = r->config;
	struct config_issue *i;
	va_list ap;

	if (c->n_issues == r->cap_issues) {
		size_t cap = r->cap_issues ? 2 * r->cap_issues : 8;
		struct config_issue *bigger = ARENA_ARRAY(r->arena, struct config_issue, cap);

		if (c->n_issues)
			memcpy(bigger, c->issues, c->n_issues * sizeof(*bigger));
		c->issues = bigger;
		r->cap_issues = cap;
	}
	i = &c->issues[c->n_issues++];
	*i = (struct config_issue){.at = at, .help = str_from(help)};
	if (at)
		i->place = key || at->span.hi == at->span.lo ? node_key_or_value(at) : at->span;
	va_start(ap, fmt);
	i->message = arena_vfmt(r->arena, fmt, ap);
	va_end(ap);
}

const struct node *config_get(const struct node *map, const char *key)
{
	const struct node *n = map && map->kind == NODE_MAP ? node_get(map, key) : NULL;

	return n && n->field && !node_is_null(n) ? n : NULL;
}

const struct node *config_scalar(const struct node *map, const char *key)
{
	const struct node *n = config_get(map, key);

	return n && n->kind == NODE_SCALAR ? n : NULL;
}

/* Room for the members of a list or map; *ret_first is NULL when there are none. */
static size_t members(const struct node *map, const char *key, enum node_kind kind, const struct node **ret_first)
{
	const struct node *n = config_get(map, key);

	*ret_first = n && n->kind == kind ? n->first : NULL;
	return *ret_first ? node_count(n) : 0;
}

static void read_rules(struct reader *r)
{
	const struct node *n;
	size_t room = members(r->root, "rules", NODE_MAP, &n);

	r->config->rules = ARENA_ARRAY(r->arena, struct config_rule, room);
	for (; n; n = n->next) {
		struct config_rule rule = {.name = n->key, .at = n};

		if (n->kind != NODE_SCALAR)
			continue;
		if (severity_parse(value_str(n, STR_LIT("")), &rule.severity))
			r->config->rules[r->config->n_rules++] = rule;
		else
			/* The value may be a secret at a wrong place. */
			config_issue(r, n, false, "one of: off, note, warning, error",
				     "\"%.*s\" has an unknown severity", STR_FMT(text_key_for_display(n->key)));
	}
}

static bool read_version(struct reader *r, const struct node *n, uint32_t *ret)
{
	struct str v = value_str(n, STR_LIT(""));

	*ret = 0;
	if (str_eq_c(v, "auto") || dm_version_parse(v, ret))
		return true;
	config_issue(r, n, false, VERSIONS, "\"%.*s\" is no version of DM", STR_FMT(v));
	return false;
}

static bool read_glob(struct reader *r, const struct node *n, struct glob *ret)
{
	struct str s = value_str(n, STR_LIT(""));
	const char *why = glob_parse(r->arena, s, ret);

	if (why)
		config_issue(r, n, false, NULL, "\"%.*s\" is no glob: %s", STR_FMT(s), why);
	return !why;
}

static void read_versions(struct reader *r)
{
	const struct node *n = config_scalar(r->root, "dm-version");
	size_t room;

	if (n && read_version(r, n, &r->config->dm))
		r->config->dm_at = n;
	room = members(r->root, "dm-versions", NODE_SEQ, &n);
	r->config->versions = ARENA_ARRAY(r->arena, struct config_version, room);
	for (; n; n = n->next) {
		const struct node *files = config_scalar(n, "files"), *version = config_scalar(n, "version");
		bool ok;
		struct config_version v = {.at = version, .written = value_str(files, STR_LIT(""))};

		if (n->kind != NODE_MAP)
			continue;
		if (!files)
			config_issue(r, n, false, NULL, "this entry has no \"files\"");
		if (!version)
			config_issue(r, n, false, NULL, "this entry has no \"version\"");
		ok = files && read_glob(r, files, &v.files);
		if (version && read_version(r, version, &v.dm) && ok)
			r->config->versions[r->config->n_versions++] = v;
	}
}

static void read_exclude(struct reader *r)
{
	const struct node *n;
	size_t room = members(r->root, "exclude", NODE_SEQ, &n);

	r->config->exclude = ARENA_ARRAY(r->arena, struct config_glob, room);
	for (; n; n = n->next) {
		struct config_glob g = {.at = n, .written = value_str(n, STR_LIT(""))};

		if (n->kind == NODE_SCALAR && read_glob(r, n, &g.glob))
			r->config->exclude[r->config->n_exclude++] = g;
	}
}

/* Relative to the folder of the file. */
static struct config_path read_path(struct reader *r, const struct node *n)
{
	struct str path = value_str(n, STR_LIT("")), file = r->config->text->path;
	const char *slash = file.n ? memrchr(file.p, '/', file.n) : NULL;
	int before = slash ? (int)(slash - file.p) + 1 : 0;

	if (path.n == 0 || memchr(path.p, '\0', path.n)) {
		config_issue(r, n, false, NULL, "this is no path");
		return (struct config_path){.at = NULL};
	}
	if (path.p[0] == '/')
		before = 0;
	return (struct config_path){.path = arena_fmt(r->arena, "%.*s%.*s", before, file.p, STR_FMT(path)), .at = n};
}

static void read_sources(struct reader *r)
{
	const struct node *n;
	size_t room = members(r->root, "sources", NODE_SEQ, &n);

	r->config->sources = ARENA_ARRAY(r->arena, struct config_path, room);
	for (; n; n = n->next) {
		struct config_path p = {.at = NULL};

		if (n->kind == NODE_SCALAR)
			p = read_path(r, n);
		if (p.at)
			r->config->sources[r->config->n_sources++] = p;
	}
}

static void read_fail_on(struct reader *r)
{
	const struct node *n = config_scalar(r->root, "fail-on");
	struct str v = value_str(n, STR_LIT(""));
	enum severity s = SEV_OFF;

	if (!n)
		return;
	if (!str_eq_c(v, "never") && (!severity_parse(v, &s) || s == SEV_OFF)) {
		config_issue(r, n, false, "one of: error, warning, note, never", "\"%.*s\" is no value of \"fail-on\"",
			     STR_FMT(v));
		return;
	}
	r->config->fail_on = s;
	r->config->fail_on_at = n;
}

bool config_address_parse(struct str s, struct str *ret_host, uint16_t *ret_port)
{
	const char *colon = s.n ? memrchr(s.p, ':', s.n) : NULL;
	struct str host, port;
	unsigned n = 0;

	if (!colon || colon == s.p)
		return false;
	host = (struct str){s.p, (size_t)(colon - s.p)};
	port = (struct str){colon + 1, s.n - host.n - 1};
	for (size_t i = 0; i < port.n; i++) {
		if (port.p[i] < '0' || port.p[i] > '9' || n > UINT16_MAX)
			return false;
		n = n * 10 + (unsigned)(port.p[i] - '0');
	}
	if (n == 0 || n > UINT16_MAX)
		return false;
	if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
		host = (struct str){host.p + 1, host.n - 2};
	else if (memchr(host.p, ':', host.n))
		return false;
	*ret_host = host;
	*ret_port = (uint16_t)n;
	return true;
}

static const struct node *read_number(struct reader *r, const char *key, unsigned max, unsigned *ret)
{
	const struct node *n = config_scalar(config_get(r->root, "live"), key);
	double number;

	if (!n || !config_number(n, &number))
		return NULL;
	if (!(number >= 1 && number <= max) || number != (unsigned)number) {
		config_issue(r, n, false, NULL, "\"%s\" is a whole number from 1 to %u", key, max);
		return NULL;
	}
	*ret = (unsigned)number;
	return n;
}

const char *const config_files[CONFIG_N_FILES] = {"ssl-ca", "ssl-cert", "ssl-key"};

/* dmctl uses neither of the two where the other is missing, and says nothing. */
static void check_pair(struct reader *r, const struct config_path *cert, const struct config_path *key)
{
	if (!cert->at == !key->at)
		return;
	config_issue(r, cert->at ? cert->at : key->at, true, "give both, or none of them",
		     "\"ssl-cert\" and \"ssl-key\" are of no use without each other");
}

static void read_live(struct reader *r)
{
	struct config_live *l = &r->config->live;
	const struct node *n;
	size_t room = members(config_get(r->root, "live"), "master-addr", NODE_SEQ, &n);

	l->timeout_at = read_number(r, "timeout", CONFIG_MAX_TIMEOUT_S, &l->timeout_s);
	l->jobs_at = read_number(r, "jobs", CONFIG_MAX_JOBS, &l->jobs);
	for (size_t i = 0; i < CONFIG_N_FILES; i++) {
		const struct node *file = config_scalar(config_get(r->root, "live"), config_files[i]);

		if (file)
			l->files[i] = read_path(r, file);
	}
	check_pair(r, &l->files[1], &l->files[2]);
	l->masters = ARENA_ARRAY(r->arena, struct config_address, room);
	for (; n; n = n->next) {
		struct config_address *m = &l->masters[l->n_masters];

		if (n->kind != NODE_SCALAR)
			continue;
		m->at = n;
		if (config_address_parse(value_str(n, STR_LIT("")), &m->host, &m->port))
			l->n_masters++;
		else
			config_issue(r, n, false, "HOST:PORT, an IPv6 address as [HOST]:PORT", "\"%.*s\" is no address",
				     STR_FMT(value_str(n, STR_LIT(""))));
	}
}

void config_read(struct arena *a, const struct doc *d, struct config *ret)
{
	struct reader r = {.arena = a, .root = d->root, .config = ret};
	const struct node *key_file;

	*ret = (struct config){.text = d->text};
	read_rules(&r);
	read_versions(&r);
	read_sources(&r);
	read_exclude(&r);
	key_file = config_scalar(d->root, "secret-key-file");
	if (key_file)
		ret->secret_key_file = read_path(&r, key_file);
	read_fail_on(&r);
	read_live(&r);
	config_read_policies(&r);
	if (d->more_documents) {
		config_issue(&r, NULL, false,
			     "a line that is indented less than the first key, or \"---\", ends the document",
			     "only the first document of this file would be read");
		ret->issues[ret->n_issues - 1].place = d->rest;
	}
}

struct str config_place(const struct config *c, const struct node *at, struct arena *a)
{
	return arena_fmt(a, "%.*s:%u", STR_FMT(c->text->path), text_pos(c->text, node_key_or_value(at).lo).line);
}

const struct node *config_excludes(const struct config *c, struct str path)
{
	for (size_t i = 0; i < c->n_exclude; i++) {
		if (glob_match(&c->exclude[i].glob, path))
			return c->exclude[i].at;
	}
	return NULL;
}

uint32_t config_dm(const struct config *c, struct str path, const struct node **ret_at)
{
	for (size_t i = c->n_versions; i > 0; i--) {
		if (glob_match(&c->versions[i - 1].files, path)) {
			*ret_at = c->versions[i - 1].at;
			return c->versions[i - 1].dm;
		}
	}
	*ret_at = c->dm_at;
	return c->dm;
}
