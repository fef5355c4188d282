/* govalue_zone.c: the task's timezone: names as Go's time.LoadLocation finds them below /usr/share/zoneinfo, and
 * offsets as TiDB reads a MySQL time. Called through govalue.h. Never looks at files: the names are data. */
#include "govalue_internal.h"

#include <string.h>

#define TIME_ZONE(name) name,
#define TIME_ZONE_FILE(name)
#define TIME_ZONE_COPY(name)
static const char *const zones[] = {
#include "../../schemas/timezones.def"
};
#undef TIME_ZONE
#undef TIME_ZONE_FILE
#define TIME_ZONE(name)
#define TIME_ZONE_FILE(name) name,
static const char *const zone_files[] = {
#include "../../schemas/timezones.def"
};
#undef TIME_ZONE_FILE
#undef TIME_ZONE_COPY
#define TIME_ZONE_FILE(name)
#define TIME_ZONE_COPY(name) name,
static const char *const zone_copies[] = {
#include "../../schemas/timezones.def"
};

#define MAX_PATH_NAME 4095 /* bytes that Linux takes as a path */
#define MAX_ZONE_NAME 64   /* longer than any zone with its copy's folder */

static bool zone_listed(struct str name)
{
	size_t lo = 0, hi = ARRAY_LEN(zones);

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = str_cmp(name, str_from(zones[mid]));
		if (c == 0)
			return true;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return false;
}

static bool zone_in(struct str name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_c(name, list[i]))
			return true;
	return false;
}

/* Is there such a file of a zone? name has neither empty nor "." parts. */
static bool zone_file_exists(struct str name)
{
	if (zone_listed(name) || zone_in(name, zone_files, ARRAY_LEN(zone_files)))
		return true;
	const char *slash = memchr(name.p, '/', name.n);
	if (!slash)
		return false;
	size_t folder = (size_t)(slash - name.p);
	return zone_in(str_from_to(name, 0, folder), zone_copies, ARRAY_LEN(zone_copies)) &&
	       zone_listed(str_skip(name, folder + 1));
}

/* time.LoadLocation of a name that is none of "", "UTC" and "Local". The system resolves "./" and "//"; ".." is refused
 * by Go, and behind a file neither "/" nor "/." is fine. */
static bool zone_loads(struct str s)
{
	char name[MAX_ZONE_NAME];
	struct str part = {0};
	bool done = false;
	size_t n = 0;

	if (s.n == 0 || s.p[0] == '/' || s.p[0] == '\\' || sizeof("/usr/share/zoneinfo/") + s.n > MAX_PATH_NAME)
		return false;
	while (str_split_next(&s, &done, '/', &part)) {
		if (part.n == 0 || str_eq_c(part, "."))
			continue;
		if (part.n + 1 > sizeof(name) - n)
			return false;
		if (n)
			name[n++] = '/';
		memcpy(name + n, part.p, part.n);
		n += part.n;
	}
	return n && part.n && !str_eq_c(part, ".") && zone_file_exists((struct str){.p = name, .n = n});
}

struct str govalue_zone_suggest(struct str s)
{
	for (size_t i = 0; i < ARRAY_LEN(zones); i++)
		if (str_eq_nocase(s, str_from(zones[i])) && !str_eq_c(s, zones[i]))
			return str_from(zones[i]);
	return (struct str){0};
}

static const char why_local[] = "DM takes neither Local nor SYSTEM as a time zone";
static const char why_name_only[] = "not a name of the time zone database; offsets are not known to this version";
static const char why_unknown[] = "neither a name of the time zone database, in its letter case, nor an offset such "
				  "as +08:00";
static const char why_range[] = "an offset goes from -12:59 to +14:00";
static const char why_crash[] = "DM crashes on a date in the place of an offset";

#define NS_PER_S ((int64_t)1000000000)
#define OFFSET_MAX_WEST (12 * 3600 + 59 * 60)
#define OFFSET_MAX_EAST (14 * 3600)

/* s begins with a sign. What is behind it may have a sign of its own, and only the upper end is checked then. */
static struct govalue_zone zone_offset(struct str s, uint32_t dm)
{
	struct str rest = go_trim_space(str_skip(s, 1));
	bool west = s.p[0] == '-';
	int64_t ns = 0;
	enum mysql_time r = MYSQL_TIME_OK;

	if (!mysql_time_read(rest, &ns))
		r = mysql_datetime_read(rest, library_has(ZONE_DATE_CRASHES, dm), &ns);
	if (r == MYSQL_TIME_CRASHES)
		return (struct govalue_zone){.verdict = GOVALUE_ZONE_CRASHES, .why = why_crash};
	if (r == MYSQL_TIME_BAD)
		return (struct govalue_zone){.verdict = GOVALUE_ZONE_REFUSED, .why = why_unknown};
	if (ns > NS_PER_S * (west ? OFFSET_MAX_WEST : OFFSET_MAX_EAST))
		return (struct govalue_zone){.verdict = GOVALUE_ZONE_TOO_FAR, .why = why_range};
	return (struct govalue_zone){.is_offset = true, .offset = ns / (west ? -NS_PER_S : NS_PER_S)};
}

struct govalue_zone govalue_zone(struct str s, uint32_t dm)
{
	bool names_only = library_has(ZONE_NAMES_ONLY, dm);

	if (s.n == 0 || library_has(ZONE_UNCHECKED, dm) || (names_only && str_eq_c(s, "Local")))
		return (struct govalue_zone){.verdict = GOVALUE_ZONE_OK};
	if (!names_only && (str_eq_c(s, "Local") || str_eq_c(s, "SYSTEM")))
		return (struct govalue_zone){.verdict = GOVALUE_ZONE_REFUSED, .why = why_local};
	if (zone_loads(s))
		return (struct govalue_zone){.verdict = GOVALUE_ZONE_OK};
	if (!names_only && (s.p[0] == '+' || s.p[0] == '-'))
		return zone_offset(s, dm);
	return (struct govalue_zone){.verdict = GOVALUE_ZONE_REFUSED, .why = names_only ? why_name_only : why_unknown};
}
