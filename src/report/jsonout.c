/* jsonout.c: JSON values from bytes of any kind, and their way into a buffer. Used by the reporters that write JSON. */
#include "jsonout.h"

/* jansson refuses text that is not UTF-8, and files may hold any bytes. */
json_t *json_text(struct str s)
{
	struct buf b = {0};
	buf_utf8(&b, s);
	json_t *j = json_stringn(b.p ? b.p : "", b.n);
	buf_free(&b);
	return j;
}

static int append(const char *p, size_t n, void *buf)
{
	buf_add(buf, p, n);
	return 0;
}

void put_json(struct buf *b, json_t *j)
{
	if (json_dump_callback(j, append, b, JSON_ENCODE_ANY) != 0)
		BUG("a JSON value that cannot be written");
	json_decref(j);
}

void put_key(struct buf *b, const char *before, const char *key, json_t *value)
{
	buf_fmt(b, "%s\"%s\": ", before, key);
	put_json(b, value);
}
