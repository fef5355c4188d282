/* sqlexpr_lex.c: cuts SQL text into tokens exactly as the lexer of TiDB's parser does, oddities included, because DM's
 * verdict hangs on them. Called by the expression parser of src/task/sqlexpr.c only.
 *
 * It works on bytes; the oldest dialect works on characters, which differs for blanks and names outside of ASCII. */
#include "src/task/sqlexpr_internal.h"

#include <string.h>

/* Behind these keywords a comment with a plus sign is a hint, which the grammar has to take. */
static const enum sql_keyword hinted[] = {SQL_KW_SELECT, SQL_KW_INSERT, SQL_KW_REPLACE,  SQL_KW_UPDATE,
					  SQL_KW_DELETE, SQL_KW_CREATE, SQL_KW_PARTITION};

static const struct {
	char text[4];
	int kind;
} operators[] = {
	{"<=>", TOK_NULL_EQ}, {"||", TOK_OR_OR}, {"&&", TOK_AND_AND}, {"&^", TOK_AND_NOT}, {":=", TOK_ASSIGN},
	{">=", TOK_GE},       {"<=", TOK_LE},    {"!=", TOK_NE},      {"<>", TOK_NE},      {"<<", TOK_SHL},
	{">>", TOK_SHR},      {"?", TOK_PARAM},  {"=", TOK_EQ},
};

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* --- characters ------------------------------------------------------------------------------------------------- */

static bool at_end(const struct sql_lexer *lx)
{
	return lx->pos >= lx->s.n;
}

/* The byte at a distance, 0 behind the end. */
static unsigned char byte_at(const struct sql_lexer *lx, size_t distance)
{
	return distance < lx->s.n - lx->pos ? (unsigned char)lx->s.p[lx->pos + distance] : 0;
}

/* The character at the position and its length: a byte, or in the oldest dialect a code point. There a byte that is
 * not part of any counts as the code point of that number. 0 at the end. */
static uint32_t peek(const struct sql_lexer *lx, unsigned *ret_len)
{
	*ret_len = 1;
	unsigned char c = byte_at(lx, 0);
	if (c < 0x80 || lx->dialect != SQL_DM_2_0)
		return c;
	uint32_t cp;
	unsigned n = utf8_decode(lx->s.p + lx->pos, lx->s.n - lx->pos, &cp);
	if (n == 0)
		return c;
	*ret_len = n;
	return cp;
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_binary(uint32_t c)
{
	return c == '0' || c == '1';
}

static bool is_hex(uint32_t c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_name_char(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$' ||
	       (c >= 0x80 && c <= 0xffff);
}

static bool is_variable_char(uint32_t c)
{
	return c == '.' || is_name_char(c);
}

/* As Go's unicode.IsSpace; bytes from 0x80 on are taken for Latin-1. */
static bool is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static bool is_not_newline(uint32_t c)
{
	return c != '\n';
}

static void skip_while(struct sql_lexer *lx, bool (*test)(uint32_t))
{
	unsigned n;
	while (!at_end(lx) && test(peek(lx, &n)))
		lx->pos += n;
}

static bool at_name_char(const struct sql_lexer *lx)
{
	unsigned n;
	return !at_end(lx) && is_name_char(peek(lx, &n));
}

/* --- tokens ----------------------------------------------------------------------------------------------------- */

static struct sql_token token(const struct sql_lexer *lx, size_t start, int kind)
{
	return (struct sql_token){.kind = kind, .off = start, .len = lx->pos - start};
}

static struct sql_token invalid(const struct sql_lexer *lx, size_t start, const char *why)
{
	return (struct sql_token){.kind = TOK_INVALID, .off = start, .len = lx->pos - start, .why = why};
}

static struct sql_token scan_name(struct sql_lexer *lx, size_t start)
{
	lx->pos = start;
	skip_while(lx, is_name_char);
	return token(lx, start, TOK_NAME);
}

/* 'text', "text" with doubled quotes and backslashes, or `name` with doubled quotes. */
static struct sql_token scan_quoted(struct sql_lexer *lx)
{
	size_t start = lx->pos;
	char quote = lx->s.p[lx->pos++];
	while (!at_end(lx)) {
		char c = lx->s.p[lx->pos++];
		if (c == '\\' && quote != '`') {
			lx->pos += at_end(lx) ? 0 : 1;
		} else if (c == quote) {
			if (byte_at(lx, 0) != (unsigned char)quote)
				return token(lx, start, quote == '`' ? TOK_NAME : TOK_STRING);
			lx->pos++;
		}
	}
	return invalid(lx, start, quote == '`' ? "this quoted name has no end" : "this string has no end");
}

/* x'0a' and b'01'; without the quote they are names. */
static struct sql_token scan_x_or_b(struct sql_lexer *lx)
{
	size_t start = lx->pos;
	bool hex = to_lower(lx->s.p[start]) == 'x';
	if (byte_at(lx, 1) != '\'')
		return scan_name(lx, start);
	lx->pos += 2;
	skip_while(lx, hex ? is_hex : is_binary);
	if (byte_at(lx, 0) != '\'')
		return invalid(lx, start, hex ? "malformed hexadecimal literal" : "malformed bit literal");
	lx->pos++;
	if (hex && (lx->pos - start) % 2 == 0)
		return invalid(lx, start, "a hexadecimal literal needs an even number of digits");
	return token(lx, start, hex ? TOK_HEX : TOK_BIT);
}

static struct sql_token scan_n(struct sql_lexer *lx)
{
	struct sql_token t = scan_name(lx, lx->pos);
	if (t.len == 1 && byte_at(lx, 0) == '\'')
		t.kind = TOK_CHARSET;
	return t;
}

/* True for a number that is rounded to infinity: 2^1024 - 2^970 or more. */
static bool is_infinite(struct str s)
{
	static const char limit[] =
		"179769313486231580793728971405303415079934132710037826936173778980444968292764750946"
		"649017977587207096330286416692887910946555547851940402630657488671505820681908902000"
		"708383676273854845817711531764475730270069855571366959622842914819860834936475292719"
		"074168444365510704342711559699508093042880177904174497792";
	char digits[sizeof(limit)];
	size_t n = 0;
	long exponent = 0; /* of the first digit, plus 1 */
	bool point = false;
	size_t i = 0;
	for (; i < s.n && s.p[i] != 'e' && s.p[i] != 'E'; i++) {
		if (s.p[i] == '.') {
			point = true;
			continue;
		}
		bool leading = n == 0 && s.p[i] == '0';
		exponent += point ? -(leading ? 1 : 0) : !leading;
		if (!leading && n < sizeof(limit) - 1)
			digits[n++] = s.p[i];
	}
	i++;
	bool negative = i < s.n && s.p[i] == '-';
	if (negative || (i < s.n && s.p[i] == '+'))
		i++;
	long given = 0;
	for (; i < s.n; i++)
		given = given < 100000000 ? given * 10 + (s.p[i] - '0') : given;
	exponent += negative ? -given : given;
	long top = (long)sizeof(limit) - 1;
	if (n == 0 || exponent != top)
		return n > 0 && exponent > top;
	memset(digits + n, '0', sizeof(limit) - 1 - n);
	return memcmp(digits, limit, sizeof(limit) - 1) >= 0;
}

/* The parser keeps integers in 64 bits, makes decimals of larger ones and has no decimals of more than 81 digits in
 * front of the point; only the oldest dialect takes that for an error. */
static struct sql_token check_number(const struct sql_lexer *lx, struct sql_token t)
{
	struct str s = {lx->s.p + t.off, t.len};
	size_t digits = 0, zeros = 0;
	while (digits < s.n && is_digit((unsigned char)s.p[digits]))
		digits++;
	while (zeros < digits && s.p[zeros] == '0')
		zeros++;
	if (t.kind == TOK_INT) {
		struct str value = {s.p + zeros, s.n - zeros};
		if (value.n > 20 || (value.n == 20 && str_cmp(value, STR_LIT("18446744073709551615")) > 0))
			t.kind = TOK_DECIMAL;
	}
	if (t.kind == TOK_DECIMAL && digits > 81 && lx->dialect == SQL_DM_2_0)
		return invalid(lx, t.off, "this number has more than 81 digits");
	if (t.kind == TOK_FLOAT && is_infinite(s))
		return invalid(lx, t.off, "this number is too large");
	if (t.kind == TOK_HEX && s.p[1] == 'X')
		return invalid(lx, t.off, "a hexadecimal number begins with a lower case 0x");
	return t;
}

/* From the first digit or the point. 1e is a name, so is the 1 of 1.5e. */
static struct sql_token scan_float(struct sql_lexer *lx, size_t start)
{
	lx->pos = start;
	skip_while(lx, is_digit);
	if (byte_at(lx, 0) == '.') {
		lx->pos++;
		skip_while(lx, is_digit);
	}
	if (byte_at(lx, 0) != 'e' && byte_at(lx, 0) != 'E')
		return check_number(lx, token(lx, start, TOK_DECIMAL));
	lx->pos++;
	if (byte_at(lx, 0) == '-' || byte_at(lx, 0) == '+')
		lx->pos++;
	if (!is_digit(byte_at(lx, 0)))
		return scan_name(lx, start);
	skip_while(lx, is_digit);
	return check_number(lx, token(lx, start, TOK_FLOAT));
}

static struct sql_token scan_number(struct sql_lexer *lx)
{
	size_t start = lx->pos;
	if (lx->after_dot)
		return scan_name(lx, start);
	int kind = TOK_INT;
	unsigned char second = byte_at(lx, 1);
	if (byte_at(lx, 0) == '0' && (second == 'x' || second == 'X' || second == 'b')) {
		bool hex = second != 'b';
		lx->pos += 2;
		skip_while(lx, hex ? is_hex : is_binary);
		if (lx->pos == start + 2 || is_digit(byte_at(lx, 0)))
			return scan_name(lx, start);
		kind = hex ? TOK_HEX : TOK_BIT;
	}
	skip_while(lx, is_digit);
	unsigned char c = byte_at(lx, 0);
	if (c == '.' || c == 'e' || c == 'E')
		return scan_float(lx, start);
	if (at_name_char(lx))
		return scan_name(lx, start);
	return check_number(lx, token(lx, start, kind));
}

static struct sql_token scan_dot(struct sql_lexer *lx)
{
	size_t start = lx->pos++;
	if (lx->after_dot || !is_digit(byte_at(lx, 0)))
		return token(lx, start, '.');
	struct sql_token t = scan_float(lx, start);
	return t.kind == TOK_NAME ? invalid(lx, start, "malformed number") : t;
}

/* --- variables -------------------------------------------------------------------------------------------------- */

/* The name behind "@": quoted in one of three ways or plain. False when there is none, nothing is read then. */
static bool scan_variable_name(struct sql_lexer *lx, struct sql_token *ret)
{
	unsigned n;
	unsigned char c = byte_at(lx, 0);
	size_t start = lx->pos;
	if (c == '\'' || c == '"' || c == '`') {
		*ret = scan_quoted(lx);
		return true;
	}
	/* The oldest dialect takes the end of the text for a character of a name. */
	if (at_end(lx) ? lx->dialect != SQL_DM_2_0 : !is_variable_char(peek(lx, &n)))
		return false;
	skip_while(lx, is_variable_char);
	*ret = token(lx, start, TOK_NAME);
	return true;
}

static struct sql_token scan_system_variable(struct sql_lexer *lx, size_t start)
{
	static const char *const scopes[] = {"global.", "session.", "local."};
	lx->pos = start + 2;
	for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
		struct str rest = {lx->s.p + lx->pos, lx->s.n - lx->pos};
		rest.n = rest.n < strlen(scopes[i]) ? rest.n : strlen(scopes[i]);
		if (str_eq_nocase(rest, str_from(scopes[i]))) {
			lx->pos += rest.n;
			break;
		}
	}
	struct sql_token name;
	if (scan_variable_name(lx, &name))
		return name.kind == TOK_INVALID ? name : token(lx, start, TOK_SYSTEM_VAR);
	/* Without a name the character there, or the end, becomes the token, and stays to be read once more. */
	unsigned char c = byte_at(lx, 0);
	return strchr("()*+-/%,;.<>|&^~!{}", c) ? token(lx, start, c) : invalid(lx, start, NULL);
}

static struct sql_token scan_at(struct sql_lexer *lx)
{
	size_t start = lx->pos++;
	struct sql_token name;
	if (scan_variable_name(lx, &name))
		return name.kind == TOK_INVALID ? name : token(lx, start, TOK_USER_VAR);
	if (byte_at(lx, 0) == '@')
		return scan_system_variable(lx, start);
	return token(lx, start, TOK_USER_VAR);
}

/* --- comments --------------------------------------------------------------------------------------------------- */

/* At "[" behind the start of a TiDB comment: [name,name]. True when the text of the comment counts: all of the features
 * are known, or it is no such list, then nothing is read. */
static bool scan_features(struct sql_lexer *lx)
{
	size_t start = lx->pos;
	bool known = true;
	if (byte_at(lx, 0) != '[')
		return true;
	do {
		lx->pos++;
		size_t name = lx->pos;
		skip_while(lx, is_name_char);
		if (lx->pos == name)
			break;
		struct str s = {lx->s.p + name, lx->pos - name};
		known = known && sql_name_letter(s, SQL_NAME_FEATURE, lx->dialect) == 'y';
		if (byte_at(lx, 0) == ']') {
			lx->pos++;
			return known;
		}
	} while (byte_at(lx, 0) == ',');
	lx->pos = start;
	return true;
}

/* True when a comment with a plus sign is a hint here. */
static bool takes_hint(const struct sql_lexer *lx)
{
	for (size_t i = 0; i < ARRAY_LEN(hinted); i++)
		if (lx->last == hinted[i])
			return lx->last2 != SQL_KW_FOR;
	return false;
}

/* Behind the slash and the star. True when a token came out of it: a hint, or an error. */
static bool scan_comment(struct sql_lexer *lx, struct sql_token *ret)
{
	size_t start = lx->pos - 2;
	bool hint = false;
	unsigned char c = byte_at(lx, 0);
	if (c == '!') {
		size_t digits = 1;
		while (digits < 6 && is_digit(byte_at(lx, digits)))
			digits++;
		lx->pos += digits == 6 ? 6 : 1;
		lx->in_bang = true;
		return false;
	}
	if (c == 'T' && byte_at(lx, 1) == '!') {
		lx->pos += 2;
		if (scan_features(lx)) {
			lx->in_bang = true;
			return false;
		}
	} else if (c == '+') {
		lx->pos++;
		hint = takes_hint(lx);
	} else if (c != '*') {
		lx->pos += at_end(lx) ? 0 : 1;
	}
	for (; !at_end(lx); lx->pos++) {
		if (byte_at(lx, 0) == '*' && byte_at(lx, 1) == '/') {
			lx->pos += 2;
			*ret = token(lx, start, TOK_HINT);
			return hint;
		}
	}
	*ret = invalid(lx, start, "this comment has no end");
	return true;
}

/* Blanks and comments. True when a token came out of a comment. */
static bool skip_blanks(struct sql_lexer *lx, struct sql_token *ret)
{
	for (;;) {
		skip_while(lx, is_space);
		unsigned char c = byte_at(lx, 0), next = byte_at(lx, 1);
		if (c == '#') {
			skip_while(lx, is_not_newline);
		} else if (c == '-' && next == '-' && (lx->s.n - lx->pos == 2 || is_space(byte_at(lx, 2)))) {
			skip_while(lx, is_not_newline);
		} else if (c == '/' && next == '*') {
			lx->pos += 2;
			if (scan_comment(lx, ret))
				return true;
		} else if (c == '*' && next == '/' && lx->in_bang) {
			lx->in_bang = false;
			lx->pos += 2;
		} else {
			return false;
		}
	}
}

/* --- the whole -------------------------------------------------------------------------------------------------- */

static struct sql_token scan_operator(struct sql_lexer *lx)
{
	size_t start = lx->pos;
	unsigned char c = byte_at(lx, 0);
	for (size_t i = 0; i < ARRAY_LEN(operators); i++) {
		size_t n = strlen(operators[i].text);
		if (n <= lx->s.n - lx->pos && memcmp(operators[i].text, lx->s.p + lx->pos, n) == 0) {
			lx->pos += n;
			return token(lx, start, operators[i].kind);
		}
	}
	if (c == '\\' && byte_at(lx, 1) == 'N') {
		lx->pos += 2;
		struct sql_token t = token(lx, start, TOK_KEYWORD);
		t.kw = SQL_KW_NULL;
		return t;
	}
	unsigned n;
	(void)peek(lx, &n);
	lx->pos += n;
	return c && strchr("/+><()[];,&%:|!^~\\{}-*", c) ? token(lx, start, c) : invalid(lx, start, NULL);
}

/* The next token, names and keywords not yet told apart. */
static struct sql_token scan(struct sql_lexer *lx)
{
	struct sql_token t;
	unsigned n;
	if (skip_blanks(lx, &t))
		return t;
	if (at_end(lx))
		return token(lx, lx->pos, TOK_END);
	size_t start = lx->pos;
	uint32_t c = peek(lx, &n);
	switch (c) {
	case 'x':
	case 'X':
	case 'b':
	case 'B':
		return scan_x_or_b(lx);
	case 'n':
	case 'N':
		return scan_n(lx);
	case '\'':
	case '"':
	case '`':
		return scan_quoted(lx);
	case '.':
		return scan_dot(lx);
	case '@':
		return scan_at(lx);
	case '*':
		lx->after_dot = false;
		break;
	case '-':
		if (byte_at(lx, 1) == '>') {
			lx->pos += byte_at(lx, 2) == '>' ? 3 : 2;
			return token(lx, start, lx->pos - start == 3 ? TOK_LONG_ARROW : TOK_ARROW);
		}
		break;
	default:
		if (is_digit(c))
			return scan_number(lx);
		if (is_name_char(c))
			return scan_name(lx, start);
		break;
	}
	return scan_operator(lx);
}

/* A name next to a dot is never a keyword. Blanks between dot and name are seen through from 6.5 on. */
static bool is_next_to_dot(const struct sql_lexer *lx, struct sql_token t)
{
	if (byte_at(lx, 0) == '.')
		return true;
	size_t i = t.off;
	while (lx->dialect >= SQL_DM_6_5 && i > 0 && lx->s.p[i - 1] == ' ')
		i--;
	return i > 0 && lx->s.p[i - 1] == '.';
}

static void classify_name(const struct sql_lexer *lx, struct sql_token *t)
{
	struct str s = {lx->s.p + t->off, t->len};
	if (s.n && s.p[0] == '`')
		return;
	if (s.n && s.p[0] == '_') {
		char letter = sql_name_letter((struct str){s.p + 1, s.n - 1}, SQL_NAME_CHARSET, lx->dialect);
		if (letter != '-') {
			t->kind = letter == 'y' ? TOK_CHARSET : TOK_BAD_CHARSET;
			return;
		}
	}
	if (is_next_to_dot(lx, *t))
		return;
	enum sql_keyword kw = sql_word_find(s);
	char kind = kw == SQL_NO_KEYWORD ? '-' : sql_word(kw)->kind[lx->dialect];
	bool call = (kind == 'b' || kind == 'c') && byte_at(lx, 0) == '(';
	if (kind == '-' || (kind == 'c' && !call))
		return;
	t->kind = TOK_KEYWORD;
	t->kw = kw;
	t->call = call;
}

/* Behind some words TiDB reads a token or two ahead (AS OF) and goes back, but it keeps what it learnt on the way about
 * comments and dots. */
static void look_ahead(struct sql_lexer *lx, enum sql_keyword kw)
{
	int tokens = 0;
	if (kw == SQL_KW_AS || kw == SQL_KW_MEMBER)
		tokens = 1;
	else if (kw == SQL_KW_OPTIONALLY && lx->dialect >= SQL_DM_7_5)
		tokens = 2;
	struct sql_lexer copy = *lx;
	for (; tokens > 0; tokens--)
		(void)scan(&copy);
	lx->in_bang = copy.in_bang;
	lx->after_dot = copy.after_dot;
}

struct sql_token sql_lex(struct sql_lexer *lx)
{
	struct sql_token t = scan(lx);
	bool special = t.kind == TOK_NAME;
	if (special)
		classify_name(lx, &t);
	special = special && t.kind == TOK_KEYWORD;
	lx->last2 = lx->last;
	lx->last = special ? t.kw : SQL_NO_KEYWORD;
	if (t.kind == TOK_NAME)
		lx->after_dot = byte_at(lx, 0) == '.';
	if (special)
		look_ahead(lx, t.kw);
	return t;
}

static void put(char *buf, size_t cap, size_t *n, char c)
{
	if (*n < cap)
		buf[*n] = c;
	(*n)++;
}

size_t sql_token_value(const struct sql_lexer *lx, struct sql_token t, char *buf, size_t cap)
{
	struct str s = {lx->s.p + t.off, t.len};
	char quote = s.n ? s.p[0] : 0;
	bool quoted = quote == '\'' || quote == '"' || quote == '`';
	size_t n = 0;
	for (size_t i = quoted; i < s.n - quoted; i++) {
		if (quoted && s.p[i] == '\\' && quote != '`') {
			i++;
			/* These two keep their backslash; the other letters stand for characters that no name has. */
			if (s.p[i] == '%' || s.p[i] == '_')
				put(buf, cap, &n, '\\');
			put(buf, cap, &n, strchr("n0bZrt", s.p[i]) ? '\n' : s.p[i]);
			continue;
		}
		if (quoted && s.p[i] == quote)
			i++;
		put(buf, cap, &n, s.p[i]);
	}
	return n;
}
