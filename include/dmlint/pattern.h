/* pattern.h: names and patterns as DM's table selector reads them (literal, "?", final "*", "[...]"), and the regular
 * expressions behind "~". Facts: the pattern rules differ by DM version; rows with effect "holds" in
 * schemas/checks.tsv name the differences. */
#ifndef DMLINT_PATTERN_H
#define DMLINT_PATTERN_H

#include "dmlint/goregex.h"
#include "dmlint/schema.h"

enum pattern_fault {
	PATTERN_OK,
	PATTERN_EMPTY,
	PATTERN_STAR_NOT_LAST, /* "*" anywhere but at the end */
	PATTERN_BAD_REGEX
};

struct pattern_check {
	enum pattern_fault fault;
	size_t at, len;     /* bytes of the pattern */
	struct str message; /* for a regexp: why; may be absent */
	bool lowered; /* a regexp that changes its meaning, or breaks, because DM lower-cases it before compiling */
};

/* How a field reads its patterns in one DM version. */
struct pattern_mode {
	uint32_t dm;
	bool case_sensitive;
	bool wildcards; /* "?", "*" and "[" mean something */
	bool brackets;
	bool regexps; /* a leading "~" means something */
};

struct pattern_mode pattern_mode_list(uint32_t dm, bool case_sensitive);
struct pattern_mode pattern_mode_route(uint32_t dm, bool case_sensitive);
struct pattern_mode pattern_mode_filter(uint32_t dm, bool case_sensitive); /* also column mappings */

struct pattern_check pattern_check(struct arena *a, struct str pattern, const struct pattern_mode *mode);
/* Can it only be equal to a name? No regular expression, no wildcard, no fault. */
bool pattern_is_literal(struct str pattern, const struct pattern_mode *mode);
/* Two patterns with one key are one rule for the selector ("already exists"): lower-cased where DM does, ranges
 * in a normal form. */
struct str pattern_key(struct arena *a, struct str pattern, const struct pattern_mode *mode);
enum go_regex_dialect pattern_dialect(uint32_t dm);
/* As Go's strings.ToLower for the letters that occur in table names. */
struct str pattern_lower(struct arena *a, struct str s);

/* A compiled pattern. Lives in the arena; pattern_release frees what PCRE2 holds. */
struct pattern {
	struct str text;        /* lower-cased where DM does */
	struct go_regex *regex; /* NULL for a wildcard pattern */
	struct pattern_mode mode;
	bool literal; /* no wildcard in it */
};
/* false when pattern_check would find a fault. */
MUST_CHECK bool pattern_compile(struct arena *a, struct str pattern, const struct pattern_mode *mode,
				struct pattern *ret);
bool pattern_match(const struct pattern *p, struct str name); /* name as given: lower-cased here where DM does */
void pattern_release(struct pattern *p);

#endif
