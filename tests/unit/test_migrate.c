/* test_migrate.c: what holds for every row of schemas/migrations.tsv, that no field which went out of use lacks one, and that a
 * file which changed in between is not written. */
#include "dmlint/migrate.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/run/internal.h"
#include "unit.h"

/* Fields that are out of use and stay as they are, for a reason. */
static const struct {
	const char *in, *name;
} left_alone[] = {
	{"database", "max-allowed-packet"}, /* still in force where it is written */
};

static bool is_left_alone(const char *in, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(left_alone); i++) {
		if (strcmp(left_alone[i].in, in) == 0 && strcmp(left_alone[i].name, name) == 0)
			return true;
	}
	return false;
}

/* The last row of a key anywhere below f. */
static const struct field *find(const struct field *f, const char *in, const char *name)
{
	const struct field *found = NULL;

	if (strcmp(f->in, in) == 0 && strcmp(f->name, name) == 0)
		return f;
	for (size_t i = 0; i < f->n_fields; i++) {
		const struct field *below = find(f->fields[i], in, name);

		found = below ? below : found;
	}
	return found;
}

static void test_row(struct unit *u, const struct migration_row *r)
{
	bool takes_key = r->action == MIGRATE_RENAME || r->action == MIGRATE_WRITE || r->action == MIGRATE_OVERWRITE;
	bool takes_value = r->action == MIGRATE_WRITE || r->action == MIGRATE_OVERWRITE || r->action == MIGRATE_VALUE;
	const struct field *root = schema_root(CONFIG_TASK);
	bool ok = r->from.from < r->from.to && r->to.from < r->to.to && r->from.from < r->to.to &&
		  takes_key == (r->key[0] != '\0') && takes_value == (r->value[0] != '\0') &&
		  (r->action != MIGRATE_TELL || r->text[0]) && !strchr(r->text, '\n') &&
		  (!r->text[0] || r->text[strlen(r->text) - 1] != '.');

	if (r->in[0])
		ok = ok && find(root, r->in, r->name) && (!takes_key || find(root, r->in, r->key));
	else
		ok = ok && rule_find(str_from(r->name)) && (r->action == MIGRATE_FIX || r->action == MIGRATE_TELL);
	CHECK(u, ok);
	if (!ok)
		printf("# row of %s.%s\n", r->in, r->name);
}

static bool has_row(const struct field *f)
{
	for (size_t i = 0; i < n_migration_rows; i++) {
		if (strcmp(migration_rows[i].in, f->in) == 0 && strcmp(migration_rows[i].name, f->name) == 0)
			return true;
	}
	return false;
}

static uint32_t end_of(const struct field *f)
{
	return f->ranges[f->n_ranges - 1].to;
}

/* Out of use, gone before what is around it, or with another default than before. */
static bool has_changed(const struct field *f)
{
	const struct field *now = schema_find_any_version(f->parent, str_from(f->name));

	return f->deprecated || end_of(now) < end_of(f->parent) ||
	       (f->def && now->def && strcmp(f->def, now->def) != 0);
}

static void test_fields(struct unit *u, const struct field *f)
{
	for (size_t i = 0; i < f->n_fields; i++) {
		const struct field *below = f->fields[i];

		if (below->in[0] && has_changed(below) && !is_left_alone(below->in, below->name)) {
			bool ok = has_row(below);

			CHECK(u, ok);
			if (!ok)
				printf("# no row for %s.%s\n", below->in, below->name);
		}
		test_fields(u, below);
	}
}

static const char task[] = "name: a\ntask-mode: full\nremove-meta: true\n"
			   "target-database: {host: h, port: 4000, user: u}\nmysql-instances: [{source-id: s}]\n";

static void test_changed_meanwhile(struct unit *u)
{
	struct arena *a = arena_new();
	char path[] = "/tmp/dmlint-migrate-XXXXXX";
	int fd = mkstemp(path);
	struct run_options o = {.dm = 0};
	struct migration m;
	struct str now;
	bool too_big;
	struct err e;

	CHECK(u, fd >= 0);
	close(fd);
	CHECK(u, file_write(path, str_from(task), &e));
	CHECK(u, run_migrate(a, str_from(path), &o, 0, DM_VERSION(8, 5, 5), &m, &e));
	CHECK_NUM(u, m.n_changes, 1);
	CHECK(u, file_write(path, STR_LIT("name: b\n"), &e));
	CHECK(u, !run_migrate_write(a, &m, &e));
	CHECK(u, strstr(e.msg, "changed while it was checked, nothing was written") != NULL);
	CHECK(u, file_read(a, path, 1000, &now, &too_big, &e));
	CHECK_STR(u, now, "name: b\n");
	CHECK(u, file_write(path, str_from(task), &e));
	CHECK(u, run_migrate_write(a, &m, &e));
	CHECK(u, file_read(a, path, 1000, &now, &too_big, &e));
	CHECK(u, str_eq(now, m.after->bytes) && !strstr(now.p, "remove-meta"));
	unlink(path);
	CHECK(u, !run_migrate_write(a, &m, &e));
	arena_free(a);
}

int main(void)
{
	struct unit u = {0};

	for (size_t i = 0; i < n_migration_rows; i++)
		test_row(&u, &migration_rows[i]);
	test_fields(&u, schema_root(CONFIG_TASK));
	test_changed_meanwhile(&u);
	return unit_done(&u);
}
