/* yaml_tree.c: prints for each YAML file named on its command line (or "-") one line of JSON: the verdict of the doc
 * module and the resolved tree of the first document, in the shape of the recorded YAML test suite. For
 * yaml_suite.py and for comparisons with other decoders; no part of dmlint itself. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "dmlint/doc.h"

static void add_string(struct buf *b, struct str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '"' || c == '\\')
			buf_fmt(b, "\\%c", c);
		else if ((c >= 0 && c < ' ') || c == 0x7f)
			buf_fmt(b, "\\u%04x", (unsigned)c);
		else
			buf_char(b, c);
	}
	buf_char(b, '"');
}

static void add_float(struct buf *b, double f)
{
	if (isnan(f))
		buf_c(b, "{\"float\": \"NaN\"}");
	else if (isinf(f))
		buf_fmt(b, "{\"float\": \"%sInf\"}", f < 0 ? "-" : "+");
	else
		buf_fmt(b, "{\"float\": \"%.17g\"}", f);
}

static void add_scalar(struct buf *b, struct str text, struct scalar s, bool *ret_bad)
{
	switch (s.kind) {
	case SCALAR_INT:
		buf_fmt(b, "{\"int\": \"%lld\"}", (long long)s.i);
		return;
	case SCALAR_UINT:
		buf_fmt(b, "{\"int\": \"%llu\"}", (unsigned long long)s.u);
		return;
	case SCALAR_FLOAT:
		add_float(b, s.f);
		return;
	case SCALAR_BOOL:
		buf_fmt(b, "{\"bool\": %s}", s.b ? "true" : "false");
		return;
	case SCALAR_NULL:
		buf_c(b, "{\"null\": true}");
		return;
	case SCALAR_BINARY:
		buf_c(b, "{\"binary\": ");
		break;
	case SCALAR_ERROR:
		*ret_bad = true; /* fall through */
	case SCALAR_TIMESTAMP:
	case SCALAR_STR:
		buf_c(b, "{\"str\": ");
		break;
	}
	add_string(b, text);
	buf_char(b, '}');
}

/* The depth is limited by doc_load. */
static void add_node(struct buf *b, const struct node *n, bool *ret_bad)
{
	if (n->kind == NODE_SCALAR) {
		add_scalar(b, n->text, scalar_resolve(n), ret_bad);
		return;
	}
	buf_c(b, n->kind == NODE_MAP ? "{\"map\": [" : "{\"seq\": [");
	for (const struct node *c = n->first; c; c = c->next) {
		if (c != n->first)
			buf_c(b, ", ");
		if (n->kind == NODE_MAP) {
			buf_char(b, '[');
			add_scalar(b, c->key, scalar_resolve_key(c), ret_bad);
			buf_c(b, ", ");
		}
		add_node(b, c, ret_bad);
		if (n->kind == NODE_MAP)
			buf_char(b, ']');
	}
	buf_c(b, "]}");
}

static bool print_file(const char *path)
{
	struct arena *a = arena_new();
	struct err e;
	struct str bytes;
	bool big, bad = false;
	bool read = file_read(a, path, TEXT_MAX_BYTES + 1, &bytes, &big, &e);

	if (read) {
		struct buf tree = {0};
		struct doc d;
		doc_load(a, text_new(a, str_from(path), bytes), &d);
		if (d.root && d.problem.kind == DOC_OK)
			add_node(&tree, d.root, &bad);
		else
			buf_c(&tree, "{\"null\": true}");
		struct buf line = {0};
		bool accept = d.problem.kind == DOC_OK && !bad;
		buf_fmt(&line, "{\"verdict\": \"%s\"", accept ? "accept" : "reject");
		if (accept) {
			buf_c(&line, ", \"tree\": ");
			buf_add(&line, tree.p, tree.n);
		} else {
			struct pos at = text_pos(d.text, d.problem.at.lo);
			buf_fmt(&line, ", \"line\": %u, \"column\": %u, \"message\": ", at.line, at.column);
			add_string(&line, bad ? STR_LIT("a tag that does not fit") : d.problem.message);
		}
		buf_c(&line, "}\n");
		fwrite(line.p, 1, line.n, stdout);
		buf_free(&line);
		buf_free(&tree);
	} else {
		fprintf(stderr, "%s\n", e.msg);
	}
	arena_free(a);
	return read;
}

int main(int argc, char **argv)
{
	bool ok = argc > 1;

	for (int i = 1; i < argc; i++)
		ok = print_file(argv[i]) && ok;
	return ok ? 0 : 2;
}
