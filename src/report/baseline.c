/* baseline.c: a baseline as JSON, one finding a line, written and read; and which findings it holds. Called by src/run for each
 * file and by src/cli. Opens no file. */
#include "dmlint/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "jsonout.h"

#define FORMAT 1

static struct str key_of(struct arena *a, struct str path, struct str fingerprint)
{
	return arena_fmt(a, "%.*s %.*s", STR_FMT(fingerprint), STR_FMT(path));
}

static bool take_text(struct arena *a, const json_t *j, const char *key, struct str *ret)
{
	const json_t *v = json_object_get(j, key);

	if (!json_is_string(v))
		return false;
	*ret = arena_str(a, (struct str){json_string_value(v), json_string_length(v)});
	return true;
}

static bool read_entries(struct arena *a, const json_t *root, struct baseline *b)
{
	const json_t *list = json_object_get(root, "findings"), *j;
	size_t i;

	if (json_integer_value(json_object_get(root, "dmlint-baseline")) != FORMAT || !json_is_array(list))
		return false;
	b->entries = ARENA_ARRAY(a, struct baseline_entry, json_array_size(list) + 1);
	json_array_foreach((json_t *)list, i, j)
	{
		struct baseline_entry *e = &b->entries[b->n];

		if (!take_text(a, j, "path", &e->path) || !take_text(a, j, "fingerprint", &e->fingerprint) ||
		    !take_text(a, j, "id", &e->id) || !take_text(a, j, "rule", &e->rule) ||
		    !take_text(a, j, "message", &e->message))
			return false;
		b->n++;
	}
	return true;
}

bool baseline_read(struct arena *a, const char *name, struct str bytes, struct baseline *ret, struct err *e)
{
	json_error_t why;
	json_t *root = json_loadb(bytes.n ? bytes.p : "", bytes.n, 0, &why);
	bool ok;

	*ret = (struct baseline){.index = {.arena = a}, .linted = {.arena = a}};
	if (!root) {
		err_set(e, "%s:%d: %s", name, why.line, why.text);
		return false;
	}
	ok = read_entries(a, root, ret);
	json_decref(root);
	if (!ok) {
		err_set(e, "%s is no baseline that this dmlint has written", name);
		return false;
	}
	strmap_reserve(&ret->index, ret->n + 1);
	for (size_t i = 0; i < ret->n; i++)
		strmap_put(&ret->index, key_of(a, ret->entries[i].path, ret->entries[i].fingerprint), &ret->entries[i]);
	return true;
}

void baseline_take(struct baseline *b, struct arena *a, struct str path, struct file_report *f)
{
	struct diag *d = f->diags.first;

	strmap_put(&b->linted, arena_str(a, path), b);
	f->diags = (struct diag_list){0};
	while (d) {
		struct diag *next = d->next;
		struct baseline_entry *e = strmap_get(&b->index, key_of(a, path, d->fingerprint));

		if (e)
			e->found = true;
		diag_append(e ? &f->known : &f->diags, d);
		d = next;
	}
}

bool baseline_linted(const struct baseline *b, struct str path)
{
	return strmap_get(&b->linted, path) != NULL;
}

static int by_place(const void *x, const void *y)
{
	const struct baseline_entry *a = x, *b = y;
	int order = str_cmp(a->path, b->path);

	if (order == 0)
		order = str_cmp(a->id, b->id);
	return order ? order : str_cmp(a->fingerprint, b->fingerprint);
}

static void add_findings(const struct file_report *f, const struct diag_list *from, struct baseline_entry *list,
			 size_t *n)
{
	for (const struct diag *d = from->first; d; d = d->next)
		list[(*n)++] = (struct baseline_entry){.path = f->stable_path,
						       .fingerprint = d->fingerprint,
						       .id = str_from(d->rule->id),
						       .rule = str_from(d->rule->name),
						       .message = d->message};
}

static struct baseline_entry *all_findings(const struct run_report *r, const struct baseline *old, struct arena *a,
					   size_t *ret_n)
{
	struct baseline_entry *list;
	size_t n = old ? old->n : 0;

	for (size_t i = 0; i < r->n_files; i++)
		n += r->files[i].diags.n + r->files[i].known.n;
	list = ARENA_ARRAY(a, struct baseline_entry, n + 1);
	n = 0;
	for (size_t i = 0; i < r->n_files; i++) {
		add_findings(&r->files[i], &r->files[i].known, list, &n);
		add_findings(&r->files[i], &r->files[i].diags, list, &n);
	}
	for (size_t i = 0; old && i < old->n; i++) {
		if (!old->entries[i].found && !old->entries[i].gone)
			list[n++] = old->entries[i];
	}
	qsort(list, n, sizeof(*list), by_place);
	*ret_n = n;
	return list;
}

void baseline_render(struct buf *out, const struct run_report *r, const struct baseline *old, struct arena *a)
{
	size_t n;
	const struct baseline_entry *list = all_findings(r, old, a, &n);

	buf_fmt(out, "{\"dmlint-baseline\": %d,\n \"findings\": [", FORMAT);
	for (size_t i = 0; i < n; i++) {
		const struct baseline_entry *e = &list[i];

		if (i && by_place(e, e - 1) == 0)
			continue; /* a file named twice */
		put_key(out, i ? ",\n  {" : "\n  {", "path", json_text(e->path));
		put_key(out, ", ", "fingerprint", json_text(e->fingerprint));
		put_key(out, ", ", "id", json_text(e->id));
		put_key(out, ", ", "rule", json_text(e->rule));
		put_key(out, ", ", "message", json_text(e->message));
		buf_char(out, '}');
	}
	buf_c(out, "\n]}\n");
}
