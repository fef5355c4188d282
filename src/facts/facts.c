/* facts.c: names of facts and ways to look into answers. Called by rules, src/live and the files beside it. Asks nobody. */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static const struct fact_row {
	const char *name, *columns;
	size_t n_added; /* of the columns: the last ones, which older records lack */
} fact_table[] = {
#define FACT(id, name_, columns_, added) [FACT_##id] = {.name = name_, .columns = columns_, .n_added = added},
#include "facts.def"
#undef FACT
};
_Static_assert(ARRAY_LEN(fact_table) == FACT_COUNT, "schemas/facts.tsv and enum fact differ");

static const char *const connect_names[] = {
	[CONNECT_NEVER] = "never",
	[CONNECT_OK] = "ok",
	[CONNECT_NO_NAME] = "no_name",
	[CONNECT_REFUSED] = "refused",
	[CONNECT_UNREACHABLE] = "unreachable",
	[CONNECT_TIMEOUT] = "timeout",
	[CONNECT_SILENT] = "silent",
	[CONNECT_CLOSED] = "closed",
	[CONNECT_NOT_MYSQL] = "not_mysql",
	[CONNECT_NOT_GRPC] = "not_grpc",
	[CONNECT_TLS_ABSENT] = "tls_absent",
	[CONNECT_TLS_FAILED] = "tls_failed",
	[CONNECT_TLS_NAME] = "tls_name",
	[CONNECT_TLS_REQUIRED] = "tls_required",
	[CONNECT_PLUGIN] = "plugin",
	[CONNECT_LOGIN] = "login",
	[CONNECT_CANCELLED] = "cancelled",
};
_Static_assert(ARRAY_LEN(connect_names) == CONNECT_STATES, "a state of connections without a name");

const char *fact_name(enum fact f)
{
	return fact_table[f].name;
}

const char *fact_columns(enum fact f)
{
	return fact_table[f].columns;
}

size_t fact_columns_added(enum fact f)
{
	return fact_table[f].n_added;
}

const char *connect_state_name(enum connect_state s)
{
	return connect_names[s];
}

const char *server_role_name(enum server_role r)
{
	static const char *const names[] = {
		[ROLE_NONE] = "none",     [ROLE_SOURCE] = "source", [ROLE_TARGET] = "target",
		[ROLE_MASTER] = "master", [ROLE_TASK] = "task",
	};

	return names[r];
}

struct str server_label(const struct server_facts *s, struct arena *a)
{
	const char *role = server_role_name(s->role);

	if (s->role != ROLE_SOURCE)
		return arena_fmt(a, "%s %.*s", role, STR_FMT(facts_address(a, s->host, s->port)));
	if (!s->host.n)
		return arena_fmt(a, "%s %.*s", role, STR_FMT(s->id));
	return arena_fmt(a, "%s %.*s (%.*s)", role, STR_FMT(s->id), STR_FMT(facts_address(a, s->host, s->port)));
}

const char *fact_state_name(enum fact_state s)
{
	static const char *const names[] = {
		[FACT_MISSING] = "missing",     [FACT_OK] = "ok", [FACT_DENIED] = "denied", [FACT_FAILED] = "failed",
		[FACT_TRUNCATED] = "truncated",
	};

	return names[s];
}

const struct str *fact_column_list(struct arena *a, enum fact f, size_t *ret_n)
{
	struct str rest = str_from(fact_columns(f));
	struct str *list = ARENA_ARRAY(a, struct str, rest.n + 1);
	size_t n = 0;

	while (rest.n) {
		const char *blank = memchr(rest.p, ' ', rest.n);
		size_t len = blank ? (size_t)(blank - rest.p) : rest.n;

		list[n++] = (struct str){rest.p, len};
		len += blank != NULL;
		rest = (struct str){rest.p + len, rest.n - len};
	}
	*ret_n = n;
	return list;
}

size_t rows_column(const struct rows *r, const char *column)
{
	for (size_t i = 0; i < r->n_columns; i++) {
		if (str_eq_c(r->columns[i], column))
			return i;
	}
	return SIZE_MAX;
}

struct str rows_get(const struct rows *r, size_t row, const char *column)
{
	size_t at = rows_column(r, column);

	if (at == SIZE_MAX || row >= r->n)
		return (struct str){NULL, 0};
	return r->cells[row * r->n_columns + at];
}

const struct server_facts *facts_source(const struct facts *f, struct str source_id)
{
	for (size_t i = 0; f && i < f->n; i++) {
		if (f->servers[i].role == ROLE_SOURCE && str_eq(f->servers[i].id, source_id))
			return &f->servers[i];
	}
	return NULL;
}

const struct server_facts *facts_target(const struct facts *f, struct str host, uint16_t port, struct str user)
{
	for (size_t i = 0; f && i < f->n; i++) {
		const struct server_facts *s = &f->servers[i];

		if (s->role == ROLE_TARGET && s->port == port && str_eq_nocase(s->host, host) &&
		    (!s->user.p || str_eq(s->user, user)))
			return s;
	}
	return NULL;
}

bool facts_have(const struct server_facts *s, uint32_t set)
{
	if (!s || s->connect != CONNECT_OK)
		return false;
	for (unsigned f = 0; f < FACT_COUNT; f++) {
		if ((set & FACT_BIT(f)) && s->facts[f].state != FACT_OK)
			return false;
	}
	return true;
}

const struct rows *fact_rows(const struct server_facts *s, enum fact f)
{
	static const struct rows none;

	if (!s || (s->facts[f].state != FACT_OK && s->facts[f].state != FACT_TRUNCATED))
		return &none;
	return &s->facts[f].rows;
}

struct str facts_address(struct arena *a, struct str host, uint16_t port)
{
	bool bare = memchr(host.p ? host.p : "", ':', host.n) && host.p[0] != '[';

	return arena_fmt(a, "%s%.*s%s:%u", bare ? "[" : "", STR_FMT(host), bare ? "]" : "", (unsigned)port);
}

struct str fact_var(const struct server_facts *s, const char *name)
{
	const struct rows *r = fact_rows(s, FACT_VARIABLES);
	size_t key = rows_column(r, "name"), value = rows_column(r, "value");
	struct str wanted = str_from(name);

	for (size_t i = 0; key != SIZE_MAX && value != SIZE_MAX && i < r->n; i++) {
		if (str_eq_nocase(r->cells[i * r->n_columns + key], wanted))
			return r->cells[i * r->n_columns + value];
	}
	return (struct str){NULL, 0};
}

bool fact_var_on(const struct server_facts *s, const char *name)
{
	struct str v = fact_var(s, name);

	return str_eq_c(v, "1") || str_eq_nocase(v, STR_LIT("ON"));
}

int64_t fact_var_int(const struct server_facts *s, const char *name, int64_t def)
{
	struct str v = fact_var(s, name);
	bool negative = v.n && v.p[0] == '-';
	int64_t n = 0;

	if (v.n == negative)
		return def;
	for (size_t i = negative; i < v.n; i++) {
		int digit = v.p[i] - '0';

		if (digit < 0 || digit > 9)
			return def;
		n = n > (INT64_MAX - digit) / 10 ? INT64_MAX : n * 10 + digit;
	}
	return negative ? -n : n;
}

/* "A.B.C" at the beginning, each part below 1000; 0: none. */
static uint32_t read_version(struct str s)
{
	uint32_t part[3] = {0}, n = 0;
	size_t i = 0;

	for (; n < 3; n++) {
		size_t start = i;

		for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && part[n] < 100; i++)
			part[n] = part[n] * 10 + (uint32_t)(s.p[i] - '0');
		if (i == start || i == s.n || s.p[i] != '.')
			break;
		i++;
	}
	return part[0] * 1000000 + part[1] * 1000 + part[2];
}

/* What follows the word, letter case ignored; absent: the word is not there. */
static struct str behind(struct str s, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= s.n; i++) {
		if (str_eq_nocase((struct str){s.p + i, n}, str_from(word)))
			return (struct str){s.p + i + n, s.n - i - n};
	}
	return (struct str){NULL, 0};
}

enum server_vendor server_vendor(const struct server_facts *s, uint32_t *ret_version)
{
	struct str v = s->version.n ? s->version : fact_var(s, "version"), rest = behind(v, "-TiDB-");

	*ret_version = 0;
	if (rest.p) {
		if (rest.n && (rest.p[0] == 'v' || rest.p[0] == 'V'))
			rest = (struct str){rest.p + 1, rest.n - 1};
		*ret_version = read_version(rest);
		return VENDOR_TIDB;
	}
	if (behind(v, "MariaDB").p) {
		/* A prefix by which old replicas were made to accept a version of two digits, of the server and of a proxy in front. */
		while (str_has_prefix(v, "5.5.5-") && v.n > 6 && v.p[6] >= '0' && v.p[6] <= '9')
			v = (struct str){v.p + 6, v.n - 6};
		*ret_version = read_version(v);
		return VENDOR_MARIADB;
	}
	*ret_version = read_version(v);
	return *ret_version ? VENDOR_MYSQL : VENDOR_UNKNOWN;
}
