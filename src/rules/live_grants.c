/* live_grants.c: whose the privileges are, the statements that grant more of them, and what the dump of an instance locks. Called by
 * the rules on privileges of sources and targets. Judges nothing. */
#include "live_grants.h"

#include <string.h>

#include "dump_words.h"

void account_read(struct lint *l, struct account *ret)
{
	const struct rows *rows = fact_rows(l->server, FACT_ACCOUNT);
	struct str current = rows_get(rows, 0, "current_user"), role = rows_get(rows, 0, "role");
	size_t at = current.n, n;
	const struct grant_line *lines;

	*ret = (struct account){.grants = grants_read(l->arena, l->server)};
	ret->literal_patterns = fact_var_on(l->server, "partial_revokes");
	while (at > 0 && current.p[at - 1] != '@')
		at--;
	if (at > 0)
		ret->name = arena_fmt(l->arena, "%.*s@%.*s", STR_FMT(sql_text(l, (struct str){current.p, at - 1})),
				      STR_FMT(sql_text(l, (struct str){current.p + at, current.n - at})));
	else
		ret->name = arena_fmt(l->arena, "%.*s@'%%'", STR_FMT(sql_text(l, l->server->user)));
	lines = grants_lines(ret->grants, &n);
	for (size_t i = 0; i < n && (role.n == 0 || str_eq_nocase(role, STR_LIT("NONE"))); i++) {
		if (lines[i].kind == GRANT_ROLES && lines[i].n_roles)
			ret->idle_role = lines[i].roles[0];
	}
}

/* As an identifier; pattern: where "_" and "%" would be wildcards. */
static void put_name(struct buf *b, struct str name, bool pattern)
{
	buf_char(b, '`');
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (c == '`')
			buf_char(b, c);
		if (pattern && (c == '_' || c == '%' || c == '\\'))
			buf_char(b, '\\');
		buf_char(b, c);
	}
	buf_char(b, '`');
}

struct str grant_statement(struct lint *l, const struct account *acc, uint64_t set, struct str schema, struct str table)
{
	struct buf b = {0};
	struct str ret;

	buf_fmt(&b, "GRANT %.*s ON ", STR_FMT(privileges_names(l->arena, set)));
	if (schema.n == 0) {
		buf_char(&b, '*');
	} else {
		put_name(&b, schema, table.n == 0 && !acc->literal_patterns);
	}
	buf_char(&b, '.');
	if (table.n)
		put_name(&b, table, false);
	else
		buf_char(&b, '*');
	buf_fmt(&b, " TO %.*s;", STR_FMT(acc->name));
	ret = arena_str(l->arena, (struct str){b.p, b.n});
	buf_free(&b);
	return ret;
}

void shortfall_add(struct lint *l, const struct account *acc, struct shortfall *sf, uint64_t set, struct str schema,
		   struct str table)
{
	struct str name = arena_fmt(l->arena, "%.*s.%.*s", STR_FMT(schema.n ? schema : STR_LIT("*")),
				    STR_FMT(table.n ? table : STR_LIT("*")));

	sf->seen.arena = l->arena;
	sf->set |= set;
	if (strmap_put(&sf->seen, name, sf))
		return;
	if (sf->n < ARRAY_LEN(sf->names)) {
		sf->names[sf->n] = name;
		sf->statements = arena_fmt(l->arena, "%.*s%s%.*s", STR_FMT(sf->statements), sf->n ? " " : "",
					   STR_FMT(grant_statement(l, acc, set, schema, table)));
	} else if (sf->n == ARRAY_LEN(sf->names)) {
		sf->statements = arena_fmt(l->arena, "%.*s ...", STR_FMT(sf->statements));
	}
	sf->n++;
}

struct str shortfall_names(struct lint *l, const struct shortfall *sf)
{
	return join_names(l, sf->names, sf->n, ARRAY_LEN(sf->names));
}

void help_grant(struct lint *l, struct diag *d, const struct account *acc, struct str statements)
{
	uint32_t version;

	if (!acc->idle_role.p)
		report_help(l, d, "%.*s", STR_FMT(statements));
	else if (server_vendor(l->server, &version) == VENDOR_MARIADB)
		report_help(
			l, d,
			"%.*s or, if its role \"%.*s\" has them, SET DEFAULT ROLE %.*s FOR %.*s; no role is in force now",
			STR_FMT(statements), STR_FMT(acc->idle_role), STR_FMT(sql_text(l, acc->idle_role)),
			STR_FMT(acc->name));
	else
		report_help(
			l, d,
			"%.*s or, if its role \"%.*s\" has them, SET DEFAULT ROLE ALL TO %.*s; no role is in force now",
			STR_FMT(statements), STR_FMT(acc->idle_role), STR_FMT(acc->name));
}

void report_untold(struct lint *l, const struct account *acc, const struct shortfall *sf)
{
	struct diag *d;

	if (!sf->n)
		return;
	d = report_server(
		l,
		"whether account %.*s has %.*s on %.*s cannot be told: of the grants for it that are equally specific the server takes one, and not each of them has it",
		STR_FMT(acc->name), STR_FMT(privileges_names(l->arena, sf->set)), STR_FMT(shortfall_names(l, sf)));
	report_severity(l, d, SEV_WARNING);
	report_help(l, d, "%.*s (grant there what else the account needs, too: this row then counts alone)",
		    STR_FMT(sf->statements));
}

static const struct dump_use *use_of_source(struct lint *l)
{
	struct dump_uses all;

	dump_uses(l, &all);
	for (size_t i = 0; i < all.n; i++) {
		for (size_t k = 0; k < all.use[i].n_users; k++) {
			if (all.use[i].users[k] == l->source_of->index)
				return &all.use[i];
		}
	}
	return NULL;
}

static bool dumpling_no_locks(const struct dump_args *args)
{
	const struct dump_arg *g = dump_args_last(args, "no-locks");

	return g && (!g->has_value || !str_eq_nocase(g->value, STR_LIT("false")));
}

enum dump_lock dump_lock(struct lint *l)
{
	enum dump_lock otherwise = dm_check_find("dump-lock-fallback", l->dm) ? DUMP_LOCK_AUTO : DUMP_LOCK_FLUSH;
	const struct dump_use *use = use_of_source(l);
	const struct dump_arg *g;

	if (!use)
		return DUMP_LOCK_NONE;
	if (use->args.dumper == DUMPER_MYDUMPER) {
		if (dump_args_last(&use->args, "no-locks"))
			return DUMP_LOCK_NONE;
		return dump_args_last(&use->args, "lock-all-tables") ? DUMP_LOCK_TABLES : DUMP_LOCK_FLUSH;
	}
	g = dump_args_last(&use->args, "consistency");
	if (!g || str_eq_c(g->value, "auto"))
		return dumpling_no_locks(&use->args) ? DUMP_LOCK_NONE : otherwise;
	if (str_eq_c(g->value, "flush"))
		return DUMP_LOCK_FLUSH;
	return str_eq_c(g->value, "lock") ? DUMP_LOCK_TABLES : DUMP_LOCK_NONE;
}
