/* dmctl.c: the ciphertexts of dmctl: base64, IV, AES-256 in CFB mode, and the keys. Called by classify.c, by the
 * encrypt command and by whoever logs in to a server. Judges nothing. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define KEY_FILE_MAX 4096u

/* The constant of DM's pkg/encrypt/encrypt.go, v1.0.0 to v7.6.0. */
static const struct crypt_key builtin = {
	{0xa5, 0x29, 0xb7, 0x66, 0x59, 0x97, 0xf0, 0x43, 0xa3, 0x0a, 0xc8, 0xfa, 0xdc, 0xb5, 0x1d, 0x6a,
	 0xa0, 0x32, 0xc2, 0x26, 0xab, 0x5b, 0x77, 0x50, 0x53, 0x0b, 0x12, 0xb8, 0xc1, 0xa1, 0x6a, 0x48},
};

const struct crypt_key *crypt_builtin_key(void)
{
	return &builtin;
}

/* What Go's unicode.IsSpace holds true for. */
static bool is_go_space(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85 || cp == 0xa0 || cp == 0x1680 ||
	       (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f ||
	       cp == 0x3000;
}

/* Go's strings.TrimSpace. */
static struct str trim_space(struct str s)
{
	size_t first = s.n, end = 0;

	for (size_t i = 0; i < s.n;) {
		uint32_t cp = 0;
		unsigned n = utf8_decode(s.p + i, s.n - i, &cp);

		if (n == 0 || !is_go_space(cp)) {
			n = n ? n : 1;
			first = first < i ? first : i;
			end = i + n;
		}
		i += n;
	}
	return end ? (struct str){s.p + first, end - first} : (struct str){s.p, 0};
}

static bool parse_key(const struct secret *file, struct crypt_key *k, struct err *e)
{
	struct str digits = trim_space((struct str){(const char *)file->bytes, file->n});
	size_t n = 0;

	if (digits.n != 2 * sizeof(k->bytes) ||
	    sodium_hex2bin(k->bytes, sizeof(k->bytes), digits.p, digits.n, NULL, &n, NULL) != 0 ||
	    n != sizeof(k->bytes)) {
		err_set(e, "it must hold 64 hexadecimal digits (an AES-256 key) and nothing else");
		return false;
	}
	return true;
}

bool crypt_key_load(const char *path, struct crypt_key **ret, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct secret *file = NULL;
	struct crypt_key *k;
	struct err why = {""};
	bool ok;

	if (fd < 0) {
		err_set(e, "cannot open the key file %s: %s", path, strerror(errno));
		return false;
	}
	ok = secret_read(fd, KEY_FILE_MAX, false, &file, &why);
	close(fd);
	if (!ok) {
		err_set(e, "cannot read the key file %s: %s", path, why.msg);
		return false;
	}
	k = sodium_malloc(sizeof(*k));
	if (!k)
		out_of_memory();
	ok = parse_key(file, k, &why);
	secret_free(file);
	if (!ok) {
		sodium_free(k);
		err_set(e, "the key file %s is none of DM's: %s", path, why.msg);
		return false;
	}
	*ret = k;
	return true;
}

void crypt_key_free(struct crypt_key *k)
{
	sodium_free(k);
}

/* Bytes that the text decodes to; false: it is no base64. Like Go's decoder it skips line ends. */
static bool decoded_size(struct str s, size_t *ret)
{
	size_t digits = 0, pad = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\r' || s.p[i] == '\n')
			continue;
		if (s.p[i] == '=')
			pad++;
		else if (pad || base64_digit(s.p[i]) < 0)
			return false;
		else
			digits++;
	}
	*ret = digits / 4 * 3 + digits % 4 * 3 / 4;
	return pad <= 2 && (digits + pad) % 4 == 0;
}

/* Go does not look at the unused bits of the last digit. */
static void decode(struct str s, struct secret *to)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t got = 0;

	for (size_t i = 0; i < s.n; i++) {
		int digit = base64_digit(s.p[i]);

		if (digit < 0)
			continue;
		bits = bits << 6 | (unsigned)digit;
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		to->bytes[got++] = (unsigned char)(bits >> n_bits);
	}
	sodium_memzero(&bits, sizeof(bits));
}

bool crypt_base64_into(struct str s, struct secret *to)
{
	if (!decoded_size(s, &to->n))
		return false;
	decode(s, to);
	return true;
}

/* Most passwords are no base64: then no memory is locked, which takes a dozen system calls. */
struct secret *crypt_base64_decode(struct str s)
{
	struct secret *raw;
	size_t n;

	if (!decoded_size(s, &n))
		return NULL;
	raw = secret_new(n);
	decode(s, raw);
	return raw;
}

static void run_cfb(const struct crypt_key *key, const unsigned char *iv, bool encrypt, const unsigned char *in,
		    size_t n, unsigned char *out)
{
	struct libcrypto lib;
	EVP_CIPHER_CTX *c;
	int done = 0;

	if (n > INT32_MAX)
		BUG("a password of gigabytes");
	libcrypto_load(&lib);
	c = lib.ctx_new();
	if (!c || lib.start(c, lib.cfb128(), NULL, key->bytes, iv, encrypt) != 1 ||
	    lib.update(c, out, &done, in, (int)n) != 1 || (size_t)done != n)
		BUG("AES-256-CFB is not there");
	lib.ctx_free(c);
}

struct secret *crypt_decrypt(const struct secret *raw, const struct crypt_key *key)
{
	struct secret *plain = secret_new(raw->n - HEAD_BYTES);

	run_cfb(key, raw->bytes, false, raw->bytes + HEAD_BYTES, plain->n, plain->bytes);
	return plain;
}

static void make_iv(unsigned char iv[IV_BYTES], struct str plain, const struct crypt_key *key, enum crypt_iv how,
		    struct str salt)
{
	crypto_generichash_state *st;

	if (how == IV_RANDOM) {
		randombytes_buf(iv, IV_BYTES);
		return;
	}
	/* A keyed hash of all that is encrypted: with a secret key it tells nothing but that two texts are equal. */
	st = sodium_malloc(sizeof(*st));
	if (!st)
		out_of_memory();
	crypto_generichash_init(st, key->bytes, sizeof(key->bytes), IV_BYTES);
	crypto_generichash_update(st, (const unsigned char *)salt.p, salt.n);
	crypto_generichash_update(st, (const unsigned char *)"", 1);
	crypto_generichash_update(st, (const unsigned char *)plain.p, plain.n);
	crypto_generichash_final(st, iv, IV_BYTES);
	sodium_free(st);
}

struct str crypt_encrypt(struct str plain, const struct crypt_key *key, enum crypt_iv how, struct str salt,
			 struct arena *a)
{
	struct secret *raw = secret_new(HEAD_BYTES + plain.n);
	size_t room = sodium_base64_ENCODED_LEN(raw->n, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(a, room);

	make_iv(raw->bytes, plain, key, how, salt);
	raw->bytes[IV_BYTES] = '@';
	run_cfb(key, raw->bytes, true, (const unsigned char *)plain.p, plain.n, raw->bytes + HEAD_BYTES);
	sodium_bin2base64(text, room, raw->bytes, raw->n, sodium_base64_VARIANT_ORIGINAL);
	secret_free(raw);
	return str_from(text);
}
