/* classify.c: what a value of a password field is, for one key: nothing, plain text, a ciphertext, or something that
 * went wrong on the way. Called through crypt.h by src/source. Reports nothing and gives no decrypted byte away. */
#include "internal.h"

unsigned crypt_look_at(struct str s)
{
	unsigned found = 0;

	for (size_t i = 0; i < s.n;) {
		uint32_t cp = 0;
		unsigned n = utf8_decode(s.p + i, s.n - i, &cp);

		if (n == 0)
			found |= BYTES_NOT_UTF8;
		else if (cp == 0)
			found |= BYTES_NUL;
		else if (cp == 0xfffd)
			found |= BYTES_FFFD;
		i += n ? n : 1;
	}
	return found;
}

/* Would a person type this? Well-formed UTF-8 without control characters; line ends and tabs pass. */
static bool is_text(const struct secret *s)
{
	for (size_t i = 0; i < s->n;) {
		uint32_t cp = 0;
		unsigned n = utf8_decode((const char *)s->bytes + i, s->n - i, &cp);

		if (n == 0 || (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') || (cp >= 0x7f && cp < 0xa0))
			return false;
		i += n;
	}
	return true;
}

enum crypt_refusal crypt_form(const struct secret *raw)
{
	if (!raw)
		return CRYPT_NO_BASE64;
	if (raw->n < HEAD_BYTES)
		return CRYPT_SHORT;
	return raw->bytes[IV_BYTES] == '@' ? CRYPT_ACCEPTED : CRYPT_NO_MARK;
}

bool crypt_decrypts_to_text(const struct secret *raw, const struct crypt_key *key)
{
	struct secret *plain = crypt_decrypt(raw, key);
	bool text = is_text(plain);

	secret_free(plain);
	return text;
}

/* Is a decrypted text a ciphertext again, of the same key? */
static bool is_cipher(const struct secret *text, const struct crypt_key *key)
{
	struct secret *raw = crypt_base64_decode((struct str){(const char *)text->bytes, text->n});
	bool yes = crypt_form(raw) == CRYPT_ACCEPTED && crypt_decrypts_to_text(raw, key);

	secret_free(raw);
	return yes;
}

static void classify_form(const struct secret *raw, const struct crypt_key *key, struct crypt_verdict *v)
{
	const struct crypt_key *builtin = crypt_builtin_key();
	struct secret *plain;

	if (!key) {
		v->status = CRYPT_LOCKED;
		v->builtin = crypt_decrypts_to_text(raw, builtin);
		return;
	}
	plain = crypt_decrypt(raw, key);
	v->used = crypt_look_at((struct str){(const char *)plain->bytes, plain->n});
	if (!is_text(plain)) {
		v->status = CRYPT_GARBAGE;
		v->builtin = key != builtin && crypt_decrypts_to_text(raw, builtin);
	} else {
		v->status = is_cipher(plain, key) ? CRYPT_TWICE : CRYPT_CIPHER;
	}
	secret_free(plain);
}

void crypt_classify(struct str value, const struct crypt_key *key, struct crypt_verdict *ret)
{
	struct secret *raw;

	*ret = (struct crypt_verdict){.status = CRYPT_EMPTY};
	if (value.n == 0)
		return;
	ret->raw = ret->used = crypt_look_at(value);
	raw = crypt_base64_decode(value);
	ret->refusal = crypt_form(raw);
	if (ret->refusal == CRYPT_ACCEPTED) {
		classify_form(raw, key, ret);
	} else {
		ret->damage = crypt_find_damage(value, key, &ret->certain);
		ret->status = ret->damage == DAMAGE_NONE ? CRYPT_PLAIN : CRYPT_DAMAGED;
	}
	secret_free(raw);
}

struct secret *crypt_decrypt_or_plain(struct str value, const struct crypt_key *key)
{
	struct secret *raw = crypt_base64_decode(value), *plain;

	if (key && crypt_form(raw) == CRYPT_ACCEPTED) {
		plain = crypt_decrypt(raw, key);
	} else {
		plain = secret_new(value.n);
		for (size_t i = 0; i < value.n; i++)
			plain->bytes[i] = (unsigned char)value.p[i];
	}
	secret_free(raw);
	return plain;
}
