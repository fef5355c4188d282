/* queries.c: the statements, a row for each fact and kind of server. Called by plan.c. Everything is SHOW or SELECT, but for the
 * settings of the session. */
#include "src/live/internal.h"
#include "src/live/queries.h"

#include <string.h>

#define V(major, minor, patch) (1000000u * (major) + 1000u * (minor) + (patch))
#define MAX_TABLES 500000u
#define MAX_CHECKPOINTS 100000u
/* DM says SET NAMES utf8mb4: a server may pass over what the login asks for, or change it in its init_connect. */
#define CHARSET                                                                                \
	"SESSION character_set_client = utf8mb4, SESSION character_set_connection = utf8mb4, " \
	"SESSION character_set_results = utf8mb4"

static void session_mysql(struct asked *q, struct statements *ret)
{
	statements_add(ret, arena_fmt(q->arena,
				      "SET SESSION sql_mode = '', " CHARSET ", SESSION lock_wait_timeout = 10, "
				      "SESSION max_execution_time = %u",
				      q->statement_ms));
	statements_add(ret, STR_LIT("SET SESSION TRANSACTION READ ONLY"));
}

static void session_mariadb(struct asked *q, struct statements *ret)
{
	statements_add(ret, arena_fmt(q->arena,
				      "SET SESSION sql_mode = '', " CHARSET ", SESSION lock_wait_timeout = 10, "
				      "SESSION max_statement_time = %u.%03u",
				      q->statement_ms / 1000, q->statement_ms % 1000));
	statements_add(ret, STR_LIT("SET SESSION TRANSACTION READ ONLY"));
}

/* TiDB has no read-only transactions, and refuses to pretend. */
static void session_tidb(struct asked *q, struct statements *ret)
{
	statements_add(ret,
		       arena_fmt(q->arena, "SET SESSION sql_mode = '', " CHARSET ", SESSION max_execution_time = %u",
				 q->statement_ms));
}

static void session_old(struct asked *q, struct statements *ret)
{
	(void)q;
	statements_add(ret, STR_LIT("SET SESSION sql_mode = '', " CHARSET));
	statements_add(ret, STR_LIT("SET SESSION TRANSACTION READ ONLY"));
}

static void schemas(struct asked *q, struct statements *ret)
{
	struct buf b = {0};

	buf_c(&b,
	      "SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA "
	      "WHERE LOWER(SCHEMA_NAME)");
	add_system_schemas(&b);
	add_statement(q, ret, &b);
}

static void tables(struct asked *q, struct statements *ret)
{
	struct buf b = {0};

	buf_c(&b, "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_ROWS "
		  "FROM information_schema.TABLES WHERE TABLE_TYPE ");
	/* A view of the target may have the name of a table that DM wants to create. */
	buf_c(&b, q->server->role == ROLE_TARGET ? "<> 'SYSTEM VIEW'" : "NOT IN ('VIEW', 'SYSTEM VIEW')");
	buf_c(&b, " AND LOWER(TABLE_SCHEMA)");
	add_system_schemas(&b);
	buf_fmt(&b, " LIMIT %u", MAX_TABLES);
	add_statement(q, ret, &b);
}

/* Once for each position. */
static void binlog_position(struct asked *q, struct statements *ret)
{
	for (size_t i = 0; i < q->server->n_wants; i++) {
		const struct instance *in = q->server->wants[i].instance;
		struct str name = in && in->meta ? task_str(in->meta, "binlog-name", "") : STR_LIT("");
		int64_t pos = in && in->meta ? value_int(task_get(in->meta, "binlog-pos"), 0) : 0;
		struct buf b = {0};
		struct statement *s;

		if (name.n == 0)
			continue;
		/* The file begins with four bytes that are no event. */
		pos = pos < 4 ? 4 : pos;
		buf_c(&b, "SHOW BINLOG EVENTS IN ");
		add_literal(&b, name);
		buf_fmt(&b, " FROM %lld LIMIT 1", (long long)pos);
		s = add_statement(q, ret, &b);
		s->about[0] = name;
		s->about[1] = arena_fmt(q->arena, "%lld", (long long)pos);
	}
}

/* Without a name it is the oldest file. Its list of GTIDs is the second event, or the third in an encrypted one. */
static void binlog_start(struct asked *q, struct statements *ret)
{
	if (q->dialect == SPEAKS_MARIADB && q->server->by_gtid)
		statements_add(ret, STR_LIT("SHOW BINLOG EVENTS LIMIT 3"));
}

/* --- checkpoints of DM in the target --- */

static void add_source_ids(struct buf *b, const struct task *t)
{
	buf_c(b, "(");
	for (size_t i = 0; i < t->n_instances; i++) {
		buf_c(b, i ? ", " : "");
		add_literal(b, t->instances[i].source_id);
	}
	buf_c(b, t->n_instances ? ")" : "'')");
}

/* columns: what stands behind the name of the table; one row with the name alone when there is none. */
static void add_checkpoint(struct asked *q, struct statements *ret, const struct task *t, size_t row,
			   const char *columns, const char *id)
{
	const struct rows *tables = &q->facts->facts[FACT_TABLES].rows;
	struct buf from = {0}, b = {0};

	buf_c(&from, " FROM ");
	add_name(&from, rows_get(tables, row, "schema"));
	buf_c(&from, ".");
	add_name(&from, rows_get(tables, row, "table"));
	buf_fmt(&from, " WHERE %s IN ", id);
	add_source_ids(&from, t);

	buf_c(&b, "SELECT ");
	add_literal(&b, rows_get(tables, row, "table"));
	buf_c(&b, ", NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM DUAL WHERE NOT EXISTS (SELECT 1");
	buf_add(&b, from.p, from.n);
	buf_c(&b, ") UNION ALL SELECT ");
	add_literal(&b, rows_get(tables, row, "table"));
	buf_fmt(&b, ", %s", columns);
	buf_add(&b, from.p, from.n);
	buf_fmt(&b, " LIMIT %u", MAX_CHECKPOINTS);
	buf_free(&from);
	add_statement(q, ret, &b);
}

struct checkpoint_kind {
	const char *suffix, *columns, *id;
};

static const struct checkpoint_kind checkpoint_kinds[] = {
	{"_syncer_checkpoint", "id, cp_schema, cp_table, binlog_name, binlog_pos, binlog_gtid, is_global", "id"},
	{"_loader_checkpoint", "id, cp_schema, cp_table, NULL, NULL, NULL, NULL", "id"},
	{"_lightning_checkpoint_list", "source_name, NULL, NULL, NULL, NULL, NULL, NULL", "source_name"},
};
/* That of DM 1.0 knows no GTID. */
static const struct checkpoint_kind checkpoint_kinds_old[] = {
	{"_syncer_checkpoint", "id, cp_schema, cp_table, binlog_name, binlog_pos, NULL, is_global", "id"},
	{"_loader_checkpoint", "id, cp_schema, cp_table, NULL, NULL, NULL, NULL", "id"},
	{"_lightning_checkpoint_list", "source_name, NULL, NULL, NULL, NULL, NULL, NULL", "source_name"},
};

static void checkpoints_of(struct asked *q, struct statements *ret, const struct task *t,
			   const struct checkpoint_kind *kinds)
{
	const struct rows *tables = &q->facts->facts[FACT_TABLES].rows;
	struct str schema = task_meta_schema(t);

	for (size_t k = 0; k < ARRAY_LEN(checkpoint_kinds); k++) {
		struct str name = arena_fmt(q->arena, "%.*s%s", STR_FMT(t->name), kinds[k].suffix);

		for (size_t i = 0; i < tables->n; i++) {
			if (str_eq_nocase(rows_get(tables, i, "schema"), schema) &&
			    str_eq_nocase(rows_get(tables, i, "table"), name))
				add_checkpoint(q, ret, t, i, kinds[k].columns, kinds[k].id);
		}
	}
}

static void checkpoint(struct asked *q, struct statements *ret)
{
	for (size_t i = 0; i < q->server->n_wants; i++)
		checkpoints_of(q, ret, q->server->wants[i].task, checkpoint_kinds);
}

static void checkpoint_old(struct asked *q, struct statements *ret)
{
	for (size_t i = 0; i < q->server->n_wants; i++)
		checkpoints_of(q, ret, q->server->wants[i].task, checkpoint_kinds_old);
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
		add_statement(q, ret, &b);
	else
		statements_add(ret, STR_LIT("SHOW GRANTS"));
	buf_free(&b);
}

/* SHOW GRANTS of older servers says it. */
static void no_statement(struct asked *q, struct statements *ret)
{
	(void)q;
	(void)ret;
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
	{FACT_BINLOG_START, SPEAKS_ANY, 0, NULL, binlog_start},
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
	{FACT_ACCOUNT_LIMITS, SPEAKS_MYSQL, V(5, 7, 6), "SHOW CREATE USER CURRENT_USER()", NULL},
	{FACT_ACCOUNT_LIMITS, SPEAKS_MARIADB, V(10, 2, 0), "SHOW CREATE USER CURRENT_USER()", NULL},
	{FACT_ACCOUNT_LIMITS, SPEAKS_ANY, 0, NULL, no_statement},
	{FACT_SCHEMAS, SPEAKS_ANY, 0, NULL, schemas},
	{FACT_TABLES, SPEAKS_ANY, 0, NULL, tables},
	{FACT_BINLOG_POSITION, SPEAKS_ANY, 0, NULL, binlog_position},
	{FACT_COLUMNS, SPEAKS_MYSQL, V(5, 7, 6), NULL, ask_columns},
	{FACT_COLUMNS, SPEAKS_MARIADB, V(10, 2, 7), NULL, ask_columns_mariadb},
	{FACT_COLUMNS, SPEAKS_TIDB, 0, NULL, ask_columns},
	{FACT_COLUMNS, SPEAKS_ANY, 0, NULL, ask_columns_old},
	{FACT_INDEXES, SPEAKS_MYSQL, V(8, 0, 13), NULL, ask_indexes},
	{FACT_INDEXES, SPEAKS_MARIADB, V(10, 6, 0), NULL, ask_indexes_mariadb},
	{FACT_INDEXES, SPEAKS_ANY, 0, NULL, ask_indexes_old},
	{FACT_FOREIGN_KEYS, SPEAKS_ANY, 0, NULL, ask_foreign_keys},
	{FACT_PARTITIONS, SPEAKS_ANY, 0, NULL, ask_partitions},
	{FACT_CHECKPOINT, SPEAKS_ANY, 0, NULL, checkpoint},
	{FACT_CHECKPOINT, SPEAKS_ANY, 0, NULL, checkpoint_old},
	{FACT_READABLE, SPEAKS_ANY, 0, NULL, ask_readable},
	{FACT_FILLED, SPEAKS_ANY, 0, NULL, ask_filled},
	{FACT_TIDB, SPEAKS_ANY, 0, "SELECT VARIABLE_NAME, VARIABLE_VALUE FROM mysql.tidb", NULL},
	{FACT_RDS, SPEAKS_ANY, 0, "SELECT name, value FROM mysql.rds_configuration", NULL},
	{FACT_SESSION, SPEAKS_ANY, 0, NULL, try_session},
};
const size_t n_queries = ARRAY_LEN(queries);

#define OF_SOURCE (1u << ROLE_SOURCE)
#define OF_TARGET (1u << ROLE_TARGET)
#define OF_BOTH (OF_SOURCE | OF_TARGET)

#define TABLES FACT_BIT(FACT_TABLES)

const struct fact_plan fact_plans[FACT_COUNT] = {
	[FACT_VARIABLES] = {0, OF_BOTH, 10000, 0, false, false},
	[FACT_ACCOUNT] = {0, OF_BOTH, 1, 0, false, false},
	[FACT_GRANTS] = {FACT_BIT(FACT_ACCOUNT), OF_BOTH, 100000, 0, false, false},
	[FACT_BINLOG_STATUS] = {0, OF_SOURCE, 1, 0, false, false},
	[FACT_BINLOGS] = {0, OF_SOURCE, 100000, 0, false, false},
	[FACT_BINLOG_POSITION] = {0, OF_SOURCE, 1000, 0, false, false},
	[FACT_BINLOG_START] = {0, OF_SOURCE, 4, 0, false, false},
	[FACT_REPLICA] = {0, OF_SOURCE, 1000, 0, false, false},
	[FACT_CONNECTIONS] = {0, OF_BOTH, 1, 0, false, false},
	[FACT_ACCOUNT_LIMITS] = {0, OF_SOURCE, 1, 0, false, false},
	[FACT_SCHEMAS] = {0, OF_BOTH, 100000, 1, false, false},
	[FACT_TABLES] = {0, OF_BOTH, MAX_TABLES, 3, false, false},
	[FACT_COLUMNS] = {TABLES, OF_BOTH, 2000000, 1 | 2 | 8, true, false},
	[FACT_INDEXES] = {TABLES, OF_BOTH, 1000000, 1 | 2 | 4 | 16, true, false},
	[FACT_FOREIGN_KEYS] = {TABLES, OF_BOTH, 1000000, 1 | 2 | 4 | 8, true, false},
	[FACT_PARTITIONS] = {TABLES, OF_BOTH, 100000, 3, true, false},
	[FACT_CHECKPOINT] = {TABLES, OF_TARGET, MAX_CHECKPOINTS, 0, false, false},
	[FACT_READABLE] = {TABLES | FACT_BIT(FACT_GRANTS) | FACT_BIT(FACT_VARIABLES), OF_SOURCE, 2000000, 1 | 2 | 4,
			   true, false},
	[FACT_FILLED] = {TABLES, OF_TARGET, 100000, 3, false, false},
	[FACT_TIDB] = {0, OF_BOTH, 1000, 0, false, false},
	[FACT_RDS] = {0, OF_SOURCE, 1000, 0, false, false},
	[FACT_SESSION] = {0, OF_BOTH, 1000, 0, false, true},
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

struct statement *statements_add(struct statements *s, struct str sql)
{
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 8;
		struct statement *bigger = ARENA_ARRAY(s->arena, struct statement, cap);

		if (s->n)
			memcpy(bigger, s->list, s->n * sizeof(*bigger));
		s->list = bigger;
		s->cap = cap;
	}
	s->list[s->n] = (struct statement){.sql = sql};
	return &s->list[s->n++];
}

struct statement *add_statement(struct asked *q, struct statements *ret, struct buf *b)
{
	struct str sql = arena_str(q->arena, (struct str){b->p, b->n});

	buf_free(b);
	*b = (struct buf){0};
	return statements_add(ret, sql);
}
