/* gen_schema.c: the build-time tool that reads schemas/. "gen_schema tables DIR" writes C tables to standard output,
 * "gen_schema json DIR OUT" the JSON Schemas of all releases into the folder OUT. Linked with base and doc only; nothing
 * of it is part of dmlint. */
#include "gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void fail_v(struct str path, struct pos at, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);

static _Noreturn void fail_v(struct str path, struct pos at, const char *fmt, va_list ap)
{
	fprintf(stderr, "%.*s:%u:", STR_FMT(path), at.line);
	if (at.column)
		fprintf(stderr, "%u:", at.column);
	fputs(" error: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	exit(1);
}

void gen_fail(struct str path, unsigned line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fail_v(path, (struct pos){.line = line}, fmt, ap);
}

void gen_fail_at(const struct gen_file *f, const struct node *n, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fail_v(f->path, text_pos(f->doc.text, node_key_or_value(n).lo), fmt, ap);
}

struct str gen_path(struct gen *g, const char *dir, const char *name)
{
	return arena_fmt(g->arena, "%s/%s", dir, name);
}

struct str gen_read(struct gen *g, struct str path)
{
	struct str bytes;
	struct err e;
	bool too_big = false;

	if (!file_read(g->arena, path.p, TEXT_MAX_BYTES, &bytes, &too_big, &e) || too_big) {
		fprintf(stderr, "%s\n", too_big ? "a file in schemas/ is too big" : e.msg);
		exit(1);
	}
	return bytes;
}

static void load_files(struct gen *g, const char *dir)
{
	static const char *const names[GEN_KINDS] = {NULL, "task.yaml", "source.yaml", "worker.yaml", "config.yaml"};

	for (size_t k = CONFIG_TASK; k < GEN_KINDS; k++) {
		struct gen_file *f = &g->files[k];

		f->path = gen_path(g, dir, names[k]);
		doc_load(g->arena, text_new(g->arena, f->path, gen_read(g, f->path)), &f->doc);
	}
}

static bool write_tables(struct gen *g)
{
	struct buf out = {0};
	bool ok;

	gen_emit(g, &out);
	ok = fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
	if (!ok)
		perror("gen_schema");
	buf_free(&out);
	return ok;
}

/* DIR/NAME.json, under the identifier that it has when SchemaStore publishes it. */
static bool write_schema(struct gen *g, const char *dir, struct str name, enum config_kind kind, uint32_t v,
			 struct str title)
{
	struct str path = arena_fmt(g->arena, "%s/%.*s.json", dir, STR_FMT(name));
	struct str id = arena_fmt(g->arena, "https://json.schemastore.org/dmlint-%.*s.json", STR_FMT(name));
	struct buf out = {0};
	bool ok = true;
	struct err e;

	if (gen_json(g, kind, v, id, title, &out))
		ok = file_write(path.p, (struct str){out.p, out.n}, &e);
	if (!ok)
		fprintf(stderr, "%s\n", e.msg);
	buf_free(&out);
	return ok;
}

static bool write_json(struct gen *g, const char *dir)
{
	static const char *const names[] = {[CONFIG_TASK] = "task", [CONFIG_SOURCE] = "source"};
	bool ok = write_schema(g, dir, STR_LIT("config-v1"), CONFIG_DMLINT, g->releases[g->n_releases - 1].version,
			       STR_LIT("dmlint: .dmlint.yaml, format 1"));

	for (size_t k = CONFIG_TASK; k <= CONFIG_SOURCE; k++) {
		for (size_t i = 0; ok && i < g->n_releases; i++) {
			const struct gen_release *r = &g->releases[i];

			ok = write_schema(
				g, dir, arena_fmt(g->arena, "%s-v%.*s", names[k], STR_FMT(r->name)),
				(enum config_kind)k, r->version,
				arena_fmt(g->arena, "TiDB Data Migration %.*s: %s", STR_FMT(r->name), names[k]));
		}
	}
	return ok;
}

int main(int argc, char **argv)
{
	struct gen g = {.arena = arena_new()};
	bool tables = argc == 3 && strcmp(argv[1], "tables") == 0, ok;

	if (!tables && (argc != 4 || strcmp(argv[1], "json") != 0)) {
		fputs("usage: gen_schema tables DIR | gen_schema json DIR OUT\n", stderr);
		return 2;
	}
	g.structs.arena = g.arena;
	gen_read_releases(&g, argv[2]);
	gen_read_checks(&g, argv[2]);
	load_files(&g, argv[2]);
	gen_read_fields(&g);
	ok = tables ? write_tables(&g) : write_json(&g, argv[3]);
	arena_free(g.arena);
	return ok ? 0 : 1;
}
