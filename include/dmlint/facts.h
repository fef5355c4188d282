/* facts.h: what servers answered, as plain data: recorded by src/live, saved and loaded by src/facts, read by rules. Nothing
 * here opens a socket. All memory is in the arena of the run. Texts are redacted where they come in: no password hash and no
 * IDENTIFIED BY ever gets here. */
#ifndef DMLINT_FACTS_H
#define DMLINT_FACTS_H

#include "dmlint/base.h"

enum server_role {
	ROLE_NONE,
	ROLE_SOURCE, /* an upstream of the task */
	ROLE_TARGET, /* its downstream */
	ROLE_MASTER, /* a component of DM */
	ROLE_TASK    /* of rules only: all servers of a task together */
};

/* How far the connection came. */
enum connect_state {
	CONNECT_NEVER, /* nobody asked: the record has no such server */
	CONNECT_OK,
	CONNECT_NO_NAME,      /* the name does not resolve */
	CONNECT_REFUSED,      /* nothing listens there */
	CONNECT_UNREACHABLE,  /* the network says no */
	CONNECT_TIMEOUT,      /* no answer to the attempt */
	CONNECT_SILENT,       /* it opened, and then said nothing until the deadline */
	CONNECT_CLOSED,       /* it opened, and was closed or reset before a login */
	CONNECT_NOT_MYSQL,    /* it speaks something else */
	CONNECT_NOT_GRPC,     /* the same of a component of DM */
	CONNECT_TLS_ABSENT,   /* TLS is configured, and the server has none */
	CONNECT_TLS_FAILED,   /* the handshake fails: certificate, key, authority, protocol */
	CONNECT_TLS_NAME,     /* the certificate is for another name, or not in cert-allowed-cn */
	CONNECT_TLS_REQUIRED, /* the account or server wants TLS, and none is configured */
	CONNECT_PLUGIN,       /* an authentication plugin that DM's driver does not have */
	CONNECT_LOGIN,        /* the server refuses the login: error_code tells why (1045, 1040, 1226, 3118, ...) */
	CONNECT_CANCELLED,    /* the run ended first */
	CONNECT_STATES
};

/* What is asked. One statement each, or some of bounded size. The columns are those of facts_columns. */
enum fact {
	FACT_VARIABLES, /* global variables */
	FACT_ACCOUNT,   /* the account that the server chose, the roles in force, the session's version text */
	FACT_GRANTS,    /* SHOW GRANTS of that account, with those of roles in force where the server tells only then */
	FACT_BINLOG_STATUS,   /* the position now, the filters of the binlog */
	FACT_BINLOGS,         /* files and their sizes */
	FACT_BINLOG_POSITION, /* the first event at the start position of the task */
	FACT_BINLOG_START,    /* of a MariaDB that is read by GTID: how its oldest binlog file begins */
	FACT_REPLICA,         /* is it a replica itself */
	FACT_CONNECTIONS,     /* how many there are */
	FACT_ACCOUNT_LIMITS,  /* of a source: SHOW CREATE USER of that account, without what it logs in with */
	FACT_SCHEMAS,
	FACT_TABLES,  /* every table of every schema that is not a system schema; views only of a target */
	FACT_COLUMNS, /* of the tables that a task selects, or of their targets */
	FACT_INDEXES,
	FACT_FOREIGN_KEYS,
	FACT_PARTITIONS, /* only of tables that have subpartitions */
	FACT_CHECKPOINT, /* of a target: what DM has left in the meta schema for this task */
	FACT_READABLE,   /* of a source: can columns be read for which SHOW GRANTS shows no SELECT */
	FACT_FILLED,     /* of a target: tables the task writes to that have a row already */
	FACT_TIDB,       /* of a TiDB: mysql.tidb, such as new_collation_enabled */
	FACT_RDS,        /* of Amazon RDS: mysql.rds_configuration */
	FACT_SESSION,    /* session variables that DM would set, and whether the server takes them */
	FACT_COUNT
};
#define FACT_BIT(f) (1u << (f))

enum fact_state {
	FACT_MISSING, /* not asked, or not for this kind of server */
	FACT_OK,
	FACT_DENIED,   /* a privilege is lacking */
	FACT_FAILED,   /* another error, or no time left */
	FACT_TRUNCATED /* more rows than are read: what is there is true, what is absent unknown */
};

/* An answer. Cells are borrowed from the arena; NULL of SQL is the absent string. */
struct rows {
	const struct str *columns; /* lower case */
	size_t n_columns;
	struct str *cells; /* row by row */
	size_t n;          /* rows */
};
struct str rows_get(const struct rows *r, size_t row, const char *column); /* absent: no such column, too */
size_t rows_column(const struct rows *r, const char *column);              /* SIZE_MAX when there is none */

struct fact_answer {
	enum fact_state state;
	struct rows rows;
	unsigned error_code; /* MySQL's; 0: none */
	struct str error;    /* its text, redacted */
};

struct server_facts {
	enum server_role role;
	struct str id; /* source-id; of others "host:port" */
	struct str host;
	uint16_t port;
	struct str user;
	enum connect_state connect;
	unsigned error_code; /* MySQL's, of CONNECT_LOGIN */
	struct str error;    /* what the library or server said, redacted */
	struct str version;  /* as in the greeting: "5.7.29-log", "8.0.11-TiDB-v8.5.5" */
	struct str auth_plugin;
	bool tls; /* the connection is encrypted */
	unsigned n_statements;
	struct fact_answer facts[FACT_COUNT];
};

/* All servers of a run. */
struct facts {
	struct arena *arena;
	struct server_facts *servers;
	size_t n;
};

const char *fact_name(enum fact f);                   /* "binlog_status": key in facts files, and for messages */
const char *connect_state_name(enum connect_state s); /* "tls_failed" */
const char *server_role_name(enum server_role r);     /* "source" */
struct str server_label(const struct server_facts *s, struct arena *a); /* "source mysql-01 (10.0.0.7:3306)" */
const char *fact_columns(enum fact f); /* of an answer, space separated, as src/live fills them */

/* NULL: none. A source is found by its source-id, a target by where and as whom the task logs in; letter case of
 * the host ignored; a record without user is of any. */
const struct server_facts *facts_source(const struct facts *f, struct str source_id);
const struct server_facts *facts_target(const struct facts *f, struct str host, uint16_t port, struct str user);
struct str facts_address(struct arena *a, struct str host, uint16_t port); /* "tidb:4000", "[fd00::17]:4000" */

bool facts_have(const struct server_facts *s, uint32_t set); /* connected, and every fact of the set is FACT_OK */
/* A global variable; absent when there is none of that name (letter case ignored) or the variables are not known. */
struct str fact_var(const struct server_facts *s, const char *name);
bool fact_var_on(const struct server_facts *s, const char *name);                  /* ON, 1, YES, TRUE */
int64_t fact_var_int(const struct server_facts *s, const char *name, int64_t def); /* def: absent or no number */
const struct rows *fact_rows(const struct server_facts *s,
			     enum fact f); /* never NULL; without rows unless FACT_OK or FACT_TRUNCATED */

enum server_vendor { VENDOR_UNKNOWN, VENDOR_MYSQL, VENDOR_MARIADB, VENDOR_TIDB };
/* By the version text. ret_version: its number as 1000000 * major + 1000 * minor + patch, of TiDB that of TiDB; 0: none. */
enum server_vendor server_vendor(const struct server_facts *s, uint32_t *ret_version);

/* What must not be kept of an answer: a grant without its password hash, an error's text without what looks like a secret; is the
 * value of this variable a secret? */
struct str facts_redact_grant(struct arena *a, struct str grant);
struct str facts_redact_error(struct arena *a, struct str error);
bool facts_secret_variable(struct str name, struct str value);

/* Facts files: YAML, as README.md shows it. facts_load reads one; the strings are borrowed from bytes or in a. false: *e names
 * line and trouble. facts_write: the same facts give the same bytes, and what was loaded from those is written so again. */
MUST_CHECK bool facts_load(struct arena *a, struct str path, struct str bytes, struct facts *ret, struct err *e);
void facts_write(const struct facts *f, struct buf *out);

#endif
