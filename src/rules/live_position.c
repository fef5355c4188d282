/* live_position.c: where a task begins to read the binlog of a source. Called by the rules on start positions and binlog files,
 * once each. It compares with no server: that is for the rules. */
#include "live_position.h"

static bool is_sync_checkpoint(const struct lint *l, struct str table)
{
	struct str name = arena_fmt(l->arena, "%.*s_syncer_checkpoint", STR_FMT(l->task->name));

	return str_eq_nocase(table, name);
}

/* The row of the whole task; SIZE_MAX: there is none. */
static size_t checkpoint_row(const struct lint *l, const struct rows **ret)
{
	const struct rows *r = fact_rows(server_target(l), FACT_CHECKPOINT);

	*ret = r;
	for (size_t i = 0; i < r->n && !task_forgets(l->task); i++) {
		struct str global = rows_get(r, i, "is_global");

		if (is_sync_checkpoint(l, rows_get(r, i, "table")) && str_eq(rows_get(r, i, "id"), l->server->id) &&
		    !str_eq_c(global, "0") && rows_get(r, i, "binlog_name").n)
			return i;
	}
	return SIZE_MAX;
}

/* With a relay log DM writes "mysql-bin|000001.000003" for the server's "mysql-bin.000003". */
static struct str without_relay_suffix(const struct lint *l, struct str name)
{
	for (size_t i = 0; i < name.n; i++) {
		for (size_t k = i; name.p[i] == '|' && k < name.n; k++) {
			if (name.p[k] == '.')
				return arena_fmt(l->arena, "%.*s%.*s", (int)i, name.p, (int)(name.n - k), name.p + k);
		}
	}
	return name;
}

bool start_has_checkpoint(const struct lint *l)
{
	const struct rows *r;

	return checkpoint_row(l, &r) != SIZE_MAX;
}

bool start_find(const struct lint *l, struct start *ret)
{
	const struct source *s = server_source(l);
	const struct node *meta = l->source_of->meta;
	const struct rows *r;
	size_t row = checkpoint_row(l, &r);

	*ret = (struct start){0};
	if (!task_syncs(l->task))
		return false;
	if (row != SIZE_MAX) {
		ret->checkpoint = true;
		ret->file = without_relay_suffix(l, rows_get(r, row, "binlog_name"));
		ret->pos = server_number(rows_get(r, row, "binlog_pos"));
		ret->gtid = rows_get(r, row, "binlog_gtid");
	} else if (meta && meta->kind == NODE_MAP && !task_dumps(l->task)) {
		int64_t pos = value_int(task_get(meta, "binlog-pos"), 0);

		ret->at = meta;
		ret->file = task_str(meta, "binlog-name", "");
		ret->pos = pos > 0 ? (uint64_t)pos : 0;
		ret->gtid = task_str(meta, "binlog-gtid", "");
	}
	ret->by_gtid = ret->gtid.n && s && value_bool(s->at[SOURCE_ENABLE_GTID], false);
	return ret->file.n || ret->by_gtid;
}

const char *start_name(const struct start *s)
{
	return s->checkpoint ? "the checkpoint in the target" : "\"meta\"";
}

struct span start_place(const struct lint *l, const struct start *s)
{
	return s->at ? s->at->key_span : l->home;
}

bool start_has_relay(const struct lint *l)
{
	const struct source *s = server_source(l);

	return dm_check_find("relay-always", l->dm) || (s && s->relay);
}
