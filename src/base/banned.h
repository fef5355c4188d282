/* banned.h: forced into every unit by the Makefile. A function named here overflows a buffer, hides an error or keeps
 * state between calls; its use does not compile, and the message names what to use instead. */
#ifndef DMLINT_BANNED_H
#define DMLINT_BANNED_H

/* Their own declarations must come first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef strtok
#undef sprintf
#undef vsprintf
#undef gets
#undef atoi
#undef atol
#undef atoll
#undef atof
#define strcpy(...) banned_strcpy_use_arena_str_or_buf_c
#define strcat(...) banned_strcat_use_buf_c
#define strncpy(...) banned_strncpy_use_arena_str
#define strncat(...) banned_strncat_use_buf_add
#define strtok(...) banned_strtok_use_struct_str
#define sprintf(...) banned_sprintf_use_arena_fmt_or_buf_fmt
#define vsprintf(...) banned_vsprintf_use_arena_vfmt
#define gets(...) banned_gets_use_file_read
#define atoi(...) banned_atoi_hides_errors
#define atol(...) banned_atol_hides_errors
#define atoll(...) banned_atoll_hides_errors
#define atof(...) banned_atof_hides_errors

#endif
