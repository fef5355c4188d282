/* clean.c: what comes from a file, its name or a server, made safe for a terminal or a log. Used by the reporters and the commands that
 * print for people; JSON escapes by itself. */
#include "dmlint/base.h"

/* Characters that reverse or hide what follows them on a terminal: a name could be made to look like another one. */
static bool is_direction_control(uint32_t cp)
{
	return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200e || cp == 0x200f;
}

static void put_control(struct buf *b, uint32_t cp)
{
	switch (cp) {
	case '\n':
		buf_c(b, "\\n");
		break;
	case '\r':
		buf_c(b, "\\r");
		break;
	case '\t':
		buf_c(b, "\\t");
		break;
	default:
		buf_fmt(b, cp <= 0xff ? "\\x%02x" : "\\u%04x", cp);
	}
}

void buf_clean(struct buf *b, struct str s)
{
	size_t i = 0;
	while (i < s.n) {
		unsigned char c = (unsigned char)s.p[i];
		uint32_t cp = c;
		unsigned len = c < 0x80 ? 1 : utf8_decode(s.p + i, s.n - i, &cp);
		if (len == 0) {
			buf_utf8(b, (struct str){s.p + i, 1});
			len = 1;
		} else if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || is_direction_control(cp)) {
			put_control(b, cp);
		} else {
			buf_add(b, s.p + i, len);
		}
		i += len;
	}
}
