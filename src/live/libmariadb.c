/* libmariadb.c: loads libmariadb. Called by collect.c when there is a server to ask, and for --version. */
#include "src/live/internal.h"
#include "src/live/mariadb.h"

#include <string.h>

#ifdef DMLINT_STATIC

bool mariadb_load(struct arena *a, const struct mariadb **ret, struct err *e)
{
	(void)a, (void)ret;
	err_set(e, "this is a static program, which cannot load the library to ask servers with");
	return false;
}

#else

#include <dlfcn.h>

#define LIBRARY "libmariadb.so.3"

/* POSIX lets a pointer from dlsym become a function pointer; C does not know the cast, hence the union. */
#define TAKE(name)                                          \
	do {                                                \
		union {                                     \
			void *object;                       \
			__typeof__(lib->name) function;     \
		} both = {.object = dlsym(library, #name)}; \
		lib->name = both.function;                  \
		missing = missing || !both.object;          \
	} while (0);

bool mariadb_load(struct arena *a, const struct mariadb **ret, struct err *e)
{
	struct mariadb *lib = ARENA_NEW(a, struct mariadb);
	void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	bool missing = false;

	if (!library) {
		err_set(e, "%s is needed to ask servers, but cannot be loaded", LIBRARY);
		return false;
	}
	MARIADB_FUNCTIONS(TAKE)
	if (missing) {
		err_set(e, "%s is too old to ask servers with", LIBRARY);
		return false;
	}
	*ret = lib;
	return true;
}

#endif

void mariadb_forget_password(MYSQL *mysql)
{
	if (mysql->passwd)
		explicit_bzero(mysql->passwd, strlen(mysql->passwd));
	if (mysql->options.password)
		explicit_bzero(mysql->options.password, strlen(mysql->options.password));
}

const char *live_library_version(struct arena *a)
{
	const struct mariadb *lib;
	struct err e;

	return mariadb_load(a, &lib, &e) ? lib->mysql_get_client_info() : NULL;
}
