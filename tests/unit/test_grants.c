/* Tests of grants.h: lines of SHOW GRANTS as the servers print them, and what they add up to. */
#include <string.h>

#include "dmlint/grants.h"
#include "unit.h"

#define ASKED "SELECT, INSERT, CREATE, LOCK TABLES, RELOAD, FLUSH_TABLES, REPLICATION SLAVE, REPLICATION CLIENT"

static struct str s(const char *text)
{
	return str_from(text);
}

/* A server with these variables ("name=value name=value"), role in force (NULL: none) and grants, a line each. */
static struct grants *server(struct arena *a, const char *version, const char *vars, const char *role,
			     const char *const *lines)
{
	static const struct str var_columns[] = {{"name", 4}, {"value", 5}}, grant_column[] = {{"grant", 5}};
	static const struct str account_columns[] = {{"current_user", 12}, {"user", 4}, {"role", 4}, {"version", 7}};
	struct server_facts *f = ARENA_NEW(a, struct server_facts);
	struct fact_answer *v = &f->facts[FACT_VARIABLES], *g = &f->facts[FACT_GRANTS], *acc = &f->facts[FACT_ACCOUNT];
	size_t n = 0;

	f->connect = CONNECT_OK;
	f->version = s(version);
	v->state = g->state = acc->state = FACT_OK;
	v->rows = (struct rows){.columns = var_columns, .n_columns = 2, .cells = ARENA_ARRAY(a, struct str, 2), .n = 1};
	v->rows.cells[0] = (struct str){vars, strcspn(vars, "=")};
	v->rows.cells[1] = s(vars + strcspn(vars, "=") + (strchr(vars, '=') != NULL));
	acc->rows = (struct rows){
		.columns = account_columns, .n_columns = 4, .cells = ARENA_ARRAY(a, struct str, 4), .n = 1};
	acc->rows.cells[2] = s(role);
	while (lines[n])
		n++;
	g->rows = (struct rows){
		.columns = grant_column, .n_columns = 1, .cells = ARENA_ARRAY(a, struct str, n + 1), .n = n};
	for (size_t i = 0; i < n; i++)
		g->rows.cells[i] = s(lines[i]);
	return grants_read(a, f);
}

#define LINES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define MYSQL(...) server(a, "5.7.29-log", "", NULL, LINES(__VA_ARGS__))

/* What the account has of ASKED. */
static struct str has(struct arena *a, struct grants *g, const char *schema, const char *table)
{
	uint64_t asked = privileges_find(ASKED);

	return privileges_names(a, asked & ~grants_lacking(g, asked, s(schema), s(table), NULL));
}

static void test_mysql(struct unit *u, struct arena *a)
{
	struct grants *g = MYSQL(
		"GRANT SELECT, RELOAD, LOCK TABLES, PROCESS, REPLICATION SLAVE ON *.* TO 'dm'@'%' IDENTIFIED BY PASSWORD <secret>",
		"GRANT INSERT ON `shop`.* TO 'dm'@'%' WITH GRANT OPTION",
		"GRANT SELECT (a, `b`), UPDATE (`b`), CREATE ON `other`.`t` TO 'dm'@'%'");
	uint64_t columns;

	CHECK_STR(u, has(a, g, "", ""), "LOCK TABLES, RELOAD, REPLICATION SLAVE, SELECT, FLUSH_TABLES");
	CHECK_STR(u, has(a, g, "shop", ""), "INSERT, LOCK TABLES, RELOAD, REPLICATION SLAVE, SELECT, FLUSH_TABLES");
	CHECK_STR(u, has(a, g, "other", "t"), "CREATE, LOCK TABLES, RELOAD, REPLICATION SLAVE, SELECT, FLUSH_TABLES");
	CHECK_STR(u, has(a, g, "Shop", ""), "LOCK TABLES, RELOAD, REPLICATION SLAVE, SELECT, FLUSH_TABLES");
	CHECK(u,
	      grants_lacking(g, privileges_find("UPDATE"), s("other"), s("t"), &columns) == privileges_find("UPDATE"));
	CHECK(u, columns == privileges_find("UPDATE"));
	CHECK(u, grants_lacking(g, privileges_find("UPDATE"), s("other"), s("u"), &columns) && !columns);

	g = MYSQL("GRANT ALL PRIVILEGES ON *.* TO 'root'@'localhost' WITH GRANT OPTION",
		  "GRANT PROXY ON ''@'' TO 'root'@'localhost' WITH GRANT OPTION");
	CHECK(u, grants_lacking(g, privileges_find(ASKED), s("x"), s("y"), NULL) == 0);
	g = MYSQL("GRANT USAGE ON *.* TO 'dm'@'%'", "GRANT ALL PRIVILEGES ON `other`.* TO 'dm'@'%'",
		  "GRANT ALL ON `app`.`t` TO 'dm'@'%'");
	CHECK_STR(u, has(a, g, "", ""), "");
	CHECK_STR(u, has(a, g, "other", ""), "CREATE, INSERT, LOCK TABLES, SELECT");
	CHECK_STR(u, has(a, g, "app", ""), "");
	CHECK_STR(u, has(a, g, "app", "t"), "CREATE, INSERT, SELECT");
	g = MYSQL("GRANT SUPER ON *.* TO 'dm'@'%'");
	CHECK_STR(u, has(a, g, "", ""), "REPLICATION CLIENT");
	g = MYSQL("GRANT EXECUTE ON PROCEDURE `app`.`p` TO 'dm'@'%'", "GRANT SELECT ON TABLE `app`.`t` TO 'dm'@'%'");
	CHECK_STR(u, has(a, g, "app", "p"), "");
	CHECK_STR(u, has(a, g, "app", "t"), "SELECT");
}

static void test_quotes(struct unit *u, struct arena *a)
{
	struct grants *g = MYSQL("GRANT SELECT ON \"te``s\"\"t\".* TO \"dm\"@\"10.%\"",
				 "GRANT INSERT ON `a``b`.`c.d` TO 'o'x'@'%'");

	CHECK_STR(u, has(a, g, "te``s\"t", ""), "SELECT");
	CHECK_STR(u, has(a, g, "te`s\"t", ""), "");
	g = MYSQL("GRANT INSERT ON `a``b`.`c.d` TO `o'x`@`%`");
	CHECK_STR(u, has(a, g, "a`b", "c.d"), "INSERT");
	g = MYSQL("grant select on my-db.* to dm@10.0.0.1");
	CHECK_STR(u, has(a, g, "my-db", ""), "SELECT");
}

static void test_patterns(struct unit *u, struct arena *a)
{
	struct grants *g = MYSQL("GRANT CREATE ON `demo\\_2`.* TO 'dm'@'%'", "GRANT SELECT ON `demo\\_%`.* TO 'dm'@'%'",
				 "GRANT CREATE ON `demo_1`.* TO 'dm'@'%'", "GRANT INSERT ON `de%`.* TO 'dm'@'%'",
				 "GRANT LOCK TABLES ON `d%_%z`.`t_1` TO 'dm'@'%'");

	/* The first that fits counts, alone: the server lists the most specific ones first. */
	CHECK_STR(u, has(a, g, "demo_9", ""), "SELECT");
	CHECK_STR(u, has(a, g, "demo_2", ""), "CREATE");
	CHECK_STR(u, has(a, g, "demox1", ""), "CREATE");
	CHECK_STR(u, has(a, g, "demo_1", ""), "SELECT");
	CHECK_STR(u, has(a, g, "de", ""), "INSERT");
	CHECK_STR(u, has(a, g, "d", ""), "");
	CHECK_STR(u, has(a, g, "dabz", "t_1"), "");

	CHECK(u, !grants_untold(g, privileges_find(ASKED), s("demo_1"), s("")));
	g = MYSQL("GRANT SELECT ON `a_c`.* TO 'dm'@'%'", "GRANT INSERT ON `a%`.* TO 'dm'@'%'");
	CHECK_STR(u, has(a, g, "abc", ""), "SELECT");
	CHECK(u, !grants_untold(g, privileges_find(ASKED), s("abc"), s("")));
	/* MariaDB has an order of its own. */
	g = server(a, "10.11.6-MariaDB", "", NULL,
		   LINES("GRANT INSERT ON `_bc`.* TO `dm`@`%`", "GRANT SELECT ON `ab%`.* TO `dm`@`%`"));
	CHECK_STR(u, has(a, g, "abc", ""), "INSERT");

	/* MySQL 8 lists them by name. */
	g = server(a, "8.0.36", "", "NONE",
		   LINES("GRANT INSERT, CREATE ON `a%`.* TO `dm`@`%`", "GRANT SELECT, CREATE ON `a_c`.* TO `dm`@`%`",
			 "GRANT LOCK TABLES ON `ab%`.* TO `dm`@`%`", "GRANT INSERT ON `axc`.`t` TO `dm`@`%`"));
	CHECK_STR(u, has(a, g, "axc", ""), "CREATE, INSERT, SELECT");
	CHECK_STR(u, privileges_names(a, grants_untold(g, privileges_find(ASKED), s("axc"), s(""))), "INSERT, SELECT");
	CHECK_STR(u, privileges_names(a, grants_untold(g, privileges_find(ASKED), s("axc"), s("t"))), "SELECT");
	CHECK_STR(u, has(a, g, "abc", ""), "LOCK TABLES");
	CHECK(u, !grants_untold(g, privileges_find(ASKED), s("abc"), s("")));
	CHECK(u, !grants_untold(g, privileges_find(ASKED), s(""), s("")));

	/* Roles in force in MySQL 8: all that fit, but the name itself first. */
	g = server(a, "8.0.36", "", "`r`@`%`",
		   LINES("GRANT SELECT ON `de%`.* TO `dm`@`%`", "GRANT INSERT ON `dem%`.* TO `dm`@`%`",
			 "GRANT CREATE ON `demo`.* TO `dm`@`%`"));
	CHECK_STR(u, has(a, g, "demi", ""), "INSERT, SELECT");
	CHECK_STR(u, has(a, g, "demo", ""), "CREATE");

	g = server(a, "8.0.36", "partial_revokes=ON", "NONE",
		   LINES("GRANT SELECT, INSERT ON *.* TO `dm`@`%`", "GRANT CREATE ON `de%`.* TO `dm`@`%`",
			 "GRANT CREATE ON `a\\_b`.* TO `dm`@`%`", "REVOKE SELECT ON `app`.* FROM `dm`@`%`"));
	CHECK_STR(u, has(a, g, "app", "t"), "INSERT");
	CHECK_STR(u, has(a, g, "demo", ""), "INSERT, SELECT");
	CHECK_STR(u, has(a, g, "de%", ""), "CREATE, INSERT, SELECT");
	CHECK_STR(u, has(a, g, "a_b", ""), "INSERT, SELECT"); /* the backslash, too, is one: MySQL 9.7 refuses */
	CHECK_STR(u, has(a, g, "a\\_b", ""), "CREATE, INSERT, SELECT");
	CHECK_STR(u, has(a, g, "", ""), "INSERT, SELECT");

	g = server(a, "5.7.29", "lower_case_table_names=1", NULL,
		   LINES("GRANT SELECT ON `App`.* TO 'dm'@'%'", "GRANT INSERT ON `b`.`T` TO 'dm'@'%'"));
	CHECK_STR(u, has(a, g, "aPP", ""), "SELECT");
	CHECK_STR(u, has(a, g, "B", "t"), "INSERT");
}

static void test_mariadb(struct unit *u, struct arena *a)
{
	struct grants *g = server(
		a, "10.11.6-MariaDB-log", "", "migr",
		LINES("GRANT `migr` TO `dm`@`%`",
		      "GRANT USAGE ON *.* TO `dm`@`%` IDENTIFIED VIA ed25519 USING '' REQUIRE SSL WITH MAX_USER_CONNECTIONS 3",
		      "GRANT SELECT, RELOAD, REPLICATION SLAVE, BINLOG MONITOR ON *.* TO `migr`",
		      "GRANT INSERT ON `a%`.* TO `dm`@`%`", "GRANT CREATE ON `app`.* TO `migr`",
		      "SET DEFAULT ROLE `migr` FOR `dm`@`%`"));
	const struct grant_line *l;
	size_t n;

	CHECK_STR(u, has(a, g, "app", ""),
		  "CREATE, INSERT, RELOAD, REPLICATION CLIENT, REPLICATION SLAVE, SELECT, FLUSH_TABLES");
	l = grants_lines(g, &n);
	CHECK_NUM(u, n, 6);
	CHECK(u, l[0].kind == GRANT_ROLES && l[0].n_roles == 1 && !l[0].unreadable.p);
	CHECK_STR(u, l[0].roles[0], "migr");
	CHECK_STR(u, l[1].unreadable, "IDENTIFIED VIA");
	CHECK_STR(u, l[2].unreadable, "BINLOG MONITOR");
	CHECK_STR(u, l[2].user, "migr");
	CHECK(u, l[2].host.p == NULL);
	CHECK(u, l[5].kind == GRANT_DEFAULT_ROLE);
	/* a role stands without quotes there */
	g = server(a, "10.2.44-MariaDB", "", NULL, LINES("GRANT migr TO 'dm'@'%'", "GRANT USAGE ON *.* TO 'dm'@'%'"));
	l = grants_lines(g, &n);
	CHECK(u, l[0].kind == GRANT_ROLES && l[0].n_roles == 1);
	CHECK_STR(u, l[0].roles[0], "migr");
	CHECK_STR(u, l[0].user, "dm");
	g = server(a, "11.4.2-MariaDB", "", NULL,
		   LINES("GRANT REPLICATION REPLICA, REPLICA MONITOR, DELETE VERSIONING ROWS ON *.* TO `dm`@`%`"));
	CHECK_STR(u, has(a, g, "", ""), "REPLICATION SLAVE");
}

static void test_others(struct unit *u, struct arena *a)
{
	struct grants *g;
	const struct grant_line *l;
	size_t n;

	/* Aurora, HeatWave */
	g = MYSQL(
		"GRANT SELECT, INSERT, RELOAD, REPLICATION CLIENT, LOAD FROM S3, SELECT INTO S3, INVOKE LAMBDA, INVOKE COMPREHEND ON *.* TO 'admin'@'%' WITH GRANT OPTION");
	CHECK_STR(u, has(a, g, "", ""), "INSERT, RELOAD, REPLICATION CLIENT, SELECT, FLUSH_TABLES");
	g = MYSQL("GRANT SELECT INTO S3, LOAD FROM S3 ON *.* TO 'admin'@'%'");
	CHECK_STR(u, has(a, g, "", ""), "");
	g = server(
		a, "9.1.0-cloud", "", "`administrator`@`%`",
		LINES("GRANT SELECT, REPLICATION SLAVE ON *.* TO `admin`@`%`",
		      "GRANT FLUSH_TABLES,CONNECTION_ADMIN,GROUP_REPLICATION_ADMIN ON *.* TO `admin`@`%` WITH GRANT OPTION",
		      "GRANT `administrator`@`%`,`x`@`10.0.0.1` TO `admin`@`%` WITH ADMIN OPTION"));
	CHECK_STR(u, has(a, g, "", ""), "REPLICATION SLAVE, SELECT, FLUSH_TABLES");
	l = grants_lines(g, &n);
	CHECK(u, l[2].kind == GRANT_ROLES && l[2].n_roles == 2);
	CHECK_STR(u, l[2].roles[1], "x");
	CHECK_STR(u, l[2].user, "admin");
	/* TiDB, now and of old */
	g = server(a, "8.0.11-TiDB-v8.5.5", "lower_case_table_names=2", NULL,
		   LINES("GRANT USAGE ON *.* TO 'dmt'@'%'", "GRANT SELECT,INSERT,CREATE ON `App`.* TO 'dmt'@'%'",
			 "GRANT 'r'@'%' TO 'dmt'@'%'"));
	CHECK_STR(u, has(a, g, "app", "t"), "CREATE, INSERT, SELECT");
	g = server(a, "5.7.10-TiDB-v2.1.0", "", NULL, LINES("GRANT Select,Insert ON app.* TO 'dmt'@'%'"));
	CHECK_STR(u, has(a, g, "app", "t"), "INSERT, SELECT");
}

/* Whatever stands in a line, nothing is granted by chance and nothing is read out of bounds. */
static void test_hostile(struct unit *u, struct arena *a)
{
	static const char *const whole =
		"GRANT SELECT (`a`, b), ALL PRIVILEGES ON TABLE `x``y`.\"z\" TO `u`@`h` IDENTIFIED VIA a WITH MAX_USER_CONNECTIONS 99999999999999999999";
	size_t n;

	for (size_t cut = 0; cut <= strlen(whole); cut++) {
		char *p = arena_alloc(a, cut + 1);
		struct grants *g;

		memcpy(p, whole, cut);
		g = MYSQL(p);
		if (grants_lines(g, &n)->kind == GRANT_UNREAD)
			CHECK(u, has(a, g, "x`y", "z").n == 0);
	}
	CHECK_STR(u,
		  has(a,
		      MYSQL("", "GRANT", "GRANT ON", "GRANT SELECT ON *.*", "GRANT SELECT ON *. TO x",
			    "GRANT ,,, ON *.* TO x", "GRANT SELECT ON `a.* TO x", "REVOKE", "SET",
			    "GRANT SELECTSELECTSELECTSELECTSELECTSELECTSELECTSELECTSELECTSELECTSELECT ON *.* TO x",
			    "DROP TABLE x", "GRANT SELECT ON *.* FROM x"),
		      "a", "b"),
		  "");
	CHECK_STR(u,
		  has(a, MYSQL("GRANT SELECT ON `%a%a%a%a%a%a%a%b`.* TO x"),
		      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ""),
		  "");
}

int main(void)
{
	struct arena *a = arena_new();
	struct unit u = {0};

	test_mysql(&u, a);
	test_quotes(&u, a);
	test_patterns(&u, a);
	test_mariadb(&u, a);
	test_others(&u, a);
	test_hostile(&u, a);
	arena_free(a);
	return unit_done(&u);
}
