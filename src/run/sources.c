/* sources.c: the whole run: the sources are read first, so that tasks can be compared with them, and linted last,
 * when it is known which of them a task uses. Called by src/cli. */
#include <sys/stat.h>

#include "internal.h"

/* Tells one file given by two names. */
struct identity {
	dev_t device;
	ino_t inode;
};

struct given {
	struct arena *arena;
	struct strmap files; /* by struct identity */
	struct run_input *list;
	size_t n;
	struct sources sources;
};

static bool identify(const struct run_input *in, struct identity *ret, bool *ret_readable)
{
	struct stat st;

	*ret = (struct identity){0};
	*ret_readable = false;
	if (str_eq_c(in->path, "-") || stat(in->path.p, &st) != 0)
		return false;
	ret->device = st.st_dev;
	ret->inode = st.st_ino;
	*ret_readable = S_ISREG(st.st_mode) && (st.st_mode & S_IROTH);
	return true;
}

static struct str key_of(const struct identity *id)
{
	return (struct str){(const char *)id, sizeof(*id)};
}

/* In a folder only what looks like a source is taken for one: tasks may lie beside them. */
static enum config_kind read_source(struct given *g, const struct run_input *in, uint32_t dm)
{
	struct doc *doc = ARENA_NEW(g->arena, struct doc);
	struct decode_result decode;
	enum config_kind kind;
	struct str bytes;
	bool too_big;
	struct err e;

	/* What cannot be read fails when it is linted. */
	if (!file_read(g->arena, in->path.p, (size_t)TEXT_MAX_BYTES + 1, &bytes, &too_big, &e))
		return CONFIG_SOURCE;
	kind = run_load(g->arena, text_new(g->arena, in->path, bytes), in->named ? CONFIG_SOURCE : CONFIG_UNKNOWN, doc);
	if (kind == CONFIG_UNKNOWN || kind == CONFIG_TASK)
		return kind;
	run_decode(g->arena, doc, kind, run_newest(kind, dm), &decode);
	text_mask_by_looks(doc->text);
	sources_add(&g->sources, doc, kind);
	return kind;
}

static void read_all(struct given *g, const struct run_options *o)
{
	g->list = ARENA_ARRAY(g->arena, struct run_input, o->n_sources + 1);
	g->files.arena = g->sources.arena = g->arena;
	for (size_t i = 0; i < o->n_sources; i++) {
		struct identity id;
		bool readable, known = identify(&o->sources[i], &id, &readable);
		enum config_kind kind;

		if (known && strmap_get(&g->files, key_of(&id)))
			continue;
		kind = read_source(g, &o->sources[i], o->dm);
		if (kind == CONFIG_UNKNOWN || kind == CONFIG_TASK)
			continue;
		g->list[g->n++] = o->sources[i];
		if (known)
			strmap_put(&g->files, arena_str(g->arena, key_of(&id)), g);
	}
}

void run_lint(struct arena *a, const struct run_input *in, size_t n, const struct run_options *o,
	      struct run_report *ret)
{
	struct given g = {.arena = a};
	struct run_options each = *o;
	struct identity id;

	*ret = (struct run_report){.files = ARENA_ARRAY(a, struct file_report, n + o->n_sources + 1)};
	if (o->n_sources) {
		read_all(&g, o);
		each.known_sources = &g.sources;
	}
	for (size_t i = 0; i < n; i++) {
		/* A file that is given as a source, too, is linted once, as one. */
		if (identify(&in[i], &id, &each.readable_by_all) && strmap_get(&g.files, key_of(&id)))
			continue;
		run_lint_input(a, &in[i], &each, ret);
	}
	for (size_t i = 0; i < g.n; i++) {
		each.kind = g.list[i].named ? CONFIG_SOURCE : CONFIG_UNKNOWN;
		(void)identify(&g.list[i], &id, &each.readable_by_all);
		run_lint_input(a, &g.list[i], &each, ret);
	}
}
