/* run.c: one file from bytes to diagnostics. Called by src/cli and the fuzz target. Prints nothing, reads no configuration. */
#include <string.h>

#include "internal.h"

static void set_severity(struct lint *l, const struct run_options *o)
{
	l->severity = l->rule->info.severity;
	l->overridden = false;
	for (size_t i = 0; i < o->n_overrides; i++) {
		if (o->overrides[i].rule == l->rule) {
			l->severity = o->overrides[i].severity;
			l->overridden = true;
		}
	}
}

static size_t count_rejects(const struct diag *d)
{
	size_t n = 0;

	for (; d; d = d->next)
		n += d->dm_rejects;
	return n;
}

/* Severity may be overridden, DM's verdict not: a rule that is off still runs, and its findings count for the verdict. With so many
 * rejections that it matters no more, the rest is left out. */
static void run_rules(struct lint *l, const struct run_options *o, struct live_run *live, bool last, size_t enough)
{
	const struct diag *counted = NULL;
	size_t n_rejects = 0;

	for (size_t i = 0; i < n_rules && n_rejects < enough; i++) {
		const struct rule *r = rules[i];

		if (r->kind != CONFIG_UNKNOWN && r->kind != l->kind &&
		    !(r->kind == CONFIG_SOURCE && l->kind == CONFIG_WORKER))
			continue; /* a worker of DM 1.0 is a source and more */
		if ((l->doc->problem.kind != DOC_OK && !r->partial) || r->last != last)
			continue;
		l->rule = r;
		set_severity(l, o);
		l->instance = 0;
		if (r->role != ROLE_NONE)
			run_live_rule(l, live);
		else
			r->check(l);
		n_rejects += count_rejects(counted ? counted->next : l->out->first);
		counted = l->out->last;
	}
}

/* The verdict of DM: the finding it meets first. */
static void judge(struct verdict *v)
{
	v->n_rejects = count_rejects(v->diags.first);
	for (const struct diag *d = v->diags.first; d; d = d->next) {
		if (d->dm_rejects && (!v->first || d->dm_order < v->first->dm_order))
			v->first = d;
	}
}

/* Findings that are switched off, and what begins on the line of a syntax error or after it: there the tree is a guess. */
static void drop_unwanted(struct diag_list *l, const struct doc *doc)
{
	struct diag *d = l->first;
	bool broken = doc->problem.kind != DOC_OK;
	uint32_t last = broken ? text_pos(doc->text, doc->problem.at.lo).line : 0;

	*l = (struct diag_list){0};
	while (d) {
		struct diag *next = d->next;

		d->next = NULL;
		if (d->severity != SEV_OFF &&
		    (!broken || strcmp(d->rule->id, "DML0001") == 0 || text_pos(doc->text, d->at.lo).line < last))
			diag_append(l, d);
		d = next;
	}
}

/* Everything up to the rules. */
static void begin(struct lint *l, struct arena *a, struct doc *doc, enum config_kind kind, uint32_t dm,
		  const struct run_options *o, struct verdict *v)
{
	struct decode_result *decode = ARENA_NEW(a, struct decode_result);

	*v = (struct verdict){.dm = dm};
	*l = (struct lint){.arena = a,
			   .doc = doc,
			   .kind = kind,
			   .dm = dm,
			   .decode = decode,
			   .sources = o->known_sources,
			   .key = dm_check_find("builtin-key", dm) ? crypt_builtin_key() : o->secret_key,
			   .readable_by_all = o->readable_by_all,
			   .policies = o->policies,
			   .n_policies = o->n_policies,
			   .facts = o->facts,
			   .out = &v->diags};
	run_decode(a, doc, kind, dm, decode);
	l->root = doc->root && doc->root->kind == NODE_MAP ? doc->root : NULL;
	passwords_judge(a, l->root, l->key, o->fix == FIX_UNSAFE, &l->passwords);
	if (kind == CONFIG_TASK)
		l->task = v->task = task_resolve(a, doc, dm);
}

void run_verdict(struct arena *a, struct doc *doc, enum config_kind kind, uint32_t dm, const struct run_options *o,
		 struct verdict *ret)
{
	struct live_run live;
	struct lint l;

	begin(&l, a, doc, kind, dm, o, ret);
	run_live_begin(&l, &live);
	run_rules(&l, o, &live, false, SIZE_MAX);
	judge(ret);
	drop_unwanted(&ret->diags, doc);
	run_suppress(a, doc, &ret->diags, &ret->suppressed, &l);
	run_rules(&l, o, &live, true, SIZE_MAX);
	rules_release(&l);
	run_live_rows(&live, &ret->checks, &ret->n_checks);
	drop_unwanted(&ret->diags, doc);
	diag_sort(&ret->diags, a);
	diag_sort(&ret->suppressed, a);
}

/* What a version would do with the file, as far as `enough` rejections. Nothing of it stays but the message, in a. */
struct attempt {
	size_t n_rejects;
	int dm_code;   /* of the finding that DM meets first */
	uint32_t line; /* where that is */
	struct str message;
};

static void try_version(struct arena *a, struct doc *doc, enum config_kind kind, uint32_t dm,
			const struct run_options *o, size_t enough, struct attempt *ret)
{
	struct run_options offline = *o;
	struct arena *own = arena_new();
	struct live_run live;
	struct verdict v;
	struct lint l;

	offline.facts = NULL;
	begin(&l, own, doc, kind, dm, &offline, &v);
	run_live_begin(&l, &live);
	run_rules(&l, &offline, &live, false, enough);
	rules_release(&l);
	judge(&v);
	*ret = (struct attempt){.n_rejects = v.n_rejects};
	if (v.first) {
		ret->dm_code = v.first->dm_code;
		ret->line = text_pos(doc->text, v.first->at.lo).line;
		ret->message = arena_str(a, v.first->message);
	}
	arena_free(own);
}

/* The newest version that rejects least, whatever servers say; with fewer rejections a newer version wins over an older
 * one. */
static void choose_version(struct arena *a, struct doc *doc, enum config_kind kind, const struct run_options *o,
			   struct verdict *ret, struct str *ret_why)
{
	struct run_options offline = *o;
	size_t i = dm_n_releases - 1, best;

	while (dm_releases[i].version != run_newest(kind, 0))
		i--;
	offline.facts = NULL;
	run_verdict(a, doc, kind, dm_releases[i].version, &offline, ret);
	size_t n_rejects = ret->n_rejects, newest = i;
	best = newest;
	while (n_rejects && i-- > 0) {
		struct attempt older;

		if (run_newest(kind, dm_releases[i].version) != dm_releases[i].version)
			continue;
		try_version(a, doc, kind, dm_releases[i].version, o, n_rejects, &older);
		if (older.n_rejects < n_rejects) {
			n_rejects = older.n_rejects;
			best = i;
		}
	}
	if (best != newest)
		*ret_why = arena_fmt(a, "DM %.*s rejects it: %.*s", STR_FMT(dm_version_name(ret->dm, a)),
				     STR_FMT(ret->first->message));
	if (best != newest || o->facts || (ret->n_rejects && o->topology))
		run_verdict(a, doc, kind, dm_releases[best].version, o, ret); /* the tree was annotated for others */
}

static void fill_compat(struct arena *a, struct doc *doc, enum config_kind kind, const struct run_options *o,
			struct file_report *f)
{
	f->compat = ARENA_ARRAY(a, struct compat_row, dm_n_releases);
	for (size_t i = 0; i < dm_n_releases; i++) {
		struct compat_row *row = &f->compat[f->n_compat];
		struct attempt v;

		if (run_newest(kind, dm_releases[i].version) != dm_releases[i].version)
			continue;
		try_version(a, doc, kind, dm_releases[i].version, o, SIZE_MAX, &v);
		row->version = dm_releases[i].name;
		row->rejects = v.n_rejects > 0;
		row->dm_code = v.dm_code;
		if (v.n_rejects)
			row->message = arena_fmt(a, "line %u: %.*s", v.line, STR_FMT(v.message));
		f->n_compat++;
	}
}

static const char *kind_name(enum config_kind k)
{
	switch (k) {
	case CONFIG_TASK:
		return "task";
	case CONFIG_SOURCE:
		return "source";
	case CONFIG_WORKER:
		return "worker";
	case CONFIG_DMLINT:
		return "config";
	case CONFIG_INVENTORY:
		return "inventory";
	case CONFIG_UNKNOWN:
		break;
	}
	return "unknown";
}

/* A source that no task of the run uses is worth a note. */
static void count_uses(struct sources *s, const struct task *t)
{
	if (!s || !t)
		return;
	s->n_tasks++;
	for (size_t i = 0; i < t->n_instances; i++) {
		struct source *used = sources_find(s, t->instances[i].source_id);

		if (used)
			used->n_uses++;
	}
}

static struct check_row *copy_checks(struct arena *a, const struct verdict *v)
{
	struct check_row *rows = ARENA_ARRAY(a, struct check_row, v->n_checks);

	for (size_t i = 0; i < v->n_checks; i++) {
		rows[i] = v->checks[i];
		rows[i].server = arena_str(a, rows[i].server);
		if (rows[i].reason.p)
			rows[i].reason = arena_str(a, rows[i].reason);
	}
	return rows;
}

/* Everything that is found on the way to the report lies in work, the report itself in a. */
static void lint_text(struct arena *a, struct arena *work, struct text *text, const struct run_options *o,
		      struct file_report *ret)
{
	struct doc *doc = ARENA_NEW(work, struct doc);
	enum config_kind kind = run_load(work, text, o->kind, doc);
	struct sources own = {.arena = work};
	struct run_options with_own = *o;
	struct str why = {NULL, 0};
	struct verdict v;

	if (kind == CONFIG_INVENTORY && !o->known_sources) {
		/* It describes many sources, which can be compared with one another. */
		sources_add(&own, doc, kind);
		with_own.known_sources = &own;
		o = &with_own;
	}
	ret->kind = kind_name(kind);
	ret->dm_version_from = !o->dm ? "inferred" : o->dm_from_file ? "config" : "option";
	if (o->compat && kind != CONFIG_UNKNOWN && kind != CONFIG_DMLINT)
		fill_compat(a, doc, kind, o, ret);
	if (o->dm)
		run_verdict(work, doc, kind, run_newest(kind, o->dm), o, &v);
	else
		choose_version(work, doc, kind, o, &v, &why);
	if (o->dm && v.dm != o->dm)
		ret->dm_version_why = arena_fmt(a, "DM %.*s reads no such file", STR_FMT(dm_version_name(o->dm, a)));
	else if (why.p)
		ret->dm_version_why = arena_str(a, why);
	count_uses(o->known_sources, v.task);
	ret->dm_version = dm_version_name(v.dm, a);
	ret->rejects = v.n_rejects > 0;
	ret->dm_code = v.first ? v.first->dm_code : 0;
	ret->checks = copy_checks(a, &v);
	ret->n_checks = v.n_checks;
	if (o->topology && v.task)
		ret->topology = run_topology(a, v.task, o->known_sources);
	diag_fingerprints(&v.diags, &v.suppressed, work);
	ret->diags = diag_copy_list(a, &v.diags);
	ret->suppressed = diag_copy_list(a, &v.suppressed);
}

void run_lint_bytes(struct arena *a, struct str path, struct str bytes, const struct run_options *o,
		    struct file_report *ret)
{
	struct text *text = text_new(a, path, bytes);
	struct arena *work = arena_new();

	*ret = (struct file_report){.path = path, .text = text, .fail_on = o->fail_on};
	/* A drawing has names out of the tree. */
	lint_text(a, o->topology ? a : work, text, o, ret);
	arena_free(work);
	if (ret->diags.n || ret->suppressed.n) /* lines of the file will be shown */
		text_mask_by_looks(text);
}
