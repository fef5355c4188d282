/* dump_cure.c: the cure for a list of tables that mydumper cannot be given: a --regex in extra-args, which makes DM leave the list
 * out. Called by the rules that find such lists. */
#include <string.h>

#include "dump_words.h"
#include "live.h"

static bool uses_list(const struct lint *l, const struct dump_use *use, const struct entry *list)
{
	for (size_t i = 0; i < use->n_users; i++) {
		if (l->task->instances[use->users[i]].list == list)
			return true;
	}
	return false;
}

/* The lists of all instances with these settings, each once: the expression serves them all. */
static size_t lists_of(struct lint *l, const struct dump_use *use, const struct entry ***ret)
{
	size_t n = 0;

	*ret = ARENA_ARRAY(l->arena, const struct entry *, use->n_users);
	for (size_t i = 0; i < use->n_users; i++) {
		const struct entry *list = l->task->instances[use->users[i]].list;
		size_t k = 0;

		while (k < n && (*ret)[k] != list)
			k++;
		if (k == n)
			(*ret)[n++] = list;
	}
	return n;
}

/* Edits for one use: its extra-args, or for instances without settings a mydumper of their own each. */
static bool add_edits(struct lint *l, struct diag *d, struct fix **f, const struct dump_use *use, struct str regex)
{
	struct str words = str_trim(use->text);
	struct str text =
		arena_fmt(l->arena, "%.*s%s--regex '%.*s'", STR_FMT(words), words.n ? " " : "", STR_FMT(regex));
	size_t n = use->body ? 1 : use->n_users;

	for (size_t i = 0; i < n; i++) {
		struct span at;
		struct str with;
		bool ok;

		if (use->body) {
			ok = dump_edit_args(l, use, text, &at, &with);
		} else {
			struct str value =
				arena_fmt(l->arena, "{extra-args: %.*s}", STR_FMT(yaml_quoted(l->arena, text)));

			ok = dump_edit_key(l, l->task->instances[use->users[i]].node, "mydumper", value, &at, &with);
		}
		if (!ok)
			return false;
		if (*f)
			report_edit(l, *f, at, with);
		else
			*f = report_fix(l, d, true, at, with,
					"select the tables by --regex instead of the generated list");
	}
	return true;
}

/* The tables of the sources of a use, when all of them have told. */
struct known_tables {
	struct dump_name *selected, *others;
	size_t n_selected, n_others;
};

static size_t count_tables(const struct lint *l, const struct dump_use *use)
{
	size_t n = 0;

	for (size_t i = 0; i < use->n_users; i++) {
		const struct server_facts *f = live_server_of(l, &l->task->instances[use->users[i]]);

		if (!f || !facts_have(f, FACT_BIT(FACT_TABLES)))
			return 0;
		n += fact_rows(f, FACT_TABLES)->n;
	}
	return n;
}

static struct str table_key(struct arena *a, struct dump_name x)
{
	return arena_fmt(a, "%.*s%c%.*s", STR_FMT(x.schema), '\0', STR_FMT(x.table));
}

/* false: not all of them are known. A table that one source selects and another does not is selected. */
static bool tables_of_use(struct lint *l, struct arena *a, const struct dump_use *use, struct known_tables *ret)
{
	size_t n = count_tables(l, use);
	struct strmap seen = {.arena = a};

	if (!n)
		return false;
	*ret = (struct known_tables){ARENA_ARRAY(a, struct dump_name, n), ARENA_ARRAY(a, struct dump_name, n), 0, 0};
	for (size_t i = 0; i < use->n_users; i++) {
		const struct live_table *t = live_tables_of(live_tables(l), &l->task->instances[use->users[i]], &n);

		for (size_t k = 0; k < n; k++) {
			struct dump_name x = {t[k].schema, t[k].name};

			if (!strmap_put(&seen, table_key(a, x), ret))
				ret->selected[ret->n_selected++] = x;
		}
	}
	for (size_t i = 0; i < use->n_users; i++) {
		const struct rows *r = fact_rows(live_server_of(l, &l->task->instances[use->users[i]]), FACT_TABLES);

		for (size_t k = 0; k < r->n; k++) {
			struct dump_name x = {rows_get(r, k, "schema"), rows_get(r, k, "table")};

			if (!strmap_put(&seen, table_key(a, x), ret))
				ret->others[ret->n_others++] = x;
		}
	}
	return true;
}

/* Does it select all that is selected of the tables at hand? What it takes beside them is counted, and left out by DM later. */
static bool selects(struct arena *a, const struct known_tables *t, const struct dump_regex *r, size_t *ret_more)
{
	struct dump_pcre_info info;
	struct dump_pcre *re = r->form == DUMP_FORM_NONE ? NULL : dump_pcre_compile(a, r->text, &info);
	bool ok = re != NULL;
	size_t more = 0;

	for (size_t i = 0; ok && i < t->n_selected; i++)
		ok = dump_pcre_match(re, t->selected[i].schema, t->selected[i].table);
	for (size_t i = 0; ok && i < t->n_others; i++)
		more += dump_pcre_match(re, t->others[i].schema, t->others[i].table);
	dump_pcre_free(re);
	*ret_more = more;
	return ok;
}

struct cure {
	size_t more;      /* tables that it takes beside the selected ones, where the tables are known */
	struct str regex; /* the longest */
	bool several;     /* not the same everywhere */
	bool possible, editable;
};

/* The expression for one use, made in memory of its own: a long list leaves much behind. */
static struct str regex_for(struct lint *l, const struct dump_use *use, struct cure *c)
{
	struct arena *a = arena_new();
	const struct entry **lists;
	size_t n = lists_of(l, use, &lists);
	struct dump_regex r;
	struct known_tables known;
	size_t more = 0;
	struct str text = {NULL, 0};

	dump_regex_of_lists(a, l->task, lists, n, &r);
	if (tables_of_use(l, a, use, &known) && !selects(a, &known, &r, &more)) {
		dump_regex_of_names(a, l->dm, known.selected, known.n_selected, known.others, known.n_others, &r);
		if (!selects(a, &known, &r, &more))
			r.form = DUMP_FORM_NONE;
	}
	c->more += more;
	if (r.form != DUMP_FORM_NONE && str_trim(use->text).n + r.text.n <= DUMP_MAX_ARG)
		text = arena_str(l->arena, r.text);
	arena_free(a);
	c->several |= n > 1;
	return text;
}

static void find_cure(struct lint *l, struct diag *d, const struct entry *list, struct cure *c)
{
	struct dump_uses all;
	struct fix *f = NULL;

	*c = (struct cure){.possible = true, .editable = true};
	dump_uses(l, &all);
	for (size_t i = 0; i < all.n && c->possible; i++) {
		const struct dump_use *use = &all.use[i];
		struct str regex;

		if (use->args.lists_tables || !uses_list(l, use, list))
			continue;
		regex = regex_for(l, use, c);
		c->possible = regex.n > 0;
		if (regex.n > c->regex.n)
			c->regex = regex;
		c->editable = c->editable && c->possible && add_edits(l, d, &f, use, regex);
	}
	/* A fix that leaves some instances as they are is none. */
	if (!c->editable && d)
		d->fixes = NULL;
}

void dump_offer_regex(struct lint *l, struct diag *d, const struct entry *list)
{
	const char *more =
		l->task->case_sensitive
			? "; letter case does not count in it, so tables that differ from a selected one in letter "
			  "case only are dumped, too, and left out later"
			: "";
	struct cure c;

	find_cure(l, d, list, &c);
	if (c.more)
		more = arena_fmt(l->arena,
				 "; it takes %.*s tables more of those that are there, which are left out later",
				 STR_FMT(arena_grouped(l->arena, c.more)))
			       .p;
	if (!c.possible)
		report_help(
			l, d,
			"no --regex that mydumper compiles selects these tables: split them over several tasks, "
			"give \"-B SCHEMA\" where one schema holds them all, or upgrade to DM 2.0, which makes no list");
	else if (c.regex.n <= 160)
		report_help(l, d, "add --regex '%.*s' to \"extra-args\": DM then makes no list%s%s", STR_FMT(c.regex),
			    c.several ? "; it serves all lists of the instances with the same settings" : "", more);
	else
		report_help(
			l, d,
			"add a --regex of %.*s bytes to \"extra-args\" (--fix writes it): DM then makes no list%s%s",
			STR_FMT(arena_grouped(l->arena, c.regex.n)),
			c.several ? "; it serves all lists of the instances with the same settings" : "", more);
}
