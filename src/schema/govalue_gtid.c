/* govalue_gtid.c: GTID sets as DM's copies of go-mysql read them: MySQL's "uuid:1-5:7,uuid:1" and MariaDB's
 * "0-1-2,1-2-3". Called through govalue.h for relay-binlog-gtid of a source. Only says whether a text can be read. */
#include "govalue_internal.h"

static const char why_not_mysql[] = "a GTID set of MySQL is a list of uuid:interval, such as "
				    "3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5";
static const char why_not_mariadb[] = "a GTID set of MariaDB is a list of domain-server-sequence, such as 0-1-270";
static const char why_not_either[] = "neither a GTID set of MySQL (uuid:interval) nor of MariaDB "
				     "(domain-server-sequence)";
static const char why_uuid[] = "the part before the first colon is not a UUID";
static const char why_interval[] = "an interval is a number, or two with a hyphen, the second not the smaller one";
static const char why_flavor[] = "the flavor is neither mysql nor mariadb";

/* Does the text hold n parts, the last of which is 0 but for white space? Then DM takes it as the empty set. */
static bool is_zero_set(struct str s, char sep, size_t n)
{
	struct str part = {0};
	bool done = false;
	size_t parts = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ',')
			return false;
	while (str_split_next(&s, &done, sep, &part))
		parts++;
	return parts == n && str_eq_c(go_trim_space(part), "0");
}

static bool all_hex(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (go_hex(s.p[i]) < 0)
			return false;
	return true;
}

static bool uuid_with_hyphens(struct str s)
{
	static const struct {
		uint8_t from, to;
	} groups[] = {{0, 8}, {9, 13}, {14, 18}, {19, 23}, {24, 36}};

	if (s.n != 36)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
		if (i && s.p[groups[i].from - 1] != '-')
			return false;
		if (!all_hex(str_from_to(s, groups[i].from, groups[i].to)))
			return false;
	}
	return true;
}

/* The urn: form cannot come here: it has colons. */
static bool uuid_valid(struct str s, uint32_t dm)
{
	if (s.n == 38) {
		if (library_has(GTID_BRACES_CHECKED, dm) && (s.p[0] != '{' || s.p[37] != '}'))
			return false;
		s = str_from_to(s, 1, 37);
	}
	return s.n == 32 ? all_hex(s) : uuid_with_hyphens(s);
}

/* "5" or "1-5". go-mysql keeps the end exclusive, so the largest number of 63 bits overflows. */
static bool interval_valid(struct str s, uint32_t dm)
{
	struct str first, second, more;
	bool done = false;
	int64_t from, to;

	if (!str_split_next(&s, &done, '-', &first))
		return false;
	bool from_ok = go_parse_int(first, &from) == NUMBER_OK;
	if (!str_split_next(&s, &done, '-', &second))
		return from_ok && from < INT64_MAX;
	if (str_split_next(&s, &done, '-', &more) || (!from_ok && !library_has(GTID_START_UNCHECKED, dm)))
		return false;
	return go_parse_int(second, &to) == NUMBER_OK && to < INT64_MAX && to >= from;
}

/* NULL, or why not. */
static const char *mysql_set(struct str set, uint32_t dm)
{
	struct str item, part;
	bool done = false;

	if (set.n == 0)
		return NULL;
	while (str_split_next(&set, &done, ',', &item)) {
		bool item_done = false;
		item = go_trim_space(item);
		if (!str_split_next(&item, &item_done, ':', &part) || item_done)
			return why_not_mysql;
		if (!uuid_valid(part, dm))
			return why_uuid;
		while (str_split_next(&item, &item_done, ':', &part))
			if (!interval_valid(part, dm))
				return why_interval;
	}
	return NULL;
}

static bool mariadb_item(struct str s)
{
	static const unsigned bits[] = {32, 32, 64};
	struct str part;
	bool done = false;
	uint64_t v;

	if (s.n == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(bits); i++)
		if (!str_split_next(&s, &done, '-', &part) || go_parse_uint(part, bits[i], &v) != NUMBER_OK)
			return false;
	return done;
}

static const char *mariadb_set(struct str set)
{
	struct str item;
	bool done = false;

	while (str_split_next(&set, &done, ',', &item))
		if (!mariadb_item(item))
			return why_not_mariadb;
	return NULL;
}

enum govalue_gtid govalue_gtid(struct str set, struct str flavor, uint32_t dm, const char **ret_why)
{
	const char *why = NULL;

	if (str_eq_c(flavor, "mysql")) {
		if (!library_has(GTID_MYSQL_ZERO, dm) || !is_zero_set(set, ':', 2))
			why = mysql_set(set, dm);
	} else if (str_eq_c(flavor, "mariadb")) {
		if (!library_has(GTID_MARIADB_ZERO, dm) || !is_zero_set(set, '-', 3))
			why = mariadb_set(set);
	} else if (flavor.n == 0 && !library_has(GTID_NEEDS_FLAVOR, dm)) {
		if (mysql_set(set, dm) && mariadb_set(set))
			why = why_not_either;
	} else {
		why = why_flavor;
	}
	if (!why)
		return GOVALUE_GTID_OK;
	set_why(ret_why, why);
	return why == why_flavor && !library_has(GTID_NEEDS_FLAVOR, dm) ? GOVALUE_GTID_BAD_FLAVOR : GOVALUE_GTID_BAD;
}
