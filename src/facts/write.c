/* write.c: facts as a file that load.c reads. Called by `dmlint facts --save`. The same facts give the same bytes, and a file
 * that was written so is written again byte for byte. Opens nothing. */
#include "internal.h"

/* Everything in double quotes, so that no YAML reader takes ON for true. What is no UTF-8 becomes U+FFFD: YAML has no other
 * text. */
static void put_text(struct buf *b, struct str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = 0;
		unsigned n = utf8_decode(s.p + i, s.n - i, &cp);

		if (n == 0)
			buf_c(b, "\\uFFFD");
		else if (cp == '"' || cp == '\\')
			buf_fmt(b, "\\%c", (char)cp);
		else if (cp == '\n')
			buf_c(b, "\\n");
		else if (cp == '\t')
			buf_c(b, "\\t");
		else if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
			buf_fmt(b, "\\x%02X", cp);
		else if (cp == 0x2028 || cp == 0x2029 || cp == 0xfeff || (cp >= 0xfff0 && cp <= 0xffff))
			buf_fmt(b, "\\u%04X", cp);
		else
			buf_add(b, s.p + i, n);
		i += n ? n : 1;
	}
	buf_char(b, '"');
}

static void put_field(struct buf *b, const char *indent, const char *key, struct str value)
{
	if (!value.p)
		return;
	buf_fmt(b, "%s%s: ", indent, key);
	put_text(b, value);
	buf_char(b, '\n');
}

static void put_code(struct buf *b, const char *indent, unsigned code)
{
	if (code)
		buf_fmt(b, "%serror_code: %u\n", indent, code);
}

static bool usual_columns(enum fact f, const struct rows *r)
{
	struct arena *a = arena_new();
	size_t n;
	const struct str *usual = fact_column_list(a, f, &n);
	bool same = n == r->n_columns;

	for (size_t i = 0; same && i < n; i++)
		same = str_eq(usual[i], r->columns[i]);
	arena_free(a);
	return same;
}

static void put_list(struct buf *b, const struct str *cells, size_t n)
{
	buf_char(b, '[');
	for (size_t i = 0; i < n; i++) {
		buf_c(b, i ? ", " : "");
		if (cells[i].p)
			put_text(b, cells[i]);
		else
			buf_char(b, '~');
	}
	buf_c(b, "]\n");
}

static void put_answer(struct buf *b, enum fact f, const struct fact_answer *x)
{
	const struct rows *r = &x->rows;

	if (x->state == FACT_MISSING)
		return;
	buf_fmt(b, "      %s:\n", fact_name(f));
	if (x->state != FACT_OK)
		buf_fmt(b, "        state: %s\n", fact_state_name(x->state));
	put_code(b, "        ", x->error_code);
	put_field(b, "        ", "error", x->error);
	if (x->state != FACT_OK && x->state != FACT_TRUNCATED)
		return;
	if (r->n_columns && !usual_columns(f, r)) {
		buf_c(b, "        columns: ");
		put_list(b, r->columns, r->n_columns);
	}
	buf_c(b, r->n ? "        rows:\n" : "        rows: []\n");
	for (size_t i = 0; i < r->n; i++) {
		buf_c(b, "          - ");
		put_list(b, r->cells + i * r->n_columns, r->n_columns);
	}
}

static void put_server(struct buf *b, const struct server_facts *s)
{
	bool any = false;

	buf_fmt(b, "  - role: %s\n", server_role_name(s->role));
	put_field(b, "    ", "id", s->id);
	put_field(b, "    ", "host", s->host);
	buf_fmt(b, "    port: %u\n", s->port);
	put_field(b, "    ", "user", s->user);
	buf_fmt(b, "    connect: %s\n", connect_state_name(s->connect));
	put_code(b, "    ", s->error_code);
	put_field(b, "    ", "error", s->error);
	put_field(b, "    ", "version", s->version);
	put_field(b, "    ", "auth_plugin", s->auth_plugin);
	buf_fmt(b, "    tls: %s\n", s->tls ? "true" : "false");
	buf_fmt(b, "    statements: %u\n", s->n_statements);
	for (unsigned f = 0; f < FACT_COUNT; f++)
		any |= s->facts[f].state != FACT_MISSING;
	buf_c(b, any ? "    facts:\n" : "");
	for (unsigned f = 0; f < FACT_COUNT; f++)
		put_answer(b, f, &s->facts[f]);
}

void facts_write(const struct facts *f, struct buf *out)
{
	buf_fmt(out, "dmlint-facts: %d\n", FACTS_FORMAT);
	buf_c(out, f->n ? "servers:\n" : "servers: []\n");
	for (size_t i = 0; i < f->n; i++)
		put_server(out, &f->servers[i]);
}
