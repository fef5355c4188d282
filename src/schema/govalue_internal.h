/* govalue_internal.h: what the govalue_*.c files share: version traits and Go's small text helpers. */
#ifndef DMLINT_SCHEMA_GOVALUE_INTERNAL_H
#define DMLINT_SCHEMA_GOVALUE_INTERNAL_H

#include "dmlint/govalue.h"

/* One for each trait in schemas/libraries.def. */
enum library_trait {
	ZONE_NAMES_ONLY,
	ZONE_UNCHECKED,
	ZONE_DATE_CRASHES,
	SIZE_BY_REGEXP,
	GTID_START_UNCHECKED,
	GTID_NEEDS_FLAVOR,
	GTID_BRACES_CHECKED,
	GTID_MYSQL_ZERO,
	GTID_MARIADB_ZERO,
	DIR_IS_URL,
	URL_IP_LITERAL,
};
bool library_has(enum library_trait trait, uint32_t dm);

static inline bool go_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The value of a hexadecimal digit, -1 for another byte. */
static inline int go_hex(char c)
{
	if (go_digit(c))
		return c - '0';
	char low = (char)(c | 0x20);
	return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

static inline struct str str_from_to(struct str s, size_t from, size_t to)
{
	return (struct str){.p = s.p + from, .n = to - from};
}

static inline struct str str_skip(struct str s, size_t n)
{
	return str_from_to(s, n, s.n);
}

static inline void set_why(const char **ret_why, const char *why)
{
	if (ret_why)
		*ret_why = why;
}

/* Cuts the part before the next sep off *rest and gives it; false when nothing is left. Splits "a,,b" into three and
 * "" into one, as strings.Split does: start with *done false. */
bool str_split_next(struct str *rest, bool *done, char sep, struct str *ret_part);

/* strings.TrimSpace: Unicode white space off both ends. */
struct str go_trim_space(struct str s);

/* strconv.ParseUint(s, 10, bits). On NUMBER_RANGE *ret is the largest value, on NUMBER_SYNTAX 0, as in Go. */
enum go_number { NUMBER_OK, NUMBER_SYNTAX, NUMBER_RANGE };
enum go_number go_parse_uint(struct str s, unsigned bits, uint64_t *ret);
/* strconv.ParseInt(s, 10, 64): also a sign. */
enum go_number go_parse_int(struct str s, int64_t *ret);

/* What TiDB's types.ParseDuration makes of the text behind the sign of an offset, white space cut off both ends. Both
 * give nanoseconds, those of a time of day in whole seconds. */
enum mysql_time { MYSQL_TIME_OK, MYSQL_TIME_BAD, MYSQL_TIME_CRASHES };
/* A time such as "8:00", "-8:00:00.5" or "1 02:00". */
bool mysql_time_read(struct str s, int64_t *ret_ns);
/* A date with a time, of which the time of day counts: what ParseDuration tries last. crashes: DM gives no context. */
enum mysql_time mysql_datetime_read(struct str s, bool crashes, int64_t *ret_ns);

#endif
