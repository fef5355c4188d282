/* A binlog file that is too large for the positions in it:
 *
 *     SHOW BINARY LOGS;   -- mysql-bin.004451  4512345678
 */
#include "live_position.h"

#define LIMIT 4294967296u /* positions are 32 bits wide */
#define NEAR 3758096384u
#define MAX_NAMED 3

/* The first file that DM is going to read; what is not known counts as read. */
static size_t first_read(struct lint *l, const struct rows *r)
{
	struct start s;

	if (!start_find(l, &s))
		return task_dumps(l->task) && !dm_check_find("relay-always", l->dm) ? r->n - 1 : 0;
	for (size_t i = 0; i < r->n && !s.by_gtid; i++) {
		if (str_eq(rows_get(r, i, "log_name"), s.file))
			return i;
	}
	return 0;
}

static uint64_t size_of(const struct rows *r, size_t row)
{
	return server_number(rows_get(r, row, "file_size"));
}

/* Files over the limit from row first on, and their number in all. */
static size_t name_files(const struct rows *r, size_t first, size_t end, uint64_t min, struct str names[MAX_NAMED])
{
	size_t n = 0;

	for (size_t i = first; i < end; i++) {
		if (size_of(r, i) < min)
			continue;
		if (n < MAX_NAMED)
			names[n] = rows_get(r, i, "log_name");
		n++;
	}
	return n;
}

static void check(struct lint *l)
{
	const struct rows *r = fact_rows(l->server, FACT_BINLOGS);
	struct str names[MAX_NAMED];
	struct diag *d;
	size_t first, n;

	if (!replicates_binlog(l) || r->n == 0)
		return;
	first = first_read(l, r);
	if ((n = name_files(r, first, r->n, LIMIT, names)) > 0) {
		d = report_server(l, "binlog %s %.*s %s over 4 GB, DM stops where the 32 bits of a position end",
				  n > 1 ? "files" : "file", STR_FMT(join_names(l, names, n, MAX_NAMED)),
				  n > 1 ? "are" : "is");
		help_statement(l, d, "start from a file behind it: ", "FLUSH BINARY LOGS;",
			       " and take dump and position anew");
	} else if ((n = name_files(r, 0, first, LIMIT, names)) > 0) {
		d = report_server(
			l, "binlog %s %.*s %s over 4 GB, DM starts behind it, and would stop at the next of that size",
			n > 1 ? "files" : "file", STR_FMT(join_names(l, names, n, MAX_NAMED)), n > 1 ? "are" : "is");
		report_severity(l, d, SEV_WARNING);
		help_statement(l, d, "", "SET GLOBAL max_binlog_cache_size = 2147483648;",
			       " refuses transactions that make such files, or split them");
	} else if ((n = name_files(r, first, r->n, NEAR, names)) > 0) {
		d = report_server(l, "binlog %s %.*s %s close to 4 GB, where DM stops", n > 1 ? "files" : "file",
				  STR_FMT(join_names(l, names, n, MAX_NAMED)), n > 1 ? "are" : "is");
		report_severity(l, d, SEV_WARNING);
		help_statement(l, d, "", "FLUSH BINARY LOGS;", " now, and split the transactions that make such files");
	}
}

const struct rule rule_dml7015 = {
	.info = {.id = "DML7015",
		 .name = "large-binlog-file",
		 .severity = SEV_ERROR,
		 .summary = "a binlog file over or close to 4 GB",
		 .why = "A position in a binlog is a number of 32 bits. Behind 4 GB it starts again at 0, and DM ends with \"get "
			"binlog error ERROR 1236\", \"binlog checksum mismatch\" or \"event from * in * diff from passed-in "
			"event\". max_binlog_size is 1 GB at most, but a transaction is never cut: one large DELETE is "
			"enough. DM's check does not look at it.",
		 .remedy = "Start behind the large file, and split the transactions that make such files.",
		 .versions = "all",
		 .dm_errors = "30015 36069"},
	.kind = CONFIG_TASK,
	.role = ROLE_SOURCE,
	.needs = FACT_BIT(FACT_VARIABLES) | FACT_BIT(FACT_BINLOGS),
	.check = check,
};
