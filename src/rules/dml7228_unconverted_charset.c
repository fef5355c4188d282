/* Texts that DM hands on as the bytes they are at the source:
 *
 *     CREATE TABLE app.t (id INT PRIMARY KEY, v VARCHAR(9)) DEFAULT CHARSET=greek;   -- and the target has app.t in utf8mb4
 */
#include "live.h"

/* No letter of them has the byte that it has in ASCII. */
static bool is_wide(struct str charset)
{
	return str_eq_nocase(charset, STR_LIT("ucs2")) || str_has_prefix(charset, "utf16") ||
	       str_eq_nocase(charset, STR_LIT("utf32"));
}

/* The first column whose letters the binlog brings in a character set that neither DM nor TiDB reads. */
static const struct live_column *find(const struct live_table *t)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct live_column *c = &t->columns[i];
		struct str word = live_type_word(c->type);

		/* Of lists the binlog has numbers. */
		if (c->charset.n && !live_tidb_knows("charset", c->charset, LIVE_TIDB_UNKNOWN) &&
		    !str_eq_nocase(word, STR_LIT("enum")) && !str_eq_nocase(word, STR_LIT("set")))
			return c;
	}
	return NULL;
}

static void check(struct lint *l)
{
	struct live_names wide = {0}, other = {0};
	size_t n;
	const struct live_table *t = live_tables_of(live_tables(l), l->source_of, &n);
	struct diag *d;

	if (!task_syncs(l->task)) {
		live_not_applicable(l, "the task replicates no changes");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		const struct live_column *c = find(&t[i]);

		/* Where DM creates the table, that is refused already. */
		if (c && (t[i].target || !task_loads(l->task)))
			live_names_add(l, is_wide(c->charset) ? &wide : &other, &t[i],
				       arena_fmt(l->arena, "%.*s %.*s", STR_FMT(c->name), STR_FMT(c->charset)));
	}
	if (wide.n)
		(void)report(
			l, l->home,
			"source \"%.*s\" has texts whose changes DM does not convert, so that no letter arrives: %.*s",
			STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &wide)));
	if (other.n) {
		d = report(
			l, l->home,
			"source \"%.*s\" has texts whose changes DM does not convert, so that no letter outside ASCII arrives: %.*s",
			STR_FMT(l->source_of->source_id), STR_FMT(live_names_text(l, &other)));
		report_severity(l, d, SEV_WARNING);
	}
}

const struct rule rule_dml7228 = {
	.info = {.id = "DML7228",
		 .name = "unconverted-charset",
		 .severity = SEV_ERROR,
		 .summary = "texts in a character set that DM does not convert",
		 .why = "A dump has all texts in UTF-8. The binlog has the bytes of the column's own character set, and DM converts those of latin1 "
			"and gbk only. Others TiDB refuses (1366) or stores as other letters. Nobody looks at it.",
		 .remedy = "Convert the columns upstream: ALTER TABLE ... CONVERT TO CHARACTER SET utf8mb4.",
		 .versions = "all; a warning where ASCII arrives",
		 .dm_errors = "10006"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_TABLES) | FACT_BIT(FACT_COLUMNS),
	.check = check,
};
