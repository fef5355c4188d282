/* migrate.c: `dmlint migrate`: options into a call of src/run, and what it means for the task onto standard output. */
#include "internal.h"

#include "dmlint/migrate.h"

#include <string.h>

static void put_told(struct buf *b, const struct migration *m)
{
	for (const struct diag *d = m->told.first; d; d = d->next) {
		struct pos at = text_pos(m->before, d->at.lo);
		buf_clean(b, m->path);
		buf_fmt(b, ":%u:%u: %s: ", at.line, at.column, severity_name(d->severity));
		buf_clean(b, d->message);
		if (d->rule->id[0])
			buf_fmt(b, " [%s %s", d->rule->name, d->rule->id);
		if (d->rule->id[0] && d->dm_rejects && d->dm_code)
			buf_fmt(b, ", DM %d", d->dm_code);
		buf_c(b, d->rule->id[0] ? "]\n" : "\n");
	}
}

static void put_summary(struct buf *b, const struct migration *m, bool diff)
{
	buf_clean(b, m->path);
	buf_fmt(b, ": from DM %.*s%s to %.*s: ", STR_FMT(m->from),
		m->from_rejects ? " (which rejects it)"
		: m->assumed    ? " (the oldest that takes it; --from names another)"
				: "",
		STR_FMT(m->to));
	if (m->refused)
		buf_fmt(b, "not written, DM %.*s would still refuse it\n", STR_FMT(m->to));
	else if (m->n_changes == 0)
		buf_c(b, "nothing to change\n");
	else
		buf_fmt(b, "%zu change%s%s\n", m->n_changes, m->n_changes == 1 ? "" : "s",
			diff ? ", not written" : " written");
}

/* Whether somebody has to look at it before the task starts. */
static bool needs_work(const struct migration *m)
{
	for (const struct diag *d = m->told.first; d; d = d->next) {
		if (d->severity == SEV_ERROR)
			return true;
	}
	return m->refused;
}

static bool take_version(const struct args *a, enum option_id id, uint32_t *ret)
{
	const char *v = args_last(a, id);
	if (!v || dm_version_parse(str_from(v), ret))
		return true;
	(void)usage_error(a, "--%s: \"%s\" is no version of DM", option_rows[id].name, v);
	return false;
}

static bool take_versions(const struct args *a, uint32_t *ret_from, uint32_t *ret_to)
{
	const struct dm_release *newest = &dm_releases[dm_n_releases - 1];
	*ret_to = newest->version;
	*ret_from = 0;
	if (!take_version(a, OPT_TO, ret_to) || !take_version(a, OPT_FROM, ret_from))
		return false;
	if (*ret_to < DM_VERSION(2, 0, 0) || *ret_to / 100 > newest->version / 100) {
		(void)usage_error(a, "--to: a version from 2.0 to %s is wanted", newest->name);
		return false;
	}
	if (*ret_from > *ret_to) {
		(void)usage_error(a, "--from: a version before that of --to is wanted");
		return false;
	}
	return true;
}

/* One task. Returns its exit code; what is to be shown goes to b. */
static int migrate_one(const struct args *a, const char *path, const struct run_options *o, uint32_t from, uint32_t to,
		       struct buf *b)
{
	bool diff = args_last(a, OPT_DIFF) != NULL;
	struct migration m;
	struct err e;
	if (!run_migrate(a->arena, str_from(path), o, from, to, &m, &e))
		return trouble("%s", e.msg);
	if (!diff && !m.refused && m.n_changes && !run_migrate_write(a->arena, &m, &e))
		return trouble("%s", e.msg);
	put_told(b, &m);
	put_summary(b, &m, diff);
	if (diff && m.n_changes)
		buf_str(b, fix_diff(a->arena, m.before, m.after));
	return needs_work(&m) ? EXIT_FINDINGS : EXIT_CLEAN;
}

/* The same with the settings that hold for the task. That the files are for a newer DM by now says nothing of where this one
 * comes from. */
static int migrate_as_set(const struct args *a, const char *path, uint32_t from, uint32_t to, struct buf *b)
{
	struct run_options o = {0};
	struct crypt_key *key;
	if (!settings_take(a, str_from(path), &o, &key))
		return EXIT_TROUBLE;
	if (!from && o.dm < to)
		from = o.dm;
	int code = migrate_one(a, path, &o, from, to, b);
	crypt_key_free(key);
	return code;
}

int migrate_run(const struct args *a)
{
	const char *diff = args_last(a, OPT_DIFF);
	uint32_t from, to;
	if (a->n_operands == 0)
		return usage_error(a, "migrate takes one task or several");
	if (diff && *diff)
		return usage_error(a, "--diff: migrate has no \"%s\"", diff);
	if (!take_versions(a, &from, &to))
		return EXIT_TROUBLE;
	for (size_t i = 0; i < a->n_operands && !diff; i++) {
		if (strcmp(a->operands[i], "-") == 0)
			return usage_error(a, "migrate cannot write standard input; use --diff");
	}
	struct buf b = {0};
	int code = EXIT_CLEAN;
	for (size_t i = 0; i < a->n_operands; i++) {
		int one = migrate_as_set(a, a->operands[i], from, to, &b);
		code = one > code ? one : code;
	}
	return write_stdout(&b) != EXIT_CLEAN ? EXIT_TROUBLE : code;
}
