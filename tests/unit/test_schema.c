/* test_schema.c: the generated tables, lookups, and decoding as yaml.v2 does it. What decodes and what does not was
 * tried with yaml.v2 v2.4.0 and DM's structs. */
#include "unit.h"

#include "dmlint/schema.h"

#include <string.h>

#define V1_0 DM_VERSION(1, 0, 7)
#define V2_0 DM_VERSION(2, 0, 7)
#define V5_4 DM_VERSION(5, 4, 3)
#define V6_5 DM_VERSION(6, 5, 12)
#define V8_5 DM_VERSION(8, 5, 5)

struct loaded {
	struct arena *arena;
	struct doc doc;
	struct decode_result result;
};

static void load(struct loaded *l, enum config_kind kind, uint32_t v, const char *yaml)
{
	l->arena = arena_new();
	doc_load(l->arena, text_new(l->arena, STR_LIT("test.yaml"), str_from(yaml)), &l->doc);
	schema_annotate(l->arena, &l->doc, kind, v, &l->result);
}

static const char *fault_name(enum decode_fault f)
{
	static const char *const names[] = {[DECODE_UNKNOWN_KEY] = "unknown",    [DECODE_DUPLICATE_KEY] = "duplicate",
					    [DECODE_WRONG_TYPE] = "type",        [DECODE_OUT_OF_RANGE] = "range",
					    [DECODE_BAD_DURATION] = "duration",  [DECODE_BAD_SIZE] = "size",
					    [DECODE_BAD_CHECKING_ITEM] = "item", [DECODE_BAD_MERGE] = "merge",
					    [DECODE_BAD_BINARY] = "binary"};

	return names[f];
}

/* "unknown nmae~name; type routes" */
static struct str faults(struct loaded *l)
{
	struct buf b = {0};
	struct str s;

	for (size_t i = 0; i < l->result.n_issues; i++) {
		const struct decode_issue *issue = &l->result.issues[i];

		buf_fmt(&b, "%s%s ", i ? "; " : "", fault_name(issue->fault));
		buf_str(&b, node_path(issue->node, l->arena));
		if (issue->suggest)
			buf_fmt(&b, "%s%s", issue->suggest_free ? "~" : "!", issue->suggest->name);
	}
	s = arena_str(l->arena, (struct str){b.p, b.n});
	buf_free(&b);
	return s;
}

static void check_faults(struct unit *u, enum config_kind kind, uint32_t v, const char *yaml, const char *want,
			 int line)
{
	struct loaded l;

	load(&l, kind, v, yaml);
	unit_check_str(u, faults(&l), want, __FILE__, line, yaml);
	arena_free(l.arena);
}

#define TASK(u, v, yaml, want) check_faults((u), CONFIG_TASK, (v), (yaml), (want), __LINE__)
#define SOURCE(u, v, yaml, want) check_faults((u), CONFIG_SOURCE, (v), (yaml), (want), __LINE__)

static uint32_t parsed(const char *s)
{
	uint32_t v = 0;

	return dm_version_parse(str_from(s), &v) ? v : 0;
}

static void test_versions(struct unit *u)
{
	struct arena *a = arena_new();

	CHECK_NUM(u, parsed("8.5"), V8_5);
	CHECK_NUM(u, parsed("v6.5.3"), 60503);
	CHECK_NUM(u, parsed("1.0"), V1_0);
	CHECK_NUM(u, parsed("7.1"), 70199);
	CHECK_NUM(u, parsed("2.0.0"), 20000);
	CHECK_NUM(u, parsed("8"), 0);
	CHECK_NUM(u, parsed("8.5.100"), 0);
	CHECK_NUM(u, parsed("8.5.1.1"), 0);
	CHECK_NUM(u, parsed("8.5-alpha"), 0);
	CHECK_NUM(u, parsed(""), 0);
	CHECK_STR(u, dm_version_name(V8_5, a), "8.5");
	CHECK_STR(u, dm_version_name(60503, a), "6.5.3");
	CHECK_STR(u, dm_version_name(70199, a), "7.1");
	CHECK_NUM(u, dm_n_releases, 6);
	for (size_t i = 1; i < dm_n_releases; i++)
		CHECK(u, dm_releases[i - 1].version < dm_releases[i].version);
	arena_free(a);
}

static bool checked_somewhere(const char *check)
{
	bool found = false;

	for (unsigned major = 1; major <= 8; major++)
		for (unsigned minor = 0; minor <= 9; minor++)
			found |= dm_check_find(check, DM_VERSION(major, minor, 0)) != NULL;
	return found;
}

/* What every reader of the tables relies on. */
static bool row_is_sound(const struct field *f)
{
	bool sound = f->text && *f->text && f->n_ranges && f->name_n == strlen(f->name);

	if (f->type == GO_MAP || f->type == GO_LIST)
		sound &= f->n_fields == 1;
	else
		sound &= f->type == GO_STRUCT || f->n_fields == 0;
	if (f->enum_check)
		sound &= checked_somewhere(f->enum_check);
	if (f->refers)
		sound &= schema_find_any_version(schema_root(CONFIG_TASK), str_from(f->refers)) != NULL;
	for (size_t i = 0; i < f->n_fields; i++) {
		const struct field *before = i ? f->fields[i - 1] : NULL, *k = f->fields[i];
		int order = before ? strcmp(before->name, k->name) : -1;

		sound &= k->parent == f && k->index == i;
		sound &= order < 0 || (order == 0 && before->ranges[0].from < k->ranges[0].from);
	}
	if (!sound)
		printf("# unsound: %s\n", f->path);
	return sound;
}

static unsigned unsound_rows(const struct field *f, unsigned *n)
{
	unsigned bad = !row_is_sound(f);

	(*n)++;
	for (size_t i = 0; i < f->n_fields; i++)
		bad += unsound_rows(f->fields[i], n);
	return bad;
}

static bool known_at(const char *path, const char *version)
{
	const struct field *f = schema_find_path(CONFIG_TASK, str_from(path));

	return f && field_find(f->parent, str_from(f->name), parsed(version));
}

static void test_tables(struct unit *u)
{
	unsigned n = 0;

	for (int k = CONFIG_TASK; k <= CONFIG_WORKER; k++)
		CHECK_NUM(u, unsound_rows(schema_root((enum config_kind)k), &n), 0);
	CHECK(u, n > 300);
	CHECK(u, schema_root(CONFIG_UNKNOWN) == NULL);
	CHECK(u, field_known(schema_root(CONFIG_SOURCE), DM_VERSION(2, 0, 0)));
	CHECK(u, !field_known(schema_root(CONFIG_SOURCE), V1_0));
	CHECK(u, !known_at("strict-optimistic-shard-mode", "6.5.3"));
	CHECK(u, known_at("strict-optimistic-shard-mode", "6.5.4"));
	CHECK(u, !known_at("strict-optimistic-shard-mode", "6.6.0"));
	CHECK(u, !known_at("strict-optimistic-shard-mode", "7.1.1"));
	CHECK(u, known_at("strict-optimistic-shard-mode", "7.1.2"));
	CHECK(u, known_at("strict-optimistic-shard-mode", "7.2.0"));
	CHECK(u, known_at("tidb.backend", "5.4"));
	CHECK(u, !known_at("tidb.backend", "6.0.0"));
	CHECK(u, known_at("disable-heartbeat", "1.0"));
	CHECK(u, !known_at("disable-heartbeat", "2.0.0"));
	CHECK(u, known_at("mysql-instances.continuous-validator-config-name", "6.1.7"));
	CHECK(u, !known_at("mysql-instances.continuous-validator-config-name", "6.2.0"));
}

static const char *path_found(const char *path)
{
	const struct field *f = schema_find_path(CONFIG_TASK, str_from(path));

	return f ? f->path : "none";
}

static void test_lookups(struct unit *u)
{
	const struct field *task = schema_root(CONFIG_TASK), *chunk;

	CHECK_STR(u, str_from(path_found("mysql-instances[].meta.binlog-pos")), "mysql-instances[].meta.binlog-pos");
	CHECK_STR(u, str_from(path_found("mysql-instances.meta.binlog-pos")), "mysql-instances[].meta.binlog-pos");
	CHECK_STR(u, str_from(path_found("mysql-instances[0].meta")), "mysql-instances[].meta");
	CHECK_STR(u, str_from(path_found("meta.binlog-pos")), "mysql-instances[].meta.binlog-pos");
	CHECK_STR(u, str_from(path_found("routes.user-rule.schema-pattern")), "routes.*.schema-pattern");
	CHECK_STR(u, str_from(path_found("routes.*")), "routes.*");
	CHECK_STR(u, str_from(path_found("threads")), "mydumpers.*.threads");
	CHECK_STR(u, str_from(path_found("target-database.password")), "target-database.password");
	CHECK_STR(u, str_from(path_found("meta.password")), "none");
	CHECK_STR(u, str_from(path_found("block-allow-list")), "block-allow-list");
	CHECK_STR(u, str_from(path_found("")), "");
	chunk = schema_find_path(CONFIG_TASK, STR_LIT("mydumpers.x.chunk-filesize"));
	CHECK_NUM(u, chunk->type, GO_STRING);
	CHECK_NUM(u, field_find(chunk->parent, STR_LIT("chunk-filesize"), V1_0)->type, GO_INT);
	CHECK_STR(u, str_from(chunk->in), "mydumper");
	CHECK(u, field_find(task, STR_LIT("nme"), V8_5) == NULL);
	CHECK(u, field_find(task, STR_LIT("tidb"), V8_5) == NULL);
	CHECK(u, schema_find_any_version(task, STR_LIT("tidb")) != NULL);
	CHECK_STR(u, str_from(schema_find_elsewhere(CONFIG_TASK, STR_LIT("pool-size"))->path), "loaders.*.pool-size");
	CHECK(u, schema_find_elsewhere(CONFIG_TASK, STR_LIT("pool_size")) == NULL);
	CHECK_NUM(u, dm_check_find("strict-optimistic", V6_5)->code, 20063);
	CHECK_NUM(u, dm_check_find("strict-optimistic", V8_5)->code, 20066);
	CHECK(u, dm_check_find("strict-optimistic", V5_4) == NULL);
}

static void test_keys(struct unit *u)
{
	TASK(u, V8_5, "name: t\n", "");
	TASK(u, V8_5, "# nothing\n", "");
	TASK(u, V8_5, "null\n", "");
	TASK(u, V8_5, "text\n", "type ");
	TASK(u, V8_5, "[name]\n", "type ");
	TASK(u, V8_5, "Name: t\n", "unknown Name~name");
	TASK(u, V8_5, "taskMode: all\n", "unknown taskMode~task-mode");
	TASK(u, V8_5, "task_mod: all\n", "unknown task_mod~task-mode");
	TASK(u, V8_5, "\"name \": t\n", "unknown \"name \"~name");
	TASK(u, V8_5, "nam: t\nname: t\n", "unknown nam!name");
	TASK(u, V8_5, "nam: t\nnme: t\n", "unknown nam~name; unknown nme!name");
	TASK(u, V8_5, "entirely-new: t\n", "unknown entirely-new");
	TASK(u, V8_5, "~: t\n", "unknown ~");
	TASK(u, V8_5, "tidb: {backend: 1}\n", "unknown tidb");
	TASK(u, V5_4, "tidb: {backend: [1]}\n", "type tidb.backend");
	/* A misspelt section is decoded as what it means, so that what is wrong inside is found. */
	TASK(u, V8_5, "targt-database: {port: x}\n",
	     "unknown targt-database~target-database; type targt-database.port");
	/* Not so when the key has a place of its own. */
	TASK(u, V8_5, "loader: {dir: [x]}\n", "unknown loader~loaders");
	TASK(u, V8_5, "name: a\nname: b\n", "duplicate name");
	TASK(u, V8_5, "!!binary bmFtZQ==: a\nname: b\n", "duplicate name");
	/* A struct may repeat what a merge brings, a map with free keys may not. */
	TASK(u, V8_5, "mysql-instances: [&a {source-id: a}, {<<: *a, source-id: b}]\n", "");
	TASK(u, V8_5, "mysql-instances: [{<<: {source-id: a, source-id: b}}]\n",
	     "duplicate mysql-instances[0].source-id");
	TASK(u, V8_5, "routes: {<<: {a: {}}, a: {}}\n", "duplicate routes.a");
	TASK(u, V8_5, "routes: {a: {}, <<: {a: {}}}\n", "duplicate routes.a");
	TASK(u, V8_5, "routes: {~: {}, null: {}}\n", "duplicate routes.null");
	TASK(u, V8_5, "routes: {1: {}, 0x1: {}}\n", "");
	TASK(u, V8_5, "routes: {a: {}, b: {}, c: {}, d: {}, e: {}, f: {}, g: {}, h: {}, i: {}, b: {}}\n",
	     "duplicate routes.b");
	TASK(u, V8_5, "target-database: {session: {a: 1, A: 2}}\n", "");
}

static void test_scalars(struct unit *u)
{
	static const char *const good[] = {"5",
					   "0x10",
					   "010",
					   "0o17",
					   "0b11",
					   "1_000",
					   "12.5",
					   "1e3",
					   "+5",
					   "-1e30",
					   "-.inf",
					   "!!float 5",
					   "!!int \"5\"",
					   "null",
					   "",
					   "08",
					   "9223372036854775807"};
	static const char *const bad[] = {"\"5\"", "true", "1:30",       "x",    "! 5",           "!!str 5",
					  "[5]",   "{}",   "2001-01-01", ".nan", "!!binary NQ==", "\"null\""};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		TASK(u, V8_5, arena_fmt(a, "heartbeat-update-interval: %s\n", good[i]).p, "");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		TASK(u, V8_5, arena_fmt(a, "heartbeat-update-interval: %s\n", bad[i]).p,
		     str_eq_c(str_from(bad[i]), ".nan") ? "range heartbeat-update-interval"
							: "type heartbeat-update-interval");
	arena_free(a);
	TASK(u, V8_5, "heartbeat-update-interval: 1e30\n", "range heartbeat-update-interval");
	TASK(u, V8_5, "heartbeat-update-interval: 9223372036854775808\n", "range heartbeat-update-interval");
	TASK(u, V8_5, "name: {}\n", "type name");
	TASK(u, V8_5, "name: yes\nmeta-schema: 2001-01-01\ntimezone: 0x10\n", "");
	TASK(u, V8_5, "name: !!int x\n", "type name");
	TASK(u, V8_5, "name: !!binary YQ=\n", "binary name");
	TASK(u, V8_5, "is-sharding: yes\ncase-sensitive: Off\nonline-ddl: n\n", "");
	TASK(u, V8_5, "is-sharding: 1\n", "type is-sharding");
	TASK(u, V8_5, "is-sharding: \"true\"\n", "type is-sharding");
	TASK(u, V8_5, "mydumpers: {a: {rows: -1.5, statement-size: 18446744073709551615}}\n", "");
	TASK(u, V8_5, "mydumpers: {a: {rows: -1}}\n", "range mydumpers.a.rows");
	TASK(u, V8_5, "mysql-instances: [{meta: {binlog-pos: -0.5}}, {meta: {binlog-pos: 4294967295}}]\n", "");
	TASK(u, V8_5, "mysql-instances: [{meta: {binlog-pos: 4294967296}}]\n",
	     "range mysql-instances[0].meta.binlog-pos");
	TASK(u, V8_5, "target-database: {security: {ssl-ca-bytes: [0, 255]}}\n", "");
	TASK(u, V8_5, "target-database: {security: {ssl-ca-bytes: [256]}}\n",
	     "range target-database.security.ssl-ca-bytes[0]");
	TASK(u, V8_5, "target-database: {security: {ssl-ca-bytes: abc}}\n",
	     "type target-database.security.ssl-ca-bytes");
	TASK(u, V8_5, "shadow-table-rules: a\n", "type shadow-table-rules");
	TASK(u, V8_5, "routes: [a]\n", "type routes");
	TASK(u, V1_0, "mydumpers: {a: {chunk-filesize: 64M}}\n", "type mydumpers.a.chunk-filesize");
	TASK(u, V2_0, "mydumpers: {a: {chunk-filesize: 64M}}\n", "");
	TASK(u, V8_5, "loaders: {a: {disk-quota-physical: 1g}}\n", "");
	TASK(u, V8_5, "loaders: {a: {disk-quota-physical: lots}}\n", "size loaders.a.disk-quota-physical");
	TASK(u, V8_5, "ignore-checking-items: [all, version]\n", "");
	TASK(u, V5_4, "ignore-checking-items: [conn_number, ~, ALL]\n",
	     "item ignore-checking-items[0]; item ignore-checking-items[1]; item ignore-checking-items[2]");
	SOURCE(u, V8_5, "checker: {backoff-max: 5m, backoff-rollback: 0, check-interval: ~, backoff-min: {}}\n", "");
	SOURCE(u, V8_5, "checker: {backoff-max: 5, backoff-rollback: \"\"}\n",
	       "duration checker.backoff-max; duration checker.backoff-rollback");
	SOURCE(u, V8_5, "checker: {backoff-max: {duration: 5s}, backoff-min: {duration: 5}}\n", "");
	SOURCE(u, V8_5, "checker: {backoff-max: {duration: x}, backoff-min: {d: 1}, check-interval: []}\n",
	       "duration checker.backoff-max.duration; unknown checker.backoff-min.d; type checker.check-interval");
	SOURCE(u, V8_5, "checker: {backoff-factor: 1.5}\nserver-id: 1e3\n", "");
	SOURCE(u, V8_5, "checker: {backoff-factor: x}\nserver-id: -1\n",
	       "type checker.backoff-factor; range server-id");
}

static void test_any(struct unit *u)
{
	SOURCE(u, V8_5, "tracer: {a: [1, {b: c}], d: ~}\n", "");
	SOURCE(u, V8_5, "tracer: text\n", "type tracer");
	SOURCE(u, V8_5, "tracer: {a: {1: x, 0x1: y}}\n", "duplicate tracer.a.0x1");
	SOURCE(u, V8_5, "tracer: {a: {1: x, \"1\": y, 1.0: z, true: t, ~: n, .nan: a, .nan: b}}\n", "");
	SOURCE(u, V8_5, "tracer: {1: x, 0x1: y, 1: z}\n", "duplicate tracer.1");
	SOURCE(u, V8_5, "tracer: {a: !!int x}\n", "type tracer.a");
}

static const struct node *at(const struct loaded *l, const char *a, const char *b)
{
	const struct node *n = node_get(l->doc.root, a);

	return n && b ? node_get(n, b) : n;
}

static void test_values(struct unit *u)
{
	struct loaded l;

	load(&l, CONFIG_TASK, V8_5,
	     "name: 0x10\nmeta-schema:\nis-sharding: on\nonline-ddl: ~\nheartbeat-update-interval: 12.7\n"
	     "heartbeat-report-interval: 1_000\ntimezone: [a]\nremove-meta: 1\ntask-mode: !!binary YWxs\n"
	     "mydumpers: {rows: {rows: 18446744073709551615, threads: -1e30}}\n");
	CHECK_STR(u, value_str(at(&l, "name", NULL), STR_LIT("d")), "0x10");
	CHECK_STR(u, value_str(at(&l, "meta-schema", NULL), STR_LIT("d")), "");
	CHECK_STR(u, value_str(at(&l, "timezone", NULL), STR_LIT("d")), "d");
	CHECK_STR(u, value_str(at(&l, "absent", NULL), STR_LIT("d")), "d");
	CHECK_STR(u, value_str(at(&l, "task-mode", NULL), STR_LIT("d")), "all");
	CHECK(u, value_bool(at(&l, "is-sharding", NULL), false));
	CHECK(u, !value_bool(at(&l, "online-ddl", NULL), true)); /* null clears it, whatever the default */
	CHECK(u, value_bool(at(&l, "remove-meta", NULL), true)); /* faulty: def */
	CHECK_NUM(u, value_int(at(&l, "heartbeat-update-interval", NULL), 7), 12);
	CHECK_NUM(u, value_int(at(&l, "heartbeat-report-interval", NULL), 7), 1000);
	CHECK_NUM(u, value_int(at(&l, "timezone", NULL), 7), 7);
	CHECK_NUM(u, value_int(node_get(at(&l, "mydumpers", "rows"), "rows"), 7), INT64_MAX);
	CHECK_NUM(u, value_int(node_get(at(&l, "mydumpers", "rows"), "threads"), 7), INT64_MIN);
	arena_free(l.arena);
}

static void test_nulls(struct unit *u)
{
	static const struct {
		const char *text;
		bool pointer, list; /* nil for a pointer to a struct; for a list */
	} rows[] = {{"null", true, true},        {"~", true, true},     {"", true, true},
		    {"!!null \"\"", true, true}, {"Null", false, true}, {"NULL", false, true},
		    {"\"null\"", false, false},  {"{}", false, false},  {"[]", false, false},
		    {"!c null", false, false}};
	struct arena *a = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct loaded l;

		load(&l, CONFIG_TASK, V8_5,
		     arena_fmt(a, "target-database: %s\nshadow-table-rules: %s\n", rows[i].text, rows[i].text).p);
		CHECK_NUM(u, node_is_null(at(&l, "target-database", NULL)), rows[i].pointer);
		CHECK_NUM(u, node_is_null(at(&l, "shadow-table-rules", NULL)), rows[i].list);
		arena_free(l.arena);
	}
	CHECK(u, node_is_null(NULL));
	arena_free(a);
}

static bool shows(struct loaded *l, const char *secret)
{
	for (uint32_t i = 1; i <= l->doc.text->n_lines; i++) {
		struct str s = text_line_for_display(l->doc.text, i, l->arena);

		for (size_t k = 0; k + strlen(secret) <= s.n; k++)
			if (memcmp(s.p + k, secret, strlen(secret)) == 0)
				return true;
	}
	return false;
}

static void test_secrets(struct unit *u)
{
	struct loaded l;
	const struct node *password, *key;

	load(&l, CONFIG_TASK, V8_5,
	     "target-database:\n  user: root\n  password: \"hunter\\x32\"\n  security:\n    ssl-key-base64: c2VjcmV0\n"
	     "    ssl-key-bytes: [11, 22]\n");
	password = at(&l, "target-database", "password");
	key = node_get(at(&l, "target-database", "security"), "ssl-key-base64");
	CHECK_NUM(u, l.result.n_issues, 0);
	CHECK_NUM(u, password->text.n, 0);
	CHECK_STR(u, schema_secret_text(password), "hunter2");
	CHECK(u, !node_is_null(password));
	CHECK(u, !shows(&l, "hunter"));
	CHECK(u, !shows(&l, "c2VjcmV0"));
	CHECK(u, !shows(&l, "22"));
	CHECK(u, shows(&l, "root"));
	CHECK_STR(u, schema_secret_text(at(&l, "target-database", "user")), "root");
	CHECK_NUM(u, node_get(at(&l, "target-database", "security"), "ssl-key-bytes")->first->text.n, 0);
	/* Another version: the text is there again, and stays covered. */
	schema_annotate(l.arena, &l.doc, CONFIG_TASK, V5_4, &l.result);
	CHECK_STR(u, faults(&l), "unknown target-database.security.ssl-key-base64");
	CHECK_STR(u, schema_secret_text(password), "hunter2");
	CHECK_STR(u, key->text, "c2VjcmV0");
	CHECK(u, key->field == NULL);
	CHECK(u, !shows(&l, "c2VjcmV0"));
	schema_annotate(l.arena, &l.doc, CONFIG_TASK, V8_5, &l.result);
	CHECK_NUM(u, l.result.n_issues, 0);
	CHECK_NUM(u, key->text.n, 0);
	arena_free(l.arena);
}

static void test_misplaced_secrets(struct unit *u)
{
	static const char *const rows[] = {"target-database: {password: [hunter2]}\n",
					   "target-database: {password: {hunter2: x}}\n",
					   "target-database: {passwrd: hunter2}\n",
					   "target-database: {password: x, passwrd: hunter2}\n",
					   "mysql-instances: [{password: hunter2}]\n",
					   "target-database:\n  password: |\n    hunter2\n",
					   "target-database: {password: &p hunter2, user: *p}\n"};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct loaded l;

		load(&l, CONFIG_TASK, V8_5, rows[i]);
		unit_check(u, !shows(&l, "hunter2"), __FILE__, __LINE__, rows[i]);
		arena_free(l.arena);
	}
	struct loaded l;

	load(&l, CONFIG_TASK, V8_5, "target-database: {password: ~, user: \"\"}\n");
	CHECK(u, node_is_null(at(&l, "target-database", "password")));
	arena_free(l.arena);
	load(&l, CONFIG_TASK, V8_5, "target-database: {password: {hunter2: hunter2}}\n");
	CHECK_STR(u, faults(&l), "type target-database.password");
	CHECK_NUM(u, at(&l, "target-database", "password")->first->text.n, 0);
	CHECK_NUM(u, at(&l, "target-database", "password")->first->key.n, 0);
	schema_annotate(l.arena, &l.doc, CONFIG_TASK, V1_0, &l.result);
	CHECK_STR(u, faults(&l), "type target-database.password");
	arena_free(l.arena);
}

static void test_again(struct unit *u)
{
	struct loaded l;
	const struct node *tidb;

	load(&l, CONFIG_TASK, V5_4, "tidb: {backend: local}\nshard-mode: optimistic\n");
	tidb = at(&l, "tidb", NULL);
	CHECK_NUM(u, l.result.n_issues, 0);
	CHECK_STR(u, str_from(tidb->first->field->path), "tidb.backend");
	schema_annotate(l.arena, &l.doc, CONFIG_TASK, V1_0, &l.result);
	CHECK_STR(u, faults(&l), "unknown tidb; unknown shard-mode");
	CHECK(u, tidb->field == NULL && tidb->first->field == NULL);
	schema_annotate(l.arena, &l.doc, CONFIG_TASK, V5_4, &l.result);
	CHECK_NUM(u, l.result.n_issues, 0);
	CHECK(u, tidb->first->field != NULL);
	arena_free(l.arena);
}

int main(void)
{
	struct unit u = {0};

	test_versions(&u);
	test_tables(&u);
	test_lookups(&u);
	test_keys(&u);
	test_scalars(&u);
	test_any(&u);
	test_values(&u);
	test_nulls(&u);
	test_secrets(&u);
	test_misplaced_secrets(&u);
	test_again(&u);
	return unit_done(&u);
}
