/* version.c: --version, and with --verbose what a report of a defect needs: the DM versions, the build, and the libraries
 * as they were built against and as they are now. The one file that asks all libraries; called by cli.c. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "internal.h"

#include "dmlint/crypt.h"
#include "dmlint/run.h"
#include "dmlint/schema.h"

#include <gnu/libc-version.h>
#include <jansson.h>
#include <mysql.h>
#include <openssl/opensslv.h>
#include <pcre2.h>
#include <sodium.h>
#include <yaml.h>

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

#define TEXT_OF(x) #x
#define NUMBER(x) TEXT_OF(x)

static void put_row(struct buf *b, const char *label)
{
	buf_fmt(b, "%-11s", label);
}

static const char *pcre2_version(struct arena *a)
{
	char *version = ARENA_ARRAY(a, char, (size_t)pcre2_config(PCRE2_CONFIG_VERSION, NULL));
	pcre2_config(PCRE2_CONFIG_VERSION, version);
	return version;
}

static void put_libraries(struct buf *b, struct arena *a)
{
	const struct {
		const char *name;
		const char *built;   /* the version of its header */
		const char *running; /* NULL: it cannot be loaded */
	} libraries[] = {
		{"libyaml", BUILT_WITH_LIBYAML, yaml_get_version_string()},
		{"PCRE2", NUMBER(PCRE2_MAJOR) "." NUMBER(PCRE2_MINOR), pcre2_version(a)},
		{"jansson", JANSSON_VERSION, jansson_version_str()},
		{"libsodium", SODIUM_VERSION_STRING, sodium_version_string()},
		{"libcrypto", OPENSSL_VERSION_TEXT, crypt_library_version()},
#ifndef DMLINT_STATIC
		{"libmariadb", MARIADB_PACKAGE_VERSION, run_live_library(a)},
#endif
		{"glibc", NUMBER(__GLIBC__) "." NUMBER(__GLIBC_MINOR__), gnu_get_libc_version()},
	};
	for (size_t i = 0; i < ARRAY_LEN(libraries); i++) {
		put_row(b, libraries[i].name);
		buf_fmt(b, "%s; built with %s\n", libraries[i].running ? libraries[i].running : "cannot be loaded",
			libraries[i].built);
	}
}

static void put_details(struct buf *b, struct arena *a)
{
	put_row(b, "DM");
	for (size_t i = 0; i < dm_n_releases; i++)
		buf_fmt(b, "%s%s (%s)", i ? ", " : "", dm_releases[i].name, dm_releases[i].full);
	buf_char(b, '\n');
	put_row(b, "build");
	buf_fmt(b, "%s; %s\n", BUILT_AS, COMPILER);
	put_row(b, "hardening");
	buf_fmt(b, "%s\n", HARDENED_BY);
	put_libraries(b, a);
}

int version_print(const struct args *a)
{
	struct buf b = {0};
	buf_c(&b, "dmlint " DMLINT_VERSION "\n");
	if (args_last(a, OPT_VERBOSE))
		put_details(&b, a->arena);
	return write_stdout(&b);
}
