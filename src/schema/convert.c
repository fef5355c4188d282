/* convert.c: which scalars yaml.v2 (v2.2.8 to v2.4.0 agree) stores in which Go type, and their values. Called by
 * annotate.c while it decodes and by the rules through the value_ functions. Knows nothing of maps, lists and keys. */
#include "internal.h"

#include "dmlint/govalue.h"

#include <math.h>
#include <string.h>

/* Groups of four with padding at the very end; line ends may stand anywhere. Bits left over are not looked at. */
bool base64_decode(struct arena *a, struct str s, struct str *ret)
{
	char *out = arena_alloc(a, s.n / 4 * 3 + 3);
	uint32_t bits = 0;
	size_t n = 0, digits = 0, pads = 0;

	for (size_t i = 0; i < s.n; i++) {
		int d = base64_digit(s.p[i]);

		if (s.p[i] == '\r' || s.p[i] == '\n')
			continue;
		if (s.p[i] == '=' && digits % 4 >= 2 && pads < 4 - digits % 4) {
			pads++;
			continue;
		}
		if (d < 0 || pads)
			return false;
		bits = bits << 6 | (uint32_t)d;
		if (digits++ % 4)
			out[n++] = (char)(bits >> (6 - 2 * ((digits - 1) % 4)) & 0xff);
	}
	if (digits % 4 ? pads != 4 - digits % 4 : pads)
		return false;
	*ret = (struct str){out, n};
	return true;
}

/* Go's conversion of a float to int64 on amd64: what does not fit becomes the smallest number. */
static int64_t float_to_int(double f)
{
	return f >= -0x1p63 && f < 0x1p63 ? (int64_t)f : INT64_MIN;
}

/* The same to uint64: below 2^63 by way of int64, so that negative numbers wrap around. */
static uint64_t float_to_uint(double f)
{
	return f >= 0x1p63 && f < 0x1p64 ? (uint64_t)f : (uint64_t)float_to_int(f);
}

enum number { NUMBER_OK, NUMBER_NONE, NUMBER_RANGE };

static enum number to_int(struct scalar s, int64_t *ret)
{
	if (s.kind == SCALAR_INT)
		*ret = s.i;
	else if (s.kind == SCALAR_FLOAT && s.f <= 0x1p63)
		*ret = float_to_int(s.f);
	else if (s.kind == SCALAR_UINT || s.kind == SCALAR_FLOAT)
		return NUMBER_RANGE;
	else
		return NUMBER_NONE;
	return NUMBER_OK;
}

static enum number to_uint(struct scalar s, uint64_t max, uint64_t *ret)
{
	uint64_t v;

	if (s.kind == SCALAR_INT && s.i >= 0)
		v = (uint64_t)s.i;
	else if (s.kind == SCALAR_UINT)
		v = s.u;
	else if (s.kind == SCALAR_FLOAT && s.f <= 0x1p64)
		v = float_to_uint(s.f);
	else
		return s.kind == SCALAR_INT || s.kind == SCALAR_FLOAT ? NUMBER_RANGE : NUMBER_NONE;
	if (v > max)
		return NUMBER_RANGE;
	*ret = v;
	return NUMBER_OK;
}

static uint64_t uint_max(enum go_type t)
{
	return t == GO_UINT8 ? UINT8_MAX : t == GO_UINT32 ? UINT32_MAX : UINT64_MAX;
}

static bool number_fault(enum number n, enum decode_fault *ret_fault)
{
	if (n != NUMBER_OK)
		*ret_fault = n == NUMBER_RANGE ? DECODE_OUT_OF_RANGE : DECODE_WRONG_TYPE;
	return n == NUMBER_OK;
}

static bool is_item(const struct field *f, struct str item, uint32_t v)
{
	for (size_t i = 0; i < f->n_enums; i++)
		if (str_eq_c(item, f->enums[i].value))
			return ranges_hold(f->enums[i].ranges, f->enums[i].n_ranges, v);
	return false;
}

static bool convert(const struct node *n, struct scalar s, const struct field *f, uint32_t v,
		    enum decode_fault *ret_fault)
{
	uint64_t u;
	int64_t i;

	*ret_fault = DECODE_WRONG_TYPE;
	switch (f->type) {
	case GO_STRING:
	case GO_ANY:
		return true;
	case GO_CHECKING_ITEM:
		*ret_fault = DECODE_BAD_CHECKING_ITEM;
		return is_item(f, n->text, v);
	case GO_BOOL:
		return s.kind == SCALAR_BOOL;
	case GO_INT:
		return number_fault(to_int(s, &i), ret_fault);
	case GO_UINT8:
	case GO_UINT32:
	case GO_UINT64:
		return number_fault(to_uint(s, uint_max(f->type), &u), ret_fault);
	case GO_FLOAT:
		return s.kind == SCALAR_INT || s.kind == SCALAR_UINT || s.kind == SCALAR_FLOAT;
	case GO_DURATION:
		*ret_fault = DECODE_BAD_DURATION;
		return govalue_duration(n->text, NULL, NULL);
	case GO_SIZE:
		*ret_fault = DECODE_BAD_SIZE;
		return govalue_size(n->text, v, NULL, NULL);
	case GO_STRUCT:
	case GO_MAP:
	case GO_LIST:
		return false;
	}
	BUG("convert: no such type");
}

bool convert_scalar(const struct node *n, const struct field *f, uint32_t v, enum decode_fault *ret_fault)
{
	struct scalar s = {.kind = SCALAR_STR};

	/* Text takes any scalar but one whose tag it contradicts; most scalars need no look at their form. */
	if (f->type != GO_STRING || n->tag != TAG_NONE)
		s = scalar_resolve(n);
	if (s.kind == SCALAR_ERROR) {
		*ret_fault = n->tag == TAG_BINARY ? DECODE_BAD_BINARY : DECODE_WRONG_TYPE;
		return false;
	}
	if (s.kind == SCALAR_NULL) {
		*ret_fault = DECODE_BAD_CHECKING_ITEM; /* "" in Go, and no check is called so */
		return f->type != GO_CHECKING_ITEM;
	}
	return convert(n, s, f, v, ret_fault);
}

bool convert_plain_duration(const struct node *n, enum decode_fault *ret_fault)
{
	struct scalar s = scalar_resolve(n);
	enum number number;
	int64_t i;

	*ret_fault = DECODE_BAD_DURATION;
	if (s.kind == SCALAR_NULL || (s.kind == SCALAR_STR && govalue_duration(n->text, NULL, NULL)))
		return true;
	number = to_int(s, &i);
	if (number == NUMBER_RANGE)
		*ret_fault = DECODE_OUT_OF_RANGE;
	return number == NUMBER_OK;
}

/* null, ~ or nothing: yaml.v2 looks for these before it makes a new struct for a pointer. */
static bool is_early_null(const struct node *n)
{
	if (n->tag == TAG_NULL)
		return true;
	return n->text.n == 0 || str_eq_c(n->text, "~") || str_eq_c(n->text, "null");
}

bool node_is_null(const struct node *n)
{
	if (!n)
		return true;
	if (n->kind != NODE_SCALAR || (n->style != STYLE_PLAIN && n->tag != TAG_NULL))
		return false;
	if (secret_is_hidden(n)) {
		struct node plain = *n;

		plain.text = schema_secret_text(n);
		return scalar_resolve(&plain).kind == SCALAR_NULL;
	}
	if (scalar_resolve(n).kind != SCALAR_NULL)
		return false;
	return !n->field || n->field->type != GO_STRUCT || is_early_null(n);
}

/* Without a tag only these words and the empty text are null, and nothing else can be wrong with a text. */
static bool may_be_null(struct str s)
{
	return s.n == 0 || s.p[0] == '~' || s.p[0] == 'n' || s.p[0] == 'N';
}

struct str value_str(const struct node *n, struct str def)
{
	enum scalar_kind k;

	if (!n || n->kind != NODE_SCALAR)
		return def;
	if (n->tag == TAG_NONE && (n->style != STYLE_PLAIN || !may_be_null(n->text)))
		return n->text;
	k = scalar_resolve(n).kind;
	if (k == SCALAR_ERROR)
		return def;
	return k == SCALAR_NULL ? STR_LIT("") : n->text;
}

bool value_bool(const struct node *n, bool def)
{
	struct scalar s;

	if (!n || n->kind != NODE_SCALAR)
		return def;
	s = scalar_resolve(n);
	if (s.kind == SCALAR_NULL)
		return false;
	return s.kind == SCALAR_BOOL ? s.b : def;
}

int64_t value_int(const struct node *n, int64_t def)
{
	enum go_type type = n && n->field ? n->field->type : GO_INT;
	struct scalar s;
	uint64_t u = 0;
	int64_t i = 0;

	if (!n || n->kind != NODE_SCALAR)
		return def;
	s = scalar_resolve(n);
	if (s.kind == SCALAR_NULL)
		return 0;
	if (type == GO_UINT8 || type == GO_UINT32 || type == GO_UINT64) {
		if (to_uint(s, uint_max(type), &u) != NUMBER_OK)
			return def;
		return u > INT64_MAX ? INT64_MAX : (int64_t)u;
	}
	return to_int(s, &i) == NUMBER_OK ? i : def;
}
