/* queries.c: the statements, a row for each fact and kind of server. Called by plan.c. Everything is SHOW or SELECT, but for the
 * settings of the session. */
#include "src/live/internal.h"
#include "src/live/queries.h"

#include <string.h>

#define V(major, minor, patch) (1000000u * (major) + 1000u * (minor) + (patch))
#define MILLION 1000000u

static void session_mysql(struct asked *q, struct statements *ret)
{
	statements_add(ret, arena_fmt(q->arena,
				      "SET SESSION sql_mode = '', SESSION lock_wait_timeout = 10, "
				      "SESSION max_execution_time = %u",
				      q->statement_ms));
	statements_add(ret, STR_LIT("SET SESSION TRANSACTION READ ONLY"));
}

static void session_mariadb(struct asked *q, struct statements *ret)
{
	statements_add(ret, arena_fmt(q->arena,
				      "SET SESSION sql_mode = '', SESSION lock_wait_timeout = 10, "
				      "SESSION max_statement_time = %u.%03u",
				      q->statement_ms / 1000, q->statement_ms % 1000));
	statements_add(ret, STR_LIT("SET SESSION TRANSACTION READ ONLY"));
}

/* TiDB has no read-only transactions, and refuses to pretend. */
static void session_tidb(struct asked *q, struct statements *ret)
{
	statements_add(ret, arena_fmt(q->arena, "SET SESSION sql_mode = '', SESSION max_execution_time = %u",
				      q->statement_ms));
}

static void session_old(struct asked *q, struct statements *ret)
{
	(void)q;
	statements_add(ret, STR_LIT("SET SESSION sql_mode = ''"));
	statements_add(ret, STR_LIT("SET SESSION TRANSACTION READ ONLY"));
}

/* System schemas as a list of literals in lower case. */
static void add_system_schemas(struct buf *b)
{
	static const char *const names[] = {
#define SYSTEM_SCHEMA(name, from, to, dumped) name,
#include "system_schemas.def"
#undef SYSTEM_SCHEMA
	};

	buf_c(b, " NOT IN (");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		buf_fmt(b, "%s'%s'", i ? ", " : "", names[i]);
	buf_c(b, ")");
}

static void add_and_free(struct asked *q, struct statements *ret, struct buf *b)
{
	statements_add(ret, arena_str(q->arena, (struct str){b->p, b->n}));
	buf_free(b);
}

static void schemas(struct asked *q, struct statements *ret)
{
	struct buf b = {0};

	buf_c(&b,
	      "SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA "
	      "WHERE LOWER(SCHEMA_NAME)");
	add_system_schemas(&b);
	add_and_free(q, ret, &b);
}

static void tables(struct asked *q, struct statements *ret)
{
	struct buf b = {0};

	buf_c(&b, "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_ROWS "
		  "FROM information_schema.TABLES WHERE TABLE_TYPE NOT IN ('VIEW', 'SYSTEM VIEW') AND "
		  "LOWER(TABLE_SCHEMA)");
	add_system_schemas(&b);
	add_and_free(q, ret, &b);
}

/* One role of CURRENT_ROLE(), `name`@`host`, as text of a server: it must be nothing else. */
static bool take_role(struct str *rest, struct buf *out)
{
	bool inside = false;
	size_t i = 0;

	for (; i < rest->n && (inside || rest->p[i] != ','); i++) {
		if (rest->p[i] == '`')
			inside = !inside;
		else if (!inside && rest->p[i] != '@')
			return false;
	}
	if (inside || i == 0)
		return false;
	buf_add(out, rest->p, i);
	*rest = (struct str){rest->p + i, rest->n - i};
	return true;
}

/* MySQL and TiDB show what the roles in force grant only when they are named. */
static void grants_with_roles(struct asked *q, struct statements *ret)
{
	struct str roles = rows_get(&q->facts->facts[FACT_ACCOUNT].rows, 0, "role");
	struct buf b = {0};
	bool well = roles.n > 0;

	buf_c(&b, "SHOW GRANTS FOR CURRENT_USER() USING ");
	while (well && roles.n) {
		well = take_role(&roles, &b);
		if (roles.n) {
			roles = (struct str){roles.p + 1, roles.n - 1};
			buf_c(&b, ", ");
		}
	}
	if (well)
		add_and_free(q, ret, &b);
	else
		statements_add(ret, STR_LIT("SHOW GRANTS"));
	buf_free(&b);
}

const struct query queries[] = {
	{FACT_COUNT, SPEAKS_MYSQL, V(5, 7, 8), NULL, session_mysql},
	{FACT_COUNT, SPEAKS_MARIADB, V(10, 1, 1), NULL, session_mariadb},
	{FACT_COUNT, SPEAKS_TIDB, 0, NULL, session_tidb},
	{FACT_COUNT, SPEAKS_ANY, 0, NULL, session_old},
	{FACT_VARIABLES, SPEAKS_ANY, 0, "SHOW GLOBAL VARIABLES", NULL},
	{FACT_ACCOUNT, SPEAKS_MYSQL, V(8, 0, 0), "SELECT CURRENT_USER(), USER(), CURRENT_ROLE(), VERSION()", NULL},
	{FACT_ACCOUNT, SPEAKS_MARIADB, V(10, 0, 5), "SELECT CURRENT_USER(), USER(), CURRENT_ROLE(), VERSION()", NULL},
	{FACT_ACCOUNT, SPEAKS_TIDB, V(3, 0, 0), "SELECT CURRENT_USER(), USER(), CURRENT_ROLE(), VERSION()", NULL},
	{FACT_ACCOUNT, SPEAKS_ANY, 0, "SELECT CURRENT_USER(), USER(), NULL, VERSION()", NULL},
	{FACT_GRANTS, SPEAKS_MYSQL, V(8, 0, 0), NULL, grants_with_roles},
	{FACT_GRANTS, SPEAKS_TIDB, V(3, 0, 0), NULL, grants_with_roles},
	{FACT_GRANTS, SPEAKS_ANY, 0, "SHOW GRANTS", NULL},
	{FACT_BINLOG_STATUS, SPEAKS_MYSQL, V(8, 2, 0), "SHOW BINARY LOG STATUS", NULL},
	{FACT_BINLOG_STATUS, SPEAKS_ANY, 0, "SHOW MASTER STATUS", NULL},
	{FACT_BINLOGS, SPEAKS_ANY, 0, "SHOW BINARY LOGS", NULL},
	{FACT_REPLICA, SPEAKS_MARIADB, V(10, 0, 0), "SHOW ALL SLAVES STATUS", NULL},
	{FACT_REPLICA, SPEAKS_MYSQL, V(8, 0, 22), "SHOW REPLICA STATUS", NULL},
	{FACT_REPLICA, SPEAKS_ANY, 0, "SHOW SLAVE STATUS", NULL},
	{FACT_CONNECTIONS, SPEAKS_MYSQL, V(5, 7, 6),
	 "SELECT VARIABLE_VALUE, @@max_user_connections FROM performance_schema.global_status "
	 "WHERE VARIABLE_NAME = 'Threads_connected'",
	 NULL},
	{FACT_CONNECTIONS, SPEAKS_MARIADB | SPEAKS_MYSQL, 0,
	 "SELECT VARIABLE_VALUE, @@max_user_connections FROM information_schema.GLOBAL_STATUS "
	 "WHERE VARIABLE_NAME = 'THREADS_CONNECTED'",
	 NULL},
	{FACT_CONNECTIONS, SPEAKS_TIDB, 0,
	 "SELECT COUNT(*), @@max_user_connections FROM information_schema.PROCESSLIST", NULL},
	{FACT_CONNECTIONS, SPEAKS_ANY, 0, "SELECT COUNT(*), NULL FROM information_schema.PROCESSLIST", NULL},
	{FACT_SCHEMAS, SPEAKS_ANY, 0, NULL, schemas},
	{FACT_TABLES, SPEAKS_ANY, 0, NULL, tables},
};
const size_t n_queries = ARRAY_LEN(queries);

#define OF_SOURCE (1u << ROLE_SOURCE)
#define OF_TARGET (1u << ROLE_TARGET)
#define OF_BOTH (OF_SOURCE | OF_TARGET)

const struct fact_plan fact_plans[FACT_COUNT] = {
	[FACT_VARIABLES] = {0, OF_BOTH, 10000},
	[FACT_ACCOUNT] = {0, OF_BOTH, 1},
	[FACT_GRANTS] = {FACT_BIT(FACT_ACCOUNT), OF_BOTH, 100000},
	[FACT_BINLOG_STATUS] = {0, OF_SOURCE, 1},
	[FACT_BINLOGS] = {0, OF_SOURCE, 100000},
	[FACT_REPLICA] = {0, OF_SOURCE, 256},
	[FACT_CONNECTIONS] = {0, OF_BOTH, 1},
	[FACT_SCHEMAS] = {0, OF_BOTH, 100000},
	[FACT_TABLES] = {0, OF_BOTH, MILLION},
};

/* SHOW names some columns otherwise, and not every version the same. */
static const struct {
	const char *shown, *column;
} other_names[] = {
	{"variable_name", "name"},
	{"master_host", "source_host"},
	{"master_port", "source_port"},
	{"slave_io_running", "io_running"},
	{"replica_io_running", "io_running"},
	{"slave_sql_running", "sql_running"},
	{"replica_sql_running", "sql_running"},
};

size_t query_column(const struct str *columns, size_t n, struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(other_names); i++) {
		if (str_eq_nocase(name, str_from(other_names[i].shown)))
			name = str_from(other_names[i].column);
	}
	for (size_t i = 0; i < n; i++) {
		if (str_eq_nocase(columns[i], name))
			return i;
	}
	return SIZE_MAX;
}

void statements_add(struct statements *s, struct str sql)
{
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 8;
		struct str *bigger = ARENA_ARRAY(s->arena, struct str, cap);

		if (s->n)
			memcpy(bigger, s->list, s->n * sizeof(*bigger));
		s->list = bigger;
		s->cap = cap;
	}
	s->list[s->n++] = sql;
}
