/* base.h: memory, strings, buffers and errors for every other module.
 *
 * Nothing here knows YAML, DM or MySQL. Memory comes from arenas: whoever allocates from an arena frees
 * nothing, whoever owns the arena frees everything at once. */
#ifndef DMLINT_BASE_H
#define DMLINT_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define MUST_CHECK __attribute__((warn_unused_result))

/* A borrowed slice of bytes. It may hold NUL and bytes that are not UTF-8, is not NUL terminated and never
 * owns what it points at. An absent string is { NULL, 0 }. */
struct str {
	const char *p;
	size_t n;
};

#define STR_LIT(s) ((struct str){.p = (s), .n = sizeof(s) - 1})
/* For "%.*s" in a format. */
#define STR_FMT(s) (int)(s).n, (s).p

struct str str_from(const char *cstr); /* NULL gives the absent string */
bool str_eq(struct str a, struct str b);
bool str_eq_c(struct str a, const char *cstr);
bool str_eq_nocase(struct str a, struct str b);           /* ASCII letters only */
/* Is s the same as a word of ASCII letters to Go, once strings.ToLower has changed both, or by strings.EqualFold? */
bool str_lowers_to(struct str s, struct str word);
bool str_folds_to(struct str s, struct str word);
int str_cmp(struct str a, struct str b);                  /* bytewise, shorter first */
bool str_contains_nocase(struct str s, const char *word); /* ASCII letters */
bool str_has_prefix(struct str s, const char *prefix);
bool str_has_suffix(struct str s, const char *suffix);
struct str str_trim(struct str s); /* blanks, tabs, CR, LF off both ends */
uint64_t str_hash(struct str s);   /* FNV-1a, stable between runs */
/* Takes the digits off the front of *s. false: there are none, or their number is over max; *s is untouched. */
MUST_CHECK bool str_take_number(struct str *s, uint32_t max, uint32_t *ret);
int base64_digit(char c); /* its value; -1: it is none */
/* Optimal string alignment distance in bytes, or max + 1 as soon as it is larger than max (max <= 8). */
unsigned str_distance(struct str a, struct str b, unsigned max);

/* An operational failure (unreadable file, bad option): exit code 2. Never a finding about the user's file. */
struct err {
	char msg[512];
};
void err_set(struct err *e, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* A broken invariant of dmlint itself: prints file and line, aborts. */
_Noreturn void bug_at(const char *file, int line, const char *what);
#define BUG(what) bug_at(__FILE__, __LINE__, (what))

/* Bump allocator. Out of memory ends the process with exit code 2 and one line on stderr. */
_Noreturn void out_of_memory(void);
struct arena;
struct arena *arena_new(void);
void arena_free(struct arena *a);                            /* NULL is fine */
void *arena_alloc(struct arena *a, size_t n);                /* zeroed, 16-aligned */
void *arena_alloc_n(struct arena *a, size_t n, size_t size); /* checked n * size */
struct str arena_str(struct arena *a, struct str s);         /* copy; NUL terminated behind its end */
struct str arena_fmt(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct str arena_grouped(struct arena *a, uint64_t n); /* "184,332" */
struct str arena_vfmt(struct arena *a, const char *fmt, va_list ap) PRINTF_LIKE(2, 0);
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_alloc_n((a), (n), sizeof(type)))

/* A growing byte buffer for output. Free with buf_free; {0} is an empty one. */
struct buf {
	char *p;
	size_t n, cap;
};
void buf_add(struct buf *b, const char *p, size_t n);
void buf_str(struct buf *b, struct str s);
void buf_c(struct buf *b, const char *cstr);
void buf_char(struct buf *b, char c);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_utf8(struct buf *b, struct str s); /* bytes that are not UTF-8 become U+FFFD */
/* Appends s for a terminal or a log: control characters as escapes (\n, \x1b), text direction controls as \u202e, bytes
 * that are not UTF-8 as U+FFFD. What comes out is one line of valid UTF-8. */
void buf_clean(struct buf *b, struct str s);
void buf_free(struct buf *b);

/* UTF-8. Decodes one code point at s[0], n > 0 bytes are there. Returns its length, 0 when malformed
 * (overlong, surrogate, above U+10FFFF, cut off). */
unsigned utf8_decode(const char *s, size_t n, uint32_t *ret_cp);
size_t utf8_put(uint32_t cp, char out[4]); /* number of bytes written */
unsigned utf8_width(uint32_t cp);          /* terminal columns: 0, 1 or 2 */

/* Reads a whole file (or stdin for "-") into the arena, NUL terminated behind its end. Files over max bytes
 * are cut: *ret_too_big is set and only max bytes are read. false: *e says why (absent, unreadable, a folder). */
MUST_CHECK bool file_read(struct arena *a, const char *path, size_t max, struct str *ret, bool *ret_too_big,
			  struct err *e);
/* Writes by temporary file and rename in the same folder, keeping mode and following symlinks. */
MUST_CHECK bool file_write(const char *path, struct str content, struct err *e);

/* A hash map from byte strings to pointers, insertion only, in an arena. */
struct strmap {
	struct arena *arena;
	struct strmap_slot *slots;
	size_t n, cap; /* cap is zero or a power of two */
};
/* Makes room for n keys at once, in a map that is still empty. */
void strmap_reserve(struct strmap *m, size_t n);
void *strmap_get(const struct strmap *m, struct str key);        /* NULL when absent */
void *strmap_put(struct strmap *m, struct str key, void *value); /* the earlier value, or NULL; replaces it */

#endif
