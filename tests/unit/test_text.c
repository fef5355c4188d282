/* test_text.c: the text under the tree: UTF-16, what is masked by its looks, and lines as they are shown. */
#include "unit.h"

#include <string.h>

#include "dmlint/doc.h"

static struct arena *arena;

static struct doc load(struct str bytes)
{
	struct doc d;

	doc_load(arena, text_new(arena, STR_LIT("test.yaml"), bytes), &d);
	return d;
}

static struct str utf16(const char *utf8, bool big)
{
	struct buf b = {0};
	uint32_t cp = 0xfeff;

	for (size_t i = 0, n = strlen(utf8);;) {
		uint32_t units[2] = {cp, 0};
		if (cp > 0xffff) {
			units[0] = 0xd800 + ((cp - 0x10000) >> 10);
			units[1] = 0xdc00 + ((cp - 0x10000) & 0x3ff);
		}
		for (int k = 0; k < 2 && (k == 0 || units[1]); k++) {
			buf_char(&b, (char)(big ? units[k] >> 8 : units[k] & 0xff));
			buf_char(&b, (char)(big ? units[k] & 0xff : units[k] >> 8));
		}
		if (i == n)
			break;
		i += utf8_decode(utf8 + i, n - i, &cp);
	}
	struct str s = arena_str(arena, (struct str){b.p, b.n});
	buf_free(&b);
	return s;
}

static void test_utf16(struct unit *u)
{
	for (int big = 0; big < 2; big++) {
		struct doc d = load(utf16("a: 😀é\nb: [x, y]\n", big));
		CHECK_NUM(u, d.problem.kind, DOC_OK);
		CHECK_NUM(u, d.text->encoding, big ? TEXT_UTF16BE : TEXT_UTF16LE);
		const struct node *a = node_get(d.root, "a"), *b = node_get(d.root, "b");
		CHECK_STR(u, a->text, "😀é");
		CHECK_NUM(u, text_pos(d.text, a->span.hi).column, 6);
		CHECK_NUM(u, text_source_offset(d.text, a->span.lo), 2 + 6);
		CHECK_NUM(u, text_source_offset(d.text, b->key_span.lo), 2 + 6 + 4 + 2 + 2);
		CHECK_STR(u, b->first->next->text, "y");
	}
	struct str s = utf16("a: b", false);
	s.n--;
	struct doc d = load(s);
	CHECK_NUM(u, d.problem.kind, DOC_ENCODING);
	CHECK_NUM(u, text_pos(d.text, d.problem.at.lo).column, 4);
	d = load((struct str){"\xff\xfe\x00\xd8", 4});
	CHECK_NUM(u, d.problem.kind, DOC_ENCODING);
}

static struct str shown(const char *yaml, uint32_t line)
{
	struct text *t = text_new(arena, STR_LIT("x"), str_from(yaml));

	text_mask_by_looks(t);
	return text_line_for_display(t, line, arena);
}

static void test_looks(struct unit *u)
{
	CHECK_STR(u, shown("password: \"abc\" # x\n", 1), "password: \"******\" ******");
	CHECK_STR(u, shown("  password:   abc def\n", 1), "  password:   ******");
	CHECK_STR(u, shown("'password' : 'it''s'\n", 1), "'password' : '******'");
	CHECK_STR(u, shown("{\"user\":\"u\",\"Password\":\"p\\\"q\",\"port\":1}\n", 1),
		  "{\"user\":\"u\",\"Password\":\"******\",\"port\":1}");
	CHECK_STR(u, shown("x: \"{\\\"secret\\\":\\\"abc\\\"}\"\n", 1), "x: \"{\\\"secret\\\":\\\"******\"");
	CHECK_STR(u, shown("password: \"\"\n", 1), "password: \"\"");
	CHECK_STR(u, shown("password = \"abc\"\n", 1), "password = \"******\"");
	CHECK_STR(u, shown("mysql_password=abc port=1\n", 1), "mysql_password=****** port=1");
	CHECK_STR(u, shown("extra: --password=abc -x\n", 1), "extra: --password=****** -x");
	CHECK_STR(u, shown("# old password: abc\n", 1), "# old password: ******");
	CHECK_STR(u, shown("ssl-key-bytes: abc\nssl_key_base64: def\n", 2), "ssl_key_base64: ******");
	CHECK_STR(u, shown("secret-key-path: /etc/key\n", 1), "secret-key-path: /etc/key");
	CHECK_STR(u, shown("url: mysql://root:p:w@h:3306/x\n", 1), "url: mysql://root:******@h:3306/x");
	CHECK_STR(u, shown("dsn: root:pw@tcp(1.2.3.4:5)/d\n", 1), "dsn: root:******@tcp(1.2.3.4:5)/d");
	CHECK_STR(u, shown("a: b@c\n", 1), "a: b@c");
	CHECK_STR(u, shown("password: |\n    abc\n\n    def\nuser: x\n", 2), "    ******");
	CHECK_STR(u, shown("password: |\n    abc\n\n    def\nuser: x\n", 4), "******");
	CHECK_STR(u, shown("password: |\n    abc\n\n    def\nuser: x\n", 5), "user: x");
	CHECK_STR(u, shown("- password:\n    abc\n  user: x\n", 2), "    ******");
	CHECK_STR(u, shown("- password:\n    abc\n  user: x\n", 3), "  user: x");
	CHECK_STR(u, shown("password: \"abc\n  def\"\nuser: x\n", 2), "  ******");
	CHECK_STR(u, shown("password: abc\n  user: x\n", 2), "  user: x");
	CHECK_STR(u, shown("password: abc\n  def\n", 2), "  ******");
	CHECK_STR(u,
		  shown("k: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIB\n  -----END RSA PRIVATE KEY-----\nz: y\n", 3),
		  "******");
	CHECK_STR(u,
		  shown("k: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIB\n  -----END RSA PRIVATE KEY-----\nz: y\n", 5),
		  "z: y");
	/* the same in base64 */
	CHECK_STR(
		u,
		shown("a: {ssl-cert-base64: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlCT2dJQkFBSkJBS2ozNEdreEZoRDkwdmNOTFlMSW5GRVg2UHB5MXRQZjlDbnpqNHA0V0dlS0xzMVB0OFF1Ci0tLS0tRU5EIFJTQSBQUklWQVRFIEtFWS0tLS0tCg==, b: c}\n",
		      1),
		"a: {ssl-cert-base64: ******, b: c}");
	CHECK_STR(
		u,
		shown("a: |\n  LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlCT2dJQkFBSkJBS2ozNEdreEZoRDkw\n  dmNOTFlMSW5GRVg2UHB5MXRQZjlDbnpqNHA0V0dlS0xzMVB0OFF1Ci0tLS0tRU5EIFJTQSBQUklWQVRFIEtFWS0tLS0tCg==\nb: c\n",
		      2),
		"  ******");
	CHECK_STR(
		u,
		shown("a: |\n  LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlCT2dJQkFBSkJBS2ozNEdreEZoRDkw\n  dmNOTFlMSW5GRVg2UHB5MXRQZjlDbnpqNHA0V0dlS0xzMVB0OFF1Ci0tLS0tRU5EIFJTQSBQUklWQVRFIEtFWS0tLS0tCg==\nb: c\n",
		      3),
		"******");
	CHECK_STR(
		u,
		shown("a: |\n  LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlCT2dJQkFBSkJBS2ozNEdreEZoRDkw\n  dmNOTFlMSW5GRVg2UHB5MXRQZjlDbnpqNHA0V0dlS0xzMVB0OFF1Ci0tLS0tRU5EIFJTQSBQUklWQVRFIEtFWS0tLS0tCg==\nb: c\n",
		      4),
		"b: c");
	CHECK_STR(
		u,
		shown("a: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUIKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQotLS0tLUJFR0lOIFBSSVZBVEUgS0VZLS0tLS0KTUlJRQotLS0tLUVORCBQUklWQVRFIEtFWS0tLS0tCg==\n",
		      1),
		"a: ******");
	CHECK_STR(u, shown("a: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUIKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=\n", 1),
		  "a: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUIKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=");
	CHECK_STR(u, shown("a: LS0tLS1\n", 1), "a: LS0tLS1");
	CHECK_STR(u, shown("password: a\r\nuser: b\r\n", 1), "password: ******");
	CHECK_STR(u, shown("password: a\rtoken: b\r", 2), "token: ******");
}

static void test_display(struct unit *u)
{
	struct text *t = text_new(arena, STR_LIT("x"),
				  STR_LIT("\xef\xbb\xbf"
					  "a: é\x1b[0m\xff\tz\xe2\x80\xae\nb: secret!\nc: d"));

	CHECK_STR(u, text_line_for_display(t, 1, arena), "a: é\xef\xbf\xbd[0m\xef\xbf\xbd\tz\xef\xbf\xbd");
	text_mask(t, (struct span){22, 29});
	CHECK_STR(u, text_line_for_display(t, 2, arena), "b: ******");
	CHECK_NUM(u, text_display_offset(t, 2, 19), 0);
	CHECK_NUM(u, text_display_offset(t, 2, 22), 3);
	CHECK_NUM(u, text_display_offset(t, 2, 26), 3);
	CHECK_NUM(u, text_display_offset(t, 2, 29), 9);
	CHECK_NUM(u, text_display_offset(t, 1, 3), 0);
	CHECK_STR(u, text_line_for_display(t, 3, arena), "c: d");
	CHECK_STR(u, text_line_for_display(t, 9, arena), "");

	/* masks join; one over several lines shows on each */
	text_mask(t, (struct span){20, 23});
	text_mask(t, (struct span){28, 31});
	CHECK_NUM(u, t->n_masked, 1);
	CHECK_STR(u, text_line_for_display(t, 2, arena), "b******");
	CHECK_STR(u, text_line_for_display(t, 3, arena), "******: d");
	text_mask(t, (struct span){5, 6});
	text_mask(t, (struct span){33, 90});
	text_mask(t, (struct span){7, 7});
	CHECK_NUM(u, t->n_masked, 3);
	CHECK(u, t->masked[0].lo == 5 && t->masked[1].lo == 20 && t->masked[2].hi == 34);
}

int main(void)
{
	struct unit u = {0};

	arena = arena_new();
	test_utf16(&u);
	test_looks(&u);
	test_display(&u);
	arena_free(arena);
	return unit_done(&u);
}
