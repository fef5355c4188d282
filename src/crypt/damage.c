/* damage.c: a text that DM cannot decrypt, but that was a ciphertext once: what happened to it on its way into the
 * file? Each guess is undone, and counts when the result decrypts to text; where the key is not known, or the
 * damage may have hit the IV, when it has the form of a ciphertext: long enough, with its "@" in place, which one
 * text in 256 has by chance. Called by classify.c only. */
#include "internal.h"

#include <string.h>

/* Room for what a repair adds. */
#define EXTRA 8u

/* Writes the repaired text to out (room for n + EXTRA) and returns its length; 0 when there is nothing of the kind. */
typedef size_t repair_fn(const char *p, size_t n, char *out);

static bool is_digit64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/* Copies everything but the given character sequences. */
static size_t without(const char *const *gone, size_t n_gone, const char *p, size_t n, char *out)
{
	size_t k = 0;

	for (size_t i = 0; i < n;) {
		size_t skip = 0;

		for (size_t g = 0; g < n_gone && !skip; g++) {
			size_t len = strlen(gone[g]);

			if (n - i >= len && memcmp(p + i, gone[g], len) == 0)
				skip = len;
		}
		if (!skip)
			out[k++] = p[i];
		i += skip ? skip : 1;
	}
	return k < n ? k : 0;
}

static size_t drop_blanks(const char *p, size_t n, char *out)
{
	/* Also: no-break space, zero width space, byte-order mark. */
	static const char *const blanks[] = {" ", "\t", "\v", "\f", "\xc2\xa0", "\xe2\x80\x8b", "\xef\xbb\xbf"};

	return without(blanks, ARRAY_LEN(blanks), p, n, out);
}

static size_t drop_line_ends(const char *p, size_t n, char *out)
{
	static const char *const ends[] = {"\\n", "\\r"};

	return without(ends, ARRAY_LEN(ends), p, n, out);
}

/* The part between the first digit behind a wrapper's opening and its end: "x", (x), ENC(x), data:...,x */
static size_t unwrap(const char *p, size_t n, char *out)
{
	size_t lo = 0, hi = n;

	while (hi > lo && !is_digit64(p[hi - 1]) && p[hi - 1] != '=')
		hi--;
	for (size_t i = 0; i < hi && i < 40; i++) {
		if (memchr("\"'`(<[{,", p[i], 8))
			lo = i + 1;
	}
	if (hi - lo == n)
		return 0;
	memcpy(out, p + lo, hi - lo);
	return hi - lo;
}

static size_t undo_percent(const char *p, size_t n, char *out)
{
	static const struct {
		char code[3], c;
	} codes[] = {{"3D", '='}, {"3d", '='}, {"2B", '+'}, {"2b", '+'}, {"2F", '/'}, {"2f", '/'}};
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		out[k] = p[i];
		for (size_t c = 0; c < ARRAY_LEN(codes) && p[i] == '%' && n - i > 2; c++) {
			if (memcmp(p + i + 1, codes[c].code, 2) == 0) {
				out[k] = codes[c].c;
				i += 2;
				break;
			}
		}
		k++;
	}
	return k < n ? k : 0;
}

static size_t undo_url_safe(const char *p, size_t n, char *out)
{
	bool changed = false;

	for (size_t i = 0; i < n; i++) {
		out[i] = p[i] == '-' ? '+' : p[i] == '_' ? '/' : p[i];
		changed |= out[i] != p[i];
	}
	return changed ? n : 0;
}

static size_t as_it_is(const char *p, size_t n, char *out)
{
	memcpy(out, p, n);
	return n;
}

static size_t first_half(const char *p, size_t n, char *out)
{
	if (n % 2 || memcmp(p, p + n / 2, n / 2) != 0)
		return 0;
	memcpy(out, p, n / 2);
	return n / 2;
}

static size_t decode_once(const char *p, size_t n, char *out)
{
	struct secret *raw = crypt_base64_decode((struct str){p, n});
	size_t k = raw ? raw->n : 0;

	if (k)
		memcpy(out, raw->bytes, k);
	secret_free(raw);
	return k;
}

/* The place of the only character that base64 does not have; 0 bytes when there is none or more. */
static size_t find_alien(const char *p, size_t n, size_t *ret_at)
{
	size_t len = 0;

	while (n && p[n - 1] == '=')
		n--;
	for (size_t i = 0; i < n;) {
		uint32_t cp;
		unsigned one = utf8_decode(p + i, n - i, &cp);

		one = one ? one : 1;
		if (!is_digit64(p[i])) {
			if (len)
				return 0;
			*ret_at = i;
			len = one;
		}
		i += one;
	}
	return len;
}

static size_t drop_alien(const char *p, size_t n, char *out)
{
	size_t at = 0, len = find_alien(p, n, &at);

	if (!len)
		return 0;
	memcpy(out, p, at);
	memcpy(out + at, p + at + len, n - at - len);
	return n - len;
}

static size_t replace_alien(const char *p, size_t n, char *out)
{
	size_t at = 0, len = find_alien(p, n, &at);

	if (!len)
		return 0;
	memcpy(out, p, at);
	out[at] = 'A';
	memcpy(out + at + 1, p + at + len, n - at - len);
	return n - len + 1;
}

static size_t drop_last(const char *p, size_t n, char *out)
{
	while (n && p[n - 1] == '=')
		n--;
	if (n % 4 != 1)
		return 0;
	memcpy(out, p, n - 1);
	return n - 1;
}

/* Cut by what is missing to a multiple of four, or by one group of four. */
static size_t add_first(const char *p, size_t n, char *out)
{
	size_t missing = 4 - n % 4;

	memset(out, 'A', missing);
	memcpy(out + missing, p, n);
	return n + missing;
}

enum fit { FITS_NOT, FITS_FORM, FITS_KEY };

/* Has a text the form of a ciphertext when its padding is put right, and does it even decrypt to text, with this key or
 * that of DM up to 7.6? */
static enum fit fits(char *p, size_t n, const struct crypt_key *key, struct secret *raw)
{
	enum fit fit = FITS_NOT;

	while (n && p[n - 1] == '=')
		n--;
	if (n % 4 == 1)
		return FITS_NOT;
	while (n % 4)
		p[n++] = '=';
	if (crypt_base64_into((struct str){p, n}, raw) && crypt_form(raw) == CRYPT_ACCEPTED) {
		bool text = crypt_decrypts_to_text(raw, crypt_builtin_key()) ||
			    (key && key != crypt_builtin_key() && crypt_decrypts_to_text(raw, key));

		fit = text ? FITS_KEY : FITS_FORM;
	}
	return fit;
}

/* The surest first: what changes only the wrapping, then what loses bytes. */
static const struct {
	enum crypt_damage damage;
	repair_fn *repair;
	bool loses_iv; /* perhaps: then it cannot decrypt any more */
} repairs[] = {
	{DAMAGE_BLANK, drop_blanks, false},      {DAMAGE_LINE_END, drop_line_ends, false},
	{DAMAGE_QUOTES, unwrap, false},          {DAMAGE_PERCENT, undo_percent, false},
	{DAMAGE_URL_SAFE, undo_url_safe, false}, {DAMAGE_PADDING, as_it_is, false},
	{DAMAGE_DOUBLED, first_half, false},     {DAMAGE_ENCODED, decode_once, false},
	{DAMAGE_ALIEN, drop_alien, true},        {DAMAGE_ALIEN, replace_alien, true},
	{DAMAGE_END_CUT, drop_last, false},      {DAMAGE_START_CUT, add_first, true},
};

enum crypt_damage crypt_find_damage(struct str value, const struct crypt_key *key, bool *ret_certain)
{
	enum crypt_damage found = DAMAGE_NONE;
	struct secret *work, *raw;

	/* 17 bytes are 23 digits; a few may be missing. */
	if (value.n < 18)
		return DAMAGE_NONE;
	work = secret_new(value.n + EXTRA);
	raw = secret_new(value.n + EXTRA);
	for (size_t i = 0; i < ARRAY_LEN(repairs) && found == DAMAGE_NONE; i++) {
		char *text = (char *)work->bytes;
		size_t n = repairs[i].repair(value.p, value.n, text);
		enum fit fit = n ? fits(text, n, key, raw) : FITS_NOT;

		/* With the key known, what ought to decrypt and does not was never a ciphertext. */
		if (fit == FITS_KEY || (fit == FITS_FORM && (!key || repairs[i].loses_iv))) {
			found = repairs[i].damage;
			*ret_certain = fit == FITS_KEY;
		}
	}
	secret_free(raw);
	secret_free(work);
	return found;
}

const char *crypt_damage_text(enum crypt_damage d)
{
	switch (d) {
	case DAMAGE_NONE:
		break;
	case DAMAGE_BLANK:
		return "blanks or invisible characters stand in it or around it";
	case DAMAGE_LINE_END:
		return "it holds a line end written as a backslash and a letter";
	case DAMAGE_QUOTES:
		return "quotes, brackets or a prefix belong to the value";
	case DAMAGE_PERCENT:
		return "it is percent-encoded as in a URL";
	case DAMAGE_URL_SAFE:
		return "it is written in the base64 alphabet for URLs, with \"-\" and \"_\"";
	case DAMAGE_PADDING:
		return "the \"=\" at its end are missing or too many, or its end is cut off";
	case DAMAGE_END_CUT:
		return "its end is cut off";
	case DAMAGE_START_CUT:
		return "its beginning is cut off";
	case DAMAGE_ALIEN:
		return "one character in it does not belong to base64";
	case DAMAGE_ENCODED:
		return "it was encoded in base64 once more";
	case DAMAGE_DOUBLED:
		return "it stands there twice";
	}
	return "it is whole";
}
