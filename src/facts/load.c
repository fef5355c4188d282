/* load.c: facts files, the way back from write.c. Called by src/run for --facts. A file comes from anywhere: whatever is not as
 * it should be is refused with its line, and nothing crashes. */
#include <string.h>

#include "dmlint/doc.h"
#include "internal.h"

struct loading {
	struct arena *arena;
	const struct text *text;
	struct err *err;
};

static PRINTF_LIKE(3, 4) bool refuse(struct loading *x, const struct node *n, const char *fmt, ...)
{
	struct span at = node_key_or_value(n);
	struct str what;
	va_list ap;

	va_start(ap, fmt);
	what = arena_vfmt(x->arena, fmt, ap);
	va_end(ap);
	err_set(x->err, "%.*s:%u: %.*s", STR_FMT(x->text->path), text_pos(x->text, at.lo).line, STR_FMT(what));
	return false;
}

/* A key or value for a message: no more of it than a line shows. */
static struct str shown(struct str s)
{
	return (struct str){s.p, s.n < 60 ? s.n : 60};
}

static bool is_null(const struct node *n)
{
	return n->kind == NODE_SCALAR && scalar_resolve(n).kind == SCALAR_NULL;
}

/* The tree is gone when the facts are in use: what does not stand in the file as it is, is copied. */
static struct str keep(const struct loading *x, struct str s)
{
	struct str file = x->text->bytes;
	bool in_file = (uintptr_t)s.p >= (uintptr_t)file.p && (uintptr_t)s.p < (uintptr_t)(file.p + file.n);

	return in_file || !s.p ? s : arena_str(x->arena, s);
}

static struct str text_of(const struct loading *x, const struct node *n)
{
	return is_null(n) ? (struct str){NULL, 0} : keep(x, n->text);
}

static bool take_text(struct loading *x, const struct node *n, struct str *ret)
{
	if (n->kind != NODE_SCALAR)
		return refuse(x, n, "\"%.*s\" must be a text", STR_FMT(shown(n->key)));
	*ret = text_of(x, n);
	return true;
}

static bool take_error(struct loading *x, const struct node *n, struct str *ret)
{
	if (!take_text(x, n, ret))
		return false;
	if (ret->n)
		*ret = facts_redact_error(x->arena, *ret);
	return true;
}

static bool take_number(struct loading *x, const struct node *n, int64_t max, int64_t *ret)
{
	struct scalar v = {.kind = SCALAR_NULL};

	if (n->kind == NODE_SCALAR)
		v = scalar_resolve(n);
	if (v.kind != SCALAR_INT || v.i < 0 || v.i > max)
		return refuse(x, n, "\"%.*s\" must be a number from 0 to %lld", STR_FMT(shown(n->key)), (long long)max);
	*ret = v.i;
	return true;
}

static bool take_unsigned(struct loading *x, const struct node *n, unsigned *ret)
{
	int64_t v = 0;
	bool ok = take_number(x, n, INT32_MAX, &v);

	*ret = (unsigned)v;
	return ok;
}

/* One of n names; which one is *ret. */
static bool take_name(struct loading *x, const struct node *n, const char *(*name)(unsigned i), unsigned n_names,
		      unsigned *ret)
{
	for (unsigned i = 0; n->kind == NODE_SCALAR && i < n_names; i++) {
		if (str_eq_c(n->text, name(i))) {
			*ret = i;
			return true;
		}
	}
	return refuse(x, n, "\"%.*s\" cannot be \"%.*s\"", STR_FMT(shown(n->key)), STR_FMT(shown(n->text)));
}

static const char *role_by_number(unsigned i)
{
	return server_role_name((enum server_role)(i + ROLE_SOURCE));
}

static const char *connect_by_number(unsigned i)
{
	return connect_state_name((enum connect_state)i);
}

static const char *state_by_number(unsigned i)
{
	return fact_state_name((enum fact_state)i);
}

/* n_more: cells at the end that may be missing. */
static bool take_cells(struct loading *x, const struct node *row, size_t wanted, size_t n_more, struct str *cells)
{
	size_t n = 0;

	if (row->kind != NODE_SEQ)
		return refuse(x, row, "a row must be a list of %zu texts", wanted);
	for (const struct node *c = row->first; c; c = c->next, n++) {
		if (c->kind != NODE_SCALAR)
			return refuse(x, c, "a value in a row must be a text, a number or null");
		if (n < wanted)
			cells[n] = text_of(x, c);
	}
	for (; n < wanted && n_more && n >= wanted - n_more; n++)
		cells[n] = (struct str){NULL, 0};
	if (n != wanted)
		return refuse(x, row, "a row of %zu values, the columns are %zu", n, wanted);
	return true;
}

static bool take_columns(struct loading *x, const struct node *n, struct rows *ret)
{
	size_t count = node_count(n);
	struct str *columns = ARENA_ARRAY(x->arena, struct str, count + 1);

	if (n->kind != NODE_SEQ || count == 0)
		return refuse(x, n, "\"columns\" must be a list of names");
	if (!take_cells(x, n, count, 0, columns))
		return false;
	ret->columns = columns;
	ret->n_columns = count;
	return true;
}

static bool take_rows(struct loading *x, const struct node *n, size_t n_more, struct rows *ret)
{
	size_t count = node_count(n);

	if (n->kind != NODE_SEQ)
		return refuse(x, n, "\"rows\" must be a list of rows");
	ret->cells = arena_alloc_n(x->arena, count + 1, ret->n_columns * sizeof(struct str));
	for (const struct node *row = n->first; row; row = row->next) {
		if (!take_cells(x, row, ret->n_columns, n_more, ret->cells + ret->n * ret->n_columns))
			return false;
		ret->n++;
	}
	return true;
}

static bool is_answer_key(struct str key)
{
	return str_eq_c(key, "state") || str_eq_c(key, "error_code") || str_eq_c(key, "error") ||
	       str_eq_c(key, "columns") || str_eq_c(key, "rows");
}

/* {log_bin: "ON"}: names and values without any of the keys of an answer. */
static bool is_plain_map(const struct node *n, enum fact f)
{
	if (strcmp(fact_columns(f), "name value") != 0)
		return false;
	for (const struct node *k = n->first; k; k = k->next) {
		if (is_answer_key(k->key))
			return false;
	}
	return true;
}

static bool take_plain_map(struct loading *x, const struct node *n, struct rows *ret)
{
	ret->cells = arena_alloc_n(x->arena, node_count(n) + 1, 2 * sizeof(struct str));
	for (const struct node *k = n->first; k; k = k->next, ret->n++) {
		ret->cells[2 * ret->n] = keep(x, k->key);
		if (!take_text(x, k, &ret->cells[2 * ret->n + 1]))
			return false;
	}
	return true;
}

static bool take_answer(struct loading *x, const struct node *n, enum fact f, struct fact_answer *ret)
{
	const struct node *rows = NULL;

	*ret = (struct fact_answer){.state = FACT_OK};
	ret->rows.columns = fact_column_list(x->arena, f, &ret->rows.n_columns);
	if (n->kind != NODE_MAP)
		return refuse(x, n, "\"%s\" must be a map with \"rows\", or with \"state\"", fact_name(f));
	if (is_plain_map(n, f))
		return take_plain_map(x, n, &ret->rows);
	for (const struct node *k = n->first; k; k = k->next) {
		unsigned state = FACT_OK;
		bool ok = true;

		if (!is_answer_key(k->key))
			return refuse(x, k, "unknown key \"%.*s\"", STR_FMT(shown(k->key)));
		if (str_eq_c(k->key, "state"))
			ok = take_name(x, k, state_by_number, FACT_TRUNCATED + 1, &state);
		else if (str_eq_c(k->key, "error_code"))
			ok = take_unsigned(x, k, &ret->error_code);
		else if (str_eq_c(k->key, "error"))
			ok = take_error(x, k, &ret->error);
		else if (str_eq_c(k->key, "columns"))
			ok = take_columns(x, k, &ret->rows);
		else
			rows = k;
		if (!ok)
			return false;
		if (str_eq_c(k->key, "state"))
			ret->state = state;
	}
	return !rows || take_rows(x, rows, node_get(n, "columns") ? 0 : fact_columns_added(f), &ret->rows);
}

/* A record may have been written by hand. */
static void redact(struct arena *a, enum fact f, struct rows *r)
{
	const char *column = f == FACT_GRANTS ? "grant" : f == FACT_ACCOUNT_LIMITS ? "create_user" : "value";
	size_t name = rows_column(r, "name"), at = rows_column(r, column);

	if (at == SIZE_MAX || (f == FACT_VARIABLES && name == SIZE_MAX))
		return;
	for (size_t i = 0; i < r->n; i++) {
		struct str *cell = &r->cells[i * r->n_columns + at];

		if ((f == FACT_GRANTS || f == FACT_ACCOUNT_LIMITS) && cell->p)
			*cell = facts_redact_grant(a, *cell);
		else if (f == FACT_VARIABLES && facts_secret_variable(r->cells[i * r->n_columns + name], *cell))
			*cell = STR_LIT("******");
	}
}

static bool take_facts(struct loading *x, const struct node *n, struct server_facts *s)
{
	if (n->kind != NODE_MAP)
		return refuse(x, n, "\"facts\" must be a map");
	for (const struct node *k = n->first; k; k = k->next) {
		unsigned f = 0;

		while (f < FACT_COUNT && !str_eq_c(k->key, fact_name(f)))
			f++;
		if (f == FACT_COUNT)
			return refuse(x, k, "unknown fact \"%.*s\"", STR_FMT(shown(k->key)));
		if (!take_answer(x, k, f, &s->facts[f]))
			return false;
		redact(x->arena, f, &s->facts[f].rows);
	}
	return true;
}

static bool take_server_key(struct loading *x, const struct node *k, struct server_facts *s)
{
	unsigned i = 0;
	int64_t port = 0;
	bool ok;

	if (str_eq_c(k->key, "role")) {
		ok = take_name(x, k, role_by_number, ROLE_MASTER, &i);
		s->role = i + ROLE_SOURCE;
		return ok;
	}
	if (str_eq_c(k->key, "connect")) {
		ok = take_name(x, k, connect_by_number, CONNECT_STATES, &i);
		s->connect = i;
		return ok;
	}
	if (str_eq_c(k->key, "port")) {
		ok = take_number(x, k, UINT16_MAX, &port);
		s->port = (uint16_t)port;
		return ok;
	}
	if (str_eq_c(k->key, "tls")) {
		struct scalar v = k->kind == NODE_SCALAR ? scalar_resolve(k) : (struct scalar){.kind = SCALAR_NULL};

		s->tls = v.kind == SCALAR_BOOL && v.b;
		return v.kind == SCALAR_BOOL || refuse(x, k, "\"tls\" must be true or false");
	}
	if (str_eq_c(k->key, "error_code"))
		return take_unsigned(x, k, &s->error_code);
	if (str_eq_c(k->key, "error"))
		return take_error(x, k, &s->error);
	if (str_eq_c(k->key, "statements"))
		return take_unsigned(x, k, &s->n_statements);
	if (str_eq_c(k->key, "facts"))
		return take_facts(x, k, s);
	return refuse(x, k, "unknown key \"%.*s\"", STR_FMT(shown(k->key)));
}

static bool take_server(struct loading *x, const struct node *n, struct server_facts *s)
{
	const struct {
		const char *key;
		struct str *to;
	} texts[] = {{"id", &s->id},
		     {"host", &s->host},
		     {"user", &s->user},
		     {"version", &s->version},
		     {"auth_plugin", &s->auth_plugin}};

	*s = (struct server_facts){.connect = CONNECT_OK};
	if (n->kind != NODE_MAP)
		return refuse(x, n, "a server must be a map");
	for (const struct node *k = n->first; k; k = k->next) {
		size_t i = 0;

		while (i < ARRAY_LEN(texts) && !str_eq_c(k->key, texts[i].key))
			i++;
		if (i < ARRAY_LEN(texts) ? !take_text(x, k, texts[i].to) : !take_server_key(x, k, s))
			return false;
	}
	return s->role != ROLE_NONE || refuse(x, n, "a server without \"role\"");
}

static bool take_root(struct loading *x, const struct node *root, struct facts *ret)
{
	const struct node *servers = node_get(root, "servers");
	int64_t format = 0;

	for (const struct node *k = root->first; k; k = k->next) {
		if (str_eq_c(k->key, "dmlint-facts")) {
			if (!take_number(x, k, INT32_MAX, &format))
				return false;
			if (format != FACTS_FORMAT)
				return refuse(x, k, "a facts file of format %lld; this program reads %d",
					      (long long)format, FACTS_FORMAT);
		} else if (!str_eq_c(k->key, "servers")) {
			return refuse(x, k, "unknown key \"%.*s\"", STR_FMT(shown(k->key)));
		}
	}
	if (format == 0)
		return refuse(x, root, "no facts file: it does not begin with \"dmlint-facts: %d\"", FACTS_FORMAT);
	if (!servers || servers->kind != NODE_SEQ)
		return refuse(x, servers ? servers : root, "\"servers\" must be a list");
	ret->servers = ARENA_ARRAY(x->arena, struct server_facts, node_count(servers) + 1);
	for (const struct node *n = servers->first; n; n = n->next) {
		if (!take_server(x, n, &ret->servers[ret->n]))
			return false;
		ret->n++;
	}
	return true;
}

static bool load_tree(struct loading *x, const struct doc *doc, struct facts *ret)
{
	const struct text *t = x->text;

	if (doc->problem.kind != DOC_OK) {
		err_set(x->err, "%.*s:%u: %.*s", STR_FMT(t->path), text_pos(t, doc->problem.at.lo).line,
			STR_FMT(doc->problem.message));
		return false;
	}
	if (!doc->root || doc->root->kind != NODE_MAP) {
		err_set(x->err, "%.*s: no facts file: it does not begin with \"dmlint-facts: %d\"", STR_FMT(t->path),
			FACTS_FORMAT);
		return false;
	}
	return take_root(x, doc->root, ret);
}

bool facts_load(struct arena *a, struct str path, struct str bytes, struct facts *ret, struct err *e)
{
	struct text *text = text_new(a, path, bytes);
	struct loading x = {.arena = a, .text = text, .err = e};
	struct arena *tree = arena_new();
	struct doc doc;
	bool ok;

	*ret = (struct facts){.arena = a};
	doc_load(tree, text, &doc);
	ok = load_tree(&x, &doc, ret);
	arena_free(tree);
	return ok;
}
