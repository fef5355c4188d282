/* govalue_time.c: what TiDB's types.ParseDuration, with a precision of whole seconds, makes of the text behind the sign
 * of an offset: a MySQL time, else a date with a time. Called by govalue_zone.c. DM gives it no context in its older
 * versions; then every warning and every date that is understood is a crash. */
#include "govalue_internal.h"

#include <string.h>

#define NS 1000000000u
#define TIME_MAX_HOUR 838
#define TIME_MAX_NS ((838 * 3600 + 59 * 60 + 59) * (int64_t)NS)
#define DAY (24 * 3600)

/* unicode.IsSpace of a byte taken as a code point. */
static bool space_byte(char c)
{
	return (c && strchr(" \t\n\v\f\r", c)) || c == '\x85' || c == '\xa0';
}

static struct str skip_space(struct str s)
{
	size_t i = 0;

	while (i < s.n && space_byte(s.p[i]))
		i++;
	return str_skip(s, i);
}

static size_t count_digits(struct str s)
{
	size_t i = 0;

	while (i < s.n && go_digit(s.p[i]))
		i++;
	return i;
}

/* A number of at most 63 bits off the front. */
static bool take_number(struct str *s, uint64_t *ret)
{
	size_t n = count_digits(*s);
	uint64_t v;

	if (go_parse_uint(str_from_to(*s, 0, n), 63, &v) != NUMBER_OK)
		return false;
	*s = str_skip(*s, n);
	*ret = v;
	return true;
}

/* "8", "8:00" or "8:00:00", blanks around colons; with need_colon not the first. *s moves only where it is one. */
static bool take_clock(struct str *s, bool need_colon, uint64_t hms[3])
{
	struct str rest = *s;

	memset(hms, 0, 3 * sizeof(hms[0]));
	if (!take_number(&rest, &hms[0]))
		return false;
	for (size_t i = 1; i < 3; i++) {
		struct str next = skip_space(rest);
		if (!str_has_prefix(next, ":")) {
			if (i == 1 && need_colon)
				return false;
			break;
		}
		next = skip_space(str_skip(next, 1));
		if (!take_number(&next, &hms[i]))
			return false;
		rest = next;
	}
	*s = rest;
	return true;
}

/* "1 02:00": days, at least one blank, a clock. */
static bool take_days_and_clock(struct str *s, uint64_t hms[3])
{
	struct str rest = *s;
	uint64_t days;

	if (!take_number(&rest, &days) || !rest.n || !space_byte(rest.p[0]))
		return false;
	rest = skip_space(rest);
	if (!take_clock(&rest, false, hms))
		return false;
	hms[0] += 24 * days; /* wraps as in Go */
	*s = rest;
	return true;
}

bool mysql_time_read(struct str s, int64_t *ret_ns)
{
	uint64_t hms[3], compact;
	bool neg = str_has_prefix(s, "-"), round_up = false;

	s = skip_space(str_skip(s, neg));
	if (!take_days_and_clock(&s, hms) && !take_clock(&s, true, hms)) {
		if (!take_number(&s, &compact))
			return false;
		hms[0] = compact / 10000;
		hms[1] = compact / 100 % 100;
		hms[2] = compact % 100;
	}
	s = skip_space(s);
	if (str_has_prefix(s, ".")) {
		s = str_skip(s, 1);
		round_up = s.n && s.p[0] >= '5' && s.p[0] <= '9';
		s = str_skip(s, count_digits(s));
	}
	if (s.n)
		return false;
	if (round_up && ++hms[2] == 60) {
		hms[2] = 0;
		if (++hms[1] == 60) {
			hms[1] = 0;
			hms[0]++;
		}
	}
	if (hms[1] > 59 || hms[2] > 59 || (int64_t)hms[0] > TIME_MAX_HOUR)
		return false;
	/* Hours that wrapped are below zero and may wrap again. */
	int64_t ns = (int64_t)((hms[0] * 3600 + hms[1] * 60 + hms[2]) * NS);
	if (ns > TIME_MAX_NS || ns < -TIME_MAX_NS)
		return false;
	*ret_ns = neg ? -ns : ns;
	return true;
}

/* --- a date with a time --------------------------------------------------------------------------------------- */

/* unicode.IsPunct of a byte taken as a code point. */
static bool punct_byte(char c)
{
	return c && strchr("!\"#%&'()*,-./:;?@[\\]_{}\xa1\xa7\xab\xb6\xb7\xbb\xbf", c);
}

/* Any printing byte of ASCII that is neither a letter, a digit nor a blank. */
static bool ascii_punct(char c)
{
	return c > ' ' && c < 0x7f && !go_digit(c) && !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Does it begin with the 12 or 14 digits of a compact date and time, or with a date? Else ParseDuration gives up. */
static bool may_be_datetime(struct str s)
{
	for (int part = 0; part < 3; part++) {
		size_t n = count_digits(s);
		if (n == 0)
			return false;
		if (part == 0 && (n == 12 || n == 14))
			return true;
		s = str_skip(s, n);
		if (part == 2)
			return s.n && (s.p[0] == ' ' || s.p[0] == 'T');
		if (!s.n || !punct_byte(s.p[0]))
			return false;
		s = str_skip(s, 1);
	}
	return false;
}

/* A time zone at the end of a date: "Z", "+08", "+0800" or "+08:00". */
struct tail_zone {
	bool found;
	size_t at; /* where the text before it ends */
	char sign; /* 0: "Z" */
	bool colon;
	struct str hour, minute;
};

static struct tail_zone find_tail_zone(struct str s)
{
	size_t z = s.n, sign = s.n, colon = s.n; /* s.n: none */

	for (size_t i = s.n; i-- > 0;) {
		if (s.p[i] == 'Z') {
			z = i;
			break;
		}
		if (sign == s.n && (s.p[i] == '-' || s.p[i] == '+'))
			sign = i;
		if (colon == s.n && s.p[i] == ':')
			colon = i;
	}
	if (z + 1 == s.n)
		return (struct tail_zone){.found = true, .at = z};
	size_t length = s.n - sign;
	bool colon_fits = colon + 3 == s.n;
	if (length != 3 && !(length == 5 && !colon_fits) && !(length == 6 && colon_fits))
		return (struct tail_zone){0};
	/* A "Z" further to the front moves the end of the text to itself. */
	struct tail_zone t = {.found = true, .at = z < s.n ? z : sign, .sign = s.p[sign], .colon = colon_fits};
	t.hour = str_from_to(s, sign + 1, sign + 3);
	t.minute = length == 3 ? (struct str){0} : str_skip(s, s.n - 2);
	if (count_digits(t.hour) < 2 || (t.minute.n && count_digits(t.minute) < 2))
		return (struct tail_zone){0};
	return t;
}

/* Where the point of the fraction is, s.n when there is none: the last punctuation before the zone, if that is one. */
static size_t find_fraction(struct str s, bool old)
{
	struct tail_zone zone = find_tail_zone(s);

	for (size_t i = zone.found ? zone.at : s.n; i-- > 0;)
		if (old ? punct_byte(s.p[i]) : ascii_punct(s.p[i]) && s.p[i] != '+' && s.p[i] != '-')
			return s.p[i] == '.' ? i : s.n;
	return s.n;
}

#define MAX_PARTS 6

struct literal {
	struct str parts[MAX_PARTS];
	size_t n_parts; /* may exceed MAX_PARTS: what is more is dropped */
	struct str fraction;
	bool cut; /* something behind the fraction was dropped */
	struct tail_zone zone;
};

static void add_part(struct literal *l, struct str part)
{
	if (l->n_parts < MAX_PARTS)
		l->parts[l->n_parts] = part;
	l->n_parts++;
}

static bool is_separator(char c, size_t parts_before)
{
	return ascii_punct(c) || (parts_before == 2 && c && strchr("T \t\n\v\f\r", c)) ||
	       (parts_before > 4 && !go_digit(c));
}

/* Splits into numbers; no parts at all where another byte than a digit stands between separators. The very last byte is
 * not looked at. */
static void split_parts(struct literal *l, struct str s)
{
	size_t start = 0;

	s = go_trim_space(s);
	if (s.n == 0 || !go_digit(s.p[0]))
		return;
	for (size_t i = 1; i + 1 < s.n; i++) {
		if (is_separator(s.p[i], l->n_parts)) {
			size_t before = l->n_parts;
			add_part(l, str_from_to(s, start, i));
			for (start = i + 1; start < s.n && is_separator(s.p[start], before);)
				start++;
			i = start - 1;
		} else if (!go_digit(s.p[i])) {
			l->n_parts = 0;
			return;
		}
	}
	add_part(l, str_skip(s, start));
}

static struct str trim_punct(struct str s)
{
	while (s.n && ascii_punct(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Six parts, or one long one, are all there can be: what follows is a fraction and a zone. */
static bool parts_complete(const struct literal *l)
{
	return l->n_parts > 5 || (l->n_parts == 1 && l->parts[0].n > 4);
}

static struct literal split_literal(struct str s, bool old)
{
	struct literal l = {.zone = find_tail_zone(s)};

	l.zone.found = l.zone.found && l.zone.at > 0;
	if (l.zone.found)
		s = trim_punct(str_from_to(s, 0, l.zone.at));
	size_t point = find_fraction(s, old);
	if (point && point < s.n) {
		struct str behind = str_skip(s, point + 1);
		l.fraction = str_from_to(behind, 0, count_digits(behind));
		l.cut = l.fraction.n < behind.n;
		s = trim_punct(str_from_to(s, 0, point));
	}
	split_parts(&l, s);
	if (l.fraction.n && !parts_complete(&l)) {
		add_part(&l, l.fraction);
		l.fraction.n = 0;
	}
	if (l.zone.found && l.zone.sign && !parts_complete(&l) && (!l.zone.minute.n || l.zone.colon)) {
		add_part(&l, l.zone.hour);
		if (l.zone.minute.n)
			add_part(&l, l.zone.minute);
		l.zone.found = false;
	}
	return l;
}

struct datetime {
	uint64_t field[6]; /* year, month, day, hour, minute, second */
	bool has_clock;    /* down to the seconds */
};

static uint64_t full_year(uint64_t y)
{
	return y <= 69 ? y + 2000 : y <= 99 ? y + 1900 : y;
}

/* Fills the fields from first on with two digits each. */
static void read_pairs(struct str digits, size_t first, struct datetime *t)
{
	for (size_t i = first; i < ARRAY_LEN(t->field) && digits.n; i++) {
		size_t width = digits.n < 2 ? digits.n : 2;
		(void)go_parse_uint(str_from_to(digits, 0, width), 64, &t->field[i]);
		digits = str_skip(digits, width);
	}
}

/* One long number. Behind a date alone the fraction is the clock, behind a clock without seconds it is the seconds. */
static bool read_compact(struct str s, struct str fraction, struct datetime *t)
{
	bool long_year = s.n == 14 || s.n == 8;
	size_t year = long_year ? 4 : 2;

	if (s.n < 5 || s.n == 13 || s.n > 14 || count_digits(s) < s.n)
		return false;
	(void)go_parse_uint(str_from_to(s, 0, year), 64, &t->field[0]);
	read_pairs(str_skip(s, year), 1, t);
	if (s.n == 5 || s.n == 6 || s.n == 8)
		read_pairs(fraction, 3, t);
	else if (s.n == 9 || s.n == 10)
		read_pairs(fraction, 5, t);
	if (!long_year)
		t->field[0] = full_year(t->field[0]);
	t->has_clock = s.n >= 11;
	return true;
}

static bool read_parts(const struct literal *l, struct datetime *t)
{
	uint64_t any = l->fraction.n;

	*t = (struct datetime){.has_clock = l->n_parts >= MAX_PARTS};
	if (l->n_parts == 1)
		return read_compact(l->parts[0], l->fraction, t);
	if (l->n_parts < 3)
		return false;
	for (size_t i = 0; i < l->n_parts && i < MAX_PARTS; i++) {
		if (go_parse_uint(l->parts[i], 63, &t->field[i]) != NUMBER_OK)
			return false;
		any |= t->field[i];
	}
	if (l->parts[0].n <= 2 && any)
		t->field[0] = full_year(t->field[0]);
	return true;
}

/* Days since 0000-01-01 in the Gregorian calendar; month from 1. */
static int64_t day_number(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month > 2 ? year : year - 1, m = (month + 9) % 12;
	int64_t leap_days = y < 0 ? -1 : y / 4 - y / 100 + y / 400;

	return y * 365 + leap_days + (m * 306 + 5) / 10 + day - 1 + 60;
}

/* Is it a day of the calendar? */
static bool day_exists(const struct datetime *t)
{
	static const uint8_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	uint64_t y = t->field[0], m = t->field[1], d = t->field[2];
	bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);

	return m >= 1 && m <= 12 && d >= 1 && d <= days[m - 1] && (m != 2 || d < 29 || leap);
}

/* Microseconds of the fraction at its own precision, rounded; true when it rounds up to a second. */
static bool round_fraction(struct str digits, size_t precision, uint64_t *ret_micros)
{
	uint64_t v = 0, one = 1;
	size_t n = digits.n < precision ? digits.n : precision;

	for (size_t i = 0; i < 6; i++) {
		v = v * 10 + (i < n ? (uint64_t)(digits.p[i] - '0') : 0);
		one *= i < 6 - n ? 10 : 1;
	}
	if (digits.n > precision && digits.p[precision] >= '5')
		v += one;
	*ret_micros = v % 1000000;
	return v >= 1000000;
}

/* Seconds east of UTC; false when out of range. */
static bool zone_seconds(const struct tail_zone *z, int64_t *ret)
{
	uint64_t hour = 0, minute = 0;

	(void)go_parse_uint(z->hour, 64, &hour);
	(void)go_parse_uint(z->minute, 64, &minute);
	if (hour > 14 || minute > 59 || (hour == 14 && minute) || (z->sign == '-' && !hour && !minute))
		return false;
	*ret = (int64_t)(hour * 3600 + minute * 60) * (z->sign == '-' ? -1 : 1);
	return true;
}

enum mysql_time mysql_datetime_read(struct str s, bool crashes, int64_t *ret_ns)
{
	static const uint64_t limits[] = {1 << 14, 1 << 4, 1 << 5, 1 << 5, 1 << 6, 1 << 6};
	struct datetime t;
	uint64_t micros = 0;
	int64_t shift = 0;
	bool up = false;

	if (!may_be_datetime(s))
		return MYSQL_TIME_BAD;
	struct literal l = split_literal(s, crashes);
	if (l.cut && crashes)
		return MYSQL_TIME_CRASHES;
	if (!read_parts(&l, &t))
		return MYSQL_TIME_BAD;
	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		if (t.field[i] >= limits[i])
			return MYSQL_TIME_BAD;
	if (t.has_clock) {
		size_t point = find_fraction(s, crashes);
		size_t precision = point < s.n ? s.n - point - 1 : 0;
		up = round_fraction(l.fraction, precision < 6 ? precision : 6, &micros);
	}
	if (up && crashes)
		return MYSQL_TIME_CRASHES;
	bool clock_fine = t.field[3] < 24 && t.field[4] < 60 && t.field[5] < 60;
	bool day_zero = !t.field[0] && !t.field[1] && !t.field[2];
	if (l.zone.found && (!t.has_clock || !zone_seconds(&l.zone, &shift)))
		return MYSQL_TIME_BAD;
	if (!clock_fine || !(day_exists(&t) || (day_zero && !up && !l.zone.found)))
		return MYSQL_TIME_BAD;
	int64_t clock = (int64_t)(t.field[3] * 3600 + t.field[4] * 60 + t.field[5]) + up - shift;
	int64_t at = clock;
	if (!day_zero)
		at += day_number((int64_t)t.field[0], (int64_t)t.field[1], (int64_t)t.field[2]) * DAY;
	if (crashes)
		return l.zone.found || t.field[0] <= 9999 ? MYSQL_TIME_CRASHES : MYSQL_TIME_BAD;
	if (at < 0 || at >= day_number(10000, 1, 1) * DAY)
		return MYSQL_TIME_BAD;
	*ret_ns = ((clock + DAY) % DAY + (micros >= 500000)) * (int64_t)NS;
	return MYSQL_TIME_OK;
}
