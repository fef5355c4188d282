/* mariadb.h: libmariadb's functions, loaded when the first server is asked: linked as usual it would be read at the start of
 * every run, and most runs ask no server. */
#ifndef DMLINT_LIVE_MARIADB_H
#define DMLINT_LIVE_MARIADB_H

#include <mysql.h>

/* For the handshake of TLS under a connection. */
#define HAVE_TLS 1
typedef unsigned char uchar; /* which that header needs before it defines it */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes"
#include <ma_pvio.h>
#pragma GCC diagnostic pop

/* In the library, but in none of its headers: callback hears of all that is read (mode 0) or written, in the thread that does it. */
int ma_pvio_register_callback(my_bool on, void (*callback)(int mode, MYSQL *mysql, const uchar *bytes, size_t n));

#define MARIADB_FUNCTIONS(X)         \
	X(ma_pvio_register_callback) \
	X(mysql_init)                \
	X(mysql_optionsv)            \
	X(mysql_real_connect)        \
	X(mysql_real_connect_start)  \
	X(mysql_real_connect_cont)   \
	X(mysql_real_query_start)    \
	X(mysql_real_query_cont)     \
	X(mysql_use_result)          \
	X(mysql_fetch_row_start)     \
	X(mysql_fetch_row_cont)      \
	X(mysql_free_result)         \
	X(mysql_next_result_start)   \
	X(mysql_next_result_cont)    \
	X(mysql_more_results)        \
	X(mysql_close_start)         \
	X(mysql_close_cont)          \
	X(mysql_fetch_fields)        \
	X(mysql_fetch_lengths)       \
	X(mysql_num_fields)          \
	X(mysql_get_socket)          \
	X(mysql_errno)               \
	X(mysql_get_client_info)     \
	X(mysql_error)

struct mariadb {
#define X(name) __typeof__(name) *name;
	MARIADB_FUNCTIONS(X)
#undef X
};

/* Wipes the copies that it keeps for a reconnect, which is never asked for. */
void mariadb_forget_password(MYSQL *mysql);

#endif
