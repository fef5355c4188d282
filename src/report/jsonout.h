/* jsonout.h: what the forms made of JSON share. jansson makes and escapes every value; the frame around them is written by
 * the reporters, so that a result is one line. */
#ifndef DMLINT_REPORT_JSONOUT_H
#define DMLINT_REPORT_JSONOUT_H

#include "internal.h"

#include <jansson.h>

/* Text of any bytes; those that are not UTF-8 become U+FFFD. */
json_t *json_text(struct str s);

/* Writes j and gives it back to jansson. */
void put_json(struct buf *b, json_t *j);

/* before, then "key": value. */
void put_key(struct buf *b, const char *before, const char *key, json_t *value);

#endif
