/* xml.c: text for XML 1.0, used by the junit and checkstyle forms. Control characters are made visible first: XML has no way
 * to write most of them. */
#include "internal.h"

void put_xml(struct buf *b, struct str s)
{
	struct buf clean = {0};
	buf_clean(&clean, s);
	for (size_t i = 0; i < clean.n; i++) {
		switch (clean.p[i]) {
		case '&':
			buf_c(b, "&amp;");
			break;
		case '<':
			buf_c(b, "&lt;");
			break;
		case '>':
			buf_c(b, "&gt;");
			break;
		case '"':
			buf_c(b, "&quot;");
			break;
		case '\xef':
			/* U+FFFE and U+FFFF are no characters of XML; buf_clean leaves whole sequences only. */
			if (clean.p[i + 1] == '\xbf' && (unsigned char)clean.p[i + 2] >= 0xbe) {
				buf_c(b, "\xef\xbf\xbd");
				i += 2;
				break;
			}
			buf_char(b, clean.p[i]);
			break;
		default:
			buf_char(b, clean.p[i]);
		}
	}
	buf_free(&clean);
}
