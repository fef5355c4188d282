/* greeting.c: takes apart the first packet of a MySQL server. Called by conn.c with bytes that are still in the socket. Knows
 * nothing of sockets. */
#include "src/live/greeting.h"

#include <string.h>

#define HEADER 4u

/* Capabilities. */
enum { CAN_MYSQL = 1u, CAN_TLS = 1u << 11, CAN_MANY = 1u << 16, CAN_PLUGINS = 1u << 19 };

static unsigned byte_at(struct str s, size_t i)
{
	return (unsigned char)s.p[i];
}

static unsigned two_bytes(struct str s, size_t i)
{
	return byte_at(s, i) | byte_at(s, i + 1) << 8;
}

static struct str skip(struct str s, size_t n)
{
	return n < s.n ? (struct str){s.p + n, s.n - n} : (struct str){s.p + s.n, 0};
}

/* Up to a NUL or the end. */
static struct str c_string(struct str s)
{
	const char *end = memchr(s.p, '\0', s.n);

	return (struct str){s.p, end ? (size_t)(end - s.p) : s.n};
}

static void read_error(struct str packet, struct greeting *ret)
{
	struct str text;

	if (packet.n < 3) {
		ret->kind = GREETING_ALIEN;
		return;
	}
	text = skip(packet, 3);
	if (text.n >= 6 && text.p[0] == '#')
		text = skip(text, 6);
	ret->kind = GREETING_ERROR;
	ret->error_code = two_bytes(packet, 1);
	ret->error = text;
}

/* protocol, version NUL, thread 4, salt 8 NUL, capabilities 2, charset 1, status 2, capabilities 2, length 1, filler 10, salt
 * 12 NUL, plugin NUL */
static void read_hello(struct str packet, struct greeting *ret)
{
	static const char hack[] = "5.5.5-";
	struct str version = c_string(skip(packet, 1)), rest = skip(packet, 1 + version.n + 1 + 4 + 8 + 1);
	unsigned can;

	if (version.n == 0 || rest.n < 18) {
		ret->kind = GREETING_ALIEN;
		return;
	}
	can = two_bytes(rest, 0) | two_bytes(rest, 5) << 16;
	ret->kind = GREETING_MYSQL;
	ret->version = str_has_prefix(version, hack) ? skip(version, sizeof(hack) - 1) : version;
	ret->has_tls = can & CAN_TLS;
	ret->many_statements = can & CAN_MANY;
	ret->mariadb = !(can & CAN_MYSQL);
	if (can & CAN_PLUGINS && rest.n > 18 + 13)
		ret->plugin = c_string(skip(rest, 18 + 13));
}

void greeting_read(struct str bytes, struct greeting *ret)
{
	size_t length;

	*ret = (struct greeting){.kind = GREETING_PART, .need = HEADER + 1};
	if (bytes.n < HEADER + 1)
		return;
	length = two_bytes(bytes, 0) | byte_at(bytes, 2) << 16;
	if (length > GREETING_MAX - HEADER || byte_at(bytes, 3) != 0 ||
	    (byte_at(bytes, HEADER) != 10 && byte_at(bytes, HEADER) != 0xff)) {
		ret->kind = GREETING_ALIEN;
		return;
	}
	ret->need = HEADER + length;
	if (bytes.n < ret->need)
		return;
	bytes = (struct str){bytes.p + HEADER, length};
	if (length && byte_at(bytes, 0) == 10)
		read_hello(bytes, ret);
	else if (length)
		read_error(bytes, ret);
	else
		ret->kind = GREETING_ALIEN;
}

enum login_answer login_answer_read(struct str bytes, struct str *ret_plugin)
{
	const unsigned first = bytes.n > HEADER ? byte_at(bytes, HEADER) : 1;

	if (first == 0xfe) {
		*ret_plugin = byte_at(bytes, 0) == 1 && byte_at(bytes, 1) == 0 ? STR_LIT("mysql_old_password")
									       : c_string(skip(bytes, HEADER + 1));
		return ANSWER_PLUGIN;
	}
	/* An error, a welcome, or caching_sha2_password's "I know this one". */
	if (first == 0xff || first == 0 || (bytes.n > HEADER + 1 && first == 1 && byte_at(bytes, HEADER + 1) == 3))
		return ANSWER_LAST;
	return ANSWER_GOES_ON;
}
