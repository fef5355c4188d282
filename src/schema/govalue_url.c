/* govalue_url.c: would Go's net/url parse this storage path, and is it s3? DM replaces "+" by "%2B" first, so a plus
 * sign counts as an escape here: fine in a path, an error in a host. Called through govalue.h for the loaders' dir;
 * nothing is decoded, only checked. */
#include "govalue_internal.h"

#include <string.h>

static const char why_control[] = "it has a control character";
static const char why_scheme[] = "there is nothing before the first colon";
static const char why_colon[] = "the first part of a relative path has a colon: put ./ in front of it";
static const char why_escape[] = "a percent sign is not followed by two hexadecimal digits";
static const char why_host[] = "the host has a character, or a percent escape, that a host cannot have";
static const char why_port[] = "the port behind the host is not a number";
static const char why_bracket[] = "the host has an opening bracket but no closing one";
static const char why_address[] = "the host in brackets is not an IPv6 address";
static const char why_user[] = "the user before the host has a character that it cannot have";

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Position of the first c, s.n when there is none. */
static size_t find(struct str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

/* Position behind the last c, 0 when there is none. */
static size_t behind_last(struct str s, char c)
{
	size_t i = s.n;

	while (i && s.p[i - 1] != c)
		i--;
	return i;
}

/* The byte that "%XX" at i stands for, -1 when it is cut off or not hexadecimal. */
static int escaped_byte(struct str s, size_t i)
{
	if (i + 2 >= s.n || go_hex(s.p[i + 1]) < 0 || go_hex(s.p[i + 2]) < 0)
		return -1;
	return go_hex(s.p[i + 1]) * 16 + go_hex(s.p[i + 2]);
}

static const char *check_escapes(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '%' && escaped_byte(s, i) < 0)
			return why_escape;
	return NULL;
}

/* May this byte of ASCII stand in a host as it is? */
static bool host_byte(unsigned char c)
{
	return is_letter((char)c) || go_digit((char)c) || (c && strchr("!$&'()*+,;=:[]<>\"-_.~", c));
}

/* A host; with zone set the zone of an address ("%25en0"). In a host escapes stand for bytes above ASCII or the percent
 * sign only; in a zone for what a host may have, a blank, and the percent sign. */
static const char *check_host_text(struct str s, bool zone)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '%') {
			int byte = escaped_byte(s, i);
			if (byte < 0)
				return why_escape;
			bool fine = zone ? byte == ' ' || host_byte((unsigned char)byte) : byte >= 0x80;
			if (byte != '%' && !fine)
				return why_host;
			i += 2;
		} else if ((c < 0x80 && !host_byte(c)) || (c == '+' && !zone)) {
			return why_host;
		}
	}
	return NULL;
}

/* "1.2.3.4": four numbers up to 255 without leading zeros. */
static bool ipv4_valid(struct str s)
{
	struct str part;
	bool done = false;
	size_t parts = 0;
	uint64_t v;

	while (str_split_next(&s, &done, '.', &part)) {
		if (go_parse_uint(part, 8, &v) != NUMBER_OK || (part.n > 1 && part.p[0] == '0'))
			return false;
		parts++;
	}
	return parts == 4;
}

/* An IPv6 address without its zone, as Go's netip reads it. */
static bool ipv6_valid(struct str s)
{
	unsigned groups = 0;
	bool gap = str_has_prefix(s, "::");

	if (gap) {
		s = str_skip(s, 2);
		if (s.n == 0)
			return true;
	}
	while (groups < 8) {
		size_t n = 0;
		while (n < s.n && n < 5 && go_hex(s.p[n]) >= 0)
			n++;
		if (n == 0 || n > 4)
			return false;
		if (n < s.n && s.p[n] == '.')
			return (gap ? groups < 6 : groups == 6) && ipv4_valid(s);
		groups++;
		s = str_skip(s, n);
		if (s.n == 0)
			return gap ? groups < 8 : groups == 8;
		if (s.p[0] != ':' || s.n == 1)
			return false;
		s = str_skip(s, 1);
		if (s.p[0] == ':') {
			if (gap)
				return false;
			gap = true;
			s = str_skip(s, 1);
			if (s.n == 0)
				return groups < 8;
		}
	}
	return false;
}

static const char *check_port(struct str s)
{
	if (s.n && s.p[0] != ':')
		return why_port;
	for (size_t i = 1; i < s.n; i++)
		if (!go_digit(s.p[i]))
			return why_port;
	return NULL;
}

/* Where "%25" begins, s.n when nowhere. */
static size_t find_zone(struct str s)
{
	for (size_t i = 0; i + 3 <= s.n; i++)
		if (str_has_prefix(str_skip(s, i), "%25"))
			return i;
	return s.n;
}

/* What stands between brackets: an address and maybe a zone. Up to Go 1.23 the address itself is not looked at. */
static const char *check_literal(struct str s, uint32_t dm)
{
	size_t zone = find_zone(s);
	const char *why = check_host_text(str_from_to(s, 0, zone), false);

	if (!why)
		why = check_host_text(str_skip(s, zone), true);
	if (!why && library_has(URL_IP_LITERAL, dm) && (zone + 3 == s.n || !ipv6_valid(str_from_to(s, 0, zone))))
		why = why_address;
	return why;
}

static const char *check_host(struct str s, uint32_t dm)
{
	/* Go 1.25 also takes what stands before the bracket, and does not look at it. */
	size_t inside = library_has(URL_IP_LITERAL, dm) ? behind_last(s, '[') : s.n && s.p[0] == '[';

	if (inside) {
		size_t end = behind_last(s, ']');
		if (end == 0)
			return why_bracket;
		const char *why = check_port(str_skip(s, end));
		return why ? why : check_literal(str_from_to(s, inside, end - 1), dm);
	}
	size_t port = behind_last(s, ':');
	const char *why = port ? check_port(str_skip(s, port - 1)) : NULL;
	return why ? why : check_host_text(s, false);
}

static const char *check_user(struct str s)
{
	size_t colon = find(s, ':');

	for (size_t i = 0; i < s.n; i++)
		if (!is_letter(s.p[i]) && !go_digit(s.p[i]) && (!s.p[i] || !strchr("-._:~!$&'()*+,;=%@", s.p[i])))
			return why_user;
	const char *why = check_escapes(str_from_to(s, 0, colon));
	return why ? why : check_escapes(str_skip(s, colon));
}

static const char *check_authority(struct str s, uint32_t dm)
{
	size_t host = behind_last(s, '@');
	const char *why = check_host(str_skip(s, host), dm);

	return why || host == 0 ? why : check_user(str_from_to(s, 0, host - 1));
}

/* Cuts "scheme:" off *rest; an empty scheme when there is none. */
static const char *cut_scheme(struct str *rest, struct str *ret_scheme)
{
	size_t i = 0;

	*ret_scheme = (struct str){0};
	while (i < rest->n && (is_letter(rest->p[i]) || (i && (go_digit(rest->p[i]) || strchr("-.", rest->p[i])))))
		i++;
	if (i == rest->n || rest->p[i] != ':')
		return NULL;
	if (i == 0)
		return why_scheme;
	*ret_scheme = str_from_to(*rest, 0, i);
	*rest = str_skip(*rest, i + 1);
	return NULL;
}

/* Everything before the fragment. */
static const char *check_url(struct str s, uint32_t dm, struct str *ret_scheme)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return why_control;
	const char *why = cut_scheme(&s, ret_scheme);
	if (why)
		return why;
	s = str_from_to(s, 0, find(s, '?'));
	if (!str_has_prefix(s, "/")) {
		if (ret_scheme->n)
			return NULL;
		struct str segment = str_from_to(s, 0, find(s, '/'));
		if (find(segment, ':') < segment.n)
			return why_colon;
	}
	if (str_has_prefix(s, "//") && (ret_scheme->n || !str_has_prefix(s, "///"))) {
		struct str authority = str_skip(s, 2);
		size_t end = find(authority, '/');
		why = check_authority(str_from_to(authority, 0, end), dm);
		s = str_skip(authority, end);
	}
	return why ? why : check_escapes(s);
}

bool govalue_dir(struct str s, uint32_t dm, bool *ret_s3, const char **ret_why)
{
	struct str scheme = {0};
	const char *why = NULL;

	if (library_has(DIR_IS_URL, dm)) {
		size_t fragment = find(s, '#');
		why = check_url(str_from_to(s, 0, fragment), dm, &scheme);
		if (!why)
			why = check_escapes(str_skip(s, fragment));
	}
	if (why) {
		set_why(ret_why, why);
		return false;
	}
	if (ret_s3)
		*ret_s3 = str_eq_nocase(scheme, STR_LIT("s3"));
	return true;
}
