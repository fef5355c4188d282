/* migrating.c: a task of an older DM rewritten for a newer one. In rounds, until nothing is left to change, it applies what
 * migrations.c finds in the tree and then what rules know to fix for the newer version; at last both versions' findings are
 * compared. Called by src/cli; writes the file only when asked to. */
#include <string.h>

#include "internal.h"

#define MAX_ROUNDS 64 /* each takes away at least one old key or argument; real tasks need three */

/* The edits of one round, to find a place of its result in what it began with. */
struct round {
	const struct edit **edits;
	uint32_t *new_lo; /* where each begins in the result */
	size_t n;
	struct round *earlier;
};

struct job {
	struct arena *arena;
	const struct run_options *options;
	struct migration_table table;
	struct round *rounds; /* the last one first */
	struct migration *out;
};

/* The last edit that begins at or before a place of the result: SIZE_MAX when none does. */
static size_t edit_before(const struct round *r, uint32_t at)
{
	size_t lo = 0, hi = r->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (r->new_lo[mid] <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo ? lo - 1 : SIZE_MAX;
}

/* What was at this place in the file as it was read; inside of new text, where that was put. */
static uint32_t original(const struct job *j, uint32_t at)
{
	for (const struct round *r = j->rounds; r; r = r->earlier) {
		size_t i = edit_before(r, at);
		const struct edit *e = i == SIZE_MAX ? NULL : r->edits[i];

		if (e && at - r->new_lo[i] >= e->with.n)
			at = e->at.hi + (at - r->new_lo[i] - (uint32_t)e->with.n);
		else if (e)
			at = e->at.lo;
	}
	return at;
}

static struct diag *told(struct job *j, const struct diag *d)
{
	struct diag *copy = ARENA_NEW(j->arena, struct diag);

	*copy = (struct diag){.rule = d->rule,
			      .severity = d->severity,
			      .at = {original(j, d->at.lo), original(j, d->at.hi)},
			      .message = d->message,
			      .dm_rejects = d->dm_rejects,
			      .dm_code = d->dm_code};
	diag_append(&j->out->told, copy);
	return copy;
}

/* Appends what rules would fix for the newer version, where a row says so. */
static void collect_fixes(struct job *j, struct doc *doc, struct diag_list *ret)
{
	struct verdict v;

	run_verdict(j->arena, doc, CONFIG_TASK, j->table.to, j->options, &v);
	for (const struct diag *d = v.diags.first; d; d = d->next) {
		const struct migration_row *row = migration_row_of_rule(&j->table, d->rule->name, MIGRATE_FIX);
		struct diag *copy;

		if (!row || !d->fixes)
			continue;
		copy = ARENA_NEW(j->arena, struct diag);
		*copy = *d;
		copy->next = NULL;
		copy->severity = row->severity;
		copy->message = arena_fmt(j->arena, "%.*s%s%.*s (done: %.*s)", STR_FMT(d->message),
					  d->help.n ? "; " : "", STR_FMT(d->help), STR_FMT(d->fixes->title));
		diag_append(ret, copy);
	}
}

static void remember(struct job *j, const struct fix_result *r)
{
	struct round *round = ARENA_NEW(j->arena, struct round);
	uint32_t grown = 0; /* modulo 2^32, as it may be negative */

	*round = (struct round){.edits = r->edits, .n = r->n_edits, .earlier = j->rounds};
	round->new_lo = ARENA_ARRAY(j->arena, uint32_t, r->n_edits);
	for (size_t i = 0; i < r->n_edits; i++) {
		const struct edit *e = r->edits[i];

		round->new_lo[i] = e->at.lo + grown;
		grown += (uint32_t)e->with.n - (e->at.hi - e->at.lo);
	}
	j->rounds = round;
}

/* One round on bytes, which it replaces; *ret_doc is the tree it looked at. False when there was nothing to do. */
static bool migrate_once(struct job *j, struct str *bytes, struct doc *ret_doc)
{
	struct text *text = text_new(j->arena, j->out->path, *bytes);
	struct diag_list list = {0};
	struct decode_result decode;
	struct fix_result r;

	(void)run_load(j->arena, text, CONFIG_TASK, ret_doc);
	run_decode(j->arena, ret_doc, CONFIG_TASK, j->table.from, &decode);
	if (ret_doc->problem.kind != DOC_OK)
		return false;
	migration_collect(&j->table, ret_doc, false, &list);
	fix_apply(j->arena, text, &list, FIX_UNSAFE, &r);
	/* Rules see the task only when its keys are those of the newer version: else they miss what is used. */
	if (r.n_applied == 0) {
		list = (struct diag_list){0};
		collect_fixes(j, ret_doc, &list);
		fix_apply(j->arena, text, &list, FIX_UNSAFE, &r);
	}
	if (r.n_applied == 0 || str_eq(r.bytes, *bytes))
		return false;
	for (size_t i = 0; i < r.n_applied; i++)
		told(j, r.applied[i]);
	remember(j, &r);
	j->out->n_changes += r.n_applied;
	*bytes = r.bytes;
	return true;
}

static struct str key_of(struct arena *a, const struct text *t, const struct diag *d, uint32_t at)
{
	return arena_fmt(a, "%s %u", d->rule->id, text_pos(t, at).line);
}

/* Findings of the newer version that the older one does not have at the same line; of those that both have only what makes
 * the newer one refuse the task. */
static void compare_findings(struct job *j, const struct verdict *before, const struct verdict *after)
{
	struct strmap known = {.arena = j->arena};
	const struct text *t = j->out->before;

	for (const struct diag *d = before->diags.first; d; d = d->next)
		strmap_put(&known, key_of(j->arena, t, d, d->at.lo), &known);
	for (const struct diag *d = after->diags.first; d; d = d->next) {
		const struct migration_row *row = migration_row_of_rule(&j->table, d->rule->name, MIGRATE_TELL);
		struct str help = row ? str_from(row->text) : d->help;
		struct diag *copy;

		if (!d->dm_rejects &&
		    (d->severity < SEV_WARNING || strmap_get(&known, key_of(j->arena, t, d, original(j, d->at.lo)))))
			continue;
		copy = told(j, d);
		if (help.n)
			copy->message = arena_fmt(j->arena, "%.*s; %.*s", STR_FMT(d->message), STR_FMT(help));
	}
}

static void verdict_of(struct job *j, struct text *text, uint32_t dm, struct verdict *ret)
{
	struct doc *doc = ARENA_NEW(j->arena, struct doc);

	(void)run_load(j->arena, text, CONFIG_TASK, doc);
	run_verdict(j->arena, doc, CONFIG_TASK, dm, j->options, ret);
}

/* The oldest version whose loader takes the task, so that no change since then is left untold; else the one that rejects
 * least. */
static uint32_t oldest_taking(struct job *j, struct text *text, uint32_t to)
{
	uint32_t best = to;
	size_t least;
	struct verdict v;

	verdict_of(j, text, to, &v);
	least = v.n_rejects;
	for (size_t i = dm_n_releases; i-- > 0;) {
		if (dm_releases[i].version >= to)
			continue;
		verdict_of(j, text, dm_releases[i].version, &v);
		if (v.n_rejects <= least) {
			best = dm_releases[i].version;
			least = v.n_rejects;
		}
	}
	return best;
}

static void migrate(struct job *j)
{
	struct migration *m = j->out;
	struct str bytes = m->before->bytes;
	struct verdict older, newer;
	struct doc doc;

	for (int i = 0; i < MAX_ROUNDS && migrate_once(j, &bytes, &doc); i++)
		;
	m->after = text_new(j->arena, m->path, bytes);
	(void)run_load(j->arena, m->after, CONFIG_TASK, &doc);
	run_decode(j->arena, &doc, CONFIG_TASK, j->table.from, &(struct decode_result){0});
	if (doc.problem.kind == DOC_OK) {
		struct diag_list list = {0};

		migration_collect(&j->table, &doc, true, &list);
		for (const struct diag *d = list.first; d; d = d->next)
			told(j, d);
	}
	verdict_of(j, m->before, j->table.from, &older);
	verdict_of(j, m->after, j->table.to, &newer);
	compare_findings(j, &older, &newer);
	m->from_rejects = older.n_rejects > 0;
	m->refused = newer.n_rejects > 0;
	diag_sort(&m->told, j->arena);
	text_mask_by_looks(m->before);
	text_mask_by_looks(m->after);
}

bool run_migrate(struct arena *a, struct str path, const struct run_options *o, uint32_t from, uint32_t to,
		 struct migration *ret, struct err *e)
{
	struct str bytes;
	bool too_big;
	struct doc doc;

	*ret = (struct migration){.path = str_eq_c(path, "-") ? STR_LIT("<stdin>") : path, .assumed = from == 0};
	if (!file_read(a, path.p, TEXT_MAX_BYTES, &bytes, &too_big, e))
		return false;
	ret->before = text_new(a, ret->path, bytes);
	if (too_big || ret->before->encoding != TEXT_UTF8 ||
	    run_load(a, ret->before, CONFIG_UNKNOWN, &doc) != CONFIG_TASK) {
		err_set(e, "%s: %s", path.p,
			too_big                              ? "too large"
			: ret->before->encoding != TEXT_UTF8 ? "is UTF-16 and cannot be rewritten, convert it to UTF-8"
							     : "is no task configuration");
		return false;
	}
	struct job j = {.arena = a, .options = o, .out = ret};
	if (from == 0)
		from = oldest_taking(&j, ret->before, to);
	j.table = (struct migration_table){.arena = a, .from = from, .to = to, .by_field = {.arena = a}};
	ret->from = dm_version_name(from, a);
	ret->to = dm_version_name(to, a);
	migrate(&j);
	return true;
}

bool run_migrate_write(struct arena *a, const struct migration *m, struct err *e)
{
	return run_fix_write(a, m->path, m->before->bytes, m->after->bytes, e);
}
