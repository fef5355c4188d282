/* recipe.c: commands with the names of a task in them: statements for the checkpoints, grants, a regular expression for
 * mydumper, and what is wrong with each password. Called by the command line. Runs nothing. */
#include <string.h>

#include "dmlint/dump.h"
#include "dmlint/dump_regex.h"
#include "dmlint/explain.h"

/* A row of schemas/checkpoint.tsv. */
struct checkpoint_column {
	const char *name;
	struct dm_range range;
	const char *value;
	bool global; /* only the row of the whole source needs it */
};

static const struct checkpoint_column columns[] = {
#define CHECKPOINT_COLUMN(name_, from_, to_, value_, global_) \
	{.name = name_, .range = {from_, to_}, .value = value_, .global = global_},
#include "checkpoint.def"
#undef CHECKPOINT_COLUMN
};

/* No escape sequence out of a file reaches the terminal. */
static void put_plain(struct buf *b, char c)
{
	buf_char(b, (unsigned char)c < 0x20 || c == 0x7f ? '?' : c);
}

static void put_quoted(struct buf *b, struct str s, char quote)
{
	buf_char(b, quote);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' ? quote != '`' : s.p[i] == quote)
			buf_char(b, quote == '"' ? '\\' : s.p[i]); /* YAML's quotes; SQL doubles */
		put_plain(b, s.p[i]);
	}
	buf_char(b, quote);
}

static bool is_simple(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      (c && strchr("_-./", c))))
			return false;
	}
	return s.n > 0;
}

/* A word of a command line: in single quotes where the shell would read more into it. */
static void put_word(struct buf *b, struct str s)
{
	if (is_simple(s)) {
		buf_str(b, s);
		return;
	}
	buf_char(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			buf_c(b, "'\\''");
		else
			put_plain(b, s.p[i]);
	}
	buf_char(b, '\'');
}

static struct str taken(struct buf *b, struct arena *a)
{
	struct str s = arena_str(a, (struct str){.p = b->p, .n = b->n});

	buf_free(b);
	return s;
}

struct str recipe_command(struct arena *a, struct str command, const struct explain_task *t)
{
	struct buf b = {0};

	for (size_t i = 0; i < command.n;) {
		struct str rest = {.p = command.p + i, .n = command.n - i};

		if (str_has_prefix(rest, "TASK")) {
			put_word(&b, t->task->name);
			i += 4;
		} else if (str_has_prefix(rest, "task.yaml")) {
			put_word(&b, t->path);
			i += 9;
		} else {
			buf_char(&b, command.p[i++]);
		}
	}
	return taken(&b, a);
}

/* The source of an instance, when sources are given and it is one of them. */
static const struct source *source_of(const struct explain_task *t, const struct instance *in)
{
	return t->sources ? sources_find(t->sources, in->source_id) : NULL;
}

static bool concerned(const struct explain_task *t, const struct instance *in)
{
	return in->source_id.n > 0 && (!t->sources || source_of(t, in));
}

static void put_where(struct buf *b, struct str id)
{
	buf_c(b, " WHERE `id` = ");
	put_quoted(b, id, '\'');
}

/* One statement for the row of the whole source, one for the rows of its tables. */
static void put_update(struct buf *b, struct str table, struct str id, uint32_t dm, bool global)
{
	const char *sep = "";

	buf_fmt(b, "   UPDATE %.*s SET ", STR_FMT(table));
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		if (!ranges_hold(&columns[i].range, 1, dm) || (columns[i].global && !global))
			continue;
		buf_fmt(b, "%s`%s` = %s", sep, columns[i].name, columns[i].value);
		sep = ", ";
	}
	put_where(b, id);
	buf_fmt(b, " AND `is_global` = %d;\n", global ? 1 : 0);
}

static bool has_gtid_column(uint32_t dm)
{
	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		if (strcmp(columns[i].value, "@gtid") == 0 && ranges_hold(&columns[i].range, 1, dm))
			return true;
	}
	return false;
}

static void put_statements(struct buf *b, const struct explain_task *t, const struct instance *in, struct str table)
{
	const struct source *s = source_of(t, in);
	uint32_t dm = t->task->dm;

	buf_c(b, "\n   -- source ");
	put_quoted(b, in->source_id, '\'');
	buf_c(b, ": see how DM writes the file's name here, \"mysql-bin.000001\" or, out of the relay log,\n"
		 "   -- \"mysql-bin|000001.000001\", and name the file that is too large in the same way\n");
	buf_fmt(b, "   SELECT * FROM %.*s", STR_FMT(table));
	put_where(b, in->source_id);
	buf_c(b, ";\n   SET @file = 'mysql-bin.000001';\n");
	if (has_gtid_column(dm)) {
		bool gtid = s && value_bool(s->at[SOURCE_ENABLE_GTID], false);

		if (gtid)
			buf_c(b,
			      "   -- enable-gtid is set: DM goes by the GTID set and not by the name. Take the one at the\n"
			      "   -- start of the file: SHOW BINLOG EVENTS IN 'mysql-bin.000001' LIMIT 3, at the source\n"
			      "   SET @gtid = 'the set of Previous_gtids, or of Gtid_list';\n");
		else
			buf_fmt(b, "   -- %s\n   SET @gtid = '';\n",
				s ? "enable-gtid is not set: DM goes by name and position"
				  : "where the source has enable-gtid: true, the set of Previous_gtids (Gtid_list) that\n"
				    "   -- SHOW BINLOG EVENTS IN 'mysql-bin.000001' LIMIT 3 shows at the source; else empty");
	}
	put_update(b, table, in->source_id, dm, true);
	put_update(b, table, in->source_id, dm, false);
}

static void put_yaml_name(struct buf *b, struct str s)
{
	if (is_simple(s))
		buf_str(b, s);
	else
		put_quoted(b, s, '"');
}

static const struct ref *syncer_ref(const struct instance *in)
{
	for (size_t i = 0; i < in->n_refs; i++) {
		if (in->refs[i].sec == SEC_SYNCERS && in->refs[i].entry)
			return &in->refs[i];
	}
	return NULL;
}

/* What has to stand in the task, each syncers entry once. */
static void put_safe_mode(struct buf *b, const struct explain_task *t, struct arena *a)
{
	const struct task *task = t->task;
	bool *shown = ARENA_ARRAY(a, bool, task->n_entries[SEC_SYNCERS] + 1);
	bool without = false, section = false;

	buf_c(b, "\n   # in the task, until it is past the file\n");
	for (size_t i = 0; i < task->n_instances; i++) {
		const struct instance *in = &task->instances[i];
		const struct ref *r = syncer_ref(in);

		if (!concerned(t, in) || in->has_inline[SEC_SYNCERS])
			continue;
		if (r && !shown[r->entry->index]) {
			shown[r->entry->index] = true;
			buf_c(b, section ? "     " : "   syncers:\n     ");
			put_yaml_name(b, r->entry->name);
			buf_c(b, ":\n       safe-mode: true\n");
			section = true;
		}
		without = without || !r;
	}
	if (without)
		buf_fmt(b, "%s     recovery:\n       safe-mode: true\n", section ? "" : "   syncers:\n");
	for (size_t i = 0; i < task->n_instances; i++) {
		const struct instance *in = &task->instances[i];

		if (!concerned(t, in) || (syncer_ref(in) && !in->has_inline[SEC_SYNCERS]))
			continue;
		buf_c(b, "   # in the instance of source ");
		put_quoted(b, in->source_id, '\'');
		buf_c(b, in->has_inline[SEC_SYNCERS] ? "\n       syncer:\n         safe-mode: true\n"
						     : "\n       syncer-config-name: recovery\n");
	}
}

/* The relay log of one source. Which folder it is has changed with the versions. */
static void put_relay(struct buf *b, const struct source *s, const struct instance *in)
{
	struct str folder = s ? source_str(s, SOURCE_RELAY_DIR) : (struct str){0};
	struct str host = s ? source_str(s, SOURCE_HOST) : (struct str){0};
	struct str user = s ? source_str(s, SOURCE_USER) : (struct str){0};

	buf_c(b, "   # source ");
	put_quoted(b, in->source_id, '\'');
	buf_c(b,
	      ": the folder is relay-dir of the source, under the working folder of the DM-worker; from 5.4 on, where\n"
	      "   # the DM-worker has a relay-dir of its own, that one and the worker's name under it\n   RELAY=");
	put_word(b, folder.n ? folder : STR_LIT("relay-dir"));
	buf_c(b, "\n   FILE=mysql-bin.000001 NEXT=mysql-bin.000002\n"
		 "   cd \"$RELAY/$(tail -n 1 \"$RELAY/server-uuid.index\")\"\n"
		 "   mysqlbinlog --raw --read-from-remote-server -h ");
	put_word(b, host.n ? host : STR_LIT("HOST"));
	if (s && s->at[SOURCE_PORT]) {
		buf_c(b, " -P ");
		put_word(b, source_str(s, SOURCE_PORT));
	}
	buf_c(b, " -u ");
	put_word(b, user.n ? user : STR_LIT("USER"));
	buf_c(b,
	      " -p \"$FILE\"\n"
	      "   sed -i \"s/^binlog-name = .*/binlog-name = \\\"$NEXT\\\"/; s/^binlog-pos = .*/binlog-pos = 4/\" relay.meta\n");
	if (s && value_bool(s->at[SOURCE_ENABLE_GTID], false))
		buf_c(b,
		      "   # enable-gtid is set: binlog-gtid in relay.meta must be the set at the start of $NEXT, as below\n");
}

static void put_relays(struct buf *b, const struct explain_task *t)
{
	const struct task *task = t->task;
	bool any = false;

	for (size_t i = 0; i < task->n_instances; i++) {
		const struct source *s = source_of(t, &task->instances[i]);

		if (!concerned(t, &task->instances[i]) || (s && !s->relay))
			continue;
		if (!any)
			buf_c(b,
			      "   # When the relay unit complains: on the machine of the DM-worker, while the DM-worker is stopped\n");
		any = true;
		put_relay(b, s, &task->instances[i]);
	}
	if (any)
		buf_c(b, "\n   # When the sync unit complains\n");
}

static void put_position(struct buf *b, const struct explain_task *t, struct arena *a)
{
	const struct task *task = t->task;
	struct buf name = {0};
	size_t n = 0;

	put_quoted(&name, task_meta_schema(task), '`');
	buf_char(&name, '.');
	put_quoted(&name, arena_fmt(a, "%.*s_syncer_checkpoint", STR_FMT(task->name)), '`');
	struct str table = taken(&name, a);

	put_relays(b, t);
	buf_fmt(b, "   %.*s\n", STR_FMT(recipe_command(a, STR_LIT("stop-task TASK"), t)));
	buf_c(b, "\n   -- in the target\n");
	for (size_t i = 0; i < task->n_instances; i++) {
		if (concerned(t, &task->instances[i])) {
			put_statements(b, t, &task->instances[i], table);
			n++;
		}
	}
	if (n == 0)
		buf_c(b, "   -- none of the sources given belongs to this task\n");
	else
		put_safe_mode(b, t, a);
	buf_fmt(b, "\n   %.*s\n", STR_FMT(recipe_command(a, STR_LIT("start-task task.yaml"), t)));
	buf_fmt(b, "   %.*s\n", STR_FMT(recipe_command(a, STR_LIT("query-status TASK"), t)));
	buf_c(b, "   # when the binlog position is past the file: stop the task, take safe-mode out, start it again\n");
}

static void put_grant(struct buf *b, const char *what, struct str user)
{
	buf_fmt(b, "   GRANT %s ON *.* TO ", what);
	put_quoted(b, user, '\'');
	buf_c(b, "@'%';\n");
}

static void put_grants(struct buf *b, const struct explain_task *t)
{
	const struct task *task = t->task;
	const char *what = !task_syncs(task)   ? "RELOAD, SELECT"
			   : !task_dumps(task) ? "REPLICATION SLAVE, REPLICATION CLIENT"
					       : "RELOAD, SELECT, REPLICATION SLAVE, REPLICATION CLIENT";

	buf_c(b,
	      "   -- the account 'user'@'%' may come from everywhere: name the hosts of DM-master and the DM-workers\n"
	      "   -- in the target\n");
	put_grant(b, "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX",
		  task_str(task_get(task->root, "target-database"), "user", "root"));
	for (size_t i = 0; i < task->n_instances; i++) {
		const struct instance *in = &task->instances[i];
		const struct source *s = source_of(t, in);

		if (!concerned(t, in))
			continue;
		buf_c(b, "   -- in the source ");
		put_quoted(b, in->source_id, '\'');
		buf_char(b, '\n');
		put_grant(b, what, s && s->at[SOURCE_USER] ? source_str(s, SOURCE_USER) : STR_LIT("USER"));
	}
}

static void put_regex(struct buf *b, const struct explain_task *t, struct arena *a)
{
	const struct task *task = t->task;
	const struct entry **lists = ARENA_ARRAY(a, const struct entry *, task->n_instances + 1);
	bool *seen = ARENA_ARRAY(a, bool, task->n_entries[task->lists] + 1), all = false;
	struct dump_regex re;
	size_t n = 0;

	/* dumpling takes no list of tables in one argument: only mydumper's can be too long. */
	if (dump_dumper(task->dm) != DUMPER_MYDUMPER)
		return;
	for (size_t i = 0; i < task->n_instances; i++) {
		const struct entry *list = task->instances[i].list;

		if (list ? seen[list->index] : all)
			continue;
		if (list)
			seen[list->index] = true;
		else
			all = true;
		lists[n++] = list;
	}
	dump_regex_of_lists(a, task, lists, n, &re);
	if (re.form == DUMP_FORM_NONE) {
		buf_c(b, "   # no regular expression can be made of the lists of this task alone\n");
		return;
	}
	buf_c(b, "   # in the mydumpers entry; it selects what the lists of all instances select\n   extra-args: ");
	put_quoted(b, arena_fmt(a, "--regex %.*s", STR_FMT(re.text)), '"');
	buf_char(b, '\n');
}

static void put_passwords(struct buf *b, const struct explain_task *t, struct arena *a)
{
	static const char *const kinds[] = {
		[CRYPT_EMPTY] = "empty",
		[CRYPT_PLAIN] = "plain text",
		[CRYPT_CIPHER] = "a cipher text that DM up to 7.6 reads",
		[CRYPT_TWICE] = "encrypted twice",
		[CRYPT_GARBAGE] = "a cipher text of another key, or base64 of something else",
		[CRYPT_LOCKED] = "a cipher text; no key is known",
		[CRYPT_DAMAGED] = "a damaged cipher text",
	};
	struct passwords all;

	passwords_judge(a, t->task->root, crypt_builtin_key(), false, &all);
	for (size_t i = 0; i < all.n; i++)
		buf_fmt(b, "   %.*s: %s\n", STR_FMT(node_path(all.list[i].node, a)), kinds[all.list[i].verdict.status]);
}

void recipe_write(struct buf *b, enum recipe r, const struct explain_task *t, struct arena *a)
{
	switch (r) {
	case RECIPE_POSITION:
		put_position(b, t, a);
		break;
	case RECIPE_GRANTS:
		put_grants(b, t);
		break;
	case RECIPE_REGEX:
		put_regex(b, t, a);
		break;
	case RECIPE_PASSWORDS:
		put_passwords(b, t, a);
		break;
	case RECIPE_NONE:
		break;
	}
}
