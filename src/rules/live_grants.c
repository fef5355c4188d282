/* live_grants.c: whose the privileges are, the statements that grant more of them, and what the dump of an instance locks. Called by
 * the rules on privileges of sources and targets. Judges nothing. */
#include "live_grants.h"

#include <string.h>

#include "dump_words.h"

/* Where the server did not tell who it is, its grants do. */
static struct str name_in_grants(struct lint *l, const struct grant_line *lines, size_t n)
{
	struct str user = l->server->user, host = STR_LIT("%");

	for (size_t i = n; i > 0; i--) {
		if (lines[i - 1].host.n && str_eq(lines[i - 1].user, user))
			host = lines[i - 1].host;
	}
	return arena_fmt(l->arena, "%.*s@%.*s", STR_FMT(sql_text(l, user)), STR_FMT(sql_text(l, host)));
}

void account_read(struct lint *l, struct account *ret)
{
	struct str role = rows_get(fact_rows(l->server, FACT_ACCOUNT), 0, "role");
	const struct grant_line *lines;
	bool known;
	size_t n;

	*ret = (struct account){.grants = grants_read(l->arena, l->server)};
	ret->literal_patterns = fact_var_on(l->server, "partial_revokes");
	ret->name = server_account(l, &known);
	lines = grants_lines(ret->grants, &n);
	if (!known)
		ret->name = name_in_grants(l, lines, n);
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

	if (schema.n)
		put_name(&b, schema, table.n == 0 && !acc->literal_patterns);
	else
		buf_char(&b, '*');
	buf_char(&b, '.');
	if (table.n)
		put_name(&b, table, false);
	else
		buf_char(&b, '*');
	ret = arena_fmt(l->arena, "GRANT %.*s ON %.*s TO %.*s;", STR_FMT(privileges_names(l->arena, set)), (int)b.n,
			b.p, STR_FMT(acc->name));
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
		sf->statements[sf->n] = grant_statement(l, acc, set | sf->besides, schema, table);
	}
	sf->n++;
}

bool shortfall_has(struct lint *l, const struct shortfall *sf, struct str schema)
{
	return sf->n && strmap_get(&sf->seen, arena_fmt(l->arena, "%.*s.*", STR_FMT(schema)));
}

struct str shortfall_names(struct lint *l, const struct shortfall *sf)
{
	return join_names(l, sf->names, sf->n, ARRAY_LEN(sf->names));
}

static void help_grants(struct lint *l, struct diag *d, const struct account *acc, const char *before,
			const struct str *statements, size_t n, const char *more)
{
	struct buf b = {0};
	struct str role;
	uint32_t version;

	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s%.*s", i ? " " : "", STR_FMT(statements[i]));
	for (size_t i = 0; i < n; i++)
		record_of_account(l, d, statements[i]);
	buf_c(&b, more);
	if (acc->idle_role.p) {
		if (server_vendor(l->server, &version) == VENDOR_MARIADB)
			role = arena_fmt(l->arena, "SET DEFAULT ROLE %.*s FOR %.*s;",
					 STR_FMT(sql_text(l, acc->idle_role)), STR_FMT(acc->name));
		else
			role = arena_fmt(l->arena, "SET DEFAULT ROLE ALL TO %.*s;", STR_FMT(acc->name));
		record_of_account(l, d, role);
		buf_fmt(&b, " or, if its role \"%.*s\" has them, %.*s no role is in force now", STR_FMT(acc->idle_role),
			STR_FMT(role));
	}
	report_help(l, d, "%s%.*s%s", before, (int)b.n, b.p, place_of_account(l));
	buf_free(&b);
}

void help_grant(struct lint *l, struct diag *d, const struct account *acc, const char *before, struct str statement)
{
	help_grants(l, d, acc, before, &statement, 1, "");
}

void help_shortfall(struct lint *l, struct diag *d, const struct account *acc, const char *before,
		    const struct shortfall *sf)
{
	size_t n = sf->n < ARRAY_LEN(sf->statements) ? sf->n : ARRAY_LEN(sf->statements);

	help_grants(l, d, acc, before, sf->statements, n, sf->n > n ? " ..." : "");
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
	help_shortfall(l, d, acc, "with what else the account needs there, since this row then counts alone: ", sf);
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

bool dump_locks_to_end(struct lint *l)
{
	const struct dump_use *use = use_of_source(l);
	const struct dump_arg *g;

	if (!use || dump_lock(l) == DUMP_LOCK_NONE)
		return false;
	/* mydumper gives the lock back when it has all tables without transactions. */
	if (use->args.dumper == DUMPER_MYDUMPER)
		return !dump_args_last(&use->args, "trx-consistency-only");
	g = dump_args_last(&use->args, "transactional-consistency");
	return g && str_eq_nocase(g->value, STR_LIT("false"));
}
