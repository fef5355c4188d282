/* govalue.h: the values that DM hands to Go libraries: durations, sizes, time zones, storage paths, GTID sets and
 * binlog file names. Each function says what the given DM version makes of the text, to the byte; which library
 * behaves how in which version is data, schemas/libraries.def.
 *
 * Nothing here knows YAML or reports: the caller brings the decoded scalar and finds the words and the code. A DM
 * version is major * 10000 + minor * 100 + patch; any is answered. Any bytes may be given; time grows with the length.
 * ret_why may be NULL; it gets a constant of our own words, lower case, without the value, and only where the answer
 * is no. Other ret_ parameters may be NULL too and are untouched where the answer is no. */
#ifndef DMLINT_GOVALUE_H
#define DMLINT_GOVALUE_H

#include "dmlint/base.h"

/* Go's time.ParseDuration: "1h30m", "-1.5s", "0". Nanoseconds. Same in every DM version. Source: Go's time package;
 * used for the checker's durations, the validators' and safe-mode-duration. */
bool govalue_duration(struct str s, int64_t *ret_ns, const char **ret_why);

/* A size as docker/go-units reads it (RAMInBytes): "64MiB", "64 k", "0.5G"; units are powers of 1024 with or without
 * "i". Bytes. Where the number is too large for 63 bits, or infinite, DM accepts it and works with INT64_MIN: the
 * result is then negative. Empty text is no size. Used as it stands for the validators' max-pending-row-size (6.2
 * and newer; empty means the default there) and for disk-quota-physical (6.6 and newer: a refusal is a decoding error,
 * a negative result one of the sub-task, 20002). */
bool govalue_size(struct str s, uint32_t dm, int64_t *ret_bytes, const char **ret_why);

/* mydumper's chunk-filesize, DM 2.0.5 and newer: a whole number is MiB, empty means the default (0 is returned), all
 * else is a govalue_size. Bytes, modulo 2^64 as in DM. */
bool govalue_chunk_filesize(struct str s, uint32_t dm, uint64_t *ret_bytes, const char **ret_why);

enum govalue_zone_verdict {
	GOVALUE_ZONE_OK,
	GOVALUE_ZONE_REFUSED, /* neither a zone nor an offset */
	GOVALUE_ZONE_TOO_FAR, /* an offset outside -12:59 to +14:00 */
	GOVALUE_ZONE_CRASHES, /* DM dereferences nil: a date with a time behind the sign */
};

struct govalue_zone {
	enum govalue_zone_verdict verdict;
	bool is_offset;  /* OK and read as an offset, not as a name */
	int64_t offset;  /* seconds east of UTC; "+8" is 8 seconds, not hours */
	const char *why; /* NULL when OK */
};

/* The task's timezone. Names are those of a Debian system (schemas/timezones.def), letter case counts. Empty is OK:
 * DM does not look at it. 2.0.4 to 2.0.7 take anything; before, names only; from 5.3 on names but "Local" and
 * "SYSTEM", and offsets in the form of a MySQL time. */
struct govalue_zone govalue_zone(struct str s, uint32_t dm);
/* The name of a zone that differs from s in letter case only, or the absent string. */
struct str govalue_zone_suggest(struct str s);

/* The loaders' dir as DM 6.0 and newer parse it (a URL in Go's net/url, "+" taken literally). ret_s3: its scheme is
 * s3, whatever the letter case. Older versions take any text as a folder, as govalue_dir does for them. */
bool govalue_dir(struct str s, uint32_t dm, bool *ret_s3, const char **ret_why);

/* relay-binlog-name: one dot, a positive decimal number behind it, in every version. DM does not ask when empty. */
bool govalue_binlog_name(struct str s);

enum govalue_gtid {
	GOVALUE_GTID_OK,
	GOVALUE_GTID_BAD,        /* no code; up to 2.0.1 it is 11009, an unknown flavor included */
	GOVALUE_GTID_BAD_FLAVOR, /* 11010: flavor is neither mysql nor mariadb nor empty */
};

/* relay-binlog-gtid of a source; flavor as written there, maybe empty. DM does not ask when the set is empty. */
enum govalue_gtid govalue_gtid(struct str set, struct str flavor, uint32_t dm, const char **ret_why);

#endif
