/* test_crypt.c: passwords against what DM's own encrypt and decrypt made of them
 * (tests/conformance/data/encryption.jsonl), the guesses at damaged ciphertexts, and the memory they live in. Run
 * from the top of the tree. */
#include "unit.h"

#include "dmlint/crypt.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct crypt_key *key_from_hex(const char *hex)
{
	char path[] = "/tmp/dmlint-key-XXXXXX";
	int fd = mkstemp(path);
	struct crypt_key *k = NULL;
	struct err e = {""};

	if (fd < 0 || write(fd, hex, strlen(hex)) != (ssize_t)strlen(hex) || !crypt_key_load(path, &k, &e))
		k = NULL;
	close(fd);
	unlink(path);
	return k;
}

struct compare {
	struct str want;
	bool same;
};

static void compare(struct str bytes, void *arg)
{
	struct compare *c = arg;

	c->same = str_eq(bytes, c->want);
}

static bool decrypts_to(struct str cipher, const struct crypt_key *key, struct str want)
{
	struct compare c = {.want = want};
	struct secret *s = crypt_decrypt_or_plain(cipher, key);

	secret_with(s, compare, &c);
	secret_free(s);
	return c.same;
}

static struct str member(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return v ? (struct str){json_string_value(v), json_string_length(v)} : (struct str){NULL, 0};
}

/* One line of the vectors: true when DM and dmlint agree. */
static bool vector_holds(const json_t *o)
{
	struct str cipher = member(o, "ciphertext"), hex = member(o, "key_hex");
	struct crypt_key *own = hex.n ? key_from_hex(hex.p) : NULL;
	const struct crypt_key *key = own;
	struct crypt_verdict v;
	bool holds;

	if (json_is_true(json_object_get(o, "builtin")))
		key = crypt_builtin_key();
	crypt_classify(cipher, key, &v);
	if (json_is_true(json_object_get(o, "valid"))) {
		struct str want = member(o, "plaintext");

		/* Without a plaintext: DM decrypts it to bytes that are not UTF-8. */
		holds = v.refusal == CRYPT_ACCEPTED && v.status == (want.p ? CRYPT_CIPHER : CRYPT_GARBAGE);
		holds = holds && (want.p ? decrypts_to(cipher, key, want) : (v.used & BYTES_NOT_UTF8) != 0);
	} else {
		long long code = json_integer_value(json_object_get(o, "error_code"));

		holds = cipher.n == 0 ? v.status == CRYPT_EMPTY : (long long)v.refusal == code;
		holds = holds && decrypts_to(cipher, key, member(o, "decrypt_or_plaintext"));
	}
	crypt_key_free(own);
	return holds;
}

static void test_vectors(struct unit *u)
{
	FILE *f = fopen("tests/conformance/data/encryption.jsonl", "re");
	char *line = NULL;
	size_t cap = 0, n = 0;
	ssize_t len;

	CHECK(u, f != NULL);
	while (f && (len = getline(&line, &cap, f)) > 0) {
		json_t *o = json_loadb(line, (size_t)len, JSON_ALLOW_NUL, NULL);
		bool holds = o && vector_holds(o);

		n++;
		if (!holds)
			printf("# vector %zu: %s", n, line);
		CHECK(u, holds);
		json_decref(o);
	}
	CHECK(u, n > 100);
	free(line);
	if (f)
		fclose(f);
}

/* A ciphertext of "password", and what may happen to it. */
#define WHOLE "ZCmiYjRhzFxRDC4UYDaNhUBflTgsyD/dRcHquw=="

static void test_damage(struct unit *u)
{
	static const struct {
		const char *value;
		enum crypt_damage damage;
	} cases[] = {
		{" " WHOLE, DAMAGE_BLANK},
		{WHOLE " ", DAMAGE_BLANK},
		{"ZCmiYjRh\tzFxRDC4UYDaNhUBflTgsyD/dRcHquw==", DAMAGE_BLANK},
		{"\xef\xbb\xbf" WHOLE, DAMAGE_BLANK},
		{WHOLE "\xc2\xa0", DAMAGE_BLANK},
		{WHOLE "\\n", DAMAGE_LINE_END},
		{"\"" WHOLE "\"", DAMAGE_QUOTES},
		{"'LmcpopIuPNetrcbR2ttX5UBL'", DAMAGE_QUOTES},
		{"ENC(" WHOLE ")", DAMAGE_QUOTES},
		{"data:;base64," WHOLE, DAMAGE_QUOTES},
		{"ZCmiYjRhzFxRDC4UYDaNhUBflTgsyD/dRcHquw%3D%3D", DAMAGE_PERCENT},
		{"ZCmiYjRhzFxRDC4UYDaNhUBflTgsyD_dRcHquw==", DAMAGE_URL_SAFE},
		{"ZCmiYjRhzFxRDC4UYDaNhUBflTgsyD_dRcHquw", DAMAGE_URL_SAFE},
		{"ZCmiYjRhzFxRDC4UYDaNhUBflTgsyD/dRcHquw", DAMAGE_PADDING},
		{"ZCmiYjRhzFxRDC4UYDaNhUBflTgsyD/dRcHquw=", DAMAGE_PADDING},
		{WHOLE "=", DAMAGE_PADDING},
		{"ZCmiYjRhzFxRDC4UYDaNhUBflTgsyD/dRcHqu", DAMAGE_END_CUT},
		{"CmiYjRhzFxRDC4UYDaNhUBflTgsyD/dRcHquw==", DAMAGE_START_CUT},
		{"YjRhzFxRDC4UYDaNhUBflTgsyD/dRcHquw==", DAMAGE_START_CUT},
		{"ZCmiY!RhzFxRDC4UYDaNhUBflTgsyD/dRcHquw==", DAMAGE_ALIEN},
		{"ZCmi=YjRhzFxRDC4UYDaNhUBflTgsyD/dRcHquw==", DAMAGE_ALIEN},
		{"\xef\xbc\xa1"
		 "CmiYjRhzFxRDC4UYDaNhUBflTgsyD/dRcHquw==",
		 DAMAGE_ALIEN},
		{WHOLE WHOLE, DAMAGE_DOUBLED},
		{"WkNtaVlqUmh6RnhSREM0VVlEYU5oVUJmbFRnc3lEL2RSY0hxdXc9PQ==", DAMAGE_ENCODED},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct crypt_verdict v;

		crypt_classify(str_from(cases[i].value), crypt_builtin_key(), &v);
		CHECK_NUM(u, v.status, CRYPT_DAMAGED);
		CHECK_STR(u, str_from(crypt_damage_text(v.damage)), crypt_damage_text(cases[i].damage));
	}
}

struct wanted {
	struct unit *u;
	const char *text;
};

static void same(struct str bytes, void *arg)
{
	const struct wanted *w = arg;

	CHECK_STR(w->u, bytes, w->text);
}

/* As Go's decoder takes it. */
static void test_base64(struct unit *u)
{
	static const char *const none[] = {
		"Zg", "Zg=", "Zg===", "Z===", "====", "Zg==Zg==", "Z g==", "Zm-_", "=", "Zm9vYg="};
	static const char *const some[][2] = {
		{"", ""},       {"\n", ""},      {"Zg==", "f"},           {"Zh==", "f"}, /* unused bits */
		{"Zm8=", "fo"}, {"Zm9v", "foo"}, {"Z\r\nm9\nv=\n", NULL}, {"Zm\n9v\r\nYg=\n=", "foob"}};

	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		CHECK(u, crypt_base64_decode(str_from(none[i])) == NULL);
	for (size_t i = 0; i < ARRAY_LEN(some); i++) {
		struct secret *s = crypt_base64_decode(str_from(some[i][0]));
		struct wanted w = {u, some[i][1]};

		CHECK(u, (s != NULL) == (w.text != NULL));
		if (s)
			secret_with(s, same, &w);
		secret_free(s);
	}
}

static void test_plain(struct unit *u)
{
	static const char *const plain[] = {
		"x",
		"123456",
		"Passw0rd!",
		"cm9vdA==",
		"correct horse battery staple",
		"@",
		"====",
		"${PASSWORD}",
		"d41d8cd98f00b204e9800998ecf8427e",
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJw==",
		"a very long sentence - with everything_in it: digits 0123456789, quotes ' and \" and the rest",
	};
	struct crypt_verdict v;

	for (size_t i = 0; i < ARRAY_LEN(plain); i++) {
		crypt_classify(str_from(plain[i]), crypt_builtin_key(), &v);
		CHECK_NUM(u, v.status, CRYPT_PLAIN);
	}
	/* A byte that some decoders of base64 take for a digit. */
	crypt_classify(STR_LIT("\xff"
			       "CmiYjRhzFxRDC4UYDaNhUBflTgsyD/dRcHquw=="),
		       crypt_builtin_key(), &v);
	CHECK_NUM(u, v.refusal, CRYPT_NO_BASE64);
	test_base64(u);
	/* Base64 that carries an "@" at the 17th byte by chance cannot be told from a ciphertext of another key. */
	crypt_classify(STR_LIT("QUFBQUFBQUFBQUFBQUFBQUBoZWxsbw=="), crypt_builtin_key(), &v);
	CHECK_NUM(u, v.status, CRYPT_GARBAGE);
	CHECK_NUM(u, v.used, BYTES_NOT_UTF8);
	CHECK_NUM(u, v.raw, 0);
}

static void test_without_key(struct unit *u)
{
	struct crypt_verdict v;
	struct crypt_key *other =
		key_from_hex("  00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF\r\n");

	crypt_classify(STR_LIT(WHOLE), NULL, &v);
	CHECK_NUM(u, v.status, CRYPT_LOCKED);
	CHECK(u, v.builtin);
	CHECK(u, decrypts_to(STR_LIT(WHOLE), NULL, STR_LIT(WHOLE)));
	CHECK(u, other != NULL);
	crypt_classify(STR_LIT(WHOLE), other, &v);
	CHECK_NUM(u, v.status, CRYPT_GARBAGE);
	CHECK(u, v.builtin);
	crypt_key_free(other);
}

static void test_keys(struct unit *u)
{
	static const char *const bad[] = {
		"",
		"00112233445566778899aabbccddeeff",
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeef",
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00",
		"0x112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
		"00112233445566778899aabbccddeeff 0112233445566778899aabbccddeeff0",
		("\xef\xbb\xbf"
		 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
	};
	struct crypt_key *k;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		k = key_from_hex(bad[i]);
		CHECK(u, k == NULL);
		crypt_key_free(k);
	}
	k = key_from_hex(
		"\xc2\xa0\xe3\x80\x80\v00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\xc2\x85");
	CHECK(u, k != NULL);
	crypt_key_free(k);
}

/* Every length up to 100, all byte values, both ways to make an IV. */
static void test_round_trips(struct unit *u)
{
	struct arena *a = arena_new();
	const struct crypt_key *key = crypt_builtin_key();
	size_t wrong = 0, same = 0;

	for (size_t n = 0; n < 100; n++) {
		char plain[100];
		struct str p = {plain, n}, r1, r2, d1, d2, d3;

		for (size_t i = 0; i < n; i++)
			plain[i] = (char)(n * 31 + i * 7);
		r1 = crypt_encrypt(p, key, IV_RANDOM, (struct str){0}, a);
		r2 = crypt_encrypt(p, key, IV_RANDOM, (struct str){0}, a);
		d1 = crypt_encrypt(p, key, IV_DERIVED, STR_LIT("from.password"), a);
		d2 = crypt_encrypt(p, key, IV_DERIVED, STR_LIT("from.password"), a);
		d3 = crypt_encrypt(p, key, IV_DERIVED, STR_LIT("target-database.password"), a);
		if (!decrypts_to(r1, key, p) || !decrypts_to(d1, key, p) || !decrypts_to(d3, key, p))
			wrong++;
		wrong += r1.n != (17 + n + 2) / 3 * 4;
		if (str_eq(r1, r2) || !str_eq(d1, d2) || str_eq(d1, d3))
			same++;
	}
	CHECK_NUM(u, wrong, 0);
	CHECK_NUM(u, same, 0);
	arena_free(a);
}

static void test_twice(struct unit *u)
{
	struct arena *a = arena_new();
	const struct crypt_key *key = crypt_builtin_key();
	struct str twice = crypt_encrypt(STR_LIT(WHOLE), key, IV_RANDOM, (struct str){0}, a);
	struct crypt_verdict v;

	crypt_classify(twice, key, &v);
	CHECK_NUM(u, v.status, CRYPT_TWICE);
	arena_free(a);
}

static void test_bytes(struct unit *u)
{
	CHECK_NUM(u, crypt_look_at(STR_LIT("")), 0);
	CHECK_NUM(u, crypt_look_at(STR_LIT("a\0b")), BYTES_NUL);
	CHECK_NUM(u, crypt_look_at(STR_LIT("\xff")), BYTES_NOT_UTF8);
	CHECK_NUM(u, crypt_look_at(STR_LIT("\xef\xbf\xbd")), BYTES_FFFD);
	CHECK_NUM(u, crypt_look_at(STR_LIT("\xed\xa0\x80\0")), BYTES_NOT_UTF8 | BYTES_NUL);
}

static void test_secret(struct unit *u)
{
	struct compare c = {.want = STR_LIT("one")};
	struct secret *s;
	struct err e = {""};
	int fds[2];

	secret_free(NULL);
	CHECK(u, pipe2(fds, O_CLOEXEC) == 0);
	CHECK(u, write(fds[1], "one\ntwo\n", 8) == 8);
	CHECK(u, secret_read(fds[0], 100, true, &s, &e));
	secret_with(s, compare, &c);
	CHECK(u, c.same);
	secret_free(s);
	CHECK(u, !secret_read(fds[0], 2, true, &s, &e));
	CHECK_STR(u, str_from(e.msg), "more than 2 bytes");
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	struct unit u = {0};

	test_vectors(&u);
	test_damage(&u);
	test_plain(&u);
	test_without_key(&u);
	test_keys(&u);
	test_round_trips(&u);
	test_twice(&u);
	test_bytes(&u);
	test_secret(&u);
	return unit_done(&u);
}
