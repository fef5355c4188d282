/* inventory.c: the Ansible inventory of DM 1.0, read as Ansible's INI plugin does: sections in brackets, one host a
 * line with variables split like a shell's words, "key = value" lines in [group:vars]. Gives a tree with a map for
 * each host that runs a dm-worker; its variables carry the fields of dm-worker.toml that DM-Ansible makes of them.
 * Called by src/run. */
#include "internal.h"

#include <string.h>

/* The template dm-worker.toml.j2 of DM-Ansible, in dm/dm-ansible of DM 1.0. */
static const struct {
	const char *name, *path;
} variables[] = {
	{"source_id", "source-id"},
	{"server_id", "server-id"},
	{"enable_gtid", "enable-gtid"},
	{"flavor", "flavor"},
	{"relay_binlog_name", "relay-binlog-name"},
	{"relay_binlog_gtid", "relay-binlog-gtid"},
	{"mysql_host", "from.host"},
	{"mysql_port", "from.port"},
	{"mysql_user", "from.user"},
	{"mysql_password", "from.password"},
};

#define WORKERS "dm_worker_servers"

/* A [group:vars] section of the workers or of all hosts: the known variables, by their number above. */
struct group_vars {
	struct node *vars[ARRAY_LEN(variables)];
};

enum section_kind { SECTION_HOSTS, SECTION_VARS, SECTION_CHILDREN };

struct inventory {
	struct reader r;
	size_t end; /* of the line being read */
	struct node *root, *last;
	enum section_kind section;
	struct str group;
	struct strmap hosts; /* struct node */
	struct group_vars workers, all;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}

static char peek(const struct inventory *v)
{
	return v->r.at < v->end ? v->r.s.p[v->r.at] : '\0';
}

static void skip_blanks(struct inventory *v)
{
	while (v->r.at < v->end && is_blank(peek(v)))
		v->r.at++;
}

const char *source_variable(const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		if (strcmp(variables[i].path, path) == 0)
			return variables[i].name;
	}
	return NULL;
}

/* The number of a variable, or of the one that a misspelt name must mean. */
static size_t find_variable(struct str name)
{
	size_t near = SIZE_MAX;

	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		if (str_eq_c(name, variables[i].name))
			return i;
		if (near == SIZE_MAX && name.n > 5 && str_distance(name, str_from(variables[i].name), 2) <= 2)
			near = i;
	}
	return near;
}

static void set_field(struct inventory *v, struct node *n, size_t variable)
{
	const struct field *f = schema_find_path(CONFIG_WORKER, str_from(variables[variable].path));

	n->field = f;
	/* Ansible fills a template with it: what is text for the worker cannot be anything else. */
	n->style = f && f->type == GO_STRING ? STYLE_DOUBLE : STYLE_PLAIN;
	if (f && f->secret)
		schema_hide_secret(v->r.arena, v->r.doc->text, n);
}

/* One word as Python's shlex reads it: quotes open and close anywhere, a backslash takes the next character. Ends
 * at a blank or at a "#", which begins a comment even inside a word. */
static bool read_word(struct inventory *v, char *out, size_t *ret_n)
{
	struct reader *r = &v->r;
	size_t n = 0;

	while (r->at < v->end && !is_blank(peek(v)) && peek(v) != '#') {
		char quote = peek(v);
		size_t open = r->at++;

		if (quote == '\\') {
			if (r->at == v->end)
				return reader_fail(r, open, open + 1, NULL, "nothing follows the backslash");
			out[n++] = r->s.p[r->at++];
			continue;
		}
		if (quote != '"' && quote != '\'') {
			out[n++] = quote;
			continue;
		}
		for (; r->at < v->end && peek(v) != quote; r->at++) {
			if (quote == '"' && peek(v) == '\\' && r->at + 1 < v->end &&
			    (r->s.p[r->at + 1] == '"' || r->s.p[r->at + 1] == '\\'))
				r->at++;
			out[n++] = peek(v);
		}
		if (r->at == v->end)
			return reader_fail(r, open, open + 1, "close it with the quote it begins with",
					   "the quoted text is not closed");
		r->at++;
	}
	*ret_n = n;
	return true;
}

/* A host and its last variable; it may stand in several groups. */
struct host {
	struct node *node, *last;
	bool is_worker;
};

static struct host *find_host(struct inventory *v, struct str name, struct span at)
{
	struct host *h = strmap_get(&v->hosts, name);

	if (!h) {
		h = ARENA_NEW(v->r.arena, struct host);
		h->node = reader_node(&v->r, NODE_MAP, at.lo);
		h->node->key = name;
		h->node->key_span = at;
		h->node->span.hi = at.hi;
		strmap_put(&v->hosts, name, h);
	}
	return h;
}

/* Ansible fills "{{ x }}" in only when it runs: such a value is there, but not known. */
static struct str without_template(struct str s)
{
	return s.n && memmem(s.p, s.n, "{{", 2) ? (struct str){s.p, 0} : s;
}

/* word holds the decoded variable, name and value; lo is where it begins in the file. */
static bool add_variable(struct inventory *v, struct host *h, struct str word, size_t lo)
{
	const char *equals = memchr(word.p, '=', word.n);
	const char *in_file = memchr(v->r.s.p + lo, '=', v->r.at - lo);
	struct node *n;
	size_t k;

	if (!equals || !in_file)
		return reader_fail(&v->r, lo, v->r.at, "a value with blanks in it needs quotes",
				   "a variable is written name=value");
	n = reader_node(&v->r, NODE_SCALAR, (size_t)(in_file + 1 - v->r.s.p));
	n->span.hi = (uint32_t)v->r.at;
	n->key = (struct str){word.p, (size_t)(equals - word.p)};
	n->key_span = (struct span){(uint32_t)lo, n->span.lo - 1};
	n->text = without_template((struct str){equals + 1, word.n - n->key.n - 1});
	/* Quoted as a whole: the value has no quotes of its own that an edit could go into. */
	n->aliased = v->r.s.p[lo] == '"' || v->r.s.p[lo] == '\'';
	reader_append(h->node, &h->last, n);
	h->node->span.hi = n->span.hi;
	k = find_variable(n->key);
	if (k != SIZE_MAX) {
		set_field(v, n, k);
		h->is_worker = true;
	}
	return true;
}

static bool read_host(struct inventory *v)
{
	size_t lo = v->r.at, n = 0;
	char *word = arena_alloc(v->r.arena, v->end - lo + 1);
	struct host *h;

	if (!read_word(v, word, &n))
		return false;
	h = find_host(v, (struct str){word, n}, (struct span){(uint32_t)lo, (uint32_t)v->r.at});
	h->is_worker |= str_eq_c(v->group, WORKERS);
	for (skip_blanks(v); v->r.at < v->end && peek(v) != '#'; skip_blanks(v)) {
		lo = v->r.at;
		word += n;
		if (!read_word(v, word, &n) || !add_variable(v, h, (struct str){word, n}, lo))
			return false;
	}
	if (!h->node->parent && h->is_worker)
		reader_append(v->root, &v->last, h->node);
	return true;
}

/* name = value; a value in quotes is Python's literal. */
static bool read_group_variable(struct inventory *v)
{
	struct group_vars *to = str_eq_c(v->group, WORKERS) ? &v->workers : str_eq_c(v->group, "all") ? &v->all : NULL;
	size_t lo = v->r.at, at = lo, hi = v->end;
	const char *p = v->r.s.p;
	struct node *n;
	size_t k;

	while (at < hi && p[at] != '=')
		at++;
	if (at == hi)
		return reader_fail(&v->r, lo, hi, NULL, "a variable is written name = value");
	n = reader_node(&v->r, NODE_SCALAR, 0);
	n->key = str_trim((struct str){p + lo, at - lo});
	n->key_span = (struct span){(uint32_t)lo, (uint32_t)(lo + n->key.n)};
	for (at++; at < hi && is_blank(p[at]); at++)
		;
	while (hi > at && is_blank(p[hi - 1]))
		hi--;
	n->span = (struct span){(uint32_t)at, (uint32_t)hi};
	if (hi - at >= 2 && (p[at] == '"' || p[at] == '\'') && p[hi - 1] == p[at]) {
		at++;
		hi--;
	}
	n->text = without_template((struct str){p + at, hi - at});
	k = find_variable(n->key);
	if (k != SIZE_MAX && to) {
		set_field(v, n, k);
		to->vars[k] = n;
	}
	return true;
}

/* [group], [group:vars] or [group:children], and perhaps a comment. */
static bool read_section(struct inventory *v)
{
	size_t lo = v->r.at, at = lo + 1, name;
	const char *p = v->r.s.p;
	struct str kind = {NULL, 0};

	for (name = at; at < v->end && p[at] != ':' && p[at] != ']' && !is_blank(p[at]); at++)
		;
	v->group = (struct str){p + name, at - name};
	if (at < v->end && p[at] == ':') {
		for (kind.p = p + ++at; at < v->end && p[at] != ']' && !is_blank(p[at]); at++)
			kind.n++;
	}
	if (v->group.n == 0 || at == v->end || p[at] != ']')
		return reader_fail(&v->r, lo, v->end, "write [group], [group:vars] or [group:children], without blanks",
				   "this is no name of a section");
	for (at++; at < v->end && is_blank(p[at]); at++)
		;
	if (at < v->end && p[at] != '#')
		return reader_fail(&v->r, at, v->end, NULL, "the line must end behind the name of the section");
	if (!kind.p)
		v->section = SECTION_HOSTS;
	else if (str_eq_c(kind, "vars"))
		v->section = SECTION_VARS;
	else if (str_eq_c(kind, "children"))
		v->section = SECTION_CHILDREN;
	else
		return reader_fail(&v->r, (size_t)(kind.p - p), (size_t)(kind.p - p) + kind.n, NULL,
				   "a section is of hosts, of \"vars\" or of \"children\"");
	return true;
}

static bool read_line(struct inventory *v)
{
	skip_blanks(v);
	while (v->end > v->r.at && is_blank(v->r.s.p[v->end - 1]))
		v->end--;
	switch (peek(v)) {
	case '\0':
		if (v->r.at < v->end)
			return reader_fail(&v->r, v->r.at, v->r.at + 1, NULL, "a NUL stands in the file");
		return true;
	case '#':
	case ';':
		return true;
	case '[':
		return read_section(v);
	default:
		break;
	}
	if (v->section == SECTION_CHILDREN)
		return true;
	return v->section == SECTION_HOSTS ? read_host(v) : read_group_variable(v);
}

static bool has_field(const struct node *host, const struct field *f)
{
	for (const struct node *n = host->first; n; n = n->next) {
		if (n->field == f)
			return true;
	}
	return false;
}

/* A host without a variable has that of its group. */
static void inherit(struct inventory *v, struct node *host)
{
	struct host *h = strmap_get(&v->hosts, host->key);

	for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
		const struct node *from = v->workers.vars[i] ? v->workers.vars[i] : v->all.vars[i];
		struct node *copy;

		if (!from || has_field(host, from->field))
			continue;
		copy = ARENA_NEW(v->r.arena, struct node);
		*copy = *from;
		copy->aliased = 1;
		copy->next = NULL;
		reader_append(host, &h->last, copy);
	}
}

void source_load_inventory(struct arena *a, struct text *text, struct doc *ret)
{
	struct inventory v = {.r = {.arena = a, .doc = ret, .s = text->bytes}, .hosts = {.arena = a}};
	size_t n = text->bytes.n;

	*ret = (struct doc){.arena = a, .text = text};
	if (n > TEXT_MAX_BYTES) {
		ret->problem =
			(struct doc_problem){.kind = DOC_TOO_BIG, .message = STR_LIT("the file is larger than 64 MiB")};
		return;
	}
	v.root = reader_node(&v.r, NODE_MAP, 0);
	v.root->span.hi = (uint32_t)n;
	for (size_t lo = 0; lo < n && !reader_failed(&v.r); lo++) {
		size_t hi = lo;

		while (hi < n && !toml_is_newline(text->bytes.p[hi]))
			hi++;
		v.r.at = lo;
		v.end = hi;
		if (!read_line(&v))
			break;
		lo = hi;
	}
	for (struct node *host = v.root->first; host; host = host->next)
		inherit(&v, host);
	ret->root = v.root->first ? v.root : NULL;
}
