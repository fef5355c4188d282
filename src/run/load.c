/* load.c: bytes into a tree, by the syntax that the name of the file promises: YAML, TOML for dm-worker.toml, INI
 * for an Ansible inventory. What the tree describes is told by its content. Called by run.c and files.c. */
#include <string.h>

#include "internal.h"

static bool has_key(const struct doc *d, const char *name)
{
	const struct node *n = d->root ? d->root->first : NULL;

	for (; n; n = n->next) {
		if (str_eq_nocase(n->key, str_from(name)))
			return true;
	}
	return false;
}

static bool mentions(const struct text *t, const char *word)
{
	return t->bytes.n && memmem(t->bytes.p, t->bytes.n, word, strlen(word));
}

/* A dm-worker.toml of DM 2.0 and later describes no source. What could not be read to its end is judged by its
 * words. */
static bool is_worker(const struct doc *d)
{
	if (has_key(d, "from") || has_key(d, "source-id"))
		return true;
	return d->problem.kind != DOC_OK && (mentions(d->text, "source-id") || mentions(d->text, "[from]"));
}

bool run_is_own_name(struct str path)
{
	const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;
	size_t n = slash ? (size_t)(path.p + path.n - slash) - 1 : path.n;

	return str_eq_c((struct str){path.p + path.n - n, n}, CONFIG_NAME);
}

enum config_kind run_load(struct arena *a, struct text *text, enum config_kind wanted, struct doc *ret)
{
	if (wanted == CONFIG_UNKNOWN && run_is_own_name(text->path))
		wanted = CONFIG_DMLINT;
	if (wanted != CONFIG_DMLINT && str_has_suffix(text->path, ".toml")) {
		source_load_toml(a, text, ret);
		return wanted == CONFIG_SOURCE || is_worker(ret) ? CONFIG_WORKER : CONFIG_UNKNOWN;
	}
	if (wanted != CONFIG_DMLINT && str_has_suffix(text->path, ".ini")) {
		source_load_inventory(a, text, ret);
		return wanted == CONFIG_SOURCE || ret->root || mentions(text, "dm_worker") ? CONFIG_INVENTORY
											   : CONFIG_UNKNOWN;
	}
	doc_load(a, text, ret);
	return wanted != CONFIG_UNKNOWN ? wanted : run_detect_kind(ret);
}

void run_decode(struct arena *a, struct doc *doc, enum config_kind kind, uint32_t dm, struct decode_result *ret)
{
	switch (kind) {
	case CONFIG_TASK:
	case CONFIG_SOURCE:
	case CONFIG_DMLINT:
		schema_annotate(a, doc, kind, dm, ret);
		break;
	case CONFIG_WORKER:
		source_annotate_worker(a, doc, dm, ret);
		break;
	case CONFIG_INVENTORY:
	case CONFIG_UNKNOWN:
		break;
	}
}

uint32_t run_newest(enum config_kind kind, uint32_t dm)
{
	const struct field *root = schema_root(kind);
	size_t i = dm_n_releases - 1;

	if (!root)
		return dm ? dm : dm_releases[i].version;
	if (dm && ranges_hold(root->ranges, root->n_ranges, dm))
		return dm;
	while (i > 0 && !ranges_hold(root->ranges, root->n_ranges, dm_releases[i].version))
		i--;
	return dm_releases[i].version;
}
