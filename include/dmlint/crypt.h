/* crypt.h: DM's passwords: is this text a ciphertext of dmctl, does it decrypt, and what is wrong when it does not.
 *
 * A ciphertext is base64 of a 16-byte IV, one "@" and the password under AES-256-CFB. Nothing in it is authenticated: a
 * wrong key gives garbage, not an error (DM: pkg/encrypt, pkg/utils). Callers see what became of a value, never the
 * password itself. */
#ifndef DMLINT_CRYPT_H
#define DMLINT_CRYPT_H

#include "dmlint/secret.h"

/* An AES-256 key. */
struct crypt_key;
/* The constant inside of every DM up to 7.6; public, so never freed. */
const struct crypt_key *crypt_builtin_key(void);
/* What dm-master 8.0 and later reads from secret-key-path: 64 hexadecimal digits, white space around them left out.
 * false: *e says why. Free with crypt_key_free. */
MUST_CHECK bool crypt_key_load(const char *path, struct crypt_key **ret, struct err *e);
void crypt_key_free(struct crypt_key *k); /* NULL is fine; not for the built-in one */

/* Why DM's decryption refuses a text, in the order in which it looks. The numbers are DM's error codes. */
enum crypt_refusal {
	CRYPT_ACCEPTED = 0,
	CRYPT_SHORT = 11047,   /* fewer than 17 bytes */
	CRYPT_NO_MARK = 11048, /* the 17th byte is no "@" */
	CRYPT_NO_BASE64 = 11050
};

enum crypt_status {
	CRYPT_EMPTY,  /* no password */
	CRYPT_PLAIN,  /* nothing of a ciphertext about it */
	CRYPT_CIPHER, /* decrypts to text */
	CRYPT_TWICE,  /* decrypts to another ciphertext, which decrypts to text */
	CRYPT_GARBAGE, /* has the form of a ciphertext and decrypts to bytes that are no text: another key, or plain base64 */
	CRYPT_LOCKED, /* has the form of a ciphertext, and there is no key to try */
	CRYPT_DAMAGED /* a ciphertext that lost or gained something; DM takes it literally */
};

enum crypt_damage {
	DAMAGE_NONE,
	DAMAGE_BLANK,    /* blanks, tabs or invisible characters in or around it */
	DAMAGE_LINE_END, /* "\n" or "\r" written as two characters */
	DAMAGE_QUOTES,   /* quotes or brackets around it, or a wrapper such as ENC(...) or data:;base64, */
	DAMAGE_PERCENT,  /* %3D, %2B, %2F */
	DAMAGE_URL_SAFE, /* "-" and "_" for "+" and "/" */
	DAMAGE_PADDING,  /* the "=" at the end are missing, or too many */
	DAMAGE_END_CUT,
	DAMAGE_START_CUT,
	DAMAGE_ALIEN,   /* one character that base64 does not have */
	DAMAGE_ENCODED, /* base64 of a ciphertext */
	DAMAGE_DOUBLED  /* pasted twice */
};
const char *crypt_damage_text(enum crypt_damage d); /* "a blank stands in it"; ends a sentence */

/* What is special about the bytes of a string, as far as DM's own encodings care; a set of bits. */
enum crypt_bytes {
	BYTES_NUL = 1,
	BYTES_NOT_UTF8 = 2,
	BYTES_FFFD = 4 /* U+FFFD is among them */
};
unsigned crypt_look_at(struct str s);

struct crypt_verdict {
	enum crypt_status status;
	enum crypt_damage damage; /* of CRYPT_DAMAGED */
	bool certain; /* of CRYPT_DAMAGED: undone, it decrypts to text; else one text in 256 looks like it */
	enum crypt_refusal refusal; /* what decrypting it gives in DM, whatever the key */
	bool builtin;               /* of CRYPT_LOCKED and CRYPT_GARBAGE: the key of DM up to 7.6 makes text of it */
	unsigned raw;               /* enum crypt_bytes of the value itself */
	unsigned
		used; /* and of what DM takes for the password: the decrypted value where it decrypts, else the value */
};

/* key is what this version of DM decrypts with: built in up to 7.6, later from a file; NULL: none, then DM takes every
 * value literally. Linear in the value. */
void crypt_classify(struct str value, const struct crypt_key *key, struct crypt_verdict *ret);

/* The password behind a value, as DM uses it. Free with secret_free. */
struct secret *crypt_decrypt_or_plain(struct str value, const struct crypt_key *key);

enum crypt_iv {
	IV_RANDOM, /* as dmctl: another text every time */
	IV_DERIVED /* from key, password and salt: the same text every time, for edits that must not change from run to run */
};
/* What `dmctl encrypt` prints. salt is read for IV_DERIVED only. */
struct str crypt_encrypt(struct str plain, const struct crypt_key *key, enum crypt_iv how, struct str salt,
			 struct arena *a);

/* Go's base64.StdEncoding: CR and LF are skipped wherever they stand, the bits left over at the end may be
 * anything. The result takes secret_free; NULL when it is no base64. */
struct secret *crypt_base64_decode(struct str s);

/* A certificate or private key in base64. */
enum pem_state {
	PEM_WELL,
	PEM_NO_BASE64,
	PEM_ABSENT, /* base64 of something without a PEM block of its kind */
	PEM_SWAPPED, /* a private key in the place of a certificate */
	PEM_LOCKED   /* a key that needs a passphrase, for which DM has none */
};
enum pem_state crypt_pem_state(struct str base64, bool key);

/* "OpenSSL 3.0.17 1 Jul 2025": what libcrypto says of itself; NULL where it cannot be loaded. */
const char *crypt_library_version(void);

#endif
