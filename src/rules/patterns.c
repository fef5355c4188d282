/* patterns.c: what the rules on lists, routes, filters and column mappings share. */
#include <string.h>

#include "internal.h"

struct str pattern_fault_text(struct lint *l, const struct pattern_check *c)
{
	switch (c->fault) {
	case PATTERN_EMPTY:
		return STR_LIT("is empty");
	case PATTERN_STAR_NOT_LAST:
		return STR_LIT("has a \"*\" that is not its last character");
	case PATTERN_BAD_REGEX:
		if (c->lowered)
			return arena_fmt(
				l->arena,
				"is no regular expression once DM has lower-cased it, as it does without case-sensitive: %.*s",
				STR_FMT(c->message));
		return arena_fmt(l->arena, "is no regular expression: %.*s", STR_FMT(c->message));
	case PATTERN_OK:
		break;
	}
	return STR_LIT("is fine");
}

struct span text_place(const struct lint *l, const struct node *n, size_t at, size_t len)
{
	struct span whole = n->span.hi > n->span.lo ? n->span : node_key_or_value(n);
	uint32_t quote = n->style == STYLE_SINGLE || n->style == STYLE_DOUBLE ? 1 : 0;
	uint32_t from = whole.lo + quote + (uint32_t)at;
	size_t inner = whole.hi - whole.lo - 2 * (size_t)quote;

	if (len == 0 || n->kind != NODE_SCALAR || n->text.n != inner || at + len > inner ||
	    memcmp(n->text.p, l->doc->text->bytes.p + whole.lo + quote, inner) != 0)
		return whole;
	return (struct span){from, from + (uint32_t)len};
}

struct span pattern_fault_place(const struct lint *l, const struct node *n, const struct pattern_check *c)
{
	return text_place(l, n, c->at, c->fault == PATTERN_OK || c->fault == PATTERN_EMPTY ? 0 : c->len);
}

struct diag *report_if_used(struct lint *l, bool used, const char *check, struct span at, const char *fmt, ...)
{
	struct str message;
	struct diag *d;
	va_list ap;

	va_start(ap, fmt);
	message = arena_vfmt(l->arena, fmt, ap);
	va_end(ap);
	if (used)
		return report_check(l, check, at, "%.*s", STR_FMT(message));
	d = report(l, at, "%.*s", STR_FMT(message));
	if (d->severity > SEV_WARNING)
		d->severity = SEV_WARNING;
	report_help(l, d, "no instance uses this definition, so DM does not notice");
	return d;
}

const char *check_or_checker(const struct lint *l, const char *prefix)
{
	struct str checker = arena_fmt(l->arena, "%s-checker", prefix);

	if (dm_check_find(checker.p, l->dm))
		return checker.p;
	return arena_fmt(l->arena, "%s-invalid", prefix).p;
}

struct str pattern_pair_key(struct lint *l, const struct node *rule, const struct pattern_mode *mode)
{
	struct str schema = pattern_key(l->arena, task_str(rule, "schema-pattern", ""), mode);
	struct str table = pattern_key(l->arena, task_str(rule, "table-pattern", ""), mode);

	return arena_fmt(l->arena, "%zu:%.*s%.*s", schema.n, STR_FMT(schema), STR_FMT(table));
}

/* The filter of one list, made by build when it is first asked for. */
static const struct table_filter *known_filter(struct lint *l, struct table_filter ***known, enum section sec,
					       const struct entry *list,
					       void (*build)(struct arena *a, const struct task *t,
							     const struct entry *list, struct table_filter *ret))
{
	if (!*known)
		*known = ARENA_ARRAY(l->arena, struct table_filter *, l->task->n_entries[sec]);
	struct table_filter **f = &(*known)[list->index];
	if (!*f) {
		*f = ARENA_NEW(l->arena, struct table_filter);
		build(l->arena, l->task, list, *f);
	}
	return *f;
}

const struct table_filter *list_filter(struct lint *l, enum section sec, const struct entry *list)
{
	return known_filter(l, &l->filters[sec], sec, list, filter_build);
}

const struct table_filter *list_schemas(struct lint *l, enum section sec, const struct entry *list)
{
	return known_filter(l, &l->schema_filters[sec], sec, list, filter_build_schemas);
}

static void release_filters(struct table_filter ***known, size_t n)
{
	for (size_t i = 0; *known && i < n; i++) {
		if ((*known)[i])
			filter_release((*known)[i]);
	}
	*known = NULL;
}

void rules_release(struct lint *l)
{
	for (int s = 0; s < SEC_COUNT; s++) {
		release_filters(&l->filters[s], l->task ? l->task->n_entries[s] : 0);
		release_filters(&l->schema_filters[s], l->task ? l->task->n_entries[s] : 0);
	}
}
