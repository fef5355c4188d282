/* goregex.h: Go's regular expressions (package regexp, Perl flags): does a pattern compile, and does it match?
 *
 * DM takes Go's regular expressions in block and allow lists ("~..."), routes, binlog filters and the rules of shadow
 * and trash tables. Their syntax is RE2's with Go's own limits and quirks; what is accepted depends on the Go release
 * that DM is built with. This module knows neither DM nor YAML: whoever calls it strips the "~" and lower-cases what
 * DM lower-cases. */
#ifndef DMLINT_GOREGEX_H
#define DMLINT_GOREGEX_H

#include "dmlint/base.h"

/* What the Go releases differ in. DM's go.mod says 1.13 to 1.21 up to DM 7.5 and 1.25 for DM 8.5; the recorded
 * verdicts of DM up to 7.5 are those of Go 1.21, so releases before it have no dialect of their own.
 *   1.21  (?<name>re) is an error; the names in \p{...} are as in the tables, to the letter.
 *   1.25  (?<name>re) is a group; letter case, blanks, "-" and "_" in \p{...} do not count, long names of categories
 *         (\p{Uppercase_Letter}), Cn, LC, ASCII and Assigned exist, \p{C} includes what is not assigned. Scripts of
 *         more than one word, say \p{Old_Italic}, cannot be named any more, which is a defect of Go and is kept.
 * Kept as well, in both: "[aA]x|A" matches "a", as a beginning is shared of which only one half ignores case. */
enum go_regex_dialect { GO_REGEX_1_21, GO_REGEX_1_25 };

/* Why a pattern does not compile. One for each code of Go's regexp/syntax that Compile can return. */
enum go_regex_error {
	GO_REGEX_OK,
	GO_REGEX_BAD_RANGE,         /* "[z-a]", "[[:nope:]]", "\p{Nope}" */
	GO_REGEX_BAD_ESCAPE,        /* "\k", "\1" */
	GO_REGEX_BAD_GROUP_NAME,    /* "(?P<a-b>x)" */
	GO_REGEX_BAD_GROUP,         /* "(?=x)" and whatever else begins with "(?" and is not known */
	GO_REGEX_DOUBLE_REPEAT,     /* "a**" */
	GO_REGEX_BAD_REPEAT_COUNT,  /* "a{1001}", "a{2,1}", "(a{100}){100}" */
	GO_REGEX_BAD_UTF8,          /* bytes that are not UTF-8 */
	GO_REGEX_NO_BRACKET,        /* "[a" */
	GO_REGEX_NO_PAREN,          /* "(a" */
	GO_REGEX_NOTHING_TO_REPEAT, /* "*a" */
	GO_REGEX_LONE_BACKSLASH,    /* "a\" */
	GO_REGEX_EXTRA_PAREN,       /* "a)" */
	GO_REGEX_TOO_DEEP,          /* more than 1000 levels in Go's tree */
	GO_REGEX_TOO_LARGE,         /* more than 128 MiB when compiled by Go */
};

struct go_regex_info {
	enum go_regex_error error;
	const char *text;      /* why, in a few words without the pattern; NULL without an error; never freed */
	size_t offset, length; /* bytes of the pattern that the error is about; length may be 0 at the end */
	unsigned n_groups;     /* capturing groups as regexp.NumSubexp counts them; 0 with an error */
};

/* Reads a pattern as regexp.Compile does. true: it compiles. *ret is always filled in. Any bytes may be given; time
 * grows with the length of the pattern, memory is given back before it returns. */
bool go_regex_parse(struct str pattern, enum go_regex_dialect dialect, struct go_regex_info *ret);

/* A pattern made ready for go_regex_match. */
struct go_regex;

/* NULL when Go rejects the pattern; *ret_info (may be NULL) then says why, else how many groups there are. ignore_case
 * is as if the pattern began with "(?i)". The caller frees the result with go_regex_free before it frees the arena. */
MUST_CHECK struct go_regex *go_regex_compile(struct arena *a, struct str pattern, enum go_regex_dialect dialect,
					     bool ignore_case, struct go_regex_info *ret_info);
void go_regex_free(struct go_regex *re); /* NULL is fine */

/* UNKNOWN: too costly to answer. That takes nested repetitions which backtrack without end, a pattern that compiles to
 * more than 64 KiB, or a subject over GO_REGEX_MAX_SUBJECT; names of tables and ordinary patterns never get it. */
enum go_regex_answer { GO_REGEX_NO_MATCH, GO_REGEX_MATCH, GO_REGEX_UNKNOWN };
#define GO_REGEX_MAX_SUBJECT 4096 /* bytes */

/* As regexp.MatchString: does the pattern match anywhere in the subject? The subject may hold any bytes; as in Go, each
 * byte that is not UTF-8 counts as U+FFFD. Not to be called for one go_regex from two threads at once. */
enum go_regex_answer go_regex_match(const struct go_regex *re, struct str subject);

#endif
